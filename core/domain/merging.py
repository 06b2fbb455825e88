"""What two records of one client come to, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, Final

from core.domain.client import Document, Identity, Portrait
from core.domain.flat import DETAILS, PORTRAIT


class Policy(StrEnum):
    """What a table may do to what the base knows: nothing, fill what is blank, or put its own in its place. An empty
    cell never erases.
    """

    KEEP = "keep"
    FILL = "fill"
    OVERWRITE = "overwrite"


Policies = Mapping[str, Policy]
"""By the code of the table's field (core/intake/fields.py); a field that is not there is FILL."""

_BY_HAND: Final = frozenset({"documents", "details"})
_PLAIN: Final = tuple(field.name for field in fields(Identity) if field.name not in _BY_HAND)
_PARTS: Final = tuple(field.name for field in fields(Document))
_PORTRAIT: Final = tuple(field.name for field in fields(Portrait))
_CODES: Final = {
    "surname": ("surname", "full_name"),
    "name": ("name", "full_name"),
    "patronymic": ("patronymic", "full_name"),
    "organisation": ("organisation", "full_name"),
    "birth_year": ("birth_date",),
}
"""Fields of a client that several columns may fill → their codes; all others go by their own name."""


def merged_identity(old: Identity, new: Identity, policies: Policies | None = None) -> Identity:
    """What is known once a table said `new` of a client that was `old`."""
    if new == old:
        return old
    rules = policies or {}
    values = {name: _chosen(_rule(rules, name), getattr(old, name), getattr(new, name)) for name in _PLAIN}
    papers = {paper.kind: paper for paper in old.documents}
    for paper in new.documents:
        chosen = _document(papers.get(paper.kind), paper, rules)
        if chosen:
            papers[paper.kind] = chosen
    details = {
        code: _chosen(_rule(rules, code), old.details.get(code, ""), value) for code, value in new.details.items()
    }
    filled = {code: value for code, value in details.items() if value}
    ordered = tuple(papers[kind] for kind in sorted(papers))
    return Identity(**values, documents=ordered, details=old.details | filled)


def merged_portrait(old: Portrait, new: Portrait, policies: Policies | None = None) -> Portrait:
    """The same for the portrait, where None is what is not known."""
    if new == old:
        return old
    rules = policies or {}
    values = {name: (getattr(old, name), getattr(new, name)) for name in _PORTRAIT}
    return Portrait(**{name: _chosen(_rule(rules, name), *pair, None) for name, pair in values.items()})


def adds_nothing(old: Identity, new: Identity) -> bool:
    """Whether all that `new` says is known."""
    plain = all(not (said := getattr(new, name)) or said == getattr(old, name) for name in _PLAIN)
    details = all(not said or said == old.details.get(code) for code, said in new.details.items())
    return plain and details and set(new.documents) <= set(old.documents)


def offers(old: tuple[Identity, Portrait], new: tuple[Identity, Portrait]) -> Iterator[tuple[str, bool]]:
    """Names (as in flat.py) in which `new` says what `old` does not: True where `old` knows nothing there, False where
    it knows another value.
    """
    for name in _PLAIN:
        known, said = getattr(old[0], name), getattr(new[0], name)
        if said and said != known:
            yield name, not known
    papers = {paper.kind: paper for paper in old[0].documents}
    for paper in new[0].documents:
        if papers.get(paper.kind) != paper:
            yield paper.kind.value, paper.kind not in papers
    for code, value in new[0].details.items():
        if value and value != old[0].details.get(code):
            yield DETAILS + code, not old[0].details.get(code)
    for name in _PORTRAIT:
        known, said = getattr(old[1], name), getattr(new[1], name)
        if said is not None and said != known:
            yield PORTRAIT + name, known is None


def policy_code(name: str) -> str:
    """The code of `Policies` that a name (as in flat.py) goes by."""
    plain = name.removeprefix(DETAILS).removeprefix(PORTRAIT)
    return "birth_date" if plain == "birth_year" else plain


def _rule(policies: Policies, name: str) -> Policy:
    if not policies:
        return Policy.FILL
    return next((policies[code] for code in _CODES.get(name, (name,)) if code in policies), Policy.FILL)


def _chosen(rule: Policy, old: Any, new: Any, *blanks: None) -> Any:
    """`blanks` are what stands for unknown, where that is not simply what is false."""
    known, said = ((one not in blanks) if blanks else bool(one) for one in (old, new))
    if rule is Policy.KEEP or not said:
        return old
    return new if rule is Policy.OVERWRITE or not known else old


def _document(old: Document | None, new: Document, policies: Policies) -> Document | None:
    """Parts of two different documents are never mixed."""
    named = (f"{new.kind}_number", new.kind.value)
    rule = next((policies[code] for code in named if code in policies), Policy.FILL)
    if rule is Policy.KEEP:
        return old
    if old is None:
        return new
    if new.number and old.number and (new.series, new.number) != (old.series, old.number):
        return new if rule is Policy.OVERWRITE else old
    return Document(**{name: _chosen(rule, getattr(old, name), getattr(new, name)) for name in _PARTS})
