"""A backup before the keys of a base change."""

from pathlib import Path

from core.services.backups import list_backups
from core.services.rotation import rotate_keys
from core.services.session import Session


def test_before_the_keys_change_the_base_is_backed_up(at_work: Session, tmp_path: Path) -> None:
    at_work.backups = tmp_path / "copies"
    before = at_work.keys
    rotate_keys(at_work)
    assert at_work.keys.people != before.people
    (made,) = list_backups(tmp_path / "copies")
    assert made.facts is not None
    assert made.facts.reason == "rotation"


def test_where_no_backup_can_be_made_the_keys_change_all_the_same(at_work: Session, tmp_path: Path) -> None:
    at_work.backups = tmp_path / "no folder"
    at_work.backups.write_text("a file")
    before = at_work.keys
    rotate_keys(at_work)
    assert at_work.keys.work != before.work
    assert at_work.store.check() == []


def test_the_sample_is_not_backed_up(at_work: Session, tmp_path: Path) -> None:
    at_work.backups, at_work.is_sample = tmp_path / "copies", True
    rotate_keys(at_work)
    assert not (tmp_path / "copies").exists()
