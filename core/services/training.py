"""Training: the model of the base learns anew from everything that is known today, and is compared with the one in use.

What a screen calls:

    training_due(session)            whether to ask for a training, and why
    count_unlearned(session)         the same for whoever computes and may not train
    train(session, progress)         long; a new version with its verdict and figures (TrainingReport), in use nowhere
    publishing.read_models(session)  the model in use and all versions with their figures and what may be done with each
    publishing.publish_model(session, version)       in use after the delay of the settings …
    publishing.withdraw_publication(session, id)     … and until then as if it had not been
    publishing.roll_back(session, version)           at once, to what was in use before; "": to models fitted at once
    score_shift.score_differences(session, a, b)     what would change for the clients

`train` and `training_due` ask for the right TRAIN, as `read_models` and `score_differences` do; the other three for
PUBLISH. A training is done by a child process (`training_apart.py`) and may be stopped: `progress` may raise Stopped.
It holds no transaction while it lasts, and what is written meanwhile is for the next one.
"""

from dataclasses import dataclass
from datetime import UTC, date, timedelta
from hashlib import sha256

from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.domain.training import Origin, TrainingFacts
from core.services.scoring_ground import Ground
from core.services.session import Done, Progress, Session, no_progress
from core.services.training_apart import train_apart
from core.services.training_data import TrainingData
from core.storage.models import StoredModel, TrainedModel
from core.storage.unit_of_work import UnitOfWork

CHANGED = frozenset({"models"})


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """A new version, and what it was trained on and what came of it."""

    version: str
    facts: TrainingFacts


@dataclass(frozen=True, slots=True)
class TrainingDue:
    """Since the last training (on `last_day`, None before the first) so many `answers` have come, and so many `days`
    have passed; `asks`: it is time to suggest another one.
    """

    answers: int
    days: int | None
    last_day: date | None
    asks: bool


def train(session: Session, progress: Progress = no_progress) -> Done[TrainingReport]:
    """Train a new version on the whole base and compare it with the model in use; nothing else changes.

    `progress` is called with the steps "prepare" and "train" and must not use the session. Raises Stopped (out of
    `progress`), CatalogueMissing, NothingToLearn, TrainingBroken, TrainingNoMemory.
    """

    def still() -> None:
        progress("prepare", 0, 1)

    with session.reading(UseCase.TRAIN) as work:
        still()
        ground = Ground.read(work, session.today())
        name, files, day = _champion(work, ground, session)
        data = TrainingData.read(work, ground, session.base_id, day, still)
        observed = ground.observed(work, len(data.course.dataset.clients))
    trained = train_apart(data.course, files, progress)
    facts = TrainingFacts(
        clients=len(data.course.dataset.clients),
        ownerships=data.ownerships,
        answers=data.answers,
        bought=data.bought,
        first_day=data.first_day,
        last_day=data.last_day,
        members=trained.members,
        losses=trained.losses,
        champion=name,
        verdict=trained.verdict,
        found=trained.found,
        by_time=trained.by_time,
        worse_kinds=tuple(ground.shelf.kinds[place] for place in trained.worse_places),
        seconds=trained.seconds,
    )
    with session.doing(UseCase.TRAIN) as deed:
        told = f"{deed.at} {len(deed.work.models.trained())}"
        version = sha256(trained.content + told.encode()).hexdigest()[:16]
        new = StoredModel(version, observed, ground.catalogue, trained.content, Origin.TRAINED)
        made = TrainedModel(version, Origin.TRAINED, session.user_id, deed.at, ground.catalogue, facts.content())
        deed.work.models.add_trained(new, made, trained.twin)
        deed.details |= {"version": version, "verdict": facts.verdict.value, "learned_answers": facts.answers}
    return Done(TrainingReport(version, facts), CHANGED, deed.entry)


def training_due(session: Session) -> TrainingDue:
    """Whether to suggest a training: after so many new answers or days as the settings say, never without an answer."""
    with session.reading(UseCase.TRAIN) as work:
        return _due(work, session.today())


def count_unlearned(session: Session) -> TrainingDue:
    """The same, of the whole base, for those who work with its scores and can only ask somebody else to train."""
    with session.reading(UseCase.COMPUTE) as work:
        return _due(work, session.today())


def _due(work: UnitOfWork, today: date) -> TrainingDue:
    """A model from elsewhere has learned from none of these answers."""
    settings = Settings.of(work.accounts.settings())
    versions = [one for one in work.models.trained() if one.origin is Origin.TRAINED]
    answered = work.outcomes.count_answered(today)
    if not versions:
        return TrainingDue(answered, None, None, answered >= settings.training_answers)
    last = versions[0].at.replace(tzinfo=UTC).astimezone().date()
    answers = max(0, answered - TrainingFacts.of(versions[0].facts).answers)
    days = (today - last).days
    asks = answers >= settings.training_answers or (days >= settings.training_days and answers > 0)
    return TrainingDue(answers, days, last, asks)


def _champion(
    work: UnitOfWork, ground: Ground, session: Session
) -> tuple[str, tuple[bytes, bytes] | None, date | None]:
    """The version in use ("" for a model fitted at once), it and its twin as files, and the first day of which it has
    seen nothing.
    """
    latest = ground.model_in_use(work, session.now())
    if latest is None or latest.origin is Origin.AT_ONCE:
        return "", None, None
    twin = work.models.twin(latest.version) or latest.content  # without a twin it came with the program: from elsewhere
    made = next(one.at for one in work.models.trained() if one.version == latest.version)
    return latest.version, (latest.content, twin), made.replace(tzinfo=UTC).astimezone().date() + timedelta(days=1)
