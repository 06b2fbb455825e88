"""Tables as companies really keep them, each made by code, about invented people."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from core.vault.sealing import seal_workbook
from tests.support.ugly_texts import HEADERS, PEOPLE, Rows, Ugly, said, text, texts
from tests.support.xlsb import binary_book

SHEET: Final = "xl/worksheets/sheet1.xml"
OPENED_BY: Final = "pads-and-fruit-26"


# ---------------------------------------------------------------------- workbooks


def book(*sheets: tuple[str, Rows], merged: Sequence[str] = (), hidden: Sequence[str] = (), **options: Any) -> bytes:
    """A workbook; `merged` are ranges of the first sheet, which keep the text of their first cell."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as made:
        day = made.add_format({"num_format": "dd.mm.yyyy"})
        for name, rows in sheets:
            sheet = made.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            else:
                sheet.activate()
            for place in merged if made.worksheets() == [sheet] else ():
                sheet.merge_range(place, "")
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return buffer.getvalue()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes | None], **added: bytes) -> bytes:
    """A package with its parts changed (None: left out) and more of them added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in added.items():
            new.writestr(name, part)
    return buffer.getvalue()


def in_sheet(content: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with a pattern of its first sheet replaced."""

    def change(name: str, part: bytes) -> bytes:
        return re.sub(old, new, part) if name == SHEET else part

    return rewritten(content, change)


PLAIN: Final = ("Клиенты", (HEADERS, *PEOPLE))


def _formats(rows: Rows, number_format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as made:
        shown = made.add_format({"num_format": number_format})
        sheet = made.add_worksheet()
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell, shown if isinstance(cell, float) else None)
    return buffer.getvalue()


def _formulas() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["ФИО", "Доход", "Долг"])
        sheet.write(1, 0, "Ким Вера")
        sheet.write_formula(1, 1, "=500*2", None, 1000)
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["Ли Олег", 5, 6])
    return buffer.getvalue()


def _passport() -> bytes:
    rows: Rows = [
        ["ФИО", "Паспорт", None, "Телефон"],
        [None, "серия", "номер", None],
        ["Ким Вера", "4500", "000001", "79160000001"],
        ["Ли Олег", "4500", "000002", "79160000002"],
    ]
    return book(("Лист", rows), merged=["A1:A2", "B1:C1", "D1:D2"])


def _three_levels() -> bytes:
    rows: Rows = [
        ["Сведения о клиентах", None, None, None, None],
        ["Клиент", None, "Документ", None, None],
        ["Фамилия", "Имя", "Паспорт", None, "СНИЛС"],
        [None, None, "серия", "номер", None],
        ["Ким", "Вера", "4500", "000001", "1"],
        ["Ли", "Олег", "4500", "000002", "2"],
    ]
    return book(("Лист", rows), merged=["A1:E1", "A2:B2", "C2:E2", "A3:A4", "B3:B4", "C3:D3", "E3:E4"])


def _merged_data() -> bytes:
    rows: Rows = [
        ["ФИО", "Город", "Услуга"],
        ["Ким Вера", "Орёл", "мойка"],
        [None, None, "шины"],
        ["Отдел продаж", None, None],
        ["Ли Олег", "Уфа", "мойка"],
    ]
    return book(("Лист", rows), merged=["A2:A3", "B2:B3", "A4:C4"])


def _macros() -> bytes:
    content = book(PLAIN)
    parts = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<a/>", "xl/media/image1.png": b"x"}
    return rewritten(content, lambda _name, part: part, **parts)


def _many_parts() -> bytes:
    pictures = {f"xl/media/image{number}.png": b"\x89PNG" for number in range(2_500)}
    return rewritten(book(PLAIN), lambda _name, part: part, **pictures)


