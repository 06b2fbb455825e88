"""Two records of people in words: side by side, field by field, with what each field says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from core.domain.client import Document, DocumentKind, Identity
from core.domain.text import fold
from core.intake.matching.evidence import Evidence, Field, Says
from core.services.imports import field_title
from core.services.merges import MergeRecord, Person
from desktop.screens.imports.settling_shown import JoinedLine, PairLine, PairShown, SampleLine
from desktop.words import Words

SECTION: Final = "settling"
_DETAILS: Final = ("city", "registration_address", "workplace_name")
_END: Final = 3
"""Figures of a document's number that are shown: enough to compare, not enough to use."""


def pair_shown(  # noqa: PLR0917
    words: Words,
    at: tuple[int, int],
    done: tuple[int, int],
    ends: tuple[str, str],
    people: tuple[Identity, Identity],
    said: Iterable[tuple[str, str]],
    *,
    back: bool,
) -> PairShown:
    """The pair `at` (number, of how many); `done` are answered and left for later, `said` (field, what it says)."""
    count = words.say(SECTION, "pair", at=at[0], total=at[1])
    lines = tuple(pair_lines(words, *people, dict(said)))
    one, other = (f"{end}: {person.full_name}" for end, person in zip(ends, people, strict=True))
    fields = "; ".join(f"{line.cells[0]}: {line.cells[3]}" for line in lines)
    heads = (words.say(SECTION, "column_field"), *ends, words.say(SECTION, "column_says"))
    return PairShown(
        count,
        words.say(SECTION, "pair_answered", answered=done[0], later=done[1]),
        heads,
        lines,
        words.say(SECTION, "pair_said", pair=count, one=one, other=other, fields=fields),
        back,
    )


def all_seen(words: Words, key: str, counts: Mapping[str, int], *, back: bool) -> PairShown:
    """In place of a pair after the last one."""
    title, text = words.say(SECTION, "all_seen"), words.say(SECTION, key, **counts)
    return PairShown(title, text, ("",) * 4, (), f"{title}. {text}", back)


def pair_lines(words: Words, one: Identity, other: Identity, said: Mapping[str, str]) -> Iterable[PairLine]:
    """The fields that at least one of the two has."""
    theirs = _values(words, other)
    for code, value in _values(words, one).items():
        if value or theirs[code]:
            says = _as_seen(said.get(code, ""), value, theirs[code])
            word = words.say(SECTION, f"says_{says}" if says else "says_nothing")
            yield PairLine((field_title(words.language, code), value, theirs[code], word), says)


def sample_line(words: Words, people: tuple[Identity, Identity], evidence: Sequence[Evidence]) -> SampleLine:
    """A sure pair."""
    said = {one.field.value: one.says.value for one in evidence if one.says is not Says.OTHER}
    lines = {line.cells[0]: line for line in pair_lines(words, *people, said)}
    names = []
    for name in (field_title(words.language, code) for code in said):
        line = lines.get(name)
        if line is None or line.says == Says.SAME:
            names.append(name)
        else:
            names.append(words.say(SECTION, "agrees", field=name, says=line.cells[3]))
    return SampleLine((in_line(words, people[0]), in_line(words, people[1]), ", ".join(names)))


def joined_line(words: Words, record: MergeRecord, people: Mapping[int, Person]) -> JoinedLine:
    """What is one with a client."""
    now = people.get(record.client_id)
    come = (
        words.say(SECTION, "from_client")
        if record.row is None
        else words.say(SECTION, "from_row", number=str(record.row))
    )
    who = in_line(words, now.identity) if now is not None else ""
    return JoinedLine(record.id, (who, in_line(words, record.identity), come))


def in_line(words: Words, person: Identity) -> str:
    """«Опунцина Вера Павловна · 12.05.1980 · +7 912 345-67-89»."""
    born = words.day(person.birth_date) if person.birth_date else ""
    return " · ".join(filter(None, (person.full_name, born, words.phone(person.phone) or person.email)))


def plain_evidence(evidence: Sequence[Sequence[Any]]) -> list[tuple[str, str]]:
    """(field, what it says) of what the base keeps."""
    return [(str(field), str(says)) for field, says, *_ in evidence]


def _as_seen(says: str, one: str, other: str) -> str:
    """What is said of two values as they are written: names that are one by sound alone are alike to the eye."""
    if not one or not other:
        return ""
    if not says:
        return Says.SAME if one == other else Says.OTHER
    return Says.ALIKE if says == Says.SAME and fold(one) != fold(other) else says


def _values(words: Words, person: Identity) -> dict[str, str]:
    papers = {paper.kind: paper for paper in person.documents}
    born = words.day(person.birth_date) if person.birth_date else ""
    plain = {name.value: str(getattr(person, name.value)) for name in (Field.SURNAME, Field.NAME, Field.PATRONYMIC)}
    return {
        **plain,
        Field.ORGANISATION.value: person.organisation,
        Field.BIRTH_DATE.value: born,
        Field.PHONE.value: words.phone(person.phone),
        Field.EMAIL.value: person.email,
        Field.INN.value: person.inn,
        Field.PASSPORT.value: _hidden(words, papers.get(DocumentKind.PASSPORT)),
        **{code: person.details.get(code, "") for code in _DETAILS},
    }


def _hidden(words: Words, paper: Document | None) -> str:
    if paper is None or not paper.number:
        return ""
    return words.say(SECTION, "hidden_number", end=paper.number[-_END:])
