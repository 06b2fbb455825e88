"""Invented people, and the same people as another table would write them: what person matching is measured on."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

_ROOTS: Final = """
Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов
Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев
Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин
Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов Богданов
Осипов Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников Денисов Гаврилов Тихонов Казаков
Данилов Савельев Тимофеев Фомин Чернов Абрамов Мартынов Ефимов Федотов Щербаков Назаров Калинин Исаев Чернышёв Быков
Маслов Родионов Коновалов Лазарев Воронин Климов Филатов Пономарёв Голубев Кудрявцев Прохоров Наумов Потапов Журавлёв
Овчинников Трофимов Леонов Соболев Ермаков Колесников Гончаров Емельянов Никифоров Грачёв Котов Гришин Ефремов Архипов
Громов Кириллов Малышев Панов Моисеев Румянцев Акимов Кондратьев Бирюков Горбунов Анисимов Еремин Тихомиров Галкин
Лукьянов Михеев Скворцов Юдин Белоусов Нестеров Симонов Прокофьев Харитонов Князев Цветков Левин Митрофанов Воронов
Аксёнов Софронов Мальцев Логинов Горшков Савин Краснов Майоров Демидов Елисеев Рыбаков Сафонов Плотников Хабаров Шубин
""".split()  # fmt: skip
_ENDINGS: Final = ("", "", "", "", "ский", "енко", "чук", "ин", "ук", "ец")
_MEN: Final = """
Александр Сергей Дмитрий Алексей Андрей Михаил Иван Евгений Владимир Николай Павел Роман Игорь Юрий Олег Виктор Максим
Константин Антон Василий Артём Денис Илья Анатолий Кирилл Вадим Григорий Вячеслав Станислав Валерий Пётр Фёдор Тимур Лев
""".split()  # fmt: skip
_WOMEN: Final = """
Анна Елена Ольга Наталья Татьяна Ирина Екатерина Мария Светлана Юлия Анастасия Марина Дарья Людмила Галина Надежда
Валентина Александра Ксения Оксана Лариса Вера Алина Виктория Полина Алла Инна Жанна София Евгения Яна Кристина Диана
""".split()  # fmt: skip
_LETTERS: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        ["a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
         "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"],
        strict=True,
    )
)  # fmt: skip
_DAYS: Final = (date(1945, 1, 1).toordinal(), date(2006, 1, 1).toordinal())

HEADERS: Final = (
    "Фамилия", "Имя", "Отчество", "Дата рождения", "Мобильный телефон", "E-mail", "Паспорт серия", "Паспорт номер",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Somebody:
    """A row of a client table before it is cleaned. `person` tells who it really is."""

    person: int
    surname: str
    name: str
    patronymic: str
    born: str
    phone: str
    email: str
    series: str
    number: str

    @property
    def cells(self) -> tuple[str | None, ...]:
        """The row in a file."""
        found = (self.surname, self.name, self.patronymic, self.born, self.phone, self.email, self.series, self.number)
        return tuple(cell or None for cell in found)


def invented_people(count: int, share_of_copies: float, seed: int) -> list[Somebody]:
    """So many people, families and namesakes among them, and damaged copies of a share of them, shuffled."""
    draw = random.Random(seed)
    people: list[Somebody] = []
    while len(people) < count:
        one = _stranger(draw, len(people))
        people.append(one)
        chance = draw.random()
        if chance < 0.10:
            people.append(_relative(draw, one, len(people)))
        elif chance < 0.12:
            people.append(replace(_stranger(draw, len(people)), surname=one.surname, name=one.name,
                                  patronymic=one.patronymic))  # fmt: skip
    del people[count:]
    copies = [_damaged(draw, one) for one in draw.sample(people, round(count * share_of_copies))]
    rows = people + copies
    draw.shuffle(rows)
    return rows


def _stranger(draw: random.Random, person: int) -> Somebody:
    woman = draw.random() < 0.5
    surname = _surname(draw, woman=woman)
    name = draw.choice(_WOMEN if woman else _MEN)
    return Somebody(
        person,
        surname,
        name,
        _patronymic(draw.choice(_MEN), woman=woman),
        _day(draw).strftime("%d.%m.%Y"),
        _phone(draw),
        f"{_latin(surname).lower()}{draw.randrange(10_000)}@mail.example" if draw.random() < 0.5 else "",
        *((f"{draw.randrange(10_000):04}", f"{draw.randrange(1_000_000):06}") if draw.random() < 0.6 else ("", "")),
    )


def _relative(draw: random.Random, one: Somebody, person: int) -> Somebody:
    """Of one family: husband and wife, a twin, a parent with the name of the child; the phone is often the same."""
    other = _stranger(draw, person)
    woman = one.name in _WOMEN
    phone = one.phone if draw.random() < 0.6 else other.phone
    email = one.email if draw.random() < 0.3 else other.email
    other = replace(other, phone=phone, email=email)
    kind = draw.randrange(3)
    if kind == 0:
        surname = one.surname.removesuffix("а") if woman else _feminine(one.surname)
        name, father = draw.choice(_MEN if woman else _WOMEN), draw.choice(_MEN)
        return replace(other, surname=surname, name=name, patronymic=_patronymic(father, woman=not woman))
    names = [name for name in (_WOMEN if woman else _MEN) if name != one.name]
    if kind == 1:
        return replace(other, surname=one.surname, name=draw.choice(names), patronymic=one.patronymic, born=one.born)
    return replace(other, surname=one.surname, name=one.name, patronymic=_patronymic(draw.choice(_MEN), woman=woman))


# ---------------------------------------------------------------------- damage


def _damaged(draw: random.Random, one: Somebody) -> Somebody:
    for damage in draw.sample(_DAMAGES, draw.choice((1, 1, 2, 2, 3))):
        one = damage(draw, one)
    return replace(one, phone=_written(draw, one.phone))


def _upper(_draw: random.Random, one: Somebody) -> Somebody:
    return replace(one, surname=one.surname.upper(), name=one.name.upper(), patronymic=one.patronymic.upper())


def _without_dots(_draw: random.Random, one: Somebody) -> Somebody:
    return replace(one, surname=one.surname.replace("ё", "е"), name=one.name.replace("ё", "е"))


def _transliterated(_draw: random.Random, one: Somebody) -> Somebody:
    return replace(one, surname=_latin(one.surname), name=_latin(one.name), patronymic=_latin(one.patronymic))


def _swapped(_draw: random.Random, one: Somebody) -> Somebody:
    return replace(one, surname=one.name, name=one.surname)


def _no_patronymic(_draw: random.Random, one: Somebody) -> Somebody:
    return replace(one, patronymic="")


def _initials(_draw: random.Random, one: Somebody) -> Somebody:
    return replace(one, name=one.name[:1] + ".", patronymic=one.patronymic[:1] and one.patronymic[:1] + ".")


def _slip(draw: random.Random, one: Somebody) -> Somebody:
    field = draw.choice(("surname", "surname", "name", "patronymic"))
    text = getattr(one, field)
    if len(text) < 5:
        return one
    at = draw.randrange(1, len(text) - 2)
    left_out = text[:at] + text[at + 1 :]
    twice = text[: at + 1] + text[at:]
    crossed = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return _named(one, field, draw.choice((left_out, twice, crossed)))


def _named(one: Somebody, field: str, text: str) -> Somebody:
    match field:
        case "surname":
            return replace(one, surname=text)
        case "name":
            return replace(one, name=text)
        case _:
            return replace(one, patronymic=text)


def _married(draw: random.Random, one: Somebody) -> Somebody:
    return replace(one, surname=_surname(draw, woman=True)) if one.name in _WOMEN else one


def _no_birth_date(_draw: random.Random, one: Somebody) -> Somebody:
    return replace(one, born="")


def _slip_of_date(draw: random.Random, one: Somebody) -> Somebody:
    if not one.born:
        return one
    day, month, year = one.born.split(".")
    if int(day) <= 12 and draw.random() < 0.5:
        return replace(one, born=f"{month}.{day}.{year}")
    return replace(one, born=f"{day}.{month}.{year[:3]}{(int(year[3]) + 1) % 10}")


def _other_phone(draw: random.Random, one: Somebody) -> Somebody:
    return replace(one, phone=_phone(draw) if draw.random() < 0.5 else "")


def _no_email(_draw: random.Random, one: Somebody) -> Somebody:
    return replace(one, email="")


def _no_passport(_draw: random.Random, one: Somebody) -> Somebody:
    return replace(one, series="", number="")


_DAMAGES: Final[tuple[Callable[[random.Random, Somebody], Somebody], ...]] = (
    _upper, _without_dots, _transliterated, _swapped, _no_patronymic, _initials, _slip, _slip, _married, _no_birth_date,
    _slip_of_date, _other_phone, _no_email, _no_passport,
)  # fmt: skip


# ---------------------------------------------------------------------- words


def _surname(draw: random.Random, *, woman: bool) -> str:
    surname, ending = draw.choice(_ROOTS), draw.choice(_ENDINGS)
    if ending:
        surname = surname.removesuffix("ев").removesuffix("ёв").removesuffix("ов").removesuffix("ин") + ending
    return _feminine(surname) if woman else surname


def _feminine(surname: str) -> str:
    if surname.endswith("ский"):
        return surname[:-2] + "ая"
    return surname + "а" if surname.endswith(("ов", "ев", "ёв", "ин")) else surname


def _patronymic(father: str, *, woman: bool) -> str:
    irregular = {"Илья": "Ильи", "Лев": "Льво", "Павел": "Павло", "Пётр": "Петро", "Михаил": "Михайло",
                 "Юрий": "Юрье", "Евгений": "Евгенье", "Василий": "Василье", "Анатолий": "Анатолье",
                 "Дмитрий": "Дмитрие", "Валерий": "Валерье", "Григорий": "Григорье", "Николай": "Николае"}  # fmt: skip
    stem = irregular.get(father) or (father[:-1] + "е" if father[-1] in "йь" else father + "о")
    return stem + (("нична" if stem.endswith("и") else "вна") if woman else ("ч" if stem.endswith("и") else "вич"))


def _day(draw: random.Random) -> date:
    return date.fromordinal(draw.randrange(*_DAYS)) + timedelta()


def _phone(draw: random.Random) -> str:
    return f"+79{draw.randrange(10**9):09}"


def _written(draw: random.Random, phone: str) -> str:
    if not phone:
        return ""
    code, first, second, third = phone[2:5], phone[5:8], phone[8:10], phone[10:]
    return draw.choice(
        (
            phone,
            f"8{phone[2:]}",
            f"8 ({code}) {first}-{second}-{third}",
            f"+7 {code} {first} {second} {third}",
        )
    )


def _latin(word: str) -> str:
    return "".join(_LETTERS.get(letter, letter) for letter in word.lower()).capitalize()
