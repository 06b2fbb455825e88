"""Clients taken along as a workbook: what it holds, for whom, and that it brings nothing new when it comes back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.domain.client import ClientRow, ClientType, Identity, Portrait
from core.domain.errors import FolderUnwritable, NotAllowed, PlaceUnwritable, TooManyLines, UnknownRecord
from core.domain.journal import Group, JournalFilter
from core.domain.rights import Role
from core.intake.tables import read_table
from core.services import client_export, table_import
from core.services.client_export import export_clients
from core.services.client_list import find_clients
from core.services.journal import read_journal
from core.services.organisation import reassign
from core.services.scoring import compute
from core.services.session import Session, Stopped
from core.services.users import create_user
from core.services.wording import LANGUAGES, Language
from tests.core.services.conftest import sheet_of
from tests.core.services.test_own_exports import brought_in_as_it_is
from tests.support.bases import CAR, CASCO, LIABILITY, LOGIN, SERVICE, client_row, consent_to_all, open_filled
from tests.support.imported import import_clients

FIRM = Identity(organisation="ООО «Лучевик»", inn="7707083893", phone="+74951234567")


def known(number: int, *products: str) -> ClientRow:
    """Born in the year that the portrait has."""
    row = client_row(number, *products)
    born = row.identity.birth_date
    assert born is not None
    return replace(row, portrait=Portrait(birth_year=born.year))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Six people, two of them with the same name, and a firm; all scored."""
    opened = open_filled(tmp_path)
    rows = [known(number, *((CAR, SERVICE) if number % 2 else (CAR,))) for number in range(1, 6)]
    told = replace(rows[0].identity, email="p@mail.example", details={"city": "Казань"})
    alike = replace(rows[1].identity, surname="Кактусов1", phone="", birth_date=date(1991, 3, 2))
    other = replace(rows[1], identity=alike, portrait=Portrait(birth_year=1991))
    firm = ClientRow(9, ClientType.ENTITY, FIRM, Portrait())
    import_clients(opened, [replace(rows[0], identity=told), *rows[1:], firm], consent_to_all(opened))
    import_clients(opened, [other])
    compute(opened)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a child for each file."""
    monkeypatch.setattr(table_import, "read_table_apart", lambda path, wish, _progress: read_table(path, wish))


def exported(session: Session, file: Path, language: Language = "ru") -> list[dict[str, Any]]:
    ids = find_clients(session).ids
    assert export_clients(session, ids, file, language).value == len(ids)
    head, *rows = sheet_of(file)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_each_client_of_the_list_is_a_row_in_its_order(session: Session, tmp_path: Path) -> None:
    rows = exported(session, tmp_path / "clients.xlsx")
    assert [row["Фамилия"] or row["Название организации"] for row in rows][-1] == "ООО «Лучевик»"
    first = next(row for row in rows if row["Электронная почта"])
    assert (first["Город"], first["Мобильный телефон"], first["Дата рождения"]) == (
        "Казань",
        "+79160000001",
        client_row(1).identity.birth_date,
    )
    assert first["Услуги сейчас по данным Opuntia"] in {f"{CAR}; {SERVICE}", f"{SERVICE}; {CAR}"}
    assert 1 <= first["Балл"] <= 99
    assert first["Согласие на передачу"] == "есть"
    assert {CASCO, LIABILITY}.isdisjoint(first["Услуги сейчас по данным Opuntia"].split("; "))


def test_what_was_taken_along_changes_nothing_when_it_comes_back(session: Session, tmp_path: Path) -> None:
    every = len(find_clients(session).ids)
    for language in LANGUAGES:
        file = tmp_path / f"{language}.xlsx"
        exported(session, file, language)
        assert brought_in_as_it_is(session, file, None, "people.merge").unchanged == every


def test_contacts_of_another_managers_client_are_masked_and_come_back_as_nothing(
    session: Session, tmp_path: Path
) -> None:
    create_user(session, "vera", frozenset({Role.MANAGER}))
    every = find_clients(session).ids
    reassign(session, every, "vera")
    file = tmp_path / "clients.xlsx"
    rows = exported(session, file)
    assert {row["Менеджер"] for row in rows} == {"vera"}
    assert "+7 916 ***-**-01" in {row["Мобильный телефон"] for row in rows}
    assert "p•••@mail.example" in {row["Электронная почта"] for row in rows}
    told = read_journal(session, JournalFilter(groups=frozenset({Group.EXPORT}))).lines
    assert [line.details for line in told] == [{"exported": len(every), "masked": len(every)}]
    brought_in_as_it_is(session, file, None, "people.merge", "people.pair")


def test_who_does_not_reach_a_client_takes_no_row_of_it_along(session: Session, tmp_path: Path) -> None:
    create_user(session, "vera", frozenset({Role.MANAGER}))
    reassign(session, [1, 2], "vera")
    session.roles = frozenset({Role.MANAGER})
    file = tmp_path / "clients.xlsx"
    assert export_clients(session, [1, 2, 3, 10**9], file, "ru").value == 1
    assert len(sheet_of(file)) == 2
    with pytest.raises(UnknownRecord):
        export_clients(session, [1, 2], file, "ru")
    session.roles = frozenset({Role.ADMINISTRATOR})
    with pytest.raises(NotAllowed):
        export_clients(session, [3], file, "ru")


def test_an_export_is_told_in_the_journal_before_it_is_written(session: Session, tmp_path: Path) -> None:
    session.roles = frozenset(Role)
    with pytest.raises(FolderUnwritable):
        export_clients(session, [3], tmp_path / "none" / "clients.xlsx", "ru")
    (line,) = read_journal(session, JournalFilter(groups=frozenset({Group.EXPORT}))).lines
    assert (line.login, line.details) == (LOGIN, {"exported": 1})
    with pytest.raises(PlaceUnwritable):
        export_clients(session, [3], session.store.folder / "clients.xlsx", "ru")


def test_too_many_are_refused_and_a_stopped_export_leaves_no_file(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_step: str, _done: int, _total: int) -> None:
        raise Stopped

    file = tmp_path / "clients.xlsx"
    with pytest.raises(Stopped):
        export_clients(session, [3], file, "ru", stop)
    monkeypatch.setattr(client_export, "MOST_EXPORTED", 2)
    with pytest.raises(TooManyLines):
        export_clients(session, [1, 2, 3], file, "ru")
    assert not file.exists()
