"""The outbox while a base is open: nothing connects before something is due, and what is due goes by itself."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.domain.lead import Stage
from core.domain.mailing import Letter, MailAccount, Sending, Tried
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
from tests.support.disks import files_up_to
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


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:  # noqa: ARG001
    made = Tasks()
    yield made
    made.close()


class Watched:
    """A base whose packages wait, and the desk at which it is worked in; `noted` is what the bell was told."""

    def __init__(self, folder: Path, tasks: Tasks, patch: pytest.MonkeyPatch) -> None:
        self.session, self.packages = open_with_packages(folder)
        give_account(self.session)
        self.place = Workplace(tasks, Preferences(folder / "home"), Words("ru"))
        self.noted: list[tuple[str, dict[str, int]]] = []
        self.place.noted.connect(lambda key, counts: self.noted.append((key, counts)))
        self._tasks, self._patch, self._real = tasks, patch, posting.post_due

    def serve(self, post: Send) -> None:
        """What is handed over goes this way from now on."""
        self._patch.setattr(posting, "post_due", partial(self._real, post=post))

    def queue(self, count: int = 1) -> None:
        """So many packages are to go."""
        for package in self.packages[:count]:
            queue_package(self.session, package, "ru")

    def look(self, later: timedelta = timedelta()) -> None:
        """So much time passes, then the postman comes."""
        pass_time(self.place.session, later)
        self.place.postman.look()
        self._tasks.settle()

    def reopen(self) -> Session:
        """The same base, opened again at the same time."""
        again = reopen(self.session.store.folder)
        again.clock = self.session.clock
        return again


@pytest.fixture
def watched(tmp_path: Path, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    made = Watched(tmp_path, tasks, monkeypatch)
    yield made
    made.session.close()


def test_queued_then_taken_out_nothing_leaves(watched: Watched) -> None:
    server = answering(Sending.SENT)
    watched.serve(server)
    watched.place.enter(watched.session)
    watched.queue()
    watched.look()
    cancel_posting(watched.session, watched.packages[0])
    watched.look(DELAY)
    assert server.letters == []


def test_queued_it_leaves_for_a_real_server_once_its_time_has_come(watched: Watched) -> None:
    with open_post_office(PostOffice()) as office:
        give_account(watched.session, office.port)
        watched.serve(by_mail(office))
        watched.place.enter(watched.session)
        watched.queue()
        watched.look()
        assert office.letters == []
        watched.look(DELAY)
        assert len(office.letters) == 1
    assert stages(watched.session, watched.packages[0]) == {Stage.SENT}


def test_with_the_network_cut_it_waits_and_leaves_by_itself_later(watched: Watched) -> None:
    with open_post_office(PostOffice()) as office:
        pass
    give_account(watched.session, office.port)
    watched.serve(by_mail(office))
    watched.place.enter(watched.session)
    watched.queue()
    watched.look(DELAY)
    assert read_outbox(watched.session)[0].state is Posting.OFFLINE
    assert watched.noted == []
    with open_post_office(PostOffice()) as office:
        give_account(watched.session, office.port)
        watched.serve(by_mail(office))
        watched.look(timedelta(minutes=1))
    assert stages(watched.session, watched.packages[0]) == {Stage.SENT}


def test_what_did_not_go_or_may_have_is_told_by_the_bell_in_counts_alone(watched: Watched) -> None:
    watched.serve(answering(Sending.REFUSED, Sending.UNKNOWN))
    watched.place.enter(watched.session)
    watched.queue(2)
    watched.look(DELAY)
    assert watched.noted == [("mail_error", {"n": 1}), ("mail_unknown", {"n": 1})]
    assert all(watched.place.words.has("notices", key) for key, _ in watched.noted)


def test_a_kill_in_the_middle_is_found_when_the_base_is_gone_into_again(watched: Watched) -> None:
    watched.queue()
    pass_time(watched.session, DELAY)
    post_and_be_killed(watched.session)
    again = watched.reopen()
    watched.serve(answering(Sending.SENT))
    watched.place.enter(again)
    watched.look()
    assert watched.noted == [("mail_unknown", {"n": 1})]
    assert read_outbox(again)[0].state is Posting.UNKNOWN
    again.close()


def test_an_answer_that_could_not_be_written_down_leaves_it_unknown_and_not_on_its_way_for_ever(
    watched: Watched,
) -> None:
    def post(_account: MailAccount, _letter: Letter, _at: datetime) -> Tried:
        disk.enter_context(files_up_to(1))
        return Tried(Sending.SENT)

    watched.serve(post)
    watched.place.enter(watched.session)
    watched.queue()
    with ExitStack() as disk:
        watched.look(DELAY)
    assert read_outbox(watched.session)[0].state is Posting.SENDING
    watched.look()
    assert watched.noted == [("mail_unknown", {"n": 1})]
    assert read_outbox(watched.session)[0].state is Posting.UNKNOWN


def test_after_a_lock_it_leaves_once_the_base_is_open_again(watched: Watched, tasks: Tasks) -> None:
    server = answering(Sending.UNREACHED, Sending.SENT)
    watched.serve(server)
    watched.place.enter(watched.session)
    watched.queue()
    watched.look(DELAY)
    watched.place.lock()
    tasks.settle()
    again = watched.reopen()
    watched.place.resume(again)
    try_now(again, watched.packages[0])
    watched.look()
    assert len(server.letters) == 2
    again.close()


def test_no_socket_at_the_start_with_an_empty_outbox_nor_in_the_sample_with_a_full_one(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []

    def spy(*where: object, **_: object) -> None:
        opened.append(where)
        raise OSError

    session = watched.session
    monkeypatch.setattr(socket, "create_connection", spy)
    monkeypatch.setattr(socket, "getaddrinfo", spy)
    watched.place.enter(session)
    watched.look()
    assert opened == []
    watched.queue()
    session.is_sample = True
    watched.place.enter(session)
    watched.look(DELAY)
    assert opened == []
    session.is_sample = False
    watched.place.enter(session)
    watched.look()
    assert len(opened) == 1  # the spy sees what there is to see
