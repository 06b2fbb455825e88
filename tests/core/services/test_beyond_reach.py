"""What is not one manager's to see, by the ways that the matrix of rights calls for the right alone."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.domain.consent import ConsentDocument
from core.domain.errors import BeyondReach, NothingToUndo, UnknownRecord
from core.domain.mailing import Letter, MailAccount, Sending, Tried
from core.domain.rights import HEAD, Role, UseCase
from core.intake.mapping import suggest
from core.intake.sources import Pasted, Source
from core.services.client_edits import edit_client
from core.services.client_list import count_cities, find_clients, read_sources
from core.services.drafts import ImportDraft, discard_draft, read_drafts, save_draft, start_draft
from core.services.history import is_undoable, undo
from core.services.imports import finish_import, plan_import, read_imports
from core.services.organisation import reassign
from core.services.outlook import read_outlook
from core.services.posting import next_posting, post_due
from core.services.queue_filter import read_due, read_facets
from core.services.session import Session
from core.services.settling import CLIENT
from core.services.undoing import undo_import
from core.services.users import create_user
from tests.support.bases import BANK, CAR, LOGIN, client_row, company_id, reopen
from tests.support.firm import found_firm

OTHER = "vera"
MANAGER = frozenset({Role.MANAGER})


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm at work whose clients are all Anna's, each of a city of its own, and a colleague with none."""
    folder = tmp_path_factory.mktemp("firm")
    base = found_firm(folder)
    session = reopen(base)
    create_user(session, OTHER, MANAGER)
    clients = find_clients(session).ids
    for client in clients:
        edit_client(session, client, {"city": f"Город {client}"})
    reassign(session, list(clients), LOGIN)
    session.close()
    return base


@pytest.fixture
def anna(firm: Path, tmp_path: Path) -> Iterator[Session]:
    """Whose clients they are."""
    opened = reopen(Path(shutil.copytree(firm, tmp_path / firm.name)))
    yield opened
    opened.close()


@pytest.fixture
def vera(anna: Session) -> Session:
    """A manager of her own clients alone."""
    return as_other(anna, MANAGER)


def as_other(anna: Session, roles: frozenset[Role]) -> Session:
    with anna.store.reading() as work:
        user = work.accounts.user(OTHER)
    assert user is not None
    return replace(anna, user_id=user.id, login=OTHER, roles=roles)


def stand_beside(anna: Session, other: Session) -> None:
    """On the same unit."""
    with anna.store.unit_of_work() as work:
        work.organisation.place(other.user_id, work.organisation.read().places[anna.user_id])


def paste(session: Session) -> ImportDraft:
    pasted = Pasted.of("ФИО\tТелефон\nКактусов Пётр\t+79160000001")
    return start_draft(session, Source("", None, pasted), None, ["ФИО"], suggest(["ФИО"])).value


def test_a_draft_which_may_hold_a_pasted_table_is_there_for_its_own_user_and_the_head_alone(
    anna: Session, vera: Session
) -> None:
    draft, mine = paste(anna), paste(vera)
    assert [one.id for one in read_drafts(vera)] == [mine.id]
    assert [one.id for one in read_imports(vera) if one.state == "draft"] == [mine.id]
    plan = plan_import(vera, [client_row(900, CAR)])
    for touch in (
        lambda: save_draft(vera, replace(draft, step=2)),
        lambda: discard_draft(vera, draft.id),
        lambda: finish_import(vera, draft.id, plan, []),
    ):
        with pytest.raises(UnknownRecord):
            touch()
    assert draft.id in {one.id for one in read_drafts(anna)}
    head = replace(anna, roles=HEAD)
    stand_beside(anna, vera)
    assert {draft.id, mine.id} <= {one.id for one in read_drafts(head)}
    discard_draft(head, mine.id)


def bring(session: Session, *numbers: int, consent: ConsentDocument | None = None) -> int:
    """An import of these clients from a file that is named after them."""
    draft = start_draft(session, f"/tables/{numbers}.xlsx", None, ["ФИО"], suggest(["ФИО"])).value
    plan = plan_import(session, [client_row(number, CAR) for number in numbers])
    finish_import(session, draft.id, plan, [], consent)
    return draft.id


def listed(session: Session) -> set[int]:
    return {one.id for one in read_imports(session)}


def brought(session: Session, import_id: int) -> list[int]:
    with session.store.reading() as work:
        return [one.client_id for one in work.table_imports.changes(import_id)]


def test_a_finished_import_is_there_for_its_own_user_and_the_head_alone(anna: Session, vera: Session) -> None:
    hers, mine = bring(anna, 901), bring(vera, 902)
    undo_import(anna, hers)
    assert listed(vera) == {mine}
    assert hers in listed(anna) and mine not in listed(anna)
    head = replace(anna, roles=HEAD)
    assert mine not in listed(head), "on another unit"
    stand_beside(anna, vera)
    assert {hers, mine} <= listed(head)
    assert listed(vera) == {mine}


