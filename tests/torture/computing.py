"""Computing that is killed: what was acknowledged is scored, every client is scored whole or waits."""

from collections.abc import Iterator
from itertools import count
from typing import Final

from sqlalchemy import text

from core.domain.lead import Stage
from core.services import scoring_run
from core.services.resolving import replay
from core.services.scoring import compute
from core.services.session import Session, sign_in
from core.services.today import read_today
from ml.hybrid import blocks
from tests.support.bases import CAR, LOGIN, SERVICE, all_recommendations, client_row
from tests.support.imported import import_clients
from tests.torture.life import Life, Step, Told
from tests.torture.scenes import BaseScene
from tests.torture.trial import Findings

PORTION: Final = 12
_WITHOUT_RUN: Final = "SELECT count(*) FROM recommendation WHERE run_id NOT IN (SELECT id FROM run)"


class ComputeScene(BaseScene):
    """Everybody waits and is computed, in small portions; then some of them alone; and so on."""

    template_clients = 90

    def prepare(self, session: Session) -> None:
        """Each third client owns something else."""
        import_clients(session, [client_row(number, CAR, SERVICE) for number in range(0, self.template_clients, 3)])
        compute(session)
        self.expected = self._recommended(session)
        assert len(self.expected) == self.template_clients

    @staticmethod
    def _recommended(session: Session) -> dict[int, frozenset[tuple[int, int, int]]]:
        """Client → (kind, service, score) of what is undecided."""
        found: dict[int, set[tuple[int, int, int]]] = {}
        for one in all_recommendations(session):
            if one.stage is Stage.PROCESSED:
                found.setdefault(one.client_id, set()).add((one.kind_id, one.service_id, one.score))
        return {client: frozenset(kinds) for client, kinds in found.items()}

    def work(self) -> Iterator[Step]:
        """Only what a commit has acknowledged counts: marking and computing are two steps."""
        scoring_run.blocks = lambda n: blocks(n, PORTION)  # type: ignore[assignment]
        session = sign_in(self.base, LOGIN, self.password)
        ids = sorted(self.expected)
        for number in count():
            some = ids if number % 3 == 0 else ids[number % 7 :: 7]

            def mark(some: list[int] = some) -> Told:
                with session.store.unit_of_work() as work:
                    work.leads.replace_undecided(some, [])
                    work.clients.mark_pending(some)
                return {}

            def do(some: list[int] = some) -> Told:
                report = compute(session, clients=None if len(some) == len(ids) else some).value
                assert report.left == 0
                return {}

            yield {"waiting": some}, mark
            yield {"computed": some}, do

    def check(self, life: Life, found: Findings) -> None:
        """Whoever does not wait has just what an undisturbed run gives, whoever waits has nothing."""
        with self.entered() as session:
            self.look_over(session, found)
            with session.store.reading() as work:
                standings = work.clients.standings()
                loose = work.clients._connection.scalar(text(_WITHOUT_RUN))
            now, waits = self._recommended(session), {id_ for id_, by, _, _ in standings if by is None}
            different = replay(session).different
            pending = read_today(session).stages.pending
            if life.done and "computed" in life.done[-1] and life.begun is None:
                found.lost += [f"client {id_} waits again" for id_ in waits & set(life.done[-1]["computed"])]
            for id_, expected in self.expected.items():
                if id_ in waits and now.get(id_):
                    found.partial.append(f"client {id_} waits and has recommendations")
                elif id_ not in waits and now.get(id_) != expected:
                    found.lost.append(f"recommendations of client {id_}")
            if loose or different or pending != len(waits):
                found.damage.append(f"{loose} of no run, {len(different)} replayed otherwise, {pending} pending")
            if life.begun is not None and waits and len(waits) < len(life.begun.get("computed", ())):
                found.remark("some portions of the step under way were kept")
            compute(session)
            if self._recommended(session) != self.expected:
                found.lost.append("the next run does not go on to the end")
