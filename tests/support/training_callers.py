"""How the matrix of rights calls training and publishing."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from core.domain.errors import UnknownRecord
from core.domain.rights import UseCase
from core.domain.training import NeverPublished, PublicationOver
from core.services import experience, publishing, score_shift, scoring, scoring_plan, shipped_model, training
from core.services.session import Session
from tests.support.ranks import Ranks

Plain = Callable[[Session, Ranks, Path], object]


def _publish(session: Session) -> None:
    with suppress(UnknownRecord):
        publishing.publish_model(session, "none")


def _withdraw(session: Session) -> None:
    with suppress(PublicationOver):
        publishing.withdraw_publication(session, 10**6)


def _roll_back(session: Session) -> None:
    with suppress(NeverPublished):
        publishing.roll_back(session, "none")


def _compare(session: Session) -> None:
    with suppress(UnknownRecord):
        score_shift.score_differences(session, "none", "none")


def _look_into(session: Session) -> None:
    with suppress(UnknownRecord):
        experience.read_insight(session, "none")


PLAIN: Mapping[UseCase, Mapping[str, Plain]] = {
    UseCase.TRAIN: {
        "training.training_due": lambda s, *_: training.training_due(s),
        "publishing.read_models": lambda s, *_: publishing.read_models(s),
        "publishing.read_waiting": lambda s, *_: publishing.read_waiting(s),
        "experience.read_insight": lambda s, *_: _look_into(s),
        "score_shift.score_differences": lambda s, *_: _compare(s),
    },
    UseCase.PUBLISH: {
        "publishing.publish_model": lambda s, *_: _publish(s),
        "publishing.withdraw_publication": lambda s, *_: _withdraw(s),
        "publishing.roll_back": lambda s, *_: _roll_back(s),
        "shipped_model.adopt_shipped_model": lambda s, *_: shipped_model.adopt_shipped_model(s),
    },
}

SCORING: Mapping[str, Plain] = {
    "scoring.compute_at_once": lambda s, *_: scoring.compute_at_once(s, []),
    "scoring_plan.can_stand_alone": lambda s, *_: scoring_plan.can_stand_alone(s),
    "training.count_unlearned": lambda s, *_: training.count_unlearned(s),
}
"""For those who compute."""

COUNTS: Mapping[UseCase, Mapping[str, tuple[None, Callable[[Session, Ranks], int]]]] = {
    UseCase.TRAIN: {"training.train": (None, lambda s, _: training.train(s).value.facts.clients)},
}
