"""A folder takes another's place whole: the old one or the new one stands there, whatever is killed when."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.vault.folders import mend_place, new_folder_for, parents_of, replace_folder

OLD, NEW = "what stood there", "what comes"


def _lay(folder: Path, content: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "a").write_text(content)
    (folder / "b").write_text(content)
    return folder


def _standing(place: Path) -> str:
    """The content of a folder that is whole."""
    first, second = (place / "a").read_text(), (place / "b").read_text()
    assert first == second
    return first


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "Ромашка.opuntia"


def test_a_folder_takes_an_empty_place(place: Path) -> None:
    replace_folder(_lay(new_folder_for(place), NEW), place)
    assert _standing(place) == NEW
    assert list(place.parent.iterdir()) == [place]
    assert place.stat().st_mode & 0o077 == 0


def test_what_stood_there_is_gone_or_kept_under_another_name(place: Path) -> None:
    _lay(place, OLD)
    replace_folder(_lay(new_folder_for(place), NEW), place)
    assert _standing(place) == NEW
    assert list(place.parent.iterdir()) == [place]
    kept = place.with_name("kept")
    replace_folder(_lay(new_folder_for(place), OLD), place, kept)
    assert (_standing(place), _standing(kept)) == (OLD, NEW)
    assert set(place.parent.iterdir()) == {place, kept}


@pytest.mark.parametrize("fails", [1, 2, 3])
def test_a_rename_that_is_refused_leaves_what_stood_there(
    place: Path, fails: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lay(place, OLD)
    new, rename, done = _lay(new_folder_for(place), NEW), Path.rename, []

    def refuse(self: Path, target: Path) -> Path:
        done.append(target)
        if len(done) == fails:
            raise PermissionError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        replace_folder(new, place)
    assert _standing(place) == OLD
    mend_place(place)
    assert _standing(place) == OLD


_KILLED = """
import os, sys
from pathlib import Path
from core.vault import folders
place, after = Path(sys.argv[1]), int(sys.argv[2])
done = 0
def counted(real):
    def call(*arguments, **named):
        global done
        if done == after:
            os._exit(9)
        done += 1
        return real(*arguments, **named)
    return call
new = folders.new_folder_for(place)
for name in ("a", "b"):
    (new / name).write_text("what comes")
Path.rename = counted(Path.rename)
folders.settle = counted(folders.settle)
folders.shutil.rmtree = counted(folders.shutil.rmtree)
folders.replace_folder(new, place)
print(done)
"""


@pytest.mark.parametrize("stood", [True, False])
def test_a_kill_at_any_step_leaves_the_old_or_the_new_and_the_next_start_finds_it(tmp_path: Path, stood: bool) -> None:
    steps = 0
    while True:
        place = tmp_path / str(steps) / "Base.opuntia"
        place.parent.mkdir()
        if stood:
            _lay(place, OLD)
        arguments = [sys.executable, "-c", _KILLED, str(place), str(steps)]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        assert done.returncode in {0, 9}, done.stderr
        mend_place(place)
        if stood or place.exists():
            assert _standing(place) in ({OLD, NEW} if stood else {NEW})
        replace_folder(_lay(new_folder_for(place), "later"), place)  # and nothing that was left is in the way
        assert _standing(place) == "later"
        assert list(place.parent.iterdir()) == [place]
        if done.returncode == 0:
            break
        steps += 1
    assert steps == int(done.stdout) >= (6 if stood else 4)


def test_mending_leaves_a_place_alone_where_nothing_was_begun(place: Path) -> None:
    mend_place(place)
    assert not place.exists()
    _lay(place, OLD)
    mend_place(place)
    assert _standing(place) == OLD
    assert list(place.parent.iterdir()) == [place]


def test_what_is_only_half_filled_never_takes_the_place(place: Path) -> None:
    (new_folder_for(place) / "a").write_text(NEW)
    mend_place(place)
    assert not place.exists()
    assert list(new_folder_for(place).iterdir()) == []


def test_folders_on_the_way_go_again_where_nothing_was_put_there(place: Path) -> None:
    deep = place / "deep" / "er" / "A.opuntia"
    with pytest.raises(RuntimeError), parents_of(deep):
        assert deep.parent.is_dir()
        raise RuntimeError
    assert not place.exists()
    with parents_of(deep):
        deep.mkdir()
    assert deep.is_dir()
