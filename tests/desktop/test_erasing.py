"""What erasing does is said in sentences, and every file that somebody has to delete is named."""

import pytest

from core.services.client_erasing import Erasure
from core.services.wording import LANGUAGES, Language
from desktop.erasing import erasure_lines
from desktop.words import Words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 7])
def test_every_saved_file_that_is_to_be_deleted_is_named(language: Language, count: int) -> None:
    saved = tuple(f"opuntia-{number:012x}.xlsx" for number in range(count))
    erasure = Erasure(("Кактусов",), 1, 0, count, 0, 0, 0, 0, 0, (), saved)
    (line,) = (one for one in erasure_lines(Words(language), erasure) if saved[0] in one)
    assert all(file in line for file in saved)


def test_nothing_is_said_of_saved_files_where_there_are_none() -> None:
    erasure = Erasure(("Кактусов",), 1, 0, 1, 0, 0, 0, 0, 0, (), ())
    assert not any("сохран" in line for line in erasure_lines(Words("ru"), erasure))
