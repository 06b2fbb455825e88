"""The one table of keys: for the window, tooltips, the palette and F1.

Digits, arrows, Enter and F-keys are free of the keyboard's layout. Ctrl with a letter is meant by the place of the key:
where the layout is Russian the letter that lies there is translated.
"""

from dataclasses import dataclass
from typing import Final

_RUSSIAN: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
LATIN_OF: Final = {ord(cyr.upper()): ord(lat.upper()) for cyr, lat in zip(_RUSSIAN, _LATIN, strict=True)}
"""Key code of a Cyrillic letter → key code of the Latin letter on the same key."""


@dataclass(frozen=True, slots=True)
class Key:
    """`keys` as Qt writes them; `does` is a key of the texts' section `keys`; `page` "" where it works everywhere."""

    keys: str
    does: str
    page: str = ""


KEYS: Final = (
    Key("Ctrl+K", "palette"),
    Key("Ctrl+1…9", "pages"),
    Key("Ctrl+Enter", "primary"),
    Key("Ctrl+Z", "undo"),
    Key("F6", "next_pane"),
    Key("F1", "help"),
    Key("Ctrl+,", "settings"),
    Key("Ctrl+L", "lock"),
    Key("Esc", "close"),
    Key("Backspace", "go_back", "client"),
    Key("Ctrl+F", "find_client", "clients"),
    Key("F2", "edit_row", "clients"),
    Key("Ctrl+V", "paste_clients", "clients"),
    Key("Space", "select_row", "clients"),
    Key("Ctrl+A", "select_all", "clients"),
    Key("1", "accept", "review"),
    Key("2", "decline", "review"),
    Key("3", "postpone", "review"),
    Key("Shift+3", "postpone_until", "review"),
    Key("4", "other_partner", "review"),
    Key("Alt+1…5", "decline_reason", "review"),
    Key("Shift+↑ ↓", "mark_rows", "review"),
    Key("Ctrl+A", "mark_all", "review"),
    Key("Ctrl+F", "queue_filter", "review"),
    Key("↑ ↓", "move", "review"),
    Key("Space", "reasons", "review"),
    Key("F9", "threshold", "review"),
    Key("F2", "open_card", "review"),
    Key("1…5", "answer", "outcomes"),
    Key("6", "pass_on", "outcomes"),
    Key("7", "remind", "outcomes"),
    Key("Del", "put_row_away", "outcomes"),
    Key("Ctrl+O", "load_answers", "outcomes"),
    Key("Ctrl+V", "paste_answers", "outcomes"),
    Key("Enter", "choose_offer", "outcomes"),
    Key("Ctrl+O", "open_file", "imports"),
    Key("Ctrl+V", "paste_table", "imports"),
    Key("F8", "next_problem", "imports"),
    Key("Shift+F8", "previous_problem", "imports"),
    Key("1", "same", "imports"),
    Key("2", "different", "imports"),
    Key("3", "later", "imports"),
    Key("Backspace", "take_back", "imports"),
    Key("F2", "fix_cell", "imports"),
    Key("Del", "skip_row", "imports"),
)
