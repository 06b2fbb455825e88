"""Approvals on the page of sending: another one looks and lets it leave, and who is alone types a word."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.rights import Role
from core.domain.settings import Settings
from core.services.decisions import accept_from
from core.services.package_opening import sender_words
from core.services.partners import read_sender_key
from core.services.scoring import compute
from core.services.sending import read_packages
from core.services.session import Session, sign_in
from core.services.settings import change_settings
from tests.desktop.screens.sending.page import Page
from tests.support.bases import CAR, LOGIN, PASSWORD, client_row, consent_to_all, open_filled
from tests.support.colleagues import join
from tests.support.imported import import_clients


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    import_clients(opened, [client_row(1, CAR), client_row(2, CAR)], consent_to_all(opened))
    compute(opened)
    accept_from(opened, 1, [1, 2])
    change_settings(opened, Settings(exploration=0, approvals=True))
    yield opened
    opened.close()


def made(session: Session, folder: Path) -> Page:
    page = Page(session, folder)
    page.arrive()
    page.presenter.make()
    return page


def test_where_approvals_are_asked_for_a_package_is_made_without_a_folder_and_waits(
    session: Session, tmp_path: Path
) -> None:
    page = made(session, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert "ждёт согласования" in page.desk.told[-1][0]
    assert page.view.chosen == "packages"
    assert page.view.packages is not None
    assert page.view.packages.lines[0].cells[-1] == "ждёт согласования"
    assert page.view.doing is not None
    assert (page.view.doing.can, page.view.doing.first) == (frozenset({"word"}), "word")


def test_who_is_alone_types_the_word_that_is_asked_for(session: Session, tmp_path: Path) -> None:
    page = made(session, tmp_path / "out")
    page.presenter.primary()
    place = int(page.view.questions[-1].split("№ ")[1].split()[0])
    page.presenter.approving.give_word("нетакое")
    assert page.view.problems[-1][0].startswith("Это не то слово")
    page.presenter.approving.give_word(sender_words(read_sender_key(session), "ru")[place - 1])
    assert page.desk.told[-1][0].startswith("Согласовано")
    page.arrive()
    assert page.view.doing is not None and page.view.doing.first == "save"
    page.presenter.primary()
    assert list((tmp_path / "out").glob("opuntia-*.xlsx"))


@pytest.mark.parametrize("answer", ["approve", "return"])
def test_another_supervisor_sees_who_is_inside_and_approves_or_returns(
    session: Session, tmp_path: Path, answer: str
) -> None:
    base = join(session, frozenset({Role.MANAGER, Role.SUPERVISOR}))
    first = sign_in(base, LOGIN, PASSWORD)
    first.clock = session.clock
    page = made(first, tmp_path / "out")
    assert page.view.doing is not None and page.view.doing.can == frozenset()
    page.presenter.primary()
    page.presenter.approving.act("approve")
    assert page.view.questions == [], "nobody approves their own"
    first.user_id = 2
    page.arrive()
    assert page.view.doing.can == {"approve", "return"}
    if answer == "approve":
        page.presenter.primary()
        assert LOGIN in page.view.questions[-1] and "Мобильный телефон" in page.view.questions[-1]
        assert page.view.lines and all("Кактусов" in line for line in page.view.lines)
        page.presenter.approving.agree()
        assert page.desk.told[-1][0].startswith("Согласовано")
        page.arrive()
        assert page.view.doing.first == "save"
    else:
        page.presenter.approving.act("return")
        assert read_packages(first) == []
        page.arrive(tab="ready")
        assert page.view.partners
    first.close()
