"""One cell to one clean value. Each function returns (value or None, problem or None); it never guesses silently."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from core.intake import codes, dates, names
from core.intake.amounts import MoneyUnit, number_in
from core.intake.answers import answer_in
from core.intake.conventions import Basis, Convention
from core.intake.dates import DateOrder
from core.intake.fields import Field, Form, Place, Unit
from core.intake.lists import closed_lists
from core.intake.names import NameOrder
from core.intake.organisations import entrepreneur, is_organisation
from core.intake.phones import phone, phone_in_number
from core.intake.problems import Code
from core.intake.tables import Cell
from core.intake.words import client_type, tidy, words

Outcome: TypeAlias = tuple[Any, Code | None]
Cleaner: TypeAlias = Callable[[Cell], Outcome]

NOTHING: Outcome = (None, None)

LEAST_AGE = 14
"""Years of a client: of age for a passport."""

_SAYS_NOTHING = frozenset(
    {"", "-", "--", "---", "—", "–", "?", ".", "н/д", "нд", "н.д.", "б/н", "нет данных", "нет сведений", "не указано",
     "не указан", "не указана", "неизвестно", "не известно", "пусто", "n/a", "nan", "none", "null", "unknown"}
)  # fmt: skip
_NONE = frozenset({"нет", "no", "отсутствует", "отсутствуют"})
_MARKED_TEXT = re.compile(r"'[\d+=@-][^']*\Z")  # Excel's sign for a text that looks like a number
_ERRORS = re.compile(r"#(?:[A-ZА-Я/0]+[!?]|[NН]/[AД])|(?:Err|Ош):\d{3}")
_EXACT_FLOATS = 10**15  # Excel keeps 15 digits

_EMAIL = re.compile(r"[^@\s,;<>\"'()*•]+@[^@\s,;<>\"'().*•]+(?:\.[^@\s,;<>\"'().*•]+)+")  # a masked one is nobody's
_BESIDE_EMAIL = "<>\"'()[].,;:"
_BETWEEN_EMAILS = re.compile(r"[\s,;<>/|]+")
_LOOK_ALIKES = str.maketrans("асеорхук", "aceopxyk")
_LETTERS = re.compile(r"[^\W\d_]")
_BETWEEN_PRODUCTS = re.compile(r"[;\n\r]+")
_SEXES = frozenset(
    "м ж муж жен мужской женский мужчина женщина мужч женщ m f male female man woman муж. жен. м. ж.".split()
)
_YES = frozenset({"да", "yes", "y", "true", "1", "+", "истина", "есть", "является"})
_NO = frozenset({"нет", "no", "n", "false", "0", "-", "ложь", "не является", "отсутствует"})


class Who(NamedTuple):
    """Whose name a cell holds: a person's parts or an organisation; a person may be an entrepreneur."""

    surname: str = ""
    name: str = ""
    patronymic: str = ""
    organisation: str = ""
    entrepreneur: bool = False


def cleaner(field: Field, today: date, convention: Convention | None = None) -> Cleaner:
    """The function for the cells of a field's column, which are all read by the column's `convention`."""
    clean = _cleaner(field, today, convention)

    def without_error_cells(cell: Cell) -> Outcome:
        if isinstance(cell, str) and cell[:1] == "#" and _ERRORS.fullmatch(cell):
            return None, Code.ERROR_CELL
        return clean(cell)

    return without_error_cells


def _cleaner(field: Field, today: date, convention: Convention | None) -> Cleaner:
    reading = convention.reading if convention else None
    match field.form:
        case Form.NUMBER:
            unit = reading if isinstance(reading, MoneyUnit) else MoneyUnit.ROUBLES
            guessed = convention is not None and convention.basis is Basis.ASSUMED and unit is not MoneyUnit.ROUBLES
            return partial(number, field=field, unit=unit, most=_most(field, today), guessed=guessed)
        case Form.DATE | Form.SERVICE:
            order = reading if isinstance(reading, DateOrder) else DateOrder.DAY_FIRST
            clean = day if field.form is Form.DATE else answer_or_day
            return partial(clean, order=order, latest=_latest(field, today))
        case Form.FULL_NAME:
            return partial(full_name, order=reading if isinstance(reading, NameOrder) else NameOrder.SURNAME_FIRST)
        case Form.CODE:
            return partial(code, field=field)
        case Form.WORD:
            return partial(word, field=field)
        case form:
            return _SIMPLE[form]


