"""One cell to one clean value. Each function returns (value or None, problem or None); it never guesses silently."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from core.intake.amounts import header_scale, number_in
from core.intake.fields import Field, Form, Unit
from core.intake.lists import closed_lists
from core.intake.phones import phone
from core.intake.problems import Code
from core.intake.tables import Cell
from core.intake.words import client_type, tidy

Outcome: TypeAlias = tuple[Any, Code | None]
Cleaner: TypeAlias = Callable[[Cell], Outcome]

NOTHING: Outcome = (None, None)

_SAYS_NOTHING = frozenset(
    {"", "-", "--", "---", "—", "–", "?", ".", "н/д", "нд", "н.д.", "б/н", "нет данных", "нет сведений", "не указано",
     "не указан", "не указана", "неизвестно", "не известно", "пусто", "n/a", "nan", "none", "null", "unknown"}
)  # fmt: skip
_NONE = frozenset({"нет", "no", "отсутствует", "отсутствуют"})
_ERRORS = re.compile(r"#(?:[A-ZА-Я/0]+[!?]|[NН]/[AД])")
_EXPONENT = re.compile(r"\d+([.,]\d+)?[eEеЕ]\+?\d+")
_EXACT_FLOATS = 10**15  # Excel keeps 15 digits

_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:\s*г(?:\.|ода?)?)?(?:[ T]+\d.*)?")
_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(3654, 73051)  # 1910…2099

_EMAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"'.]+(?:\.[^@\s,;<>\"'.]+)+")
_LETTERS = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"([^\W\d_])\. ?([^\W\d_])\.?")
_ORGANISATION = re.compile(
    r"(?:[Оо]{3}|[ПЗОпзо]?АО|АНО|НКО|ТОО|Ф?ГУП|МУП|LLC|Ltd|JSC)(?![^\W_])|.+ (?:LLC|Ltd|Inc|GmbH|JSC)\.?$"
)
_BETWEEN_PRODUCTS = re.compile(r"[;\n\r]+")
_YES = frozenset({"да", "yes", "y", "true", "1", "+", "истина", "есть", "является"})
_NO = frozenset({"нет", "no", "n", "false", "0", "-", "ложь", "не является", "отсутствует"})


def cleaner(field: Field, today: date, header: str = "") -> Cleaner:
    """The function for the cells of a field's column; `header` may hold the unit («Доход, тыс. руб.»)."""
    match field.form:
        case Form.NUMBER:
            clean: Cleaner = partial(
                number, field=field, scale=header_scale(header, field.unit), most=_most(field, today)
            )
        case Form.CODE:
            clean = partial(code, lengths=field.lengths)
        case Form.WORD:
            clean = partial(word, field=field)
        case form:
            clean = _SIMPLE[form]

    def without_error_cells(cell: Cell) -> Outcome:
        return (None, Code.ERROR_CELL) if isinstance(cell, str) and _ERRORS.fullmatch(cell) else clean(cell)

    return without_error_cells


def as_text(cell: Cell) -> str:
    """The cell as it looks: 7701.0 is «7701», dates are ISO."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT_FLOATS:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)


def text(cell: Cell) -> Outcome:
    """Free text: str."""
    found = as_text(cell)
    return NOTHING if _says_nothing(found) else (found, None)


def name(cell: Cell) -> Outcome:
    """A surname, name or patronymic: «ПЕТРОВ-ВОДКИН» → «Петров-Водкин»; mixed case is somebody's own («де Ла Круз»)."""
    found, _ = text(cell)
    if not found:
        return NOTHING
    if not _LETTERS.search(found):
        return None, Code.NAME_UNCLEAR
    if found.islower() or found.isupper():
        found = _LETTERS.sub(lambda part: part[0].capitalize(), found)
    return found, None


def full_name(cell: Cell) -> Outcome:
    """Who it is, in one column: (surname, name, patronymic, ""), or ("", "", "", organisation) after a legal form."""
    whole = as_text(cell)
    if _ORGANISATION.match(whole):
        return ("", "", "", whole), None
    found, problem = name(cell)
    if not found:
        return None, problem
    surname, _, rest = tidy(found.replace(",", " ")).partition(" ")
    initials = _INITIALS.fullmatch(rest)
    if initials:
        return (surname, f"{initials[1]}.", f"{initials[2]}.", ""), None
    given, _, patronymic = rest.partition(" ")
    return (surname, given, patronymic, ""), None


