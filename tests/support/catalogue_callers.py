"""How the matrix of rights calls what is done with the catalogue and with models."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

from core.domain.catalogue import Catalogue, CatalogueDraft, Cell, Indicators
from core.domain.catalogue_changes import with_entry
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.services import (
    calibration,
    catalogue,
    catalogue_edits,
    foreseeing,
    partners,
    rule_effects,
    settings,
    standings,
    trials,
)
from core.services.session import Done, Session
from tests.support import by_hand, training_callers
from tests.support.bases import CAR
from tests.support.ranks import Ranks
from tests.support.sealed import RECIPIENT

Plain = Callable[[Session, Ranks, Path], object]


def _service(session: Session) -> int:
    return next(iter(catalogue.read_catalogue(session).services))


def _cell(session: Session) -> object:
    one, other = list(catalogue.read_catalogue(session).services)[-2:]
    return catalogue.set_cell(session, one, other, Cell.LINK)


def _company(session: Session) -> int:
    return catalogue.read_catalogue(session).own_company.id


def _partner(session: Session) -> int:
    return max(catalogue.read_catalogue(session).companies)


def _edited(session: Session, do: Callable[[Session, Catalogue, Catalogue], object]) -> object:
    before = catalogue.read_catalogue(session)
    company = replace(before.companies[max(before.companies)], lead_cap=900)
    return do(session, before, with_entry(before, company))


def _undone(session: Session) -> object:
    done = _edited(session, catalogue_edits.apply_edits)
    return catalogue_edits.undo_edits(session, cast(Done[object], done).entry or 0)


def _undone_settings(session: Session) -> object:
    return settings.undo_settings(session, settings.change_settings(session, Settings(accept_from=71)).entry or 0)


def _begun(session: Session) -> int:
    """A trial that begins anew."""
    if trials.read_trial(session).runs:
        trials.stop_trial(session)
    return trials.begin_trial(session, 0.1, session.today() + timedelta(days=30)).entry or 0


COUNTS, SCORING = training_callers.COUNTS, training_callers.SCORING

PLAIN: Mapping[UseCase, Mapping[str, Plain]] = {
    **training_callers.PLAIN,
    UseCase.READ_CATALOGUE: {
        "catalogue.read_catalogue": lambda s, *_: catalogue.read_catalogue(s),
        "settings.read_settings": lambda s, *_: settings.read_settings(s),
        "partners.read_partners": lambda s, *_: partners.read_partners(s),
        "partners.read_sender_key": lambda s, *_: partners.read_sender_key(s),
        "partners.read_sender_line": lambda s, *_: partners.read_sender_line(s),
        "standings.read_standings": lambda s, *_: standings.read_standings(s),
        "calibration.read_calibration": lambda s, *_: calibration.read_calibration(s),
    },
    UseCase.CHANGE_SETTINGS: {
        "settings.change_settings": lambda s, *_: settings.change_settings(s, Settings(accept_from=70)),
        "settings.undo_settings": lambda s, *_: _undone_settings(s),
        "rule_effects.read_rule_effects": lambda s, *_: rule_effects.read_rule_effects(s),
        "foreseeing.foresee_settings": lambda s, *_: foreseeing.foresee_settings(s, Settings(contact_cap=1)),
    },
    UseCase.TRY_MODEL: {
        "trials.begin_trial": lambda s, *_: _begun(s),
        "trials.stop_trial": lambda s, *_: (_begun(s), trials.stop_trial(s)),
        "trials.undo_trial": lambda s, *_: trials.undo_trial(s, _begun(s)),
        "trials.read_trial": lambda s, *_: trials.read_trial(s),
    },
    UseCase.EDIT_CATALOGUE: {
        "catalogue.load_catalogue": lambda s, *_: catalogue.load_catalogue(s, CatalogueDraft((), {}, ())),
        "catalogue.set_cell": lambda s, *_: _cell(s),
        "catalogue_edits.apply_edits": lambda s, *_: _edited(s, catalogue_edits.apply_edits),
        "catalogue_edits.undo_edits": lambda s, *_: _undone(s),
        "catalogue_edits.read_steps": lambda s, *_: catalogue_edits.read_steps(s),
        "foreseeing.foresee_edits": lambda s, *_: _edited(s, foreseeing.foresee_edits),
    },
    UseCase.EDIT_INDICATORS: {
        "catalogue_edits.apply_edits": lambda s, *_: by_hand.set_indicators(s, _service(s), Indicators(conversion=0.5)),
    },
    UseCase.EDIT_PARTNERS: {
        "catalogue.set_partner_fields": lambda s, *_: catalogue.set_partner_fields(s, _company(s), ["phone"]),
        "partners.set_partner_key": lambda s, *_: partners.set_partner_key(s, _partner(s), RECIPIENT),
        "partners.confirm_partner_key": lambda s, *_: partners.confirm_partner_key(s, _partner(s), RECIPIENT),
        "partners.remove_partner_key": lambda s, *_: partners.remove_partner_key(s, _partner(s)),
    },
    UseCase.TEACH_SYNONYMS: {"catalogue.add_synonyms": lambda s, *_: catalogue.add_synonyms(s, {"Тачка": CAR})},
}
