"""Users, settings, packages, models and the inputs of resolutions come out as they went in."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.domain.client import ClientType
from core.domain.rights import Role
from core.domain.training import Origin
from core.storage.models import StoredModel, TrainedModel
from core.storage.packages import NewPackage, StoredPackage
from core.storage.store import Store
from core.storage.unit_of_work import UnitOfWork
from tests.core.storage.conftest import NOW


def test_a_user_has_the_roles_that_were_given(store: Store) -> None:
    with store.unit_of_work() as work:
        added = work.accounts.add_user("борис", frozenset({Role.ANALYST, Role.MANAGER}))
    with store.reading() as work:
        found = work.accounts.user("борис")
        assert found is not None
        assert (found.id, found.roles) == (added, frozenset({Role.ANALYST, Role.MANAGER}))
        assert work.accounts.user("никто") is None
        assert work.accounts.user("' OR 1=1 --") is None


def test_settings_keep_their_last_value(store: Store) -> None:
    with store.unit_of_work() as work:
        for value in (70, 75):
            work.accounts.change_setting("accept_from", value)
        work.accounts.change_setting("own_first", False)
    with store.reading() as work:
        assert work.accounts.settings() == {"accept_from": 75, "own_first": False}


def test_a_fact_of_the_base_is_never_overwritten(store: Store) -> None:
    with pytest.raises(Exception, match="UNIQUE"), store.unit_of_work() as work:
        work.accounts.note_fact("base_id", "another")
    with store.reading() as work:
        assert work.accounts.facts() == {"base_id": "base-1"}


def test_a_package_is_unsaved_until_it_lies_in_a_folder_and_its_password_waits_until_given(store: Store) -> None:
    new = NewPackage(1, "север-1.xlsx", ("full_name", "phone"), 3, "digest", b"\x00sealed\xff", "пароль")
    with store.unit_of_work() as work:
        first = work.packages.add(new, NOW)
        second = work.packages.add(replace(new, file_name="север-2.xlsx", content=b"two", password="два"), NOW)
    with store.unit_of_work() as work:
        assert work.packages.unsaved() == [
            StoredPackage(first, 1, "север-1.xlsx", 3, NOW, saved=False, password_given=False, fields=new.fields),
            StoredPackage(second, 1, "север-2.xlsx", 3, NOW, saved=False, password_given=False, fields=new.fields),
        ]
        assert work.packages.without_password_given() == []
        assert (work.packages.content(first), work.packages.password(second)) == (b"\x00sealed\xff", "два")
        work.packages.mark_saved([first])
    with store.unit_of_work() as work:
        assert [one.id for one in work.packages.unsaved()] == [second]
        assert [one.id for one in work.packages.without_password_given()] == [first]
        work.packages.mark_password_given([first])
        assert work.packages.without_password_given() == []


def test_two_packages_never_share_a_file_name(store: Store) -> None:
    new = NewPackage(1, "север-1.xlsx", ("phone",), 1, "digest", b"", "пароль")
    with pytest.raises(Exception, match="UNIQUE"), store.unit_of_work() as work:
        work.packages.add(new, NOW)
        work.packages.add(new, NOW)
    with store.reading() as work:
        assert work.packages.unsaved() == []


def test_a_package_does_not_show_its_password() -> None:
    new = NewPackage(1, "север-1.xlsx", ("phone",), 1, "digest", b"sealed", "тайный-пароль")
    assert "тайный" not in f"{new!r} {new}"


def test_the_latest_model_fitted_at_once_is_in_use_while_nothing_was_published(store: Store) -> None:
    with store.unit_of_work() as work:
        assert work.models.in_use("c", NOW) is None
        for version, age in (("m-1", 0), ("m-2", 5)):  # the clock may have been set back
            work.models.add(StoredModel(version, 10, "c", version.encode()), NOW - timedelta(days=age))
        _add_trained(work, "t-1")
    with store.reading() as work:
        assert work.models.in_use("c", NOW) == StoredModel("m-2", 10, "c", b"m-2")
        assert work.models.published(NOW) == ""


def test_a_published_version_is_in_use_from_its_time_on_while_it_fits_the_catalogue(store: Store) -> None:
    later = NOW + timedelta(seconds=60)
    with store.unit_of_work() as work:
        user = work.accounts.add_user("глеб", frozenset({Role.ADMINISTRATOR}))
        work.models.add(StoredModel("m-1", 10, "c", b"m-1"), NOW)
        for version in ("t-1", "t-2"):
            _add_trained(work, version)
        first = work.models.publish("t-1", user, NOW, later)
        assert in_use(work, NOW) == "m-1"
        assert work.models.in_use("c", later) == StoredModel("t-1", 20, "c", b"t-1", Origin.TRAINED)
        assert in_use(work, later, "other") == "m-1"
        second = work.models.publish("t-2", user, later, later)
        assert in_use(work, later) == "t-2"
        work.models.withdraw(second, later)
        assert in_use(work, later) == "t-1"
        work.models.publish("", user, later, later)
        assert in_use(work, later) == "m-1"
    with store.reading() as work:
        assert [one.version for one in work.models.publications() if one.id == first] == ["t-1"]
        assert (work.models.twin("t-1"), work.models.twin("m-1")) == (b"twin", None)
        assert [one.version for one in work.models.trained()] == ["t-2", "t-1"]


def in_use(work: UnitOfWork, now: datetime, catalogue: str = "c") -> str:
    found = work.models.in_use(catalogue, now)
    return "" if found is None else found.version


def _add_trained(work: UnitOfWork, version: str) -> None:
    made = TrainedModel(version, Origin.TRAINED, None, NOW, "c", {"clients": 3})
    work.models.add_trained(StoredModel(version, 20, "c", version.encode()), made, b"twin")


def test_inputs_of_a_resolution_are_kept_once_and_come_back_exactly(store: Store) -> None:
    content = {"kind_key": "каско|фл", "rivals": [{"arppu": 0.1 + 0.2, "stated": None}], "in_kind": 1 / 3}
    with store.unit_of_work() as work:
        kind = work.catalogue.ensure_kind("Каско", ClientType.PERSON)
        first = work.scores.ensure_inputs(kind, 1, content)
        assert work.scores.ensure_inputs(kind, 1, dict(reversed(content.items()))) == first
        assert work.scores.ensure_inputs(kind, 2, content) != first
        assert work.scores.ensure_inputs(kind, 1, content | {"in_kind": 0.5}) != first
    with store.reading() as work:
        assert work.scores.inputs()[first] == (kind, 1, content)