def _reports() -> Iterator[Ugly]:
    """What accounting programs print: none of these headers is known."""
    plan: Rows = [
        ["Склад", "Январь", None, "Февраль", None],
        [None, "план", "факт", "план", "факт"],
        ["Юг", 1, 2, 3, 4],
        ["Север", 5, 6, 7, 8],
    ]
    named = ("Склад", "Январь план", "Январь факт", "Февраль план", "Февраль факт")
    yield Ugly("two levels unmerged.xlsx", lambda: book(("Лист", plan)), 2, named, {(1, 4): 8})
    chosen: Rows = [
        ["Параметры:", None, "Период: 01.01.2024 - 31.01.2024"],
        [None, None, "Отбор: Склад"],
        ["Номенклатура", None, "Количество", "Сумма"],
        ["Шины", None, 1, 2.5],
        ["Мойка", None, 3, 4.5],
    ]
    bare = ("Номенклатура", "Количество", "Сумма")
    yield Ugly("parameters above.xlsx", lambda: book(("Лист", chosen)), 2, bare, {(0, 0): "Шины", (1, 2): 4.5})
    days: Rows = [["Склад", date(2024, 1, 1), date(2024, 2, 1)], ["Юг", 1, 2], ["Север", 3, 4]]
    yield Ugly("days.xlsx", lambda: book(("Лист", days)), 2, ("Склад", "2024-01-01", "2024-02-01"), {(0, 1): 1})
    notes: Rows = [["Дата отчёта", date(2024, 1, 1)], ["Автор", "Агавин"]]
    yield Ugly(
        "a sheet of notes first.xlsx", lambda: book(("Титул", notes), ("Лист", chosen)), 2, bare, {(1, 0): "Мойка"}
    )


