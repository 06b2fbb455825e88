"""What goes in: the catalogue (`Assortment`) and the clients (`Clients`) as arrays, checked once, never changed.

K kinds, S services, N needs, n clients; all of them are known here by their positions only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from ml.arrays import Bools, Counts, Floats, Hashes, Indices, Sparse, as_flags, grouping, lacking


@dataclass(frozen=True, eq=False)
class PortraitRule:
    """A rule of thumb: clients of such a portrait get `points` on `kinds` (bool [K]).

    Every condition must hold, and an unknown value fulfils none. `numbers`: column → (low, high), both inclusive, None
    open; `words`: column → the levels that count; `entity`: legal entities only (True), people only (False) or both
    (None).
    """

    name: str
    kinds: Bools
    points: float
    numbers: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    entity: bool | None = None


@dataclass(frozen=True, eq=False)
class Assortment:
    """The catalogue. ValueError where the shapes do not fit.

    kind_salts       uint64 [K]    the kind's share in the lot
    kind_entity      bool [K]      True: sold to legal entities, False: to people
    recorded         bool [K]      this base's tables record its sales
    kind_of_service  int [S]
    links, forbidden bool [S, S]   from the owned service (row) to the other one (column)
    needs            bool [S, N]
    answered         int64 [K]     answered offers of the kind
    archived         bool [S]      offered to nobody; None: there are none
    limits           column → (lowest, highest) float64 [S], both inclusive, NaN open: a service asks its clients for it
    """

    kind_salts: Hashes
    kind_entity: Bools
    recorded: Bools
    kind_of_service: Indices
    links: Sparse
    forbidden: Sparse
    needs: Sparse
    rules: tuple[PortraitRule, ...]
    answered: Counts
    limits: Mapping[str, tuple[Floats, Floats]] = field(default_factory=dict)
    archived: Bools | None = None

    def __post_init__(self) -> None:
        kinds, services = self.n_kinds, self.n_services
        for name in ("kind_entity", "recorded", "answered"):
            _check(name, getattr(self, name).shape, (kinds,))
        for name in ("links", "forbidden"):
            _check(name, getattr(self, name).shape, (services, services))
        _check("needs", self.needs.shape, (services, self.needs.shape[1]))
        if self.archived is not None:
            _check("archived", self.archived.shape, (services,))
        for name, bounds in self.limits.items():
            for bound in bounds:
                _check(f"limits of {name!r}", bound.shape, (services,))
        for rule in self.rules:
            _check(f"kinds of the rule {rule.name!r}", rule.kinds.shape, (kinds,))
        if services and not 0 <= self.kind_of_service.min() <= self.kind_of_service.max() < kinds:
            raise ValueError(f"kind_of_service names a kind outside 0…{kinds - 1}")

    @property
    def n_kinds(self) -> int:
        """K."""
        return len(self.kind_salts)

    @property
    def n_services(self) -> int:
        """S."""
        return len(self.kind_of_service)

    @cached_property
    def by_kind(self) -> Sparse:
        """bool [S, K]: which service is of which kind."""
        return grouping(self.kind_of_service, self.n_kinds)

    @cached_property
    def counting_by_kind(self) -> Sparse:
        """The same in float64: sums services into their kinds."""
        return sparse.csr_array(self.by_kind.astype(np.float64))

    @cached_property
    def kind_links(self) -> Sparse:
        """bool [S, K]: an owned service links to a kind where it links to any of the kind's services."""
        return as_flags(self.links, self.by_kind)

    @cached_property
    def kind_needs(self) -> Sparse:
        """bool [K, N]: the needs of a kind are the union of its services' needs."""
        return as_flags(sparse.csr_array(self.by_kind.T), self.needs)

    @cached_property
    def needed_by_kinds(self) -> Sparse:
        """float64 [N, K]: sums the needs of a client into those that each kind shares."""
        return sparse.csr_array(self.kind_needs.T.astype(np.float64))

    @cached_property
    def linking_kinds(self) -> Counts:
        """int64 [K]: how many kinds link to each kind."""
        between = as_flags(sparse.csr_array(self.by_kind.T), self.kind_links)
        return np.bincount(between.indices, minlength=self.n_kinds).astype(np.int64)

    @cached_property
    def services_per_kind(self) -> Counts:
        """int64 [K]."""
        return np.bincount(self.kind_of_service, minlength=self.n_kinds).astype(np.int64)

    @cached_property
    def without_prior(self) -> bool:
        """No links, no needs and no rules: nothing that an expert has said."""
        spoken = any(rule.points and rule.kinds.any() for rule in self.rules)
        return not (spoken or self.links.count_nonzero() or self.needs.count_nonzero())


