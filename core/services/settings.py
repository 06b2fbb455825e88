"""Settings of the base."""

from core.domain.errors import BadValue
from core.domain.exploration import MOST_SHARE
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.services.decisions import refuse_bad_score
from core.services.session import Done, Session

MOST_OPEN = 20
MOST_OFFERS = 100
MOST_DAYS = 366


def read_settings(session: Session) -> Settings:
    """The settings, defaults included."""
    with session.reading(UseCase.READ_CATALOGUE) as work:
        return Settings.of(work.accounts.settings())


def change_settings(session: Session, settings: Settings) -> Done[None]:
    """Replace the settings; the next run follows them. Raises BadValue.

    The floor of the review lies at most at `accept_from`; one that is left as it is follows it down.
    """
    refuse_bad_score(settings.accept_from)
    if not 1 <= settings.open_recommendations <= MOST_OPEN:
        raise BadValue(field="open_recommendations", least=1, most=MOST_OPEN)
    if not 0 <= settings.exploration <= MOST_SHARE:
        raise BadValue(field="exploration", least=0, most=MOST_SHARE)
    if not 0 <= settings.contact_cap <= MOST_OFFERS:
        raise BadValue(field="contact_cap", least=0, most=MOST_OFFERS)
    if not 1 <= settings.contact_days <= MOST_DAYS:
        raise BadValue(field="contact_days", least=1, most=MOST_DAYS)
    with session.doing(UseCase.CHANGE_SETTINGS) as deed:
        before = deed.settings
        if settings.review_floor != before.review_floor and not 1 <= settings.review_floor <= settings.accept_from:
            raise BadValue(field="review_floor", least=1, most=settings.accept_from)
        changed = {name: value for name, value in vars(settings).items() if value != getattr(before, name)}
        for name, value in changed.items():
            deed.work.accounts.change_setting(name, value)
        deed.details |= {name: [getattr(before, name), value] for name, value in changed.items()}
    return Done(None, frozenset({"settings"}))
