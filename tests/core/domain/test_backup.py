"""Backups are thinned with age, and never so that a good one is missing where one is due."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.backup import ALL_KEPT, LONGEST_KEPT, Backup, outlived

NOW = datetime(2026, 11, 21, 6, 30)


def _backup(number: int, at: datetime, *, damaged: bool = False) -> Backup:
    return Backup(Path(f"{number}.opuntia-backup"), 1, at, damaged, None)


ages = st.timedeltas(min_value=timedelta(hours=-5), max_value=timedelta(days=40))
many = st.lists(st.tuples(ages, st.booleans()), max_size=60).map(
    lambda drawn: [_backup(number, NOW - age, damaged=bad) for number, (age, bad) in enumerate(drawn)]
)


@given(many)
def test_all_of_the_last_day_and_nothing_after_thirty_are_kept(backups: list[Backup]) -> None:
    gone = outlived(backups, NOW)
    for one in backups:
        age = NOW - one.made_at
        if age <= ALL_KEPT:
            assert one not in gone
        if age > LONGEST_KEPT:
            assert one in gone


@given(many)
def test_of_each_day_a_sound_one_is_left_where_there_was_one_and_it_is_the_last(backups: list[Backup]) -> None:
    gone = outlived(backups, NOW)
    left = [one for one in backups if one not in gone]
    for day in {one.made_at.date() for one in backups}:
        young = [one for one in backups if one.made_at.date() == day and NOW - one.made_at <= LONGEST_KEPT]
        older = [one for one in left if one.made_at.date() == day and NOW - one.made_at > ALL_KEPT]
        sound = [one for one in young if not one.damaged]
        if young:
            best = max(one.made_at for one in sound or young)
            assert any(one.made_at == best and one.damaged is not bool(sound) for one in left)
        assert len(older) <= 1


@given(many)
def test_thinning_again_takes_nothing_more_and_the_order_does_not_matter(backups: list[Backup]) -> None:
    gone = outlived(backups, NOW)
    left = [one for one in backups if one not in gone]
    assert outlived(left, NOW) == []
    moments = {one.made_at for one in backups}
    if len(moments) == len(backups):
        assert set(outlived(backups[::-1], NOW)) == set(gone)


@given(many, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=60)))
def test_the_only_sound_one_that_is_young_is_never_taken(backups: list[Backup], later: timedelta) -> None:
    young = [one for one in backups if not one.damaged and NOW + later - one.made_at <= LONGEST_KEPT]
    if young:
        gone = outlived(backups, NOW + later)
        assert any(one not in gone for one in young)


@pytest.mark.parametrize("days", range(31))
def test_a_backup_each_hour_leaves_one_for_each_day_before(days: int) -> None:
    backups = [_backup(number, NOW - timedelta(hours=number)) for number in range(24 * days)]
    left = len(backups) - len(outlived(backups, NOW))
    assert left == (0 if days == 0 else 24 if days == 1 else 25 + days - 1)
