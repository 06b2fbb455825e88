"""What is about to leave: per partner the leads that wait, what stays here and why, and the very cells that would go.

Making, saving and sending packages is in `core/services/sending.py`.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.delivery.fields import PACKAGE_FIELDS
from core.domain.client import Identity
from core.domain.lead import LeftOut, Stage
from core.domain.partner import PartnerKey
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.intake.fields import DOCUMENT_PARTS, FIELDS
from core.services.gate import Gate
from core.services.sending import waiting_for
from core.services.session import Done, Session
from core.services.wording import Language
from core.storage.unit_of_work import UnitOfWork

_NAME = ("surname", "name", "patronymic")
_CODES = tuple(dict.fromkeys([*PACKAGE_FIELDS, *FIELDS]))
"""Every code that a cell of a package or of a client table can have, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """A waiting lead that would stay. `who` is «Фамилия И. О.» or the organisation; `reason` the first that met it."""

    recommendation: int
    who: str
    kind: str
    reason: LeftOut


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What waits for one partner: so many `leads` would leave now, of these `kinds`, the most frequent first.

    `fields` are the codes that leave, in their order; `held` those that these clients have and the partner does not
    get, both of `core/delivery/fields.py` and `core/intake/fields.py`. `key`: what the package would be sealed for,
    None for a workbook under a password.
    """

    partner_id: int
    partner: str
    leads: int
    kinds: tuple[tuple[str, int], ...]
    excluded: tuple[Excluded, ...]
    fields: tuple[str, ...]
    held: tuple[str, ...]
    key: PartnerKey | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The cells of a package that would be made now: `titles` and `rows` as its sheet would hold them."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_outgoing(session: Session) -> list[Outgoing]:
    """The partners for whom accepted leads wait, in the order of their names."""
    with session.reading(UseCase.SEND) as work:
        gate = Gate(work, session.today())
        waiting = work.leads.in_stage(Stage.WAITING)
        blocks = gate.blocks(waiting)
        people = work.clients.identities(sorted({one.client_id for one in waiting}))
        found = [
            _outgoing(work, gate, partner, leads, blocks, people) for partner, leads in gate.by_partner(waiting).items()
        ]
    return sorted(found, key=lambda one: (one.partner, one.partner_id))


def preview(session: Session, partner_id: int, language: Language) -> Done[Preview]:
    """What `make_package` would write for this partner now, cell for cell; the look is audited. Raises
    UnknownRecord.
    """
    with session.doing(UseCase.SEND) as deed:
        gate = Gate(deed.work, session.today())
        waiting = waiting_for(deed, gate, partner_id)
        blocks = gate.blocks(waiting)
        sheet = gate.sheet(partner_id, [one for one in waiting if not blocks[one.id]], language)
        deed.details |= {"preview": partner_id}
    return Done(Preview(sheet.titles, sheet.rows), entry=deed.entry)


def _outgoing(  # noqa: PLR0913, PLR0917
    work: UnitOfWork,
    gate: Gate,
    partner: int,
    leads: Sequence[Recommendation],
    blocks: Mapping[int, tuple[LeftOut, ...]],
    people: Mapping[int, Identity],
) -> Outgoing:
    kinds = gate.catalogue.kinds
    leaving = Counter(kinds[one.kind_id].name for one in leads if not blocks[one.id])
    fields = gate.fields(partner)
    clients = sorted({one.client_id for one in leads})
    known = _known([people[client] for client in clients]) | work.clients.portrait_filled(clients)
    if work.clients.ownerships(clients):
        known.add("products")
    return Outgoing(
        partner_id=partner,
        partner=gate.catalogue.companies[partner].name,
        leads=leaving.total(),
        kinds=tuple(sorted(leaving.items(), key=lambda pair: (-pair[1], pair[0]))),
        excluded=tuple(
            Excluded(one.id, people[one.client_id].short_name, kinds[one.kind_id].name, blocks[one.id][0])
            for one in leads
            if blocks[one.id]
        ),
        fields=fields,
        held=tuple(code for code in _CODES if code in known - set(fields)),
        key=work.partner_keys.everything().get(partner),
    )


def _known(people: Collection[Identity]) -> set[str]:
    """The codes of which any of these people has something. A name counts once, as `full_name`, however it was read."""
    known: set[str] = set()
    for one in people:
        named = any(getattr(one, part) for part in _NAME)
        has = {
            "full_name": bool(one.full_name),
            "organisation": named and bool(one.organisation),  # else it is the full name
            "inn": bool(one.inn),
            "birth_date": one.birth_date is not None,
            "phone": bool(one.phone),
            "email": bool(one.email),
        }
        known.update(code for code, there in has.items() if there)
        known.update(code for code, text in one.details.items() if text)
        known.update(
            f"{paper.kind}_{part}" for paper in one.documents for part in DOCUMENT_PARTS if getattr(paper, part)
        )
    return known
