"""What a member that learns sees of a client: basket, refusals, client type and portrait, as zeros and ones.

Numbers fall into bands that hold about as many clients each, words into their levels. What fewer than `FEW` clients
have is pooled, together with what was never seen; an unknown value is a level of its own. Learned about are kinds with
`FEW` owners, at most the `MOST_KINDS` most owned; the others are left to popularity.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ml.arrays import Bools, Counts, Floats, Indices, Sparse, softmax
from ml.members import Baskets
from ml.terms import Code, Terms, terms, together
from ml.ties import draw

FEW = 5
BANDS = 40
IN_A_BAND = 50
"""Clients that a band holds at least, so that small bases have broad ones."""

SIZES = 4
"""Kinds owned, and kinds refused: 0, 1, 2 and more; the last stands for all beyond."""

MOST_KINDS = 500
MOST_ROWS = 60_000
MOST_CELLS = 4_000_000
"""Rows × kinds at most: beyond it a seeded sample of clients is as good."""

Texts = NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class Encoding:
    """Plain arrays, so that a member that inherits them is kept with them.

    `kinds` int [S] learned about, most owned first · `popular` float64 [K]: ln(owners + ½), centred · `numbers` text
    [N] columns with their inner `edges` float64 [N, BANDS − 1], NaN beyond the last · `columns` and `levels` text [W]:
    the words that have a level of their own · `clients` int64 [F]: how many have a feature · `owners` int64 [F, S]:
    how many of these own each kind. Features are the S kinds of the basket, the S kinds refused (never one signed flag:
    a refusal is not the opposite of a purchase), then the levels of each column.
    """

    kinds: Indices
    popular: Floats
    numbers: Texts
    edges: Floats
    columns: Texts
    levels: Texts
    clients: Counts
    owners: Counts

    @classmethod
    def of(cls, seen: Baskets, most_kinds: int = MOST_KINDS) -> Self:
        """Learn kinds, bands, levels and counts from these clients, whatever their order."""
        owners = np.bincount(seen.bought.indices, minlength=seen.bought.shape[1])
        order = np.argsort(-owners, kind="stable")[:most_kinds]
        logs = np.log(owners + 0.5)
        names = sorted(seen.numbers)
        known = [(name, level) for name in sorted(seen.words) for level in _frequent(seen, name)]
        bare = Encoding(
            kinds=order[owners[order] >= FEW].astype(np.intp),
            popular=np.asarray(logs - (logs[owners > 0].mean() if owners.any() else 0.0)),
            numbers=np.array(names, dtype=np.str_),
            edges=np.array([_edges(seen.numbers[name]) for name in names]).reshape(len(names), BANDS - 1),
            columns=np.array([name for name, _ in known], dtype=np.str_),
            levels=np.array([level for _, level in known], dtype=np.str_),
            clients=np.zeros(0, dtype=np.int64),
            owners=np.zeros((0, 0), dtype=np.int64),
        )
        features = sparse.csr_array(bare.features(seen).T)
        together_owned = np.rint((features @ bare.basket(seen)).toarray()).astype(np.int64)
        having = np.rint(features.sum(axis=1)).astype(np.int64)
        return cls(**{**bare.parts, "clients": having, "owners": together_owned})

    @property
    def parts(self) -> dict[str, Any]:
        """Its fields by name, for a member that inherits them."""
        return {field.name: getattr(self, field.name) for field in fields(Encoding)}

    @cached_property
    def words(self) -> dict[str, list[str]]:
        """Column → its levels."""
        return {name: self.levels[self.columns == name].tolist() for name in dict.fromkeys(self.columns.tolist())}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns in their order; how many are owned and refused and the client type have no name."""
        return ("", "", "", *self.numbers.tolist(), *self.words)

    @cached_property
    def told(self) -> Indices:
        """int [C]: how many levels of each column mean something; after them come one for the rest, one for unknown."""
        levels = (SIZES, SIZES, 2, *[BANDS] * len(self.numbers), *(len(levels) for levels in self.words.values()))
        return np.array(levels, dtype=np.intp)

    @cached_property
    def starts(self) -> Indices:
        """int [C + 1]: the first feature of each column, and F."""
        return np.asarray(self.n_things + np.cumsum([0, *(self.told + 2)]), dtype=np.intp)

    @property
    def n_things(self) -> int:
        """2 S: how many features stand before those of the columns."""
        return 2 * len(self.kinds)

    @cached_property
    def usual(self) -> Floats:
        """float64 [F − 2 S]: the share of clients at each level, the average client."""
        having = self.clients[self.n_things :]
        return np.asarray(having / np.maximum(np.add.reduceat(having, self.starts[:-1] - self.n_things)[0], 1))

    def codes(self, asked: Baskets) -> Indices:
        """The level of each client in each column, int [n, C]."""
        return np.column_stack(list(self._codes(asked))).astype(np.intp)

    def basket(self, asked: Baskets) -> Sparse:
        """float64 [n, S]: which of the kinds are in the basket."""
        return sparse.csr_array(asked.bought[:, self.kinds])

    def things(self, asked: Baskets) -> Sparse:
        """float64 [n, 2 S]: the basket and what was refused, side by side."""
        refused = sparse.csr_array(asked.refused[:, self.kinds])
        return sparse.csr_array(sparse.hstack([self.basket(asked), refused], format="csr"))

    def features(self, asked: Baskets) -> Sparse:
        """float64 [n, F]: basket and refusals, then a one at the level of each column."""
        return sparse.csr_array(sparse.hstack([self.things(asked), self.portrait(asked)], format="csr"))

    def portrait(self, asked: Baskets) -> Sparse:
        """float64 [n, F − 2 S]: a one at the level of each column."""
        codes = self.codes(asked) + (self.starts[:-1] - self.n_things)
        n, columns = codes.shape
        shape = n, int(self.starts[-1]) - self.n_things
        return sparse.csr_array((np.ones(codes.size), codes.ravel(), np.arange(n + 1) * columns), shape=shape)

    def levels_of(self, asked: Baskets) -> Sparse:
        """float64 [n, 1 + F − 2 S]: a one for an intercept, then the levels of each column without the basket."""
        ones = sparse.csr_array(np.ones((len(asked), 1)))
        return sparse.csr_array(sparse.hstack([ones, self.portrait(asked)], format="csr"))

    def spread(self, scores: Floats) -> Floats:
        """Scores of the S kinds [n, S] among those of all, which popularity gives: [n, K]."""
        found = np.tile(self.popular, (len(scores), 1))
        found[:, self.kinds] += scores
        return found

    def of_all_kinds(self, of_kinds: Floats) -> Floats:
        """Rows of the S kinds among rows of all, zero for the others: [S, d] → [K, d]."""
        found = np.zeros((len(self.popular), of_kinds.shape[1]))
        found[self.kinds] = of_kinds
        return found

    @cached_property
    def place(self) -> Indices:
        """int [K]: where each kind stands among `kinds`, −1 for those left to popularity."""
        place = np.full(len(self.popular), -1, dtype=np.intp)
        place[self.kinds] = np.arange(len(self.kinds))
        return place

    def tell(self, asked: Baskets, kinds: Indices, things: Sparse | Floats, columns: Floats, base: Floats) -> Terms:
        """The lines of m pairs: the clients `asked`, row by row, and the `kinds` int [m] by their places in `kinds`.

        Each contribution goes to what it is about: of the `things` [m, 2 S] to the kinds owned and refused, of the
        `columns` [m, C] to the portrait, and `base` [m] to popularity. What is about none of these is the member's own.
        """
        m, codes, held = len(kinds), self.codes(asked), self.things(asked).toarray() > 0
        moved = things.toarray() if sparse.issparse(things) else np.asarray(things)
        pairs, found = (index.astype(np.intp) for index in np.nonzero(held & (moved != 0)))
        own = np.where(held, 0.0, moved).sum(axis=1)
        lines = [terms(Code.POPULAR, np.arange(m), base)]
        for code, mine in ((Code.BASKET, found < len(self.kinds)), (Code.REFUSED, found >= len(self.kinds))):
            pair, thing = pairs[mine], found[mine]
            counts = self.owners[thing, kinds[pair]], self.clients[thing]
            of = self.kinds[thing % len(self.kinds)]
            lines.append(terms(code, pair, moved[pair, thing], of=of, n=counts[0], total=counts[1]))
        for place, name in enumerate(self.names):
            speaks = (codes[:, place] < self.told[place]) & bool(name)
            own += np.where(speaks, 0.0, columns[:, place])
            who = np.flatnonzero(speaks)
            feature = self.starts[place] + codes[who, place]
            about = asked.columns.index(name) if len(who) else 0
            told = self.owners[feature, kinds[who]], self.clients[feature]
            lines.append(terms(Code.PORTRAIT, who, columns[who, place], of=about, n=told[0], total=told[1]))
        return together([*lines, terms(Code.MEMBER, np.arange(m), own)])

    def _codes(self, asked: Baskets) -> Iterator[Indices]:
        n = len(asked)
        yield np.minimum(np.diff(asked.bought.indptr), SIZES - 1).astype(np.intp)
        yield np.minimum(np.diff(asked.refused.indptr), SIZES - 1).astype(np.intp)
        yield asked.entity.astype(np.intp)
        for name, edges in zip(self.numbers.tolist(), self.edges, strict=True):
            values = asked.numbers.get(name, np.full(n, np.nan))
            yield np.where(np.isnan(values), BANDS + 1, np.searchsorted(edges[np.isfinite(edges)], values))
        for name, levels in self.words.items():
            word, place = asked.words.get(name), {level: code for code, level in enumerate(levels)}
            rest, unknown = len(levels), len(levels) + 1
            if word is None:
                yield np.full(n, unknown, dtype=np.intp)
            else:
                codes = [*(place.get(level, rest) for level in word.levels), unknown]
                yield np.array(codes, dtype=np.intp)[word.codes]


