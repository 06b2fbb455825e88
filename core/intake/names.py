"""Names of people: their letters, their case, and in which order a column writes them."""

import re
import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from importlib import resources

from core.intake.problems import Code
from core.intake.words import tidy


class NameOrder(StrEnum):
    """Where the surname stands in a full name; the patronymic always follows the name."""

    SURNAME_FIRST = "surname_first"
    SURNAME_LAST = "surname_last"


FullName = tuple[str, str, str]
"""Surname, name, patronymic; "" for what there is not."""

_LATIN = "ABCEHKMOPTXYaceopxyk"
_CYRILLIC = "АВСЕНКМОРТХУасеорхук"
_TO_CYRILLIC, _TO_LATIN = str.maketrans(_LATIN, _CYRILLIC), str.maketrans(_CYRILLIC, _LATIN)
_LATIN_LETTER, _CYRILLIC_LETTER = re.compile("[A-Za-z]"), re.compile("[А-Яа-яЁё]")

_LETTERS = re.compile(r"[^\W\d_]+")
_APOSTROPHES = re.compile("(?<=[^\\W\\d_])[\u2019\u02bc\u2018`\u00b4\u2032](?=[^\\W\\d_])")
_HYPHENS = re.compile("(?<=[^\\W\\d_])(?: ?[\u2010-\u2015\u2212-] ?)(?=[^\\W\\d_])")
_SURNAME_BEFORE = re.compile(r" +(\([^()]*\))")
_INITIALS = re.compile(r"([^\W\d_])\. ?(?:([^\W\d_])\.?)?")
_INITIALS_LAST = re.compile(r"(\S.*?) ?\b([^\W\d_])\. ?(?:([^\W\d_])\.?)?")
_INITIALS_FIRST = re.compile(r"([^\W\d_])\. ?(?:([^\W\d_])\. ?)?([^\W\d_]{2}\S*.*)")

_SONS = frozenset(
    "оглы оглу огли угли уулу уули улы кызы кизи гызы ogly oglu ogli ugli uulu uly kyzy qizi gizi".split()
)
_PARTICLES = _SONS | frozenset(
    "де да ди дель дер ден ла ле фон ван аль эль бен бин ибн von van de der den la le al".split()
)
_PATRONYMIC = re.compile(
    r".+(?:ович|евич|[ая]вич|овна|евна|ична|инична)|.*(?:ильич|кузьмич|лукич|фомич|никитич|саввич)"
    r"|.+-(?:оглы|оглу|угли|улы|кызы|гызы)|.+(?:ovich|evich|ovna|evna|ichna)"
)
_ENOUGH = 0.9


def spell(text: str) -> tuple[str, Code | None]:
    """The text of a name in its own letters and case: «ПЕТРОВ - ВОДКИН» → «Петров-Водкин».

    Look-alike letters of the other alphabet inside a word are replaced with NAME_ALPHABET; letters that cannot be stay
    with NAME_MIXED. Mixed case is somebody's own («де Ла Круз»); ё and е stay as they are written.
    """
    if text.isascii() or not _LATIN_LETTER.search(text):
        code = None
    else:
        text, code = _in_one_alphabet(text)
    if not text.replace(" ", "").isalpha():
        text = _HYPHENS.sub("-", _APOSTROPHES.sub("'", text))
    if text.islower() or text.isupper():
        return _LETTERS.sub(lambda word: word[0].lower() if word[0].lower() in _SONS else _title(word[0]), text), code
    if text.istitle():
        return text, code
    return " ".join(map(_with_case, text.split(" "))), code


def parts_of(text: str, order: NameOrder) -> tuple[FullName, Code | None]:
    """A full name in parts. A comma ends a surname; initials and patronymics say themselves where they stand, with
    NAME_ORDER where that is not the column's order.
    """
    surname, comma, rest = text.partition(",")
    if comma and surname.strip() and rest.strip():
        return _parts(f"{_joined(surname)} {tidy(rest.replace(',', ' '))}", NameOrder.SURNAME_FIRST)
    return _parts(tidy(text.replace(",", " ")), order)


def order_of(texts: Iterable[str]) -> tuple[NameOrder, bool] | None:
    """The order of a column's full names and whether its cells show it; None where no cell has two words."""
    votes = dict.fromkeys(NameOrder, 0)
    any_names = False
    for text in texts:
        words = _words(text.casefold().replace("ё", "е"))
        if len(words) not in (2, 3):
            continue
        any_names = True
        if "," not in text and (vote := _vote(words)):
            votes[vote] += 1
    if not any_names:
        return None
    best = max(NameOrder, key=lambda order: votes[order])  # of equals the first
    return best, votes[best] > 0 and votes[best] >= _ENOUGH * sum(votes.values())


def is_patronymic(word: str) -> bool:
    """Whether a word ends as patronymics do: «Павловна», «Вагиф оглы»; some surnames do too."""
    folded = word.casefold()
    return bool(_PATRONYMIC.fullmatch(folded)) or folded.rpartition(" ")[2] in _SONS


