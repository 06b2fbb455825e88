"""The model file: the same model comes back, and nothing else is taken for one."""

import io
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml import bundle, hybrid
from ml.dataset import Dataset
from tests.ml.build import datasets, drawn

ROOT = Path(__file__).parents[2]
_DATA = drawn(300, 8, 10, seed=3, unrecorded=0.2)
_FILE = bundle.dump(hybrid.fit(_DATA))


def _sealed(payload: bytes, head: bytes = bundle.HEAD) -> bytes:
    return head + sha256(payload).digest() + payload


def _stored(file: bytes = _FILE) -> dict[str, Any]:
    with np.load(io.BytesIO(file[len(bundle.HEAD) + 32 :])) as content:
        return {name: content[name] for name in content.files}


def _changed(*, head: bytes = bundle.OLD_HEAD, file: bytes = _FILE, **arrays: Any) -> bytes:
    """In the first form, unless another head is given, in which no part has a digest of its own."""
    stream = io.BytesIO()
    np.savez(stream, **{name: array for name, array in (_stored(file) | arrays).items() if array is not None})
    return _sealed(stream.getvalue(), head)


def _told(file: bytes = _FILE, **changed: Any) -> Any:
    told = json.loads(_stored(file)["manifest"].tobytes())
    return np.frombuffer(json.dumps(told | changed).encode(), dtype=np.uint8)


@settings(max_examples=20, deadline=None)
@given(datasets())
def test_a_loaded_model_scores_to_the_same_bit(data: Dataset) -> None:
    model = hybrid.fit(data)
    again = bundle.load(bundle.dump(model))
    assert (hybrid.score(again, data).utility == hybrid.score(model, data).utility).all()
    assert (hybrid.score(again, data).chance == hybrid.score(model, data).chance).all()


def test_the_same_model_gives_the_same_bytes() -> None:
    assert bundle.dump(bundle.load(_FILE)) == _FILE


def test_a_training_in_another_process_gives_the_same_bytes() -> None:
    told = (
        "from hashlib import sha256; from ml import bundle, hybrid; from tests.ml.build import drawn;"
        "print(sha256(bundle.dump(hybrid.fit(drawn(300, 8, 10, seed=3), members=hybrid.MEMBERS))).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        alone = {**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-c", told]
        digests.add(subprocess.run(command, env=alone, cwd=ROOT, check=True, capture_output=True).stdout)
    assert len(digests) == 1


def test_a_model_of_a_training_comes_back_whole() -> None:
    model = hybrid.fit(_DATA, members=hybrid.MEMBERS)
    again = bundle.load(bundle.dump(model))
    assert "portrait" in again.members
    assert (hybrid.score(again, _DATA).utility == hybrid.score(model, _DATA).utility).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(_FILE) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_refused(place: int, flip: int) -> None:
    damaged = bytearray(_FILE)
    damaged[place] ^= flip
    with pytest.raises(ValueError, match="model file"):
        bundle.load(bytes(damaged))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(_FILE) - 1))
def test_a_file_that_was_cut_off_is_refused(length: int) -> None:
    for read in (bundle.load, bundle.manifest):
        with pytest.raises(ValueError, match="model file"):
            read(_FILE[:length])


@pytest.mark.parametrize(
    "content", [b"", b"PK", _FILE[:-1], _FILE[:20], _FILE + b"x", _sealed(b""), _sealed(b"PK\3\4")]
)
def test_what_is_no_model_file_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="model"):
        bundle.load(content)


def test_arrays_of_the_wrong_form_are_refused() -> None:
    for change in (
        {"bias": np.zeros(3)},
        {"lam": np.zeros((8, 1))},
        {"learned": np.zeros(8)},
        {"owners": None},
        {"manifest": np.frombuffer(b"{}", dtype=np.uint8)},
        {"manifest": np.frombuffer(b"no json", dtype=np.uint8)},
        {"bias": np.array([print] * 8, dtype=object)},
    ):
        with pytest.raises(ValueError, match=r".+"):
            bundle.load(_changed(**change))


def test_a_part_that_is_not_what_the_manifest_says_is_refused() -> None:
    for change in ({"bias": np.zeros(8)}, {"bias": None}, {"more": np.zeros(1)}, {"manifest": _told(parts={})}):
        with pytest.raises(ValueError, match="model file"):
            bundle.load(_changed(head=bundle.HEAD, **change))
    assert bundle.load(_changed(head=bundle.HEAD)).seed == 0


def test_counts_of_other_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="counts"):
        bundle.load(_changed(manifest=_told(counts=[1, 2])))


def test_a_file_of_the_first_form_is_read() -> None:
    told = json.loads(_stored()["manifest"].tobytes())
    first = {name: told[name] for name in ("weights", "losses", "buyers", "seed", "members")}
    old = _changed(manifest=np.frombuffer(json.dumps(first).encode(), dtype=np.uint8))
    model, again = bundle.load(_FILE), bundle.load(old)
    assert (hybrid.score(again, _DATA).utility == hybrid.score(model, _DATA).utility).all()
    assert again.counts is None
    said = bundle.manifest(old)
    assert (said.trained, said.features, said.counts, said.parts) == (None, (), (), {})
    assert said.weights == model.weights


def test_the_manifest_tells_what_the_model_is() -> None:
    trained = bundle.Trained("7", ("2024-01-01", "2024-06-30"), 300, 900, 12, {"hit@1": 0.5})
    model = hybrid.fit(_DATA, members=hybrid.MEMBERS)
    file = bundle.dump(model, trained)
    said = bundle.manifest(file)
    assert said.trained == trained
    assert said.features == ("age", "job_type")
    assert set(said.members) == model.members.keys()
    assert (said.weights, said.losses) == (model.weights, model.losses)
    assert said.counts == tuple(np.rint(40 * model.lam / (1 - model.lam)).astype(int).tolist())
    assert said.parts.keys() == _stored(file).keys() - {"manifest"}
    assert (hybrid.score(bundle.load(file), _DATA).utility == hybrid.score(model, _DATA).utility).all()


def test_a_figure_that_is_none_is_not_written() -> None:
    with pytest.raises(ValueError, match=r".+"):
        bundle.dump(bundle.load(_FILE), bundle.Trained(metrics={"hit@1": float("nan")}))


def test_members_that_are_not_known_are_refused() -> None:
    with pytest.raises(ValueError, match="missing"):
        bundle.load(_FILE, hybrid.MEMBERS[:2])
    stranger = json.dumps({"members": {"stranger": []}, "weights": {}}).encode()
    with pytest.raises(ValueError, match="not known here: stranger"):
        bundle.load(_changed(manifest=np.frombuffer(stranger, dtype=np.uint8)))


def test_no_client_travels_with_a_model() -> None:
    model = bundle.load(_FILE)
    assert model.weights["user_based"] > 0
    assert "user_based" not in model.members
    longest = max(len(array) for name, array in _stored().items() if name != "manifest")
    assert longest < len(_DATA.clients) / 10
