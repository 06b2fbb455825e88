"""Accepting many at once: what something would keep here stays undecided and is named; the rest is one decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.domain.errors import BadValue, StageForbidden
from core.domain.lead import LeftOut
from core.domain.rights import UseCase
from core.services.decisions import CHANGED, MOST_UNDOABLE, Accepted, Shown, accept_within, find
from core.services.gate import Gate
from core.services.review import asks_on
from core.services.session import Done, Session

MOST_AT_ONCE: Final = MOST_UNDOABLE
"""More than these would not be undone as a whole."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One that stays undecided: `who` is «Фамилия И. О.» or the organisation; `reason` the first that met it."""

    recommendation: int
    who: str
    service: str
    reason: LeftOut


@dataclass(frozen=True, slots=True)
class AcceptedMany:
    """What was accepted, by id, and what stays."""

    accepted: tuple[int, ...]
    kept: tuple[Kept, ...]
    how: Accepted


def accept_many(session: Session, recommendations: Sequence[int], shown: Shown | None = None) -> Done[AcceptedMany]:
    """Accept those that nothing keeps here; where there are none, nothing changes and there is no entry to undo.

    Raises BadValue (more than `MOST_AT_ONCE`), ShownOtherwise, StageForbidden, UnknownRecord, BeyondReach.
    """
    if len(recommendations) > MOST_AT_ONCE:
        raise BadValue(field="recommendations", least=1, most=MOST_AT_ONCE)
    try:
        with session.doing(UseCase.DECIDE) as deed:
            found = find(deed, recommendations, shown)
            for one in found:
                if not asks_on(one, session.today()):
                    raise StageForbidden(before=one.stage.value, after=one.stage.value)
            gate = Gate(deed.work, session.today())
            blocks = gate.blocks(found)
            how = accept_within(deed, session, [one for one in found if not blocks[one.id]])
            reasons = {id_: met[0] for id_, met in blocks.items() if met}
            reasons |= {id_: hits[0].reason for id_, hits in how.capped.items()}
            people = deed.work.clients.identities(sorted({one.client_id for one in found if one.id in reasons}))
            kept = tuple(
                Kept(
                    one.id,
                    people[one.client_id].short_name,
                    gate.catalogue.services[one.service_id].name,
                    reasons[one.id],
                )
                for one in found
                if one.id in reasons
            )
            if len(kept) == len(found):
                raise _NothingLeft(kept)
    except _NothingLeft as met:
        return Done(AcceptedMany((), met.kept, Accepted(0, 0)))
    accepted = tuple(one.id for one in found if one.id not in reasons)
    return Done(AcceptedMany(accepted, kept, how), CHANGED, deed.entry)


class _NothingLeft(Exception):
    """Ends the unit of work without a trace."""

    def __init__(self, kept: tuple[Kept, ...]) -> None:
        super().__init__(len(kept))
        self.kept = kept
