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
from desktop.screens.sending.offer_text import field_name
from desktop.screens.sending.shown import Next

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.errors import KnownError
    from core.services.approvals import PackageInside
    from core.services.sending import PackageRow
    from desktop.desk import Desk
    from desktop.screens.sending.shown import SendingView

_CAN = {
    Approval.MINE: ("approve", "return"),
    Approval.ANOTHER: (),
    Approval.WORD: ("word",),
}


class Approving:
    """A part of `SendingPresenter`; `refused` tells a refusal."""

    def __init__(self, view: SendingView, desk: Desk, refused: Callable[[KnownError], None]) -> None:
        self._view = view
        self._desk = desk
        self._refused = refused
        self._row: PackageRow | None = None

    def next(self, row: PackageRow) -> Next:
        """What may be done with a package that waits for it."""
        can = _CAN[row.approval]
        return Next(self._say(f"hint_{row.approval.value}"), frozenset(can), can[0] if can else "")

    def act(self, deed: str, row: PackageRow) -> None:
        """ "approve", "return" or "word"."""
        if deed not in _CAN.get(row.approval, ()):
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
