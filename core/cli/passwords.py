"""Secrets of the command line: from a file, the environment or the keyboard, never from an argument."""

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Final

from core.domain.errors import (
    KnownError,
    NeedsPresentPassword,
    NeedsSheet,
    NeedsTablePassword,
    NeedsTerminal,
    PasswordFileMissing,
    PasswordsDiffer,
)
from core.services.wording import Language, say

PASSWORD_VARIABLE: Final = "OPUNTIA_PASSWORD"  # noqa: S105 (the name of a variable)
PRESENT_VARIABLE: Final = "OPUNTIA_PRESENT_PASSWORD"
SHEET_VARIABLE: Final = "OPUNTIA_SHEET"
TABLE_VARIABLE: Final = "OPUNTIA_TABLE_PASSWORD"


def read_password(file: Path | None, language: Language, *, twice: bool = False) -> str:
    """The base's password. Raises PasswordFileMissing, NeedsTerminal, PasswordsDiffer."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8-sig").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise PasswordFileMissing from None
    password = _secret(PASSWORD_VARIABLE, language, "password_prompt", NeedsTerminal)
    if twice and PASSWORD_VARIABLE not in os.environ and getpass(say(language, "cli", "password_again")) != password:
        raise PasswordsDiffer
    return password


def read_sheet(language: Language) -> str:
    """The code of a recovery sheet. Raises NeedsSheet."""
    return _secret(SHEET_VARIABLE, language, "sheet_prompt", NeedsSheet)


def read_present_password(language: Language) -> str:
    """The password of the base that stands there. Raises NeedsPresentPassword."""
    return _secret(PRESENT_VARIABLE, language, "present_prompt", NeedsPresentPassword)


def read_table_password(language: Language) -> str:
    """The password of a workbook. Raises NeedsTablePassword."""
    return _secret(TABLE_VARIABLE, language, "table_prompt", NeedsTablePassword)


def _secret(variable: str, language: Language, prompt: str, needs: type[KnownError]) -> str:
    if variable in os.environ:
        return os.environ[variable]
    if not sys.stdin or not sys.stdin.isatty():
        raise needs
    return getpass(say(language, "cli", prompt))
