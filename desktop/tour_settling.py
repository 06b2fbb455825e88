"""Stops of the tour about duplicates: a table that names known clients otherwise, its report, the desk of the base."""

from __future__ import annotations

import csv
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.domain.client import Identity
from core.domain.rights import UseCase

if TYPE_CHECKING:
    from desktop.bootstrap import Program
    from desktop.screens.imports.screen import ImportsScreen
    from desktop.window.frame import Frame

HEADERS: Final = ("Surname", "Name", "Patronymic", "Date of birth", "Phone", "E-mail", "City")
_KNOWN: Final = 60


class SettlingStops(ABC):
    """Part of `desktop/tour.py`'s guide."""

    program: Program
    frame: Frame

    @abstractmethod
    def settle(self) -> None:
        """Wait until nothing is under way."""

    def _settling(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "import-duplicates", self._duplicates
        yield "import-duplicates-desk", self._duplicates_desk
        yield "import-duplicates-seen", self._duplicates_seen
        yield "import-summary-rules", self._summary
        yield "import-report", self._imported
        yield "import-report-joined", self._imported_joined
        yield "import-report-refused", self._imported_refused
        yield "imports-list", self._list
        yield "base-desk", self._base_desk
        yield "base-desk-joined", self._base_joined

    def _open(self, file: Path) -> None:
        """At the first step, though its columns may be known."""
        from desktop.screens.imports.shown import Step  # noqa: PLC0415 (see below)

        self.program.go("imports", {"open": str(file)})
        self.settle()
        self._page.presenter.go(Step.FILE)

    def _duplicates(self) -> None:
        """The step of duplicates, sure pairs first."""
        place = self.program.workplace
        if place is None:
            raise RuntimeError
        with place.session.reading(UseCase.READ_CLIENTS) as work:
            known = [identity for _, identity in work.clients.recognised_by().values() if identity.surname][:_KNOWN]
        file = write_doubtful_table(self.program.preferences.folder / "clients_13.csv", known)
        self._open(file)
        for _ in range(3):
            self.settle()
            self._page.press_primary()
        self.settle()

    def _duplicates_desk(self) -> None:
        self._page.press_primary()
        self._page.presenter.duplicates.answer("same")
        self._page.presenter.duplicates.answer("later")

    def _duplicates_seen(self) -> None:
        while self._page.presenter.duplicates.answer("later"):
            pass

    def _summary(self) -> None:
        for _ in range(2):
            self._page.press_primary()
            self.settle()

    def _imported(self) -> None:
        self._page.press_primary()
        self.settle()

    def _imported_joined(self) -> None:
        self._page.presenter.reporting.look("joined")

    def _imported_refused(self) -> None:
        """Something was joined by hand since: the import is not undone."""
        from core.services.merges import merge_clients, read_pairs  # noqa: PLC0415 (needs the store)

        place, page = self.program.workplace, self._page
        if place is None:
            raise RuntimeError
        finished = page.presenter.reporting.finished
        pair = read_pairs(place.session)[0]
        merge_clients(place.session, pair.one.id, pair.other.id)
        if finished is not None:
            page.presenter.reporting._undo(finished.record.id)

    def _list(self) -> None:
        self._page.presenter.close()

    def _base_desk(self) -> None:
        self._page.presenter.open_base_desk()

    def _base_joined(self) -> None:
        self._page.presenter.base_desk.answer("same")
        self.settle()
        self._page.presenter.base_desk.look(on_joined=True)

    @property
    def _page(self) -> ImportsScreen:
        from desktop.screens.imports.screen import ImportsScreen  # noqa: PLC0415 (the application comes first)

        page = self.frame.page
        if not isinstance(page, ImportsScreen):
            raise TypeError
        return page


def write_doubtful_table(file: Path, known: list[Identity]) -> Path:
    """A table that names known people: as they are, with a slip of the pen, with a changed name or telephone."""
    rows = []
    for place, one in enumerate(known):
        born = one.birth_date.strftime("%d.%m.%Y") if one.birth_date else ""
        surname, name, phone = one.surname, one.name, one.phone
        if place % 3 == 1:
            surname, phone = surname[:2] + surname[1] + surname[2:], ""
        elif place % 3 == 2:
            name, phone = name[:1] + ".", f"+7 900 100-{place:02}-11"
            born = "" if place % 2 else born
        rows.append((surname, name, one.patronymic, born, phone, one.email if place % 4 else "", "Kazan"))
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows([HEADERS, *rows])
    return file
