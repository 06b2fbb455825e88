"""The kinds of arrays this package speaks of, and the one numerical function that everything leans on."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.intp]
Counts: TypeAlias = NDArray[np.int64]
Hashes: TypeAlias = NDArray[np.uint64]
Sparse: TypeAlias = sparse.csr_array[Any, tuple[int, int]]


def softmax(values: Floats, mask: Bools) -> tuple[Floats, Floats]:
    """The softmax over the True cells of each row, 0 elsewhere, and ln Σ exp of these: [n, K] → [n, K], [n, 1].

    A row without any has −inf for its sum.
    """
    shares, total, highest = _powers(values, mask)
    shares /= np.where(total > 0, total, 1.0)
    return shares, _logs(total) + highest


def log_total(values: Floats, mask: Bools) -> Floats:
    """ln Σ exp over the True cells of each row: [n, K] → [n, 1], −inf where a row has none."""
    _, total, highest = _powers(values, mask)
    return _logs(total) + highest


def log_softmax(values: Floats, mask: Bools) -> Floats:
    """Log of the softmax over the True cells of each row, −inf elsewhere: [n, K] → [n, K]."""
    total = log_total(values, mask)
    total[~np.isfinite(total)] = 0.0
    found = np.full(values.shape, -np.inf)
    np.subtract(values, total, out=found, where=mask)
    return found


def as_flags(rows: Sparse, columns: Sparse) -> Sparse:
    """Whether any True of a row meets a True of a column: the boolean product [n, M] @ [M, K] without stored False."""
    product = sparse.csr_array(rows.astype(np.bool_, copy=False) @ columns.astype(np.bool_, copy=False))
    product.eliminate_zeros()
    return product


def grouping(group_of: Indices, n_groups: int) -> Sparse:
    """The matrix that sums members into their groups: bool [len(group_of), n_groups]."""
    ones = np.ones(len(group_of), dtype=np.bool_)
    return sparse.csr_array((ones, (np.arange(len(group_of)), group_of)), shape=(len(group_of), n_groups))


def lacking(flags: Sparse, gone: Sparse) -> Sparse:
    """The True cells of `flags` that are not True in `gone`, bool of the same shape, without stored False."""
    left = sparse.csr_array(flags.astype(np.int8) - flags.multiply(gone).astype(np.int8))
    left.eliminate_zeros()
    return sparse.csr_array(left.astype(np.bool_))


def cells(rows: Indices, columns: Indices, shape: tuple[int, int]) -> Sparse:
    """True at these places: bool of this shape."""
    return sparse.csr_array((np.ones(len(rows), dtype=np.bool_), (rows, columns)), shape=shape)


def in_order(flags: Sparse) -> Sparse:
    """The same cells, sorted by row and column."""
    sorted_flags = flags.copy()
    sorted_flags.sort_indices()
    return sorted_flags


def _powers(values: Floats, mask: Bools) -> tuple[Floats, Floats, Floats]:
    """exp of the True cells less the highest of their row, 0 elsewhere; the sums and these highest of the rows."""
    powers = np.where(mask, values, -np.inf)
    highest = powers.max(axis=1, keepdims=True, initial=-np.inf)
    highest[~np.isfinite(highest)] = 0.0
    powers -= highest
    np.exp(powers, out=powers)
    return powers, powers.sum(axis=1, keepdims=True), highest


def _logs(values: Floats) -> Floats:
    """ln, −inf of 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(values))
