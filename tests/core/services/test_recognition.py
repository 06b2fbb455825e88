"""Whom an import recognises, through its plan; ten thousand people are measured by `./dev bench recognition`."""

from collections.abc import Iterator

import pytest

from core.services.imports import plan_import
from core.services.session import Session
from core.services.settling import Settlement
from tests.support.bases import open_new_base
from tests.support.recognition import (
    PRECISION,
    RECALL,
    Recognition,
    cleaned_rows,
    halves,
    measured,
    people_and_copies,
    put_in,
)

PEOPLE = people_and_copies(1_300, 7)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The last test fills it."""
    opened = open_new_base(tmp_path_factory.mktemp("recognition"))
    yield opened
    opened.close()


def is_kept(found: Recognition) -> None:
    assert found.same == 195
    assert found.joined > 100
    assert found.precision >= PRECISION, found
    assert found.recall >= RECALL, found
    assert found.joined + found.asked <= 2 * found.same, "a desk that asks too much is not used"


def test_within_a_table_nearly_all_copies_are_offered_and_nobody_is_joined_wrongly(session: Session) -> None:
    is_kept(measured(plan_import(session, cleaned_rows(PEOPLE)), PEOPLE))


def test_what_would_join_by_itself_is_asked_about_where_people_want_to_be_asked(session: Session) -> None:
    plan = plan_import(session, cleaned_rows(PEOPLE), Settlement(join_sure=False))
    found = measured(plan, PEOPLE)
    assert found.asked > 50
    assert found.recall >= RECALL


def test_against_a_base_nearly_all_copies_are_offered_and_nobody_is_joined_wrongly(session: Session) -> None:
    known, again = halves(PEOPLE)
    put_in(session, known)
    is_kept(measured(plan_import(session, cleaned_rows(again)), again))
