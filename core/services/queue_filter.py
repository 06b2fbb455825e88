"""Which part of the queue is looked at, and in which order; people are asked for ids alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.domain.catalogue import Catalogue
from core.domain.client import ClientType
from core.domain.lead import Stage
from core.domain.rights import UseCase
from core.services.client_list import ClientFilter, count_cities, find_clients, sources_within
from core.services.review import Queue, QueueEntry, read_queue
from core.services.session import Session


class Order(StrEnum):
    """What the queue is sorted by, the highest score first among equals. DUE: the day on which what the client has of
    the kind ends, the earliest first, without such a day last. VALUE: the expected value, the
    highest first, unknown last.
    """

    SCORE = "score"
    VALUE = "value"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What is wanted; each part left out lets everything through. `own`: services of our own company, or of partners
    alone; `import_id`: the import that added the client, 0 for those added by hand; `city` whatever its spelling.
    """

    own: bool | None = None
    kind_id: int | None = None
    partner_id: int | None = None
    client_type: ClientType | None = None
    returned: bool | None = None
    import_id: int | None = None
    city: str | None = None

    @property
    def asks_for_people(self) -> bool:
        """Whether clients are to be looked at."""
        return self.client_type is not None or self.import_id is not None or self.city is not None


EVERYTHING = QueueFilter()


@dataclass(frozen=True, slots=True)
class Facets:
    """What there is to filter by: id → name of the kinds and partners in the queue and of the imports, and cities, the
    most frequent first.
    """

    kinds: Mapping[int, str]
    partners: Mapping[int, str]
    imports: Mapping[int, str]
    cities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The `entries` of the queue that are wanted and may be shown, in its order; `counts`: score → how many are wanted,
    shown or not.
    """

    queue: Queue
    entries: Sequence[QueueEntry]
    counts: Mapping[int, int]


def read_part(session: Session, wanted: QueueFilter) -> Part:
    """The queue, and what is wanted of it. Without a filter the entries that may not be shown are not even read."""
    if wanted == EVERYTHING:
        queue = read_queue(session, to_show=True)
        return Part(queue, queue.entries, queue.counts)
    queue = read_queue(session)
    with session.reading(UseCase.READ_LEADS) as work:
        services = _services(work.catalogue.read(), wanted)
    clients: set[int] | None = None
    if wanted.asks_for_people:
        chosen = ClientFilter(
            client_types=frozenset() if wanted.client_type is None else frozenset({wanted.client_type}),
            cities=frozenset() if wanted.city is None else frozenset({wanted.city}),
            imports=frozenset() if wanted.import_id is None else frozenset({wanted.import_id or None}),
        )
        clients = set(find_clients(session, chosen).ids)
    fitting = [
        one
        for one in queue.entries
        if one.service_id in services
        and (wanted.returned is None or one.returned is wanted.returned)
        and (clients is None or one.client_id in clients)
    ]
    return Part(queue, [one for one in fitting if one.score >= queue.least], Counter(one.score for one in fitting))


def read_due(session: Session) -> dict[int, date]:
    """Recommendation of the queue → the day on which what the client has of its kind ends; absent without one."""
    with session.reading(UseCase.READ_LEADS) as work:
        return work.due_days.of_stages({Stage.PROCESSED, Stage.IN_REVIEW, Stage.POSTPONED})


def read_facets(session: Session) -> Facets:
    """What the queue can be filtered by."""
    with session.reading(UseCase.READ_CLIENTS) as work:
        standing = work.leads.queue_services(session.today())
        catalogue = work.catalogue.read()
        sources = sources_within(work)
    services = [catalogue.services[id_] for id_ in standing]
    kinds = {one.kind_id: catalogue.kinds[one.kind_id].name for one in services}
    partners = {one.company_id: catalogue.companies[one.company_id].name for one in services}
    return Facets(
        kinds=_by_name(kinds),
        partners=_by_name(partners),
        imports=sources,
        cities=tuple(count_cities(session)),
    )


def _services(catalogue: Catalogue, wanted: QueueFilter) -> set[int]:
    return {
        one.id
        for one in catalogue.services.values()
        if (wanted.own is None or catalogue.companies[one.company_id].own is wanted.own)
        and (wanted.kind_id is None or one.kind_id == wanted.kind_id)
        and (wanted.partner_id is None or one.company_id == wanted.partner_id)
    }


def _by_name(names: Mapping[int, str]) -> dict[int, str]:
    return dict(sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0])))
