"""Settings of the base."""

from dataclasses import replace

from core.domain.card_errors import StandsInTheWay
from core.domain.catalogue_bounds import refuse_outside
from core.domain.errors import BadValue, NothingToUndo
from core.domain.exploration import MOST_SHARE
from core.domain.patience import MOST_DAYS
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.domain.weights import MOST_WEIGHT, SETTINGS
from core.services.catalogue_edits import UNDONE
from core.services.decisions import refuse_bad_score
from core.services.session import Deed, Done, Session

MOST_OPEN = 20
MOST_OFFERS = 100
MOST_ANSWERS = 10_000
SEND_DELAYS = (10, 300)
"""The least and the most, in seconds."""
CHANGED = frozenset({"settings"})


def read_settings(session: Session) -> Settings:
    """The settings, defaults included."""
    with session.reading(UseCase.READ_CATALOGUE) as work:
        return Settings.of(work.accounts.settings())


def change_settings(session: Session, settings: Settings) -> Done[None]:
    """Replace the settings; the next run follows them. Raises BadValue.

    The floor of the review lies at most at `accept_from`; one that is left as it is follows it down.
    """
    refuse_settings(settings)
    with session.doing(UseCase.CHANGE_SETTINGS) as deed:
        deed.details |= write_settings(deed, settings)
    return Done(None, CHANGED, deed.entry)


def refuse_settings(settings: Settings) -> None:
    """Raise BadValue for what lies outside its range, whatever holds now."""
    refuse_bad_score(settings.accept_from)
    if not 1 <= settings.open_recommendations <= MOST_OPEN:
        raise BadValue(field="open_recommendations", least=1, most=MOST_OPEN)
    if not 0 <= settings.exploration <= MOST_SHARE:
        raise BadValue(field="exploration", least=0, most=MOST_SHARE)
    if not 0 <= settings.contact_cap <= MOST_OFFERS:
        raise BadValue(field="contact_cap", least=0, most=MOST_OFFERS)
    if not 1 <= settings.contact_days <= MOST_DAYS:
        raise BadValue(field="contact_days", least=1, most=MOST_DAYS)
    if not 1 <= settings.silence_days <= MOST_DAYS:
        raise BadValue(field="silence_days", least=1, most=MOST_DAYS)
    for name in ("answer_days", "ask_again_days", "training_days"):
        refuse_outside(name, getattr(settings, name), 1, MOST_DAYS)
    for name in ("send_delay", "publish_delay"):
        refuse_outside(name, getattr(settings, name), *SEND_DELAYS)
    for name in SETTINGS.values():
        refuse_outside(name, getattr(settings, name), 0, MOST_WEIGHT)
    refuse_outside("training_answers", settings.training_answers, 1, MOST_ANSWERS)


def write_settings(deed: Deed, settings: Settings) -> dict[str, list[object]]:
    """Write what differs inside a command; returns name → [before, after]. Raises BadValue for a floor above."""
    before = deed.settings
    if settings.review_floor != before.review_floor and not 1 <= settings.review_floor <= settings.accept_from:
        raise BadValue(field="review_floor", least=1, most=settings.accept_from)
    changed = {name: value for name, value in vars(settings).items() if value != getattr(before, name)}
    for name, value in changed.items():
        deed.work.accounts.change_setting(name, value)
    return {name: [getattr(before, name), value] for name, value in changed.items()}


def undo_settings(session: Session, entry: int) -> Done[Settings]:
    """Put back the settings that this entry of the journal changed; returns those that hold now.

    Raises NothingToUndo (it changed none), StandsInTheWay (one of them is another by now).
    """
    with session.doing(UseCase.CHANGE_SETTINGS) as deed:
        found = deed.work.audit.following(entry, {UseCase.CHANGE_SETTINGS})
        if not found or found[0].id != entry or not found[0].details:
            raise NothingToUndo
        now = deed.settings
        details = {name: pair for name, pair in found[0].details.items() if name != UNDONE}
        if any(getattr(now, name) != after for name, (_, after) in details.items()):
            raise StandsInTheWay
        for name, (before, _) in details.items():
            deed.work.accounts.change_setting(name, before)
        deed.details |= {name: [after, before] for name, (before, after) in details.items()}
        deed.details |= {UNDONE: entry}
        settings = replace(now, **{name: before for name, (before, _) in details.items()})
    return Done(settings, CHANGED, deed.entry)
