"""The sample company starts with a model that came with the program, signed; nobody else does."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from core.domain.catalogue import CatalogueDraft, DraftService
from core.domain.client import ClientType
from core.domain.training import Origin, Verdict
from core.services import shipped_model
from core.services.catalogue import load_catalogue, read_catalogue_file
from core.services.publishing import Standing, read_models
from core.services.sample import invented_rows, read_plan, write_matrix, write_table
from core.services.scoring import compute
from core.services.session import Session, create_base, sign_in
from core.services.shipped_model import adopt_shipped_model
from core.services.table_import import TableImport, TableRequest
from core.services.today import read_today
from core.services.training import train
from core.services.training_data import hidden_ids
from ml.held import hold_out

PASSWORD = "cactus-for-practice"


def open_group(place: Path, *, is_sample: bool) -> Session:
    """A base with the sample company's catalogue and 40 of its clients."""
    write_matrix(place / "matrix.xlsx")
    create_base(place / "Group.opuntia", read_plan()["own"], "demo", PASSWORD, sample=is_sample)
    session = sign_in(place / "Group.opuntia", "demo", PASSWORD)
    load_catalogue(session, read_catalogue_file(place / "matrix.xlsx"))
    write_table(place / "clients.xlsx", list(invented_rows(Random(7), 40, session.today())))
    coming = TableImport(session, TableRequest(place / "clients.xlsx"))
    coming.read()
    coming.bring_in(coming.plan())
    return session


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Session]:
    session = open_group(tmp_path, is_sample=True)
    yield session
    session.close()


def test_the_sample_company_is_scored_by_the_model_that_came_with_the_program(group: Session) -> None:
    assert adopt_shipped_model(group).value
    report = compute(group).value
    (version,) = read_models(group).versions
    assert (version.origin, version.standing, version.version) == (
        Origin.SHIPPED,
        Standing.IN_USE,
        report.model_version,
    )
    assert not report.new_model
    mark = read_today(group).model
    assert mark is not None
    assert (mark.version, mark.is_shipped) == (report.model_version, True)


def test_a_model_that_the_base_has_fitted_itself_is_not_told_as_shipped(tmp_path: Path) -> None:
    session = open_group(tmp_path, is_sample=False)
    compute(session)
    mark = read_today(session).model
    assert mark is not None
    assert not mark.is_shipped
    session.close()


def test_it_says_on_how_many_clients_it_was_trained_and_by_nobody_here(group: Session) -> None:
    adopt_shipped_model(group)
    (version,) = read_models(group).versions
    assert version.facts.clients == 5_000
    assert version.trained_by == ""


def test_it_is_taken_once(group: Session) -> None:
    adopt_shipped_model(group)
    assert not adopt_shipped_model(group).value
    assert len(read_models(group).versions) == 1


def test_the_first_training_is_compared_with_it_on_clients_that_neither_has_seen(group: Session) -> None:
    adopt_shipped_model(group)
    (shipped,) = read_models(group).versions
    facts = train(group).value.facts
    assert (facts.champion, facts.by_time) == (shipped.version, False)
    with group.store.reading() as work:
        ids = hidden_ids(np.array([id_ for id_, *_ in work.clients.standings()]), group.base_id)
    assert facts.found.clients <= np.count_nonzero(hold_out(ids))
    assert facts.verdict is Verdict.TOO_FEW, "an eighth of forty clients"


def test_where_a_member_of_it_cannot_score_the_base_fits_its_own_model(
    group: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped_model, "UNUSABLE", frozenset({"boosted"}))
    assert not adopt_shipped_model(group).value
    assert compute(group).value.new_model


def test_a_company_s_own_base_does_not_start_with_it(tmp_path: Path) -> None:
    session = open_group(tmp_path, is_sample=False)
    try:
        assert not adopt_shipped_model(session).value
    finally:
        session.close()


@pytest.mark.parametrize("place", [0, 30, 200, -1], ids=["head", "signature", "facts", "model"])
def test_a_byte_changed_anywhere_is_refused_and_the_base_fits_its_own_model(
    group: Session, place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = bytearray(shipped_model.FILE.read_bytes())
    changed[place] ^= 1
    other = tmp_path / "changed.model"
    other.write_bytes(changed)
    monkeypatch.setattr(shipped_model, "FILE", other)
    monkeypatch.setattr(shipped_model, "load", parsed)
    assert not adopt_shipped_model(group).value
    assert compute(group).value.new_model


def parsed(content: bytes) -> None:
    """In the place of the reader of model files."""
    raise AssertionError(f"{len(content)} bytes were read that nobody signed")


def test_without_the_file_the_sample_company_stands_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: Session
) -> None:
    monkeypatch.setattr(shipped_model, "FILE", tmp_path / "gone.model")
    assert not adopt_shipped_model(group).value


def test_a_group_that_sells_something_else_takes_no_such_model(tmp_path: Path) -> None:
    create_base(tmp_path / "Other.opuntia", "Другая", "demo", PASSWORD, sample=True)
    session = sign_in(tmp_path / "Other.opuntia", "demo", PASSWORD)
    try:
        load_catalogue(session, CatalogueDraft((DraftService("Стрижка", ClientType.PERSON, "Другая"),)))
        assert not adopt_shipped_model(session).value
    finally:
        session.close()
