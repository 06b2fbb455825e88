"""Catalogues and clients for tests: tiny ones from literals, larger ones drawn from a seed."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st
from scipy import sparse

from ml.arrays import Bools, Sparse
from ml.dataset import Assortment, Clients, Dataset, PortraitRule, Words

Pairs = Sequence[tuple[int, int]]


def flags(shape: tuple[int, int], pairs: Pairs = ()) -> Sparse:
    """A boolean matrix with True at these places."""
    rows, columns = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return sparse.csr_array((np.ones(len(rows), dtype=np.bool_), (rows, columns)), shape=shape)


def assortment(  # noqa: PLR0913
    kind_of_service: Sequence[int],
    *,
    links: Pairs = (),
    forbidden: Pairs = (),
    needs: Pairs = (),
    n_needs: int = 4,
    rules: Sequence[PortraitRule] = (),
    entity: Sequence[int] = (),
    unrecorded: Sequence[int] = (),
    answered: Sequence[int] | None = None,
) -> Assortment:
    """A catalogue; `entity` and `unrecorded` list kinds, everything else as its field."""
    n_kinds, n_services = max(kind_of_service) + 1, len(kind_of_service)
    return Assortment(
        kind_salts=np.arange(n_kinds, dtype=np.uint64) * np.uint64(7919) + np.uint64(1),
        kind_entity=np.isin(np.arange(n_kinds), np.array(entity, dtype=np.intp)),
        recorded=~np.isin(np.arange(n_kinds), np.array(unrecorded, dtype=np.intp)),
        kind_of_service=np.array(kind_of_service, dtype=np.intp),
        links=flags((n_services, n_services), links),
        forbidden=flags((n_services, n_services), forbidden),
        needs=flags((n_services, n_needs), needs),
        rules=tuple(rules),
        answered=np.zeros(n_kinds, dtype=np.int64) if answered is None else np.array(answered, dtype=np.int64),
    )


def dataset(
    goods: Assortment,
    owned: Sequence[Sequence[int]],
    *,
    closed: Pairs = (),
    entity: Sequence[int] = (),
    bridges: Sequence[int] = (),
) -> Dataset:
    """Clients with these kinds; sellers are not known, nothing is due again. `entity`, `bridges` list clients."""
    n = len(owned)
    own = flags((n, goods.n_kinds), [(client, kind) for client, kinds in enumerate(owned) for kind in kinds])
    clients = Clients(
        ids=np.arange(n, dtype=np.uint64) + np.uint64(100),
        entity=np.isin(np.arange(n), np.array(entity, dtype=np.intp)),
        bridges=np.isin(np.arange(n), np.array(bridges, dtype=np.intp)),
        owned=own,
        sources=own @ sparse.csr_array(goods.by_kind.T),
        closed=own + flags(own.shape, closed),
    )
    return Dataset(goods, clients)


def drawn(  # noqa: PLR0913
    n: int, n_kinds: int, n_services: int, seed: int, *, unrecorded: float = 0.3, bare: bool = False
) -> Dataset:
    """A base of `n` clients in five groups of different taste, with portraits, links, bans, needs and rules.

    `unrecorded` is the share of kinds whose sales nobody records; `bare` leaves out all that experts have said.
    """
    rng = np.random.default_rng(seed)
    kind_of_service = np.concatenate([np.arange(n_kinds), rng.integers(0, n_kinds, n_services - n_kinds)])
    off_diagonal = ~np.eye(n_services, dtype=np.bool_)
    dense = 0.0 if bare else 1.0
    goods = Assortment(
        kind_salts=rng.integers(0, 2**63, n_kinds).astype(np.uint64),
        kind_entity=rng.random(n_kinds) < 0.3,
        recorded=rng.random(n_kinds) >= unrecorded,
        kind_of_service=kind_of_service.astype(np.intp),
        links=sparse.csr_array((rng.random((n_services, n_services)) < 0.12 * dense) & off_diagonal),
        forbidden=sparse.csr_array((rng.random((n_services, n_services)) < 0.02 * dense) & off_diagonal),
        needs=sparse.csr_array(rng.random((n_services, 15)) < 0.12 * dense),
        rules=() if bare else tuple(_rule(number, n_kinds, rng) for number in range(6)),
        answered=(rng.integers(0, 30, n_kinds) * (rng.random(n_kinds) < 0.3)).astype(np.int64),
    )
    return Dataset(goods, _clients(n, goods, rng))


def _rule(number: int, n_kinds: int, rng: np.random.Generator) -> PortraitRule:
    kinds: Bools = rng.random(n_kinds) < 0.1
    points = float(np.round(rng.uniform(-1, 1.5), 1))
    if number % 2:
        return PortraitRule(f"job {number}", kinds, points, words={"job_type": frozenset({"employed", "student"})})
    return PortraitRule(f"age {number}", kinds, points, numbers={"age": (25.0, None)}, entity=False)


def _clients(n: int, goods: Assortment, rng: np.random.Generator) -> Clients:
    n_kinds = goods.n_kinds
    group = rng.integers(0, 5, n)
    taste = rng.dirichlet(np.full(n_kinds, 0.3), 5)
    entity = rng.random(n) < 0.2
    sold = entity[:, None] == goods.kind_entity
    owned = sparse.csr_array((rng.random((n, n_kinds)) < np.minimum(4.0 * taste[group], 0.9)) & sold)
    held = owned.tocoo().coords
    sources = owned @ sparse.csr_array(goods.by_kind.T)
    due = rng.random(len(held[0])) < 0.1
    return Clients(
        ids=rng.permutation(n).astype(np.uint64),
        entity=entity,
        bridges=rng.random(n) < 0.1,
        owned=owned,
        sources=sparse.csr_array(sources),
        closed=flags((n, n_kinds), np.column_stack(held)[~due].tolist()),
        numbers={"age": np.where(rng.random(n) < 0.1, np.nan, 20.0 + 12.0 * group + rng.normal(0, 5, n))},
        words={"job_type": Words(rng.integers(-1, 3, n).astype(np.intp), ("employed", "student", "pensioner"))},
        refused=sparse.csr_array(rng.random((n, n_kinds)) < 0.1),
    )


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """Any base: empty or not, one kind or many, with and without experts, all or nothing recorded."""
    n_kinds = draw(st.integers(1, 9))
    return drawn(
        n=draw(st.sampled_from([0, 1, 2, 7, 40])),
        n_kinds=n_kinds,
        n_services=n_kinds + draw(st.integers(0, 4)),
        seed=draw(st.integers(0, 2**32 - 1)),
        unrecorded=draw(st.sampled_from([0.0, 0.4, 1.0])),
        bare=draw(st.booleans()),
    )
