"""The first step in words: how the table was read, what of the file stayed behind, the first rows."""

from collections.abc import Iterator
from typing import Final

from core.intake.delimited import DELIMITERS, SPACES
from core.intake.encodings import ENCODINGS
from core.intake.tables import Table
from core.intake.wish import NO_HEADER, Left, ReadAs
from desktop.screens.imports.shown import FileShown, Guess
from desktop.screens.imports.spoken import SECTION, cell_text, header_text, sheet_name
from desktop.words import Words

PREVIEWED: Final = 50
_HEADER_ROWS: Final = 20
"""Rows that may be chosen for the header."""

_NAMED: Final = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar", ":": "colon", SPACES: "spaces"}


def file_shown(words: Words, table: Table) -> FileShown:
    """How it was read, and the preview."""
    heads = (header_text(words, table.headers, column) for column in range(len(table.headers)))
    rows = [
        (str(number), *(cell_text(words, cell) for cell in row[: len(table.headers)]))
        for number, row in zip(table.numbers[:PREVIEWED], table.rows[:PREVIEWED], strict=True)
    ]
    whole = len(table.rows) <= PREVIEWED
    note = words.say(SECTION, "preview_all") if whole else words.say(SECTION, "preview_part", n=PREVIEWED)
    if table.dropped:
        counts = (words.say(SECTION, f"left_{kind}", n=table.dropped[kind]) for kind in Left if table.dropped.get(kind))
        note = f"{note} {words.say(SECTION, 'left_behind', what=', '.join(counts))}"
    guesses = tuple(_guesses(words, table.read_as))
    return FileShown(note, (words.say(SECTION, "row_number"), *heads), rows, guesses)


def _guesses(words: Words, read_as: ReadAs) -> Iterator[Guess]:
    """Each guess with what may be chosen instead."""
    if len(read_as.sheets) > 1:
        sheets = tuple((sheet_name(words, one), one.name) for one in read_as.sheets)
        yield Guess("sheet", words.say(SECTION, "guess_sheet"), sheets, read_as.sheet)
    if read_as.encoding is not None:
        plain = read_as.encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
        plain = {"windows-1251": "cp1251", "utf8": "utf-8"}.get(plain, plain)
        names = ENCODINGS if plain in ENCODINGS else (*ENCODINGS, plain)
        options = tuple((name.upper().replace("CP1251", "Windows-1251"), name) for name in names)
        yield Guess("encoding", words.say(SECTION, "guess_encoding"), options, plain)
    if read_as.delimiter is not None:
        chars = DELIMITERS if read_as.delimiter in DELIMITERS else (*DELIMITERS, read_as.delimiter)
        named = tuple(
            (words.say(SECTION, f"delimiter_{_NAMED[char]}") if char in _NAMED else char, char) for char in chars
        )
        yield Guess("delimiter", words.say(SECTION, "guess_delimiter"), named, read_as.delimiter)
    yield _header(words, read_as.headers)


def _header(words: Words, headers: tuple[int, ...]) -> Guess:
    last = max(_HEADER_ROWS, *headers) if headers else _HEADER_ROWS
    rows: list[tuple[str, object]] = [(words.say(SECTION, "header_none"), NO_HEADER)]
    rows += [(words.say(SECTION, "header_row", number=number), number) for number in range(1, last + 1)]
    chosen: object = headers[0] if headers else NO_HEADER
    if len(headers) > 1:
        chosen = None
        rows.insert(0, (words.say(SECTION, "header_rows", first=headers[0], last=headers[-1]), None))
    return Guess("header", words.say(SECTION, "guess_header"), tuple(rows), chosen)
