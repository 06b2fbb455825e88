"""The sample company: an invented group with 400 clients and work in every state, made from a seed through the real
use cases.

The generator writes a matrix workbook and client tables as files, and the sample base is filled from them exactly as
a real one.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import xlsxwriter

from core.domain.catalogue import Indicators
from core.domain.catalogue_changes import with_entry
from core.domain.client import ClientType
from core.domain.lead import Answer, Stage
from core.services.catalogue import load_catalogue, read_catalogue, read_catalogue_file
from core.services.catalogue_edits import apply_edits
from core.services.decisions import accept, decline, postpone, take_up
from core.services.leads import leads_in
from core.services.main_job import Job, JobReport, process
from core.services.outcomes import record_outcome
from core.services.sending import mark_sent
from core.services.session import Progress, Session, create_base, no_progress, sign_in
from core.services.shipped_model import adopt_shipped_model
from core.services.wording import Language
from resources import PLACE

LOGIN: Final = "demo"
PASSWORD: Final = "cactus-for-practice"  # noqa: S105 (it guards invented people only, and is printed)
CLIENTS: Final = 400
_EARLIER: Final = 250
EARLIER_DAYS: Final = 60
ACCEPT_FROM: Final = 92
"""High, so that something above the usual threshold is left to review."""
_ENTITIES: Final = 0.1

MATRIX_FILE: Final = "matrix.xlsx"
EARLIER_FILE: Final = "clients-earlier.xlsx"
TABLE_FILE: Final = "clients.xlsx"
BASE_FOLDER: Final = "Sample.opuntia"
OUT_FOLDER: Final = "packages"
PASSWORDS_FILE: Final = "passwords.txt"

HEADERS: Final = (
    "№ п/п",
    "Фамилия клиента",
    "Имя клиента",
    "Отчество клиента",
    "Дата рождения клиента",
    "Мобильный телефон клиента",
    "E-mail",
    "Тип клиента (ФЛ/ЮЛ)",
    "Наименование организации",
    "ИНН организации",
    "Продукт",
    "Образование: высшее, среднее и пр",
    "Семейное положение: женат, холост и пр",
    "Количество иждивенцев",
    "Распознанный адрес регистрации",
    "Тип жилья",
    "Тип занятости: Найм, ИП, Самозанятый, Пенсионер, Собственное дело",
    "Место работы: общий трудовой стаж",
    "Место работы: доход",
    "Год выпуска приобретаемого авто",
    "Стоимость приобретаемого авто",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """What was made: the base, the folder with packages, the passwords' file and the report of the last job."""

    base: Path
    out: Path
    passwords: Path
    report: JobReport


