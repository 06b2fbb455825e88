"""Why this kind for this client: lines whose contributions add up to the utility.

    u = Σ contributions + constant;   expert lines count (1 − λ)-fold, lines of the members and the bias λ · weight-fold

The constant holds what is the same for all kinds of a client with the same λ (normalisers, scale) and so speaks for
none of them. A kind of which nothing was learned rests on the expert lines alone.
"""

from dataclasses import dataclass, replace

import numpy as np

from ml.arrays import Bools, Floats, Indices, Sparse, as_flags
from ml.dataset import Assortment, Clients, Dataset
from ml.hybrid import Model, Scores, at_work, corrected
from ml.members import Baskets, Member
from ml.prior import HUB, LINK, NEED, NEEDS_AT_MOST, fires
from ml.terms import NOTHING, Code, Terms, terms, together

PAIRS = 65_536
"""Pairs explained at a time."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line: `code` says what `of`, `n` and `total` mean (see `Code`); `contribution` is in log-odds."""

    code: Code
    contribution: float
    of: int | None
    n: int
    total: int


@dataclass(frozen=True, eq=False)
class Explained:
    """The lines of m pairs: pair i has the rows `starts[i]:starts[i + 1]` of `lines` and `constant[i]`."""

    starts: Indices
    lines: Terms
    constant: Floats

    def __len__(self) -> int:
        return len(self.constant)

    def __getitem__(self, pair: int) -> tuple[Reason, ...]:
        """The reasons of one pair, strongest first; the share of experience, which moves nothing, stands last."""
        here, it = slice(self.starts[pair], self.starts[pair + 1]), self.lines
        columns = (it.code[here], it.contribution[here], it.of[here], it.n[here], it.total[here])
        found = [
            Reason(Code(code), contribution, None if of == NOTHING else of, n, total)
            for code, contribution, of, n, total in zip(*(column.tolist() for column in columns), strict=True)
        ]
        return tuple(sorted(found, key=lambda reason: (-abs(reason.contribution), reason.code)))


def reasons(model: Model, dataset: Dataset, scores: Scores, rows: Indices, kinds: Indices) -> Explained:
    """Explain m pairs: `rows` int [m] of `scores`, `kinds` int [m]; `dataset` as it was given to `score`."""
    members = at_work(model, dataset)
    parts: list[Terms] = []
    for start in range(0, len(rows), PAIRS):
        part = slice(start, start + PAIRS)
        lines = _explain(model, members, dataset, rows[part] + scores.first, kinds[part])
        parts.append(replace(lines, pair=lines.pair + start))
    lines = together(parts)
    constant = scores.utility[rows, kinds] - np.bincount(lines.pair, lines.contribution, minlength=len(rows))
    return Explained(np.searchsorted(lines.pair, np.arange(len(rows) + 1)), lines, constant)


def _explain(model: Model, members: dict[str, Member], dataset: Dataset, rows: Indices, kinds: Indices) -> Terms:
    """The lines of some pairs, sorted by pair; `rows` of the dataset."""
    goods = dataset.assortment
    who, row = np.unique(rows, return_inverse=True)
    clients = dataset.clients.take(who)
    asked = Baskets.of(clients, model.recorded)
    learned = np.where(model.learned[kinds], model.lam[kinds], 0.0)
    expert = together([_links(goods, clients, row, kinds), _needs(goods, clients, row, kinds), _hubs(goods, kinds)])
    parts = [part.times(1.0 - learned) for part in (expert, _rules(goods, clients, row, kinds))]
    for place, (name, member) in enumerate(members.items()):
        lines = member.explain(asked, row, kinds).times(learned * model.weights[name])
        parts.append(replace(lines, of=np.where(lines.code == Code.MEMBER, place, lines.of)))
    parts.append(_bias(model, kinds).times(learned))
    parts.append(_answers(model, asked, row, kinds))
    share = np.rint(100 * model.lam[kinds]).astype(np.int64)
    parts.append(terms(Code.SHARE, np.arange(len(kinds)), 0.0, n=share, total=100))
    lines = together(parts).merged()
    popular, kind = lines.code == Code.POPULAR, kinds[lines.pair]
    return replace(
        lines, n=np.where(popular, model.owners[kind], lines.n), total=np.where(popular, model.buyers, lines.total)
    )


def _links(goods: Assortment, clients: Clients, row: Indices, kinds: Indices) -> Terms:
    """One line per linked pair, about the first of the services that link."""
    sources = clients.sources[row]
    linking = _meet(sources, goods.kind_links.T.tocsr()[kinds])
    n = np.diff(linking.indptr)
    pair = np.flatnonzero(n)
    first = linking.indices[linking.indptr[pair]]
    return terms(Code.LINK, pair, LINK, of=first.astype(np.intp), n=n[pair], total=np.diff(sources.indptr)[pair])


def _needs(goods: Assortment, clients: Clients, row: Indices, kinds: Indices) -> Terms:
    """One line per shared need; beyond the most that needs may add they share it evenly."""
    shared = _meet(as_flags(clients.sources, goods.needs)[row], goods.kind_needs[kinds])
    n = np.diff(shared.indptr)
    pair = np.repeat(np.arange(len(kinds)), n)
    needs = np.diff(goods.kind_needs.indptr)
    each = np.minimum(NEED, NEEDS_AT_MOST / np.maximum(n, 1))
    return terms(Code.NEED, pair, each[pair], of=shared.indices.astype(np.intp), n=n[pair], total=needs[kinds[pair]])


def _hubs(goods: Assortment, kinds: Indices) -> Terms:
    """One line per pair whose kind more than one kind links to."""
    linking = goods.linking_kinds[kinds]
    pair = np.flatnonzero(linking > 1)
    return terms(Code.HUB, pair, -HUB * np.log(linking[pair]), n=linking[pair], total=goods.n_kinds)


def _rules(goods: Assortment, clients: Clients, row: Indices, kinds: Indices) -> Terms:
    """One line per rule that fires for the client and names the kind."""
    lines: list[Terms] = []
    for place, rule in enumerate(goods.rules):
        applies: Bools = fires(rule, clients)[row] & rule.kinds[kinds]
        lines.append(terms(Code.RULE, np.flatnonzero(applies), rule.points, of=place))
    return together(lines)


def _bias(model: Model, kinds: Indices) -> Terms:
    """What the blend corrects popularity by: merged with what the members say of it."""
    return terms(Code.POPULAR, np.arange(len(kinds)), model.bias[kinds])


def _answers(model: Model, asked: Baskets, row: Indices, kinds: Indices) -> Terms:
    """What answered offers add to the experts' opinion of kinds that are not recorded."""
    if model.correction is None:
        return together([])
    moved = corrected(model, asked)[row, kinds]
    pair = np.flatnonzero(moved)
    counts = model.correction.bought[kinds[pair]], model.correction.answered[kinds[pair]]
    return terms(Code.ANSWERS, pair, moved[pair], n=counts[0], total=counts[1])


def _meet(left: Sparse, right: Sparse) -> Sparse:
    """The cells that are True in both, with sorted indices."""
    both = (left.astype(np.int8) * right.astype(np.int8)).tocsr()
    both.eliminate_zeros()
    both.sort_indices()
    return both
