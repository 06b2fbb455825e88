"""From nothing to packages through the real program, a process for each command."""

import json
import os
import random
import shutil
import subprocess
import sys
from base64 import b64encode
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.services.sample import invented_rows, read_plan, write_matrix, write_table
from tests.support.reading import all_but_the_count
from tests.support.workbooks import leads_in

PASSWORD = "pads-and-fruit-26"
PROGRAM = [sys.executable, "-W", "error", "-m", "core.cli"]
ROOT = Path(__file__).parents[2]
ROWS = 120


def opuntia(
    *arguments: str | Path, password: str = PASSWORD, largest_file: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command. `largest_file` bytes: no file may grow beyond, as on a full disk."""

    def limit() -> None:
        if sys.platform != "win32" and largest_file is not None:
            import resource  # noqa: PLC0415  (not on Windows)

            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OPUNTIA_PASSWORD": password, "OPUNTIA_LANG": "en", "PYTHONPATH": str(ROOT)},
        preexec_fn=None if largest_file is None else limit,
    )


class Firm:
    """A one-person firm with its base, a catalogue and a client table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = folder / "Firm.opuntia"
        self.table = folder / "clients.xlsx"
        self.out = folder / "out"
        self.rows = list(invented_rows(random.Random(4), ROWS, date(2026, 11, 20)))
        self.user = ("--base", self.base, "--user", "anna")
        self.job = ("process", self.table, *self.user, "--out", self.out, "--json")

    def set_up(self) -> "Firm":
        """Base and catalogue."""
        write_table(self.table, self.rows)
        write_matrix(self.folder / "matrix.xlsx")
        assert opuntia("create", *self.user, "--company", read_plan()["own"]).returncode == 0
        assert opuntia("catalogue", self.folder / "matrix.xlsx", *self.user).returncode == 0
        return self

    def copied(self, folder: Path) -> "Firm":
        """The same firm in another folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Firm(folder)

    def process(self, *more: str | Path) -> dict[str, Any]:
        """The main job's JSON."""
        done = opuntia(*self.job, *more)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    """Set up once by the program; nothing else is done with it."""
    return Firm(tmp_path_factory.mktemp("headless")).set_up()


@pytest.fixture
def firm(founded: Firm, tmp_path: Path) -> Firm:
    return founded.copied(tmp_path)


def test_a_table_becomes_packages_that_their_passwords_open(firm: Firm) -> None:
    secrets = firm.folder / "passwords.txt"
    told = firm.process("--accept-from", "40", "--consent", "С-1;2026-01-01;*", "--passwords", secrets)
    assert told["imported"] == told["rows"] == ROWS
    assert told["accepted"] == sum(p["leads"] for p in told["packages"]) + told["own"] + sum(told["left_out"].values())
    given = dict(line.split("\t")[::2] for line in secrets.read_text(encoding="utf-8").splitlines())
    assert len(told["packages"]) == len(given) > 1
    for package in told["packages"]:
        header, *leads = leads_in(Path(package["file"]), given[Path(package["file"]).name])
        assert (len(header), len(leads)) == (3, package["leads"])
    again = firm.process("--accept-from", "40")
    assert (again["reused"], again["packages"], again["accepted"]) == (ROWS, [], 0)
    assert opuntia("replay", *firm.user).returncode == 0
    assert opuntia("doctor", *firm.user).returncode == 0


def test_no_client_can_be_read_in_any_file_that_is_left(firm: Firm) -> None:
    firm.process("--accept-from", "1", "--consent", "С-1;2026-01-01;*")
    names = {str(row[1]) for row in firm.rows if row[1]} | {str(row[6]) for row in firm.rows if row[6]}
    forms = {
        form
        for name in names
        for form in (
            name.encode(),
            name.encode("utf-16-le"),
            name.encode("cp1251"),
            b64encode(name.encode()).strip(b"="),
        )
    }
    left = [file for place in (firm.base, firm.out) for file in place.rglob("*") if file.is_file()]
    assert len(left) > 3
    for file in left:
        content = file.read_bytes()
        assert not [form for form in forms if form in content]
        assert not [name for name in names if name in file.name]


def test_a_kill_at_any_moment_loses_nothing_acknowledged_and_doubles_nothing(firm: Firm, founded: Firm) -> None:
    moments = random.Random(8)
    environment = {**os.environ, "OPUNTIA_PASSWORD": PASSWORD, "PYTHONPATH": str(ROOT)}
    arguments = [*map(str, firm.job), "--accept-from", "40", "--consent", "С-1;2026-01-01;*"]
    for _ in range(6):
        running = subprocess.Popen(
            [*PROGRAM, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )
        try:
            running.wait(timeout=moments.uniform(0.6, 2.2))
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        assert opuntia("doctor", *firm.user).returncode == 0
    told = firm.process("--accept-from", "40", "--consent", "С-1;2026-01-01;*")
    assert told["imported"] + told["unchanged"] == ROWS
    assert opuntia("replay", *firm.user).returncode == 0
    calm = founded.copied(firm.folder / "undisturbed").process("--accept-from", "40", "--consent", "С-1;2026-01-01;*")
    assert len(list(firm.out.glob("*.xlsx"))) == len(calm["packages"])


def test_a_full_disk_gets_a_sentence_and_the_next_run_goes_on(firm: Firm) -> None:
    largest = max(file.stat().st_size for file in firm.base.iterdir())
    refused = opuntia(*firm.job, "--accept-from", "40", largest_file=largest + 8192)
    assert refused.returncode == 2
    assert json.loads(refused.stdout)["reason"] == "disk_full"
    assert "Traceback" not in refused.stderr
    assert opuntia("doctor", *firm.user).returncode == 0
    assert firm.process("--accept-from", "40")["imported"] == ROWS


def test_packages_that_find_no_room_wait_in_the_base(firm: Firm) -> None:
    firm.process("--accept-from", "99")
    blocked = firm.folder / "blocked"
    blocked.write_text("a file where a folder should be")
    job = ("process", firm.table, *firm.user, "--out", blocked, "--json", "--accept-from", "40")
    refused = opuntia(*job, "--consent", "С-1;2026-01-01;*")
    assert (refused.returncode, json.loads(refused.stdout)["reason"]) == (2, "folder_unwritable")
    assert len(firm.process("--accept-from", "40", "--consent", "С-1;2026-01-01;*")["packages"]) > 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x00\x01\x02 nothing that anybody could read", "unreadable_file"),
        ("Телефон;Продукт\n89160000001;КАСКО\n".encode(), "missing_columns"),
        (b"", "empty_table"),
    ],
)
def test_a_table_that_cannot_be_used_gets_a_sentence(firm: Firm, content: bytes, reason: str) -> None:
    file = firm.folder / ("table.xlsx" if reason == "unreadable_file" else "table.csv")
    file.write_bytes(content)
    refused = opuntia("process", file, *firm.user, "--out", firm.out, "--json")
    assert (refused.returncode, json.loads(refused.stdout)["reason"]) == (2, reason)
    assert "Traceback" not in refused.stderr


def test_a_wrong_password_opens_nothing_and_changes_nothing(firm: Firm) -> None:
    before = all_but_the_count(firm.base)
    refused = opuntia(*firm.job, password="not this one, no")
    assert (refused.returncode, json.loads(refused.stdout)["reason"]) == (2, "wrong_password")
    assert all_but_the_count(firm.base) == before


def test_the_demonstration_runs_the_main_job_and_names_its_packages(tmp_path: Path) -> None:
    done = opuntia("demo", tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    assert "SAMPLE" in done.stdout
    assert str(tmp_path / "demo" / "packages") in done.stdout
    assert list((tmp_path / "demo" / "packages").glob("*.xlsx"))
    assert opuntia("demo", tmp_path / "demo").returncode == 0
    assert (tmp_path / "demo-2" / "Sample.opuntia").is_dir()
