"""How the matrix of rights calls what is done with the catalogue."""

from collections.abc import Callable, Mapping
from pathlib import Path

from core.domain.catalogue import CatalogueDraft, Cell, Indicators
from core.domain.client import ClientType
from core.domain.eligibility import Eligibility
from core.domain.rights import UseCase
from core.services import catalogue, partners, settings
from core.services.session import Session
from tests.support.bases import CAR
from tests.support.ranks import Ranks
from tests.support.sealed import RECIPIENT

Plain = Callable[[Session, Ranks, Path], object]


def _service(session: Session) -> int:
    return next(iter(catalogue.read_catalogue(session).services))


def _cell(session: Session) -> object:
    one, other = list(catalogue.read_catalogue(session).services)[-2:]
    return catalogue.set_cell(session, one, other, Cell.LINK)


def _kind(session: Session) -> int:
    return next(iter(catalogue.read_catalogue(session).kinds))


def _company(session: Session) -> int:
    return catalogue.read_catalogue(session).own_company.id


def _partner(session: Session) -> int:
    return max(catalogue.read_catalogue(session).companies)


PLAIN: Mapping[UseCase, Mapping[str, Plain]] = {
    UseCase.READ_CATALOGUE: {
        "catalogue.read_catalogue": lambda s, *_: catalogue.read_catalogue(s),
        "settings.read_settings": lambda s, *_: settings.read_settings(s),
        "partners.read_partners": lambda s, *_: partners.read_partners(s),
        "partners.read_sender_key": lambda s, *_: partners.read_sender_key(s),
        "partners.read_sender_line": lambda s, *_: partners.read_sender_line(s),
    },
    UseCase.EDIT_CATALOGUE: {
        "catalogue.load_catalogue": lambda s, *_: catalogue.load_catalogue(s, CatalogueDraft((), {}, ())),
        "catalogue.add_company": lambda s, *_: catalogue.add_company(s, "Новая"),
        "catalogue.add_service": lambda s, *_: catalogue.add_service(s, "Мойка", ClientType.PERSON, _company(s)),
        "catalogue.set_needs": lambda s, *_: catalogue.set_needs(s, _service(s), ["Покой"]),
        "catalogue.set_cell": lambda s, *_: _cell(s),
        "catalogue.move_to_kind": lambda s, *_: catalogue.move_to_kind(s, _service(s), "Другой вид"),
        "catalogue.set_eligibility": lambda s, *_: catalogue.set_eligibility(s, _service(s), Eligibility(least_age=18)),
        "catalogue.set_lead_cap": lambda s, *_: catalogue.set_lead_cap(
            s, max(catalogue.read_catalogue(s).companies), 5_000
        ),
        "catalogue.set_repeatable": lambda s, *_: catalogue.set_repeatable(s, _kind(s), 12),
        "catalogue.mark_recorded": lambda s, *_: catalogue.mark_recorded(s, _service(s), True),
        "catalogue.set_partner_fields": lambda s, *_: catalogue.set_partner_fields(s, _company(s), ["phone"]),
    },
    UseCase.EDIT_INDICATORS: {
        "catalogue.set_indicators": lambda s, *_: catalogue.set_indicators(s, _service(s), Indicators(conversion=0.5)),
    },
    UseCase.EDIT_PARTNERS: {
        "partners.set_partner_key": lambda s, *_: partners.set_partner_key(s, _partner(s), RECIPIENT),
        "partners.confirm_partner_key": lambda s, *_: partners.confirm_partner_key(s, _partner(s), RECIPIENT),
        "partners.remove_partner_key": lambda s, *_: partners.remove_partner_key(s, _partner(s)),
    },
    UseCase.TEACH_SYNONYMS: {"catalogue.add_synonyms": lambda s, *_: catalogue.add_synonyms(s, {"Тачка": CAR})},
}
