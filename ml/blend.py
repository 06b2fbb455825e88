"""How much each member is worth: weights learned on clients it has not seen.

Training rows: every owned recorded kind hidden in turn, weight 1 / basket size, so that each client counts once.
Members are fitted on some clients and asked about the rows of others (`FOLDS` folds, from `LARGE` clients on one
hold-out of 1/`HOLD_OUT`). On these cross-fitted scores a conditional logit (McFadden 1974) is fitted:

    P(hidden kind | row) = softmax over the row's choices of  Σ_m w_m · score_m(kind) + bias(kind),   w_m ≥ 0

by minimising  Σ weight · −ln P + ½ · RIDGE · Σ w² + ½ · Σ bias² / BIAS_SPREAD².  No weight is set by hand. A member
enters only if together with popularity it explains the rows better than popularity alone, by more than chance would
(`GAIN`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ml.arrays import Bools, Counts, Floats, Hashes, Indices, softmax
from ml.dataset import Assortment
from ml.members import Baskets, Member
from ml.members.popularity import Popularity
from ml.ties import draw

FOLDS = 4
LARGE = 5_000
HOLD_OUT = 8
RIDGE = 0.1
BIAS_SPREAD = 0.5
GAIN = 2.0
"""Log-likelihood that a useless weight gains by chance in fewer than 1 of 20 cases (χ² with one degree of freedom)."""

Still = Callable[[], object]
"""Called every now and then while something lasts; it may raise to stop."""

NOTHING = 1e-6
"""A weight up to this is none."""

MOST_ROWS = 10_000
MOST_CELLS = 2_000_000
"""Rows × kinds at most: beyond it a seeded sample of rows is as good."""


@dataclass(frozen=True, eq=False)
class Choices:
    """m training rows.

    `client` int [m], the `hidden` kind int [m], `weight` float64 [m], `open` bool [m, K]: what could have been chosen.
    """

    client: Indices
    hidden: Indices
    weight: Floats
    open: Bools

    def take(self, rows: Indices) -> "Choices":
        """These rows alone."""
        return Choices(self.client[rows], self.hidden[rows], self.weight[rows], self.open[rows])


@dataclass(frozen=True, eq=False)
class Blend:
    """`weights` of the members that stayed (all > 0) and `bias` float64 [K].

    `losses`: mean −ln P by popularity alone and with each other member beside it.
    """

    weights: Mapping[str, float]
    bias: Floats
    losses: Mapping[str, float]


def unheard() -> None:
    """Nobody listens."""


def learn(  # noqa: PLR0913, PLR0917
    baskets: Baskets,
    bridges: Bools,
    goods: Assortment,
    members: Sequence[type[Member]],
    seed: int,
    still: Still = unheard,
) -> Blend:
    """Blend the members on these baskets of n clients; `bridges` bool [n] as in `Clients`.

    Without a single training row the blend is empty. The order of clients does not matter. `still` is called every now
    and then and may raise to stop.
    """
    rows, scores = _cross_fit(baskets, bridges, goods, taking_part(members, len(baskets)), seed)
    if not len(rows.client):
        return Blend({}, np.zeros(goods.n_kinds), {})
    usual = [scores[Popularity.name]] if Popularity.name in scores else []
    others = [name for name in scores if name != Popularity.name]
    losses = {name: conditional_logit(rows, [*usual, scores[name]], still)[2] for name in others}
    losses[Popularity.name] = conditional_logit(rows, usual, still)[2]
    bar = losses[Popularity.name] - GAIN / rows.weight.sum()
    staying = [name for name in scores if name == Popularity.name or losses[name] < bar]
    weights, bias, _ = conditional_logit(rows, [scores[name] for name in staying], still)
    kept = {name: float(weight) for name, weight in zip(staying, weights, strict=True) if weight > NOTHING}
    return Blend(kept, bias, losses)


def taking_part(members: Sequence[type[Member]], clients: int) -> list[type[Member]]:
    """The members that are worth their time with so many clients."""
    return [member for member in members if member.least <= clients < member.below]


def conditional_logit(rows: Choices, scores: Sequence[Floats], still: Still = unheard) -> tuple[Floats, Floats, float]:
    """Weights [M], biases [K] and the weighted mean −ln P of the conditional logit over these members' scores."""
    from scipy.optimize import minimize  # noqa: PLC0415 (a sixth of a start that mostly fits nothing)

    n_members, n_kinds = len(scores), rows.open.shape[1]
    features = np.stack(scores) if scores else np.zeros((0, *rows.open.shape))
    at_hidden = features[:, np.arange(len(rows.hidden)), rows.hidden]
    weight = rows.weight / rows.weight.sum()
    ridge = np.concatenate([np.full(n_members, RIDGE), np.full(n_kinds, BIAS_SPREAD**-2)]) / rows.weight.sum()
    chosen = np.bincount(rows.hidden, weights=weight, minlength=n_kinds)

    def misfit(theta: Floats) -> tuple[float, Floats]:
        still()
        utility = np.tensordot(theta[:n_members], features, axes=1) + theta[n_members:]
        expected, total = softmax(utility, rows.open)
        expected *= weight[:, None]
        slope = np.concatenate(
            [np.tensordot(features, expected, axes=2) - at_hidden @ weight, expected.sum(axis=0) - chosen]
        )
        loss = float(weight @ (total[:, 0] - utility[np.arange(len(weight)), rows.hidden]))
        return loss + 0.5 * float(ridge @ theta**2), slope + ridge * theta

    bounds = [(0.0, None)] * n_members + [(None, None)] * n_kinds
    found = minimize(misfit, np.zeros(n_members + n_kinds), jac=True, method="L-BFGS-B", bounds=bounds)
    theta: Floats = found.x
    loss = float(found.fun) - 0.5 * float(ridge @ theta**2)
    return theta[:n_members], theta[n_members:], loss


