"""100,000 rows × 40 columns mapped and cleaned in memory, and the short way for phones beside the library."""

import random
from collections.abc import Iterator
from datetime import date
from time import perf_counter

from core.intake.cleaning import clean
from core.intake.codes import is_inn
from core.intake.mapping import suggest
from core.intake.phones import any_number, mobile
from core.intake.tables import Cell, Row, Table

ROWS = 100_000
PHONES = 5_000
TODAY = date(2026, 1, 1)

_SURNAMES = "Иванов Петров Сидоров Кузнецов Попов Васильев Соколов Михайлов Новиков Фёдоров Морозов Волков".split()
_NAMES = "Иван Пётр Сергей Алексей Дмитрий Андрей Михаил Николай Владимир Олег".split()
_FATHERS = "Иванович Петрович Сергеевич Алексеевич Дмитриевич Андреевич Михайлович Николаевич".split()
_WORDS = "высшее среднее|женат холост разведён|собственное аренда|найм ИП пенсионер|пенсия аренда".split("|")

_HEADERS = (
    "№; ФИО; Дата рождения; Телефон; E-mail; ИНН; СНИЛС; Пол; Город; Адрес регистрации; Серия паспорта; Номер паспорта"
    "; Дата выдачи паспорта; Кем выдан паспорт; Код подразделения; Образование; Семейное положение; Количество детей; "
    "Тип жилья; Тип занятости; Место работы; ИНН работодателя; Должность; Стаж; Доход; Дополнительный доход; "
    "Тип дополнительного дохода; Марка авто; Модель авто; Год выпуска; Стоимость авто; VIN; Сумма кредита; Срок кредита"
    "; Первоначальный взнос; Дата кредитного договора; Продукт; Тариф; Салон; Тип клиента"
)


def invented_table(draw: random.Random, rows: int) -> Table:
    """A table of the usual columns; names, phones, documents and sums are mostly different in every row."""
    headers = tuple(_HEADERS.split("; "))
    return Table(headers, [_row(draw, number) for number in range(1, rows + 1)], list(range(2, rows + 2)))


def _row(draw: random.Random, number: int) -> Row:
    def digits(count: int) -> str:
        return str(draw.randrange(10**count)).zfill(count)

    def day(first: int, last: int) -> str:
        return f"{draw.randint(1, 28):02}.{draw.randint(1, 12):02}.{draw.randint(first, last)}"

    name = f"{draw.choice(_SURNAMES)}{digits(3)} {draw.choice(_NAMES)} {draw.choice(_FATHERS)}"
    name = "".join(letter if not letter.isdigit() else "абвгдежзик"[int(letter)] for letter in name)
    words: list[Cell] = [draw.choice(listed.split()) for listed in _WORDS]
    return (
        float(number), name, day(1950, 2000), f"8 (9{digits(2)}) {digits(3)}-{digits(2)}-{digits(2)}",
        f"client{digits(6)}@mail.example", _inn(digits(9)), f"000-{digits(3)}-{digits(3)} {digits(2)}",
        draw.choice("мж"), f"Город {digits(2)}", f"ул. Полевая, {digits(3)}, кв. {digits(2)}", digits(4), digits(6),
        day(2005, 2020), f"ОВД № {digits(2)}", f"{digits(3)}-{digits(3)}", words[0], words[1],
        float(draw.randint(0, 4)), words[2], words[3], f"ООО «Завод {digits(3)}»", _inn(digits(9)), "слесарь",
        float(draw.randint(0, 40)), float(draw.randint(30, 300) * 1000), None, words[4],
        "LADA", "Vesta", float(draw.randint(2005, 2025)),
        f"{draw.randint(1, 4)} {digits(3)} 000 ₽", f"XTA{digits(14)}", float(draw.randint(100, 3000) * 1000), 60.0,
        "300 тыс.", day(2018, 2025), "КАСКО; ОСАГО", "Эконом", "Центр", "ФЛ",
    )  # fmt: skip


def _inn(digits: str) -> str:
    return next(inn for last in "0123456789" if is_inn(inn := digits + last))


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit)."""
    table = invented_table(random.Random(5), ROWS)
    seconds = [perf_counter()]
    mapping = suggest(table.headers, table.rows)
    seconds.append(perf_counter())
    cleaned = clean(table, mapping, TODAY)
    seconds.append(perf_counter())
    columns = len(table.headers)
    yield f"columns suggested, of {columns}", len(mapping.fields), "columns"
    yield "suggest them by headers and cells", seconds[1] - seconds[0], "s"
    bare = perf_counter()
    for row in table.rows:
        tuple(map(str, row))
    bare = perf_counter() - bare
    yield f"clean {ROWS:,} rows × {columns} columns", seconds[2] - seconds[1], "s"
    yield "clean them / make every cell a text", (seconds[2] - seconds[1]) / bare, "×"
    yield "rows cleaned a second", ROWS / (seconds[2] - seconds[1]), "rows/s"
    yield "problems said", len(cleaned.problems), "cells"

    phones = [str(row[3]) for row in table.rows[:PHONES]]
    started = perf_counter()
    short = [mobile(text) for text in phones]
    between = perf_counter()
    whole = [any_number(text) for text in phones]
    ended = perf_counter()
    yield "a plain mobile, the short way", (between - started) / PHONES * 1e6, "µs"
    yield "the same by the library / the short way", (ended - between) / (between - started), "×"
    yield (
        "phones that both read otherwise",
        sum(b is not None and a != b for a, b in zip(short, whole, strict=True)),
        "",
    )
