"""What the window says: sentences in the user's language, and numbers, days and money as that language writes them.

No Qt, so presenters can speak and be tested without it.
"""

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Final

from core.domain.errors import KnownError
from core.services.wording import Language, say, say_error, sentences

Sentence = str | Callable[[], str]
"""A sentence as it is said now, or what says it in whatever language is spoken then."""

NBSP: Final = "\N{NO-BREAK SPACE}"
MINUS: Final = "\N{MINUS SIGN}"
_PAD: Final = "~~~~~~ "
"""Words as long as words are, so that a longer sentence can still be wrapped."""


class Words:
    """Speaks one language. `stretch` makes every sentence longer by that share, to try how a layout stands growth."""

    def __init__(self, language: Language = "ru", stretch: float = 0.0) -> None:
        self.language: Language = language
        self.stretch = stretch

    def say(self, section: str, key: str, **blanks: object) -> str:
        """A sentence of `resources/texts`; whole numbers among the blanks are grouped. Raises KeyError."""
        grouped = {name: self._grouped(name, value) for name, value in blanks.items()}
        return self._stretched(say(self.language, section, key, **grouped))

    def error(self, error: KnownError) -> str:
        """What happened, what was kept, what to do."""
        return self._stretched(say_error(self.language, error))

    def has(self, section: str, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in sentences(self.language, section)

    def number(self, value: float, digits: int = 0) -> str:
        """«1 234 567,8» / "1,234,567.8"."""
        text = f"{abs(value):,.{digits}f}"
        if self.language == "ru":
            text = text.translate({ord(","): NBSP, ord("."): ","})
        return (MINUS if value < 0 and float(f"{value:.{digits}f}") else "") + text

    def percent(self, share: float, digits: int = 0) -> str:
        """A share 0…1 as «84 %» / "84%"."""
        return self.number(share * 100, digits) + (NBSP if self.language == "ru" else "") + "%"

    def money(self, roubles: float) -> str:
        """Whole roubles: «42 300 ₽» / "RUB 42,300"."""
        amount = self.number(roubles)
        return f"{amount}{NBSP}₽" if self.language == "ru" else f"RUB{NBSP}{amount}"

    def phone(self, phone: str) -> str:
        """«+7 912 345-67-89» of +79123456789; one of another country as it is."""
        if len(phone) != 12 or not phone.startswith("+7"):
            return phone
        return f"+7{NBSP}{phone[2:5]}{NBSP}{phone[5:8]}-{phone[8:10]}-{phone[10:]}"

    def place(self, path: Path) -> str:
        """A place on the disk, which a narrow window may break after each folder."""
        return str(path).replace(os.sep, f"{os.sep}\u200b")

    def day(self, day: date) -> str:
        """«07.03.2025» / "7 Mar 2025"."""
        if self.language == "ru":
            return f"{day:%d.%m.%Y}"
        return f"{day.day} {self.month_short(day)} {day.year}"

    def day_in_words(self, day: date) -> str:
        """«Четверг, 20 ноября» / "Thursday, 20 November"."""
        weekday = say(self.language, "calendar", f"weekday_{day.isoweekday()}")
        month = say(self.language, "calendar", f"month_{day.month}")
        return self._stretched(f"{weekday}, {day.day}{NBSP}{month}")

    def moment(self, at: datetime, now: datetime) -> str:
        """A local time seen from `now`: the hour today, «вчера, 17:48», else the day with the hour."""
        hour = f"{at:%H:%M}"
        days = (now.date() - at.date()).days
        if days == 0:
            return hour
        if days == 1:
            return self._stretched(say(self.language, "calendar", "yesterday", hour=hour))
        return f"{self.day(at.date())}, {hour}"

    def ago(self, days: int) -> str:
        """«сегодня», «12 дней назад»."""
        return self.say("calendar", "today") if days == 0 else self.say("calendar", "days_ago", n=days)

    def size(self, octets: int) -> str:
        """«14 КБ», «1,2 МБ»."""
        if octets < 1_000_000:
            return self.say("calendar", "kilobytes", amount=self.number(max(1, octets / 1000)))
        return self.say("calendar", "megabytes", amount=self.number(octets / 1_000_000, 1))

    def month_short(self, day: date) -> str:
        """«ноя» / "Nov"."""
        return say(self.language, "calendar", f"month_{day.month}")[:3]

    def _grouped(self, name: str, value: object) -> object:
        """Numbers in their written form, except `n`, whose plural form `say` chooses by its value."""
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        return _Count(value, self.number(value)) if name == "n" else self.number(value)

    def _stretched(self, text: str) -> str:
        more = round(len(text) * self.stretch)
        return text + (_PAD * more)[: more - 1] + "~" if more else text


class _Count(int):
    """A number that is written grouped and still counts."""

    _written: str

    def __new__(cls, value: int, written: str) -> "_Count":
        made = super().__new__(cls, value)
        made._written = written
        return made

    def __str__(self) -> str:
        return str(int(self))

    def __format__(self, spec: str) -> str:
        return self._written if not spec else format(int(self), spec)
