"""Work off the window's thread: in order, stoppable, and gone without a trace when it is closed."""

import gc
import sys
import threading
import weakref
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.progress import Progress, Stopped
from desktop import tasks as module
from desktop.tasks import Tasks, Work
from desktop.tidying import MUCH, Tidying

LONG = 10_000
NOTHING: dict[str, str] = {}


def unexpected(error: Exception) -> None:
    """Nothing was expected to fail."""
    raise AssertionError from error


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:  # noqa: ARG001
    """Tasks that are closed in any case."""
    made = Tasks()
    yield made
    made.close()


def _started() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith(("store", "job"))}


def test_answers_come_in_the_order_of_the_questions_on_the_windows_thread(tasks: Tasks) -> None:
    answers: list[tuple[int, str, bool]] = []
    own = threading.current_thread()

    def question(number: int) -> tuple[int, str]:
        return number, threading.current_thread().name

    def answered(answer: tuple[int, str]) -> None:
        answers.append((*answer, threading.current_thread() is own))

    for number in range(20):
        tasks.ask(partial(question, number), answered, unexpected)
    tasks.settle()
    assert [number for number, _, _ in answers] == list(range(20))
    assert all(name.startswith("store") and here for _, name, here in answers)


def test_what_goes_wrong_comes_back_as_it_was_raised(tasks: Tasks) -> None:
    errors: list[Exception] = []
    tasks.ask(lambda: NOTHING["missing"], lambda _: None, errors.append)
    tasks.settle()
    assert isinstance(errors[0], KeyError)


def test_questions_are_answered_while_a_long_work_runs(tasks: Tasks, qtbot: QtBot) -> None:
    go_on = threading.Event()
    answers: list[str] = []

    def work(_tell: Progress) -> str:
        assert go_on.wait(10)
        return "work"

    tasks.start("compute", work, answers.append, unexpected)
    tasks.ask(lambda: "question", answers.append, unexpected)
    qtbot.waitUntil(lambda: answers == ["question"], timeout=LONG)
    assert tasks.busy
    go_on.set()
    tasks.settle()
    assert answers == ["question", "work"]
    assert not tasks.busy


def test_long_works_run_one_after_the_other(tasks: Tasks) -> None:
    running, most = [0], [0]
    ended: list[str] = []

    def work(name: str, tell: Progress) -> str:
        running[0] += 1
        most[0] = max(most[0], running[0])
        tell("score", 1, 1)
        running[0] -= 1
        return name

    for name in ("one", "two", "three"):
        tasks.start(name, partial(work, name), ended.append, unexpected)
    assert [handle.name for handle in tasks.works] == ["one", "two", "three"]
    tasks.settle()
    assert (ended, most[0], tasks.works) == (["one", "two", "three"], 1, [])


def test_a_stopped_work_is_stopped_at_its_next_step(tasks: Tasks) -> None:
    begun, stopped = threading.Event(), threading.Event()
    steps: list[str] = []
    errors: list[Exception] = []

    def work(tell: Progress) -> None:
        tell("score", 0, 3)
        begun.set()
        assert stopped.wait(10)
        steps.append("before the next step")
        tell("score", 1, 3)
        steps.append("after it")

    handle = tasks.start("compute", work, lambda _: steps.append("answer"), errors.append)
    assert begun.wait(10)
    handle.stop()
    assert handle.stopping
    stopped.set()
    tasks.settle()
    assert steps == ["before the next step"]
    assert [type(error) for error in errors] == [Stopped]


def test_a_work_that_is_stopped_while_it_waits_does_not_take_its_first_step(tasks: Tasks) -> None:
    go_on = threading.Event()
    errors: list[Exception] = []
    steps: list[str] = []

    def second(tell: Progress) -> None:
        tell("match", 0, 1)
        steps.append("match")

    tasks.start("compute", lambda _: go_on.wait(10), lambda _: None, unexpected)
    waiting = tasks.start("import_table", second, lambda _: steps.append("answer"), errors.append)
    waiting.stop()
    go_on.set()
    tasks.settle()
    assert not steps
    assert [type(error) for error in errors] == [Stopped]


def test_a_work_is_off_the_list_before_its_answer_is_given(tasks: Tasks) -> None:
    seen: list[Any] = []
    handle = tasks.start("compute", lambda _: 7, lambda value: seen.append((value, list(tasks.works))), unexpected)
    handle.ended.connect(lambda: seen.append("ended"))
    tasks.idle.connect(lambda: seen.append("idle"))
    tasks.settle()
    assert seen == ["ended", (7, []), "idle"]


