"""Settling rivals on record: inputs gathered once, stored, and replayed to the same winner."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.domain.conversion import Answers, usual_in_base, usual_in_kind
from core.domain.lot import RULE_VERSION, alike, draw, salt
from core.domain.recommendation import Settled
from core.domain.resolution import Resolution, Rival, resolve
from core.domain.rights import UseCase
from core.services.assortment import Shelf
from core.services.session import Session
from core.storage.scores import ScoreRecords


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that the settling of a kind looks at, besides the client: what is stored for the replay."""

    kind_key: str
    rivals: tuple[Rival, ...]
    in_kind: float
    own_first: bool
    rule_version: int = RULE_VERSION

    def settle(self, client_id: int) -> Resolution:
        """Who gets this client."""
        lot = draw(client_id, salt(self.kind_key, self.rule_version))
        return resolve(self.rivals, self.in_kind, lot, own_first=self.own_first)

    def content(self) -> dict[str, Any]:
        """As JSON."""
        rivals = [asdict(rival) for rival in self.rivals]
        return {"kind_key": self.kind_key, "rivals": rivals, "in_kind": self.in_kind, "own_first": self.own_first}

    @classmethod
    def of(cls, rule_version: int, content: Mapping[str, Any]) -> "Inputs":
        """Undo `content`."""
        rivals = tuple(Rival(**{**rival, "answers": Answers(**rival["answers"])}) for rival in content["rivals"])
        return cls(content["kind_key"], rivals, content["in_kind"], content["own_first"], rule_version)


class Settling:
    """Settles kinds for clients and keeps the inputs, each set once."""

    def __init__(self, shelf: Shelf, records: ScoreRecords, *, own_first: bool) -> None:
        self._shelf = shelf
        self._records = records
        self._own_first = own_first
        counts = list(shelf.answers.values())
        answered = Answers(sum(one.bought for one in counts), sum(one.answered for one in counts))
        self._in_base = usual_in_base(answered)
        self._inputs: dict[tuple[int, tuple[int, ...]], tuple[int, Inputs, int]] = {}
        self._settled: dict[tuple[int, int], Settled] = {}

    def inputs(self, kind_id: int, available: tuple[int, ...]) -> int:
        """The id of the stored inputs for these rivals as they are now."""
        return self._known(kind_id, available)[0]

    def settle(self, client_id: int, kind_id: int, available: tuple[int, ...]) -> Settled:
        """Who gets the client, among the services that no forbidden pair takes out."""
        inputs_id, inputs, kind_salt = self._known(kind_id, available)
        key = inputs_id, draw(client_id, kind_salt) % alike(len(available))
        if key not in self._settled:
            found = inputs.settle(client_id)
            self._settled[key] = Settled(found.winner, inputs_id, found.rule.value, found.runners_up, found.margin)
        return self._settled[key]

    def _known(self, kind_id: int, available: tuple[int, ...]) -> tuple[int, Inputs, int]:
        key = kind_id, available
        if key not in self._inputs:
            inputs = self._gather(kind_id, available)
            inputs_id = self._records.ensure_inputs(kind_id, inputs.rule_version, inputs.content())
            self._inputs[key] = inputs_id, inputs, salt(inputs.kind_key, inputs.rule_version)
        return self._inputs[key]

    def _gather(self, kind_id: int, available: Sequence[int]) -> Inputs:
        catalogue = self._shelf.catalogue
        rivals = []
        for service_id in available:
            service = catalogue.services[service_id]
            known = service.indicators
            rivals.append(
                Rival(
                    service_id=service_id,
                    own=catalogue.companies[service.company_id].own,
                    answers=self._shelf.answers.get(service_id, Answers()),
                    stated=known.conversion,
                    weight=known.weight,
                    arppu=known.arppu,
                    lever=known.lever,
                )
            )
        in_kind = usual_in_kind(self._shelf.answers_of_kind(kind_id), self._in_base)
        return Inputs(catalogue.kinds[kind_id].key, tuple(rivals), in_kind, self._own_first)


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many stored decisions were recomputed, and the ids of those that came out otherwise."""

    decisions: int
    different: tuple[int, ...]


def replay(session: Session) -> Replayed:
    """Recompute every stored resolution of the base from its stored inputs."""
    decisions, different = 0, []
    with session.reading(UseCase.REPLAY) as work:
        inputs = {id_: Inputs.of(version, content) for id_, (_, version, content) in work.scores.inputs().items()}
        for one in work.leads.everything():
            decisions += 1
            settled = one.settled
            again = inputs[settled.inputs_id].settle(one.client_id)
            stored = settled.rule, settled.service_id, tuple(settled.runners_up), settled.margin
            if stored != (again.rule.value, again.winner, again.runners_up, again.margin):
                different.append(one.id)
    return Replayed(decisions, tuple(different))