def make_sample(folder: Path, seed: int = 1, language: Language = "ru", progress: Progress = no_progress) -> Sample:
    """Fill `folder` (made if it is not there) with the sample's files and base, and run the main job on it.

    The same seed gives the same people and decisions; passwords and file names of packages are always new.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draw = Random(seed)  # noqa: S311 (invented people need no secrecy)
    own = read_plan()["own"]
    today = datetime.now(UTC).astimezone().date()
    people = list(invented_rows(draw, CLIENTS, today))
    write_matrix(folder / MATRIX_FILE)
    write_table(folder / EARLIER_FILE, people[:_EARLIER])
    write_table(folder / TABLE_FILE, people)
    base, out, passwords = folder / BASE_FOLDER, folder / OUT_FOLDER, folder / PASSWORDS_FILE
    create_base(base, own, LOGIN, PASSWORD, sample=True)
    session = sign_in(base, LOGIN, PASSWORD)
    session.new_client_id = lambda: draw.getrandbits(62)
    try:
        load_catalogue(session, read_catalogue_file(folder / MATRIX_FILE))
        adopt_shipped_model(session)
        _state_values(session, today)
        clock = session.clock
        session.clock = lambda: clock() - timedelta(days=EARLIER_DAYS)
        some = "Банк Северный Кедр,Страховой дом Липа,Полис-Маяк,Автопомощь Сорока"
        signed = today - timedelta(days=EARLIER_DAYS + 30)
        earlier = Job(folder / EARLIER_FILE, out, 60, f"С-1;{signed};{some}", passwords, language)
        process(session, earlier, progress)
        _send_all_but_one(session)
        session.clock = clock
        _answer(session, draw, today)
        report = process(
            session,
            Job(folder / TABLE_FILE, out, ACCEPT_FROM, f"С-2;{today};{some},Лизинг Орион", passwords, language),
            progress,
        )
        _decide_some(session, today)
    finally:
        session.close()
    return Sample(base, out, passwords, report)


@cache
def read_plan() -> dict[str, Any]:
    """The invented group of `resources/sample.toml`."""
    return tomllib.loads(PLACE.joinpath("sample.toml").read_text(encoding="utf-8"))


def invented_rows(draw: Random, count: int, today: date) -> Iterator[tuple[Any, ...]]:
    """Rows of a client table under `HEADERS`; what people own goes with their portrait, so that there is something
    to learn.
    """
    words = read_plan()["people"]
    for number in range(1, count + 1):
        entity = draw.random() < _ENTITIES
        woman = draw.random() < 0.45
        born = today - timedelta(days=int(365.25 * draw.triangular(20, 78, 41)))
        age = (today - born).days // 365
        job = _job(draw, age)
        income = int(draw.lognormvariate(11.3, 0.45) // 1000 * 1000)
        rich = income > 95_000
        new_car = draw.random() < (0.7 if rich else 0.3)
        phone = (
            f"+7 9{draw.randrange(10, 99)} {draw.randrange(100, 999)}-{draw.randrange(10, 99)}-{draw.randrange(10, 99)}"
        )
        car_year = today.year - (0 if new_car else draw.randrange(3, 14))
        price = int((2_600_000 if new_car else 1_100_000) * draw.uniform(0.7, 1.6)) // 10_000 * 10_000
        if entity:
            firm = f"{draw.choice(words['firms'])} {number}"
            products = draw.sample(
                ["корпоративные продажи автомобилей", "обслуживание автопарка"], draw.choice([1, 1, 2])
            )
            mail = f"office{number}@firm.example"
            yield (number, *[None] * 4, phone, mail, "ЮЛ", firm, _inn(draw), "; ".join(products), *[None] * 10)
            continue
        yield (
            number,
            draw.choice(words["surnames"]) + ("а" if woman else ""),
            draw.choice(words["women" if woman else "men"]),
            draw.choice(words["fathers"]) + ("на" if woman else "ич"),
            born,
            phone if draw.random() > 0.03 else None,
            f"client{number}@mail.example" if draw.random() < 0.6 else None,
            "ФЛ",
            None,
            None,
            "; ".join(_products(draw, new_car=new_car, age=age, rich=rich)),
            draw.choice(["высшее", "высшее", "среднее", "среднее специальное"]),
            draw.choice(["женат", "холост", "разведён"] if not woman else ["замужем", "не замужем", "разведена"]),
            draw.choice([0, 0, 1, 1, 2, 3]),
            f"{draw.choice(words['towns'])}, ул. Полевая, {draw.randrange(1, 90)}",
            draw.choice(["собственное", "собственное", "аренда"]),
            job,
            max(0, min(age - 20, draw.randrange(1, 35))),
            income,
            car_year,
            price,
        )


def write_table(path: Path, rows: list[tuple[Any, ...]]) -> None:
    """A client table as a company would keep it."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        page, day = book.add_worksheet("Клиенты"), book.add_format({"num_format": "dd.mm.yyyy"})
        page.write_row(0, 0, HEADERS)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, column, datetime.combine(value, datetime.min.time()), day)
                elif value is not None:
                    page.write(number, column, value)


