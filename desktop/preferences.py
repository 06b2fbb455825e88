"""What the program remembers on this computer outside any base: language, look, known bases, the window's place.

No personal data but the login that a person last typed here; clients never come near it.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from core.services.wording import LANGUAGES, Language
from desktop.theme import Scheme

HOME_VARIABLE: Final = "OPUNTIA_HOME"
"""Where the program keeps its own files, in place of the system's folder: for tests and for a stick."""

LOCK_AFTER: Final = 10
"""Minutes, unless somebody says otherwise."""
_MOST_BASES: Final = 8


def home() -> Path:
    """The program's own folder: preferences, crash reports, the sample."""
    if stated := os.environ.get(HOME_VARIABLE):
        return Path(stated)
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(place) / "Opuntia"


class Preferences:
    """Typed access to the preferences' file."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or home()
        self._kept = QSettings(str(self.folder / "preferences.ini"), QSettings.Format.IniFormat)

    @property
    def language(self) -> Language:
        """The language of the window: as chosen, else Russian."""
        kept = self._kept.value("language")
        return next((language for language in LANGUAGES if language == kept), "ru")

    @language.setter
    def language(self, language: Language) -> None:
        self._kept.setValue("language", language)

    @property
    def scheme(self) -> Scheme:
        """The look."""
        kept = self._kept.value("scheme")
        return Scheme(kept) if kept in list(Scheme) else Scheme.SYSTEM

    @scheme.setter
    def scheme(self, scheme: Scheme) -> None:
        self._kept.setValue("scheme", scheme.value)

    @property
    def type_scale(self) -> int:
        """The size of type in percent, 90 to 150."""
        return max(90, min(150, _number(self._kept.value("type_scale"), 100)))

    @type_scale.setter
    def type_scale(self, percent: int) -> None:
        self._kept.setValue("type_scale", percent)

    @property
    def lock_after(self) -> int:
        """After so many idle minutes the workplace is locked, 1 to 60."""
        return max(1, min(60, _number(self._kept.value("lock_after"), LOCK_AFTER)))

    @lock_after.setter
    def lock_after(self, minutes: int) -> None:
        self._kept.setValue("lock_after", minutes)

    @property
    def bases(self) -> list[Path]:
        """Bases opened here, the last one first."""
        return [Path(one) for one in _texts(self._kept.value("bases"))]

    def opened(self, base: Path, login: str) -> None:
        """Remember a base and who opened it."""
        others = [one for one in self.bases if one != base]
        self._kept.setValue("bases", [str(one) for one in [base, *others][:_MOST_BASES]])
        self._kept.setValue(f"logins/{_key(base)}", login)

    def login(self, base: Path) -> str:
        """Who opened this base last."""
        kept = self._kept.value(f"logins/{_key(base)}")
        return kept if isinstance(kept, str) else ""

    def backups(self, base: Path) -> Path | None:
        """Where the backups of this base go, if somebody chose another place."""
        kept = self._kept.value(f"backups/{_key(base)}")
        return Path(kept) if isinstance(kept, str) and kept else None

    def keep_backups(self, base: Path, folder: Path) -> None:
        """Remember where."""
        self._kept.setValue(f"backups/{_key(base)}", str(folder))

    def window(self, user: str) -> QByteArray | None:
        """Size and place of the window of a user («base/number»)."""
        kept = self._kept.value(f"users/{user}/window")
        return kept if isinstance(kept, QByteArray) else None

    def keep_window(self, user: str, geometry: QByteArray) -> None:
        """Remember size and place."""
        self._kept.setValue(f"users/{user}/window", geometry)

    def recall(self, user: str, name: str, default: Any) -> Any:
        """A small preference of a user; of the default's type, or the default."""
        kept = self._kept.value(f"users/{user}/{name}")
        if kept is None:
            return default
        if isinstance(default, bool):
            return str(kept).lower() == "true"
        if isinstance(default, int):
            return _number(kept, default)
        if isinstance(default, list):
            return _texts(kept)
        return kept if isinstance(kept, type(default)) else default

    def remember(self, user: str, name: str, value: object) -> None:
        """Keep a small preference of a user."""
        self._kept.setValue(f"users/{user}/{name}", value)

    def save(self) -> None:
        """Write to the disk now; where that is refused nothing is remembered."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
        self._kept.sync()


def _texts(kept: object) -> list[str]:
    """A list as the file gives it back: one of a single text comes as that text."""
    if isinstance(kept, list):
        return [one for one in kept if isinstance(one, str)]
    return [kept] if isinstance(kept, str) and kept else []


def _key(base: Path) -> str:
    return base.as_posix().replace("/", "|")


def _number(kept: object, default: int) -> int:
    """A whole number, where it is one; Python refuses thousands of digits with a ValueError too."""
    try:
        return int(str(kept))
    except ValueError:
        return default
