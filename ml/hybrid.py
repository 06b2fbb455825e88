"""The hybrid: what was learned beside what the experts say, kind by kind, through λ.

    n(kind) = answered offers + (recorded kinds only) owners who own another recorded kind
    λ(kind) = n / (n + 40);  1 for recorded kinds where there is no prior at all (no links, needs and rules)
    L       = the client's candidates that are recorded and have λ > 0
    learned = log-softmax of the blend over L + ln Σ_L exp prior     (kinds in L)
    learned = prior + correction by answered offers                  (kinds not recorded; see `answers`)
    learned = prior                                                  (all other kinds: nothing was learned about them)
    u       = λ · learned + (1 − λ) · prior,  on L plus one constant per client that gives L the prior's share
    P(which) = softmax of u over the candidates
    P(kind)  = P(takes anything more | portrait, basket size) · P(which)

The constant makes up for what is lost or won when two distributions are mixed in logarithms with a λ for each kind.
With it the kinds that nobody's table records keep exactly the prior's probabilities, whatever is learned of the others,
until offers of them are answered.

P(takes anything more) is in `takes`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from ml.answers import Correction
from ml.arrays import Bools, Counts, Floats, Indices, Sparse, log_softmax, log_total, softmax
from ml.blend import Still, learn, unheard
from ml.dataset import Assortment, Clients, Dataset
from ml.members import Baskets, Member, boosted, lightfm
from ml.members.boosted import Boosted
from ml.members.factors import Factors
from ml.members.item_based import ItemBased
from ml.members.lightfm import LightFM
from ml.members.popularity import Popularity
from ml.members.portrait import Portrait
from ml.members.user_based import UserBased
from ml.prior import prior
from ml.takes import Head, Takes, chance_of_more
from ml.ties import draw

AT_ONCE: tuple[type[Member], ...] = (Popularity, ItemBased, UserBased)
"""The members light enough for a run of scoring to fit by itself while somebody waits."""

IN_TRAINING: tuple[type[Member], ...] = (
    Portrait,
    LightFM if lightfm.installed() else Factors,
    *([Boosted] if boosted.installed() else []),
)
"""The members that are fitted in a training only, which has time and a process of its own."""

MEMBERS = (*AT_ONCE, *IN_TRAINING)
"""The members that compete for a place in the blend of a training."""

KNOWN: tuple[type[Member], ...] = tuple(dict.fromkeys((*MEMBERS, Factors, LightFM, Boosted)))
"""The members that a model file may hold, wherever it was trained."""

UNUSABLE: frozenset[str] = frozenset({Boosted.name} - {member.name for member in MEMBERS})
"""Members that a model may hold and that cannot score on this computer, for want of a library."""

HALF_WAY = 40
"""Observations of a kind at which experience counts as much as the experts."""

EQUAL = 1e-9
"""Values closer than this are equal."""

BLOCK = 8_192

_FITTED: WeakKeyDictionary[Clients, dict[tuple[str, int, bytes], Member]] = WeakKeyDictionary()
"""The members that look at the open base, fitted once for as long as it is open and not for every block of clients."""


@dataclass(frozen=True, eq=False)
class Model:
    """What was learned, as plain arrays.

    `lam` float64 [K] λ · `learned` bool [K] recorded kinds with λ > 0 · `recorded` bool [K] at the time of training ·
    `takes` float64 [B + 1] P(takes anything more) by basket size, the last for all larger ones, and the `head` that
    moves it for a portrait · `bias` float64 [K] and
    `weights` of the blend · `losses`: mean −ln P of the hidden kind by popularity alone and with each other member
    beside it · `members` the fitted ones by name; those that live in the open base only are absent · `owners` int64 [K]
    of each recorded kind among `buyers` clients with any · `seed` · `correction` of kinds that are not recorded ·
    `counts` int64 [K]: n, on which λ rests; None in a file from before it was kept.
    """

    lam: Floats
    learned: Bools
    recorded: Bools
    takes: Floats
    bias: Floats
    weights: Mapping[str, float]
    losses: Mapping[str, float]
    members: Mapping[str, Member]
    owners: Counts
    buyers: int
    seed: int
    correction: Correction | None = None
    head: Head | None = None
    counts: Counts | None = None


@dataclass(frozen=True, eq=False)
class Scores:
    """The result for n clients, which are the dataset's clients from `first` on.

    `utility` float64 [n, K] (−inf outside the candidates) · `which` P(which) · `takes` float64 [n] · `chance` = takes ·
    which · `candidates` bool [n, K] · `shut` bool [n, S] of `Prior` · `lam` float64 [K].
    """

    utility: Floats
    which: Floats
    takes: Floats
    chance: Floats
    candidates: Bools
    shut: Bools
    lam: Floats
    first: int = 0

    def best(self) -> Floats:
        """The highest chance of every eligible client (one with a candidate), float64 [≤ n]: what ranks are made of."""
        return np.asarray(self.chance.max(axis=1, initial=0.0)[self.candidates.any(axis=1)])


def blocks(n: int, size: int = BLOCK) -> Iterator[slice]:
    """Slices that cover n rows: score one at a time to bound the memory."""
    return (slice(start, min(start + size, n)) for start in range(0, n, size))


def fit(dataset: Dataset, seed: int = 0, members: Sequence[type[Member]] = AT_ONCE, still: Still = unheard) -> Model:
    """Learn from the clients of a base; the same data and seed give the same model. Any data will do, also none.

    `still` is called every now and then and may raise to stop.
    """
    goods, clients = dataset.assortment, dataset.clients
    baskets = Baskets.of(clients, goods.recorded)
    counts, takes = _counts(goods, baskets.bought), Takes.fit(dataset, baskets)
    lam = np.where(goods.recorded & goods.without_prior, 1.0, counts / (counts + HALF_WAY))
    blend = learn(baskets, clients.bridges, goods, members, seed, still)
    fitted = {m.name: m.fit(baskets, seed) for m in members if m.name in blend.weights and m.kept}
    return Model(
        lam=lam,
        learned=goods.recorded & (lam > 0),
        recorded=goods.recorded,
        takes=takes.by_size,
        bias=blend.bias,
        weights=blend.weights,
        losses=blend.losses,
        members=fitted,
        owners=np.bincount(baskets.bought.indices, minlength=goods.n_kinds).astype(np.int64),
        buyers=int(np.count_nonzero(np.diff(baskets.bought.indptr))),
        seed=seed,
        correction=None if dataset.offers is None else Correction.fit(dataset, dataset.offers),
        head=takes.head,
        counts=counts,
    )


def without_experience(model: Model) -> Model:
    """The same model with λ = 0: the experts alone say which kind; P(takes anything more) stays, so that clients can be
    compared with those whom the whole model scores.
    """
    nothing = np.zeros_like(model.lam)
    return replace(
        model,
        lam=nothing,
        learned=nothing > 0,
        bias=nothing,
        weights={},
        losses={},
        members={},
        correction=None,
    )


def score(model: Model, dataset: Dataset, rows: slice | None = None) -> Scores:
    """Score the clients of `rows` (contiguous; default all): dense in their number, so give one of `blocks` at a time.

    ValueError where the model was fitted on another number of kinds.
    """
    first, stop, _ = (rows or slice(None)).indices(len(dataset.clients))
    clients = dataset.clients.take(slice(first, stop))
    expert = prior(_fitting(model, dataset), clients)
    logs, learned = expert.logs, expert.candidates & model.learned
    asked = Baskets.of(clients, model.recorded)
    share = log_total(logs, learned)
    experience = log_softmax(blended(model, asked, dataset), learned) + share
    lam = np.broadcast_to(model.lam, learned.shape)[learned]
    mixed = logs.copy()
    mixed[learned] = lam * experience[learned] + (1.0 - lam) * logs[learned]
    utility = np.where(learned, log_softmax(mixed, learned) + share, logs + corrected(model, asked))
    which, _ = softmax(utility, expert.candidates)
    takes = chance_of_more(model.takes, model.head, asked)
    chance = takes[:, None] * which
    return Scores(utility, which, takes, chance, expert.candidates, expert.shut, model.lam, first)


def blended(model: Model, asked: Baskets, dataset: Dataset) -> Floats:
    """Σ weight · member's score + bias: float64 [n, K]."""
    total = np.tile(model.bias, (len(asked), 1))
    for name, member in at_work(model, dataset).items():
        total += model.weights[name] * member.score(asked)
    return total


