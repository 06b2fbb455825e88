"""The model file: a fitted model as plain arrays and a small manifest; nothing in it is ever executed.

    opuntia model 1 ⏎ · SHA-256 of the rest (32 bytes) · an .npz archive: `manifest` (JSON as bytes) and the arrays

The digest finds damage, not malice: who may have written the file is for the caller to verify before it is parsed here.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import fields
from hashlib import sha256
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ml.answers import Correction
from ml.hybrid import KNOWN, Model
from ml.members import Member
from ml.takes import Head

T = TypeVar("T")

HEAD = b"opuntia model 1\n"
_ARRAYS = {
    "lam": np.float64,
    "learned": np.bool_,
    "recorded": np.bool_,
    "takes": np.float64,
    "bias": np.float64,
    "owners": np.int64,
}
_ABSENT: dict[str, type[Any]] = {"correction": Correction, "head": Head}
"""Parts that not every model has."""

_PLAIN = ("weights", "losses", "buyers", "seed")


def dump(model: Model) -> bytes:
    """The file's content; the same model gives the same bytes."""
    arrays: dict[str, NDArray[Any]] = {name: getattr(model, name) for name in _ARRAYS}
    manifest: dict[str, Any] = {name: getattr(model, name) for name in _PLAIN}
    manifest["members"] = {}
    for name, member in sorted(model.members.items()):
        parts = _parts(type(member))
        manifest["members"][name] = parts
        arrays.update((f"{name}.{part}", getattr(member, part)) for part in parts)
    for name, kind in _ABSENT.items():
        if getattr(model, name) is not None:
            arrays.update((f"{name}.{part}", getattr(getattr(model, name), part)) for part in _parts(kind))
    text = json.dumps(manifest, default=dict, ensure_ascii=False, sort_keys=False)
    arrays["manifest"] = np.frombuffer(text.encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **arrays)
    payload = stream.getvalue()
    return HEAD + sha256(payload).digest() + payload


def load(content: bytes, members: Sequence[type[Member]] = KNOWN) -> Model:
    """The model that was dumped: it scores to the same bit. ValueError where the content is damaged or no model."""
    digest, payload = content[len(HEAD) : len(HEAD) + 32], content[len(HEAD) + 32 :]
    if not content.startswith(HEAD):
        raise ValueError("not a model file of this version")
    if sha256(payload).digest() != digest:
        raise ValueError("the model file is damaged")
    try:
        with np.load(io.BytesIO(payload), allow_pickle=False) as arrays:
            manifest = json.loads(arrays["manifest"].tobytes())
            return _model({name: arrays[name] for name in arrays.files}, manifest, members)
    except (AttributeError, EOFError, KeyError, OSError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError("the model file does not hold a model") from error


def _model(arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any], members: Sequence[type[Member]]) -> Model:
    for name, dtype in _ARRAYS.items():
        expected = arrays["takes" if name == "takes" else "lam"].shape
        if arrays[name].dtype != dtype or arrays[name].ndim != 1 or arrays[name].shape != expected:
            raise ValueError(f"the model's {name} is not what it should be")
    known: dict[str, Any] = {member.name: member for member in members}
    found: dict[str, Member] = {}
    for name, parts in manifest["members"].items():
        if name not in known or parts != _parts(known[name]):
            raise ValueError(f"the model has a member that is not known here: {name}")
        found[name] = known[name](**{part: arrays[f"{name}.{part}"] for part in parts})
    weights = {name: float(weight) for name, weight in manifest["weights"].items()}
    if not weights.keys() <= found.keys() | {member.name for member in members if not member.kept}:
        raise ValueError("the model gives weight to a member that is missing")
    return Model(
        **{name: arrays[name] for name in _ARRAYS},
        weights=weights,
        losses={name: float(loss) for name, loss in manifest["losses"].items()},
        members=found,
        buyers=int(manifest["buyers"]),
        seed=int(manifest["seed"]),
        correction=_part(arrays, "correction", Correction),
        head=_part(arrays, "head", Head),
    )


def _part(arrays: Mapping[str, NDArray[Any]], name: str, kind: type[T]) -> T | None:
    """None where the model has none, like every file from before there were any."""
    parts = {part: f"{name}.{part}" for part in _parts(kind)}
    if not arrays.keys() & set(parts.values()):
        return None
    return kind(**{part: arrays[stored] for part, stored in parts.items()})


def _parts(member: type[Any]) -> list[str]:
    return [field.name for field in fields(member)]
