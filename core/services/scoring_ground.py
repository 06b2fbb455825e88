"""What a run of scoring stands on: the catalogue with the answers so far, the settings, the day, a model that fits."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from core.domain.errors import CatalogueMissing
from core.domain.settings import Settings
from core.domain.training import Origin
from core.domain.trial import Trial, running
from core.services.assortment import Shelf
from core.storage.models import StoredModel
from core.storage.rows import Still, unheard
from core.storage.unit_of_work import UnitOfWork
from ml.bundle import dump, load
from ml.dataset import Clients, Dataset
from ml.hybrid import MEMBERS, UNUSABLE, Model, fit

REFIT_GROWTH = 0.1
"""A model that was fitted at once is fitted anew when what it learns from has grown by more than this share, or its
catalogue has changed.
"""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model in use; `new` where it is not in the base yet."""

    version: str
    model: Model
    new: StoredModel | None = None

    @classmethod
    def of(cls, stored: StoredModel) -> "Fitted":
        """A model of the base."""
        return cls(stored.version, load(stored.content))

    @property
    def looks_at_everybody(self) -> bool:
        """Whether a member has to look for neighbours in the open base."""
        return any(member.name in self.model.weights and not member.kept for member in MEMBERS)


@dataclass(frozen=True)
class Ground:
    """What is the same for all clients of a run: the catalogue with the answers so far, the settings, the day, the
    `trial` that runs on it.
    """

    shelf: Shelf
    settings: Settings
    day: date
    trial: Trial | None = None

    @classmethod
    def read(cls, work: UnitOfWork, day: date) -> "Ground":
        """Raises CatalogueMissing."""
        shelf = Shelf(work.catalogue.read(), work.leads.answers(day))
        if not shelf.services:
            raise CatalogueMissing
        settings = work.accounts.settings()
        return cls(shelf, Settings.of(settings), day, running(settings, day))

    @cached_property
    def catalogue(self) -> str:
        """Names what a model has to fit."""
        goods = self.shelf.assortment
        return _digest(self.shelf.kinds, goods.recorded.tolist(), goods.without_prior)

    def holds_out(self, client_id: int) -> bool:
        """Whether a trial keeps experience from this client."""
        return self.trial is not None and self.trial.holds_out(client_id)

    def signature(self, model_version: str, *, held_out: bool = False) -> str:
        """Names all that the scores of an unchanged client depend on: what has it was scored by just this. Those whom
        a trial holds out have another one, so that its beginning and its end let nobody else wait.
        """
        rules = self.settings.open_recommendations, self.settings.silence_days
        trial = (self.trial.salt,) if held_out and self.trial is not None else ()
        return _digest(model_version, self.shelf.score_digest, rules, self.day.year, *trial)

    def observed(self, work: UnitOfWork, clients: int) -> int:
        """Of what a model would learn now: clients, ownerships and answers."""
        answered = sum(one.answered for one in self.shelf.answers.values())
        return clients + work.clients.count_ownerships() + answered

    def model_in_use(self, work: UnitOfWork, now: datetime) -> StoredModel | None:
        """The published version, unless it does not fit this catalogue or this computer, else the last one that was
        fitted at once.
        """
        return work.models.in_use(self.catalogue, now, UNUSABLE)

    def lacks_published(self, work: UnitOfWork, now: datetime, latest: StoredModel | None) -> bool:
        """Whether a version was published that does not fit this catalogue, so that `latest` stands in for it."""
        published = work.models.published(now)
        return bool(published) and (latest is None or latest.version != published)

    def fits(self, model: StoredModel, observed: int) -> bool:
        """Whether a model knows this catalogue and, fitted at once, was not outgrown: a published one is never
        replaced without a word.
        """
        outgrown = model.origin is Origin.AT_ONCE and observed > model.fitted_on * (1 + REFIT_GROWTH)
        return model.catalogue == self.catalogue and not outgrown

    def fit(self, everybody: Clients, observed: int, now: datetime, still: Still = unheard) -> Fitted:
        """A new model. `still` is called every now and then."""
        model = fit(Dataset(self.shelf.assortment, everybody), still=still)
        content = dump(model)
        version = _digest(content, now)[:16]
        return Fitted(version, model, StoredModel(version, observed, self.catalogue, content))


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
