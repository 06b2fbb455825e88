"""A base with a client of one's own whose passport is known, and a view that keeps what it is shown."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.domain.client import Document, DocumentKind
from core.domain.lead import Stage
from core.services.client_erasing import Erasure
from core.services.decisions import accept
from core.services.scoring import compute
from core.services.session import Session
from desktop.asked import FormShown
from desktop.screens.client.presenter import ClientPresenter
from desktop.screens.client.shown import CardShown, ConflictShown, FieldShown, RowShown, SectionShown
from tests.support.bases import (
    CAR,
    SERVICE,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    open_filled,
    reopen,
)
from tests.support.desk import PlainDesk
from tests.support.imported import import_clients

PASSPORT = Document(DocumentKind.PASSPORT, "9214", "123417", date(2014, 5, 6), "ОВД Казани", "160-001")


@pytest.fixture(scope="session")
def ready_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three clients, scored; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("client")
    session = open_filled(folder)
    first = client_row(1, CAR)
    who = replace(first.identity, documents=(PASSPORT,), details={"city": "Казань", "snils": "11223344595"})
    rows = [replace(first, identity=who), client_row(2, CAR), client_row(3, SERVICE)]
    import_clients(session, rows, consent_to_all(session))
    compute(session)
    session.close()
    return folder / "Test.opuntia"


@pytest.fixture
def session(ready_base: Path, tmp_path: Path) -> Iterator[Session]:
    """The base, open."""
    opened = reopen(Path(shutil.copytree(ready_base, tmp_path / "Test.opuntia")), 100)
    yield opened
    opened.close()


def sent(session: Session, client: int = 1) -> int:
    """A lead of the client that has left."""
    lead = next(one.id for one in all_recommendations(session) if one.client_id == client)
    accept(session, [lead])
    with session.store.unit_of_work() as work:
        work.leads.offer([lead], Stage.SENT, session.now(), TODAY)
    return lead


class View:
    """Keeps what the presenter shows, the latest last."""

    def __init__(self) -> None:
        self.cards: list[CardShown] = []
        self.others: list[bool] = []
        self.nothing: list[str] = []
        self.notes: list[tuple[str, str, str]] = []
        self.conflicts: list[ConflictShown] = []
        self.revealed: list[tuple[str, str]] = []
        self.forms: list[FormShown] = []
        self.refusals: list[tuple[str, str]] = []
        self.lists: list[tuple[str, str, Sequence[str]]] = []
        self.erasures: list[Erasure] = []
        self.messages: list[str] = []
        self.closed = self.left = 0
        self.chosen = ""
        self.asked_places: list[str] = []
        self.questions: list[str] = []
        self.yes: Callable[[], None]
        self.then: Callable[[str, Mapping[str, Any]], None]
        self.erase: Callable[[], None]

    def show_card(self, card: CardShown, *, other: bool) -> None:
        self.cards.append(card)
        self.others.append(other)

    def show_nothing(self, title: str, text: str, action: str) -> None:
        self.nothing.append(f"{title} {text} {action}")

    def show_note(self, code: str, sentence: str, tone: str) -> None:
        self.notes.append((code, sentence, tone))

    def show_conflict(self, conflict: ConflictShown) -> None:
        self.conflicts.append(conflict)

    def show_revealed(self, code: str, text: str) -> None:
        self.revealed.append((code, text))

    def ask_form(self, form: FormShown, then: Callable[[str, Mapping[str, Any]], None]) -> None:
        self.forms.append(form)
        self.then = then

    def refuse_form(self, sentence: str, field: str = "") -> None:
        self.refusals.append((sentence, field))

    def close_form(self) -> None:
        self.closed += 1

    def ask_yes(self, title: str, text: str, answers: tuple[str, str], then: Callable[[], None]) -> None:
        self.questions.append(" ".join((title, text, *answers)))
        self.yes = then

    def choose_file(self, title: str, kinds: str) -> str:  # noqa: ARG002
        return self.chosen

    def choose_place(self, title: str, name: str, kinds: str) -> str:  # noqa: ARG002
        self.asked_places.append(name)
        return self.chosen

    def show_list(self, title: str, text: str, lines: Sequence[str]) -> None:
        self.lists.append((title, text, lines))

    def ask_erasure(self, erasure: Erasure, then: Callable[[], None]) -> None:
        self.erasures.append(erasure)
        self.erase = then

    def show_message(self, text: str, tone: str = "info", action: str = "") -> None:
        self.messages.append(" ".join(filter(None, (tone, text, action))))

    def leave(self) -> None:
        self.left += 1

    # ------------------------------------------------------------------ what was shown last

    @property
    def card(self) -> CardShown:
        return self.cards[-1]

    def section(self, name: str) -> SectionShown:
        return next(one for one in self.card.sections if one.name == name)

    def rows(self, name: str) -> tuple[RowShown, ...]:
        return self.section(name).rows

    def field(self, code: str) -> FieldShown:
        return next(one for group in self.card.groups for one in group.fields if one.code == code)

    def does(self) -> set[str]:
        """Every deed that a button offers."""
        heads = {one.name for section in self.card.sections for one in section.does}
        return heads | {one.name for section in self.card.sections for row in section.rows for one in row.does}


class Page:
    """A presenter with its view and desk; it reads again after each change, as the window lets it."""

    def __init__(self, session: Session) -> None:
        self.view, self.desk = View(), PlainDesk(session)
        self.does = ClientPresenter(self.view, self.desk)

    def act(self, name: str, value: int | str = 0) -> None:
        """Press a button."""
        self.does.act(name, value)
        self.again()

    def fill(self, values: Mapping[str, Any], answer: str = "yes") -> None:
        """Fill in the small window that was asked for, whose other fields stay as they are, and go on."""
        form = self.view.forms[-1]
        self.view.then(answer, {one.name: one.value for one in form.fields} | dict(values))
        self.again()

    def again(self) -> None:
        """Read again."""
        self.does.arrive({})

    @property
    def told(self) -> str:
        """The last toast."""
        return self.desk.told[-1][0]


@pytest.fixture
def page(session: Session) -> Page:
    """The card of the first client."""
    made = Page(session)
    made.does.arrive({"client": 1})
    return made
