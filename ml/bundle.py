"""The model file: a fitted model as plain arrays and a manifest of what they are; nothing in it is ever executed.

    opuntia model 2 ⏎ · SHA-256 of the rest (32 bytes) · an .npz archive: `manifest` (JSON as bytes) and the arrays

The digests find damage, not malice: who may have written the file is for the caller to verify before it is parsed here.
Files of the first form, whose manifest says less of a model, are read too.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ml.answers import Correction
from ml.hybrid import KNOWN, Model
from ml.members import Member
from ml.takes import Head

T = TypeVar("T")

HEAD = b"opuntia model 2\n"
OLD_HEAD = b"opuntia model 1\n"
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

_LOOKED_AT = ("numbers", "columns")
_NO_MODEL = "the model file does not hold a model"

_PLAIN = ("weights", "losses", "buyers", "seed")


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training says of itself: the `version`, the first and last day of its `period` as ISO dates, how many
    clients, purchases and answers it learned from, and how good it was, by the names of the figures.
    """

    version: str = ""
    period: tuple[str, str] | None = None
    clients: int = 0
    purchases: int = 0
    answers: int = 0
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file says of its model.

    `trained` as it was said (None in old files) · `features`: columns of the portrait that its kept members look at ·
    `members`: these · `weights` of the blend and the `losses` they come from · `counts`: n behind λ of every kind (none
    in old files) · `parts`: the SHA-256 of each.
    """

    trained: Trained | None
    features: tuple[str, ...]
    members: tuple[str, ...]
    weights: Mapping[str, float]
    losses: Mapping[str, float]
    counts: tuple[int, ...]
    parts: Mapping[str, str]


def dump(model: Model, trained: Trained | None = None) -> bytes:
    """The file's content; the same model and training give the same bytes. ValueError where a figure is none."""
    arrays: dict[str, NDArray[Any]] = {name: getattr(model, name) for name in _ARRAYS}
    told: dict[str, Any] = {name: getattr(model, name) for name in _PLAIN}
    told["members"] = {}
    for name, member in sorted(model.members.items()):
        parts = _parts(type(member))
        told["members"][name] = parts
        arrays.update((f"{name}.{part}", getattr(member, part)) for part in parts)
    for name, kind in _ABSENT.items():
        if getattr(model, name) is not None:
            arrays.update((f"{name}.{part}", getattr(getattr(model, name), part)) for part in _parts(kind))
    told["trained"] = None if trained is None else asdict(trained)
    told["features"] = sorted(set().union(*(_columns(arrays, part) for part in _LOOKED_AT)))
    told["counts"] = [] if model.counts is None else model.counts.tolist()
    told["parts"] = {name: _digest(array) for name, array in arrays.items()}
    text = json.dumps(told, default=dict, ensure_ascii=False, allow_nan=False)
    arrays["manifest"] = np.frombuffer(text.encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **arrays)
    payload = stream.getvalue()
    return HEAD + sha256(payload).digest() + payload


def load(content: bytes, members: Sequence[type[Member]] = KNOWN) -> Model:
    """The model that was dumped: it scores to the same bit. ValueError where the content is damaged or no model."""
    arrays, told = _opened(content)
    try:
        return _model(arrays, told, members)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(_NO_MODEL) from error


def manifest(content: bytes) -> Manifest:
    """What the file says of its model. ValueError where the content is damaged or no model."""
    _, told = _opened(content)
    try:
        trained = told.get("trained")
        return Manifest(
            trained=None if trained is None else _trained(trained),
            features=tuple(str(name) for name in told.get("features", ())),
            members=tuple(told["members"]),
            weights={name: float(weight) for name, weight in told["weights"].items()},
            losses={name: float(loss) for name, loss in told["losses"].items()},
            counts=tuple(int(count) for count in told.get("counts", ())),
            parts=dict(told.get("parts", {})),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(_NO_MODEL) from error


def _opened(content: bytes) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays, each as its digest says, and what the manifest tells."""
    digest, payload = content[len(HEAD) : len(HEAD) + 32], content[len(HEAD) + 32 :]
    if not content.startswith((HEAD, OLD_HEAD)):
        raise ValueError("not a model file of this version")
    if sha256(payload).digest() != digest:
        raise ValueError("the model file is damaged")
    try:
        with np.load(io.BytesIO(payload), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        told = json.loads(arrays.pop("manifest").tobytes())
        parts = {} if content.startswith(OLD_HEAD) else told["parts"]
    except (AttributeError, EOFError, KeyError, OSError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError(_NO_MODEL) from error
    if content.startswith(HEAD) and parts != {name: _digest(array) for name, array in arrays.items()}:
        raise ValueError("a part of the model file is not what its manifest says")
    return arrays, told


def _model(arrays: Mapping[str, NDArray[Any]], told: Mapping[str, Any], members: Sequence[type[Member]]) -> Model:
    for name, dtype in _ARRAYS.items():
        expected = arrays["takes" if name == "takes" else "lam"].shape
        if arrays[name].dtype != dtype or arrays[name].ndim != 1 or arrays[name].shape != expected:
            raise ValueError(f"the model's {name} is not what it should be")
    known: dict[str, Any] = {member.name: member for member in members}
    found: dict[str, Member] = {}
    for name, parts in told["members"].items():
        if name not in known or parts != _parts(known[name]):
            raise ValueError(f"the model has a member that is not known here: {name}")
        found[name] = known[name](**{part: arrays[f"{name}.{part}"] for part in parts})
    counts = np.array(told["counts"], dtype=np.int64) if told.get("counts") else None
    if counts is not None and counts.shape != arrays["lam"].shape:
        raise ValueError("the model's counts are not what they should be")
    weights = {name: float(weight) for name, weight in told["weights"].items()}
    if not weights.keys() <= found.keys() | {member.name for member in members if not member.kept}:
        raise ValueError("the model gives weight to a member that is missing")
    return Model(
        **{name: arrays[name] for name in _ARRAYS},
        weights=weights,
        losses={name: float(loss) for name, loss in told["losses"].items()},
        members=found,
        buyers=int(told["buyers"]),
        seed=int(told["seed"]),
        correction=_part(arrays, "correction", Correction),
        head=_part(arrays, "head", Head),
        counts=counts,
    )


def _part(arrays: Mapping[str, NDArray[Any]], name: str, kind: type[T]) -> T | None:
    """None where the model has none, like every file from before there were any."""
    parts = {part: f"{name}.{part}" for part in _parts(kind)}
    if not arrays.keys() & set(parts.values()):
        return None
    return kind(**{part: arrays[stored] for part, stored in parts.items()})


def _trained(told: Mapping[str, Any]) -> Trained:
    period = told["period"]
    return Trained(
        version=str(told["version"]),
        period=None if period is None else (str(period[0]), str(period[1])),
        clients=int(told["clients"]),
        purchases=int(told["purchases"]),
        answers=int(told["answers"]),
        metrics={str(name): float(figure) for name, figure in told["metrics"].items()},
    )


def _columns(arrays: Mapping[str, NDArray[Any]], part: str) -> set[str]:
    """The columns that the encodings of all members name in this part."""
    return {str(name) for key, array in arrays.items() if key.endswith(f".{part}") for name in array.tolist()}


def _digest(array: NDArray[Any]) -> str:
    """Of form and content."""
    form = f"{array.dtype.str} {array.shape} ".encode()
    return sha256(form + np.ascontiguousarray(array).tobytes()).hexdigest()


def _parts(member: type[Any]) -> list[str]:
    return [field.name for field in fields(member)]
