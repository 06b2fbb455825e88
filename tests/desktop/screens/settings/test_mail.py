"""The own mail account in the settings: entered, refused, tried, taken away and given back."""

from dataclasses import replace
from functools import partial

import pytest

from core.domain.mailing import Security, Sending
from core.services import mail_account
from core.services.mail_account import MailAccountCard, read_mail_account, set_mail_account
from core.services.session import Session
from desktop.screens.settings import mail as mail_part
from desktop.screens.settings.mail import Mail
from tests.support.desk import PlainDesk
from tests.support.mailing import answering

CARD = MailAccountCard("smtp.vega.example", 587, Security.STARTTLS, "anna@vega.example", "anna@vega.example")


class View:
    """Keeps what was shown, the latest of each."""

    def __init__(self) -> None:
        self.shown = ("", False, False, False)
        self.asked: list[MailAccountCard | None] = []
        self.refused = ""
        self.closed = 0

    def show_mail(self, note: str, *, seen: bool, enabled: bool, on: bool) -> None:
        self.shown = (note, seen, enabled, on)

    def ask_mail(self, card: MailAccountCard | None) -> None:
        self.asked.append(card)

    def show_mail_refused(self, sentence: str) -> None:
        self.refused = sentence

    def close_mail(self) -> None:
        self.closed += 1


def arrived(session: Session) -> tuple[Mail, View, PlainDesk]:
    view, desk = View(), PlainDesk(session)
    part = Mail(view, desk)
    part.read()
    return part, view, desk


def test_an_account_is_entered_told_taken_away_and_given_back(session: Session) -> None:
    part, view, desk = arrived(session)
    assert view.shown[1:] == (True, True, False)
    part.enter()
    assert view.asked == [None]
    part.save(CARD, "secret of the mail")
    assert (view.closed, view.shown[3]) == (1, True)
    assert CARD.address in view.shown[0]
    part.remove()
    assert view.shown[3] is False
    entry = desk.told[-1][1]
    assert entry is not None
    assert not part.undo(entry + 1)
    assert part.undo(entry)
    assert read_mail_account(session) == CARD
    assert not part.undo(entry)


def test_what_cannot_be_an_account_stays_in_its_window_with_the_reason(session: Session) -> None:
    part, view, _ = arrived(session)
    part.save(replace(CARD, host="mail server"), "secret")
    assert view.refused.startswith("Имя или порт почтового сервера")
    part.save(CARD, "")
    assert "пароль почты" in view.refused
    assert view.closed == 0


@pytest.mark.parametrize("outcome", list(Sending))
def test_a_trial_tells_what_became_of_it(session: Session, outcome: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_part, "try_mail_account", partial(mail_account.try_mail_account, post=answering(outcome)))
    set_mail_account(session, CARD, "secret")
    part, _, desk = arrived(session)
    part.try_out()
    part.try_out()
    assert [text for text, _ in desk.told] == [desk.words.say("settings", f"mail_{outcome.value}")] * 2


def test_the_sample_has_no_mail(session: Session) -> None:
    session.is_sample = True
    _, view, _ = arrived(session)
    assert view.shown == ("Пример ничего не отправляет: пакеты сохраняются в папку", True, False, False)
