"""A whole name typed in one line is taken apart into the fields of a client."""

from datetime import date

import pytest

from core.domain.client import ClientType
from core.intake.typed import typed_name

TODAY = date(2026, 11, 20)
KNOWN = {"surname": "Кактусов", "name": "Пётр", "patronymic": "Ильич"}
TWO_WORDS = {"surname": "фон Опунц", "name": "Мария", "city": "Казань"}


@pytest.mark.parametrize(
    ("known", "text", "parts"),
    [
        (KNOWN, "Кактусов Павел Ильич", ("Кактусов", "Павел", "Ильич")),
        (KNOWN, "Кактусов Пётр", ("Кактусов", "Пётр", "")),
        (KNOWN, "Кактусов", ("Кактусов", "", "")),
        (KNOWN, "  ", ("", "", "")),
        ({}, "Агавина Роза Юрьевна", ("Агавина", "Роза", "Юрьевна")),
        (TWO_WORDS, "фон Опунц Марина", ("фон Опунц", "Марина", "")),
        (TWO_WORDS, "Опунц Марина", ("Опунц", "Марина", "")),
    ],
)
def test_a_person_s_name_keeps_its_parts_where_it_has_as_many_words(
    known: dict[str, str], text: str, parts: tuple[str, str, str]
) -> None:
    told = typed_name(known, ClientType.PERSON, text, TODAY)
    assert (told["surname"], told["name"], told["patronymic"]) == parts
    assert len(told) == 3


def test_an_organisation_is_its_name_and_nothing_else() -> None:
    for known, kind in (({}, ClientType.ENTITY), ({"organisation": "ИП Агава"}, ClientType.PERSON)):
        assert typed_name(known, kind, "ООО «Луч и тень»", TODAY) == {"organisation": "ООО «Луч и тень»"}
