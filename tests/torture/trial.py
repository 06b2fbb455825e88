"""Many lives, one after the other, and what was found after each of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic
from typing import Protocol

from tests.torture.life import Life, Step, live, undisturbed

_MEASURED_STEPS = 4
_MOST_STEPS = 2
"""A worker lives for up to so many whole steps before the one in which it is killed."""
_OPENING = 0.12
"""The share of kills that fall while the worker is opening the base: settling must survive kills too."""
_BEYOND = 1.15
"""How far beyond the usual end of a step a kill may fall."""


@dataclass(slots=True)
class Findings:
    """What does not hold after a kill, in words: acknowledged changes that are `lost`, changes there in `partial`, and
    `damage` of the stores, the journal, the keys or the backups.
    """

    lost: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)
    remarks: dict[str, int] = field(default_factory=dict)

    def remark(self, what: str, count: int = 1) -> None:
        """Something worth counting that breaks no promise."""
        self.remarks[what] = self.remarks.get(what, 0) + count


class Scene(Protocol):
    """What is done and killed: see `BaseScene` in `scenes.py`."""

    def work(self) -> Iterator[Step]:
        """In the worker."""

    def check(self, life: Life, found: Findings) -> None:
        """In the parent, after the kill."""


@dataclass(slots=True)
class Tally:
    """Kills and where they fell: `inside` a step, `between` two, while the base was `opening`; steps acknowledged;
    what was found.
    """

    kills: int = 0
    inside: int = 0
    between: int = 0
    opening: int = 0
    acknowledged: int = 0
    found: Findings = field(default_factory=Findings)
    step_seconds: float = 0.0
    seconds: float = 0.0

    def lines(self) -> Iterator[str]:
        """As they are printed."""
        found = self.found
        yield f"kills {self.kills}: inside a step {self.inside}, between {self.between}, opening {self.opening}"
        yield f"acknowledged {self.acknowledged}, lost {len(found.lost)}, partial {len(found.partial)}"
        yield f"integrity errors {len(found.damage)}"
        yield f"longest undisturbed step but one {self.step_seconds * 1000:.0f} ms; all in {self.seconds:.0f} s"
        yield from (f"remark: {what} {count}" for what, count in sorted(found.remarks.items()))
        yield from (f"LOST {one}" for one in found.lost)
        yield from (f"PARTIAL {one}" for one in found.partial)
        yield from (f"DAMAGE {one}" for one in found.damage)


def torture(scene: Scene, kills: int, seed: int, errors: Path) -> Tally:
    """Let so many workers live and be killed. Raises Fault, and whatever keeps the base from opening."""
    draw, tally, began = Random(seed), Tally(), monotonic()
    life = undisturbed(scene.work, _MEASURED_STEPS, errors)
    scene.check(life, tally.found)
    step, opening = sorted(life.seconds)[-2], life.opening  # the first one may have been slow for its own reasons
    tally.step_seconds = step
    tally.acknowledged += len(life.done)
    for _ in range(kills):
        if draw.random() < _OPENING:
            steps, after = -1, draw.uniform(0, opening)
        else:
            steps, after = draw.randrange(_MOST_STEPS + 1), draw.uniform(0, _BEYOND * step)
        life = live(scene.work, steps, after, errors)
        tally.kills += 1
        tally.acknowledged += len(life.done)
        if not life.opened:
            tally.opening += 1
        elif life.begun is not None:
            tally.inside += 1
        else:
            tally.between += 1
        scene.check(life, tally.found)
    tally.seconds = monotonic() - began
    return tally
