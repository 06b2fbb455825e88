"""Every page has its help, every key its sentence, every word its meaning."""

import pytest

from core.services.wording import LANGUAGES, Language, sentences
from desktop.keys import KEYS
from desktop.places import PLACES
from desktop.screens.help.contents import LINES, PAGES, WORDS, contents_of
from desktop.words import Words


def test_every_page_of_the_program_has_its_help() -> None:
    assert {place.name for place in PLACES} <= set(PAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_five_lines_its_keys_and_the_words(page: str, language: Language) -> None:
    told = contents_of(page, Words(language))
    assert len(set(told.lines)) == LINES
    assert told.keys
    assert len(told.words) == len(WORDS)


def test_keys_of_the_page_stand_before_those_of_every_page() -> None:
    captions = [caption for caption, _ in contents_of("review", Words("ru")).keys]
    assert captions == ["На этом экране", "Везде"]
    own = contents_of("review", Words("ru")).keys[0][1]
    assert own[0] == ("1", "Принять рекомендацию")
    assert "Пробел" in dict(own)
    assert "Space" in dict(contents_of("review", Words("en")).keys[0][1])


def test_before_a_base_is_open_only_its_keys_are_told() -> None:
    assert [key for _, keys in contents_of("unlock", Words("ru")).keys for key, _ in keys] == ["F1", "Esc"]


def test_a_page_that_nobody_wrote_help_for_gets_that_of_today() -> None:
    assert contents_of("elsewhere", Words("ru")) == contents_of("today", Words("ru"))


def test_no_text_is_left_over() -> None:
    assert {key.does for key in KEYS} | {"key_space"} == set(sentences("ru", "keys"))
    assert {key for word in WORDS for key in (word, f"{word}_text")} == set(sentences("ru", "glossary"))
    pages = {f"{page}_{part}" for page in PAGES for part in ("title", *range(1, LINES + 1))}
    assert pages | {"window", "keys", "keys_here", "keys_everywhere", "words"} == set(sentences("ru", "help"))


def test_a_page_that_stands_as_a_way_in_tells_only_what_works_there() -> None:
    page, door = contents_of("access", Words("ru")), contents_of("access_door", Words("ru"))
    assert (door.title, door.lines) == (page.title, page.lines)
    assert [key for _, keys in door.keys for key, _ in keys] == ["F1", "Esc"]
    assert len(page.keys[-1][1]) > 2
