"""200 decisions by key in the real window over a large base: from the key to the next client's card on the screen."""

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from core.domain.consent import parse_consent
from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.intake.tables import read_table
from core.services import sample
from core.services.catalogue import load_catalogue, read_catalogue, read_catalogue_file
from core.services.scoring import compute
from core.services.session import create_base, sign_in
from tests.support.imported import import_clients

CLIENTS = 100_000
DECISIONS = 200


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit)."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        base = home / "Bench.opuntia"
        fill(base, home)
        yield from _review(base, home)


def fill(base: Path, folder: Path) -> None:
    """A base of so many clients, scored; its tables lie in `folder`."""
    today = datetime.now(UTC).date()
    table_file, matrix_file = folder / "clients.xlsx", folder / "matrix.xlsx"
    sample.write_table(table_file, list(sample.invented_rows(random.Random(5), CLIENTS, today)))
    sample.write_matrix(matrix_file)
    create_base(base, sample.read_plan()["own"], sample.LOGIN, sample.PASSWORD)
    session = sign_in(base, sample.LOGIN, sample.PASSWORD)
    load_catalogue(session, read_catalogue_file(matrix_file))
    table = read_table(table_file)
    paper = parse_consent(f"С-1;{date(2026, 1, 1)};*", read_catalogue(session).companies.values(), today)
    import_clients(session, clean(table, suggest(table.headers), today).rows, paper)
    compute(session)
    session.close()


def _review(base: Path, home: Path) -> Iterator[tuple[str, float, str]]:
    from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: PLC0415 (the platform has been chosen by now)
    from PySide6.QtTest import QTest  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from desktop.counting import COUNT_AFTER_MS  # noqa: PLC0415
    from desktop.screens.review.screen import ReviewScreen  # noqa: PLC0415
    from desktop.theme import IN_ONE_STYLE  # noqa: PLC0415
    from tests.bench.heartbeat import Heart  # noqa: PLC0415
    from tests.support.driver import Driver  # noqa: PLC0415

    waiting = QEventLoop.ProcessEventsFlag.WaitForMoreEvents  # else this loop would keep the base from its turn
    app = QApplication.instance() or QApplication(["bench", *IN_ONE_STYLE])
    driver = Driver(home)
    driver.program.watch_idleness = lambda: None  # type: ignore[method-assign]
    driver.program.idleness.end()  # nobody sits here: a long measurement would end behind the lock
    for timer in driver.program.findChildren(QTimer):
        if timer.isSingleShot() and timer.interval() == 0:  # the driver puts nothing off, the program does
            timer.setInterval(COUNT_AFTER_MS)
    driver.program.entrance.open(base, sample.LOGIN, sample.PASSWORD, _refuse)
    driver.wait()
    heart = Heart()
    began = perf_counter()
    gap = heart.during(lambda: driver.program.go("review", {}), lambda: _stands(driver.page))
    yield f"review page of {CLIENTS:,} clients, until its first card stands", (perf_counter() - began) * 1000, "ms"
    yield "  longest gap of the window's thread meanwhile", gap, "ms"
    driver.wait()
    page = driver.page
    assert isinstance(page, ReviewScreen)
    shown = _Watched(page.show_card)
    page.show_card = shown  # type: ignore[method-assign]
    for pace, thinking in (("what the last one began has ended", True), ("no pause between keys", False)):
        waits = []
        heart.begin()
        for number in range(DECISIONS):
            if thinking:
                driver.wait()
            key = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_1)[number % 3]
            shown.cards = 0
            began = perf_counter()
            QTest.keyClick(QApplication.focusWidget() or driver.frame, key)
            while not shown.cards:
                app.processEvents(waiting, 5)
            page.grab()  # painted, not only asked to be
            waits.append((perf_counter() - began) * 1000)
            app.processEvents()
        gap = heart.longest()
        driver.wait()
        yield f"key to the next card painted, {pace}: median of {DECISIONS}", median(waits), "ms"
        yield f"key to the next card painted, {pace}: 95 of 100", quantiles(waits, n=20)[-1], "ms"
        yield f"  longest gap of the window's thread, {pace}", gap, "ms"
    yield "threshold moved by one, counts and list painted, 95 of 100", _moved(page), "ms"
    driver.close()


def _stands(page: Any) -> bool:
    """Whether there is a card to decide about."""
    return bool(page.footer_bar.accept.isEnabled())


def _moved(page: Any) -> float:
    """The threshold up from 70, each step painted: 95 of 100 in ms."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    moves = []
    for threshold in range(70, 95):
        began = perf_counter()
        page.presenter.move_threshold(threshold)
        QApplication.processEvents()
        page.grab()
        moves.append((perf_counter() - began) * 1000)
    return quantiles(moves, n=20)[-1]


class _Watched:
    """Counts the cards that were shown."""

    def __init__(self, show: Callable[[Any], None]) -> None:
        self._show = show
        self.cards = 0

    def __call__(self, card: Any) -> None:
        self._show(card)
        self.cards += card is not None


def _refuse(error: Exception) -> None:
    raise error