def is_first_name(word: str) -> bool:
    """Whether a word is one of the frequent first names."""
    return word.casefold().replace("ё", "е") in _first_names()


def _parts(text: str, order: NameOrder) -> tuple[FullName, Code | None]:
    if "." in text and (found := _INITIALS_FIRST.fullmatch(text)):
        return (found[3], f"{found[1]}.", f"{found[2]}." if found[2] else ""), None
    if "." in text and (found := _INITIALS_LAST.fullmatch(text)):
        return (found[1], f"{found[2]}.", f"{found[3]}." if found[3] else ""), None
    words = _words(text)
    if len(words) == 3:
        return _three(words, order)
    return _without_surname(words) or _in_order(words, order), None


def _without_surname(words: list[str]) -> FullName | None:
    """«Вера Павловна»"""
    is_address = len(words) == 2 and is_patronymic(words[1]) and is_first_name(words[0])
    return ("", words[0], words[1]) if is_address and not is_first_name(words[1]) else None


def _in_order(words: list[str], order: NameOrder) -> FullName:
    if order is NameOrder.SURNAME_LAST and len(words) == 2:
        return words[1], words[0], ""
    if order is NameOrder.SURNAME_LAST and len(words) > 3 and is_patronymic(words[1]):
        return " ".join(words[2:]), words[0], words[1]
    return words[0], words[1] if len(words) > 1 else "", " ".join(words[2:])


def _three(words: list[str], order: NameOrder) -> tuple[FullName, Code | None]:
    middle, last = is_patronymic(words[1]), is_patronymic(words[2])
    stands = order
    if middle != last:
        stands = NameOrder.SURNAME_LAST if middle else NameOrder.SURNAME_FIRST
    code = None if stands is order else Code.NAME_ORDER
    if stands is NameOrder.SURNAME_LAST:
        return (words[2], words[0], words[1]), code
    return (words[0], words[1], words[2]), code


def _vote(words: list[str]) -> NameOrder | None:
    """What one full name says about the order, None where it says nothing."""
    if len(words) == 3:
        middle, last = is_patronymic(words[1]), is_patronymic(words[2])
        if middle != last:
            return NameOrder.SURNAME_LAST if middle else NameOrder.SURNAME_FIRST
    first, second = is_first_name(words[0]), is_first_name(words[1])
    if first == second or (len(words) == 2 and is_patronymic(words[1])):
        return None
    return NameOrder.SURNAME_LAST if first else NameOrder.SURNAME_FIRST


def _words(text: str) -> list[str]:
    """The words of a name; «Вагиф оглы» and «Иванова (Петрова)» are one."""
    if "(" not in text and _SONS.isdisjoint(text.casefold().split(" ")):
        return text.split(" ")
    found: list[str] = []
    for word in _SURNAME_BEFORE.sub(lambda bracket: f"\u00a0{bracket[1].replace(' ', chr(0xA0))}", text).split(" "):
        if found and word.casefold() in _SONS:
            found[-1] += f" {word}"
        elif word:
            found.append(word)
    return [word.replace("\u00a0", " ") for word in found]


def _joined(surname: str) -> str:
    """A surname of several words stays one word of the name."""
    return tidy(surname).replace(" ", "\u00a0")


def _in_one_alphabet(text: str) -> tuple[str, Code | None]:
    code: Code | None = None
    words = text.split(" ")
    cyrillic = any(_CYRILLIC_LETTER.search(word) and not _LATIN_LETTER.search(word) for word in words)
    for place, word in enumerate(words):
        latin = _LATIN_LETTER.findall(word)
        if not latin or not (_CYRILLIC_LETTER.search(word) or (cyrillic and _INITIALS.fullmatch(word))):
            continue
        foreign = _CYRILLIC_LETTER.findall(word)
        if set(latin) <= set(_LATIN):
            words[place], code = word.translate(_TO_CYRILLIC), code or Code.NAME_ALPHABET
        elif foreign and set(foreign) <= set(_CYRILLIC):
            words[place], code = word.translate(_TO_LATIN), code or Code.NAME_ALPHABET
        else:
            code = Code.NAME_MIXED
    return " ".join(words), code


def _with_case(word: str) -> str:
    """A word of a name in mixed case: «ИВАНОВ» and «иванов» are Иванов, particles and «О'Нил» stay."""
    if word in _PARTICLES or not (word.islower() or (word.isupper() and len(word) > 2 and "." not in word)):
        return word
    return _LETTERS.sub(lambda part: _title(part[0]), word)


def _title(word: str) -> str:
    return word[0].upper() + word[1:].lower()


@cache
def _first_names() -> frozenset[str]:
    content = tomllib.loads((resources.files("resources") / "first_names.toml").read_text("utf-8"))
    return frozenset(name for language in content.values() for name in language.split())
