"""Stops of the tour about the list of clients: all of them, typed in, filtered, nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from core.services.client_list import ConsentState, SortKey
from desktop.screens.clients.shown import Column
from desktop.screens.clients.wanted import Part

if TYPE_CHECKING:
    from desktop.bootstrap import Program
    from desktop.screens.clients.screen import ClientsScreen

NOBODY: Final = "zzzz"
"""What is typed to find nobody."""


def client_stops(program: Program) -> Iterator[tuple[str, Callable[[], None]]]:
    """What `desktop/tour.py`'s guide comes by."""

    def page() -> ClientsScreen:
        from desktop.screens.clients.screen import ClientsScreen  # noqa: PLC0415 (the application comes before it)

        program.go("clients", {})
        program.settle()
        shown = program.frame.page
        if not isinstance(shown, ClientsScreen):
            raise TypeError
        return shown

    def everybody() -> None:
        """By score, the first ones selected."""
        shown = page()
        shown.presenter.reset()
        if shown.presenter.sort is not SortKey.SCORE:
            shown.presenter.sort_by(SortKey.SCORE)
        program.settle()
        for place in (1, 2):
            shown.grid.select_also(place)

    def edited() -> None:
        """A row typed in, its phone no phone."""
        shown = page()
        shown.presenter.edit.leave()
        program.settle()
        shown.grid.setFocus()
        shown.presenter.edit.begin()
        program.settle()
        shown.editor.lines[Column.PHONE].setText(NOBODY)
        shown.presenter.edit.save({column: line.text() for column, line in shown.editor.lines.items()})

    def filtered() -> None:
        """Some parts on, one off, the choice open."""
        shown = page()
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
        shown = page()
        shown.filter.more.click()
        shown.presenter.reset()
        shown.filter.search.setText(NOBODY)

    yield "clients", everybody
    yield "clients-edit", edited
    yield "clients-filter", filtered
    yield "clients-nobody", nobody
