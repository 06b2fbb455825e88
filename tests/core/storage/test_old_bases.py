"""A base of every schema there ever was opens today, with all that was in it."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from core.domain.lead import Stage
from core.domain.lot import RULE_VERSION
from core.services.catalogue import read_catalogue
from core.services.doctor import examine_base, examine_folder
from core.services.journal import check_journal, read_journal
from core.services.resolving import replay
from core.services.rotation import rotate_keys
from core.services.scoring import compute
from core.services.session import Session
from tests.core.services.conftest import EVERYTHING
from tests.support.base_of_today import CLIENTS, VERSIONS, make
from tests.support.bases import CASCO, INSURER, LOGIN, all_recommendations, reopen

BASES = Path(__file__).parents[2] / "bases"
SCHEMAS = sorted(file.stem[:4] for file in VERSIONS.glob("[0-9]*.py"))


PACKED = frozenset({Stage.PACKAGED, Stage.SENT, Stage.OUTCOME})
"""Which of the packages a lead is in, and how far it went, depends on what the rules of its time gave to whom."""


def stages(session: Session) -> Counter[str]:
    return Counter("packed" if one.stage in PACKED else one.stage for one in all_recommendations(session))


def versions(session: Session) -> dict[int, int]:
    """Version of the rules → how many stored decisions it made."""
    with session.store.reading() as work:
        inputs = work.scores.inputs()
        return dict(Counter(inputs[one.settled.inputs_id][1] for one in work.leads.everything()))


@pytest.fixture(scope="session")
def todays(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """What the same work comes to today."""
    session = reopen(make(tmp_path_factory.mktemp("today")))
    found = stages(session)
    session.close()
    return found


def test_a_base_of_every_schema_is_kept() -> None:
    assert sorted(one.stem for one in BASES.glob("*.opuntia")) == SCHEMAS, (
        "make one: .venv/bin/python -m tests.support.base_of_today tests/bases"
    )


@pytest.mark.parametrize("schema", SCHEMAS)
def test_it_opens_with_everything_that_was_in_it(schema: str, tmp_path: Path, todays: Counter[str]) -> None:
    base = Path(shutil.copytree(BASES / f"{schema}.opuntia", tmp_path / "Old.opuntia"))
    for _ in range(2):  # as it was, and once it has been migrated
        session = reopen(base)
        with session.store.reading() as work:
            clients = work.clients.identities(range(1, CLIENTS + 1))
            numbers = work.numbers.of(range(1, CLIENTS + 1))
            users = [(user.login, len(user.roles), user.active) for user in work.accounts.users()]
        catalogue = read_catalogue(session)
        assert {one.surname for one in clients.values()} == {f"Кактусов{n}" for n in range(1, CLIENTS + 1)}
        assert sorted(numbers.values()) == list(range(1, CLIENTS + 1))
        assert users == [(LOGIN, 4, True)]
        assert (INSURER, CASCO) in {
            (catalogue.companies[one.company_id].name, one.name) for one in catalogue.services.values()
        }
        assert stages(session) == todays
        assert {Stage.SENT, Stage.OUTCOME, Stage.DECLINED} <= {one.stage for one in all_recommendations(session)}
        assert replay(session).different == ()
        assert check_journal(session).trouble is None
        assert len(read_journal(session, EVERYTHING).lines) > 5
        found = [*examine_folder(base), *examine_base(session)]
        assert [one.code for one in found if not one.good] == []
        session.close()


@pytest.mark.parametrize("schema", ["0001", "0016"])
def test_who_made_its_packages_is_read_from_its_journal(schema: str, tmp_path: Path) -> None:
    session = reopen(Path(shutil.copytree(BASES / f"{schema}.opuntia", tmp_path / "Old.opuntia")))
    with session.store.reading() as work:
        assert {(one.made_by, one.approved_at) for one in work.packages.everything()} == {(session.user_id, None)}
    session.close()


@pytest.mark.parametrize("schema", [SCHEMAS[0], SCHEMAS[-1]])
def test_slots_of_its_time_take_other_keys(schema: str, tmp_path: Path, todays: Counter[str]) -> None:
    session = reopen(Path(shutil.copytree(BASES / f"{schema}.opuntia", tmp_path / "Old.opuntia")))
    rotate_keys(session)
    session.close()
    again = reopen(session.store.folder)
    assert stages(again) == todays
    again.close()


def test_decisions_of_an_earlier_version_of_the_rules_replay_by_it_beside_new_ones(tmp_path: Path) -> None:
    session = reopen(Path(shutil.copytree(BASES / "0007.opuntia", tmp_path / "Old.opuntia")))
    before = {one.id: one.settled for one in all_recommendations(session) if one.stage is not Stage.PROCESSED}
    assert versions(session).keys() == {1}
    compute(session)
    assert versions(session).keys() == {1, RULE_VERSION}
    after = {one.id: one.settled for one in all_recommendations(session)}
    assert {id_: after[id_] for id_ in before} == before, "what was decided keeps its partner"
    assert replay(session).different == ()
    session.close()
