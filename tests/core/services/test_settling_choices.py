"""What people settle of a table is kept in its draft; what a table offers to known clients is counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.domain.client import Identity, Portrait
from core.domain.merging import Policy
from core.intake.mapping import suggest
from core.intake.matching import pairs
from core.services import settling
from core.services.drafts import read_drafts, save_draft, start_draft
from core.services.imports import finish_import, plan_import, read_imports
from core.services.merges import read_import_merges, read_people, split
from core.services.session import Session
from core.services.settling import CLIENT, ROW, End, Settlement
from tests.support.bases import LOGIN, client_row, open_filled
from tests.support.imported import import_clients

HEADERS = ("ФИО", "Телефон")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


def test_a_draft_keeps_every_answer_and_policy(session: Session) -> None:
    draft = start_draft(session, "clients.csv", None, HEADERS, suggest(HEADERS)).value
    settled = Settlement(
        same=frozenset({(End(CLIENT, 7), End(ROW, 12))}),
        different=frozenset({(End(ROW, 3), End(ROW, 12))}),
        join_sure=False,
        policies={"phone": Policy.KEEP},
    )
    save_draft(session, replace(draft, settlement=settled))
    assert read_drafts(session)[0].settlement == settled


def test_what_a_table_offers_is_counted_by_blanks_and_by_other_values_whatever_the_policies_say(
    session: Session,
) -> None:
    known = [client_row(number) for number in range(1, 5)]
    import_clients(session, [known[0], *(replace(one, portrait=Portrait()) for one in known[1:])])
    told = [replace(one, portrait=Portrait(birth_year=1980, income=50_000.0)) for one in known]
    told[0] = replace(told[0], portrait=Portrait(birth_year=1981))
    for policies in ({}, {"birth_date": Policy.OVERWRITE}, {"birth_date": Policy.KEEP, "income": Policy.KEEP}):
        plan = plan_import(session, told, Settlement(policies=policies))
        assert plan.offered == {"birth_date": (3, 1), "income": (3, 0)}


def test_an_empty_cell_offers_nothing(session: Session) -> None:
    known = client_row(1)
    import_clients(session, [known])
    plan = plan_import(session, [replace(known, identity=replace(known.identity, email=""), portrait=Portrait())])
    assert plan.offered == {}
    assert plan.unchanged == 1


def test_an_import_says_whose_it_is_and_what_it_joined_until_that_is_split(session: Session) -> None:
    draft = start_draft(session, "clients.csv", None, HEADERS, suggest(HEADERS)).value
    known = client_row(1)
    import_clients(session, [known])
    row = replace(known, identity=replace(known.identity, email="pads@kaktus.example"))
    finish_import(session, draft.id, plan_import(session, [row]), [])
    assert {one.login for one in read_imports(session)} == {LOGIN}
    joined = read_import_merges(session, draft.id)
    assert [(one.row, one.identity.email) for one in joined] == [(2, "pads@kaktus.example")]
    people = read_people(session, [joined[0].client_id, 999])
    assert [one.identity.email for one in people.values()] == ["pads@kaktus.example"]
    split(session, joined[0].id)
    assert read_import_merges(session, draft.id) == []


def test_that_only_the_likeliest_pairs_are_asked_about_is_said_however_few_questions_are_left(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = Identity("Кактусов", "Пётр", "Ильич")
    said = [replace(named, phone=f"+7916000000{number}") for number in range(6)]
    said += [replace(named, birth_date=date(1980, 1, 2), email=f"a{number}@b.example") for number in range(2)]
    rows = [replace(client_row(number), identity=one) for number, one in enumerate(said, 1)]
    whole = plan_import(session, rows)
    assert (bool(whole.questions), whole.only_likeliest) == (True, False)
    for module in (pairs, settling):
        monkeypatch.setattr(module, "MOST_DOUBTFUL", 4)
    cut = plan_import(session, rows)
    assert len(cut.questions) < 4
    assert cut.only_likeliest
