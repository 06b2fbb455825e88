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
    PHONE_UNCLEAR = "phone_unclear"
    PHONE_SEVERAL = "phone_several"
    EMAIL_UNCLEAR = "email_unclear"
    DATE_UNCLEAR = "date_unclear"
    BIRTH_DATE_UNLIKELY = "birth_date_unlikely"
    NUMBER_UNCLEAR = "number_unclear"
    NUMBER_UNLIKELY = "number_unlikely"
    DIGITS_LOST = "digits_lost"
    ZEROS_LOST = "zeros_lost"
    UNKNOWN_WORD = "unknown_word"
    ERROR_CELL = "error_cell"
    EXTRA_CELLS = "extra_cells"

    @property
    def level(self) -> Level:
        """How much it costs."""
        return _LEVELS.get(self, Level.WARNING)


_LEVELS = {Code.NO_NAME: Level.ERROR, Code.PHONE_SEVERAL: Level.INFO}


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
