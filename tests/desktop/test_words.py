"""What the window says, in both languages, without Qt."""

import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import BadValue, WeakPassword
from core.services.wording import LANGUAGES, Language, sentences
from desktop.words import MINUS, NBSP, Words

RU, EN = Words("ru"), Words("en")
NOW = datetime(2026, 11, 20, 14, 5)


@pytest.mark.parametrize(
    ("value", "digits", "ru", "en"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1000, 0, f"1{NBSP}000", "1,000"),
        (1234567.84, 1, f"1{NBSP}234{NBSP}567,8", "1,234,567.8"),
        (-42, 0, f"{MINUS}42", f"{MINUS}42"),
        (-0.2, 0, "0", "0"),
        (0.25, 2, "0,25", "0.25"),
    ],
)
def test_numbers_are_written_as_the_language_does(value: float, digits: int, ru: str, en: str) -> None:
    assert (RU.number(value, digits), EN.number(value, digits)) == (ru, en)


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_can_be_read_back_from_what_was_written(value: int) -> None:
    for words, group in ((RU, NBSP), (EN, ",")):
        written = words.number(value)
        assert int(written.replace(group, "").replace(MINUS, "-")) == value
        assert all(1 <= len(part) <= 3 for part in written.lstrip(MINUS).split(group))


@given(st.floats(-1e9, 1e9), st.integers(1, 3))
def test_a_fraction_can_be_read_back_as_far_as_it_was_written(value: float, digits: int) -> None:
    written = RU.number(value, digits)
    assert float(written.replace(NBSP, "").replace(",", ".").replace(MINUS, "-")) == pytest.approx(
        value, abs=10**-digits
    )
    assert len(written.partition(",")[2]) == digits


def test_a_phone_is_written_in_groups_and_a_foreign_one_stays_as_it_is() -> None:
    assert RU.phone("+79123456789") == f"+7{NBSP}912{NBSP}345-67-89" == EN.phone("+79123456789")
    assert RU.phone("+49301234567") == "+49301234567"


def test_nothing_is_ever_less_than_nothing() -> None:
    assert not RU.number(-0.004, 2).startswith(MINUS)
    assert RU.number(-0.006, 2) == f"{MINUS}0,01"


def test_shares_are_written_in_percent() -> None:
    assert (RU.percent(0.837), EN.percent(0.837)) == (f"84{NBSP}%", "84%")
    assert (RU.percent(0.0834, 1), EN.percent(0.0834, 1)) == (f"8,3{NBSP}%", "8.3%")
    assert RU.percent(-0.05) == f"{MINUS}5{NBSP}%"


def test_money_is_whole_roubles() -> None:
    assert (RU.money(42300.4), EN.money(42300.4)) == (f"42{NBSP}300{NBSP}₽", f"RUB{NBSP}42,300")


def test_days_are_written_as_the_language_does() -> None:
    assert (RU.day(date(2025, 3, 7)), EN.day(date(2025, 3, 7))) == ("07.03.2025", "7 Mar 2025")
    assert RU.day_in_words(date(2026, 11, 20)) == f"Пятница, 20{NBSP}ноября"
    assert EN.day_in_words(date(2026, 11, 20)) == f"Friday, 20{NBSP}November"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_can_be_read_back_from_what_was_written(day: date) -> None:
    assert datetime.strptime(RU.day(day), "%d.%m.%Y").date() == day
    number, month, year = EN.day(day).split()
    months = [str(sentences("en", "calendar")[f"month_{n}"])[:3] for n in range(1, 13)]
    assert date(int(year), months.index(month) + 1, int(number)) == day


def test_a_moment_is_told_as_seen_from_now() -> None:
    assert RU.moment(datetime(2026, 11, 20, 9, 3), NOW) == "09:03"
    assert RU.moment(datetime(2026, 11, 19, 23, 59), NOW) == "вчера, 23:59"
    assert EN.moment(datetime(2026, 11, 19, 0, 0), NOW) == "yesterday, 00:00"
    assert RU.moment(datetime(2026, 11, 18, 23, 59), NOW) == "18.11.2026, 23:59"
    assert EN.moment(datetime(2026, 11, 18, 23, 59), NOW) == "18 Nov 2026, 23:59"


def test_what_is_still_to_come_is_told_with_its_day() -> None:
    assert RU.moment(NOW + timedelta(days=1), NOW) == "21.11.2026, 14:05"


