"""The models that are blended, one per file; each says what it sees in a basket of recorded kinds and a portrait.

May import `ml.arrays`, `ml.dataset`, `ml.terms`, `ml.ties` and, to learn from portraits, `ml.encoding` and `ml.linear`.
Start reading with the protocol `Member` below, then `popularity.py`. A member is a frozen dataclass; when it is `kept`,
its fields are plain arrays and that is how a model file holds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol, Self

import numpy as np
from scipy import sparse

from ml.arrays import Bools, Floats, Hashes, Indices, Sparse
from ml.dataset import Clients, Words
from ml.terms import Terms


@dataclass(frozen=True, eq=False)
class Baskets:
    """What members may know of n clients.

    ids uint64 [n] tell a client from its neighbours and are never features · bought float64 [n, K], 1.0 where a
    *recorded* kind is owned (a kind hidden for training is not in it) · refused float64 [n, K], 1.0 where such a kind
    was refused and is not owned · entity, numbers, words: the portrait as in `Clients`.
    """

    ids: Hashes
    bought: Sparse
    refused: Sparse
    entity: Bools
    numbers: Mapping[str, Floats]
    words: Mapping[str, Words]

    @classmethod
    def of(cls, clients: Clients, recorded: Bools) -> Self:
        """The baskets of these clients; `recorded` bool [K]."""
        bought = _among(clients.owned, recorded)
        refused = sparse.csr_array(bought.shape)
        if clients.refused is not None:
            refused = _among(clients.refused, recorded)
            refused = sparse.csr_array(refused - refused.multiply(bought))
            refused.eliminate_zeros()
        return cls(clients.ids, bought, refused, clients.entity, clients.numbers, clients.words)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the portrait, in the order of their letters."""
        return tuple(sorted({*self.numbers, *self.words}))

    def take(self, rows: Indices) -> "Baskets":
        """These rows alone, repeated where `rows` repeats."""
        return Baskets(
            ids=self.ids[rows],
            bought=self.bought[rows],
            refused=self.refused[rows],
            entity=self.entity[rows],
            numbers={name: column[rows] for name, column in self.numbers.items()},
            words={name: Words(word.codes[rows], word.levels) for name, word in self.words.items()},
        )

    def hiding(self, kinds: Indices) -> "Baskets":
        """The same rows, each without one kind that it holds: `kinds` int [n]."""
        hidden = sparse.csr_array((np.ones(len(self)), (np.arange(len(self)), kinds)), shape=self.bought.shape)
        left = sparse.csr_array(self.bought - hidden)
        left.eliminate_zeros()
        return replace(self, bought=left)


def _among(flags: Sparse, recorded: Bools) -> Sparse:
    """float64 [n, K]: ones where a flag of a recorded kind stands."""
    if not flags.has_canonical_format:
        flags = flags.copy()
        flags.sum_duplicates()
    kept = recorded[flags.indices] & flags.data
    starts = np.concatenate([[0], np.cumsum(kept)])[flags.indptr]
    return sparse.csr_array((np.ones(starts[-1]), flags.indices[kept], starts), shape=flags.shape)


class Member(Protocol):
    """A way of scoring kinds, fitted on baskets.

    `name` says it in a model file; `kept`: whether a model keeps what was fitted (else it is fitted anew on the open
    base before scoring, so that no client's data travels with a model); it takes part in the blend from `least` clients
    on and only `below` so many.
    """

    name: ClassVar[str]
    kept: ClassVar[bool]
    least: ClassVar[int]
    below: ClassVar[float]

    @classmethod
    def fit(cls, seen: Baskets, seed: int) -> Self:
        """Learn from these baskets, whatever the order of their rows; only `seed` may decide what is left to chance."""
        ...

    def score(self, asked: Baskets) -> Floats:
        """What if this kind were bought next: float64 [len(asked), K], more is likelier, finite everywhere."""
        ...

    def explain(self, asked: Baskets, rows: Indices, kinds: Indices) -> Terms:
        """Lines for the pairs (rows[i], kinds[i]) that add up to their scores; `Terms.pair` is i."""
        ...