def write_matrix(path: Path) -> None:
    """The group's matrix workbook in the form that groups keep it: «Матрица кросс-услуг» and «Логика»."""
    plan = read_plan()
    services = [
        (name, kind, company["name"], needs)
        for company in plan["company"]
        for kind, group in ((ClientType.PERSON, "services"), (ClientType.ENTITY, "ent"))
        for name, needs in company.get(group, [])
    ]
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        page = book.add_worksheet("Матрица кросс-услуг")
        for place, (name, kind, company, _) in enumerate(services):
            labels = ("Услуга", f"- {name}", kind.value, company)
            page.write_column(0, place + 4, labels)
            page.write_row(place + 4, 0, labels)
        for row, (name, _, _, _) in enumerate(services):
            for column, (other, _, _, _) in enumerate(services):
                if row == column or other in plan["forbidden"].get(name, ()):
                    page.write_string(row + 4, column + 4, "Х")
                elif other in plan["links"].get(name, ()):
                    page.write_number(row + 4, column + 4, 1)
        logic = book.add_worksheet("Логика")
        logic.write_row(
            1, 0, ("Услуга", "Услуга закрывает потребность Чью?", "Компания Партнер", "Потребность 1", "Потребность 2")
        )
        for row, (name, kind, company, needs) in enumerate(services, start=2):
            logic.write_row(row, 0, (f"- {name}", kind.value, company, *(plan["need_names"][need] for need in needs)))


def _products(draw: Random, *, new_car: bool, age: int, rich: bool) -> list[str]:
    bought = ["Новый автомобиль" if new_car else "Автомобиль с пробегом"]
    if draw.random() < (0.6 if new_car else 0.75):
        bought.append("сервисное обслуживание автомобилей")
    if new_car and draw.random() < (0.55 if rich else 0.25):
        bought.append("подбор аксессуаров")
    if draw.random() < (0.5 if age > 45 else 0.2):
        bought.append("хранение шин")
    if draw.random() < 0.12:
        bought.append("выкуп автомобилей")
    if draw.random() < 0.04:
        bought.append("сувениры")
    return bought


def _job(draw: Random, age: int) -> str:
    if age >= 63:
        return "Пенсионер"
    return draw.choice(["Найм", "Найм", "Найм", "Найм", "ИП", "Самозанятый", "Собственное дело"])


def _inn(draw: Random) -> str:
    """Ten digits with their check digit."""
    digits = [draw.randrange(10) for _ in range(9)]
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    check = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10
    return "".join(map(str, [*digits, check]))


def _state_values(session: Session, today: date) -> None:
    before = after = read_catalogue(session)
    companies = {company.name: company.id for company in before.companies.values()}
    for company, name, conversion, weight, arppu in read_plan()["stated"]["values"]:
        for service in before.services.values():
            if (service.name, service.company_id) == (name, companies[company]):
                known = Indicators(conversion, weight, arppu, "заявлено партнёром (образец)", today)
                after = with_entry(after, replace(service, indicators=known))
    apply_edits(session, before, after)


def _send_all_but_one(session: Session) -> None:
    """The packages leave for their partners; one still lies here."""
    packages = {one.package_id for one in leads_in(session, Stage.PACKAGED) if one.package_id is not None}
    for package in sorted(packages)[:-1]:
        mark_sent(session, package)


def _answer(session: Session, draw: Random, today: date) -> None:
    """Weeks later: some partners have answered, some own tasks are done, the rest still waits."""
    sent, tasks = leads_in(session, Stage.SENT), leads_in(session, Stage.TASK)
    answers = [Answer.BOUGHT, Answer.REFUSED, Answer.REFUSED, Answer.NO_ANSWER, Answer.UNREACHABLE]
    for one in [*sent[: len(sent) * 2 // 3], *tasks[: len(tasks) // 3]]:
        answer = draw.choice(answers)
        day = today - timedelta(days=draw.randrange(1, 25))
        record_outcome(session, one.id, answer, day, 20_000.0 if answer is Answer.BOUGHT else None)


def _decide_some(session: Session, today: date) -> None:
    """A manager has begun to review: something in every state."""
    ids = [one.id for one in leads_in(session, Stage.PROCESSED)]
    now = session.clock
    session.clock = lambda: now() - timedelta(days=2)
    postpone(session, ids[3:5], today - timedelta(days=1))  # two that have come back by now
    session.clock = now
    take_up(session, ids[:3])
    postpone(session, ids[5:8], today + timedelta(days=1))
    decline(session, ids[8:12])
    accept(session, ids[12:24])