def _workbooks() -> Iterator[Ugly]:
    yield Ugly("plain.xlsx", lambda: book(PLAIN))
    yield Ugly("a workbook.csv", lambda: book(PLAIN))
    yield Ugly("a text.xlsx", text("cp1251"))
    titles: Rows = [["Отчёт за май"], [None, "составил Агавин"], [], HEADERS, *PEOPLE]
    yield Ugly("titles.xlsx", lambda: book(("Лист", titles), merged=["A1:D1"]))
    yield Ugly("in the middle.xlsx", lambda: book(("Лист", [[], [], *([None, None, *row] for row in PLAIN[1])])))
    notes = ("О файле", [["заметка"]])
    yield Ugly("sheets.xlsx", lambda: book(("Архив", [HEADERS, *PEOPLE[:1]]), notes, PLAIN, hidden=["Архив"]))
    yield Ugly("passport.xlsx", _passport, 2, ("ФИО", "Паспорт серия", "Паспорт номер", "Телефон"), {(1, 2): "000002"})
    three = ("Клиент Фамилия", "Клиент Имя", "Паспорт серия", "Паспорт номер", "СНИЛС")
    yield Ugly("three levels.xlsx", _three_levels, 2, three, {(0, 0): "Ким", (1, 3): "000002"})
    filled = {(1, 0): "Ким Вера", (1, 1): "Орёл", (1, 2): "шины", (2, 0): "Ли Олег"}
    yield Ugly("merged.xlsx", _merged_data, 3, ("ФИО", "Город", "Услуга"), filled)
    counted: Rows = [HEADERS, [1, 2, 3, 4], *PEOPLE]
    yield Ugly("numbered columns.xlsx", lambda: book(("Лист", counted)))
    below: Rows = [[], ["* на 01.05.2024"], ["Директор", None, None], [], ["Город", "Телефон"], ["Уфа", 5]]
    totals: Rows = [HEADERS, *PEOPLE[:2], ["Итого по Твери:", None, 2], *PEOPLE[2:], [None, "ВСЕГО", 3, None], *below]
    yield Ugly("totals and notes.xlsx", lambda: book(("Лист", totals)))
    twice: Rows = [("Surname", "Name", "Phone", "City"), HEADERS, ["текст", None, "цифры"], ["Менеджер: Ким"], *PEOPLE]
    yield Ugly("header in two languages.xlsx", lambda: book(("Лист", twice)), 3, ("Surname", "Name", "Phone", "City"))
    one_alone: Rows = [HEADERS, *PEOPLE, [], ["Ким"], *PEOPLE]
    yield Ugly("a name alone.xlsx", lambda: book(("Лист", one_alone)), 7, cells={(3, 0): "Ким"})
    pages: Rows = [HEADERS, *PEOPLE, [], HEADERS, *PEOPLE]
    yield Ugly("pages.xlsx", lambda: book(("Лист", pages)), 6)
    born: Rows = [["ФИО", "Дата рождения"], ["Ким Вера", date(1980, 5, 6)], ["Ли Олег", date(1990, 7, 8)]]
    for name, options in {"1900.xlsx": {}, "1904.xlsx": {"date_1904": True}}.items():
        made = lambda options=options: book(("Лист", born), **options)  # noqa: E731
        yield Ugly(name, made, 2, ("ФИО", "Дата рождения"), {(0, 1): date(1980, 5, 6)})
    yield Ugly("formulas.xlsx", _formulas, 2, ("ФИО", "Доход", "Долг"), {(0, 1): 1000, (0, 2): "#DIV/0!"})
    hours: Rows = [["ФИО", "Часы"], ["Ким Вера", 1.5], ["Ли Олег", 1e13]]
    spans = {(0, 0): "Ким Вера", (0, 1): "36:00:00", (1, 0): "Ли Олег"}
    yield Ugly("hours.xlsx", lambda: _formats(hours, "[h]:mm:ss"), 2, ("ФИО", "Часы"), spans)
    dates: Rows = [["ФИО", "Дата рождения"], ["Ким Вера", -5.0], ["Ли Олег", 1e12]]
    early = {(0, 0): "Ким Вера", (1, 1): 1e12}
    yield Ugly("impossible dates.xlsx", lambda: _formats(dates, "dd.mm.yyyy"), 2, ("ФИО", "Дата рождения"), early)
    claims = rb'dimension ref="[^"]*"', b'dimension ref="A1:XFD1048576"'
    yield Ugly("claims the whole sheet.xlsx", lambda: in_sheet(book(PLAIN), *claims))
    far = rb"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    yield Ugly("a cell far away.xlsx", lambda: in_sheet(in_sheet(book(PLAIN), *claims), *far))
    wrong: Rows = [*PLAIN[1], ["Ким", "Вера", 1, "x"]]
    new = rb'<c r="C5"><v>1</v></c>', b'<c r="C5" t="e"><v>#SPILL!</v></c>'
    spilt = {(0, 0): "Кактусова", (3, 2): "#SPILL!"}
    yield Ugly("new errors.xlsx", lambda: in_sheet(book(("Лист", wrong)), *new), 4, cells=spilt)
    yield Ugly("no references.xlsx", lambda: in_sheet(book(PLAIN), rb' r="[A-Z]+\d+"', b""))
    yield Ugly("macros.xlsm", _macros)
    yield Ugly("many pictures.xlsx", _many_parts)
    yield Ugly(
        "capital names.xlsx",
        lambda: rewritten(book(PLAIN), lambda _name, part: part).replace(b"sharedStrings.xml", b"SharedStrings.xml"),
    )
    yield Ugly("protected from changes.xlsx", lambda: seal_workbook(book(PLAIN), "VelvetSweatshop"))


# ---------------------------------------------------------------------- what calls itself a workbook


def _page(encoding: str) -> bytes:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (HEADERS, *PEOPLE))
    page = (
        f"<html><head><meta charset={encoding}></head><body><p>Выгрузка&nbsp;1</p><table>{cells}</table></body></html>"
    )
    return page.encode(encoding)


