"""Catalogues out of a matrix workbook and out of service lists."""

from pathlib import Path

import pytest

from core.domain.catalogue import Cell as Mark
from core.domain.client import ClientType
from core.domain.errors import FileMissing, NeedsClientType, NotACatalogue, UnreadableFile
from core.intake.catalogue_workbook import MATRIX_SHEET, NEEDS_SHEET, read_workbook
from core.intake.service_list import read_service_list
from core.intake.tables import Cell
from tests.core.intake.files import workbook

SERVICES = [
    ("- посадка кактусов", "ФЛ", "Сад"),
    ("- полив", "ФЛ", "Сад"),
    ("- полив", "ЮЛ", "Сад"),
    ("- Полив", "ФЛ", "Оазис"),
]
MARKS: list[list[Cell]] = [["Х", 1, None, "1"], ["x", "х", None, "?"], [None, None, "X", 0], [1, None, None, "Х"]]

NEEDS_HEADER: list[Cell] = [
    "Услуга",
    "Закрывает потребность чью?",
    "Компания Партнер",
    "Потребность 1",
    "Потребность 2",
]
NEEDS: list[list[Cell]] = [
    ["- Посадка  кактусов", "Для физических лиц", "Сад", "Красота и уют", "Покой"],
    ["- поливка", "Для физических лиц", "", "уют и красота", None],
    ["- полив", "ЮЛ", "сад", "Покой", "Покой"],
    ["- полив", "Для физических лиц", "Оазис", "Покой", None],
]


def matrix(services: list[tuple[str, str, str]] = SERVICES, marks: list[list[Cell]] = MARKS) -> list[list[Cell]]:
    """A matrix sheet in the usual frame: labels, names, types, companies, above and to the left."""
    top: list[list[Cell]] = [["", "", "", "", *["Услуга 2"] * len(services)]]
    top += [["", "", "", "", *part] for part in zip(*services, strict=True)]
    return top + [["Услуга 1", *service, *line] for service, line in zip(services, marks, strict=True)]


def test_the_matrix_gives_services_companies_and_directed_marks(tmp_path: Path) -> None:
    draft = read_workbook(workbook(tmp_path / "c.xlsx", {MATRIX_SHEET: matrix()}))
    assert [(service.name, service.client_type, service.company) for service in draft.services] == [
        ("посадка кактусов", ClientType.PERSON, "Сад"),
        ("полив", ClientType.PERSON, "Сад"),
        ("полив", ClientType.ENTITY, "Сад"),
        ("Полив", ClientType.PERSON, "Оазис"),
    ]
    forbidden, link = Mark.FORBIDDEN, Mark.LINK
    assert draft.cells == {
        (0, 0): forbidden, (0, 1): link, (0, 3): link,
        (1, 0): forbidden, (1, 1): forbidden,
        (2, 2): forbidden,
        (3, 0): link, (3, 3): forbidden,
    }  # fmt: skip


def test_rows_and_columns_are_matched_by_key_whatever_their_order(tmp_path: Path) -> None:
    rows = matrix()
    turned = [*rows[:4], *reversed(rows[4:])]
    straight = read_workbook(workbook(tmp_path / "a.xlsx", {MATRIX_SHEET: rows}))
    assert read_workbook(workbook(tmp_path / "b.xlsx", {MATRIX_SHEET: turned})) == straight


def test_a_frame_without_labels_and_with_merged_companies_is_found(tmp_path: Path) -> None:
    rows = [row[1:] for row in matrix()[1:]]
    rows[2][4] = None  # «Сад» stands once over its services
    draft = read_workbook(workbook(tmp_path / "c.xlsx", {MATRIX_SHEET: rows}))
    assert (len(draft.services), len(draft.cells)) == (4, 8)


def test_a_service_stated_twice_is_one_and_forbidden_beats_a_link(tmp_path: Path) -> None:
    services = [*SERVICES[:2], SERVICES[0]]
    draft = read_workbook(
        workbook(
            tmp_path / "c.xlsx", {MATRIX_SHEET: matrix(services, [[None, 1, None], [1, None, "х"], [None, "х", None]])}
        )
    )
    assert len(draft.services) == 2
    assert draft.cells == {(0, 1): Mark.FORBIDDEN, (1, 0): Mark.FORBIDDEN}


def test_needs_join_by_key_then_by_place_and_the_rest_is_listed(tmp_path: Path) -> None:
    stranger: list[Cell] = ["- стрижка газона", "ЮЛ", "Сад", "Покой", None]
    needs: list[list[Cell]] = [["Логика"], NEEDS_HEADER, *NEEDS, stranger]
    draft = read_workbook(workbook(tmp_path / "c.xlsx", {MATRIX_SHEET: matrix(), NEEDS_SHEET: needs}, [NEEDS_SHEET]))
    assert [service.needs for service in draft.services] == [
        ("Красота и уют", "Покой"),
        ("Красота и уют",),  # in other words and by its place
        ("Покой",),
        ("Покой",),
    ]
    assert draft.unmatched_needs == ((7, "стрижка газона"),)


