"""What a training learns from: the whole base as arrays, without the erased and without anything that names anybody.

Ownership is what was bought alone, refusals are flags beside it, answered offers rows of their own: bought 1; refused,
unreachable and no answer past its deadline 0; wrong data and what was withdrawn are none. Everything is read anew each
time, so that a correction counts as if it had been right at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.domain.lead import Answer
from core.domain.lot import salt
from core.domain.ownership import Ownership
from core.domain.training import NothingToLearn
from core.domain.weights import AnswerWeights
from core.services.scoring_ground import Ground
from core.services.scoring_run import Portion
from core.storage.outcomes import AnsweredOffer
from core.storage.rows import Still, unheard
from core.storage.unit_of_work import UnitOfWork
from ml.dataset import Dataset, Dates, Offers
from ml.ties import draw
from ml.training import Course


@dataclass(frozen=True, eq=False)
class TrainingData:
    """`course` as `ml` is given it, and what it is made of: `ownerships`, `answers` of which `bought`, and the first
    and last of the days that purchases and answers are known with, None where none is.
    """

    course: Course
    ownerships: int
    answers: int
    bought: int
    first_day: date | None
    last_day: date | None

    @classmethod
    def read(
        cls, work: UnitOfWork, ground: Ground, base_id: str, champion_day: date | None, still: Still = unheard
    ) -> "TrainingData":
        """Of the whole base. `champion_day`: the model in use has seen nothing from that day on; None where it was
        fitted at once. Raises NothingToLearn.
        """
        everybody = Portion.read(work, ground, still=still)
        owned = [_known_today(one, ground.day) for one in work.clients.ownerships(None, still)]
        offers = work.outcomes.answered(ground.day)
        goods = ground.shelf.assortment
        several = np.diff(everybody.clients.owned[:, goods.recorded].indptr) > 1
        if not offers and not several.any():
            raise NothingToLearn
        clients = replace(everybody.clients, ids=hidden_ids(everybody.ids, base_id), barred=None)
        answered = weighed_offers(ground, everybody.ids, offers, AnswerWeights.of(work.accounts.settings()))
        since = _since(ground, everybody, owned)
        course = Course(
            Dataset(goods, clients, offers=answered, dates=Dates(since, float(ground.day.toordinal()))),
            owned_since=since,
            answered_at=np.array([one.on.toordinal() for one in offers], dtype=np.float64),
            champion_day=np.nan if champion_day is None else float(champion_day.toordinal()),
        )
        days = [one.on for one in offers] + [one.since for one in owned if one.since is not None]
        bought = sum(one.answer is Answer.BOUGHT for one in offers)
        ends = (min(days), max(days)) if days else (None, None)
        return cls(course, len(owned), len(offers), bought, *ends)


def hidden_ids(ids: NDArray[np.int64], base_id: str) -> NDArray[np.uint64]:
    """Numbers of clients for a training: the same ones each time, so that the same clients are held out, and others in
    another base. uint64 [n].
    """
    return draw(ids.astype(np.uint64), np.array(salt(base_id, purpose="training"), dtype=np.uint64))


def weighed_offers(
    ground: Ground, ids: NDArray[np.int64], offers: Sequence[AnsweredOffer], weights: AnswerWeights
) -> Offers:
    """Answered offers as arrays, of the clients with these `ids` in this order, each with the weight of its answer."""
    return Offers(
        client=np.searchsorted(ids, np.array([one.client_id for one in offers], dtype=np.int64)),
        kind=np.array([ground.shelf.kind_at[one.kind_id] for one in offers], dtype=np.intp),
        bought=np.array([one.answer is Answer.BOUGHT for one in offers], dtype=bool),
        weight=np.array([weights.of_answer(one.answer) for one in offers], dtype=np.float64),
    )


def _known_today(one: Ownership, day: date) -> Ownership:
    """A day that is still to come is known by now, also to the model in use: it is not the day of a purchase."""
    return replace(one, since=None) if one.since is not None and one.since > day else one


def _since(ground: Ground, everybody: Portion, owned: Sequence[Ownership]) -> NDArray[np.float64]:
    """The days from which on the cells of `owned` are, in the order of its data."""
    rows = np.searchsorted(everybody.ids, np.array([one.client_id for one in owned], dtype=np.int64))
    kinds = np.array([ground.shelf.kind_at[one.kind_id] for one in owned], dtype=np.intp)
    days = np.array([np.nan if one.since is None else one.since.toordinal() for one in owned], dtype=np.float64)
    laid = sparse.csr_array((days, (rows, kinds)), shape=everybody.clients.owned.shape)
    return np.asarray(laid.data)
