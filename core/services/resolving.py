"""Settling rivals on record: inputs gathered once, stored, and replayed to the same winner."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from core.domain.conversion import Answers, usual_in_base, usual_in_kind
from core.domain.exploration import EXPLORING_SINCE, explore, new_partners, purpose_salt, turn
from core.domain.lot import RULE_VERSION, alike, draw, salt
from core.domain.recommendation import Settled
from core.domain.resolution import Resolution, Rival, resolve
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.services.assortment import Shelf
from core.services.session import Session


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that the settling of a kind looks at, besides the client: what is stored for the replay.

    `exploration`: the share of clients, 0…1, that goes to new partners; rules of version 1 know none.
    """

    kind_key: str
    rivals: tuple[Rival, ...]
    in_kind: float
    own_first: bool
    exploration: float = 0.0
    rule_version: int = RULE_VERSION

    def settle(self, client_id: int) -> Resolution:
        """Who gets this client, by the rules of `rule_version`."""
        lot = draw(client_id, salt(self.kind_key, self.rule_version))
        settled = resolve(self.rivals, self.in_kind, lot, own_first=self.own_first)
        if self.rule_version < EXPLORING_SINCE:
            return settled
        number = turn(client_id, purpose_salt(self.kind_key, self.rule_version), self.exploration)
        return explore(settled, self.rivals, self.in_kind, number)

    @property
    def in_roubles(self) -> bool:
        """Whether rivals can be compared in roubles: the ARPPU of all of them is known."""
        return all(rival.arppu is not None for rival in self.rivals)

    def content(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind_key": self.kind_key,
            "rivals": [asdict(rival) for rival in self.rivals],
            "in_kind": self.in_kind,
            "own_first": self.own_first,
            "exploration": self.exploration,
        }

    @classmethod
    def of(cls, rule_version: int, content: Mapping[str, Any]) -> "Inputs":
        """Undo `content`."""
        rivals = tuple(Rival(**{**rival, "answers": Answers(**rival["answers"])}) for rival in content["rivals"])
        exploration = content.get("exploration", 0.0)  # inputs of version 1 have none
        return cls(content["kind_key"], rivals, content["in_kind"], content["own_first"], exploration, rule_version)


@dataclass(frozen=True, slots=True)
class _Known:
    """Inputs as stored, with what the numbers of clients are drawn by; `explored_by` None: nobody is explored."""

    id: int
    inputs: Inputs
    drawn_by: int
    explored_by: int | None

    def numbers(self, client_id: int, modulus: int) -> tuple[int, int | None]:
        """Clients with the same ones end alike."""
        number = None
        if self.explored_by is not None:
            number = turn(client_id, self.explored_by, self.inputs.exploration)
        return draw(client_id, self.drawn_by) % modulus, None if number is None else number % modulus


class Keeping(Protocol):
    """Where inputs are kept: records of scores, or nothing that lasts."""

    def ensure_inputs(self, kind_id: int, rule_version: int, content: Mapping[str, Any]) -> int:
        """The number of these inputs."""


class Settling:
    """Settles kinds for clients and keeps the inputs, each set once."""

    def __init__(self, shelf: Shelf, records: Keeping, settings: Settings) -> None:
        self._shelf = shelf
        self._records = records
        self._settings = settings
        counts = list(shelf.answers.values())
        answered = Answers(sum(one.bought for one in counts), sum(one.answered for one in counts))
        self._in_base = usual_in_base(answered)
        self._inputs: dict[tuple[int, tuple[int, ...]], _Known] = {}
        self._settled: dict[tuple[int, tuple[int, int | None]], Settled] = {}

    def inputs(self, kind_id: int, available: tuple[int, ...]) -> int:
        """The id of the stored inputs for these rivals as they are now."""
        return self._known(kind_id, available).id

    def settle(self, client_id: int, kind_id: int, available: tuple[int, ...]) -> Settled:
        """Who gets the client, among the services that no forbidden pair takes out."""
        known = self._known(kind_id, available)
        key = known.id, known.numbers(client_id, alike(len(available)))
        if key not in self._settled:
            found = known.inputs.settle(client_id)
            self._settled[key] = Settled(found.winner, known.id, found.rule.value, found.runners_up, found.margin)
        return self._settled[key]

    def _known(self, kind_id: int, available: tuple[int, ...]) -> _Known:
        key = kind_id, available
        if key not in self._inputs:
            inputs = self._gather(kind_id, available)
            version = inputs.rule_version
            self._inputs[key] = _Known(
                id=self._records.ensure_inputs(kind_id, version, inputs.content()),
                inputs=inputs,
                drawn_by=salt(inputs.kind_key, version),
                explored_by=purpose_salt(inputs.kind_key, version) if inputs.exploration else None,
            )
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
        own_first = self._settings.own_first
        share = self._settings.exploration if new_partners(rivals, own_first=own_first) else 0.0
        return Inputs(catalogue.kinds[kind_id].key, tuple(rivals), in_kind, own_first, share)


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
