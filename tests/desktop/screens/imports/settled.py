"""A base that knows some people, and a table that names them again: surely, doubtfully, and somebody new."""

from datetime import date
from pathlib import Path

from core.domain.client import ClientRow, ClientType, Identity, Portrait
from core.services.session import Session
from tests.support.imported import import_clients

HEADERS = "Фамилия;Имя;Отчество;Дата рождения;Телефон;E-mail;Город"
KNOWN = (
    ("Кактусова", "Вера", "Павловна", date(1980, 5, 12), "+79160000001", "vera@kaktus.example"),
    ("Опунцин", "Артём", "Олегович", date(1975, 3, 4), "+79160000002", ""),
    ("Эхеверина", "Раиса", "Ильинична", date(1990, 11, 30), "+79160000003", "raisa@kaktus.example"),
    ("Цереусов", "Глеб", "Кириллович", date(1966, 7, 8), "+79160000004", ""),
)
SURE = "Кактусоваа;Вера;Павловна;12.05.1980;;vera@kaktus.example;Казань"
DOUBTFUL = (
    "Опунцин;А.;Олегович;04.03.1975;8 916 999-99-01;;Казань",
    "Эхеверина;Р.;Ильинична;30.11.1990;8 916 999-99-02;;Тверь",
    "Цереусов;Г.;Кириллович;08.07.1966;8 916 999-99-03;;Тверь",
)
NEW = "Молодилов;Лев;Юрьевич;01.02.2000;8 916 999-99-04;lev@kaktus.example;Тула"


def know(session: Session) -> None:
    """Bring the known people into a base."""
    rows = [
        ClientRow(
            number,
            ClientType.PERSON,
            Identity(*one[:3], birth_date=one[3], phone=one[4], email=one[5]),
            Portrait(birth_year=one[3].year),
        )
        for number, one in enumerate(KNOWN, start=2)
    ]
    import_clients(session, rows)


def write_doubtful(folder: Path, *rows: str, name: str = "clients_12.csv") -> Path:
    """The table, or other rows of it."""
    file = folder / name
    file.write_text("\n".join([HEADERS, *(rows or (SURE, *DOUBTFUL, NEW))]) + "\n", encoding="utf-8")
    return file
