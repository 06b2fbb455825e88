"""Our empty table of clients: every field under its own title, so that it comes back with every column known."""

from pathlib import Path
from typing import Final

from core.delivery.form import FormColumn, FormSheet, Typed, form_workbook
from core.domain.errors import FolderUnwritable
from core.intake.fields import FIELDS, Field, Form
from core.intake.unknown_words import meanings_of
from core.services.wording import Language, say, sentences
from core.vault.files import write_whole

_LEFT_OUT: Final = ("row_number", "passport")
"""Fields that other columns of the template say better."""

_TYPED: Final = {Form.NUMBER: Typed.NUMBER, Form.DATE: Typed.DAY}


def client_template(language: Language) -> bytes:
    """The workbook."""
    columns = tuple(_column(language, field) for code, field in FIELDS.items() if code not in _LEFT_OUT)

    def name(key: str) -> str:
        return say(language, "template", key)

    heads = name("column"), name("explanation")
    return form_workbook(FormSheet(name("sheet"), columns, name("notes"), heads))


def save_client_template(file: Path, language: Language) -> None:
    """Write it there. Raises FolderUnwritable."""
    try:
        write_whole(file, client_template(language))
    except OSError:
        raise FolderUnwritable from None


def meaning_title(language: Language, field: Field, meaning: str) -> str:
    """A meaning that `meanings_of` offers, as people call it; others are names and stand for themselves."""
    key = f"{field.code}_{meaning}" if field.form is Form.WORD else _KEYS.get(meaning, meaning)
    text = sentences(language, "meanings").get(key, meaning)
    return text if isinstance(text, str) else meaning


_KEYS: Final = {"ФЛ": "person", "ЮЛ": "entity", "м": "male", "ж": "female"}


def _column(language: Language, field: Field) -> FormColumn:
    own = f"field_{field.code}"
    key = own if own in sentences(language, "template") else f"form_{field.form}"
    words = tuple(meaning_title(language, field, meaning) for meaning in meanings_of(field))
    explanation = say(language, "template", key, words=", ".join(words))
    return FormColumn(say(language, "fields", field.code), _TYPED.get(field.form, Typed.TEXT), explanation, words)
