"""What the card does: reads, saves each field as it is left, shows what is masked, takes back; or adds a client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from core.domain.card_errors import FieldChanged, StandsInTheWay
from core.domain.client import DocumentKind
from core.domain.errors import KnownError, NothingToUndo, UnknownRecord
from core.domain.rights import MAY, UseCase
from core.services.catalogue import read_catalogue
from core.services.client_card import ClientCard, Shown, read_client, reveal_document, reveal_value
from core.services.client_edits import edit_client
from core.services.client_erasing import Erasure, erase_clients, read_erasure
from core.services.consent_papers import Paper, read_papers
from core.services.history import Undone, read_undoable, undo, undo_last
from core.services.scoring import compute_at_once
from desktop.asked import FormShown
from desktop.screens.client.adding import Adding
from desktop.screens.client.deeds import Deeds
from desktop.screens.client.fields import numbered, title_of, written
from desktop.screens.client.sections_text import card_shown
from desktop.screens.client.shown import CardShown, ConflictShown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.domain.catalogue import Catalogue
    from core.domain.client import Document
    from core.intake.typed import Doubts
    from core.services.session import Done, Session
    from desktop.desk import Desk

LINE: Final = "client"
"""The line on which the card is read."""


class ClientView(Protocol):
    """What the presenter shows."""

    def show_card(self, card: CardShown, *, other: bool) -> None:
        """All of a client, or the form of a new one; `other` than the one that stood there."""

    def show_nothing(self, title: str, text: str, action: str) -> None:
        """In place of a card."""

    def show_note(self, code: str, sentence: str, tone: str) -> None:
        """Beside a field; an empty sentence takes it away."""

    def show_conflict(self, conflict: ConflictShown) -> None:
        """Both versions of a field."""

    def show_revealed(self, code: str, text: str) -> None:
        """In full, for half a minute."""

    def ask_form(self, form: FormShown, then: Callable[[str, Mapping[str, Any]], None]) -> None:
        """A small window; `then` is told the pressed answer and what was typed, and it stays until `close_form`."""

    def refuse_form(self, sentence: str, field: str = "") -> None:
        """Why not, beside a field of the small window."""

    def close_form(self) -> None:
        """It was taken."""

    def ask_yes(self, title: str, text: str, answers: tuple[str, str], then: Callable[[], None]) -> None:
        """Ask before what cannot be brought back; `answers` are yes and no."""

    def choose_file(self, title: str, kinds: str) -> str:
        """A file to be added; "" for none."""

    def choose_place(self, title: str, name: str, kinds: str) -> str:
        """Where a file is saved; "" for nowhere."""

    def show_list(self, title: str, text: str, lines: Sequence[str]) -> None:
        """To be read."""

    def ask_erasure(self, erasure: Erasure, then: Callable[[], None]) -> None:
        """Class C: once the name was typed."""

    def show_message(self, text: str, tone: str = "info", action: str = "") -> None:
        """A sentence above the card; the word of the button that leads to what is to be called back."""

    def leave(self) -> None:
        """Back to where one came from."""


@dataclass(frozen=True, slots=True)
class Read:
    """A card with what else is asked of the base for it."""

    card: ClientCard
    undoable: frozenset[int]
    catalogue: Catalogue
    papers: tuple[Paper, ...] = ()


class ClientPresenter:
    """`card` is the client that is shown; none while one is being added."""

    def __init__(self, view: ClientView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._wanted: int | None = None
        self._shown: int | None = None
        self._read: Read | None = None
        self._theirs = ("", "", "")
        self._deeds = Deeds(view, desk, lambda: self._read)
        self._adding = Adding(view, desk, self._added)

    @property
    def card(self) -> ClientCard | None:
        """What is shown."""
        return None if self._read is None else self._read.card

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """`client` names one, `new` wants the form of a new one; else what stood there is read again."""
        if facts.get("new"):
            self._wanted = self._shown = self._read = None
            self._adding.begin()
        elif "client" in facts or self._wanted is not None:
            self._adding.pause()
            self._wanted = int(facts.get("client", self._wanted))
            self._ask()
        elif self._adding.open:
            self._adding.begin()
        else:
            self._show_nothing()

    # ------------------------------------------------------------------ reading

    def _ask(self) -> None:
        client = self._wanted
        if client is None:
            return

        def question(session: Session) -> Read:
            card = read_client(session, client)
            undoable = read_undoable(session, {one.id for one in card.history})
            return Read(card, undoable, read_catalogue(session), tuple(read_papers(session, client)))

        self._desk.ask(LINE, question, self._show, self._refuse_reading)

    def _show(self, read: Read) -> None:
        other, self._shown, self._read = self._shown != read.card.id, read.card.id, read
        shown = card_shown(self._desk.words, read.card, read.undoable, read.catalogue, read.papers)
        self._view.show_card(shown, other=other)
        if read.card.waits and MAY[UseCase.COMPUTE] & self._desk.session.roles and read.catalogue.services:
            client = read.card.id  # an edit or an answer counts at once; where that is refused the client just waits
            self._desk.do(lambda session: compute_at_once(session, [client]), None, lambda _error: None)

    def _refuse_reading(self, error: KnownError) -> None:
        self._wanted = self._shown = self._read = None
        self._show_nothing()
        if not isinstance(error, UnknownRecord):
            self._view.show_message(self._desk.words.error(error), "err")

    def _show_nothing(self) -> None:
        say, may = self._desk.words.say, MAY[UseCase.EDIT_CLIENTS] & self._desk.session.roles
        text = say("client", "nothing_text" if may else "nothing_text_read")
        self._view.show_nothing(say("client", "nothing_title"), text, say("client", "new") if may else "")

    # ------------------------------------------------------------------ fields

    def save(self, code: str, text: str) -> None:
        """A field was left: what was typed is the client's now."""
        if self._read is None:
            self._adding.keep(code, text)
            return
        before = self._read.card.values.get(code, "")
        if text.strip() != written(self._desk.words, code, before).strip() and text != before:
            self._save(code, text, before)

    def _save(self, code: str, text: str, shown: str) -> None:
        read = self._read
        if read is None:
            return
        client = read.card.id
        self._desk.do(
            lambda session: edit_client(session, client, {code: text}, {code: shown}),
            lambda done: self._saved(code, done),
            lambda error: self._refuse_field(code, text, error),
        )

    def _saved(self, code: str, done: Done[Doubts]) -> None:
        words = self._desk.words
        doubt = done.value.get(code)
        note = "" if doubt is None else words.say("problems", doubt.value)
        self._view.show_note(code, note, "warn")
        self._desk.tell(words.say("client", "saved", field=title_of(words, code)), entry=done.entry)

    def _refuse_field(self, code: str, text: str, error: KnownError) -> None:
        if isinstance(error, FieldChanged):
            self._both_versions(code, text)
            return
        self._view.show_note(code, self._desk.words.error(error), "err")

    def _both_versions(self, code: str, text: str) -> None:
        """What the base says now stands beside what was typed."""
        read = self._read
        if read is None:
            return
        client = read.card.id

        def show(card: ClientCard) -> None:
            words = self._desk.words
            theirs = written(words, code, card.values.get(code, "")) or words.say("client", "nothing_there")
            mine = text or words.say("client", "nothing_there")
            self._theirs = code, text, card.values.get(code, "")
            self._view.show_conflict(
                ConflictShown(
                    code,
                    words.say("client", "changed_meanwhile", theirs=theirs, mine=mine),
                    words.say("client", "keep_mine"),
                    words.say("client", "take_theirs"),
                )
            )

        self._desk.ask("client_field", lambda session: read_client(session, client), show)

    def settle(self, *, mine: bool) -> None:
        """One of the two versions stays."""
        code, text, theirs = self._theirs
        self._view.show_note(code, "", "warn")
        if mine:
            self._save(code, text, theirs)
        else:
            self._ask()

    # ------------------------------------------------------------------ what is masked

    def reveal(self, code: str) -> None:
        """In full, once; that it was shown stands in the journal."""
        read = self._read
        if read is None:
            return
        client = read.card.id
        if code in set(DocumentKind):
            self._desk.do(
                lambda session: reveal_document(session, client, DocumentKind(code)),
                lambda done: self._view.show_revealed(code, self._in_full(done.value)),
            )
        else:
            self._desk.do(
                lambda session: reveal_value(session, client, Shown(code)),
                lambda done: self._view.show_revealed(code, done.value),
            )

    def _in_full(self, paper: Document) -> str:
        issued = self._desk.words.day(paper.issued_on) if paper.issued_on else ""
        return ", ".join(filter(None, (numbered(paper), issued, paper.issued_by, paper.code)))

    # ------------------------------------------------------------------ deeds

    def act(self, name: str, value: int | str) -> None:
        """A button of a section."""
        if self._read is None:
            self._adding.act(name, value)
        elif name == "undo":
            self._desk.do(lambda session: undo(session, int(value)), self._undone)
        else:
            self._deeds.act(name, value)

    def undo(self) -> bool:
        """Ctrl+Z: the last thing that this user did with this client."""
        read = self._read
        if read is None:
            return False
        client = read.card.id
        self._desk.do(lambda session: undo_last(session, client), self._undone, self._refuse_undo)
        return True

    def _undone(self, done: Done[Undone]) -> None:
        words = self._desk.words
        if done.value.obstacles:
            self._view.show_message(words.error(StandsInTheWay()), "warn")
        else:
            self._desk.tell(words.say("client", f"undone_{done.value.use_case.value}"), icon="undo-2")
        if self._wanted is not None:  # an undone adding leaves nobody
            self._ask()

    def _refuse_undo(self, error: KnownError) -> None:
        words = self._desk.words
        sentence = words.say("client", "nothing_to_undo") if isinstance(error, NothingToUndo) else words.error(error)
        self._view.show_message(sentence, "warn")

    # ------------------------------------------------------------------ a new one, and erasing

    def choose_kind(self, kind: str) -> None:
        """A new client is a person or an organisation."""
        self._adding.choose_kind(kind)

    def begin_new(self) -> None:
        """The form of a new client."""
        self.arrive({"new": True})

    def press_primary(self) -> None:
        """Add, where one is being added."""
        if self._read is None and self._adding.open:
            self._adding.add()

    def _added(self, client_id: int) -> None:
        self.arrive({"client": client_id})

    def erase(self) -> None:
        """Ask first what it would do."""
        read = self._read
        if read is None:
            return
        client = read.card.id
        self._desk.ask(
            "client_erasure",
            lambda session: read_erasure(session, [client]),
            lambda erasure: self._view.ask_erasure(erasure, lambda: self._erase(client)),
        )

    def _erase(self, client: int) -> None:
        self._desk.do(lambda session: erase_clients(session, [client]), self._erased)

    def _erased(self, _done: Done[int]) -> None:
        self._wanted = self._shown = self._read = None
        self._desk.tell(self._desk.words.say("client", "erased"))
        self._view.leave()