def _old_page() -> bytes:
    """Tags that nobody closed, cells over two columns and rows."""
    return (
        "<TABLE BORDER=1><TR><TH rowspan=2>ФИО<TH colspan=2>Паспорт<TR><TH>серия<TH>номер"
        "<TR><TD>Ким Вера<TD>4500<TD>000001<TR><TD>Ли Олег<TD>4500<TD>000002</TABLE>"
    ).encode("cp1251")


def xml_2003(declared: str = "", rows: Rows = (HEADERS, *PEOPLE)) -> str:
    """An XML spreadsheet of 2003."""
    body = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in rows
    )
    return (
        f'<?xml version="1.0"?>{declared}<?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="Клиенты"><Table>{body}</Table></Worksheet></Workbook>'
    )


def _xml_typed() -> bytes:
    first = '<Row ss:Index="3"><Cell><Data ss:Type="String">ФИО</Data></Cell><Cell ss:Index="3">'
    text = xml_2003(rows=[]).replace(
        "<Table>",
        f'<Table>{first}<Data ss:Type="String">Доход</Data></Cell>'
        '<Cell><Data ss:Type="String">Дата рождения</Data></Cell>'
        '</Row><Row><Cell><ss:Data ss:Type="String">Ким <B>Вера</B></ss:Data></Cell><Cell ss:Index="3">'
        '<Data ss:Type="Number">1000.5</Data></Cell><Cell>'
        '<Data ss:Type="DateTime">1980-05-06T00:00:00.000</Data></Cell></Row>',
    )
    return text.encode()


def _archive(page: bytes, first: bytes = b"") -> bytes:
    return first + (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n'
        + (b"Content-Transfer-Encoding: 8bit\r\n\r\n" + page + b"\r\n--x--\r\n")
    )


def _disguised() -> Iterator[Ugly]:
    for encoding in ("windows-1251", "utf-8"):
        yield Ugly(f"page in {encoding}.xls", partial(_page, encoding))
    old = (("ФИО", "Паспорт серия", "Паспорт номер"), {(0, 1): "4500", (1, 2): "000002"})
    yield Ugly("old page.xls", _old_page, 2, *old)
    yield Ugly("web archive.xls", lambda: _archive(_page("utf-8")))
    frames = b"<html><frameset><frame src=a></frameset></html>\r\n--x\r\nContent-Type: text/html\r\n\r\n"
    yield Ugly("frames.xls", lambda: _archive(frames + _page("windows-1251"), b"From: <Saved>\r\n"))
    yield Ugly("declared wrongly.xls", lambda: _page("utf-8").replace(b"charset=utf-8", b"charset=windows-1251"))
    yield Ugly(
        "a line before the page.xls", lambda: "Отчёт<br>".encode() + _old_page().decode("cp1251").encode(), 2, *old
    )
    bare = "".join(f"<td>{cell}" for cell in HEADERS) + "".join(
        "<tr>" + "".join(f"<td>{cell}" for cell in row) for row in PEOPLE
    )
    yield Ugly("first row never opened.xls", said(f"<table>{bare}</table>"))
    yield Ugly("spreadsheet 2003.xls", said(xml_2003()))
    wide = xml_2003().replace('"1.0"', '"1.0" encoding="windows-1251"')
    yield Ugly("spreadsheet 2003 in cp1251.xml", said(wide, "cp1251"))
    yield Ugly("2003 declared wrongly.xml", said("\n" + wide))
    yield Ugly(
        "2003 with a bare sign.xml", said(xml_2003().replace("Тверь", "Тверь & Ко")), cells={(1, 3): "Тверь & Ко"}
    )
    typed = {(0, 0): "Ким Вера", (0, 1): 1000.5, (0, 2): date(1980, 5, 6)}
    yield Ugly("typed 2003.xml", _xml_typed, 1, ("ФИО", "Доход", "Дата рождения"), typed)


def _flat(body: str) -> bytes:
    """An OpenDocument spreadsheet in one file."""
    with zipfile.ZipFile(io.BytesIO(ods(body))) as package:
        return package.read("content.xml").replace(b"office:document-content", b"office:document")


