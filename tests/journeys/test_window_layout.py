"""Every state that the tour shows, in the smallest and in a large window: nothing is cut off, nothing untranslated."""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListView, QTableView, QWidget
from pytestqt.qtbot import QtBot

from core.services import wording
from core.services.sample import HEADERS, LOGIN, read_plan
from core.services.wording import Language
from core.vault.fingerprint import WORDS as KEY_WORDS
from desktop.bootstrap import Program
from desktop.tasks import Work
from desktop.theme import Scheme
from desktop.theme.tokens import SMALLEST
from desktop.tour import COLLEAGUES, LARGE, ONE_TIME, PSEUDO, Guide, Look
from desktop.tour_catalogue import SHORT_TITLE
from desktop.tour_clients import NOBODY
from desktop.tour_columns import WIDE
from desktop.widgets.buttons import Button
from desktop.widgets.frames import column, holder
from desktop.widgets.labels import Label
from tests.support.clipping import clipped
from tests.support.driver import look_as_before, text_of

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

MARK: Final = "¤"
LETTERS: Final = re.compile("[A-Za-zА-Яа-яЁё]{2}")
PLACES: Final = 36
"""So many states the tour shows at least."""


class Wanderer(Guide):
    """Also goes where people come less often."""

    def _inside(self) -> Iterator[tuple[str, Callable[[], QWidget | None]]]:
        beside = {
            "review": ("review-until", self._until),
            "sending-packages": ("with-work", lambda: self.frame.jobs.add(Work("import_table"))),
            "import-consents": ("import-paper", self._paper),
        }
        for name, prepare in super()._inside():
            yield name, prepare
            if name in beside:
                yield beside[name]

    def _until(self) -> None:
        page: Any = self.frame.page
        page.presenter.choose_day()

    def _paper(self) -> None:
        page: Any = self.frame.page
        page.presenter.change_paper(given=True, number="С-1", everybody=False, partners=frozenset({"Полис-Маяк"}))


@pytest.fixture
def guide(qapp: QApplication, home: Path, made_sample: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wanderer]:  # noqa: ARG001
    """Over a sample that is there already."""
    faults: list[BaseException] = []
    monkeypatch.setattr(Program, "fault", lambda _program, error: faults.append(error))
    shutil.copytree(made_sample, home)
    made = Wanderer(home)
    yield made
    made.close()
    look_as_before()
    assert not faults


def test_the_search_for_what_is_cut_off_finds_it(qtbot: QtBot) -> None:
    holder_ = holder(
        column(Label(text="Отправлено"), Label(text="Отправлено партнёру", wrap=True), Button("Отправить"))
    )
    qtbot.addWidget(holder_)
    holder_.show()
    assert clipped(holder_) == []
    holder_.setFixedSize(30, 30)
    QApplication.processEvents()
    found = "\n".join(clipped(holder_))
    assert all(f"{kind} 'Отправ" in found for kind in ("Label", "Button"))
    assert all(why in found for why in ("wide in", "a word of", "sticks out"))


@pytest.mark.parametrize(
    ("language", "stretch", "scale", "sizes"),
    [
        ("ru", 0.0, 100, (SMALLEST, LARGE)),
        ("en", 0.0, 100, (LARGE, SMALLEST)),  # each state is told anew in its first size only: here in the other one
        ("ru", PSEUDO, 100, (SMALLEST, LARGE)),
        ("ru", 0.0, 150, (LARGE, SMALLEST)),
    ],
)
def test_nothing_is_cut_off_on_any_screen(
    guide: Wanderer, language: Language, stretch: float, scale: int, sizes: Sequence[tuple[int, int]]
) -> None:
    guide.program.set_type_scale(scale)
    looks = [Look(Scheme.LIGHT, language, size, stretch) for size in sizes]
    offenders, seen = [], 0
    for name, look, window in guide.walk(looks):
        seen += 1
        found = clipped(window)
        page = guide.frame.page
        if window is guide.frame and window.size().toTuple() != look.size:
            found.append(f"the window is {window.size().toTuple()}")
        if window is guide.frame and page is not None:
            least, room = page.minimumSizeHint(), page.size()
            if least.width() > room.width() or least.height() > room.height():
                found.append(f"the page needs {least.toTuple()} of {room.toTuple()}")
        offenders += [f"{name} at {look.size}: {one}" for one in found]
    assert seen >= 2 * PLACES
    assert not offenders, "\n".join(["", *offenders])


def test_every_sentence_on_any_screen_comes_from_the_texts(guide: Wanderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "sentences", marked(wording.sentences))
    strange, seen = set(), 0
    for name, _, window in guide.walk([Look(Scheme.LIGHT, "ru", LARGE)]):
        lines = written(window)
        seen += sum(MARK in line for line in lines)
        strange |= {f"{name}: {line}" for line in lines if MARK not in line and not is_data(line)}
    assert seen > 40 * PLACES
    assert not strange, "\n".join(["", *sorted(strange)])


def marked(read: Callable[[Language, str], dict[str, str | list[str]]]) -> Any:
    """Every sentence with a mark behind each of its lines."""

    def sentences(language: Language, section: str) -> dict[str, str | list[str]]:
        found = read(language, section)
        return {
            key: _marked(text) if isinstance(text, str) else [_marked(form) for form in text]
            for key, text in found.items()
        }

    return sentences


def _marked(text: str) -> str:
    return "\n".join(f"{line}{MARK}" if line else line for line in text.split("\n"))


def written(window: QWidget) -> list[str]:
    """On labels, buttons and chips, in the heads of tables, in what lists and tables tell a screen reader."""
    lines: list[str] = []
    for one in window.findChildren(QWidget):
        if not one.isVisible():
            continue
        lines += text_of(one).splitlines()
        if isinstance(one, QTableView):
            columns, side = range(one.horizontalHeader().count()), Qt.Orientation.Horizontal
            lines += [str(one.model().headerData(column, side) or "") for column in columns]
        if isinstance(one, QListView | QTableView):
            rows = [one.model().index(row, 0) for row in range(min(3, one.model().rowCount()))]
            lines += [str(row.data(int(Qt.ItemDataRole.AccessibleTextRole)) or "") for row in rows]
    return lines


def is_data(line: str) -> bool:
    """Numbers, keys, words of a public key, names of the invented group, its services and people, heads of tables."""
    plan = read_plan()
    names = {LOGIN, ONE_TIME, *COLLEAGUES, plan["own"], *HEADERS, *(company["name"] for company in plan["company"])}
    sold = [one for company in plan["company"] for group in ("services", "ent") for one in company.get(group, ())]
    names |= {*WIDE, SHORT_TITLE, *(name for name, _ in sold), *plan["need_names"], NOBODY}
    surnames = {form for surname in plan["people"]["surnames"] for form in (surname, f"{surname}а")}
    words_of_key = line.count(" · ") == KEY_WORDS - 1
    people = plan["people"]
    names |= {*people["men"], *people["women"], *(f"{one}{end}" for one in people["fathers"] for end in ("ич", "на"))}
    line = line.replace("\u200b", "")
    reached = line.startswith((*people["towns"], "age1 ")) or line.endswith(".example")
    listed = line in names or all(one in names for one in line.split(", "))
    reached = reached or line.endswith((".xlsx", ".csv", ".pdf"))
    named = words_of_key or listed or Path(line).is_absolute() or reached
    return not LETTERS.search(line) or named or line.split(maxsplit=1)[0] in surnames
