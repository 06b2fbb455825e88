"""Words of foreign texts: tidied, compared, and the two client types among them."""

import re

from core.domain.client import ClientType
from core.domain.text import fold

_WORD = re.compile(r"[0-9a-zа-я#]+")
_BULLET = re.compile(r"^(?:[-–—•·*▪●]\s*|\d{1,3}[.)]\s+)+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")

_PERSON = re.compile(r"фл|ип|физ(ическ\w+|лиц\w*)?|persons?|individuals?|natural|private")
_ENTITY = re.compile(
    r"юл|ооо|[пзо]?ао|юр(идическ\w+|лиц\w*)?|организаци[яи]|компани[яи]|entit(y|ies)|legal|compan(y|ies)"
)
_BESIDE_TYPES = frozenset(
    {"для", "и", "или", "только", "лицо", "лица", "лиц", "лицам", "клиент", "клиенты", "for", "and", "or"}
)


def tidy(text: str) -> str:
    """The text as a person reads it: no invisible characters, single spaces, none at the ends."""
    if text.isalnum():
        return text
    return " ".join((text if text.isprintable() else _INVISIBLE.sub("", text)).split())


def plain_name(text: str) -> str:
    """The name of a service or company as it is shown: tidy, without the bullet of the list that it stood in."""
    return _BULLET.sub("", tidy(text))


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text in their order; punctuation is none."""
    return tuple(_WORD.findall(fold(text)))


def client_types(text: str) -> frozenset[ClientType]:
    """The client types that a text names: «ФЛ», «юр. лицо», «Для физических и юридических лиц».

    Empty where it names none or speaks of something else: «страхование имущества юридических лиц» is a service.
    """
    found = set()
    for word in words(text):
        if _PERSON.fullmatch(word):
            found.add(ClientType.PERSON)
        elif _ENTITY.fullmatch(word):
            found.add(ClientType.ENTITY)
        elif word not in _BESIDE_TYPES:
            return frozenset()
    return frozenset(found)


def client_type(text: str) -> ClientType | None:
    """The one client type that a text names, else None."""
    found = client_types(text)
    return next(iter(found)) if len(found) == 1 else None
