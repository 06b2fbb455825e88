"""Stops of the tour on the card of a client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from core.domain.client import ClientType
from core.domain.lead import Stage
from core.domain.rights import UseCase
from core.services.consent_papers import add_paper, read_papers

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.bootstrap import Program
    from desktop.screens.client.screen import ClientScreen

ANEW = frozenset(
    {"client-answer", "client-erase", "client-scans", "client-scan", "client-changed", "clients-edit", "clients-view"}
)
"""Windows above the card, what another look takes away, and a row that is typed in: it is not read again."""


def card_stops(program: Program) -> Iterator[tuple[str, Callable[[], QWidget | None]]]:
    """The card of one who has answered, its windows, a field that somebody else changed, a new client."""
    yield "client", partial(_card, program)
    yield "client-answer", partial(_answer, program)
    yield "client-erase", partial(_erase, program)
    yield "client-scans", partial(_scans, program)
    yield "client-scan", partial(_scan, program)
    yield "client-changed", partial(_changed, program)
    yield "client-new", partial(_new, program)


def _page(program: Program, facts: dict[str, object]) -> ClientScreen:
    from desktop.screens.client.screen import ClientScreen  # noqa: PLC0415 (the application comes before any widget)

    program.go("client", facts)
    program.settle()
    page = program.frame.page
    if not isinstance(page, ClientScreen):
        raise TypeError
    if page.dialog is not None:
        page.close_form()
        page.dialog = None
    return page


def _card(program: Program) -> None:
    """The client with the most to show."""
    place = program.workplace
    if place is None:
        raise RuntimeError
    with place.session.reading(UseCase.READ_CLIENTS) as work:
        leads = list(work.leads.everything())
        heads = work.clients.heads(sorted({one.client_id for one in leads}))
        weight: dict[int, int] = {}
        for one in leads:
            counts = heads[one.client_id][0] is ClientType.PERSON
            heavy = 5 if one.stage in {Stage.SENT, Stage.TASK} else 1
            weight[one.client_id] = weight.get(one.client_id, 0) + heavy * counts
    _page(program, {"client": max(weight, key=lambda id_: (weight[id_], id_))})


def _answer(program: Program) -> QWidget | None:
    page = _page(program, {})
    card = page.presenter.card
    lead = next((one.id for one in card.leads if one.stage in {Stage.SENT, Stage.TASK}), 0) if card else 0
    page.presenter.act("answer", lead)
    return page.dialog


def _erase(program: Program) -> QWidget | None:
    page = _page(program, {})
    page.presenter.erase()
    program.settle()
    return page.dialog


def _scans(program: Program) -> None:
    """A document of consent with its scan, in sight."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 (see above)

    page = _page(program, {})
    card, place = page.presenter.card, program.workplace
    if card is None or place is None:
        raise RuntimeError
    if not read_papers(place.session, card.id):
        with TemporaryDirectory() as folder:
            scan = Path(folder) / "consent-2026.pdf"
            scan.write_bytes(b"%PDF-1.7" + bytes(240_000))
            add_paper(place.session, card.id, card.consents[0].number, scan)
        page = _page(program, {})
    section = page.sections.sections["consents"]
    section.set_open(True)
    QApplication.processEvents()
    page._right.ensureWidgetVisible(section)


def _scan(program: Program) -> QWidget | None:
    page = _page(program, {})
    card, place = page.presenter.card, program.workplace
    if card is None or place is None:
        raise RuntimeError
    page.presenter.act("remove_scan", read_papers(place.session, card.id)[0].id)
    return page.dialog


def _changed(program: Program) -> None:
    """Two hands at one field, and a value that is none in another."""
    from desktop.screens.client.shown import ConflictShown  # noqa: PLC0415 (see above)

    say = program.words.say
    page = _page(program, {})
    text = say("client", "changed_meanwhile", theirs="+7 900 000-00-01", mine="+7 900 000-00-02")
    page.show_conflict(ConflictShown("phone", text, say("client", "keep_mine"), say("client", "take_theirs")))
    page.show_note("birth_date", say("problems", "date_unclear"), "err")


def _new(program: Program) -> None:
    _page(program, {"new": True})
