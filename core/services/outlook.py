"""What a computation would have before it: for whom, what is ready, how long it may take, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.domain.errors import CatalogueMissing
from core.domain.rights import UseCase
from core.services.review import ModelMark, model_mark
from core.services.scoring import SECONDS
from core.services.scoring_ground import Ground
from core.services.session import Session
from core.storage.models import StoredModel
from core.storage.unit_of_work import UnitOfWork

Signatures = frozenset[str]
"""What the scores of those who are ready were computed by."""

_LOOKED_AT: Final = 60
"""So many entries of computing are looked at for its speed."""
_TELLING: Final = 100
"""Portions of fewer clients say nothing about speed."""
_MOSTLY: Final = 0.5
"""A column that fewer clients than this share have is said to be missing."""
_COLUMNS: Final[Mapping[str, str]] = {"age": "birth_year", "car_age": "car_year"}
"""Columns of the portrait behind what rules of thumb look at, where they are not the same."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Some clients; `ready` of them were scored by just the model, catalogue and rules in use."""

    clients: int
    ready: int

    @property
    def pending(self) -> int:
        """Those that a run would compute."""
        return self.clients - self.ready


@dataclass(frozen=True, slots=True)
class Gap:
    """A column of the portrait that only `known` clients of the base have, and the number of `rules` of thumb for the
    catalogue's kinds that are silent for all others.
    """

    column: str
    known: int
    rules: int


@dataclass(frozen=True, slots=True)
class Speed:
    """As measured in the last runs of this base: seconds before the first client, and for each one."""

    start: float
    client: float

    def seconds(self, clients: int) -> float:
        """For so many clients."""
        return self.start + self.client * clients


@dataclass(frozen=True, slots=True)
class Outlook:
    """`everybody` of the base; the `chosen` clients and those of the last import that was asked about, where there are
    any; `model` in use, None before the first run; `rules` of thumb that speak of the catalogue, and the `gaps` in what
    they need; `speed` None where nothing was measured. `services` of the catalogue. `unfit`: a version was published
    that does not fit the catalogue, and `model` stands in for it.
    """

    everybody: Crowd
    chosen: Crowd | None
    imported: Crowd | None
    import_path: str
    import_clients: tuple[int, ...]
    model: ModelMark | None
    unfit: bool
    services: int
    rules: int
    gaps: tuple[Gap, ...]
    speed: Speed | None


def read_outlook(session: Session, clients: Sequence[int] = (), import_id: int | None = None) -> Outlook:
    """For everybody, for these clients and for those of an import. Raises UnknownRecord for an unknown import,
    also where it is beyond reach.
    """
    of_import, path = _of_import(session, import_id)
    with session.reading(UseCase.COMPUTE) as work:
        ground = _ground(work, session)
        latest = None if ground is None else ground.model_in_use(work, session.now())
        by, by_for_all = _signatures(work, ground, latest)
        total = work.clients.count_all()
        rules, gaps = _gaps(work, ground, total)
        return Outlook(
            everybody=Crowd(total, work.clients.count_ready(by_for_all, session.today())),
            chosen=_crowd(work, session, by, clients),
            imported=_crowd(work, session, by, of_import),
            import_path=path,
            import_clients=tuple(of_import),
            model=None if latest is None else model_mark(work, latest.version),
            unfit=ground is not None and ground.lacks_published(work, session.now(), latest),
            services=0 if ground is None else len(ground.shelf.services),
            rules=rules,
            gaps=gaps,
            speed=_speed(work),
        )


def _ground(work: UnitOfWork, session: Session) -> Ground | None:
    """None without a catalogue."""
    try:
        return Ground.read(work, session.today())
    except CatalogueMissing:
        return None


def _signatures(work: UnitOfWork, ground: Ground | None, latest: StoredModel | None) -> tuple[Signatures, Signatures]:
    """What has scored those who are ready, maybe nothing: in a run over some, and in one over everybody, which has a
    model that was outgrown fitted anew. Those whom a trial holds out wait from its beginning until they have theirs.
    """
    nothing: Signatures = frozenset()
    if ground is None or latest is None or latest.catalogue != ground.catalogue:
        return nothing, nothing
    by = frozenset(ground.signature(latest.version, held_out=held) for held in (False, True))
    return by, by if ground.fits(latest, ground.observed(work, work.clients.count_all())) else nothing


def _of_import(session: Session, import_id: int | None) -> tuple[list[int], str]:
    """Not within the reach of computing, which is everybody: the name of a file may name people."""
    if import_id is None:
        return [], ""
    with session.reading(UseCase.IMPORT_CLIENTS) as work:
        path = work.table_imports.one(import_id).path
        return [one.client_id for one in work.table_imports.changes(import_id)], path


def _crowd(work: UnitOfWork, session: Session, by: Signatures, clients: Sequence[int]) -> Crowd | None:
    if not clients:
        return None
    found = work.clients.standings(sorted(set(clients)))
    day = session.today()
    return Crowd(len(found), sum(one in by and (due is None or due > day) for _, one, _, due in found))


def _gaps(work: UnitOfWork, ground: Ground | None, clients: int) -> tuple[int, tuple[Gap, ...]]:
    """(rules that speak of the catalogue, gaps): the widest first."""
    if ground is None or not clients:
        return 0, ()
    rules = [rule for rule in ground.shelf.assortment.rules if rule.kinds.any()]
    known = work.clients.count_known()
    asked = [{_COLUMNS.get(name, name) for name in (*rule.numbers, *rule.words)} for rule in rules]
    gaps = [
        Gap(column, known[column], sum(column in columns for columns in asked))
        for column in sorted(set[str]().union(*asked))
        if known[column] < _MOSTLY * clients
    ]
    return len(rules), tuple(sorted(gaps, key=lambda gap: (-gap.rules, gap.known)))


def _speed(work: UnitOfWork) -> Speed | None:
    entries = [one.details for one in work.audit.latest(UseCase.COMPUTE, _LOOKED_AT) if SECONDS in one.details]
    portions = [one for one in entries if one.get("scored", 0) >= _TELLING]
    starts = [one[SECONDS] for one in entries if "reused" in one]
    if not portions or not starts:
        return None
    return Speed(starts[0], sum(one[SECONDS] for one in portions) / sum(one["scored"] for one in portions))
