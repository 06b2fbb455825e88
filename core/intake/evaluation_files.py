"""The folder that `opuntia evaluate` reads: clients, services, interactions and hidden purchases as plain CSV."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.domain.evaluation_errors import EvaluationFileMissing, EvaluationRowWrong

CLIENTS: Final = "clients.csv"
SERVICES: Final = "services.csv"
INTERACTIONS: Final = "interactions.csv"
MATRIX: Final = "matrix.csv"
TEST: Final = "test.csv"

ENTITY: Final = frozenset({"юл", "entity", "legal"})
_FORBIDDEN: Final = frozenset({"x", "х"})  # Latin and Cyrillic
_TRUE: Final = frozenset({"1", "true", "yes", "да"})
_NEEDS: Final = ";"
_VALUES: Final = {"1": 1, "+1": 1, "1.0": 1, "-1": -1, "−1": -1, "-1.0": -1, "0": 0, "0.0": 0, "": 0}


@dataclass(frozen=True, slots=True)
class StudyService:
    """A service; `kind` names what its rivals have in common, `unseen`: nobody's table records its sales."""

    id: str
    kind: str
    entity: bool
    needs: tuple[str, ...]
    unseen: bool


@dataclass(frozen=True, slots=True, repr=False)
class Study:
    """Everything in the folder. `portraits`: column → one text per client; `interactions` and `hidden` as (client,
    service) by their places, the first with +1 or −1; `cells`: (from, to) → forbidden.
    """

    clients: tuple[str, ...]
    portraits: Mapping[str, Sequence[str]]
    services: tuple[StudyService, ...]
    interactions: Mapping[tuple[int, int], int]
    cells: Mapping[tuple[int, int], bool]
    hidden: frozenset[tuple[int, int]]


def read_study(folder: Path) -> Study:
    """Read it. Of clients and services that are named twice the first stands, of interactions the last.

    Raises EvaluationFileMissing, EvaluationRowWrong.
    """
    portraits: dict[str, list[str]] = {}
    clients: dict[str, int] = {}
    for _, row in _rows(folder, CLIENTS, {"client_id"}):
        if row["client_id"] not in clients:
            clients[row["client_id"]] = len(clients)
            for column, text in row.items():
                if column != "client_id":
                    portraits.setdefault(column, []).append(text)
    services: dict[str, StudyService] = {}
    for _, row in _rows(folder, SERVICES, {"service_id"}):
        services.setdefault(row["service_id"], _service(row))
    places = {service: place for place, service in enumerate(services)}
    interactions = {}
    for number, row in _rows(folder, INTERACTIONS, {"client_id", "service_id", "value"}):
        if row["value"].strip() not in _VALUES:
            raise EvaluationRowWrong(file=INTERACTIONS, row=number)
        pair = _pair(row, clients, places, INTERACTIONS, number)
        if value := _VALUES[row["value"].strip()]:
            interactions[pair] = value
    hidden = {
        _pair(row, clients, places, TEST, number) for number, row in _rows(folder, TEST, {"client_id", "service_id"})
    }
    cells = {}
    if (folder / MATRIX).exists():
        for number, row in _rows(folder, MATRIX, {"from_service", "to_service"}):
            cell = next((text for name, text in row.items() if name not in {"from_service", "to_service"}), "1")
            try:
                pair = places[row["from_service"]], places[row["to_service"]]
            except KeyError:
                raise EvaluationRowWrong(file=MATRIX, row=number) from None
            if cell.casefold() not in {"1", *_FORBIDDEN}:
                raise EvaluationRowWrong(file=MATRIX, row=number)
            cells[pair] = cell.casefold() in _FORBIDDEN
    return Study(tuple(clients), portraits, tuple(services.values()), interactions, cells, frozenset(hidden))


def _service(row: Mapping[str, str]) -> StudyService:
    entity = row.get("client_type", "").casefold() in ENTITY
    name = row.get("kind") or row.get("name") or row["service_id"]
    return StudyService(
        id=row["service_id"],
        kind=f"{name.casefold()}|{entity}",
        entity=entity,
        needs=tuple(need.strip() for need in row.get("needs", "").split(_NEEDS) if need.strip()),
        unseen=row.get("unseen", "").casefold() in _TRUE,
    )


def _pair(
    row: Mapping[str, str], clients: Mapping[str, int], places: Mapping[str, int], file: str, number: int
) -> tuple[int, int]:
    try:
        return clients[row["client_id"]], places[row["service_id"]]
    except KeyError:
        raise EvaluationRowWrong(file=file, row=number) from None


def _rows(folder: Path, file: str, needed: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(row of the file, header → text), headers in lower case with underscores; short rows are filled with blanks."""
    try:
        with (folder / file).open(encoding="utf-8-sig", newline="") as opened:
            lines = csv.reader(opened)
            heads = [head.strip().casefold().replace(" ", "_") for head in next(lines, [])]
            if not needed <= set(heads):
                raise EvaluationFileMissing(file=file)
            for number, line in enumerate(lines, 2):
                if line:
                    cells = [cell.strip() for cell in line] + [""] * (len(heads) - len(line))
                    yield number, dict(zip(heads, cells, strict=False))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise EvaluationFileMissing(file=file) from None
