"""The own mail account in the settings: entered, tried without a word about clients, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from core.domain.rights import MAY, UseCase
from core.services.mail_account import (
    MailAccountCard,
    read_mail_account,
    remove_mail_account,
    set_mail_account,
    try_mail_account,
)

if TYPE_CHECKING:
    from core.domain.errors import KnownError
    from core.domain.mailing import MailAccount, Tried
    from core.services.session import Done
    from desktop.desk import Desk


class MailView(Protocol):
    """What is shown of it."""

    def show_mail(self, note: str, *, seen: bool, enabled: bool, on: bool) -> None:
        """What the line says; whether this user has it, may enter an account, and has one."""

    def ask_mail(self, card: MailAccountCard | None) -> None:
        """Let the person enter the account; `card` is the one there is."""

    def show_mail_refused(self, sentence: str) -> None:
        """Why it was not taken."""

    def close_mail(self) -> None:
        """It was taken."""


class Mail:
    """Only who sends has it, and the sample sends nothing."""

    def __init__(self, view: MailView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._card: MailAccountCard | None = None
        self._trying = False
        self._removed: tuple[int, MailAccount] | None = None

    def read(self) -> None:
        """Show how it stands."""
        session = self._desk.session
        if not session.roles & MAY[UseCase.KEEP_MAIL_ACCOUNT]:
            self._view.show_mail("", seen=False, enabled=False, on=False)
        elif session.is_sample:
            self._view.show_mail(self._say("mail_sample"), seen=True, enabled=False, on=False)
        else:
            self._desk.ask("mail_account", read_mail_account, self._show)

    def enter(self) -> None:
        """Ask for the account."""
        self._view.ask_mail(self._card)

    def save(self, card: MailAccountCard, password: str) -> None:
        """Take it; an empty password keeps the one there is."""
        self._desk.do(
            lambda session: set_mail_account(session, card, password or None), lambda _: self._saved(), self._refused
        )

    def remove(self) -> None:
        """Take it away."""

        def removed(done: Done[MailAccount]) -> None:
            self._removed = None if done.entry is None else (done.entry, done.value)
            self._desk.tell(self._say("mail_removed"), icon="mail", entry=done.entry)
            self.read()

        self._desk.do(remove_mail_account, removed)

    def undo(self, entry: int) -> bool:
        """Give back what was taken away last; whether it was that."""
        if self._removed is None or self._removed[0] != entry:
            return False
        account, self._removed = self._removed[1], None
        card = MailAccountCard(account.host, account.port, account.security, account.user, account.address)
        self._desk.do(
            lambda session: set_mail_account(session, card, account.password), lambda _: self._told("mail_back")
        )
        return True

    def try_out(self) -> None:
        """Send a letter to oneself."""
        if self._trying:
            return
        self._trying, language = True, self._desk.words.language
        self._desk.run(
            "try_mail",
            lambda session, _progress: try_mail_account(session, language),
            self._tried,
            self._not_tried,
            self._untried,
        )

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("settings", key, **blanks)

    def _show(self, card: MailAccountCard | None) -> None:
        self._card = card
        note = self._say("mail_text") if card is None else self._say("mail_now", address=card.address, host=card.host)
        self._view.show_mail(note, seen=True, enabled=True, on=card is not None)

    def _saved(self) -> None:
        self._view.close_mail()
        self._told("mail_saved")

    def _told(self, key: str) -> None:
        self._desk.tell(self._say(key), icon="mail")
        self.read()

    def _refused(self, error: KnownError) -> None:
        self._view.show_mail_refused(self._desk.words.error(error))

    def _tried(self, done: Done[Tried]) -> None:
        self._trying = False
        self._desk.tell(self._say(f"mail_{done.value.outcome.value}"), icon="mail")

    def _not_tried(self, error: KnownError) -> None:
        self._trying = False
        self._desk.warn(self._desk.words.error(error))

    def _untried(self) -> None:
        self._trying = False
