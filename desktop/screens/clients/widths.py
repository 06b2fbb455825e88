"""How wide the columns are: at least as what stands in them as a rule."""

from datetime import date
from typing import Final

from core.domain.client import ClientType
from core.services.client_list import ConsentState
from desktop.screens.clients.delegate import GAP, SIGN
from desktop.screens.clients.shown import Column
from desktop.screens.clients.table_model import COLUMNS
from desktop.theme import Type
from desktop.theme.tokens import SCORE_BAR
from desktop.widgets.rows import CELL_PAD, EDGE_PAD, text_width
from desktop.words import Words

_NAME: Final = 196
_KINDS: Final = 150
_SHOWN_PHONE: Final = "+7 900 ***-**-34"
_SHOWN_LOGIN: Final = "nikolaeva.a"
_SHOWN_FILE: Final = "clients_2026.xlsx"
_LONGEST_WAIT: Final = 365
_ARROW: Final = SIGN + 4


def least_widths(words: Words, today: date) -> dict[Column, int]:
    """Column → logical pixels, head and arrow included."""

    def widest(*texts: str) -> float:
        return max(text_width(text) for text in texts)

    def say(key: str, **facts: object) -> str:
        return words.say("clients", key, **facts)

    consents = [say(f"consent_{state}") for state in ConsentState if state is not ConsentState.ENDING]
    until = say("consent_until", day=words.day(today))
    inside: dict[Column, float] = {
        Column.NAME: _NAME,
        Column.CLIENT_TYPE: widest(*(say(f"type_{one.name.lower()}") for one in ClientType)),
        Column.CITY: widest(say("widest_city")),
        Column.PHONE: widest(_SHOWN_PHONE),
        Column.KINDS: _KINDS,
        Column.SCORE: SCORE_BAR[0] + 2 * GAP + text_width("99", Type.STRONG),
        Column.CONSENT: SIGN + GAP + widest(*consents, until),
        Column.CONTACT: widest(say("contact_days", n=_LONGEST_WAIT), words.ago(0)),
        Column.MANAGER: widest(_SHOWN_LOGIN),
        Column.SOURCE: widest(_SHOWN_FILE),
    }
    least = {}
    for one in COLUMNS:
        head = text_width(say(f"head_{one}"), Type.CAPTION, medium=True) + _ARROW
        edge = EDGE_PAD - CELL_PAD if one is Column.NAME else 0
        least[one] = round(max(head, inside[one])) + 2 * CELL_PAD + edge + 2
    return least
