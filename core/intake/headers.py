"""Which field a column header means. The words are in `resources/headers.toml`."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from core.domain.text import stems
from core.intake.fields import FIELDS, Field
from core.intake.words import words

_LONGEST = 200
"""Characters of a header that count; what is longer is a letter, not a header."""

_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")


class Headers:
    """Known headers, compared in three steps, the surest first: the words in order, the set of words, their stems.

    A set may miss the neutral words («Телефон клиента»). One stem alone is too little: «телеграм» is not «телефон».
    Stems that several fields share mean none of them.
    """

    STEPS = range(3)

    def __init__(self, aliases: Iterable[tuple[str, Field]], neutral: Iterable[str], groups: Iterable[str]) -> None:
        self._neutral = frozenset(word for text in neutral for word in words(text))
        self._groups = frozenset(words(text) for text in groups)
        self._steps: tuple[dict[object, Field | None], ...] = ({}, {}, {})
        for alias, field in aliases:
            for known, key in zip(self._steps, (words(alias), frozenset(words(alias)), stems(alias)), strict=True):
                known[key] = field if known.get(key, field) is field else None

    def field(self, header: str, step: int) -> Field | None:
        """The field that this header means by this step of `STEPS`, else None."""
        for text in self._readings(header):
            for key in self._keys(text, step):
                if found := self._steps[step].get(key):
                    return found
        return None

    def is_known(self, header: str) -> bool:
        """Whether the header means any field."""
        return any(self.field(header, step) for step in self.STEPS)

    def _readings(self, header: str) -> Iterator[str]:
        """The header, then without its hints: «Доход (руб.)», «Стаж, лет», «Образование: высшее, среднее и пр»."""
        header = header[:_LONGEST]
        yield header
        bare = _BRACKETS.sub(" ", header)
        yield bare
        before, colon, _ = bare.partition(":")
        if colon and words(before) in self._groups:
            return
        yield before
        yield before.partition(",")[0]

    def _keys(self, text: str, step: int) -> Iterator[object]:
        if step == 0:
            yield words(text)
            return
        meant = [word for word in words(text) if word not in self._neutral]
        for part in (words(text), meant):
            key = stems(" ".join(part)) if step == 2 else frozenset(part)
            if len(key) >= step:
                yield key


@cache
def known_headers() -> Headers:
    """The headers of `resources/headers.toml`."""
    content = _content()
    aliases = [
        (alias, FIELDS[code])
        for code, languages in content["fields"].items()
        for language in languages.values()
        for alias in language
    ]
    return Headers(aliases, content["neutral"], content["groups"])


def title(field: Field) -> str:
    """What a header of this field would be called, in both languages: «Фамилия / Surname»."""
    languages = _content()["fields"][field.code]
    return f"{languages['ru'][0]} / {languages['en'][0]}"


@cache
def _content() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads((resources.files("resources") / "headers.toml").read_text("utf-8"))
