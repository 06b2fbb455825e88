"""Whatever is recorded, put right and taken back: answers count as plain SQL counts them, silence past its deadline."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.domain.conversion import Answers
from core.domain.lead import Answer, Stage
from core.domain.settings import Settings
from core.services.catalogue import read_catalogue
from core.services.outcomes import correct_outcome, record_outcome, undo_outcome
from core.services.session import Session
from core.services.settings import change_settings
from core.services.standings import read_standings
from tests.core.services.test_replies import packed
from tests.support import by_hand
from tests.support.bases import NOW, TODAY, all_recommendations, open_prepared

RECOUNT = """
SELECT r.service_id, SUM(o.answer = 'bought'), COUNT(*)
FROM outcome o JOIN recommendation r ON r.id = o.recommendation_id
WHERE o.answer IN ('bought', 'refused', 'unreachable')
   OR (o.answer = 'no_answer' AND julianday(:today) - julianday(r.offered_on) >= COALESCE(
       (SELECT answer_days FROM kind WHERE kind.id = r.kind_id),
       (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'answer_days'), 30))
GROUP BY r.service_id
"""
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(("answer", "answer", "undo", "kind", "base")),
        st.integers(0, 7),
        st.sampled_from(list(Answer)),
        st.integers(0, 60),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, sent)
    yield opened
    opened.close()


def sent(session: Session) -> None:
    """Leads that left today and on days before."""
    packed(session)
    ids = [one.id for one in all_recommendations(session) if one.stage is Stage.PACKAGED]
    with session.store.unit_of_work() as work:
        for number, lead in enumerate(ids):
            work.leads.offer([lead], Stage.SENT, NOW, TODAY - timedelta(days=10 * (number % 5)))


def recounted(session: Session) -> dict[int, tuple[int, int]]:
    with session.store.reading() as work:
        rows = work.leads._connection.execute(text(RECOUNT), {"today": session.today().isoformat()})
        return {service: (int(bought), count) for service, bought, count in rows}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS)
def test_answers_are_what_plain_sql_counts(session: Session, deeds: list[tuple[str, int, Answer, int]]) -> None:
    leads = [one.id for one in all_recommendations(session) if one.stage in {Stage.SENT, Stage.OUTCOME}]
    made: list[int] = []
    for what, place, answer, later in deeds:
        session.clock = lambda later=later: NOW + timedelta(days=later)  # type: ignore[misc]
        if what == "undo":
            if made:
                undo_outcome(session, made.pop())
        elif what == "base":
            change_settings(session, Settings(answer_days=later + 1))
        elif what == "kind":
            kinds = sorted(read_catalogue(session).kinds)
            by_hand.set_answer_days(session, kinds[place % len(kinds)], later or None)
        else:
            lead = leads[place % len(leads)]
            with session.store.reading() as work:
                record: Any = record_outcome if work.outcomes.of(lead) is None else correct_outcome
            entry = record(session, lead, answer, TODAY).entry
            assert entry is not None
            made.append(entry)
        with session.store.reading() as work:
            counted = work.leads.answers(session.today())
        assert {service: (one.bought, one.answered) for service, one in counted.items()} == recounted(session)
    for entry in reversed(made):
        undo_outcome(session, entry)
    assert recounted(session) == {}


def test_a_conversion_is_the_shrunk_share_of_what_plain_sql_counts(session: Session) -> None:
    leads = [one for one in all_recommendations(session) if one.stage is Stage.SENT]
    for number, lead in enumerate(leads):
        record_outcome(session, lead.id, list(Answer)[number % len(Answer)], TODAY)
    counts = {service: Answers(*pair) for service, pair in recounted(session).items()}
    with session.store.reading() as work:
        catalogue = work.catalogue.read()
    everything = Answers(sum(one.bought for one in counts.values()), sum(one.answered for one in counts.values()))
    pi = (everything.bought + 1) / (everything.answered + 10)
    standings = read_standings(session)
    for service, told in counts.items():
        one = catalogue.services[service]
        same = [its for id_, its in counts.items() if catalogue.services[id_].kind_id == one.kind_id]
        n, b = sum(its.answered for its in same), sum(its.bought for its in same)
        of_kind = (b + 20 * pi) / (n + 20)
        assert one.indicators.conversion is None
        assert standings[service].conversion == pytest.approx((told.bought + 20 * of_kind) / (told.answered + 20))
    assert everything.answered > 5
