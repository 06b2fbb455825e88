"""Imports in steps: drafts that nothing loses, an import in one transaction, and what the window tells of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from random import Random

import pytest

from core.domain.client import Portrait
from core.domain.errors import FieldTwice, NotAllowed, PlanStale, UnknownRecord
from core.domain.rights import Role
from core.intake.choices import ColumnChoices, Corrections
from core.intake.fields import FIELDS
from core.intake.mapping import suggest
from core.intake.problems import Code, Level, Problem
from core.services.drafts import ImportDraft, discard_draft, read_drafts, save_draft, start_draft
from core.services.imports import (
    ImportNumbers,
    ProblemGroup,
    field_title,
    finish_import,
    mapping_of,
    needed_fields,
    plan_import,
    problems_by_kind,
    read_imports,
)
from core.services.scoring import compute
from core.services.session import Session, Stopped
from core.services.wording import LANGUAGES, Language, sentences
from tests.support.bases import CAR, LOGIN, NOW, client_row, consent_to_all, open_filled, reopen
from tests.support.by_hand import add_company
from tests.support.imported import import_clients
from tests.support.reading import logical_dump

HEADERS = ("ФИО", "Телефон", "Примечание", "Дата рождения")
ROWS = [client_row(number, CAR) for number in range(1, 31)]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


def start(session: Session, path: str = "/tables/clients.xlsx") -> ImportDraft:
    return start_draft(session, path, "Лист1", HEADERS, suggest(HEADERS)).value


# ---------------------------------------------------------------------- drafts


def test_a_draft_comes_back_with_every_choice_after_the_base_was_closed(session: Session) -> None:
    begun = start(session)
    columns = ColumnChoices({0: "full_name", 2: "tariff"}, {3: "КАСКО"}, {2: {"да": "yes"}}, {1: "surname_first"})
    corrections = Corrections({7: {2: "иначе"}}, frozenset({9}))
    chosen = replace(begun, columns=columns, corrections=corrections, consent="С-1;2026-01-01;*", step=3, sheet=None)
    saved = save_draft(session, chosen).value
    session.close()
    again = reopen(session.store.folder)
    assert read_drafts(again) == [saved] == [chosen]
    again.close()


def test_a_new_draft_has_what_the_headers_suggest(session: Session) -> None:
    draft = start(session)
    assert draft.fields == {0: "full_name", 1: "phone", 3: "birth_date"}
    assert (draft.headers, draft.consent, draft.sheet) == (HEADERS, None, "Лист1")
    assert mapping_of(draft.headers, draft.fields) == suggest(HEADERS)


def test_drafts_and_imports_are_listed_the_newest_first(session: Session) -> None:
    drafts = []
    for hours in range(3):
        session.clock = lambda hours=hours: NOW + timedelta(hours=hours)  # type: ignore[misc]
        drafts.append(start(session, f"/tables/{hours}.xlsx"))
    finish_import(session, drafts[1].id, plan_import(session, ROWS), [])
    session.clock = lambda: NOW + timedelta(hours=5)
    save_draft(session, drafts[0])
    assert [draft.id for draft in read_drafts(session)] == [drafts[0].id, drafts[2].id]
    told = [(one.path, one.state) for one in read_imports(session)]
    assert told == [("/tables/0.xlsx", "draft"), ("/tables/2.xlsx", "draft"), ("/tables/1.xlsx", "done")]


def test_a_draft_of_more_than_thirty_days_ago_is_forgotten_and_what_is_done_is_not(session: Session) -> None:
    old, done = start(session), start(session)
    finish_import(session, done.id, plan_import(session, ROWS), [])
    session.clock = lambda: NOW + timedelta(days=30)
    assert [one.id for one in read_drafts(session)] == [old.id]
    session.clock = lambda: NOW + timedelta(days=31)
    assert read_drafts(session) == []
    assert [one.id for one in read_imports(session)] == [done.id]
    start(session)
    session.clock = lambda: NOW
    with pytest.raises(UnknownRecord):
        save_draft(session, old)


def test_a_draft_that_is_discarded_or_done_can_neither_be_saved_nor_discarded_nor_finished(session: Session) -> None:
    discarded, done = start(session), start(session)
    discard_draft(session, discarded.id)
    finish_import(session, done.id, plan_import(session, ROWS), [])
    before = logical_dump(session)
    for draft in (discarded, done):
        with pytest.raises(UnknownRecord):
            save_draft(session, draft)
        with pytest.raises(UnknownRecord):
            discard_draft(session, draft.id)
        with pytest.raises(UnknownRecord):
            finish_import(session, draft.id, plan_import(session, [client_row(99)]), [])
    assert logical_dump(session) == before
    assert [one.id for one in read_imports(session)] == [done.id]


def test_a_draft_saved_while_scores_are_computed_does_not_make_them_out_of_date(session: Session) -> None:
    import_clients(session, ROWS)
    draft, steps = start(session), []

    def save_meanwhile(step: str, _done: int, _total: int) -> None:
        steps.append(step)
        if step == "model" and "model" not in steps[:-1]:
            save_draft(session, draft)

    assert compute(session, save_meanwhile).value.scored == len(ROWS)
    assert [step for step, _ in groupby(steps)].count("model") == 1


def test_who_may_not_bring_in_clients_sees_no_imports(session: Session) -> None:
    draft = start(session)
    session.roles = frozenset({Role.ANALYST, Role.ADMINISTRATOR})
    with pytest.raises(NotAllowed):
        start(session)
    for use in (read_drafts, read_imports):
        with pytest.raises(NotAllowed):
            use(session)
    with pytest.raises(NotAllowed):
        save_draft(session, draft)
    with pytest.raises(NotAllowed):
        discard_draft(session, draft.id)
    with pytest.raises(NotAllowed):
        finish_import(session, draft.id, plan_import(session, ROWS), [])


def test_neither_the_path_nor_the_headers_of_an_import_are_in_the_work_store(session: Session) -> None:
    draft = start(session, "/tables/Кактусов Пётр.xlsx")
    finish_import(session, draft.id, plan_import(session, ROWS), [])
    kept = {name: rows for name, rows in logical_dump(session).items() if "Кактусов Пётр.xlsx" in str(rows)}
    assert list(kept) == ["people.table_import"]


# ---------------------------------------------------------------------- bringing in


def test_a_finished_import_tells_the_same_numbers_in_its_report_and_in_the_list(session: Session) -> None:
    import_clients(session, ROWS[:10])
    problems = [Problem(40, "", Code.NO_NAME), Problem(3, "Телефон", Code.PHONE_UNCLEAR)]
    problems += [Problem(4, "Телефон", Code.PHONE_SEVERAL)]
    draft = start(session)
    done = finish_import(session, draft.id, plan_import(session, [*ROWS, ROWS[0]]), problems, consent_to_all(session))
    report = done.value
    assert (report.rows, report.imported, report.unchanged, report.merged) == (31, 20, 10, 1)
    numbers = ImportNumbers(31, 20, 0, 10, 1, 0, skipped=1, warnings=1)
    record = read_imports(session)[0]
    assert (record.state, record.report, record.id) == ("done", numbers, draft.id)
    assert done.changed == {"clients", "imports", "mappings"}
    with session.store.reading() as work:
        assert work.consents.any_live(report.clients, "offer", session.today())
    assert read_drafts(session) == []


def test_finishing_an_import_is_one_line_of_the_audit_like_any_import(session: Session) -> None:
    draft = start(session)
    with session.store.reading() as work:
        before = work.audit.last()
    entry = finish_import(session, draft.id, plan_import(session, ROWS), []).entry
    with session.store.reading() as work:
        assert work.audit.last() == before + 1 == entry


def test_a_plan_of_which_something_else_would_come_by_now_does_nothing(session: Session) -> None:
    draft, plan = start(session), plan_import(session, ROWS)
    import_clients(session, ROWS[:1])
    before = logical_dump(session)
    with pytest.raises(PlanStale):
        finish_import(session, draft.id, plan, [])
    assert logical_dump(session) == before
    assert read_drafts(session) == [draft]
    assert finish_import(session, draft.id, plan_import(session, ROWS), []).value.imported == len(ROWS) - 1


def test_a_plan_that_would_change_another_field_by_now_does_nothing_though_the_numbers_are_the_same(
    session: Session,
) -> None:
    known = client_row(1)
    import_clients(session, [known])
    told = replace(known, identity=replace(known.identity, email="pads@kaktus.example"), portrait=Portrait(income=5e4))
    draft, plan = start(session), plan_import(session, [told])
    import_clients(session, [replace(told, portrait=known.portrait)])
    assert plan_import(session, [told]).numbers == plan.numbers
    with pytest.raises(PlanStale):
        finish_import(session, draft.id, plan, [])


def test_a_plan_of_which_the_same_comes_is_carried_out_whatever_else_happened(session: Session) -> None:
    draft, plan = start(session), plan_import(session, ROWS)
    add_company(session, "Новая")
    assert finish_import(session, draft.id, plan, []).value.imported == len(ROWS)


@pytest.mark.parametrize("step", ["match", "store"])
def test_an_import_that_is_stopped_leaves_the_base_as_it_was_and_starts_again_from_its_draft(
    session: Session, step: str
) -> None:
    import_clients(session, ROWS[:10])
    draft = start(session)
    before = logical_dump(session)

    def stop(at: str, _done: int, _total: int) -> None:
        if at == step:
            raise Stopped

    with pytest.raises(Stopped):
        plan = plan_import(session, ROWS, None, stop)
        finish_import(session, draft.id, plan, [], consent_to_all(session), stop)
    assert logical_dump(session) == before
    assert read_drafts(session) == [draft]
    assert finish_import(session, draft.id, plan_import(session, ROWS), []).value.imported == 20


def test_the_dump_that_these_tests_compare_sees_a_change(session: Session) -> None:
    before = logical_dump(session)
    start(session)
    assert {name for name, rows in logical_dump(session).items() if rows != before[name]} >= {"people.table_import"}
    assert LOGIN in str(before)


# ---------------------------------------------------------------------- mapping and problems


def test_a_field_that_is_chosen_for_two_columns_is_refused_by_its_name() -> None:
    with pytest.raises(FieldTwice) as refused:
        mapping_of(HEADERS, {0: "phone", 1: "phone"})
    assert refused.value.facts == {"field": "Мобильный телефон / Mobile phone"}


def test_what_a_mapping_still_needs_is_told_without_refusing_it() -> None:
    named = needed_fields(mapping_of(HEADERS, {0: "full_name", 3: "birth_date"}))
    assert named.required == ()
    assert "birth_date" not in named.for_the_model
    assert {"income", "education", "job_type", "car_year"} <= set(named.for_the_model)
    assert needed_fields(mapping_of(HEADERS, {0: "surname"})).required == ("name",)
    nobody = needed_fields(mapping_of(HEADERS, {1: "phone"}))
    assert nobody.required == ("full_name", "organisation")
    assert "birth_date" in nobody.for_the_model
    assert "tariff" not in nobody.for_the_model


def test_problems_are_grouped_errors_first_and_the_most_frequent_before_others() -> None:
    problems = [
        *(Problem(row, "Почта", Code.EMAIL_UNCLEAR) for row in (5, 3)),
        *(Problem(row, "Телефон", Code.PHONE_SEVERAL) for row in range(10, 20)),
        *(Problem(row, "Телефон", Code.PHONE_UNCLEAR) for row in (2, 4, 6)),
        *(Problem(row, "Рабочий", Code.PHONE_UNCLEAR) for row in (7,)),
        Problem(9, "", Code.NO_NAME),
    ]
    groups = problems_by_kind(problems)
    assert groups[0] == ProblemGroup(Level.ERROR, Code.NO_NAME, "", (9,))
    assert [(group.column, len(group.rows)) for group in groups[1:]] == [
        ("Телефон", 3),
        ("Почта", 2),
        ("Рабочий", 1),
        ("Телефон", 10),
    ]
    assert groups[2].rows == (5, 3)
    assert sum(len(group.rows) for group in groups) == len(problems)
    mixed = list(problems)
    Random(1).shuffle(mixed)
    assert {group.code for group in problems_by_kind(mixed)} == {group.code for group in groups}
    assert problems_by_kind([]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_one_title_of_its_own_in_each_language(language: Language) -> None:
    assert list(sentences(language, "fields")) == list(FIELDS)
    assert len({field_title(language, code) for code in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_of_a_field_is_a_header_by_which_it_would_be_recognised(language: Language) -> None:
    found = suggest(field_title(language, code) for code in FIELDS)
    assert [field.code for _, field in sorted(found.fields.items())] == list(FIELDS)
