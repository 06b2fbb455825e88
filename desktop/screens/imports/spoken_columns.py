"""Step 2 of the import in words: the columns, the one that is looked at, the saved mapping that is used."""

from collections.abc import Iterator, Sequence
from typing import Final

from core.intake.conventions import Convention, readings_of
from core.intake.dates import DateOrder
from core.intake.fields import Field, Form
from core.intake.meanings import LEFT_OUT, MAPPABLE
from core.intake.names import NameOrder
from core.intake.tables import Table
from core.intake.unknown_words import WordGroup, meanings_of
from core.services.client_template import meaning_title
from core.services.imports import field_title
from core.services.mappings import UsedMapping
from desktop.screens.imports.matching import SERVICE_CODE, Found, Matching, field_groups
from desktop.screens.imports.shown import ColumnShown, Guess, MatchingShown, MatchLine
from desktop.screens.imports.spoken import SECTION, cell_text, header_text, required_text
from desktop.words import Words

Options = tuple[tuple[tuple[str, str], ...], ...]

NOT_CHOSEN: Final = ""
LEFT_OUT_CODE: Final = "-"
MEANING_CODE: Final = "="
"""What stands before a meaning in the code by which it is chosen."""

_NAMED: Final = 3
"""Missing fields that are named; the rest are counted."""
_LISTED: Final = 8
"""Headers that are listed of a kind; the rest are counted."""
_SPELLINGS: Final = 3


def meaning_of(code: str) -> str | None:
    """The meaning that was chosen by its code: "" leaves the word out, None was not chosen."""
    if code == LEFT_OUT_CODE:
        return LEFT_OUT
    return code.removeprefix(MEANING_CODE) if code.startswith(MEANING_CODE) else None


def moved_text(words: Words, table: Table, code: str | None, before: int) -> str:
    """A field has gone from the column `before` to another; nothing where it was no field."""
    if code is None:
        return ""
    field, header = code_title(words, code), header_text(words, table.headers, before)
    return words.say(SECTION, "moved", field=field, before=header)


def code_title(words: Words, code: str) -> str:
    """A field, or «Услуга: КАСКО»."""
    if code.startswith(SERVICE_CODE):
        return words.say(SECTION, "service", name=code.removeprefix(SERVICE_CODE))
    return field_title(words.language, code)


def matching_shown(  # noqa: PLR0917
    words: Words, table: Table, matching: Matching, services: Sequence[str], used: UsedMapping | None, at: int
) -> MatchingShown:
    """The columns and what is missing. `services` are those of the catalogue, `at` is the column that is looked at."""
    needed = matching.needed
    missing = [field_title(words.language, code) for code in needed.for_the_model]
    named = ", ".join(missing[:_NAMED]) + ("…" if len(missing) > _NAMED else "")
    portrait = (
        words.say(SECTION, "portrait_missing", n=len(missing), fields=named)
        if missing
        else words.say(SECTION, "portrait_there")
    )
    taken = len(matching.fields) + len(matching.services)
    return MatchingShown(
        lines=tuple(_lines(words, table, matching)),
        options=_field_options(words, matching, services),
        required=required_text(words, matching),
        complete=not needed.required,
        portrait=portrait,
        portrait_complete=not missing,
        count=words.say(SECTION, "matched", taken=taken, all=len(matching)),
        used="" if used is None else used_text(words, used),
        used_whole=used is None or not (used.missing or used.new or used.renamed),
        at=at,
    )


def used_text(words: Words, used: UsedMapping) -> str:
    """Which saved mapping is used, and where it does not fit."""
    sentences = [words.say(SECTION, "used_exact" if used.exact else "used_near", name=used.name)]
    renamed = [words.say(SECTION, "used_pair", old=old, new=new) for old, new in used.renamed]
    missing, new = ([f"«{header}»" for header in some] for some in (used.missing, used.new))
    for key, headers in (("missing", missing), ("new", new), ("renamed", renamed)):
        if headers:
            listed = ", ".join(headers[:_LISTED])
            if len(headers) > _LISTED:
                listed = words.say(SECTION, "used_more", listed=listed, n=len(headers) - _LISTED)
            sentences.append(words.say(SECTION, f"used_{key}", columns=listed))
    return " ".join(sentences)