@dataclass(frozen=True, eq=False)
class Lessons:
    """Every owned kind hidden in turn: m rows.

    `asked` what is left to see · `hidden` int [m] by its place among the encoding's kinds · `weight` float64 [m] 1 /
    basket size, so that each client counts once · `open` bool [m, S]: what could have been chosen. What was refused is
    not among it: that a table names no purchase of it teaches nothing, and how long it rests is a rule's to say.
    """

    asked: Baskets
    hidden: Indices
    weight: Floats
    open: Bools

    @classmethod
    def of(cls, seen: Baskets, encoding: Encoding, seed: int) -> Self:
        """The rows in the order of the clients' ids, of all clients or of a sample by lot."""
        seen = seen.take(_sample(seen, len(encoding.kinds), seed))
        client, kind = (index.astype(np.intp) for index in seen.bought.tocoo().coords)
        learned = np.flatnonzero(encoding.place[kind] >= 0)
        client, kind = client[learned], kind[learned]
        asked = seen.take(client).hiding(kind)
        size = np.diff(seen.bought.indptr)
        left = encoding.things(asked).toarray().reshape(len(kind), 2, len(encoding.kinds)).max(axis=1, initial=0.0) == 0
        return cls(asked, encoding.place[kind], 1.0 / size[client], left)

    def misfit(self, scores: Floats) -> tuple[float, Floats]:
        """Σ weight · −ln P(hidden) of the softmax of scores [m, S] over what was open, and its slope by the scores."""
        row = np.arange(len(self.hidden))
        slope, total = softmax(scores, self.open)
        slope[row, self.hidden] -= 1.0
        slope *= self.weight[:, None]
        return float(self.weight @ (total[:, 0] - scores[row, self.hidden])), slope


