"""Another partner than the numbers chose: with a reason, at a value that is told, and undone with the decision."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.catalogue import Indicators
from core.domain.decision import OverrideReason
from core.domain.errors import CapReached, NotAllowed, ShownOtherwise, StageForbidden, UnknownService
from core.domain.lead import Answer, LeftOut, Stage
from core.domain.recommendation import Recommendation
from core.domain.rights import Role
from core.domain.settings import Settings
from core.services.catalogue import read_catalogue, set_partner_fields
from core.services.consents import withdraw_consent
from core.services.decisions import accept, decline, take_back
from core.services.history import undo
from core.services.merges import merge_clients, split
from core.services.outcomes import record_outcome
from core.services.outgoing import preview, read_outgoing
from core.services.overriding import override, read_choices, read_overrides
from core.services.resolving import replay
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, read_packages, save_packages
from core.services.session import Session
from core.services.settings import change_settings
from core.services.today import read_today
from core.services.why_not import tell_why_not, why_not
from tests.support.bases import (
    BANK,
    BROKER,
    CAR,
    CASCO,
    INSURER,
    NOW,
    OWN,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_prepared,
)
from tests.support.by_hand import set_indicators, set_lead_cap
from tests.support.imported import import_clients
from tests.support.reading import logical_dump

ARPPU = {BANK: 30_000.0, INSURER: 42_300.0, BROKER: 47_100.0}
STATED = {BANK: 0.40, INSURER: 0.31, BROKER: 0.24}
"""Worth 12,000, 13,113 and 11,304 roubles: the insurer wins, the broker is last."""


def _settled(session: Session) -> dict[tuple[str, str], int]:
    ids = fill_catalogue(session)
    change_settings(session, Settings(exploration=0))
    for company, arppu in ARPPU.items():
        known = Indicators(conversion=STATED[company], weight=20, arppu=arppu, arppu_source="2025", arppu_date=TODAY)
        set_indicators(session, ids[company, CASCO], known)
    rows = [client_row(number, CAR) for number in range(1, 6)]
    import_clients(session, rows, consent_to_all(session))
    compute(session)
    return ids


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[tuple[Session, dict[tuple[str, str], int]]]:
    session, ids = open_prepared(tmp_path, _settled)
    yield session, ids
    session.close()


@pytest.fixture
def session(prepared: tuple[Session, dict[tuple[str, str], int]]) -> Session:
    return prepared[0]


@pytest.fixture
def ids(prepared: tuple[Session, dict[tuple[str, str], int]]) -> dict[tuple[str, str], int]:
    return prepared[1]


def casco(session: Session, client: int = 1) -> Recommendation:
    kinds = read_catalogue(session).kinds
    return next(
        one for one in all_recommendations(session) if one.client_id == client and kinds[one.kind_id].name == CASCO
    )


def company(session: Session, name: str) -> int:
    return next(one.id for one in read_catalogue(session).companies.values() if one.name == name)


def only(session: Session, role: Role) -> Session:
    session.roles = frozenset({role})
    return session


def test_a_supervisor_sees_the_roubles_that_each_choice_gives_up(session: Session) -> None:
    bank, broker = read_choices(only(session, Role.SUPERVISOR), casco(session).id)
    assert (bank.rival.partner, broker.rival.partner) == (BANK, BROKER)
    assert [one.given_up for one in (bank, broker)] == pytest.approx([1_113, 1_809])
    assert bank.share == pytest.approx(1 - 12_000 / 13_113)


def test_a_manager_sees_the_share_that_each_choice_gives_up_and_no_roubles_of_partners(session: Session) -> None:
    choices = read_choices(only(session, Role.MANAGER), casco(session).id)
    assert [one.given_up for one in choices] == [None, None]
    assert [one.rival.arppu for one in choices] == [None, None]
    assert choices[1].share == pytest.approx(1 - 11_304 / 13_113)


def test_each_choice_tells_what_would_keep_it_here(session: Session, ids: dict[tuple[str, str], int]) -> None:
    set_lead_cap(session, company(session, BROKER), 1)
    override(session, casco(session, 2).id, ids[BROKER, CASCO], OverrideReason.FASTER)
    bank, broker = read_choices(session, casco(session).id)
    assert (bank.blocks, broker.blocks) == ((), (LeftOut.PARTNER_CAP,))
    withdraw_consent(session, [1], "С-1")
    assert read_choices(session, casco(session).id)[0].blocks == (LeftOut.NO_CONSENT,)


def test_the_chosen_partner_gets_the_lead_with_its_own_fields(
    session: Session, ids: dict[tuple[str, str], int], tmp_path: Path
) -> None:
    set_partner_fields(session, company(session, BANK), ("phone",))
    done = override(session, casco(session).id, ids[BANK, CASCO], OverrideReason.CLIENT_ASKS)
    assert (done.value.own, done.value.waiting) == (0, 1)
    (outgoing,) = read_outgoing(session)
    assert (outgoing.partner, outgoing.leads, outgoing.fields) == (BANK, 1, ("phone",))
    assert preview(session, company(session, BANK), "ru").value.rows == (("79160000001",),)
    make_packages(session, [1], "ru")
    save_packages(session, tmp_path / "out")
    mark_sent(session, read_packages(session)[0].id)
    record_outcome(session, casco(session).id, Answer.BOUGHT, TODAY)
    with session.store.reading() as work:
        assert set(work.leads.answers(TODAY)) == {ids[BANK, CASCO]}


def test_without_consent_to_the_chosen_partner_nothing_leaves(
    session: Session, ids: dict[tuple[str, str], int]
) -> None:
    override(session, casco(session).id, ids[BANK, CASCO], OverrideReason.CLIENT_ASKS)
    withdraw_consent(session, [1], "С-1")
    made = make_packages(session, [1], "ru").value
    assert (made.leads, made.left_out) == (0, {LeftOut.NO_CONSENT: 1})


def test_a_chosen_partner_that_takes_no_more_leads_is_refused(
    session: Session, ids: dict[tuple[str, str], int]
) -> None:
    set_lead_cap(session, company(session, BANK), 1)
    override(session, casco(session).id, ids[BANK, CASCO], OverrideReason.FASTER)
    with pytest.raises(CapReached):
        override(session, casco(session, 2).id, ids[BANK, CASCO], OverrideReason.FASTER)
    assert casco(session, 2).stage is Stage.PROCESSED and casco(session, 2).override is None


def test_the_settled_decision_stays_on_record_and_replays(session: Session, ids: dict[tuple[str, str], int]) -> None:
    before = casco(session)
    override(session, before.id, ids[BROKER, CASCO], OverrideReason.BETTER_TERMS)
    after = casco(session)
    assert after.settled == before.settled
    assert (after.service_id, after.stage) == (ids[BROKER, CASCO], Stage.WAITING)
    replayed = replay(session)
    assert (replayed.decisions, replayed.different) == (len(all_recommendations(session)), ())


def test_undoing_gives_the_client_back_to_the_settled_partner_and_leaves_no_trace(
    session: Session, ids: dict[tuple[str, str], int]
) -> None:
    before, was = logical_dump(session), casco(session)
    entry = override(session, casco(session).id, ids[BROKER, CASCO], OverrideReason.FASTER).entry
    assert entry is not None
    assert undo(session, entry).value.recommendations == (casco(session).id,)
    after = logical_dump(session)
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= {"main.audit_entry", "main.mark", "people.mark", "main.recommendation"}
    assert casco(session) == replace(was, stage_since=casco(session).stage_since)
    assert read_overrides(session) == []


def test_what_is_taken_back_is_with_the_settled_partner_again(
    session: Session, ids: dict[tuple[str, str], int]
) -> None:
    override(session, casco(session).id, ids[BROKER, CASCO], OverrideReason.FASTER)
    take_back(session, [casco(session).id])
    compute(session)
    assert casco(session).service_id == ids[INSURER, CASCO]
    assert replay(session).different == ()


def test_an_override_goes_with_the_client_who_proves_to_be_another_and_comes_back(
    session: Session, ids: dict[tuple[str, str], int]
) -> None:
    for client in (1, 2):
        override(session, casco(session, client).id, ids[BROKER, CASCO], OverrideReason.FASTER)
    merge = merge_clients(session, 1, 2).value
    assert len(read_overrides(session)) == 1
    split(session, merge)
    assert {one.client_id for one in read_overrides(session)} == {1, 2}
    assert casco(session, 2).settled.service_id == ids[INSURER, CASCO]


def test_a_supervisor_reads_who_gave_what_to_whom_why_and_at_what_price(
    session: Session, ids: dict[tuple[str, str], int]
) -> None:
    override(session, casco(session).id, ids[BROKER, CASCO], OverrideReason.KNOWS_PARTNER)
    session.clock = lambda: NOW + timedelta(hours=1)
    override(session, casco(session, 2).id, ids[BANK, CASCO], OverrideReason.FASTER)
    latest, first = read_overrides(only(session, Role.SUPERVISOR))
    assert (first.who, first.kind, first.settled_for, first.given_to) == ("Кактусов1 П. И.", CASCO, INSURER, BROKER)
    assert (first.reason, first.login, first.stage) == (OverrideReason.KNOWS_PARTNER, session.login, Stage.WAITING)
    assert first.given_up == pytest.approx(1_809) and first.in_roubles
    assert latest.client_id == 2
    assert read_overrides(session, session.now()) == [latest]


def test_a_manager_does_not_read_the_report(session: Session) -> None:
    with pytest.raises(NotAllowed):
        read_overrides(only(session, Role.MANAGER))


def test_only_a_rival_of_the_kind_can_be_chosen(session: Session, ids: dict[tuple[str, str], int]) -> None:
    for strange in (ids[OWN, CAR], ids[INSURER, CASCO], 10**6):
        with pytest.raises(UnknownService):
            override(session, casco(session).id, strange, OverrideReason.FASTER)


def test_what_is_decided_already_or_was_shown_otherwise_is_refused(
    session: Session, ids: dict[tuple[str, str], int]
) -> None:
    one = casco(session)
    with pytest.raises(ShownOtherwise):
        override(session, one.id, ids[BANK, CASCO], OverrideReason.FASTER, {one.id: ids[BROKER, CASCO]})
    for decide in (accept, decline):
        entry = decide(session, [one.id]).entry
        with pytest.raises(StageForbidden):
            override(session, one.id, ids[BANK, CASCO], OverrideReason.FASTER)
        assert entry is not None
        undo(session, entry)


def test_an_override_counts_as_an_accepted_decision(session: Session, ids: dict[tuple[str, str], int]) -> None:
    override(session, casco(session).id, ids[BANK, CASCO], OverrideReason.FASTER)
    week = read_today(session).week
    assert (week.decided, week.accepted) == (1, 1)


def test_why_not_the_settled_one_says_that_a_person_chose(session: Session, ids: dict[tuple[str, str], int]) -> None:
    override(session, casco(session).id, ids[BANK, CASCO], OverrideReason.FASTER)
    (told,) = why_not(session, 1, ids[INSURER, CASCO])
    sentence = tell_why_not("ru", read_catalogue(session), told)
    assert sentence == "Клиента отдали вручную другому партнёру: «Банк»."
