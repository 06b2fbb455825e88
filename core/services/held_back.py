"""What would stay here of all that a threshold shows, were all of it accepted at once."""

from collections.abc import Sequence

from core.domain.lead import LeftOut
from core.domain.rights import UseCase
from core.services.gate import Gate
from core.services.places import Places
from core.services.review import QueueEntry
from core.services.session import Session


def read_held_back(session: Session, entries: Sequence[QueueEntry]) -> dict[int, LeftOut]:
    """Entry → no consent to its partner, or the cap that leaves it no place; the others are absent. The highest scores
    get the places, so from any score on it is the same entries that stay. Raises BeyondReach.
    """
    with session.reading(UseCase.READ_CLIENTS) as work:
        work.clients.refuse_beyond(sorted({one.client_id for one in entries}))
        gate = Gate(work, session.today())
        held: dict[int, LeftOut] = {}
        for partner, group in gate.by_partner(entries).items():
            papers = gate.papers(partner, group)
            held |= {one.id: LeftOut.NO_CONSENT for one in group if one.client_id not in papers}
        free = [one for one in entries if one.id not in held]
        capped = Places(work, gate.catalogue, session.today()).accepting(free)
    return held | {id_: hits[0].reason for id_, hits in capped.items()}
