"""Words of closed lists that nothing understands: counted, near-duplicates together, each to be given a meaning."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from rapidfuzz import fuzz

from core.domain.client import ClientType
from core.intake.answers import Answer
from core.intake.cells import cleaner
from core.intake.fields import Field, Form
from core.intake.lists import closed_lists
from core.intake.meanings import MAPPABLE, folded, words_in
from core.intake.problems import Code
from core.intake.tables import Cell

MOST_WORDS: Final = 300
"""Different words of one column that are asked about, the most frequent first; more are no list but free text."""

_LOOKED_AT: Final = 5_000
"""Different cells of a column in which words are looked for, the most frequent first."""

_ALIKE: Final = 84
"""Of 100; below it two words are not taken for spellings of one."""

_LEAST_LETTERS: Final = 4


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Spellings of what is probably one word, the most frequent first, and in how many cells they stand.

    `meaning` is what all of them stand for: None while nothing was chosen (or not one thing for all), "" where they
    are left out.
    """

    words: tuple[str, ...]
    cells: int
    meaning: str | None = None


def meanings_of(field: Field) -> tuple[str, ...]:
    """What a word of such a column may stand for; for products that is known to the catalogue alone, so nothing."""
    match field.form:
        case Form.WORD:
            return closed_lists()[field.code].codes
        case Form.CLIENT_TYPE:
            return tuple(ClientType)
        case Form.SEX:
            return "м", "ж"
        case Form.YES_NO:
            return "yes", "no"
        case Form.ANSWER | Form.SERVICE:
            return tuple(Answer)
    return ()


def count_unknown(cells: Iterable[Cell], field: Field, today: date, is_product: Callable[[str], bool]) -> Counter[str]:
    """The words of a column that are not understood by themselves, as first written, and how often they stand there.

    `is_product` says of a product text whether the catalogue knows it.
    """
    if field.form not in MAPPABLE:
        return Counter()
    counted = Counter(str(cell) if isinstance(cell, bool) else cell for cell in cells if cell not in (None, ""))
    clean = cleaner(field, today)
    spelling: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for cell, count in counted.most_common(_LOOKED_AT):
        value, problem = clean(cell)
        if field.form is Form.PRODUCTS:
            words = [word for word in value or () if not is_product(word)]
        else:
            words = words_in(cell, field) if problem is Code.UNKNOWN_WORD else []
        for word in words:
            counts[spelling.setdefault(folded(word), word)] += count
    return Counter(dict(counts.most_common(MOST_WORDS)))


def group_words(counts: Counter[str], meanings: Mapping[str, str]) -> tuple[WordGroup, ...]:
    """Around the most frequent spelling those that are like it; words with different meanings stand apart.

    `meanings` as in `ColumnChoices.values`.
    """
    groups: dict[str, list[str]] = {}
    for word, _ in counts.most_common():
        meaning = meanings.get(folded(word))
        leader = next((one for one in groups if meanings.get(folded(one)) == meaning and is_alike(one, word)), word)
        groups.setdefault(leader, []).append(word)
    found = [
        WordGroup(tuple(words), sum(counts[word] for word in words), meanings.get(folded(leader)))
        for leader, words in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: -group.cells))


def is_alike(one: str, other: str) -> bool:
    """Whether two texts are probably spellings of one: nearly the same letters and the very same digits."""
    one, other = folded(one), folded(other)
    if min(len(one), len(other)) < _LEAST_LETTERS or _digits(one) != _digits(other):
        return False
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)) >= _ALIKE


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
