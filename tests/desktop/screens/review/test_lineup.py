"""The order of the queue while decisions come and go."""

from hypothesis import given
from hypothesis import strategies as st

from core.services.review import QueueEntry
from desktop.screens.review.lineup import Lineup


def entry(id_: int, score: int, *, returned: bool = False) -> QueueEntry:
    return QueueEntry(id=id_, client_id=id_, score=score, returned=returned, service_id=1)


@given(
    st.lists(st.integers(1, 99), min_size=1, max_size=20), st.lists(st.integers(1, 99), max_size=6), st.integers(1, 99)
)
def test_what_comes_back_that_the_lineup_never_knew_stands_behind_its_equals(
    known: list[int], later: list[int], threshold: int
) -> None:
    lineup = Lineup([entry(place, score) for place, score in enumerate(known)])
    for place, score in enumerate(later):
        lineup.put_back(entry(1000 + place, score, returned=place % 3 == 2))
        assert lineup.position_of(1000 + place, 1) is not None
    shown = lineup.entries(threshold)
    for group in ([one for one in shown if one.returned], [one for one in shown if not one.returned]):
        assert [one.score for one in group] == sorted((one.score for one in group), reverse=True)
    new = [place for place, score in enumerate(later) if score >= threshold]
    assert {one.id for one in shown} == {
        *(place for place, score in enumerate(known) if score >= threshold),
        *(1000 + place for place in new),
    }
    for place in range(len(later)):
        assert lineup.take_out(1000 + place) is not None
    assert {one.id for one in lineup.entries(1)} == set(range(len(known)))
