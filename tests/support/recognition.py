"""How well an import recognises people: measured on invented ones, through the plan that would be carried out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from core.domain.client import ClientRow
from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.intake.tables import Table
from core.services.import_plan import ImportPlan
from core.services.session import Session
from core.services.settling import CLIENT, ROW, End
from tests.support.bases import TODAY
from tests.support.people import HEADERS, Somebody, invented_people

COPIES = 0.15
PRECISION, RECALL = 0.99, 0.92
"""What is promised: of the pairs that join by themselves, and of those that join or are asked about."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """Pairs that are one person, of them `found` (joined or asked about); pairs that were `joined`, of them `right`;
    pairs that were `asked` about.
    """

    same: int
    found: int
    joined: int
    right: int
    asked: int

    @property
    def precision(self) -> float:
        """Of what joined by itself."""
        return self.right / self.joined

    @property
    def recall(self) -> float:
        """Of what joined or was asked about."""
        return self.found / self.same


def people_and_copies(count: int, seed: int) -> list[Somebody]:
    """So many people and damaged copies of 15 % of them, in any order."""
    return invented_people(count, COPIES, seed)


def halves(people: Sequence[Somebody]) -> tuple[list[Somebody], list[Somebody]]:
    """Everybody once, as a base would hold them, and who comes a second time."""
    met: set[int] = set()
    first, second = list[Somebody](), list[Somebody]()
    for one in people:
        (second if one.person in met else first).append(one)
        met.add(one.person)
    return first, second


def cleaned_rows(people: Sequence[Somebody]) -> list[ClientRow]:
    """The rows of a table of these people; the number of a row is its place, counted from 2."""
    cells = [one.cells for one in people]
    return clean(Table(HEADERS, list(cells), list(range(2, len(cells) + 2))), suggest(HEADERS), TODAY).rows


def put_in(session: Session, people: Sequence[Somebody]) -> None:
    """Make each of them a client of the base, whomever they resemble; the id of a client is its person's + 1."""
    rows = cleaned_rows(people)
    clients = [(people[one.row - 2].person + 1, one.client_type, one.identity, one.portrait) for one in rows]
    with session.store.unit_of_work() as work:
        work.clients.add(clients, session.today(), None)


def measured(plan: ImportPlan, people: Sequence[Somebody]) -> Recognition:
    """What a plan of the rows of `people` recognises among them and in the base that `put_in` has filled."""

    def who(end: End) -> int:
        return end.number - 1 if end.kind == CLIENT else people[end.number - 2].person

    joined: set[tuple[End, End]] = set()
    for one in plan.clients:
        ends = [End(ROW, plan.rows[place].row) for place in one.rows]
        ends += [End(CLIENT, one.id)] if one.id is not None else []
        joined |= set(_pairs(ends))
    asked = {one.ends for one in plan.questions} - joined
    of_person: dict[int, list[End]] = defaultdict(list)
    for row in plan.rows:
        of_person[people[row.row - 2].person].append(End(ROW, row.row))
    for id_ in plan.taken:
        of_person[id_ - 1].append(End(CLIENT, id_))
    same = {pair for ends in of_person.values() for pair in _pairs(ends)}
    right = sum(who(one) == who(other) for one, other in joined)
    found = len(same & joined) + sum(who(one) == who(other) for one, other in asked)
    return Recognition(len(same), found, len(joined), right, len(asked))


def _pairs(ends: Iterable[End]) -> Iterable[tuple[End, End]]:
    return combinations(sorted(ends), 2)
