"""What was decided replays whatever is edited after it, a forged record is found, the score is one number."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update

from core.cli import main, passwords, program
from core.domain.catalogue import Cell, Indicators
from core.domain.client import ClientType
from core.domain.decision import OverrideReason
from core.domain.eligibility import Eligibility
from core.domain.errors import CapReached
from core.domain.lead import Answer, Stage
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.catalogue import read_catalogue, set_cell
from core.services.client_card import read_client
from core.services.client_list import read_client_rows
from core.services.decisions import accept, decline, postpone
from core.services.outcomes import record_outcome
from core.services.overriding import override, read_choices
from core.services.resolving import replay
from core.services.review import read_cards, read_queue, read_rows
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from core.storage.tables import recommendation
from tests.support.bases import (
    BANK,
    BROKER,
    CAR,
    CASCO,
    HOTEL,
    INSURER,
    LIABILITY,
    LOGIN,
    PASSWORD,
    SERVICE,
    STAY,
    TODAY,
    all_recommendations,
    client_row,
    company_id,
    consent_to_all,
    fill_catalogue,
    open_new_base,
    reopen,
)
from tests.support.by_hand import (
    add_company,
    add_service,
    mark_recorded,
    move_to_kind,
    set_eligibility,
    set_indicators,
    set_lead_cap,
    set_needs,
    set_repeatable,
)
from tests.support.imported import import_clients


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()


def filled(session: Session, clients: int = 40) -> dict[tuple[str, str], int]:
    """Clients who differ little, so that many of their chances are equal."""
    ids = fill_catalogue(session)
    rows = [client_row(n, *((CAR, SERVICE) if n % 4 == 0 else (CAR,))) for n in range(1, clients + 1)]
    import_clients(session, rows, consent_to_all(session))
    compute(session)
    return ids


def of_stage(session: Session, stage: Stage) -> list[Recommendation]:
    return [one for one in all_recommendations(session) if one.stage is stage]


def answer(session: Session, random: Random) -> None:
    """A lead was accepted and sent, and something came back."""
    waiting = of_stage(session, Stage.PROCESSED)
    if not waiting:
        return
    lead = random.choice(waiting)
    try:
        accept(session, [lead.id])
    except CapReached:
        return
    with session.store.unit_of_work() as work:
        work.leads.move([lead.id], Stage.SENT, session.now())
    record_outcome(session, lead.id, random.choice([Answer.BOUGHT, Answer.REFUSED, Answer.NO_ANSWER]), TODAY)


def decide(session: Session, random: Random) -> None:
    """Accept, decline and postpone a few."""
    undecided = [one.id for one in of_stage(session, Stage.PROCESSED)]
    some = random.sample(undecided, min(6, len(undecided)))
    if len(some) == 6:
        with suppress(CapReached):
            accept(session, some[:1])
        choices = read_choices(session, some[1])
        if choices:
            with suppress(CapReached):
                override(session, some[1], random.choice(choices).rival.service_id, OverrideReason.BETTER_TERMS)
        decline(session, some[2:4])
        postpone(session, some[4:], TODAY + timedelta(days=2))


def edit(session: Session, random: Random, ids: dict[tuple[str, str], int]) -> None:
    """One change of the catalogue or of the settings, of every kind there is."""
    rival = ids[random.choice([(BANK, CASCO), (INSURER, CASCO), (BROKER, LIABILITY), (INSURER, LIABILITY)])]
    kind = read_catalogue(session).services[rival].kind_id
    priced_ = Indicators(random.random(), 5, random.choice([None, 9_000.0]), "договор", TODAY, 1.5, "по решению")
    settings = read_settings(session)
    changes: list[Callable[[], object]] = [
        lambda: set_indicators(session, rival, priced_),
        lambda: set_indicators(session, rival, Indicators()),
        lambda: set_cell(session, ids[BANK, CASCO], rival, random.choice([Cell.LINK, Cell.FORBIDDEN, None])),
        lambda: set_eligibility(session, rival, Eligibility(least_age=random.choice([None, 18, 60]))),
        lambda: set_lead_cap(session, company_id(session, INSURER), random.choice([None, 2, 50])),
        lambda: set_needs(session, rival, ["Спокойствие", "Дом"]),
        lambda: set_repeatable(session, kind, random.choice([None, 12])),
        lambda: mark_recorded(session, rival, random.choice([None, True])),
        lambda: move_to_kind(session, ids[HOTEL, STAY], random.choice(["Путёвка", STAY])),
        lambda: add_service(session, LIABILITY, ClientType.PERSON, add_company(session, "Новый")),
        lambda: change_settings(session, replace(settings, exploration=random.choice([0.0, 0.05, 0.1]))),
        lambda: change_settings(session, replace(settings, own_first=not settings.own_first)),
        lambda: change_settings(session, replace(settings, contact_cap=random.choice([0, 1, 3]))),
        lambda: change_settings(session, replace(settings, open_recommendations=random.choice([1, 3, 5]))),
    ]
    random.choice(changes)()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_decision_replays_after_any_edits_of_the_catalogue_settings_answers_and_decisions(
    session: Session, seed: int
) -> None:
    random = Random(seed)
    ids = filled(session)
    for seller, name in ((BANK, CASCO), (INSURER, LIABILITY), (BROKER, LIABILITY)):
        set_indicators(session, ids[seller, name], Indicators(0.3, 20, 9_000.0, "договор", TODAY))
    rules: set[str] = set()
    for _ in range(8):
        for _ in range(3):
            edit(session, random, ids)
        answer(session, random)
        compute(session)
        decide(session, random)
        replayed = replay(session)
        assert (replayed.decisions, replayed.different) == (len(all_recommendations(session)), ())
        rules |= {one.settled.rule for one in all_recommendations(session)}
    assert len(rules) >= 3


FORGED: Mapping[str, Callable[[Recommendation], dict[str, Any]]] = {
    "winner": lambda one: {"service_id": one.settled.runners_up[0], "runners_up": [one.service_id]},
    "margin": lambda one: {"margin": (one.settled.margin or 0.0) + 1e-6},
    "runner-up": lambda _: {"runners_up": []},
    "rule": lambda _: {"rule": "own_first"},
}


@pytest.mark.parametrize("part", FORGED)
def test_the_replay_of_a_base_with_one_forged_record_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], part: str
) -> None:
    session = open_new_base(tmp_path)
    filled(session, 6)
    victim = next(one for one in all_recommendations(session) if len(one.settled.runners_up) == 1)
    base = session.store.folder
    session.close()
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, PASSWORD)
    assert main(["replay", "--base", str(base), "--user", LOGIN]) == program.DONE
    session = reopen(base)
    with session.store.unit_of_work() as work:
        forged = update(recommendation).where(recommendation.c.id == victim.id).values(**FORGED[part](victim))
        work.leads._connection.execute(forged)
    session.close()
    capsys.readouterr()
    assert main(["replay", "--base", str(base), "--user", LOGIN]) == program.REFUSED
    assert f'"different": [\n    {victim.id}\n  ]' in capsys.readouterr().out


def test_the_score_is_one_number_in_queue_row_card_slider_list_and_client_card(session: Session) -> None:
    filled(session)
    stored = {one.id: one for one in all_recommendations(session)}
    queue = read_queue(session)
    ids = [one.id for one in queue.entries]
    assert {one.id: one.score for one in queue.entries} == {id_: one.score for id_, one in stored.items()}
    assert {one.id: one.score for one in read_rows(session, ids)} == {id_: one.score for id_, one in stored.items()}
    cards = read_cards(session, ids, "ru")
    assert {one.id: one.score for one in cards} == {id_: one.score for id_, one in stored.items()}
    for least in range(1, 100):
        counted = sum(one.score >= least for one in queue.entries)
        with session.reading(UseCase.READ_LEADS) as work:
            assert counted == work.leads.queue_counts(TODAY, least)[0]
    best: dict[int, int] = {}
    for one in stored.values():
        best[one.client_id] = max(best.get(one.client_id, 0), one.score)
    assert {one.id: one.score for one in read_client_rows(session, list(best))} == best
    for client in best:
        mine = {one.id: one.score for one in stored.values() if one.client_id == client}
        assert {lead.id: lead.score for lead in read_client(session, client).leads} == mine


def test_equal_chances_share_the_middle_of_their_places(session: Session) -> None:
    filled(session)
    found = all_recommendations(session)
    best: dict[int, float] = {}
    for one in found:
        best[one.client_id] = max(best.get(one.client_id, 0.0), one.chance)
    chances = np.array(list(best.values()))
    assert len(np.unique(np.round(chances, 9))) < 10 < len(chances)  # there are ties indeed
    for one in found:
        below = int((chances < one.chance - 1e-9).sum())
        equal = int((abs(chances - one.chance) <= 1e-9).sum())
        assert one.score == min(99, max(1, 100 * (2 * below + equal) // (2 * len(chances))))
