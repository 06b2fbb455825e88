"""The desk of the presenters: late answers are dropped, refusals and faults go their own ways."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.domain.errors import MissingValue, Refused
from core.domain.progress import Progress, Stopped
from core.services.session import Done, Session
from desktop.preferences import Preferences
from desktop.tasks import Tasks
from desktop.words import Words
from desktop.workplace import Workplace
from tests.support.bases import open_new_base


class Seen:
    """What the workplace told the window, in order."""

    def __init__(self, place: Workplace) -> None:
        self.all: list[tuple[object, ...]] = []
        for name in ("told", "warned", "went", "changed", "waiting", "faulted", "noted"):
            getattr(place, name).connect(lambda *facts, name=name: self.all.append((name, *facts)))

    def of(self, *names: str) -> list[tuple[object, ...]]:
        """Without the other signals."""
        return [one for one in self.all if one[0] in names]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A real base, for all tests here: nothing is written."""
    opened = open_new_base(tmp_path_factory.mktemp("base"))
    yield opened
    opened.close()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:  # noqa: ARG001
    """Threads that are gone after the test."""
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def place(tasks: Tasks, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """A desk at the open base; leaving it does not close the base, which others still need."""
    monkeypatch.setattr(session, "close", lambda: None)
    made = Workplace(tasks, Preferences(tmp_path), Words("ru"))
    made.enter(session)
    return made


def refuse(_session: Session) -> Done[None]:
    """A use case that says no."""
    raise MissingValue(field="company")


def fail(_session: Session) -> Done[None]:
    """A use case with a fault."""
    raise ZeroDivisionError


def test_a_question_is_asked_of_the_open_base_and_answered(place: Workplace, tasks: Tasks, session: Session) -> None:
    answers: list[object] = []
    place.ask("queue", lambda base: (base, base.company), answers.append)
    tasks.settle()
    assert answers == [(session, session.company)]


def test_an_older_answer_is_dropped_where_a_newer_was_asked_on_the_same_line(place: Workplace, tasks: Tasks) -> None:
    answers: list[str] = []
    for line, answer in (("queue", "old"), ("card", "card"), ("queue", "new")):
        place.ask(line, lambda _, answer=answer: answer, answers.append)  # type: ignore[misc]
    tasks.settle()
    assert answers == ["card", "new"]


def test_a_refusal_of_an_older_question_is_dropped_too(place: Workplace, tasks: Tasks) -> None:
    refused: list[object] = []
    answers: list[str] = []
    seen = Seen(place)
    place.ask("queue", refuse, lambda _: None, refused.append)
    place.ask("queue", lambda _: "new", answers.append)
    tasks.settle()
    assert (refused, answers) == ([], ["new"])
    assert not seen.of("warned", "faulted")


def test_what_was_asked_of_a_base_that_was_left_is_dropped(place: Workplace, tasks: Tasks, session: Session) -> None:
    answers: list[object] = []
    seen = Seen(place)
    place.ask("queue", lambda _: "answer", answers.append)
    place.ask("card", refuse, answers.append)
    place.do(lambda _: Done("done", frozenset({"leads"})), answers.append)
    place.do(refuse)
    place.do(refuse, refused=answers.append)
    place.run("compute", lambda _, __: Done("run"), answers.append)
    place.run("compute", lambda base, _: refuse(base), answers.append)
    place.leave()
    with pytest.raises(RuntimeError):
        _ = place.session
    place.enter(session)
    tasks.settle()
    assert not answers
    assert not seen.of("warned", "changed", "noted", "faulted")


def test_leaving_closes_the_base_after_what_was_asked_before(
    tasks: Tasks, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr(session, "close", lambda: order.append("close"))
    place = Workplace(tasks, Preferences(tmp_path), Words("ru"))
    place.enter(session)
    place.ask("queue", lambda _: order.append("question"), lambda _: None)
    place.leave()
    tasks.settle()
    assert order == ["question", "close"]
    with pytest.raises(RuntimeError):
        _ = place.session


def test_leaving_twice_closes_once(place: Workplace, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    monkeypatch.setattr(place.session, "close", lambda: closed.append(True))
    place.leave()
    place.leave()
    tasks.settle()
    assert closed == [True]


def test_a_refusal_goes_to_the_one_who_waits_for_it(place: Workplace, tasks: Tasks) -> None:
    refused: list[Refused] = []
    seen = Seen(place)
    place.ask("queue", refuse, lambda _: None, refused.append)  # type: ignore[arg-type]
    place.do(refuse, refused=refused.append)  # type: ignore[arg-type]
    place.run("compute", lambda base, _: refuse(base), lambda _: None, refused.append)  # type: ignore[arg-type]
    tasks.settle()
    assert [error.facts for error in refused] == [{"field": "company"}] * 3
    assert not seen.of("warned", "faulted", "changed")


def test_a_refusal_nobody_waits_for_goes_to_the_message_bar(place: Workplace, tasks: Tasks) -> None:
    seen = Seen(place)
    place.ask("queue", refuse, lambda _: None)
    place.do(refuse)
    tasks.settle()
    sentence = place.words.error(MissingValue(field="company"))
    assert seen.of("warned", "faulted", "changed") == [("warned", sentence, "err")] * 2


def test_a_fault_is_reported_and_never_taken_for_a_refusal(place: Workplace, tasks: Tasks) -> None:
    refused: list[object] = []
    seen = Seen(place)
    place.ask("queue", fail, lambda _: None, refused.append)
    place.do(fail, refused=refused.append)
    place.run("compute", lambda base, _: fail(base), lambda _: None, refused.append)
    tasks.settle()
    faults = seen.of("faulted", "warned", "changed")
    assert [type(one[1]) for one in faults] == [ZeroDivisionError] * 3
    assert not refused


def test_what_a_command_changed_is_told_to_all_after_its_own_screen(place: Workplace, tasks: Tasks) -> None:
    order: list[object] = []
    place.changed.connect(order.append)
    done = Done(5, frozenset({"leads", "tasks"}), entry=7)
    place.do(lambda _: done, order.append)
    place.do(lambda _: Done(None, frozenset({"settings"})))
    tasks.settle()
    assert order == [done, frozenset({"leads", "tasks"}), frozenset({"settings"})]


def test_long_work_tells_its_steps_its_changes_and_the_bell(place: Workplace, tasks: Tasks) -> None:
    order: list[object] = []
    seen = Seen(place)

    def compute(_session: Session, tell: Progress) -> Done[int]:
        tell("score", 1, 1)
        return Done(3, frozenset({"recommendations"}))

    place.run("compute", compute, order.append)
    tasks.settle()
    assert order == [Done(3, frozenset({"recommendations"}))]
    assert seen.of("changed", "noted") == [
        ("changed", frozenset({"recommendations"})),
        ("noted", "ended_compute", {}),
    ]


def test_stopped_work_is_neither_refused_nor_at_fault(place: Workplace, tasks: Tasks) -> None:
    begun, go_on = threading.Event(), threading.Event()
    calls: list[str] = []
    seen = Seen(place)

    def endless(_session: Session, tell: Progress) -> Done[None]:
        begun.set()
        assert go_on.wait(10)
        tell("match", 1, 2)
        raise AssertionError

    job = place.run(
        "import_table",
        endless,
        lambda _: calls.append("then"),
        lambda _: calls.append("refused"),
        lambda: calls.append("stopped"),
    )
    assert begun.wait(10)
    job.stop()
    go_on.set()
    tasks.settle()
    assert calls == ["stopped"]
    assert seen.of("noted", "warned", "faulted", "changed") == [("noted", "stopped_import_table", {})]


def test_work_that_was_stopped_and_kept_a_part_gives_its_answer(place: Workplace, tasks: Tasks) -> None:
    answers: list[object] = []

    def partly(_session: Session, _tell: Progress) -> Done[str]:
        try:
            raise Stopped
        except Stopped:
            return Done("half of it")

    place.run("compute", partly, answers.append)
    tasks.settle()
    assert answers == [Done("half of it")]


def test_waiting_is_told_until_the_last_question_is_answered(place: Workplace, tasks: Tasks) -> None:
    seen = Seen(place)
    place.ask("queue", lambda _: 1, lambda _: None)
    place.ask("card", fail, lambda _: None)
    tasks.settle()
    assert [one[1] for one in seen.of("waiting")] == [True, True, False]


def test_leaving_ends_the_waiting(place: Workplace, tasks: Tasks, session: Session) -> None:
    seen = Seen(place)
    place.ask("queue", lambda _: 1, lambda _: None)
    place.leave()
    place.enter(session)
    place.ask("queue", lambda _: 1, lambda _: None)
    tasks.settle()
    assert [one[1] for one in seen.of("waiting")] == [True, False, True, False]


def test_what_is_said_reaches_the_window(place: Workplace) -> None:
    seen = Seen(place)
    place.tell("Принято", entry=4)
    place.tell("Скопировано", icon="copy")
    place.warn("Нет файла")
    place.go("sending", tab="ready")
    assert seen.all == [
        ("told", "Принято", "check", 4),
        ("told", "Скопировано", "copy", None),
        ("warned", "Нет файла", "warn"),
        ("went", "sending", {"tab": "ready"}),
    ]


def test_small_things_are_remembered_for_this_user_of_this_base(place: Workplace, session: Session) -> None:
    place.remember("threshold", 60)
    assert place.recall("threshold", 50) == 60
    assert place.recall("other", 50) == 50
    assert place.user == f"{session.base_id}/{session.user_id}"
    assert session.login not in place.user


def test_nothing_is_backed_up_while_the_base_is_locked_or_the_program_has_ended(
    place: Workplace, session: Session, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Session] = []
    monkeypatch.setattr("core.services.backups.back_up_if_due", asked.append)
    place.lock()
    place.quiet_backups.back_up()
    tasks.settle()
    assert asked == []
    place.resume(session)
    place.quiet_backups.back_up()
    tasks.settle()
    assert asked == [session]
    tasks.close()
    place.quiet_backups.back_up()
    assert asked == [session]
    assert tasks.works == []
