"""Every sentence there is for every situation, in both languages, with the same blanks."""

import importlib
import pkgutil
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import core
from core.domain.errors import KnownError, Refused, Trouble
from core.intake.problems import Code
from tests.architecture.conftest import ROOT

TEXTS = ROOT / "resources" / "texts"
FORMS = {"ru": 3, "en": 2}
SECTIONS = sorted({file.stem for file in TEXTS.rglob("*.toml")})
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def _texts(language: str, section: str) -> dict[str, str | list[str]]:
    return tomllib.loads((TEXTS / language / f"{section}.toml").read_text("utf-8"))


def _forms(text: str | list[str]) -> list[str]:
    return text if isinstance(text, list) else [text]


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _known_errors() -> set[type[KnownError]]:
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
    found, todo = set(), [KnownError]
    while todo:
        for kind in todo.pop().__subclasses__():
            if kind.__module__.startswith("core."):
                found.add(kind)
                todo.append(kind)
    return found - {Refused, Trouble}


def _facts(error: type[KnownError]) -> set[str]:
    """The facts that a class says it carries: «Facts: `name`, `known`.»"""
    _, _, said = (error.__doc__ or "").partition("Facts:")
    return set(re.findall(r"`(\w+)`", said))


def test_every_known_error_has_a_sentence_and_every_sentence_its_error() -> None:
    codes = {error.code for error in _known_errors()}
    assert "" not in codes
    assert set(_texts("ru", "errors")) == set(_texts("en", "errors")) == codes


def test_no_two_errors_share_a_sentence() -> None:
    codes = [error.code for error in _known_errors()]
    assert len(codes) == len(set(codes)) > 20


@pytest.mark.parametrize("language", FORMS)
def test_an_error_carries_just_the_facts_its_sentence_has_blanks_for(language: str) -> None:
    sentences = _texts(language, "errors")
    blanks = {error.code: _blanks(str(sentences[error.code])) for error in _known_errors()}
    assert blanks == {error.code: _facts(error) for error in _known_errors()}


@pytest.mark.parametrize("language", FORMS)
def test_every_error_says_what_happened_and_something_more(language: str) -> None:
    for key, sentence in _texts(language, "errors").items():
        assert isinstance(sentence, str), key
        assert sentence.count(".") + sentence.count(":") >= 2, key


@pytest.mark.parametrize("language", FORMS)
def test_every_problem_of_a_table_has_a_sentence(language: str) -> None:
    assert set(_texts(language, "problems")) == {code.value for code in Code}


def test_both_languages_have_the_same_sections() -> None:
    for language in FORMS:
        assert sorted(file.stem for file in (TEXTS / language).glob("*.toml")) == SECTIONS
    assert sorted(folder.name for folder in TEXTS.iterdir() if folder.is_dir()) == sorted(FORMS)


@pytest.mark.parametrize("section", SECTIONS)
def test_both_languages_have_the_same_texts_with_the_same_blanks(section: str) -> None:
    ru, en = (_texts(language, section) for language in ("ru", "en"))
    assert list(ru) == list(en)
    for key, text in ru.items():
        blanks = {frozenset(_blanks(form)) for one in (text, en[key]) for form in _forms(one)}
        assert len(blanks) == 1, key
        assert isinstance(text, list) is isinstance(en[key], list), key


@pytest.mark.parametrize("language", FORMS)
@pytest.mark.parametrize("section", SECTIONS)
def test_plurals_have_as_many_forms_as_their_language(language: str, section: str) -> None:
    for key, text in _texts(language, section).items():
        if isinstance(text, list):
            assert len(text) == FORMS[language], key
            assert all("n" in _blanks(form) for form in text), key


@pytest.mark.parametrize("language", FORMS)
@pytest.mark.parametrize("section", SECTIONS)
def test_no_text_is_empty_or_has_blanks_without_a_name(language: str, section: str) -> None:
    for key, text in _texts(language, section).items():
        for form in _forms(text):
            assert form.strip(), key
            assert all(name.isidentifier() for name in _blanks(form)), key


@pytest.mark.parametrize("section", SECTIONS)
def test_each_language_is_written_in_its_own_letters(section: str) -> None:
    for key, text in _texts("en", section).items():
        quoted = re.compile("«[^»]*»")  # names of sheets and lines of a file stay as they are
        assert not any(_CYRILLIC.search(quoted.sub("", form)) for form in _forms(text)), key


def test_sentences_of_errors_are_in_russian_for_russians() -> None:
    assert all(_CYRILLIC.search(str(text)) for text in _texts("ru", "errors").values())


def test_texts_lie_where_the_program_looks_for_them() -> None:
    assert (Path(core.__file__).parents[1] / "resources" / "texts").samefile(TEXTS)