def ods(body: str, manifest: str = "") -> bytes:
    """An OpenDocument spreadsheet with these rows."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        made.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        made.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{office}office:1.0" '
            f'xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="Клиенты">{body}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return buffer.getvalue()


def ods_row(cells: Sequence[str], times: int = 1) -> str:
    """A row of texts, that many times."""
    written = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{written}</table:table-row>'


def _documents() -> Iterator[Ugly]:
    rows = "".join(map(ods_row, (HEADERS, *PEOPLE)))
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    yield Ugly("repeated.ods", lambda: ods(rows + empty))
    yield Ugly("indented.ods", lambda: ods(rows.replace("><", ">\n  <")))
    yield Ugly("flat.fods", partial(_flat, rows.replace("><", ">\n  <")))
    hours = '<table:table-row><table:table-cell office:value-type="string"><text:p>Ким Вера</text:p></table:table-cell>'
    hours += '<table:table-cell office:value-type="time" office:time-value="PT36H00M00S"/></table:table-row>'
    yield Ugly("hours.ods", lambda: ods(ods_row(["ФИО", "Часы"]) + hours), 1, ("ФИО", "Часы"), {(0, 1): "36:00:00"})
    named = ("ФИО", "Паспорт серия", "Паспорт номер", "Дата рождения", "Доход")
    cells = {(0, 0): "Ким Вера", (1, 2): "000002", (0, 3): date(1980, 5, 6), (0, 4): 1000.5}
    yield Ugly("pads.xls", (Path(__file__).parents[1] / "core" / "intake" / "pads.xls").read_bytes, 2, named, cells)


def _failed() -> Iterator[Ugly]:
    """Formulas that have failed, as LibreOffice writes them and as binary workbooks do."""
    sums = ("ФИО", "Доход", "Долг", "Дата рождения")
    row = ods_row(["Ким Вера"]).removesuffix("</table:table-row>")
    row += '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    row += 'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell><table:table-cell '
    row += 'office:value-type="float" office:value="0" calcext:value-type="error"><text:p>Err:502</text:p>'
    row += "</table:table-cell></table:table-row>"
    told = {(0, 0): "Ким Вера", (0, 1): "#DIV/0!", (0, 2): "Err:502"}
    yield Ugly("failed formulas.ods", lambda: ods(ods_row(sums[:3]) + row), 1, sums[:3], told)
    old = (Path(__file__).parents[1] / "core" / "intake" / "failed.xls").read_bytes
    yield Ugly("failed formulas.xls", old, 2, sums[:3], {(0, 1): 1000.5, (0, 2): "#DIV/0!", (1, 1): "#N/A", (1, 2): 7})
    rows: Rows = [sums, ["Ким Вера", 1000.5, "#DIV/0!", date(1980, 5, 6)], ["Ли Олег", 7.0, "#N/A"]]
    cells = {(0, 1): 1000.5, (0, 2): "#DIV/0!", (0, 3): date(1980, 5, 6), (1, 2): "#N/A", (1, 3): None}
    made = partial(binary_book, ("Архив", [["a"], ["b"]]), ("Клиенты", rows), hidden=["Архив"])
    yield Ugly("binary.xlsb", made, 2, sums, cells)
    yield Ugly("plain.xlsb", lambda: binary_book(PLAIN))


UGLY: Final = (*texts(), *_reports(), *_workbooks(), *_disguised(), *_documents(), *_failed())


def moment(row: Sequence[Any], column: int) -> Any:
    """A cell, midnight as its day."""
    cell = row[column]
    return cell.date() if isinstance(cell, datetime) and not (cell.hour or cell.minute) else cell


def write(folder: Path, ugly: Ugly) -> Path:
    """The file in a folder."""
    path = folder / ugly.name
    path.write_bytes(ugly.make())
    return path