@pytest.mark.parametrize("stranger", [["- поливка", "ЮЛ", "Сад", "Покой"], ["- поливка", "ФЛ", "Оазис", "Покой"]])
def test_a_place_counts_only_where_type_and_company_agree(tmp_path: Path, stranger: list[Cell]) -> None:
    needs = [NEEDS_HEADER, NEEDS[0], stranger, *NEEDS[2:]]
    draft = read_workbook(workbook(tmp_path / "c.xlsx", {MATRIX_SHEET: matrix(), NEEDS_SHEET: needs}))
    assert draft.services[1].needs == ()
    assert draft.unmatched_needs == ((3, "поливка"),)


def test_archives_are_not_taken_for_the_matrix(tmp_path: Path) -> None:
    with pytest.raises(NotACatalogue):
        read_workbook(workbook(tmp_path / "c.xlsx", {f"{MATRIX_SHEET} (архив)": matrix()}))
    needs = [NEEDS_HEADER, *NEEDS]
    path = workbook(tmp_path / "d.xlsx", {MATRIX_SHEET: matrix(), f"{NEEDS_SHEET} (архив)": needs})
    assert all(service.needs == () for service in read_workbook(path).services)


@pytest.mark.parametrize("rows", [[], [["ФЛ", "ФЛ"]], [["Клиент", "Тип"], ["Ким", "ФЛ"]], [["а", "б"], ["в", "г"]]])
def test_a_matrix_sheet_of_another_build_is_no_catalogue(tmp_path: Path, rows: list[list[Cell]]) -> None:
    with pytest.raises(NotACatalogue):
        read_workbook(workbook(tmp_path / "c.xlsx", {MATRIX_SHEET: rows}))


def test_a_service_without_its_type_is_not_lost_in_silence(tmp_path: Path) -> None:
    rows = matrix()
    rows[5][2] = "?"
    with pytest.raises(NotACatalogue) as raised:
        read_workbook(workbook(tmp_path / "c.xlsx", {MATRIX_SHEET: rows}))
    assert raised.value.facts == {"row": 6}
    rows = matrix()
    rows[2][4] = None
    with pytest.raises(NotACatalogue) as raised:
        read_workbook(workbook(tmp_path / "d.xlsx", {MATRIX_SHEET: rows}))
    assert raised.value.facts == {"row": 3}


def test_a_needs_sheet_without_its_header_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(NotACatalogue):
        read_workbook(workbook(tmp_path / "c.xlsx", {MATRIX_SHEET: matrix(), NEEDS_SHEET: [["а", "б"]]}))


def test_what_is_no_workbook_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "c.xlsx").write_text("Матрица кросс-услуг", "utf-8")
    with pytest.raises(UnreadableFile):
        read_workbook(tmp_path / "c.xlsx")
    with pytest.raises(FileMissing):
        read_workbook(tmp_path / "none.xlsx")


LIST = """Сад

Для физических лиц:
- посадка кактусов - в горшок или в грунт
• полив
Полив
ЮЛ
1. трейд-ин горшков – старый на новый
Для физических и юридических лиц
— совет
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_service_list_has_its_company_first_and_headings_switch_the_type(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "s.txt"
    path.write_bytes(LIST.replace("\n", "\r\n").encode(encoding))
    person, entity = ClientType.PERSON, ClientType.ENTITY
    draft = read_service_list(path, None)
    assert {service.company for service in draft.services} == {"Сад"}
    assert [(service.name, service.client_type, service.description) for service in draft.services] == [
        ("посадка кактусов", person, "в горшок или в грунт"),
        ("полив", person, ""),
        ("трейд-ин горшков", entity, "старый на новый"),
        ("совет", person, ""),
        ("совет", entity, ""),
    ]
    assert draft.cells == {}


def test_without_a_heading_the_given_type_counts_and_without_either_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    path.write_text("Сад\nполив\nЮЛ\nсовет\n", "utf-8")
    draft = read_service_list(path, ClientType.PERSON)
    assert [service.client_type for service in draft.services] == [ClientType.PERSON, ClientType.ENTITY]
    with pytest.raises(NeedsClientType) as raised:
        read_service_list(path, None)
    assert raised.value.code == "needs_client_type"


@pytest.mark.parametrize("text", ["", "Сад\n", "Сад\nФЛ\n", "Для физических лиц\nполив\n"])
def test_a_list_without_company_or_services_is_no_catalogue(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(NotACatalogue):
        read_service_list(path, ClientType.PERSON)
