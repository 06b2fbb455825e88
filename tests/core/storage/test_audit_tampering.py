"""The audit cannot be rewritten unnoticed by somebody who holds the key of `work` alone."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

import pytest

from core.domain.journal import AuditHead, AuditTrouble, Tampering
from core.storage.connection import WORK_FILE, connect
from core.storage.store import Store
from core.storage.unit_of_work import UnitOfWork
from core.vault.slots import StoreKeys
from tests.core.storage.conftest import Base
from tests.core.storage.journals import ENTRIES, Row, append, chained_anew, fill, replace_rows, rows, unguarded

TRIES: Final = 100
"""Of each way to tamper."""


@pytest.fixture(scope="module")
def work(template: Base, tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitOfWork]:
    """An open look at an anchored audit without its guards; whatever is done to it, nothing of it is committed."""
    folder = tmp_path_factory.mktemp("audit") / "Б.opuntia"
    with Base(Path(shutil.copytree(template.folder, folder)), template.keys).opened() as store:
        fill(store)
        with store.reading() as work:
            unguarded(work)
            yield work


@pytest.fixture
def written(work: UnitOfWork) -> Iterator[list[Row]]:
    """The audit as it was written; it is so again after the test."""
    found = rows(work)
    yield found
    replace_rows(work, found)


def _edited(audit: Sequence[Row], random: Random) -> list[Row]:
    """One value of one entry is another."""
    found = list(audit)
    at = random.randrange(len(found))
    column = random.randrange(1, 7)
    id_, when, user_id, role, use_case, details, chain = found[at]
    values = [id_, when, user_id, role, use_case, details, chain]
    values[column] = (
        when,
        random.choice([when.replace("2026", "2025"), when[:-1], when.replace(" ", "T"), when[:20] + "000000"]),
        user_id + random.choice([-1, 1, 10**12]),
        random.choice(["administrator!", role.upper(), "", role + " ", role.encode(), 7]),
        random.choice([f"{use_case}s", "", use_case.encode(), 'send", "user_id": "2']),
        random.choice([details.replace("{", '{"new": 1, ', 1), details + " ", "{}}", "", "[]", details.encode(), "7"]),
        random.choice([random.randbytes(32).hex(), chain.upper(), "", audit[at - 1][6], chain.encode() + b"0"]),
    )[column]
    found[at] = tuple(values)
    return found


def _deleted(audit: Sequence[Row], random: Random) -> list[Row]:
    """Some neighbours are gone, perhaps the first or the last ones."""
    first = random.choice([0, random.randrange(len(audit))])
    return [*audit[:first], *audit[random.randint(first + 1, len(audit)) :]]


def _closed_up(audit: Sequence[Row], random: Random) -> list[Row]:
    """Some neighbours are gone, and the later ones took their numbers."""
    return [(number, *row[1:]) for number, row in enumerate(_deleted(audit, random), start=1)]


def _cut_off(audit: Sequence[Row], random: Random) -> list[Row]:
    return list(audit[: random.randrange(len(audit))])


def _swapped(audit: Sequence[Row], random: Random) -> list[Row]:
    """Two entries have changed their numbers."""
    one, other = random.sample(range(len(audit)), 2)
    found = list(audit)
    found[one], found[other] = (audit[one][0], *audit[other][1:]), (audit[other][0], *audit[one][1:])
    return found


def _shuffled(audit: Sequence[Row], random: Random) -> list[Row]:
    mixed = random.sample(audit, len(audit))
    return [(number, *row[1:]) for number, row in enumerate(mixed, start=1)]


def _put_in(audit: Sequence[Row], random: Random) -> list[Row]:
    """A copy of an entry stands somewhere; all after it moved on."""
    place = random.randrange(len(audit))
    mixed = [*audit[:place], random.choice(audit), *audit[place:]]
    return [(number, *row[1:]) for number, row in enumerate(mixed, start=1)]


def _put_before(audit: Sequence[Row], random: Random) -> list[Row]:
    """A copy of an entry under a number that is none."""
    return [(-random.randrange(5), *random.choice(audit)[1:]), *audit]


def _put_far_away(audit: Sequence[Row], random: Random) -> list[Row]:
    """An entry has got a number that no one can reach."""
    at = random.randrange(len(audit))
    return [*audit[:at], *audit[at + 1 :], (2 ** random.randrange(7, 62), *audit[at][1:])]


def _moved(audit: Sequence[Row], random: Random) -> list[Row]:
    """All have other numbers."""
    by = random.randrange(1, 100)
    return [(row[0] + by, *row[1:]) for row in audit]


Tamper = Callable[[Sequence[Row], Random], list[Row]]
WAYS: Final[list[Tamper]] = [
    _edited,
    _deleted,
    _closed_up,
    _cut_off,
    _swapped,
    _shuffled,
    _put_in,
    _put_before,
    _put_far_away,
    _moved,
]


def _first_difference(written: Sequence[Row], tampered: Sequence[Row]) -> AuditTrouble:
    """What must be found, told from the rows alone."""
    for number, was in enumerate(written, start=1):
        if number > len(tampered):
            return AuditTrouble(Tampering.SHORTENED, number)
        now = tampered[number - 1]
        if now[0] > number:
            return AuditTrouble(Tampering.MISSING, number)
        if now != was:
            return AuditTrouble(Tampering.CHANGED, now[0])
    beyond = tampered[len(written)]
    gap = beyond[0] > len(written) + 1
    return AuditTrouble(Tampering.MISSING if gap else Tampering.CHANGED, len(written) + 1)


@pytest.mark.parametrize("tamper", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_whatever_is_done_is_found_at_its_first_entry(work: UnitOfWork, written: list[Row], tamper: Tamper) -> None:
    for seed in range(TRIES):
        tampered = tamper(written, Random(seed))
        if tampered != written:
            replace_rows(work, tampered)
            assert work.audit.check() == _first_difference(written, tampered), seed


def test_whatever_is_done_together_is_found_at_its_first_entry(work: UnitOfWork, written: list[Row]) -> None:
    random = Random(26)
    for _ in range(TRIES):
        tampered = written
        for tamper in random.sample([_edited, _swapped, _cut_off], random.randint(2, 3)):
            tampered = tamper(tampered, random) if len(tampered) > 1 else tampered
        replace_rows(work, tampered)
        assert work.audit.check() == _first_difference(written, tampered)


def test_the_tries_tamper(written: list[Row]) -> None:
    different = [tamper(written, Random(seed)) != written for tamper in WAYS for seed in range(TRIES)]
    assert sum(different) > 0.98 * len(different)
    assert len(different) >= 1000


@pytest.mark.parametrize("tamper", [_deleted, _swapped, _shuffled, _put_in, _cut_off], ids=lambda way: way.__name__)
def test_an_audit_chained_anew_does_not_agree_with_its_anchor(
    work: UnitOfWork, written: list[Row], tamper: Tamper
) -> None:
    for seed in range(TRIES):
        tampered = chained_anew(tamper(written, Random(seed)))
        if tampered != written:
            replace_rows(work, tampered)
            lost = len(tampered) < ENTRIES
            expected = (Tampering.SHORTENED, len(tampered) + 1) if lost else (Tampering.REWRITTEN, ENTRIES)
            assert work.audit.check() == AuditTrouble(*expected), seed


def test_a_value_changed_and_chained_anew_does_not_agree_with_its_anchor(work: UnitOfWork, written: list[Row]) -> None:
    for at in range(ENTRIES):
        edited = list(written)
        edited[at] = (*written[at][:5], json.dumps({"leads": 0}), "")
        replace_rows(work, chained_anew(edited))
        assert work.audit.check() == AuditTrouble(Tampering.REWRITTEN, ENTRIES)


def test_heads_from_outside_tell_how_far_back_it_was_rewritten(work: UnitOfWork, written: list[Row]) -> None:
    heads = [AuditHead(row[0], row[6]) for row in written[9::10]]
    assert work.audit.check(heads) is None
    assert work.audit.check([AuditHead(0, "")]) is None
    for at, first_known in ((0, 10), (9, 10), (10, 20), (34, 40), (59, 60)):
        edited = list(written)
        edited[at] = (*written[at][:3], "analyst!", *written[at][4:])
        replace_rows(work, chained_anew(edited))
        assert work.audit.check(heads) == AuditTrouble(Tampering.REWRITTEN, first_known)
    edited[19] = edited[39]  # before what was rewritten, and not even chained anew
    replace_rows(work, [(number, *row[1:]) for number, row in enumerate(edited, start=1)])
    assert work.audit.check(heads) == AuditTrouble(Tampering.CHANGED, 20)


def test_a_head_of_another_base_or_of_a_longer_audit_does_not_agree(work: UnitOfWork, written: list[Row]) -> None:
    assert work.audit.check([AuditHead(5, written[5][6])]) == AuditTrouble(Tampering.REWRITTEN, 5)
    assert work.audit.check([AuditHead(61, written[5][6])]) == AuditTrouble(Tampering.SHORTENED, 61)
    both = [AuditHead(5, written[4][6]), AuditHead(5, written[5][6])]
    assert work.audit.check(both) == AuditTrouble(Tampering.REWRITTEN, 5)


@pytest.mark.parametrize(
    "change",
    [
        "role = CAST(x'6dff' AS TEXT)",
        "details = CAST(x'7b7dff' AS TEXT)",
        "details = CAST(details AS BLOB)",
        "at = CAST(at AS BLOB)",
        "chain = CAST(chain AS BLOB) || x'00'",
        "role = role || char(0) || 'x'",
        "details = replace(details, ': ', ':')",
        "details = replace(details, 'leads', char(108) || 'eadz')",
        "details = printf('%.*c', 2000, '[')",
        "details = rtrim(details, '}') || ', \"role\": \"manager\"}'",
        "user_id = 'one'",
        "user_id = CAST(user_id AS BLOB)",
        "user_id = 1.5",
    ],
)
def test_values_of_another_kind_are_found_and_break_nothing(work: UnitOfWork, written: list[Row], change: str) -> None:
    work.audit._connection.exec_driver_sql(f"UPDATE audit_entry SET {change} WHERE id = 3")
    assert work.audit.check() == AuditTrouble(Tampering.CHANGED, written[2][0])


def test_a_fraction_of_a_second_that_is_left_out_is_found(work: UnitOfWork, written: list[Row]) -> None:
    assert written[5][1].endswith(".000000")
    work.audit._connection.exec_driver_sql("UPDATE audit_entry SET at = substr(at, 1, 19) WHERE id = 6")
    assert work.audit.check() == AuditTrouble(Tampering.CHANGED, 6)


def _attack(base: Base, tamper: Callable[[UnitOfWork], object]) -> None:
    """Open the file with the key of `work` alone, as any program could, and commit."""
    connection = connect(base.folder, StoreKeys(base.keys.work, None))
    try:
        with connection.begin():
            work = UnitOfWork(connection, sees_people=False)
            unguarded(work)
            tamper(work)
    finally:
        connection.close()
        connection.engine.dispose()


def _found(store: Store) -> AuditTrouble | None:
    with store.reading() as work:
        return work.audit.check()


def test_a_number_given_out_again_is_found_however_long_one_goes_on(base: Base) -> None:
    """SQLite gives the number of a deleted last row to the next one."""
    with base.opened() as store:
        fill(store)
    _attack(base, lambda work: work.audit._connection.exec_driver_sql("DELETE FROM audit_entry WHERE id = 60"))
    with base.opened(with_people=False) as store:
        assert _found(store) is None  # this one holds no anchor
        with store.unit_of_work() as work:
            assert append(work, 7) == ENTRIES
    with base.opened() as store:
        assert _found(store) == AuditTrouble(Tampering.REWRITTEN, ENTRIES)
        fill(store)
        assert _found(store) == AuditTrouble(Tampering.REWRITTEN, ENTRIES)


def test_going_on_after_a_cut_does_not_cover_it_up(base: Base) -> None:
    with base.opened() as store:
        fill(store)
    _attack(base, lambda work: replace_rows(work, rows(work)[:40]))
    with base.opened() as store:
        for number in range(3):
            assert _found(store) == AuditTrouble(Tampering.SHORTENED, 41 + number)
            with store.unit_of_work() as work:
                append(work, number)


def test_an_older_file_put_back_is_found_even_with_its_counter_raised(base: Base, tmp_path: Path) -> None:
    with base.opened() as store:
        fill(store)
    old = shutil.copy(base.folder / WORK_FILE, tmp_path / "old")
    with base.opened() as store:
        fill(store)
    shutil.copy(old, base.folder / WORK_FILE)
    _attack(base, lambda work: work.audit._connection.exec_driver_sql("UPDATE mark SET commits = commits + 1"))
    with base.opened() as store:
        assert _found(store) == AuditTrouble(Tampering.SHORTENED, ENTRIES + 1)


def test_a_planted_trigger_that_makes_entries_vanish_is_found_with_the_first_of_them(base: Base) -> None:
    with base.opened() as store:
        fill(store)
    vanish = "CREATE TRIGGER vanish AFTER INSERT ON audit_entry BEGIN DELETE FROM audit_entry WHERE id = NEW.id; END"
    _attack(base, lambda work: work.audit._connection.exec_driver_sql(vanish))
    with base.opened() as store:
        with store.unit_of_work() as work:
            append(work, 1)
        assert _found(store) == AuditTrouble(Tampering.SHORTENED, ENTRIES + 1)


def test_what_was_never_anchored_is_still_followed(base: Base) -> None:
    with base.opened() as store:
        fill(store)
    with base.opened(with_people=False) as store:
        fill(store)
    change = "UPDATE audit_entry SET details = '{}' WHERE id = 77"
    _attack(base, lambda work: work.audit._connection.exec_driver_sql(change))
    with base.opened() as store:
        assert _found(store) == AuditTrouble(Tampering.CHANGED, 77)