def _cross_fit(
    baskets: Baskets, bridges: Bools, goods: Assortment, members: Sequence[type[Member]], seed: int
) -> tuple[Choices, dict[str, Floats]]:
    """The training rows and every member's scores of them, each by a fit that has not seen the row's client."""
    lots = draw(baskets.ids, np.array(seed, dtype=np.uint64))
    large = len(baskets) >= LARGE
    fold = (lots % np.uint64(HOLD_OUT if large else FOLDS)).astype(np.intp)
    included = np.flatnonzero(fold == 0) if large else np.arange(len(baskets))
    rows = _rows(baskets, bridges, goods, included, lots)
    parts: list[Indices] = []
    scored: dict[str, list[Floats]] = {member.name: [] for member in members}
    for asked_fold in np.unique(fold[rows.client]):
        part = np.flatnonzero(fold[rows.client] == asked_fold)
        seen = baskets.take(np.flatnonzero(fold != asked_fold))
        asked = baskets.take(rows.client[part]).hiding(rows.hidden[part])
        parts.append(part)
        for member in members:
            scored[member.name].append(member.fit(seen, seed).score(asked))
    if not parts:
        return rows, {}
    return rows.take(np.concatenate(parts)), {name: np.concatenate(found) for name, found in scored.items()}


def _rows(baskets: Baskets, bridges: Bools, goods: Assortment, included: Indices, lots: Hashes) -> Choices:
    """Every owned kind of the included clients hidden in turn, or a sample of such rows by lot.

    What else could have been chosen: recorded kinds of the client's own type, of both for one who bridges them. That
    offers of the other type need a link besides matters to offers only.
    """
    place, kind = (index.astype(np.intp) for index in baskets.bought[included].tocoo().coords)
    client = included[place]
    most = max(min(MOST_ROWS, MOST_CELLS // max(goods.n_kinds, 1)), 1)
    if len(client) > most:
        picked = np.argsort(draw(lots[client], goods.kind_salts[kind]), kind="stable")[:most]
        client, kind = client[picked], kind[picked]
    of_type = bridges[client, None] | (baskets.entity[client, None] == goods.kind_entity)
    choices = goods.recorded & of_type & (baskets.bought[client].toarray() == 0)
    choices[np.arange(len(kind)), kind] = True
    size: Counts = np.diff(baskets.bought.indptr)
    return Choices(client, kind, 1.0 / size[client], choices)
