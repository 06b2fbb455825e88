"""Recommendations taken along: what each was chosen from, by which model, what came of it, and nobody's name."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from core.domain.errors import FolderUnwritable, PlaceUnwritable, UnknownRecord
from core.domain.lead import Answer
from core.domain.recommendation import Arm
from core.services.client_erasing import erase_clients
from core.services.recommendation_export import export_recommendations
from core.services.scoring import compute
from core.services.session import Session
from tests.support.bases import (
    CAR,
    CASCO,
    SERVICE,
    TODAY,
    all_recommendations,
    client_row,
    fill_catalogue,
    open_prepared,
)
from tests.support.imported import import_clients
from tests.support.learning import answer_all, undecided


def _computed(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(number, CAR) for number in range(1, 9)])
    compute(session)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _computed)
    yield opened
    opened.close()


def lines(file: Path) -> list[dict[str, object]]:
    head, *rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_every_recommendation_stands_there_with_what_it_was_chosen_from(session: Session, tmp_path: Path) -> None:
    first = undecided(session)[0]
    answer_all(session, [(first, Answer.REFUSED, TODAY)])
    file = tmp_path / "out.xlsx"
    stored = {one.id: one for one in all_recommendations(session)}
    assert export_recommendations(session, file, "en").value == len(stored)
    told = lines(file)
    assert [int(str(row["Recommendation no."]).removesuffix(".0")) for row in told] == sorted(stored)
    row = next(row for row in told if row["Outcome"])
    assert (row["Outcome"], row["Outcome on"], row["State"]) == ("refused", TODAY, "outcome")
    assert {row["How it came about"] for row in told} == {Arm.MODEL.value}
    for row in told:
        one = stored[int(float(str(row["Recommendation no."])))]
        assert row["P(kind)"] == pytest.approx(one.chance)
        assert row["Model version"] == one.model_version
        assert row["Kind of service"] in str(row["Chosen from"]).split("; ")
        assert set(str(row["Chosen from"]).split("; ")) >= {CASCO, SERVICE}


def test_nobody_is_named_and_who_was_erased_has_no_number(session: Session, tmp_path: Path) -> None:
    first = undecided(session)[0]
    answer_all(session, [(first, Answer.BOUGHT, TODAY)])
    erase_clients(session, [first.client_id])
    file = tmp_path / "out.xlsx"
    export_recommendations(session, file, "ru")
    erased = [row for row in lines(file) if row["Исход"]]
    assert [row["Номер клиента"] for row in erased] == [""]
    with ZipFile(file) as book:
        inside = b"".join(book.read(name) for name in book.namelist()).decode("utf-8", "replace")
    assert not [secret for secret in ("Кактусов", "Ильич", "+7916") if secret in inside]


def test_a_place_that_cannot_be_is_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(PlaceUnwritable):
        export_recommendations(session, session.store.folder / "out.xlsx", "en")
    with pytest.raises(FolderUnwritable):
        export_recommendations(session, tmp_path / "none" / "out.xlsx", "en")
    clients = [one.client_id for one in all_recommendations(session)]
    with session.store.unit_of_work() as work:
        work.leads.replace_undecided(clients, [])
    with pytest.raises(UnknownRecord):
        export_recommendations(session, tmp_path / "out.xlsx", "en")
