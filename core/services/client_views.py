"""Saved views of the list of clients: which filter, in which order, under a name; one's own, or for the whole team.

What is wanted is the page's to say, and stands here as plain JSON. It lies beside the people, as a city may; what was
typed into the search is not kept, so that no view names a person who is erased later.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.domain.card_errors import ViewNameTaken, ViewTooLong
from core.domain.errors import MissingValue, NothingToUndo, UnknownRecord
from core.domain.rights import UseCase
from core.domain.text import fold
from core.services.session import Deed, Done, Session

LONGEST_NAME: Final = 60
MOST_CONTENT: Final = 20_000
"""Signs of a view as JSON."""

VIEW: Final = "view"
REMOVED: Final = "removed_view"
"""Details of an entry of KEEP_VIEWS: the view that was kept, or removed."""

UNDONE: Final = "undone"
_CHANGED: Final = frozenset({"views"})


@dataclass(frozen=True, slots=True)
class ClientView:
    """A saved view; `shared`: everybody who reads clients has it; `own`: this user made it, and may remove it."""

    id: int
    name: str
    content: Mapping[str, Any]
    shared: bool
    own: bool


def read_views(session: Session) -> list[ClientView]:
    """One's own views and those of the team, by their names."""
    with session.reading(UseCase.READ_CLIENTS) as work:
        return [
            ClientView(one.id, one.name, one.content, one.shared, one.user_id == session.user_id)
            for one in work.saved_views.of(session.user_id)
        ]


def keep_view(session: Session, name: str, content: Mapping[str, Any], *, shared: bool = False) -> Done[int]:
    """Keep a view under this name; returns its id.

    Raises MissingValue (no name), ViewTooLong, ViewNameTaken.
    """
    name = " ".join(name.split())
    if not fold(name):
        raise MissingValue(field="view")
    if len(name) > LONGEST_NAME or len(json.dumps(content)) > MOST_CONTENT:
        raise ViewTooLong(most=LONGEST_NAME)
    with session.doing(UseCase.KEEP_VIEWS) as deed:
        _refuse_taken(deed, session, name)
        view = deed.work.saved_views.add(name, content, session.user_id, shared=shared)
        deed.details |= {VIEW: view}
    return Done(view, _CHANGED, deed.entry)


def remove_view(session: Session, view: int) -> Done[None]:
    """Remove a view of one's own. Raises UnknownRecord (also for somebody else's)."""
    with session.doing(UseCase.KEEP_VIEWS) as deed:
        one = deed.work.saved_views.one(view)
        if one.removed or one.user_id != session.user_id:
            raise UnknownRecord
        deed.work.saved_views.mark(view, removed=True)
        deed.details |= {REMOVED: view}
    return Done(None, _CHANGED, deed.entry)


def undo_view(session: Session, entry: int) -> Done[None]:
    """Take back the keeping or the removing of a view by this user, by its entry in the journal. Raises NothingToUndo
    (not one's own, or it is as it was already), ViewNameTaken (another one has the name since).
    """
    with session.doing(UseCase.KEEP_VIEWS) as deed:
        found = deed.work.audit.following(entry, {UseCase.KEEP_VIEWS})
        if not found or found[0].id != entry or found[0].user_id != session.user_id or UNDONE in found[0].details:
            raise NothingToUndo
        back = REMOVED in found[0].details
        one = deed.work.saved_views.one(int(found[0].details[REMOVED if back else VIEW]))
        if one.removed is not back:
            raise NothingToUndo
        if back:
            _refuse_taken(deed, session, one.name)
        deed.work.saved_views.mark(one.id, removed=not back)
        deed.details |= {UNDONE: entry}
    return Done(None, _CHANGED, deed.entry)


def _refuse_taken(deed: Deed, session: Session, name: str) -> None:
    """Among those that this user meets."""
    if any(fold(one.name) == fold(name) for one in deed.work.saved_views.of(session.user_id)):
        raise ViewNameTaken
