"""Saved views: the filter and the order as they stand, kept under a name and put on again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from core.services.client_views import ClientView, keep_view, read_views, remove_view
from desktop.asked import Asked, FormShown, Sort
from desktop.screens.clients.shown import ViewShown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.domain.errors import KnownError
    from core.services.session import Done, Session
    from desktop.desk import Desk

_NAME: Final = "view"
_SHARED: Final = "shared"


class ViewsView(Protocol):
    """What is asked about a view."""

    def ask_form(self, form: FormShown, then: Callable[[str, Mapping[str, Any]], None]) -> None:
        """A small window; `then` is told the pressed answer and what was typed, and it stays until `close_form`."""

    def refuse_form(self, sentence: str, field: str = "") -> None:
        """Why not, beside a field of the small window."""

    def close_form(self) -> None:
        """It was taken."""


class Views:
    """`content` tells what stands now, as it is kept; `put_on` makes it stand again."""

    def __init__(
        self,
        view: ViewsView,
        desk: Desk,
        content: Callable[[], Mapping[str, Any]],
        put_on: Callable[[Mapping[str, Any]], None],
    ) -> None:
        self._view = view
        self._desk = desk
        self._content = content
        self._put_on = put_on
        self._known: list[ClientView] = []

    def read(self) -> None:
        """The views as they are now."""
        self._desk.ask("client_views", read_views, self._take, lambda _refusal: None)

    def shown(self) -> list[ViewShown]:
        """One's own first, then the team's."""
        words, now = self._desk.words, self._content()
        ordered = sorted(self._known, key=lambda one: (one.shared, one.name.casefold(), one.id))
        return [
            ViewShown(
                id=one.id,
                text=words.say("clients", "view_shared", name=one.name) if one.shared else one.name,
                own=one.own,
                on=one.content == now,
            )
            for one in ordered
        ]

    def choose(self, view: int) -> None:
        """This one."""
        chosen = next((one for one in self._known if one.id == view), None)
        if chosen is not None:
            self._put_on(chosen.content)

    def save(self) -> None:
        """What stands now, under a name that is asked for."""
        say, content = self._desk.words.say, dict(self._content())
        fields = (
            Asked(_NAME, say("clients", "view_name")),
            Asked(_SHARED, say("clients", "view_for_all"), Sort.TICK, value=False, note=say("clients", "view_note")),
        )
        answers = ((say("clients", "view_save"), "save"), (say("clients", "cancel"), ""))

        def then(_answer: str, typed: Mapping[str, Any]) -> None:
            name, shared = str(typed[_NAME]), bool(typed[_SHARED])

            def command(session: Session) -> Done[int]:
                return keep_view(session, name, content, shared=shared)

            self._desk.do(command, lambda done: self._kept(name, done.entry), self._refuse)

        self._view.ask_form(FormShown(say("clients", "view_title"), say("clients", "view_text"), fields, answers), then)

    def remove(self, view: int) -> None:
        """Not wanted any more."""
        name = next((one.name for one in self._known if one.id == view), "")
        told = self._desk.words.say("clients", "view_removed", name=name)
        self._desk.do(
            lambda session: remove_view(session, view), lambda done: self._desk.tell(told, icon="x", entry=done.entry)
        )

    # ------------------------------------------------------------------

    def _take(self, views: list[ClientView]) -> None:
        self._known = views

    def _kept(self, name: str, entry: int | None) -> None:
        self._view.close_form()
        told = self._desk.words.say("clients", "view_kept", name=" ".join(name.split()))
        self._desk.tell(told, icon="bookmark", entry=entry)

    def _refuse(self, error: KnownError) -> None:
        self._view.refuse_form(self._desk.words.error(error), str(error.facts.get("field", _NAME)))
