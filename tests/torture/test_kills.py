"""Killed a few times at random, the base holds what was acknowledged; `./dev torture` kills a thousand times."""

import sys
from pathlib import Path

import pytest

from core.services.session import Session
from tests.support.bases import CAR, client_row, consent_to_all
from tests.support.imported import import_clients
from tests.torture.computing import ComputeScene
from tests.torture.life import Fault, Life, Told
from tests.torture.more_scenes import SCENES, BackupScene, MigrationScene
from tests.torture.scenes import DecisionScene, ImportScene
from tests.torture.trial import Findings, torture

if sys.platform == "win32":
    pytest.skip("workers are forked", allow_module_level=True)

SEED = 11
KILLS = {
    "import": 8,
    "decisions": 8,
    "compute": 8,
    "password": 4,
    "rotation": 5,
    "backup": 8,
    "migration": 5,
    "training": 5,
}


@pytest.mark.parametrize("name", SCENES)
def test_killed_at_random_nothing_acknowledged_is_lost_and_nothing_is_there_in_part(name: str, tmp_path: Path) -> None:
    tally = torture(SCENES[name](tmp_path, SEED), KILLS[name], SEED, tmp_path / "errors.txt")
    found = tally.found
    assert (found.lost, found.partial, found.damage) == ([], [], []), list(tally.lines())
    assert tally.kills == KILLS[name] == tally.inside + tally.between + tally.opening
    assert tally.inside > 0
    assert tally.acknowledged > 0


# ---------------------------------------------------------------------- what the checks would find


def test_an_import_in_two_transactions_is_found_to_be_partial_or_lost(tmp_path: Path) -> None:
    scene, found = ImportScene(tmp_path, SEED), Findings()
    new, _ = scene.rows_of(scene.step)
    with scene.entered() as session:
        import_clients(session, [client_row(number, CAR) for number in new[:2]], consent_to_all(session))
    scene.check(Life(begun={"step": scene.step}), found)
    assert found.partial[0] == "import 1"


def test_an_import_that_was_acknowledged_and_is_not_there_is_found_to_be_lost(tmp_path: Path) -> None:
    scene, found = ImportScene(tmp_path, SEED), Findings()
    scene.check(Life(done=[{"step": scene.step}]), found)
    assert "import 1" in found.lost


def test_a_decision_that_was_acknowledged_and_is_not_there_is_found_to_be_lost(tmp_path: Path) -> None:
    scene, found = DecisionScene(tmp_path, SEED), Findings()
    one = next(iter(scene.stages))
    scene.check(Life(done=[{"what": "decline", "after": [[one, ["declined", ""]]]}]), found)
    assert len(found.lost) == 2


def test_a_client_that_was_marked_as_computed_before_its_recommendations_were_there_is_found(tmp_path: Path) -> None:
    scene, found = ComputeScene(tmp_path, SEED), Findings()
    one = next(iter(scene.expected))
    with scene.entered() as session, session.store.unit_of_work() as work:
        work.leads.replace_undecided([one], [])
    scene.check(Life(), found)
    assert found.lost[0] == f"recommendations of client {one}"


def test_a_damaged_page_a_cut_journal_and_a_strange_file_are_found(tmp_path: Path) -> None:
    scene, found = ImportScene(tmp_path, SEED), Findings()
    (scene.base / "work.db.next").touch()
    with scene.entered() as session:
        with session.store.unit_of_work() as work:
            connection = work.audit._connection
            connection.exec_driver_sql("DROP TRIGGER audit_entry_stays")
            connection.exec_driver_sql("UPDATE audit_entry SET role = 'analyst' WHERE id = 1")
        scene.look_over(session, found)
    assert found.damage == ["journal changed at 1", "left in the base: work.db.next"]


def test_a_backup_that_is_gone_or_damaged_is_found(tmp_path: Path) -> None:
    scene, found = BackupScene(tmp_path, SEED), Findings()
    scene.copies.mkdir()
    (scene.copies / "Test.opuntia-backup").write_bytes(b"PK")
    scene.check(Life(done=[{"file": "gone.opuntia-backup"}]), found)
    assert found.damage == ["Test.opuntia-backup"]
    assert found.lost == ["backup gone.opuntia-backup"]


def test_a_migrated_base_that_lacks_a_row_is_found(tmp_path: Path) -> None:
    scene, found = MigrationScene(tmp_path, SEED), Findings()
    revision = scene.order[0]
    scene.expected[revision] = {**scene.expected[revision], "person": []}
    scene.check(Life(done=[{"number": 0, "revision": revision}]), found)
    assert any("person" in one for one in found.lost)


def test_a_worker_that_fails_by_itself_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: ImportScene, session: Session, step: int) -> Told:
        del self, session
        raise ValueError(step)

    monkeypatch.setattr(ImportScene, "bring_in", refuse)
    with pytest.raises(Fault, match="ValueError: 1"):
        torture(ImportScene(tmp_path, SEED), 1, SEED, tmp_path / "errors.txt")