def test_the_window_hears_of_a_work_when_it_begins(tasks: Tasks) -> None:
    begun: list[Work] = []
    tasks.begun.connect(begun.append)
    handle = tasks.start("compute", lambda _: None, lambda _: None, unexpected)
    assert begun == [handle]
    tasks.settle()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still until somebody moves it."""
    now = [100.0]

    class Stopped:
        @staticmethod
        def monotonic() -> float:
            return now[0]

    monkeypatch.setattr(module, "time", Stopped)
    return now


def _told(handle: Work) -> list[tuple[str, int, int]]:
    told: list[tuple[str, int, int]] = []
    handle.progressed.connect(lambda *word: told.append(word))
    return told


def test_progress_is_passed_on_now_and_then_but_first_and_last_words_always(
    qapp: QApplication,  # noqa: ARG001
    clock: list[float],
) -> None:
    handle = Work("compute")
    told = _told(handle)
    for done in range(1001):
        handle.tell("score", done, 1000)
        clock[0] += 0.001
    assert told[0] == ("score", 0, 1000)
    assert told[-1] == ("score", 1000, 1000)
    assert 15 <= len(told) <= 23


def test_every_step_begins_and_ends_with_a_word_even_at_full_speed(
    qapp: QApplication,  # noqa: ARG001
    clock: list[float],  # noqa: ARG001 (it stands still)
) -> None:
    handle = Work("import_table")
    told = _told(handle)
    for step, total in (("match", 500), ("store", 3)):
        for done in range(total + 1):
            handle.tell(step, done, total)
    assert told == [("match", 0, 500), ("match", 500, 500), ("store", 0, 3), ("store", 3, 3)]


def test_progress_arrives_on_the_windows_thread_before_the_answer(tasks: Tasks) -> None:
    own = threading.current_thread()
    seen: list[tuple[str, bool]] = []
    go_on = threading.Event()

    def work(tell: Progress) -> str:
        assert go_on.wait(10)
        tell("score", 1, 1)
        return "answer"

    handle = tasks.start("compute", work, lambda value: seen.append((value, True)), unexpected)
    handle.progressed.connect(lambda step, *_: seen.append((step, threading.current_thread() is own)))
    go_on.set()
    tasks.settle()
    assert seen == [("score", True), ("answer", True)]


def test_after_close_nothing_comes_back_and_no_thread_is_left(qapp: QApplication) -> None:
    before = _started()
    answers: list[object] = []
    tasks = Tasks()
    begun = threading.Event()

    def work(tell: Progress) -> None:
        begun.set()
        while True:
            tell("score", 1, 2)

    tasks.start("compute", work, answers.append, answers.append)
    tasks.start("import_table", work, answers.append, answers.append)
    tasks.ask(lambda: 1, answers.append, answers.append)
    assert begun.wait(10)
    tasks.close()
    qapp.processEvents()
    assert not answers
    assert not tasks.busy
    tasks.settle()
    assert _started() == before


def test_an_answer_that_fails_is_no_reason_to_think_that_work_goes_on(tasks: Tasks, qtbot: QtBot) -> None:
    idle: list[bool] = []
    tasks.idle.connect(lambda: idle.append(True))
    with qtbot.captureExceptions() as raised:
        tasks.start("compute", lambda _: 1, lambda value: unexpected(ValueError(value)), unexpected)
        tasks.settle()
    assert [kind for kind, *_ in raised] == [AssertionError]
    assert idle == [True]
    assert not tasks.works


class _Ring:
    """Garbage: it holds itself."""

    def __init__(self) -> None:
        self.own = self


def test_garbage_waits_for_the_end_of_long_work(qapp: QApplication) -> None:
    busy = [True]
    tidying = Tidying(lambda: busy[0], qapp)
    try:
        assert not gc.isenabled()
        gone = threading.Event()
        _leave(gone)
        tidying.tidy()
        assert not gone.is_set()
        busy[0] = False
        tidying.tidy()
        assert gone.is_set()
    finally:
        tidying.end()
    assert gc.isenabled()


def test_much_that_is_made_at_once_is_laid_aside_and_looked_through_when_it_is_gone(qapp: QApplication) -> None:
    tidying = Tidying(lambda: False, qapp)
    try:
        gone = threading.Event()
        rows: list[list[int]] = [[number] for number in range(2 * MUCH)]
        _leave(gone)
        for _ in range(20):
            tidying.tidy()
        assert not gone.is_set()
        rows.clear()
        for _ in range(20):
            tidying.tidy()
        assert gone.is_set()
    finally:
        tidying.end()


def _leave(gone: threading.Event) -> None:
    rings = [_Ring() for _ in range(gc.get_threshold()[0] + 1)]
    weakref.finalize(rings[0], gone.set)


def test_what_is_asked_after_close_is_not_begun(tasks: Tasks) -> None:
    tasks.close()
    begun: list[str] = []

    def question() -> str:
        begun.append("question")
        return "answer"

    tasks.ask(question, begun.append, unexpected)
    assert not begun
    assert not tasks.busy


def test_a_thread_that_waits_gets_its_turn_soon(tasks: Tasks) -> None:  # noqa: ARG001
    assert sys.getswitchinterval() == pytest.approx(module.SWITCH_S)
    assert module.SWITCH_S < 0.001


def test_closing_leaves_garbage_to_python_again(qapp: QApplication) -> None:  # noqa: ARG001
    tasks = Tasks()
    assert not gc.isenabled()
    tasks.close()
    assert gc.isenabled()
