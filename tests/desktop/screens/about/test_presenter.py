"""What the page about the program says, without Qt."""

from collections.abc import Sequence

import pytest

from core.services.session import Session
from desktop.screens.about import presenter as presenting
from desktop.screens.about.libraries import Library, program_version
from desktop.screens.about.presenter import AboutPresenter, LibraryRow
from desktop.words import Words
from tests.support.desk import PlainDesk


class View:
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.version = ""
        self.title = ""
        self.rows: list[LibraryRow] = []
        self.chosen = -1
        self.none: tuple[str, str] | None = None
        self.licence = ("", "", "")

    def show_version(self, text: str) -> None:
        self.version = text

    def show_libraries(self, title: str, rows: Sequence[LibraryRow], chosen: int) -> None:
        self.title, self.rows, self.chosen = title, list(rows), chosen

    def show_none(self, title: str, text: str) -> None:
        self.none = (title, text)

    def show_licence(self, title: str, note: str, text: str) -> None:
        self.licence = (title, note, text)


def arrived(session: Session, words: Words | None = None) -> tuple[AboutPresenter, View]:
    view = View()
    presenter = AboutPresenter(view, PlainDesk(session, words))
    presenter.read()
    return presenter, view


def test_the_version_is_the_one_installed(session: Session) -> None:
    _, view = arrived(session)
    assert view.version == f"Версия {program_version()}"
    assert view.title.startswith("Внутри работа")
    assert view.chosen == 0
    assert "Permission" in view.licence[2], "the licence of the first one is shown"


def test_of_qt_is_said_that_it_is_under_the_lgpl_and_where_the_text_is(session: Session) -> None:
    presenter, view = arrived(session, Words("en"))
    presenter.choose(next(at for at, row in enumerate(view.rows) if row.name.startswith("PySide6")))
    title, note, text = view.licence
    assert title == "Licence: PySide6_Essentials"
    assert "LGPL" in note
    assert "https://www.gnu.org/licenses/lgpl-3.0.html" in note
    assert text == ""
    presenter.read()
    assert view.rows[view.chosen].name == "PySide6_Essentials"


def test_a_library_without_a_text_is_told_so(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenting, "read_libraries", lambda: [Library("pads", "1.0", "", has_text=False)])
    monkeypatch.setattr(presenting, "program_version", lambda: "")
    _, view = arrived(session)
    assert view.version == "Версия: нет данных"
    assert (view.rows[0].licence, view.rows[0].stated) == ("нет данных", False)
    assert view.licence == ("Лицензия: pads", "Нет текста лицензии: библиотека его не приложила.", "")


def test_a_build_without_any_metadata_has_a_page_too(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenting, "read_libraries", list)
    _, view = arrived(session)
    assert view.none == ("Списка библиотек нет", "В этой сборке нет сведений о библиотеках.")
