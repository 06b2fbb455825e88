"""Packages on their way to a real server that fails at any stage: sent only where the server said so."""

from datetime import timedelta

import pytest

from core.domain.lead import Stage
from core.domain.outbox import Posting
from core.services.outbox import queue_package
from core.services.posting import next_posting, post_due
from core.services.sending import read_packages
from core.services.session import Session
from tests.support.bases import NOW
from tests.support.mailing import DELAY, address_of, by_mail, give_account, pass_time, row, stages
from tests.support.post_office import PostOffice, open_post_office

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")


def test_a_package_leaves_once_its_delay_is_over_and_its_leads_wait_for_an_answer(
    session: Session, packages: tuple[int, ...]
) -> None:
    with open_post_office(PostOffice()) as office:
        give_account(session, office.port)
        due = queue_package(session, packages[0], "ru").value
        assert due == NOW.replace(tzinfo=None) + DELAY == next_posting(session)
        pass_time(session, DELAY - timedelta(seconds=1))
        assert post_due(session, post=by_mail(office)).value.posted == []
        pass_time(session, timedelta(seconds=1))
        assert post_due(session, post=by_mail(office)).value.posted == [Posting.SENT]
    assert stages(session, packages[0]) == {Stage.SENT}
    (letter,) = office.letters
    package = next(one for one in read_packages(session) if one.id == packages[0])
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == package.file_name
    assert letter["To"] == posted_to(session, packages[0])
    assert (package.saved, package.sent, package.queued) == (True, True, False)
    assert next_posting(session) is None


def posted_to(session: Session, package: int) -> str:
    with session.store.reading() as work:
        return address_of(work.packages.one(package).company_id)


@pytest.mark.parametrize(
    ("stage", "answer", "again"),
    [
        ("GREETING", "421 busy", True),
        ("GREETING", "554 no", False),
        ("AUTH", "535 who", False),
        ("MAIL", "451 later", True),
        ("RCPT", "550 nobody of that name", False),
        ("DATA", "451 later", True),
        ("LETTER", "452 full", True),
        ("LETTER", "552 too long", False),
    ],
)
def test_a_refusal_at_any_stage_is_an_error_and_only_a_passing_one_is_tried_again_by_itself(
    session: Session, packages: tuple[int, ...], stage: str, answer: str, again: bool
) -> None:
    with open_post_office(PostOffice(answers={stage: answer})) as office:
        give_account(session, office.port)
        queue_package(session, packages[0], "ru")
        pass_time(session, DELAY)
        post_due(session, post=by_mail(office))
    found = row(session, packages[0])
    assert (found.state, found.code) == (Posting.ERROR, int(answer[:3]))
    assert (found.due_at is not None) == again
    assert stages(session, packages[0]) == {Stage.PACKAGED}
    assert office.letters == []


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        *((stage, Posting.OFFLINE) for stage in ("GREETING", "AUTH", "MAIL", "RCPT", "DATA")),
        ("SILENCE", Posting.UNKNOWN),
        ("LETTER", Posting.UNKNOWN),
    ],
)
def test_a_connection_cut_at_any_stage_is_offline_or_unknown_and_never_sent(
    session: Session, packages: tuple[int, ...], stage: str, state: Posting
) -> None:
    with open_post_office(PostOffice(breaks=stage)) as office:
        give_account(session, office.port)
        queue_package(session, packages[0], "ru")
        pass_time(session, DELAY)
        post_due(session, post=by_mail(office))
        assert row(session, packages[0]).state is state
        assert stages(session, packages[0]) == {Stage.PACKAGED}
        office.breaks = ""
        pass_time(session, timedelta(days=1))
        post_due(session, post=by_mail(office))
    assert (stages(session, packages[0]) == {Stage.SENT}) == (state is Posting.OFFLINE)
    assert len(office.letters) == (state is Posting.OFFLINE or stage == "LETTER")