def phone_number(cell: Cell) -> Outcome:
    """E.164: str. Splitting needs the line breaks, so the text is not tidied."""
    found = cell if isinstance(cell, str) else as_text(cell)
    return NOTHING if _says_nothing(found.strip()) or found.strip().casefold() in _NONE else phone(found)


def email(cell: Cell) -> Outcome:
    """An address that looks like one, in lower case: str."""
    found = as_text(cell).casefold()
    if _says_nothing(found) or found in _NONE:
        return NOTHING
    return (found, None) if _EMAIL.fullmatch(found) else (None, Code.EMAIL_UNCLEAR)


def day(cell: Cell) -> Outcome:
    """A date: date cells, ISO, day first with points, slashes or hyphens, Excel's serial numbers."""
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell), None
    said = as_text(cell)
    if _says_nothing(said) or said.casefold() in _NONE:
        return NOTHING
    found = _day_in(said)
    return found, None if found else Code.DATE_UNCLEAR


def code(cell: Cell, lengths: tuple[int, ...] = ()) -> Outcome:
    """Series, numbers and codes as exact text. What Excel has damaged is flagged, never repaired."""
    found, _ = text(cell)
    if not found or found.casefold() in _NONE:
        return NOTHING
    if isinstance(cell, date) or _EXPONENT.fullmatch(found) or (isinstance(cell, float) and abs(cell) >= _EXACT_FLOATS):
        return None, Code.DIGITS_LOST
    came_as_number = not isinstance(cell, str)
    if came_as_number and lengths and len(found) < max(lengths) and len(found) not in lengths:
        return found, Code.ZEROS_LOST
    return found, None


def number(cell: Cell, field: Field, scale: float, most: float) -> Outcome:
    """A number in the field's unit: float, or int where it is whole."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        found: float | None = cell * scale
    else:
        said = as_text(cell).casefold()
        if _says_nothing(said):
            return NOTHING
        if said in _NONE:
            return (0 if field.unit is Unit.PEOPLE else None), None
        found = None if isinstance(cell, date) else number_in(said, field.unit, scale)
    if found is None:
        return None, Code.NUMBER_UNCLEAR
    if not field.least <= found <= most or (field.whole and found != int(found)):
        return None, Code.NUMBER_UNLIKELY
    return (int(found) if field.whole else float(found)), None


def word(cell: Cell, field: Field) -> Outcome:
    """The code of a closed list: str."""
    found, _ = text(cell)
    if not found or found.casefold() in _NONE:
        return NOTHING
    known = closed_lists()[field.code].code(found)
    return known, None if known else Code.UNKNOWN_WORD


def yes_no(cell: Cell) -> Outcome:
    """Whether: bool."""
    found = as_text(cell).casefold()
    if found in _YES or found in _NO:
        return found in _YES, None
    return NOTHING if _says_nothing(found) else (None, Code.UNKNOWN_WORD)


def products(cell: Cell) -> Outcome:
    """The products of a cell, one each: tuple of str."""
    raw = cell if isinstance(cell, str) else as_text(cell)
    found = dict.fromkeys(part for part in map(tidy, _BETWEEN_PRODUCTS.split(raw)) if not _says_nothing(part))
    return (tuple(product for product in found if product.casefold() not in _NONE) or None), None


def type_of_client(cell: Cell) -> Outcome:
    """ФЛ or ЮЛ: ClientType."""
    found, _ = text(cell)
    if not found:
        return NOTHING
    known = client_type(found)
    return known, None if known else Code.UNKNOWN_WORD


_SIMPLE: Mapping[Form, Cleaner] = {
    Form.TEXT: text,
    Form.NAME: name,
    Form.FULL_NAME: full_name,
    Form.PHONE: phone_number,
    Form.EMAIL: email,
    Form.DATE: day,
    Form.YES_NO: yes_no,
    Form.PRODUCTS: products,
    Form.CLIENT_TYPE: type_of_client,
}


def _says_nothing(found: str) -> bool:
    return found.casefold() in _SAYS_NOTHING


def _day_in(said: str) -> date | None:
    if len(said) <= len("73050") and said.isdecimal() and int(said) in _SERIALS:
        return _DAY_ZERO + timedelta(days=int(said))
    iso, day_first = _ISO_DATE.fullmatch(said), _DAY_FIRST.fullmatch(said)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(day_first[4]), int(day_first[3]), int(day_first[1])) if day_first else None
    except ValueError:
        return None


def _most(field: Field, today: date) -> float:
    return today.year + 1 if field.unit is Unit.CALENDAR_YEAR else field.most
