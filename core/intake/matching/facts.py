"""What matching looks at in a record."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from core.domain.client import ClientType, Identity
from core.domain.sameness import CLIENT_CODE, passport_number
from core.domain.text import fold
from core.intake.matching.skeleton import skeleton

_LEGAL_FORM = re.compile(
    r"\b(?:общество с ограниченной ответственностью|(?:публичное |закрытое |открытое )?акционерное общество|"
    r"индивидуальный предприниматель|ооо|оао|зао|пао|нао|ао|ип|нко|ано|гуп|муп|фгуп|тоо|llc|ltd|inc|jsc|gmbh)\b"
)
_SIGNS = re.compile(r"[^0-9a-zа-я]+")
_MAN, _WOMAN = ("ич", "оглы", "ich", "ych"), ("вна", "чна", "шна", "кызы", "vna", "chna", "shna")


@dataclass(frozen=True, slots=True)
class Facts:
    """A record: `parts` are the skeletons of surname, name and patronymic; `organisation` is bare of its legal form;
    `woman` is told by the patronymic, None where it does not tell.
    """

    is_entity: bool
    parts: tuple[str, str, str]
    organisation: str
    born: date | None
    phone: str
    email: str
    inn: str
    passport: str
    client_code: str
    woman: bool | None

    @property
    def spelled(self) -> tuple[str, ...]:
        """The parts of the name that are more than an initial, in alphabetical order."""
        return tuple(sorted(part for part in self.parts if len(part) > 1))


def facts_of(client_type: ClientType, identity: Identity) -> Facts:
    """What of an identity matters here."""
    return Facts(
        client_type is ClientType.ENTITY,
        (skeleton(identity.surname), skeleton(identity.name), skeleton(identity.patronymic)),
        _bare(identity.organisation),
        identity.birth_date,
        identity.phone,
        identity.email.casefold(),
        identity.inn,
        passport_number(identity),
        identity.details.get(CLIENT_CODE, ""),
        _is_woman(identity),
    )


def blocks(facts: Facts) -> Iterator[tuple[object, ...]]:
    """Keys by which a record can meet another one; two records without a key in common are never compared."""
    for name in ("phone", "email", "inn", "passport", "client_code"):
        if value := getattr(facts, name):
            yield name, value
    if facts.is_entity:
        if facts.organisation:
            yield "organisation", facts.organisation
            yield "organisation", *facts.organisation.split()[:1], len(facts.organisation.split())
        return
    spelled = facts.spelled
    if facts.born:
        yield "born", facts.born, spelled[0][:1] if spelled else ""
        yield "born", facts.born, spelled[-1][:1] if spelled else ""
    if len(spelled) >= 2:
        yield "name", spelled
    for pair in _pairs_within(spelled) if len(spelled) > 2 else ():
        yield "name", pair
        if facts.born:
            yield "year", facts.born.year, pair


def _pairs_within(spelled: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for left_out in range(len(spelled)):
        yield spelled[:left_out] + spelled[left_out + 1 :]


def _bare(organisation: str) -> str:
    folded = fold(organisation)
    return " ".join(_SIGNS.sub(" ", _LEGAL_FORM.sub(" ", folded)).split()) or folded


def _is_woman(identity: Identity) -> bool | None:
    """By the patronymic, which may stand in the column of the name; a surname («Абрамович») may look like one."""
    told = _women_told(identity.patronymic) | _women_told(identity.name)
    return next(iter(told)) if len(told) == 1 else None


@lru_cache(maxsize=50_000)
def _women_told(part: str) -> frozenset[bool]:
    folded = fold(part)
    return frozenset(ending == _WOMAN for ending in (_MAN, _WOMAN) if folded.endswith(ending))