def as_text(cell: Cell) -> str:
    """The cell as it looks: 7701.0 is «7701», «'+7» is «+7», dates are ISO."""
    if isinstance(cell, str):
        found = tidy(cell)
        return found[1:] if _MARKED_TEXT.match(found) else found
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
    """A surname, name or patronymic in its own letters and case: str."""
    found, _ = text(cell)
    if not found or found.casefold() in _NONE:
        return NOTHING
    return names.spell(found) if _LETTERS.search(found) else (None, Code.NAME_UNCLEAR)


def full_name(cell: Cell, order: NameOrder) -> Outcome:
    """Who it is, in one column: Who."""
    whole = as_text(cell)
    if _says_nothing(whole):
        return NOTHING
    if is_organisation(whole):
        return Who(organisation=whole), None
    person = entrepreneur(whole)
    found, problem = name(person or whole)
    if not found:
        return None, problem
    parts, other_order = names.parts_of(found, order)
    return Who(*parts, entrepreneur=person is not None), problem or other_order


def organisation(cell: Cell) -> Outcome:
    """An organisation, or the person behind «ИП Иванов И. И.»: Who."""
    whole = as_text(cell)
    if _says_nothing(whole):
        return NOTHING
    return full_name(cell, NameOrder.SURNAME_FIRST) if entrepreneur(whole) else (Who(organisation=whole), None)


def phone_number(cell: Cell) -> Outcome:
    """E.164: str. Splitting needs the line breaks, so the text is not tidied."""
    if isinstance(cell, int | float) and cell == cell // 1 and abs(cell) < _EXACT_FLOATS:
        return phone_in_number(int(cell))
    found = cell if isinstance(cell, str) else as_text(cell)
    return NOTHING if _says_nothing(found.strip()) or found.strip().casefold() in _NONE else phone(found)


def email(cell: Cell) -> Outcome:
    """An address that looks like one, in lower case: str; of several the first."""
    found = as_text(cell).casefold().removeprefix("mailto:")
    if _says_nothing(found) or found in _NONE:
        return NOTHING
    if not _EMAIL.fullmatch(found):
        parts = (part.removeprefix("mailto:").strip(_BESIDE_EMAIL) for part in _BETWEEN_EMAILS.split(found))
        several = list(dict.fromkeys(part for part in parts if _EMAIL.fullmatch(part)))
        if not several:
            return None, Code.EMAIL_UNCLEAR
        found, problem = _one_alphabet(several[0])
        return found, Code.EMAIL_SEVERAL if len(several) > 1 else problem
    return (found, None) if found.isascii() else _one_alphabet(found)


def day(cell: Cell, order: DateOrder, latest: date) -> Outcome:
    """A date: date cells, Excel's serial numbers, and texts in the column's order."""
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell), None
    said = as_text(cell)
    if _says_nothing(said) or said.casefold() in _NONE:
        return NOTHING
    return dates.day_in(said, order, latest)


def code(cell: Cell, field: Field) -> Outcome:
    """Series, numbers and codes as exact text: str. What Excel has damaged is flagged, never repaired."""
    if isinstance(cell, str) and cell.isdigit() and cell.isascii():
        return cell, codes.doubt(cell, field.lengths, field.check)
    found, _ = text(cell)
    if not found or found.casefold() in _NONE:
        return NOTHING
    if codes.is_damaged(cell, found):
        return None, Code.DIGITS_LOST
    return found, codes.doubt(found, field.lengths, field.check)


def passport(cell: Cell) -> Outcome:
    """Series and number in one cell, and what stands behind them: (series, number, authority)."""
    found, problem = code(cell, _WHOLE_PASSPORT)
    if not found:
        return None, problem
    parts = codes.passport_parts(found)
    return parts or ("", found, ""), None if parts else problem or Code.CODE_UNUSUAL


def card_tail(cell: Cell) -> Outcome:
    """The last four digits of a bank card: str. A number of a whole card is cut, it must not be kept."""
    found, problem = code(cell, _ANY_CODE)
    if not found:
        return None, problem
    tail, problem = codes.card_tail(found)
    return tail or None, problem


def sex(cell: Cell) -> Outcome:
    """The word of the table for it: str."""
    found, _ = text(cell)
    if not found:
        return NOTHING
    return found, None if is_sex(found) else Code.UNKNOWN_WORD


def is_sex(said: str) -> bool:
    """Whether a text names one of the two."""
    return said.casefold() in _SEXES