def _sample(seen: Baskets, kinds: int, seed: int) -> Indices:
    """The clients to learn from in the order of their ids: as many as the rows that there is room for."""
    lots = draw(seen.ids, np.array(seed, dtype=np.uint64))
    drawn = np.lexsort((seen.ids, lots))
    rows = np.diff(seen.bought.indptr)[drawn].cumsum()
    kept = drawn[rows <= max(min(MOST_ROWS, MOST_CELLS // max(kinds, 1)), 1)]
    return np.asarray(kept[np.argsort(seen.ids[kept], kind="stable")], dtype=np.intp)


def _edges(column: Floats) -> Floats:
    """Inner edges of bands that hold about as many known values each, float64 [BANDS − 1], NaN beyond the last."""
    known = column[np.isfinite(column)]
    bands = min(max(len(known) // IN_A_BAND, 2), BANDS)
    inner = np.unique(np.quantile(known, np.arange(1, bands) / bands)) if len(known) else np.zeros(0)
    return np.concatenate([inner, np.full(BANDS - 1 - len(inner), np.nan)])


def _frequent(seen: Baskets, name: str) -> list[str]:
    """The levels of a column that enough clients have, in the order of their letters."""
    word = seen.words[name]
    count = np.bincount(word.codes[word.codes >= 0], minlength=len(word.levels))
    return sorted(level for level, many in zip(word.levels, count.tolist(), strict=True) if many >= FEW)
