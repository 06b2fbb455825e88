"""Names in the catalogue: exchanged, taken meanwhile, gone to somebody else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.card_errors import StandsInTheWay
from core.domain.catalogue import Company, Service
from core.domain.catalogue_changes import with_entry
from core.domain.catalogue_errors import NameTaken
from core.domain.client import ClientType
from core.services.catalogue import read_catalogue
from core.services.catalogue_edits import apply_edits, undo_edits
from core.services.foreseeing import foresee_edits
from core.services.session import Session
from tests.support.bases import BANK, CASCO, INSURER, LIABILITY, company_id, fill_catalogue, open_prepared

Ids = dict[tuple[str, str], int]


@pytest.fixture
def base(tmp_path: Path) -> Iterator[tuple[Session, Ids]]:
    session, ids = open_prepared(tmp_path, fill_catalogue)
    yield session, ids
    session.close()


def test_names_are_exchanged_in_one_step_and_back(base: tuple[Session, Ids]) -> None:
    session, ids = base
    before = read_catalogue(session)
    one, other = before.services[ids[INSURER, CASCO]], before.services[ids[INSURER, LIABILITY]]
    after = with_entry(with_entry(before, replace(one, name=other.name)), replace(other, name=one.name))
    entry = apply_edits(session, before, after).entry or 0
    assert read_catalogue(session) == after
    undo_edits(session, entry)
    assert read_catalogue(session) == before


def test_a_name_that_somebody_took_meanwhile_is_refused(base: tuple[Session, Ids]) -> None:
    session, ids = base
    before = read_catalogue(session)
    casco, bank = before.services[ids[INSURER, CASCO]], before.companies[company_id(session, BANK)]
    kind = casco.kind_id
    late = (
        with_entry(before, replace(before.services[ids[INSURER, LIABILITY]], name="Полис")),
        with_entry(before, Service(-1, "Полис", ClientType.PERSON, casco.company_id, kind)),
        with_entry(before, replace(bank, name="Новый")),
        with_entry(before, Company(-1, "Новый", lead_cap=5)),
    )
    taken = with_entry(with_entry(before, replace(casco, name="Полис")), Company(-1, "Новый"))
    apply_edits(session, before, taken)
    now = read_catalogue(session)
    for after in late:
        for do in (apply_edits, foresee_edits):
            with pytest.raises(NameTaken):
                do(session, before, after)
    assert read_catalogue(session) == now


def test_a_name_that_has_gone_to_somebody_else_stands_in_the_way_of_undoing(base: tuple[Session, Ids]) -> None:
    session, ids = base
    before = read_catalogue(session)
    casco = before.services[ids[INSURER, CASCO]]
    entry = apply_edits(session, before, with_entry(before, replace(casco, name="Полис"))).entry or 0
    now = read_catalogue(session)
    apply_edits(session, now, with_entry(now, replace(now.services[ids[INSURER, LIABILITY]], name=CASCO)))
    now = read_catalogue(session)
    with pytest.raises(StandsInTheWay):
        undo_edits(session, entry)
    assert read_catalogue(session) == now
