"""A tombstone names nobody, and erases again whoever comes back."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete

from core.storage.people_tables import tombstone
from core.storage.store import Store
from core.storage.tombstones import ErasedAgain, read_tombstones
from core.vault.slots import StoreKeys
from tests.core.storage.conftest import NOW, TODAY, Base, make_base, person


def _fill(store: Store) -> None:
    with store.unit_of_work() as work:
        work.clients.add([person(number) for number in (11, 12, 13)], TODAY)


def test_a_tombstone_erases_its_client_and_nobody_else(store: Store) -> None:
    _fill(store)
    with store.unit_of_work() as work:
        work.tombstones.add([12, 99], NOW)
    with store.unit_of_work() as work:
        assert work.tombstones.apply(NOW) == ErasedAgain(1, 0)
        assert list(work.clients.columns().ids) == [11, 13]
        assert set(work.clients.identities([11, 12, 13])) == {11, 13}
        assert work.tombstones.apply(NOW) == ErasedAgain(0, 0)
        assert len(work.tombstones.all()) == 2
    assert store.check() == []


def test_without_tombstones_nobody_is_erased(store: Store) -> None:
    _fill(store)
    with store.unit_of_work() as work:
        assert work.tombstones.apply(NOW) == ErasedAgain(0, 0)
        assert work.clients.count() == 3


def test_a_tombstone_is_told_by_the_secret_of_its_own_base_alone(store: Store, tmp_path: Path) -> None:
    other = make_base(tmp_path / "other.opuntia")
    with other.opened() as stranger:
        codes = []
        for one in (store, stranger):
            with one.unit_of_work() as work:
                work.tombstones.add([12], NOW)
                codes += work.tombstones.all()
        assert codes[0].key != codes[1].key
        assert {one.at for one in codes} == {NOW}
        _fill(stranger)
        with stranger.unit_of_work() as work:
            work.clients._connection.execute(delete(tombstone))
            work.tombstones.keep(codes[:1])
            assert work.tombstones.apply(NOW) == ErasedAgain(0, 0)


def test_the_first_time_of_an_erasure_stays(store: Store) -> None:
    with store.unit_of_work() as work:
        work.tombstones.add([12], NOW)
        work.tombstones.add([12, 13], NOW + timedelta(days=1))
        assert [one.at for one in work.tombstones.all()] == [NOW, NOW + timedelta(days=1)]


def test_those_of_a_closed_base_are_read_even_where_its_other_store_is_lost(base: Base) -> None:
    with base.opened() as store, store.unit_of_work() as work:
        work.tombstones.add([12, 13], NOW)
        kept = work.tombstones.all()
    (base.folder / "work.db").write_bytes(b"nothing of a store")
    assert sorted(read_tombstones(base.folder, base.keys) or [], key=lambda one: one.key) == sorted(
        kept, key=lambda one: one.key
    )


def test_those_that_cannot_be_read_are_not_taken_for_none(base: Base) -> None:
    assert read_tombstones(base.folder, base.keys) == []
    assert read_tombstones(base.folder, StoreKeys(base.keys.work, None)) is None
    assert read_tombstones(base.folder, StoreKeys(base.keys.work, bytes(32))) is None
    (base.folder / "people.db").write_bytes(b"nothing of a store" * 1000)
    assert read_tombstones(base.folder, base.keys) is None
    (base.folder / "people.db").unlink()
    assert read_tombstones(base.folder, base.keys) is None
    assert not (base.folder / "people.db").exists()
