"""Letters over a real server: sent only where the server said so, and never without TLS."""

from datetime import UTC, datetime

import pytest

from core.delivery.mail import send
from core.domain.mailing import BadAddress, BadServer, Letter, MailAccount, Security, Sending, Tried, mail_address
from tests.support.post_office import HOST, PASSWORD, USER, PostOffice, authority, open_post_office

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")  # under TLS from the first byte

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
LETTER = Letter(
    "0a1b@vega.example", "leads@mayak.example", "Пакет 0a1b", "Пакет во вложении.", "opuntia-0a1b.age", b"age"
)


def account(office: PostOffice, security: Security = Security.STARTTLS, password: str = PASSWORD) -> MailAccount:
    return MailAccount(HOST, office.port, security, USER, USER, password)


def try_once(office: PostOffice, security: Security = Security.STARTTLS, password: str = PASSWORD) -> Tried:
    return send(account(office, security, password), LETTER, AT, trust=authority(HOST).trust, patience_s=2)


@pytest.mark.parametrize("security", list(Security))
def test_a_letter_arrives_with_its_package_and_nothing_of_people_in_its_head(security: Security) -> None:
    with open_post_office(PostOffice(), implicit=security is Security.IMPLICIT) as office:
        assert try_once(office, security) == Tried(Sending.SENT, 250)
    (letter,) = office.letters
    assert (letter["Subject"], letter["To"], letter["Message-ID"]) == (
        "Пакет 0a1b",
        "leads@mayak.example",
        "<0a1b@vega.example>",
    )
    (attached,) = letter.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("opuntia-0a1b.age", b"age")
    body = letter.get_body()
    assert body is not None
    assert body.get_content().strip() == "Пакет во вложении."
    told = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "X-Peer", "X-MailFrom"}
    assert {name for name in letter if name not in {"X-RcptTo"}} <= told


@pytest.mark.parametrize(
    ("stage", "answer", "outcome"),
    [
        ("GREETING", "421 busy", Sending.LATER),
        ("GREETING", "554 no", Sending.REFUSED),
        ("AUTH", "535 who", Sending.LOGIN),
        ("AUTH", "454 later", Sending.LATER),
        ("MAIL", "451 later", Sending.LATER),
        ("MAIL", "550 no", Sending.REFUSED),
        ("RCPT", "450 later", Sending.LATER),
        ("RCPT", "550 nobody of that name", Sending.REFUSED),
        ("DATA", "451 later", Sending.LATER),
        ("DATA", "554 no", Sending.REFUSED),
        ("LETTER", "452 full", Sending.LATER),
        ("LETTER", "552 too long", Sending.REFUSED),
    ],
)
def test_a_server_that_refuses_at_any_stage_has_not_got_the_letter(stage: str, answer: str, outcome: Sending) -> None:
    with open_post_office(PostOffice(answers={stage: answer})) as office:
        assert try_once(office) == Tried(outcome, int(answer[:3]))
    assert office.letters == []


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("GREETING", Sending.UNREACHED),
        ("AUTH", Sending.UNREACHED),
        ("MAIL", Sending.UNREACHED),
        ("RCPT", Sending.UNREACHED),
        ("DATA", Sending.UNREACHED),
        ("SILENCE", Sending.UNKNOWN),
        ("LETTER", Sending.UNKNOWN),
    ],
)
def test_a_connection_cut_at_any_stage_is_never_told_as_sent(stage: str, outcome: Sending) -> None:
    with open_post_office(PostOffice(breaks=stage)) as office:
        tried = send(account(office), LETTER, AT, trust=authority(HOST).trust, patience_s=0.5)
    assert tried.outcome is outcome
    assert len(office.letters) == (stage == "LETTER")


@pytest.mark.parametrize("answer", ["354 go on", "299 " + "x" * 9000, "600 what", "thanks"])
def test_an_answer_to_the_letter_that_is_none_leaves_it_unknown(answer: str) -> None:
    with open_post_office(PostOffice(answers={"LETTER": answer})) as office:
        assert try_once(office) == Tried(Sending.UNKNOWN)


def test_a_server_is_taken_leave_of_whatever_became_of_the_letter() -> None:
    for answers in ({}, {"RCPT": "550 nobody of that name"}):
        with open_post_office(PostOffice(answers=answers)) as office:
            try_once(office)
            assert office.left.wait(5)


def test_nobody_there_is_unreached() -> None:
    with open_post_office(PostOffice()) as office:
        pass
    assert try_once(office) == Tried(Sending.UNREACHED)


def test_without_tls_nothing_is_said() -> None:
    with open_post_office(PostOffice(starttls=False, auth=False)) as office:
        assert try_once(office) == Tried(Sending.UNSAFE)
        assert try_once(office, Security.IMPLICIT) == Tried(Sending.UNSAFE)
    assert office.tried == 0


def test_a_certificate_of_another_name_or_of_nobody_one_knows_is_refused() -> None:
    with open_post_office(PostOffice(), name="mail.elsewhere.example") as office:
        believed = authority("mail.elsewhere.example").trust
        assert send(account(office), LETTER, AT, trust=believed, patience_s=2) == Tried(Sending.UNSAFE)
    with open_post_office(PostOffice()) as office:
        assert send(account(office), LETTER, AT, patience_s=2) == Tried(Sending.UNSAFE)
    with open_post_office(PostOffice(), implicit=True) as office:
        assert send(account(office, Security.IMPLICIT), LETTER, AT, patience_s=2) == Tried(Sending.UNSAFE)
    assert office.tried == 0


def test_a_wrong_password_is_told_as_such() -> None:
    with open_post_office(PostOffice()) as office:
        assert try_once(office, password="another word").outcome is Sending.LOGIN
    assert office.tried == 0


def test_a_wrong_password_is_tried_once() -> None:
    with open_post_office(PostOffice()) as office:
        try_once(office, password="another word")
    assert office.passwords == 1


def test_a_password_that_smtp_cannot_carry_is_a_wrong_one() -> None:
    with open_post_office(PostOffice()) as office:
        assert try_once(office, password="пароль") == Tried(Sending.LOGIN)


def test_a_password_is_not_told() -> None:
    with open_post_office(PostOffice()) as office:
        assert PASSWORD not in repr(account(office))


@pytest.mark.parametrize(
    "text",
    [
        *("", "leads", "leads@", "@mayak.example", "leads@mayak", "a b@mayak.example", "почта@маяк.example"),
        *("..@mayak.example", "leads@-mayak.example", "a@b.example,c@d.example", "x" * 65 + "@mayak.example"),
        "leads@mayak.example\nBcc: x@y.example",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadAddress):
        mail_address(text)


def test_an_address_is_kept_as_it_was_typed() -> None:
    assert mail_address(" Leads.1+new@mail.mayak-2.example ") == "Leads.1+new@mail.mayak-2.example"


@pytest.mark.parametrize(
    ("host", "port"), [("", 25), ("mail server", 25), ("mail.example", 0), ("mail.example", 65536)]
)
def test_a_server_that_cannot_be_is_refused(host: str, port: int) -> None:
    with pytest.raises(BadServer):
        MailAccount(host, port, Security.STARTTLS, USER, USER, PASSWORD)
