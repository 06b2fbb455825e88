"""Which field a column header means. The words are in `resources/headers.toml`."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from core.domain.text import stems
from core.intake.fields import FIELDS, Field
from core.intake.spelling import Vocabulary, apart, is_misprint
from core.intake.words import words

_LONGEST = 200
"""Characters of a header that count; what is longer is a letter, not a header."""

_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_ITS_NUMBER = re.compile(r"\s*(?:\(\d{1,2}\)|\b\d)$")

Words = tuple[str, ...]


class Headers:
    """Known headers, compared in steps, the surest first: the words in order, the set of words, their stems; then, by
    `misprinted`, with a misprint.

    A set may miss the neutral words («Телефон клиента»). One stem alone is too little: «телеграм» is not «телефон».
    Stems that several fields share mean none of them.
    """

    STEPS = range(3)

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._short = {words(short)[0]: words(whole)[0] for short, whole in content["short"].items()}
        self._neutral = frozenset(word for text in content["neutral"] for word in self._words(text))
        self._roles = tuple(content["roles"])
        self._others = tuple(content["others"])
        self._offered = tuple(content["offered"])
        self._groups = frozenset(words(text) for text in content["groups"])
        self._steps: tuple[dict[object, Field | None], ...] = ({}, {}, {})
        self._exact: dict[Words, Field] = {}
        for field, alias in _aliases(content["fields"]):
            said = self._words(alias)
            self._exact.setdefault(words(alias), field)
            for known, key in zip(self._steps, (said, frozenset(said), stems(" ".join(said))), strict=True):
                known[key] = field if known.get(key, field) is field else None
        self._by_initials: dict[str, list[Words]] = {}
        for known_words in self._exact:
            self._by_initials.setdefault(_initials(known_words), []).append(known_words)
        self._weak = {words(alias): FIELDS[code] for code, aliases in content["weak"].items() for alias in aliases}
        self._parts = {words(alias): part for part, aliases in content["parts"].items() for alias in aliases}
        self._vocabulary = Vocabulary(
            word for alias in (*self._exact, self._neutral, self._short, self._short.values()) for word in alias
        )

    def field(self, header: str, step: int) -> Field | None:
        """The field that this header means by this step of `STEPS`, else None."""
        for said in self._readings(header):
            if step == 0 and (found := self._exact.get(said)) and said not in self._weak:
                return found
            for key in self._keys(said, step):
                if (found := self._steps[step].get(key)) and said not in self._weak:
                    return found
        return None

    def is_exact(self, header: str, field: Field) -> bool:
        """Whether the header is one of the field's own, letter for letter but for case and signs."""
        return self._exact.get(words(header[:_LONGEST])) is field

    def is_known(self, header: str) -> bool:
        """Whether the header means any field."""
        return any(self.field(header, step) for step in self.STEPS) or words(header[:_LONGEST]) in self._weak

    def weak(self, header: str) -> Field | None:
        """The field that this header means where no other column does."""
        return self._weak.get(words(_ITS_NUMBER.sub("", header[:_LONGEST])))

    def misprinted(self, header: str) -> Field | None:
        """The one field of which this header is a misprint."""
        for said in self._readings(header):
            for meant in dict.fromkeys((said, self._meant(said))):
                alike = self._by_initials.get(_initials(meant), ())
                found = {self._exact[alias] for alias in alike if is_misprint(meant, alias)}
                if len(found) == 1:
                    return found.pop()
        return None

    def part(self, header: str) -> str | None:
        """The part of a document that this header means beside the columns of one: see `core.intake.fields`."""
        return next((part for said in self._readings(header) if (part := self._parts.get(said))), None)

    def is_of_others(self, header: str) -> bool:
        """Whether the column is about somebody else than the client: «Телефон менеджера»."""
        return any(word.startswith(self._others) for word in words(apart(header[:_LONGEST])))

    def is_of_offers(self, header: str) -> bool:
        """Whether services in the column were offered or are wanted, but not bought: «Предлагаемая услуга»."""
        return any(word.startswith(self._offered) for word in words(apart(header[:_LONGEST])))

    def _readings(self, header: str) -> Iterator[Words]:
        """The header's words, then without its hints: «Доход (руб.)», «Стаж, лет», «Образование: высшее, среднее и
        пр», then as Russian in Latin letters.
        """
        header = apart(header[:_LONGEST])
        bare = _BRACKETS.sub(" ", header)
        readings = [header, bare, _ITS_NUMBER.sub("", header)]
        before, colon, _ = bare.partition(":")
        if not (colon and words(before) in self._groups):
            first, comma, hint = before.partition(",")
            readings += [before, before if comma and self._is_field(hint) else first]
        for text in dict.fromkeys(readings):
            yield words(text)
            said = self._words(text)
            yield said
            if header.isascii() and (russian := self._vocabulary.russian(words(text))):
                yield tuple(self._short.get(word, word) for word in russian)

    def _is_field(self, hint: str) -> bool:
        """«Марка, модель» is two fields, no hint."""
        return self._exact.get(words(hint)) is not None

    def _words(self, text: str) -> Words:
        """The words, those that are short written out."""
        return tuple(self._short.get(word, word) for word in words(text))

    def _meant(self, said: Words) -> Words:
        """The words that say something."""
        return tuple(
            word
            for word in said
            if word not in self._neutral and not word.startswith(self._roles) and not word.isdigit()
        )

    def _keys(self, said: Words, step: int) -> Iterator[object]:
        if step == 0:
            yield said
            return
        for part in dict.fromkeys((said, self._meant(said))):
            key = stems(" ".join(part)) if step == 2 else frozenset(part)
            if len(key) >= step:
                yield key


def _initials(said: Words) -> str:
    """What a misprint does not change."""
    return "".join(word[0] for word in said)


@cache
def known_headers() -> Headers:
    """The headers of `resources/headers.toml`."""
    return Headers(_content())


def title(field: Field) -> str:
    """What a header of this field would be called, in both languages: «Фамилия / Surname»."""
    languages = _content()["fields"][field.code]
    return f"{languages['ru'][0]} / {languages['en'][0]}"


def _aliases(fields: Mapping[str, Mapping[str, list[str]]]) -> Iterable[tuple[Field, str]]:
    for code, languages in fields.items():
        for aliases in languages.values():
            for alias in aliases:
                yield FIELDS[code], alias


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((resources.files("resources") / "headers.toml").read_text("utf-8"))
