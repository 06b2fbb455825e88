"""Every lead of a package carries a code for its answer, as long as there is anything to answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from core.domain.settings import Settings
from core.services.client_erasing import erase_clients
from core.services.consents import withdraw_consent
from core.services.decisions import accept_from
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, read_packages, read_password, save_packages
from core.services.session import Session
from core.services.settings import change_settings
from core.services.wording import LANGUAGES, Language, say
from core.storage.reply_tables import lead_code
from core.storage.tables import recommendation
from tests.support.bases import BANK, CAR, client_row, consent_to_all, open_filled
from tests.support.imported import import_clients
from tests.support.workbooks import leads_in, opened


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened_base = open_filled(tmp_path)
    change_settings(opened_base, Settings(exploration=0))
    yield opened_base
    opened_base.close()


def packed(session: Session) -> list[int]:
    """Clients of which everything was accepted and lies in packages; returns the clients."""
    rows = [client_row(number, CAR) for number in range(1, 13)]
    clients = list(import_clients(session, rows, consent_to_all(session)).value.clients)
    compute(session)
    accept_from(session, 1, clients)
    make_packages(session, clients, "ru")
    return clients


def codes(session: Session) -> dict[str, int]:
    """Code → client of its lead."""
    with session.store.unit_of_work() as work:
        wanted = select(lead_code.c.code, recommendation.c.client_id).join(recommendation)
        return {str(code): int(client) for code, client in work._connection.execute(wanted)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lead_of_a_workbook_has_its_line_in_the_form(
    session: Session, tmp_path: Path, language: Language
) -> None:
    rows = [client_row(number, CAR) for number in range(1, 13)]
    clients = list(import_clients(session, rows, consent_to_all(session)).value.clients)
    compute(session)
    accept_from(session, 1, clients)
    make_packages(session, clients, language)
    (saved, *_) = save_packages(session, tmp_path / "out").value.packages
    number = next(one.id for one in read_packages(session) if one.file_name == saved.file.name)
    password = read_password(session, number).value
    header, *lines = opened(saved.file, password, 1)
    titles = ("code", "service", "answer", "on", "amount", "reason", "comment")
    assert header == [say(language, "reply", title) for title in titles]
    with_codes = opened(saved.file, password)
    assert [line[0] for line in lines] == [row[-1] for row in with_codes[1:]]
    assert all(line[2:] == [""] * 5 for line in lines)
    assert len(leads_in(saved.file, password)) == len(lines) + 1


def test_codes_go_with_a_package_that_is_dissolved_and_stay_with_one_that_left(
    session: Session, tmp_path: Path
) -> None:
    clients = packed(session)
    before = codes(session)
    assert {*before.values()} == {*clients}
    save_packages(session, tmp_path / "out")
    left = next(one for one in read_packages(session) if one.partner == BANK)
    mark_sent(session, left.id)
    withdraw_consent(session, [clients[0]], "С-1")
    after = codes(session)
    assert after.items() < before.items(), "packages of other partners are dissolved with all their codes"
    assert len(after) == left.leads


def test_what_is_left_of_an_erased_client_can_still_be_answered(session: Session, tmp_path: Path) -> None:
    clients = packed(session)
    save_packages(session, tmp_path / "out")
    for one in read_packages(session):
        mark_sent(session, one.id)
    before = codes(session)
    erase_clients(session, [clients[0]])
    assert codes(session) == before


def test_an_erased_client_that_never_left_has_no_code(session: Session) -> None:
    clients = packed(session)
    before = codes(session)
    erase_clients(session, [clients[0]])
    assert clients[0] in before.values() and clients[0] not in codes(session).values()
    assert codes(session).items() < before.items(), "packages that it lay in are dissolved"
