"""Colours, sizes and type of the whole program: the only place where a number of the look is written down.

The values are those of the reference pictures; `tests/desktop/test_tokens.py` computes the contrast of every pair
that is used together.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class Scheme(StrEnum):
    """The looks to choose from; SYSTEM follows the computer."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Tokens(NamedTuple):
    """Colours by what they are for, as #RRGGBB.

    `bg` the frame, `surface` the sheet, `alt` quiet blocks, `sunken` tracks and neutral chips; `faint` is for graphics
    and disabled text only; a name with `_t` is the tint under its colour.
    """

    bg: str
    surface: str
    alt: str
    sunken: str
    hover: str
    selected: str
    nav_sel: str
    text: str
    muted: str
    faint: str
    divider: str
    line: str
    outline: str
    idle: str
    accent: str
    accent_hover: str
    on_accent: str
    focus: str
    soft: str
    soft2: str
    fruit: str
    ok: str
    ok_t: str
    warn: str
    warn_t: str
    err: str
    err_t: str
    info: str
    info_t: str
    toast: str
    on_toast: str
    toast_action: str
    pad: str
    pad_far: str
    bloom: str


LIGHT: Final = Tokens(
    bg="#F3F5F3",
    surface="#FFFFFF",
    alt="#F8F9F8",
    sunken="#EEF1EE",
    hover="#F3F5F3",
    selected="#E8EFEB",
    nav_sel="#E3E8E4",
    text="#1A1E1C",
    muted="#59625D",
    faint="#87908B",
    divider="#E4E8E5",
    line="#D3D9D5",
    outline="#7C8781",
    idle="#D5DCD8",
    accent="#0C6B52",
    accent_hover="#08543F",
    on_accent="#FFFFFF",
    focus="#0C6B52",
    soft="#E2F1EB",
    soft2="#BFE0D3",
    fruit="#B92E63",
    ok="#1B6B3D",
    ok_t="#E5F4EA",
    warn="#8A5300",
    warn_t="#FDF1DA",
    err="#B3261E",
    err_t="#FCE9E7",
    info="#1F5FAE",
    info_t="#E7EFFA",
    toast="#1F2522",
    on_toast="#F2F5F3",
    toast_action="#7FDDB8",
    pad="#DDE7E2",
    pad_far="#E4ECE8",
    bloom="#E6C2D1",
)

DARK: Final = Tokens(
    bg="#121513",
    surface="#1A1E1B",
    alt="#1F2421",
    sunken="#232925",
    hover="#222824",
    selected="#26312B",
    nav_sel="#232A26",
    text="#ECF0ED",
    muted="#A6B1AA",
    faint="#7C8780",
    divider="#2B322E",
    line="#3A433E",
    outline="#8B968F",
    idle="#39423D",
    accent="#5CC9A1",
    accent_hover="#83DABB",
    on_accent="#06241A",
    focus="#83DABB",
    soft="#17362B",
    soft2="#2A5F4C",
    fruit="#E57BA3",
    ok="#7BD19A",
    ok_t="#18331F",
    warn="#EFBE6A",
    warn_t="#372A12",
    err="#F5A19A",
    err_t="#41211F",
    info="#8CB8F2",
    info_t="#1B2C45",
    toast="#2E3632",
    on_toast="#ECF0ED",
    toast_action="#83DABB",
    pad="#18211C",
    pad_far="#161C19",
    bloom="#4A2B38",
)

CONTRAST: Final = Tokens(
    bg="#000000",
    surface="#000000",
    alt="#000000",
    sunken="#1C1C1C",
    hover="#262626",
    selected="#00344D",
    nav_sel="#00344D",
    text="#FFFFFF",
    muted="#E6E6E6",
    faint="#BFBFBF",
    divider="#8C8C8C",
    line="#FFFFFF",
    outline="#FFFFFF",
    idle="#8C8C8C",
    accent="#6EF2C0",
    accent_hover="#B6FFE3",
    on_accent="#000000",
    focus="#FFD500",
    soft="#003D2B",
    soft2="#007A56",
    fruit="#FF9CC2",
    ok="#8CFFB2",
    ok_t="#00290F",
    warn="#FFD166",
    warn_t="#332600",
    err="#FFB3AB",
    err_t="#3D0500",
    info="#A8D1FF",
    info_t="#001F3D",
    toast="#1C1C1C",
    on_toast="#FFFFFF",
    toast_action="#6EF2C0",
    pad="#1C1C1C",
    pad_far="#141414",
    bloom="#4D2436",
)

BY_SCHEME: Final[Mapping[Scheme, Tokens]] = {
    Scheme.LIGHT: LIGHT,
    Scheme.DARK: DARK,
    Scheme.CONTRAST: CONTRAST,
}

TEXT_PAIRS: Final = (
    *[("text", under) for under in ("bg", "surface", "alt", "sunken", "hover", "selected", "nav_sel", "soft", "soft2")],
    *[("muted", under) for under in ("bg", "surface", "alt", "sunken", "hover", "selected", "nav_sel")],
    *[("accent", under) for under in ("bg", "surface", "alt", "soft", "selected")],
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("accent_hover", "surface"),
    ("fruit", "surface"),
    ("ok", "ok_t"),
    ("ok", "surface"),
    ("warn", "warn_t"),
    ("warn", "surface"),
    ("warn", "bg"),
    ("warn", "selected"),
    ("err", "err_t"),
    ("err", "surface"),
    ("err", "selected"),
    ("info", "info_t"),
    ("info", "surface"),
    ("info", "selected"),
    ("text", "ok_t"),
    ("text", "warn_t"),
    ("text", "err_t"),
    ("text", "info_t"),
    ("on_toast", "toast"),
    ("toast_action", "toast"),
)
"""(colour, what it stands on): pairs in which one is text; at least 4.5:1."""

SIGN_PAIRS: Final = (
    *[("focus", under) for under in ("bg", "surface", "alt", "selected")],
    *[("outline", under) for under in ("bg", "surface", "alt")],
    *[("faint", under) for under in ("surface",)],
    ("accent", "sunken"),
    ("accent", "idle"),
)
"""Pairs in which one is a control's edge or a sign; at least 3:1 (the last ones tell filled from empty: 2:1)."""


class Type(StrEnum):
    """Roles of type; sizes and weights are in `desktop/theme/fonts.py`."""

    CAPTION = "caption"
    LABEL = "label"
    BODY = "body"
    STRONG = "strong"
    TILE = "tile"
    SECTION = "section"
    TITLE = "title"
    GREETING = "greeting"
    HERO = "hero"


SPACE: Final = (4, 8, 12, 16, 20, 24, 32, 48)

CELL_RADIUS: Final = 4
CONTROL_RADIUS: Final = 6
BLOCK_RADIUS: Final = 8
TILE_RADIUS: Final = 10
CARD_RADIUS: Final = 12

CONTROL: Final = 32
FOOTER_BUTTON: Final = 36
CHIP: Final = 22
ICON: Final = 16
SCORE_BAR: Final = (34, 4)
"""Width and height of the bar beside a score in a grid."""

NAV_WIDE: Final = 212
NAV_NARROW: Final = 52
NAV_FOLDS_BELOW: Final = 1280
COMPACT_BELOW: Final = 640
"""A window lower than this many pixels has the compact frame: header 48, footer 52, status bar 24."""

SMALLEST: Final = (1024, 560)
FOCUS_WIDTH: Final = 2