def corrected(model: Model, asked: Baskets) -> Floats:
    """By how much answered offers move the prior of kinds that are not recorded: λ · correction, float64 [n, K]."""
    if model.correction is None:
        return np.zeros((len(asked), len(model.lam)))
    return np.where(model.recorded, 0.0, model.lam * model.correction.of_clients(asked))


def at_work(model: Model, dataset: Dataset) -> dict[str, Member]:
    """The members in the blend by name: those kept in the model and those fitted anew on the open base."""
    base, found = dataset.open_base, dict(model.members)
    fitted = _FITTED.setdefault(base, {})
    for member in KNOWN:
        if member.name in model.weights and not member.kept:
            key = member.name, model.seed, model.recorded.tobytes()
            if key not in fitted:
                fitted[key] = member.fit(Baskets.of(base, model.recorded), model.seed)
            found[member.name] = fitted[key]
    return {name: found[name] for name in model.weights}


def top(scores: Scores, clients: Clients, assortment: Assortment, n: int = 3) -> Indices:
    """The n best kinds of each client, int [len(clients), n], −1 where there are no more.

    `clients` are those of `scores`. By utility; values closer than 1e-9 to the best one left are equal, and then the
    smaller draw of client and kind comes first.
    """
    left = scores.utility.copy()
    lots = draw(clients.ids[:, None], assortment.kind_salts[None, :])
    found = np.full((len(clients), n), -1, dtype=np.intp)
    everybody = np.arange(len(clients))
    for place in range(min(n, assortment.n_kinds)):
        best = left.max(axis=1, initial=-np.inf, keepdims=True)
        equal = (left > best - EQUAL) & np.isfinite(left)
        kind = np.where(equal, lots, np.iinfo(np.uint64).max).argmin(axis=1)
        any_left = equal[everybody, kind]
        found[any_left, place] = kind[any_left]
        left[everybody, kind] = -np.inf
    return found


def _counts(goods: Assortment, bought: Sparse) -> Counts:
    """What λ of every kind rests on, n: [K]."""
    several = bought[np.flatnonzero(np.diff(bought.indptr) > 1)]
    return np.asarray(goods.answered + np.bincount(several.indices, minlength=goods.n_kinds), dtype=np.int64)


def _fitting(model: Model, dataset: Dataset) -> Assortment:
    if len(model.lam) != dataset.assortment.n_kinds:
        raise ValueError(f"the model knows {len(model.lam)} kinds, the catalogue {dataset.assortment.n_kinds}")
    return dataset.assortment