def test_an_import_beyond_reach_is_neither_undone_nor_named(anna: Session, vera: Session) -> None:
    hers = bring(anna, 901)
    for touch in (lambda: undo_import(vera, hers), lambda: read_outlook(vera, import_id=hers)):
        with pytest.raises(UnknownRecord):
            touch()
    assert read_outlook(anna, import_id=hers).import_path == "/tables/(901,).xlsx"


def test_an_import_is_not_undone_over_clients_who_gave_its_consent_and_are_anothers_now(
    anna: Session, vera: Session
) -> None:
    alone = replace(anna, roles=MANAGER)
    (client,) = brought(alone, bring(alone, 901))
    paper = ConsentDocument("С-901", anna.today(), frozenset({company_id(anna, BANK)}))
    signed = bring(alone, 901, consent=paper)
    assert brought(alone, signed) == [], "it has changed nobody"
    stand_beside(anna, vera)
    reassign(replace(anna, roles=HEAD), [client], OTHER)
    with pytest.raises(BeyondReach):
        undo_import(alone, signed)


def test_the_file_that_brought_a_client_is_named_to_whose_it_is_now(anna: Session, vera: Session) -> None:
    hers = bring(replace(anna, roles=MANAGER), 901)
    (client,) = brought(anna, hers)
    assert hers not in read_sources(vera)
    stand_beside(anna, vera)
    reassign(replace(anna, roles=HEAD), [client], OTHER)
    assert read_sources(vera) == {hers: "(901,).xlsx"}
    assert listed(vera) == set()


def test_what_lists_can_be_narrowed_by_tells_nothing_of_others_clients(anna: Session, vera: Session) -> None:
    assert len(count_cities(anna)) > 20
    assert count_cities(vera) == {}
    facets = read_facets(vera)
    assert (facets.cities, facets.imports, facets.kinds, facets.partners) == ((), {}, {}, {})
    assert read_due(vera) == {}


def test_whoever_counted_over_the_whole_base_still_finds_the_own_clients_alone(vera: Session) -> None:
    read_outlook(vera)
    assert find_clients(vera).ids == ()


def test_a_table_that_names_others_clients_nearly_tells_nothing_of_them(anna: Session, vera: Session) -> None:
    def meant(session: Session) -> set[int]:
        plan = plan_import(session, [*renamed, *moved])
        asked = (*plan.questions, *plan.joined, *plan.in_base)
        ends = {end for one in asked for end in one.ends}
        known = {one.id for one in plan.clients if one.id is not None}
        return known | {end.number for end in ends if end.kind == CLIENT}

    rows = [client_row(number, CAR) for number in range(1, 6)]
    renamed = [replace(one, identity=replace(one.identity, name="Иной", birth_date=None)) for one in rows]
    moved = [replace(one, identity=replace(one.identity, phone=f"+7999000000{one.row}")) for one in rows]
    assert len(meant(anna)) >= 5
    assert meant(vera) == set()


def test_nobody_undoes_what_somebody_else_did_but_for_what_is_the_administrators(anna: Session) -> None:
    with anna.store.reading() as work:
        entries = [one for one in work.audit.following(0, set(UseCase)) if is_undoable(one)]
    own = [one.id for one in entries if UseCase(one.use_case) not in {UseCase.EDIT_CATALOGUE, UseCase.CHANGE_SETTINGS}]
    assert {UseCase(one.use_case) for one in entries if one.id in own} >= {
        UseCase.DECIDE,
        UseCase.EDIT_CLIENTS,
        UseCase.RECORD_OUTCOME,
        UseCase.REASSIGN,
        UseCase.WITHDRAW_CONSENT,
    }
    colleague = as_other(anna, frozenset(Role))
    stand_beside(anna, colleague)
    for entry in own:
        with pytest.raises(NothingToUndo):
            undo(colleague, entry)


def test_what_somebody_else_put_into_the_outbox_is_not_handed_over_by_another(anna: Session) -> None:
    handed: list[Letter] = []

    def post(_account: MailAccount, letter: Letter, _at: datetime) -> Tried:
        handed.append(letter)
        return Tried(Sending.SENT)

    colleague = as_other(anna, frozenset(Role))
    later = anna.now() + timedelta(days=1)
    for session in (anna, colleague):
        session.clock = lambda: later.replace(tzinfo=UTC)
    assert next_posting(colleague) is None
    post_due(colleague, post=post)
    assert handed == []
    post_due(anna, post=post)
    assert len(handed) == 1
