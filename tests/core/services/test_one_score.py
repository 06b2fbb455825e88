"""The score is one number: in the list, on the card, in the queue with its slider, in the export."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.domain.recommendation import Recommendation
from core.services.client_card import read_client
from core.services.client_export import export_clients
from core.services.client_list import ClientFilter, SortKey, find_clients, read_client_rows
from core.services.decisions import accept, decline
from core.services.review import read_cards, read_queue, read_rows
from core.services.scoring import compute
from core.services.session import Session
from tests.core.services.conftest import sheet_of
from tests.support.bases import CAR, SERVICE, all_recommendations, client_row, consent_to_all, open_filled
from tests.support.imported import import_clients

ALIKE, CLIENTS = 3, 5
EQUAL = 1e-9


def scored(folder: Path) -> Session:
    """Three clients of whom the same is known, and two others."""
    session = open_filled(folder)
    rows = [*(client_row(number, CAR) for number in (1, 2, 3)), client_row(4, SERVICE), client_row(5, CAR, SERVICE)]
    import_clients(session, rows, consent_to_all(session))
    compute(session)
    return session


def mid_rank(chance: float, best: Sequence[float]) -> int:
    """By the definition, counted one by one."""
    below = sum(one < chance - EQUAL for one in best)
    equal = sum(abs(one - chance) <= EQUAL for one in best)
    return min(99, max(1, int(100 * (below + equal / 2) / len(best))))


def best_of(found: Sequence[Recommendation]) -> dict[int, Recommendation]:
    """Client → its strongest recommendation."""
    return {one.client_id: one for one in sorted(found, key=lambda one: one.chance)}


def test_the_score_is_the_mid_rank_and_those_alike_share_it(tmp_path: Path) -> None:
    session = scored(tmp_path)
    found = all_recommendations(session)
    best = [one.chance for one in best_of(found).values()]
    assert len(best) == CLIENTS
    assert [one.score for one in found] == [mid_rank(one.chance, best) for one in found]
    scores = [best_of(found)[client].score for client in (1, 2, 3)]
    assert len(set(scores)) == 1
    strict = sum(one < best_of(found)[1].chance - EQUAL for one in best)
    assert scores[0] not in {min(99, 100 * strict // CLIENTS), min(99, 100 * (strict + ALIKE) // CLIENTS)}
    session.close()


@pytest.mark.parametrize("decided", [False, True])
def test_list_card_queue_slider_and_export_say_the_same_score(tmp_path: Path, decided: bool) -> None:
    session = scored(tmp_path)
    if decided:  # an accepted one still counts, a declined one no more
        tops = best_of(all_recommendations(session))
        accept(session, [tops[1].id])
        decline(session, [tops[4].id])
    standing = {one.id: one for one in all_recommendations(session) if one.stage != "declined"}
    best = {client: one.score for client, one in best_of(list(standing.values())).items()}
    ids = find_clients(session, sort=SortKey.SCORE, descending=True).ids

    assert {row.id: row.score for row in read_client_rows(session, ids)} == best
    assert [best[id_] for id_ in ids] == sorted(best.values(), reverse=True)
    for least in (min(best.values()), max(best.values())):
        found = find_clients(session, ClientFilter(least_score=least)).ids
        assert set(found) == {client for client, score in best.items() if score >= least}

    leads = [lead for client in ids for lead in read_client(session, client).leads]
    assert {lead.id: lead.score for lead in leads if lead.id in standing} == {
        id_: one.score for id_, one in standing.items()
    }

    queue = read_queue(session).entries
    assert queue
    asked = [one.id for one in queue]
    told = {one.id: one.score for one in queue}  # what the slider counts
    assert told == {id_: standing[id_].score for id_ in asked}
    assert {row.id: row.score for row in read_rows(session, asked)} == told
    assert {card.id: card.score for card in read_cards(session, asked, "ru")} == told

    file = tmp_path / "clients.xlsx"
    export_clients(session, ids, file, "ru")
    head, *rows = sheet_of(file)
    at = list(head).index("Балл")
    assert [row[at] for row in rows] == [best[id_] for id_ in ids]
    session.close()
