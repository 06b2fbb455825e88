"""Reply codes: by them a partner's answer finds its lead. A code is random and says nothing of a person."""

import re
import secrets
from typing import Final

_SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32 (https://www.crockford.com/base32.html): nobody takes one for another when reading aloud."""

_LENGTH: Final = 10
_HALF: Final = _LENGTH // 2
_READ_AS = str.maketrans("OoIiLl" + "АВЕКМНОРСТХУавекмнорстху", "001111" + "ABEKMH0PCTXYABEKMH0PCTXY")
_BETWEEN = re.compile(r"[\s\u00ad\u200b\ufeff_.\-\u2010-\u2015\u2212]+")


def new_code() -> str:
    """A code nobody can guess, of 50 bits: so few of them are given out that a slip of the pen never hits another."""
    symbols = "".join(secrets.choice(_SYMBOLS) for _ in range(_LENGTH))
    return f"{symbols[:_HALF]}-{symbols[_HALF:]}"


def code_in(text: str) -> str | None:
    """The code that a cell holds, as `new_code` writes it, however it was typed: without the dash, in small or Cyrillic
    letters of the same look, with the letter O for a zero; None where it holds no code.
    """
    symbols = _BETWEEN.sub("", text).translate(_READ_AS).upper()
    if len(symbols) != _LENGTH or not set(symbols).issubset(_SYMBOLS):
        return None
    return f"{symbols[:_HALF]}-{symbols[_HALF:]}"
