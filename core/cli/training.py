"""`opuntia train`: a version is trained, compared and proposed; also published, where that is wanted and allowed."""

import argparse
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from core.cli import telling
from core.domain.rights import UseCase
from core.services.catalogue import read_catalogue
from core.services.publishing import publish_model
from core.services.session import Session
from core.services.settings import read_settings
from core.services.training import TrainingReport, train
from core.services.training_words import tell_training
from core.services.wording import Language, say


def add_training_arguments(parser: argparse.ArgumentParser, told: Callable[[str], str]) -> None:
    """What `train` takes; `told` says what is for what."""
    parser.add_argument("--publish", action="store_true", help=told("publish"))
    parser.add_argument("--json", action="store_true", help=told("json"))


def train_base(session: Session, options: argparse.Namespace, language: Language) -> str | dict[str, Any]:
    """Do it; what came of it, a mapping with `--json`, else sentences. The version is kept also where it may not be
    published, which then is no refusal but an answer. Who may not publish is told before, not after hours.
    """
    if options.publish:
        session.role_for(UseCase.PUBLISH)
    report = train(session, telling.Progress(language)).value
    kinds = {kind.id: kind.name for kind in read_catalogue(session).kinds.values()}
    effective_at = None
    if options.publish and report.facts.passes:
        effective_at = publish_model(session, report.version).value
    if options.json:
        at = None if effective_at is None else effective_at.replace(tzinfo=UTC).isoformat(timespec="seconds")
        return _facts(report, kinds) | {"effective_at": at}
    told = tell_training(language, report.facts, kinds)
    told.append(say(language, "training", "proposed", version=report.version))
    if effective_at is not None:
        seconds = read_settings(session).publish_delay
        told[-1] = say(language, "training", "published", version=report.version, seconds=seconds)
    return "\n".join(told)


def _facts(report: TrainingReport, kinds: Mapping[int, str]) -> dict[str, Any]:
    facts = report.facts.content()
    worse = [kinds.get(kind, str(kind)) for kind in report.facts.worse_kinds]
    return {"version": report.version, **facts, "worse_kinds": worse, "passes": report.facts.passes}
