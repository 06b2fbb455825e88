"""A client is added by hand: typed, cleaned as a table is, and asked about where the base may have it already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.domain.client import ClientType
from core.domain.errors import BadField, KnownError, MissingValue
from core.intake.matching.evidence import Says
from core.services.client_edits import Added, Alike, add_client
from desktop.screens.client.fields import groups_of, groups_to_fill, title_of
from desktop.screens.client.shown import CardShown, DoShown, RowShown, SectionShown

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.services.session import Done
    from desktop.desk import Desk
    from desktop.screens.client.presenter import ClientView

_NAME: Final = "name"
"""What the core calls the field that is missing where a client has no name at all."""


class Adding:
    """`open`: a form stands, perhaps behind a card. What was typed stays until the client is there."""

    def __init__(self, view: ClientView, desk: Desk, added: Callable[[int], None]) -> None:
        self._view = view
        self._desk = desk
        self._added = added
        self._kind = ClientType.PERSON
        self._typed: dict[str, str] = {}
        self._different: set[int] = set()
        self._alike: tuple[Alike, ...] = ()
        self._busy = self._stands = False
        self.open = False

    def begin(self) -> None:
        """Show the form, with what was typed before."""
        self.open = True
        self._show(other=not self._stands)

    def pause(self) -> None:
        """A card stands in its place."""
        self.open = self._stands = False

    def choose_kind(self, kind: str) -> None:
        """Another type of client: what it has too stays typed."""
        self._kind, self._stands = ClientType(kind), False
        self._show(other=True)

    def keep(self, code: str, text: str) -> None:
        """What was typed into a field."""
        self._typed[code] = text
        self._view.show_note(code, "", "warn")

    def act(self, name: str, value: int | str) -> None:
        """A client that is alike: it is the one, or another."""
        if name == "open":
            self._desk.go("client", client=int(value))
        elif name == "differ":
            self._different.add(int(value))
            self._alike = tuple(one for one in self._alike if one.client_id not in self._different)
            if self._alike:
                self._show(other=False)
            else:
                self.add()

    def add(self) -> None:
        """Add it, unless it may be somebody who is there already."""
        if self._busy:
            return
        codes = {code for some in groups_of(self._kind).values() for code in some}
        values = {code: text for code, text in self._typed.items() if text.strip() and code in codes}
        kind, different = self._kind, sorted(self._different)
        self._busy = True
        self._desk.do(lambda session: add_client(session, kind, values, different), self._answered, self._refuse)

    # ------------------------------------------------------------------

    def _answered(self, done: Done[Added]) -> None:
        self._busy = False
        added, say = done.value, self._desk.words.say
        if added.client_id is not None:
            self._typed, self._different, self._alike = {}, set(), ()
            self._view.show_message("")
            self._desk.tell(say("client", "added"), entry=done.entry)
            self._added(added.client_id)
            return
        self._alike = added.alike
        self._show(other=False)
        key = "others_have_it" if added.others_have_it else "alike_text"
        self._view.show_message(say("client", key), "warn")

    def _refuse(self, error: KnownError) -> None:
        self._busy = False
        sentence = self._desk.words.error(error)
        field = str(error.facts.get("field", ""))
        if isinstance(error, MissingValue) and field == _NAME:
            self._view.show_note("organisation" if self._kind is ClientType.ENTITY else "surname", sentence, "err")
        elif isinstance(error, BadField):
            self._view.show_note(field, sentence, "err")
        else:
            self._view.show_message(sentence, "err")

    def _show(self, *, other: bool) -> None:
        words, self._stands = self._desk.words, True
        say = words.say
        rows = tuple(self._row(one) for one in self._alike)
        alike = SectionShown("alike", say("client", "section_alike"), words.number(len(rows)), rows)
        hint = SectionShown("hint", say("client", "section_hint"), "", (), note=say("client", "new_text"))
        self._view.show_card(
            CardShown(
                title=say("client", "new"),
                subtitle="",
                groups=groups_to_fill(words, self._kind, self._typed),
                sections=(alike, hint) if rows else (hint,),
                add=say("client", "add_client"),
                kinds=(
                    (say("client", "person"), ClientType.PERSON.value),
                    (say("client", "entity"), ClientType.ENTITY.value),
                ),
                kind=self._kind.value,
            ),
            other=other,
        )

    def _row(self, one: Alike) -> RowShown:
        words = self._desk.words
        say = words.say
        same = [title_of(words, str(told.field)) for told in one.evidence if told.says is not Says.OTHER]
        detail = say("client", "agrees", fields=", ".join(same)) if same else ""
        does = tuple(
            DoShown(word, name, one.client_id, say("client", "do_about", word=word, about=one.full_name))
            for name, word in (("open", say("client", "do_open")), ("differ", say("client", "do_differ")))
        )
        sure = say("client", "alike_sure" if one.sure else "alike_doubtful")
        return RowShown("users", "warn", one.full_name, detail, sure, does=does)
