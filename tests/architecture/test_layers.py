"""The storeys hold: every arrow runs down."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT


def _lint(*options: str) -> subprocess.CompletedProcess[str]:
    found = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert found
    return subprocess.run([found, *options], cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_import_runs_down() -> None:
    done = _lint("--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_an_import_that_runs_up_would_be_noticed(tmp_path: Path) -> None:
    upside_down = tmp_path / "importlinter.ini"
    upside_down.write_text(
        "[importlinter]\nroot_packages =\n  core\n  ml\n"
        "[importlinter:contract:1]\nname = upside down\ntype = layers\nlayers =\n  ml\n  core\n"
    )
    done = _lint("--no-cache", "--config", str(upside_down))
    assert done.returncode == 1
    assert "1 broken" in done.stdout


@pytest.mark.parametrize("loophole", ["ignore_imports", "exhaustive_ignores", "unmatched_ignore_imports_alerting"])
def test_no_contract_has_exceptions(loophole: str) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert len(contracts) >= 7
    assert not [contract["name"] for contract in contracts if loophole in contract]
