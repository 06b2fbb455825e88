"""What a training is given, as bytes for the way to another process; nothing in them is ever executed.

    an .npz archive: `manifest` (JSON as bytes: how everything hangs together) and the arrays it names by numbers

Only the classes of `KNOWN` come out, plain arrays and plain values.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ml.dataset import Assortment, Clients, Dataset, Dates, Offers, PortraitRule, Words

T = TypeVar("T")

KNOWN: Final = (Dataset, Assortment, Clients, Offers, Dates, PortraitRule, Words)
_BROKEN = (AttributeError, EOFError, IndexError, KeyError, OSError, TypeError, zipfile.BadZipFile)
_PLAIN = (str, bool, int, float, type(None))


def pack(value: object, *also: type) -> bytes:
    """The value as bytes; `also`: classes besides KNOWN. TypeError where it holds anything else."""
    arrays: dict[str, NDArray[Any]] = {}
    manifest = _Packing(arrays, (*KNOWN, *also)).told(value)
    arrays["manifest"] = np.frombuffer(json.dumps(manifest).encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def unpack(content: bytes, kind: type[T], *also: type) -> T:
    """The value that was packed. ValueError where the content is damaged or no such value."""
    known = {one.__name__: one for one in (*KNOWN, *also, kind)}
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            found = _unpacked(json.loads(arrays["manifest"].tobytes()), arrays, known)
    except (*_BROKEN, ValueError) as error:
        raise ValueError("this is no parcel") from error
    if not isinstance(found, kind):
        raise ValueError(f"the parcel does not hold a {kind.__name__}")
    return found


class _Packing:
    """Tells values as JSON and puts their arrays aside."""

    def __init__(self, arrays: dict[str, NDArray[Any]], known: tuple[type, ...]) -> None:
        self._arrays = arrays
        self._known = known

    def told(self, value: object) -> Any:
        """The value itself, or what it is made of: [what it is, its parts]."""
        if isinstance(value, _PLAIN):
            return value
        parts: Any
        if isinstance(value, np.ndarray):
            parts = "array", self._aside(value)
        elif isinstance(value, sparse.csr_array):
            flat = [self._aside(part) for part in (value.data, value.indices, value.indptr)]
            parts = "sparse", [*flat, *value.shape]
        elif isinstance(value, tuple):
            parts = "tuple", [self.told(one) for one in value]
        elif isinstance(value, frozenset):
            parts = "set", sorted(value)
        elif isinstance(value, Mapping):
            parts = "mapping", [[name, self.told(one)] for name, one in value.items()]
        elif is_dataclass(value) and isinstance(value, self._known):
            named = {field.name: self.told(getattr(value, field.name)) for field in fields(value)}
            parts = type(value).__name__, named
        else:
            raise TypeError(f"a {type(value).__name__} does not go into a parcel")
        return parts

    def _aside(self, array: NDArray[Any]) -> str:
        name = str(len(self._arrays))
        self._arrays[name] = array
        return name


def _unpacked(told: Any, arrays: Mapping[str, NDArray[Any]], known: Mapping[str, type]) -> Any:
    if not isinstance(told, list):
        return told
    kind, parts = told
    found: Any
    if kind == "array":
        found = arrays[parts]
    elif kind == "sparse":
        data, indices, indptr, rows, columns = parts
        found = sparse.csr_array((arrays[data], arrays[indices], arrays[indptr]), shape=(rows, columns))
    elif kind == "tuple":
        found = tuple(_unpacked(one, arrays, known) for one in parts)
    elif kind == "set":
        found = frozenset(parts)
    elif kind == "mapping":
        found = {name: _unpacked(one, arrays, known) for name, one in parts}
    else:
        found = known[kind](**{name: _unpacked(one, arrays, known) for name, one in parts.items()})
    return found