def number(cell: Cell, field: Field, unit: MoneyUnit, most: float, *, guessed: bool) -> Outcome:
    """A number in the field's unit: float, or int where it is whole. `guessed`: nobody has stated the `unit`."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        counted: tuple[float, bool] | None = cell, False
    else:
        said = as_text(cell).casefold()
        if _says_nothing(said):
            return NOTHING
        if said in _NONE:
            return (0 if field.unit is Unit.PEOPLE else None), None
        counted = None if isinstance(cell, date) else number_in(said, field.unit)
    if counted is None or (unit is MoneyUnit.FOREIGN and not counted[1]):
        return None, Code.NUMBER_UNCLEAR
    found, has_unit = counted
    if not has_unit:
        found *= unit.roubles
    least_usual, most_usual = field.usual
    if not field.least <= found <= most or (field.whole and found != int(found)):
        return None, Code.NUMBER_UNLIKELY
    unusual = found != 0 and not least_usual <= found <= most_usual
    if guessed and not has_unit and found:
        return (None, Code.NUMBER_UNLIKELY) if unusual else (float(found), Code.UNIT_GUESSED)
    return (int(found) if field.whole else float(found)), Code.NUMBER_UNUSUAL if unusual else None


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


def products_in(cell: Cell) -> list[str]:
    """The texts of a cell of products, one for each."""
    raw = cell if isinstance(cell, str) else as_text(cell)
    return [part for part in map(tidy, _BETWEEN_PRODUCTS.split(raw)) if part]


def products(cell: Cell) -> Outcome:
    """The products of a cell, one each: tuple of str."""
    found = dict.fromkeys(part for part in products_in(cell) if not _says_nothing(part))
    return (tuple(product for product in found if product.casefold() not in _NONE) or None), None


def answer(cell: Cell) -> Outcome:
    """Bought, refused or neither: Answer."""
    said = as_text(cell)
    known = answer_in(said)
    if known or _says_nothing(said):
        return known, None
    return None, Code.UNKNOWN_WORD


def answer_or_day(cell: Cell, order: DateOrder, latest: date) -> Outcome:
    """What the cell of a service says: Answer, or the date on which it was bought."""
    if isinstance(cell, date) or (isinstance(cell, str) and dates.is_date_like(tidy(cell))):
        return day(cell, order, latest)
    return answer(cell)


def type_of_client(cell: Cell) -> Outcome:
    """ФЛ or ЮЛ: ClientType."""
    found, _ = text(cell)
    if not found:
        return NOTHING
    known = client_type(found)
    return known, None if known else Code.UNKNOWN_WORD


def names_entrepreneur(cell: Cell) -> bool:
    """Whether a cell of the client's type says that the person is an entrepreneur."""
    return (
        isinstance(cell, str)
        and not {"ип", "предприниматель"}.isdisjoint(words(cell))
        and client_type(cell) is not None
    )


_ANY_CODE = Field("any", Place.DETAIL, Form.CODE)
_WHOLE_PASSPORT = Field("passport", Place.DOCUMENT, Form.CODE, lengths=(10,))

_SIMPLE: Mapping[Form, Cleaner] = {
    Form.TEXT: text,
    Form.NAME: name,
    Form.ORGANISATION: organisation,
    Form.PHONE: phone_number,
    Form.EMAIL: email,
    Form.PASSPORT: passport,
    Form.CARD_TAIL: card_tail,
    Form.SEX: sex,
    Form.YES_NO: yes_no,
    Form.PRODUCTS: products,
    Form.ANSWER: answer,
    Form.CLIENT_TYPE: type_of_client,
}


def _says_nothing(found: str) -> bool:
    return found.casefold() in _SAYS_NOTHING


def _one_alphabet(address: str) -> Outcome:
    """An address with Russian letters: those that look like Latin ones among Latin ones were meant so."""
    before, _, after = address.rpartition("@")
    parts = [part.translate(_LOOK_ALIKES) for part in (before, after)]
    meant = "@".join(part if part.isascii() else whole for part, whole in zip(parts, (before, after), strict=True))
    return meant, None if meant == address else Code.EMAIL_ALPHABET


def _most(field: Field, today: date) -> float:
    return today.year + 1 if field.unit is Unit.CALENDAR_YEAR else field.most


def _latest(field: Field, today: date) -> date:
    """The last day that a year of two digits may mean: clients are of age for a passport."""
    years = -LEAST_AGE if field.code == "birth_date" else 1
    return date(today.year + years, 12, 31)
