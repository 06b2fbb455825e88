"""The repository: agreed folders, pinned packages, nothing of anybody's own machine."""

import re
import tomllib

import pytest

from tests.architecture.conftest import ROOT, kept, name_of

FOLDERS = {".ci", "core", "desktop", "installer", "ml", "resources", "tests"}
LOCKS = ("requirements.lock", "requirements-lightfm.lock")
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)")
# Put together here, so that this file does not hold what it looks for.
_MACHINES = re.compile(
    "|".join(
        (
            "/(?:home|Users|root)" + "/[a-z]",
            "/work" + "/(?:main|shared)",
            "[A-Z]:" + r"\\Users\\[a-z]",
            "pypi" + r"\.org",
            "python" + "hosted",
            "registry" + r"\.npmjs",
            "files" + r"\.python",
            "proxy" + r"\.golang",
            "art" + "ifactory",
        )
    )
)


def _entries(lock: str) -> dict[str, tuple[str, str]]:
    """Name → (version, the whole entry) of a lock file."""
    text = (ROOT / lock).read_text("utf-8")
    found = {}
    for entry in re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"\A(?:#.*\n)*", "", text)):
        pin = _PIN.match(entry)
        assert pin, entry[:80]
        found[_plain(pin[1])] = pin[2], entry
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _wanted(*groups: str) -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = (
        project["dependencies"]
        if not groups
        else [one for group in groups for one in project["optional-dependencies"][group]]
    )
    pins = [_PIN.match(one) for one in asked]
    assert all(pins)
    return {_plain(pin[1]): pin[2] for pin in pins if pin}


def test_there_are_no_folders_but_the_agreed_ones() -> None:
    found = {file.relative_to(ROOT).parts[0] for file in kept() if len(file.relative_to(ROOT).parts) > 1}
    assert found <= FOLDERS
    assert {"core", "desktop", "ml", "resources", "tests"} <= found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pinned_package_has_its_hashes(lock: str) -> None:
    entries = _entries(lock)
    assert len(entries) >= 5
    for name, (_, entry) in entries.items():
        assert re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry), name
        assert entry.count("--hash=") == len(re.findall(r"--hash=sha256:[0-9a-f]{64}(?![0-9a-f])", entry)), name


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert not re.findall(
        r"https?:|file:|git\+|://|--index|--extra-index|--find-links|--trusted-host|^-[ief] | @ ", text, re.M
    )


@pytest.mark.parametrize("groups", [(), ("dev",)])
def test_every_dependency_is_pinned_in_the_lock_as_the_project_states_it(groups: tuple[str, ...]) -> None:
    locked = _entries("requirements.lock")
    for name, version in _wanted(*groups).items():
        assert name in locked
        assert locked[name][0] == version


def test_the_optional_factor_model_has_its_own_lock() -> None:
    locked = _entries("requirements-lightfm.lock")
    [(name, version)] = _wanted("lightfm").items()
    assert locked[name][0] == version
    assert name not in _entries("requirements.lock")


def test_no_file_names_a_path_of_somebodys_machine_or_a_package_registry() -> None:
    found = {}
    for file in kept():
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if match := _MACHINES.search(text):
            found[name_of(file)] = match[0]
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        "/ho" + "me/anna/x",
        "/Us" + "ers/anna",
        "C:" + "\\Users\\anna",
        "https://py" + "pi.org/simple",
        "/wo" + "rk/main/x",
    ],
)
def test_the_search_for_machines_finds_them(text: str) -> None:
    assert _MACHINES.search(text)


def test_nothing_secret_or_built_is_kept() -> None:
    endings = {".db", ".opuntia", ".pyc", ".key", ".pem", ".log", ".whl", ".p12", ".env"}
    named = [file for file in kept() if file.suffix in endings or file.name in {"slots.json", ".env"}]
    assert not [name_of(file) for file in named if not name_of(file).startswith("tests/bases/")]  # of invented people


def test_no_kept_file_is_heavier_than_a_megabyte() -> None:
    assert not [name_of(file) for file in kept() if file.stat().st_size > 1_000_000]
