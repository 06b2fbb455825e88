"""Approvals on the page of sending: another supervisor approves or returns a package, or a word of the key is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.approval import Approval
from core.services.approvals import (
    approve_package,
    confirm_package,
    read_inside,
    read_word_wanted,
    return_package,
)
from core.services.sending import make_package
from desktop.screens.sending.offer_text import field_name
from desktop.screens.sending.shown import Next

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from core.domain.errors import KnownError
    from core.services.approvals import PackageInside
    from core.services.sending import Made, PackageRow
    from core.services.session import Done
    from desktop.desk import Desk
    from desktop.screens.sending.shown import SendingView
    from desktop.words import Words

_CAN = {
    Approval.MINE: ("approve", "return"),
    Approval.ANOTHER: (),
    Approval.WORD: ("word",),
}


def approval_next(words: Words, approval: Approval) -> Next:
    """What may be done with a package that waits for one."""
    can = _CAN[approval]
    return Next(words.say("sending", f"hint_{approval.value}"), frozenset(can), can[0] if can else "")


class Approving:
    """A part of `SendingPresenter`: `chosen` is the package that stands, `then` shows a new one that waits, `refused`
    tells a refusal.
    """

    def __init__(
        self,
        view: SendingView,
        desk: Desk,
        chosen: Callable[[], PackageRow | None],
        then: Callable[[Mapping[str, Any]], object],
        refused: Callable[[KnownError], None],
    ) -> None:
        self._view = view
        self._desk = desk
        self._chosen = chosen
        self._then, self._refused = then, refused
        self._row: PackageRow | None = None

    def make(self, partner: int) -> None:
        """A package for this partner, which waits."""
        language = self._desk.words.language

        def made(done: Done[Made]) -> None:
            if done.value.packages:
                self._desk.tell(self._say("made_held", n=done.value.leads), icon="package")
                self._then({"tab": "packages", "package": done.value.packages[0]})
            else:
                self._view.show_problem(self._say("none_made"), "warn")

        self._desk.do(lambda session: make_package(session, partner, language), made, self._refused)

    def act(self, deed: str) -> None:
        """ "approve", "return" or "word" with the package that stands."""
        row = self._chosen()
        if row is None or deed not in _CAN.get(row.approval, ()):
            return
        self._row = row
        if deed == "approve":
            self._desk.ask("package_inside", lambda session: read_inside(session, row.id), self._ask, self._refused)
        elif deed == "word":
            self._desk.ask("word", lambda session: read_word_wanted(session, row.id), self._ask_word, self._refused)
        else:
            told = self._say("returned", partner=row.partner)
            self._desk.do(
                lambda session: return_package(session, row.id),
                lambda _done: self._desk.tell(told, icon="undo-2"),
                self._refused,
            )

    def agree(self) -> None:
        """What is inside was looked at, and may leave."""
        row = self._row
        if row is not None:
            self._desk.do(
                lambda session: approve_package(session, row.id), lambda _done: self._approved(row), self._refused
            )

    def give_word(self, word: str) -> None:
        """It was typed."""
        row, language = self._row, self._desk.words.language
        if row is not None:
            self._desk.do(
                lambda session: confirm_package(session, row.id, word, language),
                lambda _done: self._approved(row),
                self._refused,
            )

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("sending", key, **blanks)

    def _approved(self, row: PackageRow) -> None:
        self._desk.tell(self._say("approved", partner=row.partner))

    def _ask(self, inside: PackageInside) -> None:
        sure = {True: "sure", False: "unsure", None: "none"}[inside.confirmed]
        text = self._say(
            "approve_text",
            n=len(inside.rows),
            partner=inside.partner,
            maker=inside.maker,
            fields=", ".join(field_name(self._desk.words, code) for code in inside.fields),
            sealed=self._say(f"approve_key_{sure}"),
        )
        lines = [self._say("approve_row", who=who, service=service) for who, service in inside.rows]
        answers = (self._say("approve_yes"), self._say("cancel"))
        self._view.ask_approval(self._say("approve_question"), text, lines, answers)

    def _ask_word(self, wanted: tuple[int, bool]) -> None:
        row, (place, of_key) = self._row, wanted
        if row is not None:
            text = self._say("word_text_key" if of_key else "word_text_own", place=place, partner=row.partner)
            caption = self._say("word_field", place=place)
            self._view.ask_word(self._say("word_title"), text, caption, (self._say("word_yes"), self._say("cancel")))
