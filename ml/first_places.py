"""Whom which kind would come first for, by one correction of the unrecorded kinds and by another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ml.answers import Correction
from ml.arrays import Indices
from ml.dataset import Dataset
from ml.hybrid import HALF_WAY, Model, blocks, corrected, score, top
from ml.members import Baskets


def first_places(
    model: Model, dataset: Dataset, corrections: Sequence[Correction | None], size: int
) -> Iterator[tuple[slice, list[Indices]]]:
    """Block by block of so many clients: (rows, for each correction the kind that comes first, int [rows], −1 where
    there is none).

    All else is as the model says, whatever correction of its own it has; λ of the unrecorded kinds rests on the answers
    that `dataset` has now, which weights do not touch.
    """
    goods = dataset.assortment
    lam = np.where(goods.recorded, model.lam, goods.answered / (goods.answered + HALF_WAY))
    bare = replace(model, lam=lam, correction=None)
    for rows in blocks(len(dataset.clients), size):
        found, clients = score(bare, dataset, rows), dataset.clients.take(rows)
        asked = Baskets.of(clients, model.recorded)
        moved = [corrected(replace(bare, correction=one), asked) for one in corrections]
        yield rows, [top(replace(found, utility=found.utility + more), clients, goods, 1)[:, 0] for more in moved]
