"""Whatever happens in whatever order: a client is never offered one kind by two packages at a time."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from core.domain.errors import KnownError
from core.domain.fallen import Fallen
from core.domain.lead import Answer, LeftOut, Stage
from core.domain.recommendation import Recommendation
from core.services.consents import withdraw_consent
from core.services.decisions import accept, take_back
from core.services.history import undo
from core.services.merges import merge_clients
from core.services.outcomes import correct_outcome, record_outcome
from core.services.rerouting import reroute
from core.services.resolving import replay
from core.services.scoring import compute
from core.services.sending import make_package, make_packages, mark_sent, read_packages, save_package
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from tests.core.services.test_answers_recounted import recounted
from tests.core.services.test_overriding import _settled
from tests.core.services.test_rerouting import lead
from tests.support.bases import (
    CAR,
    INSURER,
    NOW,
    all_recommendations,
    client_row,
    company_id,
    consent_to_all,
    open_prepared,
)
from tests.support.imported import import_clients

LIVE = {Stage.PACKAGED, Stage.SENT}
STEPS, CLIENTS = 160, 14


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _settled)
    rows = [client_row(number, CAR) for number in range(6, CLIENTS + 1)]
    import_clients(opened, rows, consent_to_all(opened))
    compute(opened)
    yield opened
    opened.close()


class Life:
    """A firm that does this and that, day by day."""

    def __init__(self, session: Session, random: Random, folder: Path) -> None:
        self.session, self.random, self.folder = session, random, folder
        self.days = 0
        self.entries: list[int] = []
        self.done: Counter[str] = Counter()

    def step(self) -> None:
        deeds: list[Callable[[], object]] = [
            self.accept,
            self.pack,
            self.pack,
            self.leave,
            self.leave,
            self.leave,
            self.answer,
            self.answer_late,
            self.reroute,
            self.reroute,
            self.reroute,
            self.undo,
            self.take_back,
            self.wait,
            self.wait,
            self.change_consent,
            self.compute,
            self.change_rules,
        ]
        deed = self.random.choice(deeds)
        with suppress(KnownError):
            deed()
            self.done[deed.__name__] += 1

    def some(self, *stages: Stage, most: int = 3) -> list[Recommendation]:
        found = [one for one in all_recommendations(self.session) if one.stage in stages]
        return self.random.sample(found, min(len(found), self.random.randint(1, most)))

    def keep(self, entry: int | None) -> None:
        if entry is not None:
            self.entries.append(entry)

    def accept(self) -> None:
        self.keep(accept(self.session, [one.id for one in self.some(Stage.PROCESSED, most=12)]).entry)

    def pack(self) -> None:
        make_packages(self.session, self.random.sample(range(1, CLIENTS + 1), 8), "ru")

    def leave(self) -> None:
        unsent = [one for one in read_packages(self.session) if not one.sent]
        if unsent:
            one = self.random.choice(unsent)
            fallen = isinstance(save_package(self.session, one.id, self.folder).value, Fallen)
            if not fallen and self.random.random() < 0.7:
                mark_sent(self.session, one.id)

    def answer(self) -> None:
        for one in self.some(Stage.SENT, Stage.TASK):
            told = self.random.choice([*Answer, *[Answer.NO_ANSWER] * 5])
            self.keep(record_outcome(self.session, one.id, told, self.session.today()).entry)

    def answer_late(self) -> None:
        for one in self.some(Stage.OUTCOME, most=2):
            told = self.random.choice([*Answer, Answer.NO_ANSWER])
            self.keep(correct_outcome(self.session, one.id, told, self.session.today()).entry)

    def reroute(self) -> None:
        leads = [one.id for one in all_recommendations(self.session) if one.stage in {Stage.SENT, Stage.OUTCOME}]
        self.keep(reroute(self.session, leads).entry)

    def undo(self) -> None:
        if self.entries:
            undo(self.session, self.entries.pop(self.random.randrange(len(self.entries))))

    def take_back(self) -> None:
        take_back(self.session, [one.id for one in self.some(Stage.WAITING)])

    def wait(self) -> None:
        self.days += self.random.choice([1, 5, 12, 21])
        self.session.clock = lambda days=self.days: NOW + timedelta(days=days)  # type: ignore[misc]

    def change_consent(self) -> None:
        self.keep(withdraw_consent(self.session, [self.random.randint(1, CLIENTS)], "С-1").entry)

    def compute(self) -> None:
        compute(self.session)

    def change_rules(self) -> None:
        days = self.random.choice([5, 10, 20])
        change_settings(self.session, replace(read_settings(self.session), answer_days=days))


@pytest.mark.parametrize("seed", range(1, 7))
def test_no_two_packages_offer_a_client_one_kind_at_a_time(session: Session, tmp_path: Path, seed: int) -> None:
    life = Life(session, Random(seed), tmp_path / "out")
    for _ in range(STEPS):
        life.step()
        found = all_recommendations(session)
        live = Counter((one.client_id, one.kind_id) for one in found if one.stage in LIVE)
        assert max(live.values(), default=0) <= 1
        with session.store.reading() as work:
            counted = work.leads.answers(session.today())
        assert {id_: (one.bought, one.answered) for id_, one in counted.items()} == recounted(session)
        assert replay(session).different == ()
    assert life.done["reroute"] and life.done["answer_late"] and life.done["undo"]


def test_of_two_waiting_leads_of_one_client_and_kind_one_leaves(session: Session, tmp_path: Path) -> None:
    """As two clients who prove to be one have them."""
    insurer = company_id(session, INSURER)
    for client in (1, 2):
        accept(session, [lead(session, client).id])
        made = make_package(session, insurer, "ru").value
        assert made.leads == 1
    merge_clients(session, 1, 2)
    first, second = sorted(one.id for one in read_packages(session))
    assert save_package(session, second, tmp_path).value is Fallen.ELSEWHERE
    assert not isinstance(save_package(session, first, tmp_path).value, Fallen)
    mark_sent(session, first)
    assert make_package(session, insurer, "ru").value.left_out == {LeftOut.OFFERED_ELSEWHERE: 1}
