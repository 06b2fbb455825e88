"""The model that ships with the program: trained on an invented group like the sample company's, for sample bases.

    signed (core/vault/release.py): {"kinds": […], "recorded": […], "facts": {…}} ⏎ · the model file, packed by zlib

It is made by installer/shipped_model.py. What does not verify is not parsed, and the base fits its models at once.
"""

import json
import zlib
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from core.domain.rights import UseCase
from core.domain.training import Origin, TrainingFacts
from core.services.scoring_ground import Ground
from core.services.session import Done, Session
from core.services.training import CHANGED
from core.storage.models import StoredModel, TrainedModel
from core.vault.release import SHIPPED_MODEL, open_release
from core.vault.sealing import NotOpened
from ml.bundle import load
from ml.hybrid import UNUSABLE
from resources import PLACE

FILE: Final = PLACE / "models" / "sample_group.model"


def pack(ground: Ground, facts: TrainingFacts, model: bytes) -> bytes:
    """What is signed of a model that was trained on this ground."""
    told = {**_goods(ground), "facts": replace(facts, worse_kinds=()).content()}
    return json.dumps(told).encode() + b"\n" + zlib.compress(model, 9)


def adopt_shipped_model(session: Session) -> Done[bool]:
    """Put the shipped model into use at once; whether it was done: in a sample company's base without a version, whose
    catalogue is the one that the model was trained on, where the file is what its makers signed and this computer has
    what the model takes.
    """
    with session.reading(UseCase.PUBLISH) as work:
        ground = Ground.read(work, session.today())
        known = work.models.trained()
    found = None if known or not session.is_sample else _read(ground)
    if found is None:
        return Done(value=False)
    facts, content = found
    version = sha256(content).hexdigest()[:16]
    with session.doing(UseCase.PUBLISH) as deed:
        observed = facts.clients + facts.ownerships
        new = StoredModel(version, observed, ground.catalogue, content, Origin.SHIPPED)
        made = TrainedModel(version, Origin.SHIPPED, None, deed.at, ground.catalogue, facts.content())
        deed.work.models.add_trained(new, made, content)
        deed.work.models.publish(version, session.user_id, deed.at, deed.at)
        deed.details |= {"version": version}
    return Done(value=True, changed=CHANGED, entry=deed.entry)


def _read(ground: Ground) -> tuple[TrainingFacts, bytes] | None:
    """(what its training found, the model file), where it was made for such a catalogue and can score here."""
    try:
        content = open_release(FILE.read_bytes(), SHIPPED_MODEL)
    except (NotOpened, OSError):
        return None
    head, _, packed = content.partition(b"\n")
    told: dict[str, Any] = json.loads(head)
    if {name: told[name] for name in _goods(ground)} != _goods(ground):
        return None
    facts, model = TrainingFacts.of(told["facts"]), zlib.decompress(packed)
    load(model)  # ours, but perhaps of a program with other members
    return (facts, model) if UNUSABLE.isdisjoint(facts.members) else None


def _goods(ground: Ground) -> dict[str, Any]:
    """What a model has to fit, without the ids of a base."""
    goods = ground.shelf.assortment
    keys = [ground.shelf.catalogue.kinds[kind].key for kind in ground.shelf.kinds]
    return {"kinds": keys, "recorded": goods.recorded.tolist(), "without_prior": bool(goods.without_prior)}