def _lines(words: Words, table: Table, matching: Matching) -> Iterator[MatchLine]:
    for number in range(len(matching)):
        column = matching.column(number)
        header = header_text(words, table.headers, number)
        field = code_title(words, column.code) if column.code else words.say(SECTION, "not_imported")
        found = words.say(SECTION, f"found_{column.found}")
        if column.found is Found.HEADER and number in matching.services:
            found = words.say(SECTION, "found_service")
        open_words = sum(group.meaning is None for group in matching.words(number))
        if open_words:
            found = words.say(SECTION, "found_unknown", n=open_words)
        prompt = words.say(SECTION, "choose_field", header=header)
        examples = " | ".join(cell_text(words, one) for one in column.examples)
        yield MatchLine((header, examples, field, found), column.code, prompt)


def _field_options(words: Words, matching: Matching, services: Sequence[str]) -> Options:
    fields = (tuple((field_title(words.language, code), code) for code in group) for group in field_groups())
    named = dict.fromkeys((*matching.services.values(), *services))
    offered = tuple((words.say(SECTION, "service", name=name), SERVICE_CODE + name) for name in named)
    return ((words.say(SECTION, "not_imported"), NOT_CHOSEN),), *fields, *((offered,) if offered else ())


# ---------------------------------------------------------------------- one column


def column_shown(words: Words, table: Table, matching: Matching, column: int, services: Sequence[str]) -> ColumnShown:
    """How a column is read and which of its words nothing knows."""
    field, groups = matching.field(column), matching.words(column)
    title = header_text(words, table.headers, column)
    convention = matching.convention(column)
    lines = tuple(_word_line(words, field, group) for group in groups) if field else ()
    open_words = sum(group.meaning is None for group in groups)
    if field is None:
        sentence = words.say(SECTION, "column_not_imported")
    elif not groups:
        key = "words_none" if field.form in MAPPABLE else "" if convention else "words_known"
        sentence = words.say(SECTION, key) if key else ""
    elif open_words:
        sentence = words.say(SECTION, "words_unknown", n=open_words)
    else:
        sentence = words.say(SECTION, "words_settled")
    return ColumnShown(
        title=title,
        reading=_reading(words, field, convention) if field and convention else None,
        basis="" if convention is None else words.say(SECTION, f"basis_{convention.basis}"),
        words=sentence,
        lines=lines,
        options=_meaning_options(words, field, services) if field and groups else (),
    )


def _reading(words: Words, field: Field, convention: Convention) -> Guess:
    known = readings_of(field)
    kind = {DateOrder: "date", NameOrder: "name"}.get(type(known[0]), "money")
    options = tuple((words.say(SECTION, f"reading_{one.value}"), one.value) for one in known)
    return Guess("reading", words.say(SECTION, f"reading_of_{kind}"), options, convention.reading.value)


def _word_line(words: Words, field: Field, group: WordGroup) -> MatchLine:
    shown = ", ".join(group.words[:_SPELLINGS])
    more = len(group.words) - _SPELLINGS
    if more > 0:
        shown = words.say(SECTION, "words_more", words=shown, n=more)
    if group.meaning is None:
        code, meaning = None, words.say(SECTION, "meaning_none")
    elif group.meaning == LEFT_OUT:
        code, meaning = LEFT_OUT_CODE, words.say(SECTION, "meaning_left_out")
    else:
        code, meaning = MEANING_CODE + group.meaning, meaning_title(words.language, field, group.meaning)
    prompt = words.say(SECTION, "choose_meaning", word=group.words[0])
    return MatchLine((shown, words.number(group.cells), meaning), code, prompt)


def _meaning_options(words: Words, field: Field, services: Sequence[str]) -> Options:
    first = (
        (words.say(SECTION, "meaning_none"), NOT_CHOSEN),
        (words.say(SECTION, "meaning_left_out"), LEFT_OUT_CODE),
    )
    meanings = services if field.form is Form.PRODUCTS else meanings_of(field)
    offered = tuple((meaning_title(words.language, field, one), MEANING_CODE + one) for one in meanings)
    return (first, offered) if offered else (first,)
