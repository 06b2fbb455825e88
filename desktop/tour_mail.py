"""Stops of the tour on what goes by mail. The sample sends nothing: its outbox is laid out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING

from core.domain.mailing import Security, Sending
from core.domain.outbox import OutboxItem, Posting
from core.domain.rights import UseCase
from core.services.mail_account import MailAccountCard, set_mail_account
from core.services.partner_addresses import confirm_partner_address, set_partner_address
from core.services.partners import read_partners
from core.services.sending import make_packages
from core.services.settings import change_settings, read_settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.bootstrap import Program
    from desktop.workplace import Workplace

_OWN = "demo@vega.example"
ANEW = frozenset({"settings-mail", "sending-word"})
"""Windows that another look takes away."""

_STATES = (
    (Posting.ERROR, Sending.REFUSED),
    (Posting.QUEUED, ""),
    (Posting.ERROR, Sending.LATER),
    (Posting.UNKNOWN, Sending.UNKNOWN),
)
_STANDS = {Sending.REFUSED, Sending.UNKNOWN}


def mail_stops(program: Program) -> Iterator[tuple[str, Callable[[], QWidget | None]]]:
    """What can go by mail, the outbox in several states, the own account, a package that waits for an approval."""
    yield "sending-mail", partial(_by_mail, program)
    yield "sending-outbox", partial(_outbox, program)
    yield "settings-mail", partial(_account, program)
    yield "sending-held", partial(_held, program)
    yield "sending-word", partial(_word, program)


def _place(program: Program) -> Workplace:
    if program.workplace is None:
        raise RuntimeError
    return program.workplace


def _by_mail(program: Program) -> None:
    """The sample as if it could send: nothing is handed over until a base is gone into."""
    session = _place(program).session
    session.is_sample = False
    set_mail_account(session, MailAccountCard("smtp.vega.example", 587, Security.STARTTLS, "demo", _OWN), "demo")
    for partner in read_partners(session):
        set_partner_address(session, partner.id, f"leads@partner-{partner.id}.example")
        confirm_partner_address(session, partner.id, f"leads@partner-{partner.id}.example")
    program.go("sending", {"tab": "ready"})


def _outbox(program: Program) -> None:
    session = _place(program).session
    session.is_sample = True
    with session.reading(UseCase.SEND) as work:
        ready = sorted({one.client_id for one in work.leads.everything()})
        laid = bool(work.outbox.everything())
    if not laid:
        make_packages(session, ready, "ru")
        with session.keeping(UseCase.SEND) as work:
            now = session.now()
            unsent = sorted(work.leads.unsent_packages())
            for package, (state, outcome) in zip(unsent, cycle(_STATES)):
                due = None if outcome in _STANDS else now + timedelta(seconds=299)
                id_, to = f"{package}@vega.example", f"leads@partner-{package}.example"
                code = 550 if outcome == Sending.REFUSED else 0
                item = OutboxItem(package, session.user_id, id_, to, "ru", state, now, due, 1, outcome, code)
                work.outbox.add(item)
    program.go("sending", {"tab": "outbox"})


def _account(program: Program) -> QWidget | None:
    from desktop.screens.settings.screen import SettingsScreen  # noqa: PLC0415 (the application comes before any widget)

    program.go("settings", {})
    program.settle()
    page = program.frame.page
    if not isinstance(page, SettingsScreen):
        raise TypeError
    page.presenter.mail.enter()
    return page.account


def _held(program: Program) -> None:
    session = _place(program).session
    asks = replace(read_settings(session), approvals=True)
    if asks != read_settings(session):
        change_settings(session, asks)
        with session.keeping(UseCase.SEND) as work:
            work.outbox.remove(min(work.outbox.open_packages()))
    program.go("sending", {"tab": "packages"})


def _word(program: Program) -> QWidget | None:
    from desktop.screens.sending.screen import SendingScreen  # noqa: PLC0415

    _held(program)
    program.settle()
    page = program.frame.page
    if not isinstance(page, SendingScreen):
        raise TypeError
    page.press_primary()
    program.settle()
    return page.dialog
