"""A training in its child process: a version with its verdict, nothing lost, nobody named."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from core.domain.errors import CatalogueMissing
from core.domain.lead import Answer
from core.domain.training import NothingToLearn, TrainingBroken, TrainingNoMemory, Verdict
from core.intake import children
from core.intake.children import Child
from core.services import training_apart
from core.services.client_erasing import erase_clients
from core.services.outcomes import correct_outcome
from core.services.publishing import read_models
from core.services.scoring import compute
from core.services.session import Session, Stopped
from core.services.settings import change_settings, read_settings
from core.services.training import train, training_due
from core.services.training_apart import Task
from ml.bundle import manifest
from ml.parcel import unpack
from ml.training import Course
from tests.support.bases import CAR, NOW, TODAY, client_row, open_filled, open_new_base, open_prepared
from tests.support.imported import import_clients
from tests.support.learning import CLIENTS, answer_all, fill_learnable, hold_the_same_out, undecided


@pytest.fixture(autouse=True)
def _no_lot_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_the_same_out(monkeypatch)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _computed)
    yield opened
    opened.close()


def _computed(session: Session) -> None:
    fill_learnable(session)
    compute(session)


def child(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the child runs this instead of our program."""
    monkeypatch.setattr(training_apart, "_command", lambda: [sys.executable, "-c", code])


def contents(session: Session) -> list[tuple[bytes, bytes | None]]:
    """Models and twins of all trainings as files."""
    with session.store.reading() as work:
        versions = [one.version for one in work.models.trained()]
        found = [(work.models.one(version), work.models.twin(version)) for version in versions]
    return [(stored.content, twin) for stored, twin in found if stored is not None]


def test_a_training_proposes_a_version_with_its_figures_and_puts_nothing_into_use(session: Session) -> None:
    seen: list[tuple[str, int, int]] = []
    report = train(session, lambda *step: seen.append(step)).value
    models = read_models(session)
    assert (models.in_use, models.published) == ("", "")
    (one,) = models.versions
    assert (one.version, one.facts, one.trained_by) == (report.version, report.facts, session.login)
    assert (report.facts.clients, report.facts.answers, report.facts.champion) == (CLIENTS, 0, "")
    assert report.facts.found.clients > CLIENTS / 16
    assert report.facts.verdict is Verdict.BETTER, "only what is trained sees the age"
    assert report.facts.passes
    ((content, _),) = contents(session)
    said = manifest(content)
    assert said.trained is not None
    assert (said.trained.clients, said.trained.purchases) == (CLIENTS, report.facts.ownerships)
    assert said.trained.metrics == {"loss": pytest.approx(report.facts.found.new)}
    assert "age" in said.features
    assert {name for name, *_ in seen} == {"prepare", "train"}
    assert [step for step in seen if step[0] == "train"][-1][1:] == (4, 4)
    assert compute(session).value.reused == CLIENTS


def test_the_same_base_gives_the_same_bytes(session: Session) -> None:
    for _ in range(2):
        train(session)
        session.clock = lambda: NOW + timedelta(hours=1)
    first, second = contents(session)
    assert first == second
    assert len(read_models(session).versions) == 2


def test_training_after_a_correction_is_training_where_it_had_been_right_at_once(session: Session) -> None:
    leads = answer_all(session, [(one, Answer.BOUGHT, TODAY) for one in undecided(session)[:40]])
    for lead in leads[:15]:
        correct_outcome(session, lead, Answer.REFUSED, TODAY)
    for lead in leads[:8]:
        correct_outcome(session, lead, Answer.BOUGHT, TODAY)
    for lead in leads[20:25]:
        correct_outcome(session, lead, Answer.WRONG_DATA, TODAY)
    train(session)
    (corrected,) = contents(session)
    session.store.close()
    other, _ = open_prepared(session.store.folder.parent / "other", _computed)
    told = [Answer.BOUGHT] * 8 + [Answer.REFUSED] * 7 + [Answer.BOUGHT] * 5 + [Answer.WRONG_DATA] * 5
    told += [Answer.BOUGHT] * 15
    answer_all(other, [(one, said, TODAY) for one, said in zip(undecided(other)[:40], told, strict=True)])
    report = train(other).value
    assert contents(other) == [corrected]
    assert (report.facts.answers, report.facts.bought) == (35, 28)
    other.close()


