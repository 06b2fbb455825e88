"""What a letter tells: the package, and nothing of people."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from core.domain.fallen import Fallen
from core.domain.mailing import Letter, MailAccount, Sending, Tried
from core.services.letters import package_letter, save_draft_letter
from core.services.outbox import queue_package
from core.services.partner_addresses import set_partner_address
from core.services.posting import post_due
from core.services.sending import read_packages
from core.services.session import Session
from core.services.wording import LANGUAGES, Language
from tests.support.bases import client_row
from tests.support.canaries import Search
from tests.support.mailing import address_of, pass_time
from tests.support.papers import let_run_out
from tests.support.sealed import RECIPIENT


def read(file: Path) -> EmailMessage:
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_opens_as_one_to_be_sent_to_the_confirmed_address_with_the_package_in_it(
    made: tuple[Session, tuple[int, ...]], tmp_path: Path, language: Language
) -> None:
    session, packages = made
    file = save_draft_letter(session, packages[0], tmp_path / "out", language).value
    assert isinstance(file, Path)
    letter = read(file)
    package = next(one for one in read_packages(session) if one.id == packages[0])
    with session.store.reading() as work:
        company, content = work.packages.one(packages[0]).company_id, work.packages.content(packages[0])
    assert (letter["X-Unsent"], letter["To"]) == ("1", address_of(company))
    assert not {"From", "Date", "Message-ID"} & set(letter.keys())
    (attached,) = letter.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (package.file_name, content)
    assert package.saved
    assert package.file_name.startswith(file.stem)


def test_a_draft_for_an_unconfirmed_address_has_none(made: tuple[Session, tuple[int, ...]], tmp_path: Path) -> None:
    session, packages = made
    with session.store.reading() as work:
        company = work.packages.one(packages[0]).company_id
    set_partner_address(session, company, "other@mayak.example")
    file = save_draft_letter(session, packages[0], tmp_path / "out", "ru").value
    assert isinstance(file, Path)
    assert read(file)["To"] is None


def test_a_draft_whose_consent_fell_since_is_taken_out_of_its_folder(
    made: tuple[Session, tuple[int, ...]], tmp_path: Path
) -> None:
    session, packages = made
    file = save_draft_letter(session, packages[0], tmp_path, "ru").value
    assert isinstance(file, Path)
    let_run_out(session)
    assert save_draft_letter(session, packages[0], tmp_path, "ru").value is Fallen.CONSENT
    assert not file.exists()


def test_nothing_of_a_client_is_in_any_part_of_a_letter_but_the_sealed_package(
    made: tuple[Session, tuple[int, ...]],
) -> None:
    """Every word of the clients, in every spelling, in all that a letter consists of."""
    session, packages = made
    letters: list[Letter] = []

    def post(_account: MailAccount, letter: Letter, _at: object) -> Tried:
        letters.append(letter)
        return Tried(Sending.SENT)

    for package in packages:
        queue_package(session, package, "ru")
    pass_time(session, timedelta(minutes=1))
    post_due(session, post=post)
    words = {
        word
        for number in range(1, 31)
        for identity in [client_row(number).identity]
        for word in (identity.surname, identity.patronymic + " ", identity.phone.removeprefix("+"))
        if len(word) >= 6
    }
    search = Search(words)
    assert len(letters) == len(packages)
    for one in letters:
        assert search.in_bytes("\n".join((one.subject, one.text, one.file_name, one.recipient)).encode()) == set()
        assert search.in_bytes(one.content) == set()
    assert search.in_bytes(next(iter(words)).encode())  # it finds what is there
    assert len({one.message_id for one in letters}) == len(letters)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_says_how_its_package_opens(made: tuple[Session, tuple[int, ...]], language: Language) -> None:
    session, packages = made
    with session.store.reading() as work:
        package = work.packages.one(packages[0])
    closed, sealed = (
        package_letter(one, b"", "", "", "Автоград", language).text
        for one in (package, replace(package, recipient=RECIPIENT))
    )
    assert ("age" in closed.split(), "age" in sealed.split()) == (False, True)
    assert "Автоград" in closed
