"""Text tables as companies really keep them, each made by code, about invented people."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final, TypeAlias

Cell: TypeAlias = str | float | date | None
Rows: TypeAlias = Sequence[Sequence[Cell]]

HEADERS: Final = ("Фамилия", "Имя", "Телефон", "Город")
PEOPLE: Final = (
    ("Кактусова", "Вера", "+7 916 000-00-01", "Орёл"),
    ("Агавин", "Пётр", "8 (916) 000-00-02", "Тверь"),
    ("Алоэва", "Ия", "79160000003", "Орёл"),
)


@dataclass(frozen=True, slots=True)
class Ugly:
    """A file, and what reading it with nothing touched must give: rows, headers, some cells by (row, column) from 0."""

    name: str
    make: Callable[[], bytes]
    rows: int = 3
    headers: tuple[str, ...] = HEADERS
    cells: dict[tuple[int, int], Any] = field(default_factory=lambda: {(0, 0): "Кактусова", (2, 3): "Орёл"})


def lines(delimiter: str = ";", rows: Rows = (HEADERS, *PEOPLE), end: str = "\r\n") -> str:
    """Delimited text without quotes."""
    return "".join(delimiter.join("" if cell is None else str(cell) for cell in row) + end for row in rows)


def text(encoding: str = "utf-8", **kinds: Any) -> Callable[[], bytes]:
    return lambda: lines(**kinds).encode(encoding)


def said(text: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: text.encode(encoding)


def _marked(mark: str, encoding: str) -> bytes:
    """A text behind the mark of another encoding."""
    return "\ufeff".encode(mark) + lines().encode(encoding)


def _wrapped() -> Iterator[Ugly]:
    """Quotes, signs and lines that other programs use otherwise."""
    rows = (HEADERS, *PEOPLE)
    for name, around in {"apostrophes": "'{}'", "printed quotes": "“{}”", "formula texts": '="{}"'}.items():
        yield Ugly(f"{name}.csv", text(rows=[[around.format(cell) for cell in row] for row in rows]))
    yield Ugly("spaces before quotes.csv", said(lines(", ", [[f'"{cell}"' for cell in row] for row in rows])))
    yield Ugly("saved twice.csv", said("".join(f'"{line}"\n' for line in lines(",").splitlines())))
    inner = [",".join(f'""{cell}""' for cell in row) for row in rows]
    yield Ugly("quoted and saved twice.csv", said("".join(f'"{line}"\n' for line in inner)))
    firm = r'"ООО \"Астра; Юг\""'
    escaped = f'"ФИО";"Город"\n{firm};"Орёл"\n"Ким";"Уфа"\n'
    yield Ugly("backslashes.csv", said(escaped), 2, ("ФИО", "Город"), {(0, 0): 'ООО "Астра; Юг"', (1, 1): "Уфа"})
    yield Ugly("stated wrongly.csv", said("sep=,\n" + lines()))
    yield Ugly("unit separators.txt", text(delimiter="\x1f", end="\n"))
    yield Ugly("line separators.txt", text(end="\u2028"))
    for name, around in {"angles": "<{}>", "brackets": "[{}]"}.items():
        headers = tuple(around.format(header) for header in HEADERS)
        marked = [headers, *PEOPLE[:2], ["[x]", "2", "3", "[y]"]]
        yield Ugly(f"{name}.csv", text(rows=marked, end="\n"), 3, headers, {(0, 0): "Кактусова"})
    programs = [("MZ", "ФИО"), ("1", "Ким Вера"), ("2", "Ли Олег")]
    yield Ugly("begins as a program does.csv", text(rows=programs), 2, programs[0], {(1, 1): "Ли Олег"})


def texts() -> Iterator[Ugly]:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield Ugly(f"{encoding}.csv", text(encoding))
    for encoding in ("cp1251", "cp866", "koi8-r", "mac-cyrillic", "iso8859-5"):
        yield Ugly(f"{encoding}.csv", text(encoding))
    for name, mark, encoding in (
        ("8", "utf-8", "cp1251"),
        ("16", "utf-16-le", "utf-8"),
        ("16 be", "utf-16-be", "utf-16-le"),
    ):
        yield Ugly(f"wrong mark {name}.csv", partial(_marked, mark, encoding))
    neighbours = [("Прізвище", "Місто"), ("Їжак", "Ґалаґан"), ("Ківі", "Київ")]
    yield Ugly("neighbours.csv", text("cp1251", rows=neighbours), 2, neighbours[0], {(1, 1): "Київ"})
    western = [("Name", "City"), ("Müller", "Zürich"), ("Jägli", "Köln")]
    yield Ugly("western.csv", text("cp1252", rows=western), 2, western[0], {(1, 0): "Jägli"})
    joined = lambda: (lines() + "\ufeff" + lines(rows=PEOPLE[:1])).encode() + lines(rows=PEOPLE[:2]).encode("cp1251")  # noqa: E731
    yield Ugly("joined.csv", joined, 6, cells={(0, 0): "Кактусова", (3, 0): "Кактусова", (5, 0): "Агавин"})
    for name, delimiter in {"comma": ",", "tab": "\t", "bar": "|", "caret": "^", "tilde": "~", "hash": "#"}.items():
        yield Ugly(f"{name}.csv", text("cp1251", delimiter=delimiter))
    yield from _wrapped()
    times = [("Фамилия", "Имя"), ("Кактусова", "Вера"), ("Агавин", "Пётр")]
    yield Ugly("colon.txt", text(delimiter=":", rows=times), 2, times[0], {(1, 1): "Пётр"})
    yield Ugly("stated.csv", said("sep=§\n" + lines("§")))
    sums = [("ФИО", "Доход", "Стаж"), ("Ким Вера", "1000,50", "2,5"), ("Ли Олег", "2000,75", "3,5")]
    yield Ugly("decimal commas.csv", text(rows=sums), 2, ("ФИО", "Доход", "Стаж"), {(0, 1): "1000,50"})
    broken = lines().replace("Агавин", '"Агавин').replace("Алоэва", 'Ал"оэ"ва')
    yield Ugly("broken quotes.csv", said(broken), cells={(1, 0): '"Агавин', (2, 0): 'Ал"оэ"ва'})
    spanning = 'ФИО;Адрес\n"Ким ""Вера""";"Орёл;\nул. Ясная, 1"\nЛи Олег;Тверь\n'
    yield Ugly("quotes over lines.csv", said(spanning), 2, ("ФИО", "Адрес"), {(0, 1): "Орёл;\nул. Ясная, 1"})
    yield Ugly("old Mac.csv", text("cp1251", end="\r"))
    yield Ugly("NULs.csv", lambda: lines().encode().replace("Имя".encode(), "Имя\0\0".encode()))
    ragged = lines() + "Лишний;Пётр;1;Уфа;лишнее\nКороткий\n"
    yield Ugly("ragged.csv", said(ragged), 5, cells={(3, 4): "лишнее", (4, 0): "Короткий", (4, 3): None})
    yield Ugly("a bad byte.csv", lambda: (lines() * 1).encode().replace("Тверь".encode(), b"\xd0\xa2\xff\xd1\x8c"))
    yield Ugly("end of file.txt", lambda: lines("\t").encode("cp866") + b"\x1a")
    yield Ugly("titles.csv", said("Клиенты автосалона\n\nна 01.05.2024\n" + lines(), "cp1251"))
    pages = lines() + "\n" + lines(rows=(HEADERS, *PEOPLE))
    yield Ugly("pages.csv", said(pages), 6, cells={(3, 0): "Кактусова"})
    bare = lines(rows=PEOPLE)
    yield Ugly("no header.csv", said(bare, "cp1251"), 3, ("A", "B", "C", "D"), {(0, 0): "Кактусова"})
    phones = "\n".join(person[2] for person in PEOPLE)
    yield Ugly("phones alone.txt", said(phones), 3, ("A",), {(1, 0): "8 (916) 000-00-02"})
    twice = [("ФИО", "Телефон", "Телефон", "Телефон"), ("Ким Вера", "1", "2", "3"), ("Ли Олег", "4", "5", "6")]
    named = ("ФИО", "Телефон", "Телефон (2)", "Телефон (3)")
    yield Ugly("twice.csv", text(rows=twice), 2, named, {(1, 3): "6"})
    gaps = [("ФИО", None, "Город", None), (), ("Ким Вера", None, "Орёл", None), (None,) * 4, ("Ли Олег", None, "Уфа")]
    yield Ugly("gaps.csv", text(rows=gaps), 2, ("ФИО", "Город"), {(1, 1): "Уфа"})

    aligned = "ФИО         Телефон   Город\nКим Вера    1         Орёл\nЛи Олег     2         Уфа\n"
    yield Ugly("aligned.txt", said(aligned, "cp866"), 2, ("ФИО", "Телефон", "Город"), {(0, 0): "Ким Вера"})
    drawn = "\n".join(
        ("+---+---+", "| ФИО | Город |", "+---+---+", "| Ким | Уфа |", "| Ли | Орёл |", "+---+---+", "(2 rows)")
    )
    yield Ugly("drawn.txt", said(drawn), 2, ("ФИО", "Город"), {(1, 0): " Ли "})
    flowers = "5.1,3.5,setosa\n4.9,3.0,setosa\n6.0,3.1,virginica\n"
    yield Ugly("numbers alone.csv", said(flowers), 3, ("A", "B", "C"), {(0, 0): "5.1", (2, 2): "virginica"})
