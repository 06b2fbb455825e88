"""Which offer a row of answers is about that names its client: among those that are waited on, by what it says alone.

A telephone, an e-mail address, an ИНН, the full name with the day of birth or a code, or the number that the base gave
with the service tell a client, if nothing else in the row speaks against it. By a name or a number alone nobody is
told, only supposed: other tables have numbers of their own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from core.domain.catalogue import Catalogue
from core.domain.client import ClientType
from core.domain.lead import Stage
from core.domain.patience import LATEST
from core.domain.recommendation import Recommendation
from core.domain.reply import ReplyLine, ReplyProblem
from core.domain.text import fold
from core.intake.matching.evidence import NAME_PARTS, Field, Names, Says, compare
from core.intake.matching.facts import Facts, blocks, facts_of
from core.intake.pasted_replies import NamedLine
from core.intake.service_finder import ServiceFinder
from core.services.told_lines import ToldLine, offered_since, says_the_same
from core.storage.leads import LeadOutcome
from core.storage.unit_of_work import UnitOfWork

_TELLING: Final = frozenset({Field.PHONE, Field.EMAIL, Field.INN})
_BESIDE_NAME: Final = frozenset({Field.BIRTH_DATE, Field.CLIENT_CODE})
_APART: Final = frozenset({*NAME_PARTS, Field.BIRTH_DATE, Field.INN, Field.ORGANISATION})
"""Where these differ the row is not about that client, or has an error."""

_CLOSE: Final = frozenset({Says.SAME, Says.ALIKE})


@dataclass(frozen=True, slots=True, repr=False)
class _Client:
    id: int
    client_type: ClientType
    facts: Facts
    leads: tuple[Recommendation, ...]


class _Weighed(NamedTuple):
    """A client whom a row may mean, and does if `sure`; `number`: it has a telephone, an address or an ИНН of this
    client, `other`: of somebody else.
    """

    client: _Client
    sure: bool
    number: bool
    other: bool


def name_leads(work: UnitOfWork, lines: Sequence[NamedLine], today: date) -> list[ToldLine]:
    """The lines with the leads that they tell, of the clients within reach. One whose lead stands in two rows that say
    different things waits in both; said twice alike it is there once.
    """
    awaited = _Awaited(work, today)
    told = [awaited.told(line) for line in lines]
    said: dict[int, set[tuple[object, ...]]] = defaultdict(set)
    for one in told:
        if one.lead is not None and one.problem is None:
            said[one.lead.id].add(_says(one.line))
    found, seen = [], set[int]()
    for one in told:
        if one.lead is None or one.problem is not None:
            found.append(one)
        elif len(said[one.lead.id]) > 1:
            found.append(replace(one, problem=one.line.problem or ReplyProblem.TOLD_TWICE))
        elif one.lead.id not in seen:
            found.append(one)
            seen.add(one.lead.id)
    return found


def _says(line: ReplyLine) -> tuple[object, ...]:
    return line.answer, line.on, line.amount, line.reason, line.problem


class _Awaited:
    """The clients of all leads that may be answered, found by what rows say of them."""

    def __init__(self, work: UnitOfWork, today: date) -> None:
        silent = set(work.outcomes.silent(today - LATEST))
        open_ = [*work.leads.in_stage(Stage.SENT), *work.leads.in_stage(Stage.TASK)]
        answered = [one for one in work.leads.in_stage(Stage.OUTCOME) if offered_since(one) + LATEST >= today]
        self._catalogue: Catalogue = work.catalogue.read()
        self._finder = ServiceFinder(self._catalogue, work.catalogue.synonyms())
        self._was: Mapping[int, LeadOutcome] = work.leads.outcomes([one.id for one in answered])
        self._waited = {one.id for one in open_} | silent
        by_client: dict[int, list[Recommendation]] = defaultdict(list)
        for lead in (*open_, *answered):
            by_client[lead.client_id].append(lead)
        people, heads = work.clients.identities(sorted(by_client)), work.clients.heads(sorted(by_client))
        self._clients = [
            _Client(id_, heads[id_][0], facts_of(heads[id_][0], who), tuple(by_client[id_]))
            for id_, who in people.items()
        ]
        self._numbers = {number: id_ for id_, number in work.numbers.of(sorted(by_client)).items()}
        self._by_id = {one.id: one for one in self._clients}
        self._names = Names(one.facts for one in self._clients)
        self._by_key: dict[tuple[object, ...], list[_Client]] = defaultdict(list)
        for one in self._clients:
            for key in set(_known(one.facts)):
                self._by_key[key].append(one)

    def told(self, named: NamedLine) -> ToldLine:
        """A line with the lead that it tells, or why a person has to say it."""
        line, weighed = named.line, self._weighed(named)
        sure = [one for one in weighed if one.sure]
        if len(sure) > 1:
            return ToldLine(line, problem=ReplyProblem.SEVERAL_FIT)
        if not sure:
            return self._supposed(line, [one.client for one in weighed], named)
        client = sure[0].client
        if sure[0].other and any(one.number for one in weighed if one.client is not client):
            return self._supposed(line, [client], named)
        fitting = self._fitting(named, client)
        if not fitting:
            return self._supposed(line, [client], replace(named, service="", partner=""))
        waited = [one for one in fitting if one.id in self._waited]
        same = [one for one in fitting if says_the_same(line, self._was.get(one.id))]
        for some in (fitting, [] if same and waited else waited or same[:1]):
            if len(some) == 1:
                return ToldLine(line, some[0])
        return ToldLine(line, client=client.id, problem=ReplyProblem.SEVERAL_FIT)

    def _supposed(self, line: ReplyLine, clients: Iterable[_Client], named: NamedLine) -> ToldLine:
        """The one lead that somebody waits on and that may be meant."""
        leads = [lead for one in clients for lead in self._fitting(named, one) if lead.id in self._waited]
        if len(leads) == 1:
            return ToldLine(line, leads[0], problem=ReplyProblem.ONLY_ALIKE)
        return ToldLine(line, problem=ReplyProblem.SEVERAL_FIT if leads else ReplyProblem.NO_LEAD_FITS)

    def _weighed(self, named: NamedLine) -> list[_Weighed]:
        """The clients whom a row may mean."""
        facts = facts_of(named.client_type or ClientType.PERSON, named.identity)
        met = {one.id: one for key in _asked(facts) for one in self._by_key.get(key, ())}
        numbered = self._by_id.get(self._numbers.get(named.number or 0, 0))
        met |= {numbered.id: numbered} if numbered is not None else {}
        weighed = (self._weigh(facts, named, one) for one in met.values())
        return [one for one in weighed if one is not None]

    def _weigh(self, facts: Facts, named: NamedLine, client: _Client) -> _Weighed | None:
        other_type = named.client_type not in {None, client.client_type}
        mine = facts if other_type else replace(facts, is_entity=client.facts.is_entity)
        says = {one.field: one.says for one in compare(self._names, mine, client.facts)}
        if other_type:
            says = {field: said for field, said in says.items() if field in _TELLING}
        same = {field for field, said in says.items() if said is Says.SAME}
        against = other_type or any(says.get(field) is Says.OTHER for field in _APART)
        number, other = bool(same & _TELLING), any(says.get(field) is Says.OTHER for field in _TELLING)
        in_full, called = {Field.SURNAME, Field.NAME} <= same, self._numbers.get(named.number or 0) == client.id
        offered = bool(named.service) and bool(self._fitting(named, client))
        named_so = (in_full and bool(same & _BESIDE_NAME)) or (called and (in_full or offered))
        alike = not against and any(says.get(field) in _CLOSE for field in (Field.SURNAME, Field.ORGANISATION))
        if not (number or named_so or alike or called):
            return None
        return _Weighed(client, (number or named_so) and not against, number, other)

    def _fitting(self, named: NamedLine, client: _Client) -> list[Recommendation]:
        """The leads of a client for the service, and of the partner, that a row names."""
        return [one for one in client.leads if self._fits(one, named, client.client_type)]

    def _fits(self, lead: Recommendation, named: NamedLine, client_type: ClientType) -> bool:
        service = self._catalogue.services[lead.service_id]
        partner = self._catalogue.companies[service.company_id].name
        if named.partner and fold(named.partner) != fold(partner):
            return False
        if not named.service or fold(named.service) == fold(service.name):
            return True
        meant = self._finder.find(named.service, client_type)
        return meant is not None and meant.kind_id == lead.kind_id


def _asked(facts: Facts) -> Iterator[tuple[object, ...]]:
    """By what a row looks for clients: any part of a name may be the surname."""
    yield from blocks(facts)
    for part in facts.spelled:
        yield "surname", part


def _known(facts: Facts) -> Iterator[tuple[object, ...]]:
    """By what a client is found."""
    yield from blocks(facts)
    yield "surname", facts.parts[0]


def service_words(work: UnitOfWork) -> Callable[[str], bool]:
    """Whether a text names a service of the catalogue."""
    finder = ServiceFinder(work.catalogue.read(), work.catalogue.synonyms())
    return lambda text: any(finder.find(text, client_type) is not None for client_type in ClientType)
