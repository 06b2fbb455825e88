"""What can be wrong with a cell or a row. The sentences are in `resources/texts/*/problems.toml`, one per code."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error leaves the row out, a warning leaves one cell out or doubts it, an info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Code(StrEnum):
    """Every problem that cleaning can report."""

    NO_NAME = "no_name"
    NAME_UNCLEAR = "name_unclear"
    NAME_MIXED = "name_mixed"
    NAME_ALPHABET = "name_alphabet"
    NAME_ORDER = "name_order"
    PHONE_UNCLEAR = "phone_unclear"
    PHONE_SEVERAL = "phone_several"
    EMAIL_UNCLEAR = "email_unclear"
    EMAIL_SEVERAL = "email_several"
    EMAIL_ALPHABET = "email_alphabet"
    DATE_UNCLEAR = "date_unclear"
    YEAR_SHORT = "year_short"
    BIRTH_DATE_UNLIKELY = "birth_date_unlikely"
    NUMBER_UNCLEAR = "number_unclear"
    NUMBER_UNLIKELY = "number_unlikely"
    NUMBER_UNUSUAL = "number_unusual"
    UNIT_GUESSED = "unit_guessed"
    DIGITS_LOST = "digits_lost"
    ZEROS_LOST = "zeros_lost"
    CODE_UNUSUAL = "code_unusual"
    CHECK_DIGIT = "check_digit"
    CHECK_DIGIT_FOREIGN = "check_digit_foreign"
    CARD_WHOLE = "card_whole"
    UNKNOWN_WORD = "unknown_word"
    ERROR_CELL = "error_cell"
    EXTRA_CELLS = "extra_cells"

    @property
    def level(self) -> Level:
        """How much it costs."""
        return _LEVELS.get(self, Level.WARNING)


_INFOS = (
    Code.NAME_ALPHABET,
    Code.NAME_ORDER,
    Code.PHONE_SEVERAL,
    Code.EMAIL_SEVERAL,
    Code.EMAIL_ALPHABET,
    Code.YEAR_SHORT,
    Code.NUMBER_UNUSUAL,
    Code.CHECK_DIGIT_FOREIGN,
)
_LEVELS = {Code.NO_NAME: Level.ERROR} | dict.fromkeys(_INFOS, Level.INFO)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `row` is its number in the file from 1, `column` the header, "" where the whole row is meant."""

    row: int
    column: str
    code: Code

    @property
    def level(self) -> Level:
        """How much it costs."""
        return self.code.level
