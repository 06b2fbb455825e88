"""How the program looks: tokens, type, icons, the only style sheet. Imports Qt, nothing of ours; icons are Lucide's.

Start with `tokens.py`; `look.py` puts a scheme in force, widgets ask for `tokens()` and `font(...)` while they paint.
"""

from desktop.theme.brand import paint_garden, paint_mark
from desktop.theme.fonts import font, set_scale
from desktop.theme.icons import paint_icon
from desktop.theme.look import IN_ONE_STYLE, LOOK, colour, tokens, when_changed
from desktop.theme.tokens import Scheme, Tokens, Type

__all__ = [
    "IN_ONE_STYLE",
    "LOOK",
    "Scheme",
    "Tokens",
    "Type",
    "colour",
    "font",
    "paint_garden",
    "paint_icon",
    "paint_mark",
    "set_scale",
    "tokens",
    "when_changed",
]
