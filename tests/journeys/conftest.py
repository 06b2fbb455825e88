"""Bases and tables for journeys through the window, made once and copied; every home is a temporary folder."""

import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from core.domain.consent import ConsentDocument
from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.intake.tables import read_table
from core.services.catalogue import load_catalogue, read_catalogue, read_catalogue_file
from core.services.sample import invented_rows, make_sample, read_plan, write_matrix, write_table
from core.services.scoring import compute
from core.services.session import create_base, sign_in
from core.services.users import make_sheet
from desktop.entrance import SUFFIX
from desktop.preferences import HOME_VARIABLE, Preferences
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs
from tests.support.imported import import_clients

if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

LOGIN = "anna"
PASSWORD = "pads-and-fruit-26"
ROWS = 100


@dataclass(frozen=True, slots=True)
class Tables:
    """The matrix workbook, a client table and its rows."""

    matrix: Path
    clients: Path
    rows: list[tuple[Any, ...]]

    @property
    def secrets(self) -> set[str]:
        """Surnames, phones in every form, mails: what must never be met outside the base."""
        phones = {str(row[5]) for row in self.rows if row[5]}
        digits = {"".join(filter(str.isdigit, phone))[1:] for phone in phones}
        names = {str(row[1]) for row in self.rows if row[1]}
        return phones | digits | names | {str(row[6]) for row in self.rows if row[6]}


def enter_consent(driver: Driver) -> None:
    """On the consent step: one paper for the whole file and all partners."""
    step = driver.page.consent
    assert driver.focused is step.later
    driver.do(KEYS.Key_Down)
    assert step.now.isChecked()
    driver.tab_to(step.number)
    driver.type("С-1")


def to_the_import(driver: Driver, dialogs: FileDialogs, tables: Tables) -> None:
    """Up to the last step of the wizard."""
    driver.go("imports")
    dialogs.file = tables.clients
    driver.do(KEYS.Key_O, held=CTRL)
    driver.do(*[KEYS.Key_Return] * 3, held=CTRL)
    enter_consent(driver)
    driver.do(KEYS.Key_Return, held=CTRL)


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("tables")
    rows = list(invented_rows(random.Random(4), ROWS, date(2026, 1, 1)))
    write_matrix(folder / "matrix.xlsx")
    write_table(folder / "clients.xlsx", rows)
    return Tables(folder / "matrix.xlsx", folder / "clients.xlsx", rows)


@pytest.fixture(scope="session")
def made_bases(tmp_path_factory: pytest.TempPathFactory, tables: Tables) -> dict[str, Path]:
    """An "empty" base, one with a "catalogue" only, one with "clients" that wait to be scored, one that is "scored"."""
    folder = tmp_path_factory.mktemp("bases")
    base = folder / f"Firm{SUFFIX}"
    create_base(base, read_plan()["own"], LOGIN, PASSWORD)
    session = sign_in(base, LOGIN, PASSWORD)
    make_sheet(session)
    stages: dict[str, Callable[[], object]] = {
        "empty": lambda: None,
        "catalogue": lambda: load_catalogue(session, read_catalogue_file(tables.matrix)),
        "clients": lambda: _bring_in(session, tables.clients),
        "scored": lambda: compute(session),
    }
    made = {}
    for name, make in stages.items():
        make()
        made[name] = Path(shutil.copytree(base, folder / name / base.name))
    session.close()
    return made


def _bring_in(session: Any, file: Path) -> None:
    table = read_table(file)
    cleaned = clean(table, suggest(table.headers), date(2026, 1, 1))
    partners = [one.id for one in read_catalogue(session).companies.values() if not one.own]
    import_clients(session, cleaned.rows, ConsentDocument("С-1", date(2026, 1, 1), frozenset(partners)))


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a program that has made its sample."""
    home = tmp_path_factory.mktemp("sampled")
    make_sample(home / "sample")
    return home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's own folder; the person's own folders lie beside it."""
    folder = tmp_path / "program"
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_DOCUMENTS_DIR"):
        place = tmp_path / "person" / name.lower()
        place.mkdir(parents=True)
        monkeypatch.setenv(name, str(place))
    monkeypatch.setenv(HOME_VARIABLE, str(folder))
    return folder


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> FileDialogs:
    """What a person points at in the system's windows."""
    return FileDialogs(monkeypatch)


@pytest.fixture
def start(qapp: QApplication, home: Path) -> Iterator[Callable[[], Driver]]:  # noqa: ARG001
    """Start the program; every one that is still running is ended with the test."""
    started: list[Driver] = []

    def make() -> Driver:
        started.append(Driver(home))
        return started[-1]

    yield make
    for driver in reversed(started):
        driver.close()


@pytest.fixture
def base_of(tmp_path: Path, home: Path, made_bases: dict[str, Path]) -> Callable[[str], Path]:
    """A copy of a base, known to the program as the one opened last."""

    def copy(stage: str) -> Path:
        made = made_bases[stage]
        base = Path(shutil.copytree(made, tmp_path / "bases" / made.name))
        preferences = Preferences(home)
        preferences.opened(base, LOGIN)
        preferences.save()
        return base

    return copy


@pytest.fixture
def inside(start: Callable[[], Driver], base_of: Callable[[str], Path]) -> Callable[[str], Driver]:
    """Start the program and go into a copy of a base."""

    def enter(stage: str) -> Driver:
        base_of(stage)
        driver = start()
        driver.unlock(LOGIN, PASSWORD)
        assert driver.frame.page_name == "today"
        return driver

    return enter
