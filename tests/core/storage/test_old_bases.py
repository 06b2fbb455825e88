"""A base of every schema there ever was opens today, with all that was in it."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from core.domain.lead import Stage
from core.services.catalogue import read_catalogue
from core.services.doctor import examine_base, examine_folder
from core.services.journal import check_journal, read_journal
from core.services.resolving import replay
from core.services.rotation import rotate_keys
from core.services.session import Session
from tests.core.services.conftest import EVERYTHING
from tests.support.base_of_today import CLIENTS, VERSIONS, make
from tests.support.bases import CASCO, INSURER, LOGIN, all_recommendations, reopen

BASES = Path(__file__).parents[2] / "bases"
SCHEMAS = sorted(file.stem[:4] for file in VERSIONS.glob("[0-9]*.py"))


def stages(session: Session) -> Counter[Stage]:
    return Counter(one.stage for one in all_recommendations(session))


@pytest.fixture(scope="session")
def todays(tmp_path_factory: pytest.TempPathFactory) -> Counter[Stage]:
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
def test_it_opens_with_everything_that_was_in_it(schema: str, tmp_path: Path, todays: Counter[Stage]) -> None:
    base = Path(shutil.copytree(BASES / f"{schema}.opuntia", tmp_path / "Old.opuntia"))
    for _ in range(2):  # as it was, and once it has been migrated
        session = reopen(base)
        with session.store.reading() as work:
            clients = work.clients.identities(range(1, CLIENTS + 1))
            users = [(user.login, len(user.roles), user.active) for user in work.accounts.users()]
        catalogue = read_catalogue(session)
        assert {one.surname for one in clients.values()} == {f"Кактусов{n}" for n in range(1, CLIENTS + 1)}
        assert users == [(LOGIN, 4, True)]
        assert (INSURER, CASCO) in {
            (catalogue.companies[one.company_id].name, one.name) for one in catalogue.services.values()
        }
        assert stages(session) == todays
        assert {Stage.SENT, Stage.OUTCOME, Stage.DECLINED} <= todays.keys()
        assert replay(session).different == ()
        assert check_journal(session).trouble is None
        assert len(read_journal(session, EVERYTHING).lines) > 5
        found = [*examine_folder(base), *examine_base(session)]
        assert [one.code for one in found if not one.good] == []
        session.close()


@pytest.mark.parametrize("schema", [SCHEMAS[0], SCHEMAS[-1]])
def test_slots_of_its_time_take_other_keys(schema: str, tmp_path: Path, todays: Counter[Stage]) -> None:
    session = reopen(Path(shutil.copytree(BASES / f"{schema}.opuntia", tmp_path / "Old.opuntia")))
    rotate_keys(session)
    session.close()
    again = reopen(session.store.folder)
    assert stages(again) == todays
    again.close()
