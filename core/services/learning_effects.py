"""What other weights of answers would change: the corrections that they teach, and the first places that follow."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from core.domain.weights import AnswerWeights
from core.services.scoring_run import PORTION, WholeBase
from core.services.session import Progress
from core.services.training_data import weighed_offers
from core.storage.outcomes import AnsweredOffer
from ml.answers import Asked, Correction
from ml.dataset import Dataset
from ml.first_places import first_places
from ml.hybrid import Model


@dataclass(frozen=True, slots=True)
class LearningEffect:
    """Of `clients` that have a first place, `changed` would get another kind there, by the `answers` about services
    whose sales nobody records; `kinds`: (name, first places more or fewer), the most moved first.
    """

    answers: int
    clients: int
    changed: int
    kinds: tuple[tuple[str, int], ...]


def weigh_answers(  # noqa: PLR0913, PLR0917
    base: WholeBase,
    model: Model,
    answered: list[AnsweredOffer],
    before: AnswerWeights,
    after: AnswerWeights,
    progress: Progress,
) -> LearningEffect:
    """With the weights `after` in the place of those `before`. Raises what `progress` raises."""
    ground, ids = base.ground, base.everybody.ids
    dataset = Dataset(ground.shelf.assortment, base.everybody.clients)
    corrections: list[Correction | None] = []
    for weights in (before, after):
        progress("weights", len(corrections), 2)
        corrections.append(Correction.fit(dataset, weighed_offers(ground, ids, answered, weights)))
    alike = weighed_offers(ground, ids, answered, AnswerWeights())
    teaching = len(Asked.of(dataset, alike))
    if not teaching:
        return LearningEffect(0, len(ids), 0, ())
    held_out = np.array([ground.holds_out(client) for client in ids.tolist()], dtype=bool)
    clients = changed = 0
    moved: Counter[int] = Counter()
    for rows, (now, then) in first_places(model, dataset, corrections, PORTION):
        progress("weights", rows.start, len(ids))
        clients += int(np.count_nonzero(now >= 0))
        other = (now != then) & ~held_out[rows]
        changed += int(np.count_nonzero(other))
        moved.update(then[other].tolist())
        moved.subtract(now[other].tolist())
    kinds = [(ground.shelf.catalogue.kinds[ground.shelf.kinds[place]].name, count) for place, count in moved.items()]
    return LearningEffect(
        teaching,
        clients,
        changed,
        tuple(sorted((one for one in kinds if one[1]), key=lambda one: (-abs(one[1]), one[0]))),
    )
