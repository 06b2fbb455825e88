"""Which trained version is in use: put into use by an administrator, never by age, and never past the gate.

A version that was put into use comes into force after a delay, and until then can be withdrawn as if it had not been.
To what was in use before one goes back at once. Scores follow with the next run: everybody waits for it then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.domain.errors import CatalogueMissing, UnknownRecord
from core.domain.rights import UseCase
from core.domain.training import (
    ComparedWithAnother,
    GateShut,
    InUseAlready,
    NeverPublished,
    Origin,
    Publication,
    PublicationOver,
    TrainingFacts,
)
from core.services.scoring_ground import Ground
from core.services.session import Deed, Done, Session
from core.services.training import CHANGED
from core.storage.models import TrainedModel
from core.storage.unit_of_work import UnitOfWork
from ml.hybrid import UNUSABLE


class Standing(StrEnum):
    """How a version stands: IN_USE, WAITING to come into use, PROPOSED by a training, EARLIER in use."""

    IN_USE = "in_use"
    WAITING = "waiting"
    PROPOSED = "proposed"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a training. `trained_by` login, "" where nobody here has trained it; `at` in UTC without zone.

    `fits`: it knows today's catalogue, and this computer has what it takes. `publishable`: the gate lets it through,
    and it was compared with what is in use now. `may_return`: it was in use and can be gone back to. `publication`: the
    one that waits, to be withdrawn; `effective_at`: from when on it is or was in use last, None where it never was.
    """

    version: str
    origin: Origin
    trained_by: str
    at: datetime
    facts: TrainingFacts
    standing: Standing
    fits: bool
    publishable: bool
    may_return: bool
    publication: int | None
    effective_at: datetime | None


@dataclass(frozen=True, slots=True)
class Models:
    """`in_use`: the version by which a run would score today, "" for a model fitted at once; `published`: the one that
    was put into use, which is another where it does not fit the catalogue. `versions`, the newest first.
    """

    in_use: str
    published: str
    versions: tuple[Version, ...]


def read_models(session: Session) -> Models:
    """The model in use and all versions of trainings."""
    now = session.now()
    with session.reading(UseCase.TRAIN) as work:
        catalogue = _catalogue(work, session)
        logins = {user.id: user.login for user in work.accounts.users()}
        published, publications = work.models.published(now), work.models.publications()
        trained = work.models.trained()
    fitting = _fitting(trained, catalogue)
    in_use = published if published in fitting else ""

    def told(one: TrainedModel) -> Version:
        own = [entry for entry in publications if entry.version == one.version]
        held = [entry.effective_at for entry in own if entry.holds(now)]
        waiting = next((entry for entry in own if entry.waits(now)), None)
        facts = TrainingFacts.of(one.facts)
        standing = _standing(one.version, published, waiting, was=bool(held))
        compared = facts.passes and one.version in fitting and facts.champion == in_use
        return Version(
            version=one.version,
            origin=one.origin,
            trained_by="" if one.user_id is None else logins[one.user_id],
            at=one.at,
            facts=facts,
            standing=standing,
            fits=one.version in fitting,
            publishable=standing is Standing.PROPOSED and compared,
            may_return=standing is Standing.EARLIER,
            publication=None if waiting is None else waiting.id,
            effective_at=waiting.effective_at if waiting is not None else max(held, default=None),
        )

    return Models(in_use, published, tuple(map(told, trained)))


def read_waiting(session: Session) -> datetime | None:
    """When a version comes into use that was put into use and waits (UTC, without zone); None where none does."""
    now = session.now()
    with session.reading(UseCase.TRAIN) as work:
        return next((one.effective_at for one in work.models.publications() if one.waits(now)), None)


def publish_model(session: Session, version: str) -> Done[datetime]:
    """Put a version into use after the delay of the settings; returns from when on (UTC, without zone). One that waited
    is withdrawn.

    Raises UnknownRecord, InUseAlready, GateShut, ComparedWithAnother (the catalogue or the model in use has changed).
    """
    with session.doing(UseCase.PUBLISH) as deed:
        one = next((one for one in deed.work.models.trained() if one.version == version), None)
        if one is None:
            raise UnknownRecord
        _refuse_in_use(deed, version)
        facts = TrainingFacts.of(one.facts)
        if not facts.passes:
            raise GateShut
        published = deed.work.models.published(deed.at)
        fitting = _fitting(deed.work.models.trained(), _catalogue(deed.work, session))
        if version not in fitting or facts.champion != (published if published in fitting else ""):
            raise ComparedWithAnother
        effective_at = deed.at + timedelta(seconds=deed.settings.publish_delay)
        _publish(deed, session, version, effective_at)
    return Done(effective_at, CHANGED, deed.entry)


def withdraw_publication(session: Session, publication: int) -> Done[None]:
    """Withdraw a publication that has not come into force: nothing has happened. Raises PublicationOver."""
    with session.doing(UseCase.PUBLISH) as deed:
        waiting = [one for one in deed.work.models.publications() if one.waits(deed.at)]
        if publication not in {one.id for one in waiting}:
            raise PublicationOver
        deed.work.models.withdraw(publication, deed.at)
        deed.details |= {"unpublished": next(one.version for one in waiting if one.id == publication)}
    return Done(None, CHANGED, deed.entry)


def roll_back(session: Session, version: str) -> Done[None]:
    """Go back, at once, to a version that was in use before; "": to models that are fitted at once. One that waited is
    withdrawn. Raises NeverPublished, InUseAlready.
    """
    with session.doing(UseCase.PUBLISH) as deed:
        held = [one.version for one in deed.work.models.publications() if one.holds(deed.at)]
        if version and version not in held:
            raise NeverPublished
        _refuse_in_use(deed, version)
        _publish(deed, session, version, deed.at)
        deed.details |= {"gone_back": True}
    return Done(None, CHANGED, deed.entry)


def _publish(deed: Deed, session: Session, version: str, effective_at: datetime) -> None:
    for one in deed.work.models.publications():
        if one.waits(deed.at):
            deed.work.models.withdraw(one.id, deed.at)
    deed.work.models.publish(version, session.user_id, deed.at, effective_at)
    deed.details |= {"version": version or None}


def _refuse_in_use(deed: Deed, version: str) -> None:
    waiting = {one.version for one in deed.work.models.publications() if one.waits(deed.at)}
    if version == deed.work.models.published(deed.at) or (version and version in waiting):
        raise InUseAlready


def _standing(version: str, published: str, waiting: Publication | None, *, was: bool) -> Standing:
    if waiting is not None:
        return Standing.WAITING
    if version == published:
        return Standing.IN_USE
    return Standing.EARLIER if was else Standing.PROPOSED


def _fitting(trained: Iterable[TrainedModel], catalogue: str) -> set[str]:
    """The versions that know this catalogue and can score on this computer."""
    return {
        one.version
        for one in trained
        if one.catalogue == catalogue and UNUSABLE.isdisjoint(one.facts.get("members", ()))
    }


def _catalogue(work: UnitOfWork, session: Session) -> str:
    """What a model has to fit; "" without a catalogue."""
    try:
        return Ground.read(work, session.today()).catalogue
    except CatalogueMissing:
        return ""
