"""A row of the list is edited where it stands: the name, the city and the phone, saved as on the card."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from core.domain.card_errors import FieldChanged
from core.domain.rights import UseCase
from core.intake.typed import typed_name
from core.services.client_card import read_client
from core.services.client_edits import edit_client
from core.services.imports import field_title
from desktop.screens.clients.shown import Column, EditShown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.domain.errors import KnownError
    from core.intake.typed import Doubts
    from core.services.client_card import ClientCard
    from core.services.session import Done
    from desktop.desk import Desk

_FIELDS: Final = {"phone": Column.PHONE, "city": Column.CITY}
"""Field → the column that holds just it; all others that a row edits are parts of the name."""


class EditView(Protocol):
    """What is shown of an edit."""

    def edit_row(self, fields: Sequence[EditShown]) -> None:
        """These cells of the current row are to be typed in."""

    def refuse_edit(self, column: Column, sentence: str) -> None:
        """Why what was typed into this cell cannot be taken; all of it stays."""

    def end_edit(self) -> None:
        """The row is read again."""

    def show_message(self, text: str, tone: str = "info") -> None:
        """A sentence above the list."""


class RowEdit:
    """One row at a time. `standing` tells on which client the keyboard stands, `ended` is called when the list may be
    read again.
    """

    def __init__(
        self, view: EditView, desk: Desk, standing: Callable[[], int | None], ended: Callable[[], None]
    ) -> None:
        self._view = view
        self._desk = desk
        self._standing = standing
        self._ended = ended
        self._card: ClientCard | None = None
        self._shown: Mapping[Column, str] = {}
        self._busy = False

    @property
    def open(self) -> bool:
        """Whether a row is being typed in."""
        return self._card is not None

    def begin(self) -> None:
        """Let the row on which the keyboard stands be typed in, as far as the user may."""
        client = self._standing()
        if client is not None and not self.open:
            self._desk.ask("client_edit", lambda session: read_client(session, client), self._begin)

    def save(self, typed: Mapping[Column, str]) -> None:
        """Save what stands in the cells now, all of it at once; where nothing is another, nothing is done."""
        card = self._card
        if card is None or self._busy:
            return
        changed = {column: text for column, text in typed.items() if text.strip() != self._shown[column].strip()}
        if not changed:
            self.leave()
            return
        values: dict[str, str] = {code: changed[column] for code, column in _FIELDS.items() if column in changed}
        if Column.NAME in changed:
            today = self._desk.session.today()
            values |= typed_name(card.values, card.client_type, changed[Column.NAME], today)
        shown = {code: card.values.get(code, "") for code in values}
        self._busy = True
        self._desk.do(
            lambda session: edit_client(session, card.id, values, shown),
            lambda done: self._saved(list(changed), done),
            self._refuse,
        )

    def leave(self) -> None:
        """What was typed is not wanted."""
        self._card, self._busy = None, False
        self._view.end_edit()
        self._ended()

    # ------------------------------------------------------------------

    def _begin(self, card: ClientCard) -> None:
        words = self._desk.words
        if self.open or self._standing() != card.id:
            return
        if UseCase.EDIT_CLIENTS not in card.may:
            self._view.show_message(words.say("client", "read_only"), "info")
            return
        self._take(card)
        self._view.show_message("")
        self._view.edit_row([EditShown(one, self._caption(one, card), text) for one, text in self._shown.items()])

    def _take(self, card: ClientCard) -> None:
        texts = {Column.NAME: card.full_name, Column.CITY: card.values.get("city", "")}
        if card.is_own:
            texts[Column.PHONE] = self._desk.words.phone(card.values.get("phone", ""))
        self._card, self._shown = card, texts

    def _caption(self, column: Column, card: ClientCard) -> str:
        words = self._desk.words
        return words.say("clients", "edit", field=words.say("clients", f"head_{column}"), name=card.full_name)

    def _saved(self, changed: Sequence[Column], done: Done[Doubts]) -> None:
        words = self._desk.words
        fields = ", ".join(words.say("clients", f"head_{one}") for one in changed)
        self.leave()
        for code, doubt in done.value.items():
            what = field_title(words.language, code)
            sentence = words.say("clients", "edit_doubt", field=what, problem=words.say("problems", doubt.value))
            self._view.show_message(sentence, "warn")
        self._desk.tell(words.say("client", "saved", field=fields), icon="pencil", entry=done.entry)

    def _refuse(self, error: KnownError) -> None:
        self._busy = False
        column, card = _FIELDS.get(str(error.facts.get("field", "")), Column.NAME), self._card
        if isinstance(error, FieldChanged) and card is not None:
            self._desk.ask("client_edit", lambda session: read_client(session, card.id), partial(self._theirs, column))
        else:
            self._view.refuse_edit(column, self._desk.words.error(error))

    def _theirs(self, column: Column, card: ClientCard) -> None:
        """What somebody else wrote meanwhile is told; saved once more, what was typed here takes its place."""
        if not self.open:
            return
        words = self._desk.words
        self._take(card)
        theirs = self._shown.get(column) or words.say("client", "nothing_there")
        field = words.say("clients", f"head_{column}")
        self._view.refuse_edit(column, words.say("clients", "edit_changed", field=field, theirs=theirs))
