"""What decides in a version of the model, kind by kind: experience, or the matrix of the experts."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.rights import UseCase
from core.services.score_shift import fitted_version
from core.services.scoring_ground import Ground
from core.services.session import Session


@dataclass(frozen=True, slots=True)
class Experience:
    """Of a `kind`, by its name, experience decides `share` (λ, 0…1) and the matrix the rest. That rests on `n` answered
    offers and owners, None in a model from before it was kept.
    """

    kind: str
    share: float
    n: int | None


@dataclass(frozen=True, slots=True)
class Insight:
    """The weights of the `members` of the blend by their names, and the `kinds`, the most experienced first."""

    members: Mapping[str, float]
    kinds: tuple[Experience, ...]


def read_insight(session: Session, version: str) -> Insight:
    """Of this version, "" the model that was fitted at once.

    Raises CatalogueMissing, UnknownRecord, ComparedWithAnother (it does not fit the catalogue).
    """
    with session.reading(UseCase.TRAIN) as work:
        ground = Ground.read(work, session.today())
        model = fitted_version(work, ground, version).model
        named = work.catalogue.read().kinds
    counts: list[int | None] = [None] * len(model.lam) if model.counts is None else model.counts.tolist()
    kinds = [
        Experience(named[kind].name, share, n)
        for kind, share, n in zip(ground.shelf.kinds, model.lam.tolist(), counts, strict=True)
    ]
    return Insight(dict(model.weights), tuple(sorted(kinds, key=lambda one: (-one.share, one.kind.casefold()))))
