"""Stops of the tour about the list of clients: all of them, typed in, filtered, nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from core.services.client_list import ConsentState, SortKey
from desktop.screens.clients.shown import Column
from desktop.screens.clients.wanted import Part

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.bootstrap import Program
    from desktop.screens.clients.screen import ClientsScreen

NOBODY: Final = "zzzz"
"""What is typed to find nobody."""


def _page(program: Program) -> ClientsScreen:
    from desktop.screens.clients.screen import ClientsScreen  # noqa: PLC0415 (the application comes before it)

    program.go("clients", {})
    program.settle()
    shown = program.frame.page
    if not isinstance(shown, ClientsScreen):
        raise TypeError
    return shown


def _edited(program: Program) -> None:
    """A row typed in, its phone no phone."""
    shown = _page(program)
    shown.presenter.edit.leave()
    program.settle()
    shown.grid.setFocus()
    shown.presenter.edit.begin()
    program.settle()
    shown.editor.lines[Column.NAME].setText(NOBODY)
    shown.editor.lines[Column.PHONE].setText(NOBODY)
    shown.presenter.edit.save({column: line.text() for column, line in shown.editor.lines.items()})


def _kept(program: Program) -> QWidget | None:
    """What stands is to be kept as a view."""
    shown = _page(program)
    shown.close_form()
    shown.presenter.views.save()
    program.settle()
    return shown.form


def client_stops(program: Program) -> Iterator[tuple[str, Callable[[], QWidget | None]]]:
    """What `desktop/tour.py`'s guide comes by."""

    def everybody() -> None:
        """By score, the first ones selected."""
        shown = _page(program)
        shown.presenter.reset()
        if shown.presenter.sort is not SortKey.SCORE:
            shown.presenter.sort_by(SortKey.SCORE)
        program.settle()
        for place in (1, 2):
            shown.grid.select_also(place)

    def filtered() -> None:
        """Some parts on, one off, the choice open."""
        shown = _page(program)
        shown.presenter.edit.leave()
        shown.show_message("")
        for state in (ConsentState.LIVE, ConsentState.ENDING):
            shown.presenter.pick(Part.CONSENT, state, on=True)
        shown.presenter.pick(Part.SCORE, 60, on=True)
        shown.presenter.pick(Part.ADDED, 365, on=True)
        shown.presenter.switch(Part.ADDED, on=False)
        shown.filter.more.click()

    def nobody() -> None:
        """What was typed is nobody's."""
        shown = _page(program)
        shown.close_form()
        shown.filter.more.click()
        shown.presenter.reset()
        shown.filter.search.setText(NOBODY)

    yield "clients", everybody
    yield "clients-edit", partial(_edited, program)
    yield "clients-filter", filtered
    yield "clients-view", partial(_kept, program)
    yield "clients-nobody", nobody
