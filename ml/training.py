"""A training: the model of a base, its twin that has not seen everybody, and how it does beside the one in use.

    content     fitted on everybody: what is used
    twin        the same recipe without the held-out clients (`held.by_clients`): what is compared
    comparison  on what neither has seen: by time where enough was bought since the champion was made, so that it has
                seen none of that, else the two twins on the held-out clients

A champion that was fitted at once by a run of scoring has no twin: its recipe is fitted on the same clients as the
new one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ml.arrays import Floats
from ml.blend import Still, unheard
from ml.dataset import Dataset
from ml.gate import Comparison, Slice, compare, slices
from ml.held import Split, by_clients, by_time
from ml.hybrid import AT_ONCE, MEMBERS, Model, fit
from ml.members import Member

ENOUGH = 200
"""Clients with a purchase since the champion was made, from which on the comparison is by time."""

Step = Callable[[int, int], object]
"""Called before every part of a training with how many are done and how many there are."""


@dataclass(frozen=True, eq=False)
class Course:
    """What is to be learned.

    `owned_since` float64, when the cells of `clients.owned` came to be owned, in the order of its `data`; `answered_at`
    float64, when the offers were answered: days, NaN unknown. `champion_day`: the champion has seen nothing from that
    day on, NaN where it was fitted at once.
    """

    dataset: Dataset
    owned_since: Floats
    answered_at: Floats
    champion_day: float = float("nan")
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Champion:
    """The model in use and its twin."""

    model: Model
    twin: Model


@dataclass(frozen=True, eq=False)
class Trained:
    """`slices`: the comparison kind by kind; `by_time`: on what was bought later, else on held-out clients."""

    content: Model
    twin: Model
    comparison: Comparison
    slices: tuple[Slice, ...]
    by_time: bool


def unstepped(done: int, parts: int) -> None:
    """Nobody counts."""


def train(  # noqa: PLR0913
    course: Course,
    champion: Champion | None = None,
    *,
    members: Sequence[type[Member]] = MEMBERS,
    at_once: Sequence[type[Member]] = AT_ONCE,
    step: Step = unstepped,
    still: Still = unheard,
) -> Trained:
    """Fit and compare; the same course gives the same models. Without a champion it is the recipe `at_once`.

    `still` is called every now and then and may raise to stop. ValueError where the champion was fitted on another
    number of kinds.
    """
    dataset, seed = course.dataset, course.seed
    held_out, later = by_clients(dataset), _later(course) if champion is not None else None
    parts = 3 + (later is not None or champion is None)

    def fitted(done: int, of: Dataset, by: Sequence[type[Member]]) -> Model:
        step(done, parts)
        return fit(of, seed, by, still)

    content = fitted(0, dataset, members)
    twin = fitted(1, held_out.training, members)
    if champion is None:
        split, old, new = held_out, fitted(2, held_out.training, at_once), twin
    elif later is not None:
        split, old, new = later, champion.model, fitted(2, later.training, members)
    else:
        split, old, new = held_out, champion.twin, twin
    step(parts - 1, parts)
    comparison = compare(old, new, split.asked, split.held, seed)
    found = slices(comparison, np.arange(dataset.assortment.n_kinds))
    step(parts, parts)
    return Trained(content, twin, comparison, found, later is not None)


def _later(course: Course) -> Split | None:
    """What was bought since the champion was made, where that is enough."""
    if np.isnan(course.champion_day):
        return None
    split = by_time(course.dataset, course.owned_since, course.champion_day, course.answered_at)
    return split if len(np.unique(split.held.client)) >= ENOUGH else None
