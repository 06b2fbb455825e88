"""A recommendation: a client, a kind, the service that got it, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.domain.decision import DeclineReason, OverrideReason
from core.domain.lead import Stage
from core.domain.resolution import Rule

StoredReason = tuple[str, float, int | str | None, int, int]
"""(code, weight in log-odds, id or name of what it is about, n, total)."""


class Arm(StrEnum):
    """By what a recommendation came about: the MODEL's order, the quota of partners with few answers, a client kept
    out of it for comparison, or an offer that nobody answered and that went on to the next partner.
    """

    MODEL = "model"
    EXPLORATION = "exploration"
    HOLD_OUT = "hold_out"
    REROUTED = "rerouted"


@dataclass(frozen=True, slots=True)
class Candidates:
    """The kinds that could have been recommended instead: bit i of the little-endian `bits` is set for kind id i."""

    bits: bytes = b""

    def __iter__(self) -> Iterator[int]:
        return (8 * place + bit for place, byte in enumerate(self.bits) for bit in range(8) if byte >> bit & 1)


@dataclass(frozen=True, slots=True)
class Settled:
    """Which partner got it, and on what record: the stored inputs, the rule, the others in their order, the margin."""

    service_id: int
    inputs_id: int
    rule: str
    runners_up: Sequence[int] = ()
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A person gave the client to another rival. `given_up`: the value by which the one it was settled for was ahead,
    in roubles where the ARPPU of every rival was known, else in conversion (0…1); below 0 where it was behind.
    """

    service_id: int
    reason: OverrideReason
    given_up: float
    user_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation. `id` is 0 before it is stored.

    `which` P(which), `takes` P(takes anything more), `chance` their product P(kind); `score` 1…99 of run `run_id`;
    `experience` λ of the kind; `offered_on` the day it went to the partner or became a task of our own;
    `postponed_until` the day on which a postponed one comes back; `override` where another rival got it than `settled`
    tells, `decline_reason` why it was declined, where somebody said so; `rerouted_from` the lead that it goes on from,
    whose partner did not answer; `candidates` the kinds it was chosen from, empty for one of before; `came_by` how it
    came about, apart from what the rule tells (`arm`).
    """

    client_id: int
    kind_id: int
    settled: Settled
    model_version: str
    run_id: int
    rank: int
    which: float
    takes: float
    chance: float
    score: int
    experience: float
    reasons: Sequence[StoredReason]
    stage_since: datetime
    stage: Stage = Stage.PROCESSED
    offered_on: date | None = None
    package_id: int | None = None
    postponed_until: date | None = None
    id: int = 0
    decline_reason: DeclineReason | None = None
    override: Override | None = None
    rerouted_from: int | None = None
    candidates: Candidates = Candidates()
    came_by: Arm = Arm.MODEL

    @property
    def arm(self) -> Arm:
        """How it came about."""
        explored = self.came_by is Arm.MODEL and self.settled.rule == Rule.EXPLORATION
        return Arm.EXPLORATION if explored else self.came_by

    @property
    def service_id(self) -> int:
        """The service that gets it."""
        return self.settled.service_id if self.override is None else self.override.service_id
