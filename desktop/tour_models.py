"""Stops of the tour at the versions of the model: made up for the pictures, one with each verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from core.domain.settings import Settings
from core.domain.training import Found, Origin, TrainingFacts, Verdict
from core.services.publishing import publish_model
from core.services.settings import change_settings, read_settings
from core.storage.models import TrainedModel

if TYPE_CHECKING:
    from core.services.session import Session
    from desktop.bootstrap import Program
    from desktop.screens.models.screen import ModelsScreen

_FACTS: Final = TrainingFacts(
    clients=400,
    ownerships=612,
    answers=128,
    bought=31,
    first_day=date(2026, 1, 12),
    last_day=date(2026, 11, 18),
    members={"item_based": 0.42, "user_based": 0.31, "portrait": 0.55, "popularity": 0.12, "boosted": 0.2},
    losses={"item_based": 2.11, "user_based": 2.16, "portrait": 2.04, "popularity": 2.31, "boosted": 2.13},
    champion="",
    verdict=Verdict.BETTER,
    found=Found(96, 2.31, 2.19, -0.12, -0.2, -0.04, 96, 22, 27, 1, 9, None),
    by_time=False,
    worse_kinds=(),
    seconds=6.0,
)
_FEW: Final = Found(24, None, None, None, None, None, 24, 6, 6, -3, 3, 210)
_WORSE: Final = Found(96, 2.19, 2.35, 0.16, 0.05, 0.27, 96, 27, 20, -12, -2, None)


def models_stops(program: Program) -> Iterator[tuple[str, Callable[[], None]]]:
    """Name and way of each."""
    yield "outcomes-learn", partial(_learn, program, "outcomes")
    yield "today-learn", partial(_learn, program, "today")
    yield "models-shipped", partial(_shipped, program)
    yield "models", partial(_versions, program)
    yield "models-waiting", partial(_waiting, program)
    yield "models-few", partial(_choose, program, 1)
    yield "models-worse", partial(_choose, program, 2)
    yield "models-at-once", partial(_at_once, program)


def _learn(program: Program, page: str) -> None:
    """One answer is enough here to suggest a training."""
    session = _session(program)
    change_settings(session, replace(read_settings(session), training_answers=1))
    program.go(page, {"tab": "awaited"} if page == "outcomes" else {})


def _shipped(program: Program) -> None:
    session = _session(program)
    change_settings(session, replace(read_settings(session), training_answers=Settings().training_answers))
    program.go("models", {})


def _versions(program: Program) -> None:
    session = _session(program)
    with session.store.unit_of_work() as work:
        used = work.models.published(session.now())
        stored, kinds = work.models.one(used), tuple(sorted(work.catalogue.read().kinds)[:2])
        if stored is None:
            return
        facts = replace(_FACTS, champion=used)
        for days, verdict, found, worse in (
            (20, Verdict.WORSE, _WORSE, kinds),
            (9, Verdict.TOO_FEW, _FEW, ()),
            (0, Verdict.BETTER, facts.found, ()),
        ):
            told = replace(facts, verdict=verdict, found=found, worse_kinds=worse)
            name, at = f"tour-{days}", session.now() - timedelta(days=days, hours=1)
            new = replace(stored, version=name, origin=Origin.TRAINED)
            made = TrainedModel(name, Origin.TRAINED, session.user_id, at, stored.catalogue, told.content())
            work.models.add_trained(new, made, stored.content)
    program.go("models", {})


def _waiting(program: Program) -> None:
    publish_model(_session(program), "tour-0")
    _choose(program, 0)
    program.go("models", {})


def _at_once(program: Program) -> None:
    """As at first: what waited does not come."""
    page = _page(program)
    page.presenter.withdraw()
    page.grid.selectRow(page.table.rowCount() - 1)


def _choose(program: Program, row: int) -> None:
    _page(program).grid.selectRow(row)


def _page(program: Program) -> ModelsScreen:
    from desktop.screens.models.screen import ModelsScreen  # noqa: PLC0415 (the application comes first)

    page = program.frame.page
    if not isinstance(page, ModelsScreen):
        raise TypeError
    return page


def _session(program: Program) -> Session:
    place = program.workplace
    if place is None:
        raise RuntimeError
    return place.session
