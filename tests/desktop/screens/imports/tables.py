"""Client tables as people keep them, small enough to count by hand; all people are invented."""

from pathlib import Path

HEADERS = "Клиент;тел.;Доход;Прим."
ROWS = (
    "Кактусов Пётр Ильич;8 912 345-67-89;90000;звонить вечером",
    "Опунцина Вера Павловна;345-67;120000;",
    ";8 913 111-22-33;много;",
    "Колючкин Артём Олегович;8 914 222-33-44;много;",
)
"""One row is good, two have a warning, one has no name (and a warning)."""


def write_table(folder: Path, *rows: str, headers: str = HEADERS, name: str = "clients.csv") -> Path:
    """A table with the rows above, or others."""
    file = folder / name
    file.write_text("\n".join([headers, *(rows or ROWS)]) + "\n", encoding="utf-8")
    return file
