"""What members share whose scores are linear in basket and portrait: every feature has its exact share."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ml.arrays import Floats, Indices
from ml.encoding import Encoding
from ml.members import Baskets
from ml.terms import Code, Terms, terms, together


@dataclass(frozen=True, eq=False)
class Linear(Encoding, ABC):
    """score(k) = popularity(k) + Σ over the client's features of weight(feature, k)."""

    @property
    @abstractmethod
    def weights(self) -> Floats:
        """float64 [F, S]."""

    def score(self, asked: Baskets) -> Floats:
        """Σ of the weights of each client's features, beside popularity."""
        of_basket, of_refusals, of_portrait = self._by_part
        found = asked.bought @ of_basket
        if asked.refused.nnz:
            found += asked.refused @ of_refusals
        return self.spread(np.asarray(found + self.portrait(asked) @ of_portrait))

    @cached_property
    def _by_part(self) -> tuple[Floats, Floats, Floats]:
        """The weights of kinds owned [K, S] and refused [K, S], and of the portrait [F − 2 S, S]."""
        owned, refused, portrait = np.split(self.weights, [len(self.kinds), self.n_things])
        return self.of_all_kinds(owned), self.of_all_kinds(refused), portrait

    def explain(self, asked: Baskets, rows: Indices, kinds: Indices) -> Terms:
        """A line for every kind owned or refused and every column known, these against the average client."""
        place = self.place[kinds]
        known = np.flatnonzero(place >= 0)
        who, kind = asked.take(rows[known]), place[known]
        weights, n_things = self.weights, self.n_things
        portrait, starts = weights[n_things:], self.starts[:-1] - n_things
        average = np.add.reduceat(portrait * self.usual[:, None], starts, axis=0)  # [C, S]
        moved = portrait[starts + self.codes(who), kind[:, None]] - average[:, kind].T
        things = sparse.csr_array(self.things(who) * weights[:n_things].T[kind])
        lines = self.tell(who, kind, things, moved, average.sum(axis=0)[kind])
        popular = terms(Code.POPULAR, np.arange(len(kinds)), self.popular[kinds])
        return together([popular, lines.of_pairs(known)])