@dataclass(frozen=True, eq=False)
class Words:
    """A portrait column from a closed list: codes int [n] into `levels`, −1 unknown."""

    codes: Indices
    levels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Clients:
    """The clients, one row each. ValueError where the shapes do not fit.

    ids      uint64 [n]
    entity   bool [n]      a legal entity
    bridges  bool [n]      an entrepreneur or linked to an entity
    owned    bool [n, K]   every kind owned, recorded or not
    sources  bool [n, S]   services whose links and needs count: the owned one, or all of its kind (seller unknown)
    closed   bool [n, K]   kinds that a rule withholds: owned and not yet due, silence
    refused  bool [n, K]   recorded kinds that were offered and refused; None: of nobody known
    numbers  column → float64 [n], NaN unknown
    words    column → `Words`
    barred   bool [n, S]   services that a rule outside of the portrait withholds; None: there are none
    """

    ids: Hashes
    entity: Bools
    bridges: Bools
    owned: Sparse
    sources: Sparse
    closed: Sparse
    numbers: Mapping[str, Floats] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
    refused: Sparse | None = None
    barred: Sparse | None = None

    def __post_init__(self) -> None:
        n = len(self)
        if self.barred is not None:
            _check("barred", self.barred.shape, self.sources.shape)
        for name in ("entity", "bridges"):
            _check(name, getattr(self, name).shape, (n,))
        if self.refused is not None:
            _check("refused", self.refused.shape, self.owned.shape)
        for name in ("owned", "sources", "closed"):
            matrix: Sparse = getattr(self, name)
            _check(name, matrix.shape, (n, matrix.shape[1]))
        for name, column in self.numbers.items():
            _check(name, column.shape, (n,))
        for name, word in self.words.items():
            _check(name, word.codes.shape, (n,))
            if n and not -1 <= word.codes.min() <= word.codes.max() < len(word.levels):
                raise ValueError(f"{name} holds a code outside its {len(word.levels)} levels")

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: slice | Indices) -> "Clients":
        """These clients alone, in the order of `rows`."""
        return replace(
            self,
            ids=self.ids[rows],
            entity=self.entity[rows],
            bridges=self.bridges[rows],
            owned=self.owned[rows],
            sources=self.sources[rows],
            closed=self.closed[rows],
            refused=None if self.refused is None else self.refused[rows],
            numbers={name: column[rows] for name, column in self.numbers.items()},
            words={name: Words(word.codes[rows], word.levels) for name, word in self.words.items()},
            barred=None if self.barred is None else self.barred[rows],
        )

    def without(self, gone: Sparse, assortment: Assortment) -> "Clients":
        """The clients as they were before they bought or refused some kinds: `gone` bool [n, K]."""
        services = as_flags(gone, sparse.csr_array(assortment.by_kind.T))
        return replace(
            self,
            owned=lacking(self.owned, gone),
            closed=lacking(self.closed, gone),
            refused=None if self.refused is None else lacking(self.refused, gone),
            sources=lacking(self.sources, services),
        )


@dataclass(frozen=True, eq=False)
class Offers:
    """m answered offers: `client` int [m] by its place, the `kind` int [m] that was offered, `bought` bool [m].

    `weight` float64 [m] ≥ 0: an answer of weight 2 teaches as much as two of weight 1, one of weight 0 nothing; None:
    all count once. ValueError where a weight is none.
    """

    client: Indices
    kind: Indices
    bought: Bools
    weight: Floats | None = None

    def __post_init__(self) -> None:
        if self.weight is not None:
            _check("weight", self.weight.shape, self.bought.shape)
            if not ((self.weight >= 0) & np.isfinite(self.weight)).all():
                raise ValueError("the weight of an answer must be a number from 0 on")

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def weights(self) -> Floats:
        """float64 [m]."""
        return np.ones(len(self)) if self.weight is None else self.weight

    def take(self, rows: Indices) -> "Offers":
        """These offers alone."""
        weight = None if self.weight is None else self.weight[rows]
        return Offers(self.client[rows], self.kind[rows], self.bought[rows], weight)


@dataclass(frozen=True, eq=False)
class Dates:
    """On which day the owned kinds were bought: `since` float64, one for each cell of `Clients.owned` in the order of
    clients and kinds, NaN unknown; `day`: today on the same scale of days.
    """

    since: Floats
    day: float


@dataclass(frozen=True, eq=False)
class Dataset:
    """Clients and their catalogue. ValueError where the two do not fit together.

    `base`: the clients among whom neighbours are looked for, when they are not `clients` themselves · `offers`, the
    answered ones, and `dates`, where there are any: to learn from.
    """

    assortment: Assortment
    clients: Clients
    base: Clients | None = None
    offers: Offers | None = None
    dates: Dates | None = None

    def __post_init__(self) -> None:
        n = len(self.clients)
        _check("owned", self.clients.owned.shape, (n, self.assortment.n_kinds))
        _check("closed", self.clients.closed.shape, (n, self.assortment.n_kinds))
        _check("sources", self.clients.sources.shape, (n, self.assortment.n_services))
        if self.dates is not None:
            _check("since", self.dates.since.shape, (self.clients.owned.nnz,))

    def take(self, rows: slice | Indices) -> "Dataset":
        """These clients alone; their neighbours are still looked for among all."""
        return Dataset(self.assortment, self.clients.take(rows), self.open_base)

    @property
    def open_base(self) -> Clients:
        """Where neighbours are looked for."""
        return self.clients if self.base is None else self.base


def _check(name: str, shape: tuple[int, ...], expected: tuple[int, ...]) -> None:
    if shape != expected:
        raise ValueError(f"{name} has the shape {shape} instead of {expected}")
