"""A line of the queue in words."""

from dataclasses import dataclass
from typing import Final

from core.domain.client import ClientType
from core.services.review import Block, QueueRow
from desktop.words import Words

BLOCK_ICONS: Final = {
    Block.NO_CONSENT: "shield-alert",
    Block.NO_PHONE: "phone-off",
    Block.NO_LONGER_FITS: "circle-slash",
    Block.CONTACT_CAP: "ban",
    Block.PARTNER_CAP: "ban",
}


@dataclass(frozen=True, slots=True)
class LineText:
    """`second` stands under the name; with a `block_icon` it says why the line cannot be accepted."""

    name: str
    second: str
    block_icon: str
    returned: bool
    organisation: bool
    sentence: str


def line_text(row: QueueRow, words: Words) -> LineText:
    """What a line shows, and the whole of it as one sentence."""
    spoken = {"who": row.who, "service": row.service, "partner": row.partner, "score": row.score}
    second = words.say("review", "row_second", service=row.service, partner=row.partner)
    sentence = words.say("review", "row_returned" if row.returned else "row", **spoken)
    icon = ""
    if row.blocks:
        icon = BLOCK_ICONS[row.blocks[0]]
        second = words.say("review", f"block_{row.blocks[0].value}")
        sentence = words.say("review", "row_blocked", block=second, **spoken)
    return LineText(row.who, second, icon, row.returned, row.client_type is ClientType.ENTITY, sentence)
