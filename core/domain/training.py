"""Models of trainings: where a version comes from, what its training found, and what keeps it from being used."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.domain.errors import Refused, Trouble


class Origin(StrEnum):
    """Where a model comes from: a run of scoring fitted it AT_ONCE, it was TRAINED, or came with the program."""

    AT_ONCE = "at_once"
    TRAINED = "trained"
    SHIPPED = "shipped"


class Verdict(StrEnum):
    """What the comparison with the model in use says of a new one; the first two let it be used (model.md, Gate)."""

    BETTER = "better"
    NOT_WORSE = "not_worse"
    WORSE = "worse"
    TOO_FEW = "too_few"

    @property
    def lets_through(self) -> bool:
        """Whether the version may be used."""
        return self in {Verdict.BETTER, Verdict.NOT_WORSE}


@dataclass(frozen=True, slots=True)
class Found:
    """What a comparison on `clients` whom neither model has seen has found.

    `old` and `new`: mean loss (−ln P of what was hidden) of the model in use and of the new one; `difference` of the
    two, below 0 where the new one is better, with its `least` and `most` (95 %). `first`: so many clients come first by
    their best P(kind), and of these `old_hits` and `new_hits` have bought what either recommends first, the
    difference from `least_hits` to `most_hits` (95 %). `needed`: about so many more such clients until a verdict, None
    where there is one.
    """

    clients: int
    old: float | None
    new: float | None
    difference: float | None
    least: float | None
    most: float | None
    first: int
    old_hits: int
    new_hits: int
    least_hits: int
    most_hits: int
    needed: int | None


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """What a version was trained on and what came of it; kept with it as JSON.

    `clients`, `ownerships`, `answers` (of which `bought`) it has learned from, `first_day` and `last_day` the days of
    answers and purchases, None where none is known; `members` by their weight in the blend, with the loss of each
    (`losses`: mean −ln P of the hidden kind with this member beside popularity); `champion` the version it was
    compared with, "" for a model fitted at once, on what was bought later (`by_time`) or on clients held out;
    `worse_kinds`: the ids of kinds where it is worse beyond chance.
    """

    clients: int
    ownerships: int
    answers: int
    bought: int
    first_day: date | None
    last_day: date | None
    members: Mapping[str, float]
    losses: Mapping[str, float]
    champion: str
    verdict: Verdict
    found: Found
    by_time: bool
    worse_kinds: tuple[int, ...]
    seconds: float

    @property
    def passes(self) -> bool:
        """Whether the version may be used: by the comparison as a whole, and nowhere worse beyond chance."""
        return self.verdict.lets_through and not self.worse_kinds

    def content(self) -> dict[str, Any]:
        """As JSON."""
        first, last = (day and day.isoformat() for day in (self.first_day, self.last_day))
        return asdict(self) | {"first_day": first, "last_day": last, "worse_kinds": list(self.worse_kinds)}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "TrainingFacts":
        """Undo `content`; what a later program has added is left out."""
        values = {field.name: content[field.name] for field in fields(cls)}
        for name in ("first_day", "last_day"):
            values[name] = values[name] and date.fromisoformat(values[name])
        found = Found(**{field.name: values["found"][field.name] for field in fields(Found)})
        verdict, worse = Verdict(values["verdict"]), tuple(values["worse_kinds"])
        return cls(**{**values, "verdict": verdict, "found": found, "worse_kinds": worse})


@dataclass(frozen=True, slots=True)
class Publication:
    """A version was put into use: `version` "" for models that runs of scoring fit at once. In UTC without zone."""

    id: int
    version: str
    user_id: int
    at: datetime
    effective_at: datetime
    withdrawn_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it has come into force and was not withdrawn before."""
        return self.withdrawn_at is None and self.effective_at <= now

    def waits(self, now: datetime) -> bool:
        """Whether it is still to come into force, and may be withdrawn."""
        return self.withdrawn_at is None and self.effective_at > now


class NothingToLearn(Refused, code="nothing_to_learn"):
    """The base has neither a client with two kinds of its records nor an answered offer."""


class GateShut(Refused, code="gate_shut"):
    """The comparison does not say that this version is at least as good as the model in use."""


class ComparedWithAnother(Refused, code="compared_with_another"):
    """Since this version was trained another model has come into use, or the catalogue has changed."""


class NeverPublished(Refused, code="never_published"):
    """Only a version that was in use before can be gone back to."""


class InUseAlready(Refused, code="in_use_already"):
    """This version is in use, or is about to be."""


class PublicationOver(Refused, code="publication_over"):
    """A publication is withdrawn before it comes into force; then there is going back."""


class TrainingBroken(Trouble, code="training_broken"):
    """The process that trains has ended before it was done."""


class TrainingNoMemory(Trouble, code="training_no_memory"):
    """There was not enough memory for the process that trains."""
