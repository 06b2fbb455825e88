"""The stops of the tour at answers: what is waited on, and rows of a partner's file that are not clear."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.delivery.workbook import table_workbook
from core.domain.lead import Stage
from core.domain.reply import new_code
from core.services.leads import leads_in
from core.services.replies import take_reply
from core.vault.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

    from desktop.bootstrap import Program
    from desktop.screens.outcomes.screen import OutcomesScreen


ANEW = frozenset({"outcomes-pasted", "outcomes-choice"})
"""Windows above the page."""


def outcome_stops(program: Program) -> Iterator[tuple[str, Callable[[], QWidget | None]]]:
    """Every tab, a block that was pasted, and the search for an offer."""
    yield "outcomes", partial(program.go, "outcomes", {"tab": "awaited"})
    yield "outcomes-ask", partial(program.go, "outcomes", {"tab": "ask"})
    yield "outcomes-late", partial(program.go, "outcomes", {"tab": "late"})
    yield "outcomes-pasted", lambda: _pasted(program)
    yield "outcomes-lines", lambda: _lines(program)
    yield "outcomes-choice", lambda: _choice(program)


def _lines(program: Program) -> None:
    """A file of a partner who wrote what came to mind."""
    workplace = program.workplace
    if workplace is None:
        raise TypeError
    session = workplace.session
    sent = {one.id for one in leads_in(session, Stage.SENT)}
    with session.store.unit_of_work() as work:
        known = [code for code, lead in work.replies.given_out().items() if lead in sent]
    said = ["well, I think so", "bought", "refused?"]
    rows = [[code, word, "in a year" if word == "bought" else None] for code, word in zip(known, said, strict=False)]
    rows += [[new_code(), "refused", None], ["7K2QF", "bought", None]]
    file = program.preferences.folder / "answers.xlsx"
    write_whole(file, table_workbook("Answers", [(head, 14) for head in ("Reply code", "Answer", "Answered on")], rows))
    take_reply(session, file)
    program.go("outcomes", {"tab": "lines"})


def _page(program: Program) -> OutcomesScreen:
    from desktop.screens.outcomes.screen import OutcomesScreen  # noqa: PLC0415 (the application comes before any widget)

    program.settle()
    page = program.frame.page
    if not isinstance(page, OutcomesScreen):
        raise TypeError
    if page.dialog is not None:
        page.dialog.reject()
    return page


def _pasted(program: Program) -> QWidget | None:
    """A column of answers, one of them unclear."""
    program.go("outcomes", {"tab": "awaited"})
    page = _page(program)
    page.presenter.paste("bought\t42300\nrefused\t\nwell, I think so\t\nbought\t18500\n")
    program.settle()
    return page.dialog


def _choice(program: Program) -> QWidget | None:
    """A row of which nobody knows whom it is about."""
    program.go("outcomes", {"tab": "lines"})
    page = _page(program)
    page.presenter.choose(page.table.rowCount() - 1)
    page.presenter.choose_lead()
    return page.dialog
