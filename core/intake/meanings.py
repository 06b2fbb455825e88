"""Words of a table that the person has given a meaning: read as that meaning before anything else looks at them."""

from collections.abc import Mapping
from typing import Final

from core.intake.cells import Cleaner, Outcome, as_text, products_in
from core.intake.fields import Field, Form
from core.intake.tables import Cell
from core.intake.words import tidy

LEFT_OUT: Final = ""
"""The meaning of a word that says nothing."""

MAPPABLE: Final = frozenset(
    {Form.WORD, Form.CLIENT_TYPE, Form.SEX, Form.YES_NO, Form.ANSWER, Form.SERVICE, Form.PRODUCTS}
)
"""Forms whose cells are words of a closed list; only they have meanings."""


def folded(word: str) -> str:
    """One spelling of a table's word. Signs count: «-1» is not «1»."""
    return tidy(word).casefold().replace("ё", "е")


def words_in(cell: Cell, field: Field) -> list[str]:
    """The words of a cell as the person sees them: the whole text, for products one for each."""
    if field.form is Form.PRODUCTS:
        return products_in(cell)
    said = as_text(cell)
    return [said] if said else []


def with_meanings(clean: Cleaner, field: Field, meanings: Mapping[str, str]) -> Cleaner:
    """The cleaner of a column whose words have these meanings (folded word → what it stands for)."""
    if not meanings or field.form not in MAPPABLE:
        return clean

    def meant(cell: Cell) -> Outcome:
        said = words_in(cell, field)
        if not any(folded(word) in meanings for word in said):
            return clean(cell)
        return clean("; ".join(meanings.get(folded(word), word) for word in said))

    return meant