def test_nothing_is_trained_where_there_is_nothing_to_learn(tmp_path: Path) -> None:
    session = open_new_base(tmp_path)
    with pytest.raises(CatalogueMissing):
        train(session)
    session.close()
    session = open_filled(tmp_path / "filled")
    import_clients(session, [client_row(number, CAR) for number in range(9)])
    with pytest.raises(NothingToLearn):
        train(session)
    session.close()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("", TrainingBroken),
        (
            'import sys; sys.stdin.buffer.read(); print(\'{"done": 1, "of": 4}\', flush=True); sys.exit(1)',
            TrainingBroken,
        ),
        ("print('not JSON')", TrainingBroken),
        ("print('[]')", TrainingBroken),
        ("print('{\"trained\": {}}')", TrainingBroken),
        ('print(\'{"error": "memory"}\')', TrainingNoMemory),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", TrainingNoMemory),
    ],
    ids=["silent", "dies", "babbles", "lists", "half", "memory", "killed"],
)
def test_a_child_that_does_not_survive_is_told_in_a_sentence_and_nothing_has_changed(
    session: Session, monkeypatch: pytest.MonkeyPatch, code: str, error: type[Exception]
) -> None:
    child(code, monkeypatch)
    with pytest.raises(error):
        train(session)
    assert read_models(session).versions == ()
    assert compute(session).value.reused == CLIENTS


def test_whoever_stops_waiting_ends_the_child(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    child("import time; time.sleep(600)", monkeypatch)
    running: list[Child] = []
    begin = children.started

    def started(line: Sequence[str], parcel: bytes, variables: Mapping[str, str]) -> AbstractContextManager[Child]:
        return Noted(begin(line, parcel, variables), running)

    monkeypatch.setattr(training_apart, "started", started)
    steps: list[str] = []

    def stopping(step: str, *_: int) -> None:
        steps.append(step)
        if steps.count("train") > 2:
            raise Stopped

    with pytest.raises(Stopped):
        train(session, stopping)
    (one,) = running
    assert one.process.poll() is not None
    assert read_models(session).versions == ()


class Noted(AbstractContextManager[Child]):
    def __init__(self, inner: AbstractContextManager[Child], running: list[Child]) -> None:
        self._inner, self._running = inner, running

    def __enter__(self) -> Child:
        self._running.append(self._inner.__enter__())
        return self._running[-1]

    def __exit__(self, *told: object) -> None:
        self._inner.__exit__(None, None, None)


def test_the_child_gets_no_name_phone_or_number_of_a_client_and_no_argument(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_all(session, [(one, Answer.BOUGHT, TODAY) for one in undecided(session)[:5]])
    sent: list[bytes] = []
    lines: list[Sequence[str]] = []
    begin = children.started

    def started(line: Sequence[str], parcel: bytes, variables: Mapping[str, str]) -> AbstractContextManager[Child]:
        sent.append(parcel)
        lines.append(line)
        return begin(line, parcel, variables)

    monkeypatch.setattr(training_apart, "started", started)
    train(session)
    (parcel,), (line,) = sent, lines
    for secret in ("Кактусов", "Пётр", "Ильич", "+7916", "7916000", "Автодом", "Вклад"):
        for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
            assert secret.encode(encoding) not in parcel
    with session.store.reading() as work:
        clients = {id_ for id_, *_ in work.clients.standings()}
    dataset = unpack(parcel, Task, Course).course.dataset
    known = dataset.clients.ids.tolist()
    assert len(known) == len(clients)
    assert dataset.dates is not None
    assert np.count_nonzero(np.isfinite(dataset.dates.since)) == 5
    assert dataset.dates.day == TODAY.toordinal()
    assert clients.isdisjoint(known)
    assert line[-1] == children.TRAIN_MODEL


def test_a_training_is_suggested_after_so_many_answers_or_days_and_never_without_an_answer(session: Session) -> None:
    change_settings(session, replace(read_settings(session), training_answers=10, training_days=20))
    due = training_due(session)
    assert (due.answers, due.days, due.asks) == (0, None, False)
    answer_all(session, [(one, Answer.REFUSED, TODAY) for one in undecided(session)[:10]])
    assert training_due(session).asks
    train(session)
    due = training_due(session)
    assert (due.answers, due.days, due.last_day, due.asks) == (0, 0, TODAY, False)
    session.clock = lambda: NOW + timedelta(days=40)
    assert not training_due(session).asks, "age alone asks for nothing"
    compute(session)
    answer_all(session, [(one, Answer.REFUSED, TODAY) for one in undecided(session)[:1]])
    due = training_due(session)
    assert (due.answers, due.days, due.asks) == (1, 40, True)
    session.clock = lambda: NOW + timedelta(days=19)
    assert not training_due(session).asks


def test_the_answers_of_who_was_erased_ask_for_no_training(session: Session) -> None:
    asked = undecided(session)[:3]
    answer_all(session, [(one, Answer.BOUGHT, TODAY) for one in asked])
    erase_clients(session, [asked[0].client_id])
    train(session)
    assert training_due(session).answers == 0