@pytest.mark.parametrize(
    ("n", "ru", "en"),
    [
        (0, "сегодня", "today"),
        (1, "1 день назад", "1 day ago"),
        (2, "2 дня назад", "2 days ago"),
        (5, "5 дней назад", "5 days ago"),
        (11, "11 дней назад", "11 days ago"),
        (21, "21 день назад", "21 days ago"),
        (112, "112 дней назад", "112 days ago"),
    ],
)
def test_days_ago_are_counted(n: int, ru: str, en: str) -> None:
    assert (RU.ago(n), EN.ago(n)) == (ru, en)


@pytest.mark.parametrize(
    ("n", "ru", "en"),
    [
        (1, "1 клиент", "1 client"),
        (2, "2 клиента", "2 clients"),
        (5, "5 клиентов", "5 clients"),
        (11, "11 клиентов", "11 clients"),
        (21, "21 клиент", "21 clients"),
        (112, "112 клиентов", "112 clients"),
        (1001, f"1{NBSP}001 клиент", "1,001 clients"),
        (12345, f"12{NBSP}345 клиентов", "12,345 clients"),
    ],
)
def test_a_count_chooses_its_form_and_is_grouped(n: int, ru: str, en: str) -> None:
    assert (RU.say("window", "clients", n=n), EN.say("window", "clients", n=n)) == (ru, en)


def test_every_plural_of_every_section_can_be_said_with_any_count() -> None:
    said = 0
    for language in LANGUAGES:
        for section in ("window", "jobs", "calendar", "first_run"):
            for key, text in sentences(language, section).items():
                if isinstance(text, list):
                    forms = {Words(language).say(section, key, n=n) for n in (1, 2, 5, 11, 21, 112)}
                    assert len(forms) == 6, (section, key)
                    said += 1
    assert said >= 10


def test_sizes_are_told_in_the_unit_that_fits() -> None:
    assert (RU.size(10), RU.size(14_200)) == ("1 КБ", "14 КБ")
    assert (RU.size(1_234_567), EN.size(1_234_567)) == ("1,2 МБ", "1.2 MB")
    assert RU.size(999_999) == "1 000 КБ".replace(" ", NBSP, 1)


def test_other_whole_numbers_in_a_sentence_are_grouped_and_texts_are_not() -> None:
    assert RU.say("jobs", "counted", step="2000", done=1500, total=20000) == f"2000: 1{NBSP}500 из 20{NBSP}000"


def test_a_refusal_is_told_with_its_facts() -> None:
    assert "12" in RU.error(WeakPassword(least=12))
    assert RU.error(WeakPassword(least=12)) != EN.error(WeakPassword(least=12))
    assert RU.error(BadValue(field="type_scale", least=90, most=150)).count("90") == 1


def test_it_is_known_whether_there_is_a_sentence() -> None:
    assert RU.has("window", "undo")
    assert not RU.has("window", "no such key")
    with pytest.raises(KeyError):
        RU.say("window", "no such key")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", ["window", "unlock", "first_run", "crash"])
def test_stretched_words_make_every_sentence_longer_by_their_share(language: Language, section: str) -> None:
    plain, long = Words(language), Words(language, 0.35)
    blanks = {
        "n": 7,
        "page": "P",
        "base": "B",
        "name": "N",
        "day": "D",
        "works": "W",
        "count": 3,
        "place": "L",
        "at": "T",
        "left": "1:00",
    }
    for key in sentences(language, section):
        short, stretched = plain.say(section, key, **blanks), long.say(section, key, **blanks)
        assert stretched.startswith(short)
        assert len(stretched) - len(short) == round(len(short) * 0.35), key


def test_stretched_words_make_errors_and_days_longer_too() -> None:
    long = Words("ru", 0.5)
    assert len(long.error(WeakPassword(least=12))) > len(RU.error(WeakPassword(least=12)))
    assert len(long.day_in_words(NOW.date())) > len(RU.day_in_words(NOW.date()))
    assert long.number(1234) == RU.number(1234), "numbers do not grow in translation"


def test_another_language_is_spoken_from_the_next_sentence_on() -> None:
    words = Words("ru")
    before = words.say("window", "undo")
    words.language = "en"
    assert (before, words.say("window", "undo")) == ("Отменить", "Undo")


def test_words_need_no_qt() -> None:
    code = "import sys, desktop.words; assert not [name for name in sys.modules if name.startswith('PySide6')]"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
