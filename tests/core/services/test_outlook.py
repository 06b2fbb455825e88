"""What a computation would have before it, and where clients and recommendations stand."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.catalogue import Cell
from core.domain.client import Portrait
from core.domain.errors import UnknownRecord
from core.services.catalogue import set_cell
from core.services.client_edits import record_purchase
from core.services.decisions import accept, take_up
from core.services.imports import read_imports
from core.services.outlook import Crowd, Gap, Speed, read_outlook
from core.services.scoring import compute
from core.services.session import Session
from core.services.stages import Stages
from core.services.today import read_today
from tests.support.bases import (
    BANK,
    CAR,
    CASCO,
    NOW,
    OWN,
    TODAY,
    all_recommendations,
    client_row,
    fill_catalogue,
    open_filled,
    open_new_base,
)
from tests.support.imported import import_clients


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    import_clients(opened, [client_row(number, CAR) for number in range(1, 31)])
    yield opened
    opened.close()


def test_before_the_first_run_nobody_is_ready_and_no_time_is_invented(session: Session) -> None:
    outlook = read_outlook(session, [1, 2, 99])
    assert (outlook.everybody, outlook.chosen, outlook.imported) == (Crowd(30, 0), Crowd(2, 0), None)
    assert (outlook.model, outlook.speed) == (None, None)


def test_an_empty_base_has_nothing_before_it(tmp_path: Path) -> None:
    session = open_new_base(tmp_path)
    outlook = read_outlook(session)
    assert (outlook.everybody, outlook.services, outlook.gaps) == (Crowd(0, 0), 0, ())
    session.close()


def test_who_is_ready_is_just_who_a_run_would_reuse(session: Session) -> None:
    ids = fill_catalogue(session)
    compute(session)
    assert read_outlook(session).everybody == Crowd(30, 30)
    record_purchase(session, 3, ids[BANK, CASCO], TODAY)
    outlook = read_outlook(session, [3, 4])
    assert (outlook.everybody.pending, outlook.chosen) == (1, Crowd(2, 1))
    assert compute(session).value.reused == 29
    set_cell(session, ids[OWN, CAR], ids[BANK, CASCO], Cell.FORBIDDEN)
    assert read_outlook(session).everybody.pending == 30, "a rule has changed"
    assert compute(session).value.reused == 0


def test_an_import_is_asked_about_by_its_number(session: Session) -> None:
    compute(session)
    import_clients(session, [client_row(number, CAR) for number in (30, 31, 32)])
    outlook = read_outlook(session, import_id=read_imports(session)[0].id)
    assert outlook.imported is not None
    assert outlook.imported.pending == 2
    assert {31, 32} <= set(outlook.import_clients)
    assert outlook.import_path == "clients.xlsx"
    with pytest.raises(UnknownRecord):
        read_outlook(session, import_id=999)


def test_columns_that_hardly_anybody_has_are_named_with_the_rules_that_are_silent_for_them(session: Session) -> None:
    gaps = read_outlook(session).gaps
    assert all(isinstance(one, Gap) and one.known == 0 and one.rules > 0 for one in gaps)
    columns = [one.column for one in gaps]
    assert "car_year" in columns
    assert "birth_year" not in columns, "everybody has it"
    rows = [client_row(number, CAR, portrait=Portrait(car_year=2020)) for number in range(100, 140)]
    import_clients(session, rows)
    assert "car_year" not in [one.column for one in read_outlook(session).gaps]


def test_the_time_is_told_from_what_the_last_runs_took(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    compute(session)
    assert read_outlook(session).speed is None, "thirty clients tell nothing"
    ticks = iter(range(1000))
    monkeypatch.setattr("core.services.scoring.perf_counter", lambda: float(next(ticks)))
    import_clients(session, [client_row(number, CAR) for number in range(100, 300)])
    compute(session)
    speed = read_outlook(session).speed
    assert speed == Speed(1.0, 1.0 / 230)
    assert speed.seconds(460) == 3.0


def test_stages_are_counted(session: Session) -> None:
    assert read_today(session).stages == Stages(30, 30, 0, 0, 0)
    compute(session)
    made = [one.id for one in all_recommendations(session)]
    take_up(session, made[:2])
    accepted = accept(session, made[2:5]).value
    import_clients(session, [client_row(50, CAR)])
    assert read_today(session).stages == Stages(31, 1, len(made) - 5, 2, accepted.waiting)


def test_who_is_due_again_is_not_ready(session: Session) -> None:
    compute(session)
    by = _signature(session)
    with session.store.unit_of_work() as work:
        work.clients.mark_scored([(1, 0.5, TODAY + timedelta(days=3))], by)
    assert read_outlook(session, [1]).chosen == Crowd(1, 1)
    session.clock = lambda: NOW + timedelta(days=3)
    assert read_outlook(session, [1]).chosen == Crowd(1, 0)


def _signature(session: Session) -> str:
    with session.store.reading() as work:
        ((_, by, _, _),) = work.clients.standings([2])
    assert by is not None
    return by
