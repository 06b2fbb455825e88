"""Evaluating the model on a folder of known clients: what it says against what they went on to buy. Needs no base."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
from scipy import sparse

from core.domain.errors import FolderUnwritable
from core.domain.lot import salt
from core.intake.dates import day_in, order_of
from core.intake.evaluation_files import ENTITY, Study, read_study
from ml.arrays import Bools, Floats, Sparse
from ml.dataset import Assortment, Clients, Dataset, Offers, Words
from ml.evaluate import Evaluation, Trial, evaluate

MOSTLY: Final = 0.95
"""A column is of numbers or of days where so many of its cells are."""


@dataclass(frozen=True, eq=False)
class Evaluated:
    """`study` what was read, `trained` and `tested` how many clients, `result` the marks."""

    study: Study
    trained: int
    tested: int
    result: Evaluation


def evaluate_folder(folder: Path, predictions: Path | None = None, seed: int = 0) -> Evaluated:
    """Train on all clients without a hidden purchase, mark on those with one, and write `predictions` of the hybrid:
    client_id, service_id, probability of every candidate.

    Raises EvaluationFileMissing, EvaluationRowWrong, FolderUnwritable.
    """
    study = read_study(folder)
    trial = trial_of(study)
    result = evaluate(trial, seed)
    if predictions is not None:
        _write(predictions, study, trial, result.which)
    return Evaluated(study, len(trial.train.clients), len(trial.test), result)


def trial_of(study: Study) -> Trial:
    """The study as arrays: clients with a hidden purchase never train."""
    tested = np.zeros(len(study.clients), dtype=np.bool_)
    tested[[client for client, _ in study.hidden]] = True
    goods, everybody = _assortment(study), _clients(study)
    order = np.flatnonzero(tested)
    place = {int(client): row for row, client in enumerate(order)}
    hidden = np.zeros((len(order), len(study.services)), dtype=np.bool_)
    for client, service in study.hidden:
        hidden[place[client], service] = True
    test = everybody.take(order)
    owned = np.asarray(test.owned.toarray()[:, goods.kind_of_service])
    train = Dataset(goods, everybody.take(np.flatnonzero(~tested)), offers=_offers(study, goods, ~tested))
    return Trial(train, test, hidden & ~owned)


def _offers(study: Study, goods: Assortment, trained: Bools) -> Offers:
    """What clients who train say of services whose sales nobody records: each row is an answered offer."""
    place = trained.cumsum() - 1
    rows = [
        (place[client], goods.kind_of_service[service], value > 0)
        for (client, service), value in study.interactions.items()
        if study.services[service].unseen and trained[client]
    ]
    client, kind, bought = np.array(rows, dtype=np.intp).reshape(-1, 3).T
    return Offers(client, kind, bought > 0)


def _kinds(study: Study) -> dict[str, int]:
    return {kind: place for place, kind in enumerate(dict.fromkeys(one.kind for one in study.services))}


def _assortment(study: Study) -> Assortment:
    services, kinds = study.services, _kinds(study)
    kind_of = np.array([kinds[one.kind] for one in services], dtype=np.intp)
    needs = {need: place for place, need in enumerate(dict.fromkeys(need for one in services for need in one.needs))}
    unseen = np.zeros(len(kinds), dtype=np.bool_)
    entity = np.zeros(len(kinds), dtype=np.bool_)
    for one in services:
        unseen[kinds[one.kind]] |= one.unseen
        entity[kinds[one.kind]] = one.entity
    answered = np.zeros(len(kinds), dtype=np.int64)
    tested = {client for client, _ in study.hidden}
    for client, service in study.interactions:
        if services[service].unseen and client not in tested:
            answered[kind_of[service]] += 1
    size = len(services), len(services)
    return Assortment(
        kind_salts=np.array([salt(kind) for kind in kinds], dtype=np.uint64),
        kind_entity=entity,
        recorded=~unseen,
        kind_of_service=kind_of,
        links=_flags([pair for pair, forbidden in study.cells.items() if not forbidden], size),
        forbidden=_flags([pair for pair, forbidden in study.cells.items() if forbidden], size),
        needs=_flags(
            [(row, needs[need]) for row, one in enumerate(services) for need in one.needs],
            (len(services), max(len(needs), 1)),
        ),
        rules=(),
        answered=answered,
    )


def _clients(study: Study) -> Clients:
    """A purchase that is hidden is not owned, whatever else the folder says of it."""
    kinds = _kinds(study)
    hidden = {(client, kinds[study.services[service].kind]) for client, service in study.hidden}
    bought = [
        (client, service)
        for (client, service), value in study.interactions.items()
        if value > 0 and (client, kinds[study.services[service].kind]) not in hidden
    ]
    refused = [
        (client, kinds[study.services[service].kind])
        for (client, service), value in study.interactions.items()
        if value < 0
    ]
    n = len(study.clients)
    owned = _flags([(client, kinds[study.services[service].kind]) for client, service in bought], (n, len(kinds)))
    types = study.portraits.get("client_type", [""] * n)
    numbers: dict[str, Floats] = {}
    words: dict[str, Words] = {}
    for column, texts in study.portraits.items():
        typed = as_numbers(texts)
        if typed is not None:
            numbers[column] = typed
        elif any(texts) and column != "client_type":
            levels = {text: code for code, text in enumerate(sorted({text for text in texts if text}))}
            words[column] = Words(np.array([levels.get(text, -1) for text in texts], dtype=np.intp), tuple(levels))
    return Clients(
        ids=np.array([_number_of(client) for client in study.clients], dtype=np.uint64),
        entity=np.array([text.casefold() in ENTITY for text in types], dtype=np.bool_),
        bridges=np.zeros(n, dtype=np.bool_),
        owned=owned,
        sources=_flags(bought, (n, len(study.services))),
        closed=owned,
        numbers=numbers,
        words=words,
        refused=_flags(refused, (n, len(kinds))),
    )


def as_numbers(texts: Sequence[str]) -> Floats | None:
    """A column of numbers, or of days in years, float64 with NaN for what is none of them; None for a column of words.

    A column is what MOSTLY all of its cells that hold anything are.
    """
    filled = [text for text in texts if text]
    found = np.array([_number(text) for text in texts], dtype=np.float64)
    if filled and np.isfinite(found).sum() >= MOSTLY * len(filled):
        return found
    order = order_of(filled)
    if order is None:
        return None
    days = [day_in(text, order[0], date.max)[0] if text else None for text in texts]
    if sum(day is not None for day in days) < MOSTLY * len(filled):
        return None
    return np.array([np.nan if day is None else day.toordinal() / 365.25 for day in days], dtype=np.float64)


def _number(text: str) -> float:
    try:
        number = float("".join(text.split()).replace(",", "."))
    except ValueError:
        return float("nan")
    return number if np.isfinite(number) else float("nan")


def _number_of(client: str) -> int:
    return int.from_bytes(blake2b(client.encode(), digest_size=8).digest())


def _flags(pairs: Sequence[tuple[int, int]], shape: tuple[int, int]) -> Sparse:
    rows, columns = np.array(sorted(set(pairs)), dtype=np.intp).reshape(-1, 2).T
    return sparse.csr_array((np.ones(len(rows), dtype=np.bool_), (rows, columns)), shape=shape)


def _write(file: Path, study: Study, trial: Trial, which: Floats) -> None:
    tested = sorted({client for client, _ in study.hidden})
    shown: Bools = np.isfinite(which)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as opened:
            lines = csv.writer(opened)
            lines.writerow(["client_id", "service_id", "probability"])
            for row in range(len(trial.test)):
                for service in np.flatnonzero(shown[row]):
                    name = study.clients[tested[row]], study.services[service].id
                    lines.writerow([*name, f"{which[row, service]:.9f}"])
    except OSError:
        raise FolderUnwritable from None
