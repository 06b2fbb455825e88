"""The one place that makes fonts: family, size and weight by role, with tabular figures and no hinting."""

import sys
from functools import cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from desktop.theme.tokens import Type

# role: (size over the body's, weight, display cut)
_ROLES: Final[dict[Type, tuple[int, QFont.Weight, bool]]] = {
    Type.CAPTION: (-1, QFont.Weight.Normal, False),
    Type.LABEL: (0, QFont.Weight.Medium, False),
    Type.BODY: (0, QFont.Weight.Normal, False),
    Type.STRONG: (0, QFont.Weight.DemiBold, False),
    Type.TILE: (1, QFont.Weight.DemiBold, False),
    Type.SECTION: (2, QFont.Weight.DemiBold, False),
    Type.TITLE: (7, QFont.Weight.DemiBold, True),
    Type.GREETING: (15, QFont.Weight.DemiBold, True),
    Type.HERO: (23, QFont.Weight.DemiBold, True),
}
_INTER_BODY: Final = 13  # Inter's letters are as tall at 13 as Segoe's at 14
_SYSTEM_BODY: Final = 14
_scale = 100


@cache
def _families() -> tuple[list[str], list[str], int]:
    """(text, display, size of the body in logical pixels): the system's face; on Linux Inter where installed."""
    known = set(QFontDatabase.families())
    if sys.platform.startswith("linux") and "Inter" in known:
        display = ["Inter Display", "Inter"] if "Inter Display" in known else ["Inter"]
        return ["Inter"], display, _INTER_BODY
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).families()
    return system, system, _INTER_BODY if sys.platform.startswith("linux") else _SYSTEM_BODY


def set_scale(percent: int) -> None:
    """Make all type larger or smaller, 90 to 150 percent."""
    global _scale  # noqa: PLW0603 (one size for the whole program)
    _scale = max(90, min(150, percent))
    font.cache_clear()


@cache
def font(role: Type | str = Type.BODY, *, medium: bool = False) -> QFont:
    """The font of a role; `medium` for captions that head a column or stand in a chip."""
    over, weight, display = _ROLES[Type(role)]
    text, title, body = _families()
    made = QFont(title if display else text)
    made.setPixelSize(round((body + over) * _scale / 100))
    made.setWeight(QFont.Weight.Medium if medium else weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
