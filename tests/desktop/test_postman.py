"""The outbox while a base is open: nothing connects before something is due, and what is due goes by itself."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.domain.lead import Stage
from core.domain.mailing import Sending
from core.domain.outbox import Posting
from core.services import posting
from core.services.mail_account import Send
from core.services.outbox import cancel_posting, queue_package, read_outbox, try_now
from core.services.session import Session
from desktop.preferences import Preferences
from desktop.tasks import Tasks
from desktop.words import Words
from desktop.workplace import Workplace
from tests.support.bases import reopen
from tests.support.mailing import (
    DELAY,
    answering,
    by_mail,
    give_account,
    open_with_packages,
    pass_time,
    post_and_be_killed,
    stages,
)
from tests.support.post_office import PostOffice, open_post_office

Made = tuple[Session, tuple[int, ...]]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    session, packages = open_with_packages(tmp_path)
    give_account(session)
    yield session, packages
    session.close()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:  # noqa: ARG001
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def place(tasks: Tasks, tmp_path: Path) -> Workplace:
    return Workplace(tasks, Preferences(tmp_path / "home"), Words("ru"))


@pytest.fixture
def noted(place: Workplace) -> list[tuple[str, dict[str, int]]]:
    found: list[tuple[str, dict[str, int]]] = []
    place.noted.connect(lambda key, counts: found.append((key, counts)))
    return found


def look(place: Workplace, tasks: Tasks) -> None:
    place.postman.look()
    tasks.settle()


def serve(monkeypatch: pytest.MonkeyPatch, post: Send) -> None:
    monkeypatch.setattr(posting, "post_due", partial(posting_due, post=post))


posting_due = posting.post_due


def test_queued_then_taken_out_nothing_leaves(
    made: Made, place: Workplace, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, packages = made
    server = answering(Sending.SENT)
    serve(monkeypatch, server)
    place.enter(session)
    queue_package(session, packages[0], "ru")
    look(place, tasks)
    cancel_posting(session, packages[0])
    pass_time(session, DELAY)
    look(place, tasks)
    assert server.letters == []


def test_queued_it_leaves_for_a_real_server_once_its_time_has_come(
    made: Made, place: Workplace, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, packages = made
    with open_post_office(PostOffice()) as office:
        give_account(session, office.port)
        serve(monkeypatch, by_mail(office))
        place.enter(session)
        queue_package(session, packages[0], "ru")
        look(place, tasks)
        assert office.letters == []
        pass_time(session, DELAY)
        look(place, tasks)
        assert len(office.letters) == 1
    assert stages(session, packages[0]) == {Stage.SENT}


def test_with_the_network_cut_it_waits_and_leaves_by_itself_later(
    made: Made,
    place: Workplace,
    tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
    noted: list[tuple[str, dict[str, int]]],
) -> None:
    session, packages = made
    with open_post_office(PostOffice()) as office:
        pass
    give_account(session, office.port)
    serve(monkeypatch, by_mail(office))
    place.enter(session)
    queue_package(session, packages[0], "ru")
    pass_time(session, DELAY)
    look(place, tasks)
    assert read_outbox(session)[0].state is Posting.OFFLINE
    assert noted == []
    with open_post_office(PostOffice()) as office:
        give_account(session, office.port)
        serve(monkeypatch, by_mail(office))
        pass_time(session, timedelta(minutes=1))
        look(place, tasks)
    assert stages(session, packages[0]) == {Stage.SENT}


def test_what_did_not_go_or_may_have_is_told_by_the_bell_in_counts_alone(
    made: Made,
    place: Workplace,
    tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
    noted: list[tuple[str, dict[str, int]]],
) -> None:
    session, packages = made
    serve(monkeypatch, answering(Sending.REFUSED, Sending.UNKNOWN))
    place.enter(session)
    for package in packages[:2]:
        queue_package(session, package, "ru")
    pass_time(session, DELAY)
    look(place, tasks)
    assert noted == [("mail_error", {"n": 1}), ("mail_unknown", {"n": 1})]
    assert all(place.words.has("notices", key) for key, _ in noted)


def test_a_kill_in_the_middle_is_found_when_the_base_is_gone_into_again(
    made: Made,
    place: Workplace,
    tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
    noted: list[tuple[str, dict[str, int]]],
) -> None:
    session, packages = made
    queue_package(session, packages[0], "ru")
    pass_time(session, DELAY)
    post_and_be_killed(session)
    again = reopen(session.store.folder)
    again.clock = session.clock
    serve(monkeypatch, answering(Sending.SENT))
    place.enter(again)
    look(place, tasks)
    assert noted == [("mail_unknown", {"n": 1})]
    assert read_outbox(again)[0].state is Posting.UNKNOWN
    again.close()


def test_after_a_lock_it_leaves_once_the_base_is_open_again(
    made: Made, place: Workplace, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, packages = made
    server = answering(Sending.UNREACHED, Sending.SENT)
    serve(monkeypatch, server)
    place.enter(session)
    queue_package(session, packages[0], "ru")
    pass_time(session, DELAY)
    look(place, tasks)
    place.lock()
    tasks.settle()
    again = reopen(session.store.folder)
    again.clock = session.clock
    place.resume(again)
    try_now(again, packages[0])
    look(place, tasks)
    assert len(server.letters) == 2
    again.close()


def test_no_socket_at_the_start_with_an_empty_outbox_nor_in_the_sample_with_a_full_one(
    made: Made, place: Workplace, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []

    def spy(*where: object, **_: object) -> None:
        opened.append(where)
        raise OSError

    session, packages = made
    monkeypatch.setattr(socket, "create_connection", spy)
    monkeypatch.setattr(socket, "getaddrinfo", spy)
    place.enter(session)
    look(place, tasks)
    assert opened == []
    queue_package(session, packages[0], "ru")
    pass_time(session, DELAY)
    session.is_sample = True
    place.enter(session)
    look(place, tasks)
    assert opened == []
    session.is_sample = False
    place.enter(session)
    look(place, tasks)
    assert len(opened) == 1  # the spy sees what there is to see
