"""The organisation as data: units in a tree, users on them, and which manager a client is with.

A supervisor's rights go to the clients of the unit and all below it, and to the whole base where there are no units.
"""

from collections.abc import Sequence
from typing import Final

from core.domain.errors import BeyondReach, MissingValue, NothingToUndo, UnknownLogin
from core.domain.organisation import Organisation
from core.domain.rights import SEES_PEOPLE, UseCase
from core.domain.text import fold
from core.services.session import Done, Session
from core.storage.accounts import User
from core.storage.unit_of_work import UnitOfWork
from core.vault.slots import plain_login

CHANGED = frozenset({"organisation"})
_CHANGED: Final = frozenset({"clients", "recommendations"})

MOVED: Final = "moved"
"""Detail of an entry of REASSIGN: [client, manager before] of each."""

UNDONE: Final = "undone"
"""Detail of an entry of REASSIGN that undid another one: its id."""


def read_organisation(session: Session) -> Organisation:
    """The whole tree, with everybody who stands on a unit."""
    with session.reading(UseCase.READ_ORGANISATION) as work:
        return work.organisation.read()


def add_unit(session: Session, name: str, parent: int | None = None) -> Done[int]:
    """Add a unit under another one, or at the top; returns its id. Raises MissingValue, UnknownUnit."""
    if not fold(name):
        raise MissingValue(field="unit")
    with session.doing(UseCase.EDIT_ORGANISATION) as deed:
        if parent is not None:
            deed.work.organisation.read().below(parent)
        unit_id = deed.work.organisation.add(name.strip(), parent)
        deed.details |= {"unit": unit_id, "parent": parent}
    return Done(unit_id, CHANGED)


def move_unit(session: Session, unit: int, parent: int | None) -> Done[None]:
    """Put a unit with all below it under another one, or at the top. Raises UnknownUnit, UnitWithinItself."""
    with session.doing(UseCase.EDIT_ORGANISATION) as deed:
        deed.work.organisation.read().refuse_loop(unit, parent)
        deed.work.organisation.move(unit, parent)
        deed.details |= {"unit": unit, "parent": parent}
    return Done(None, CHANGED)


def place_user(session: Session, login: str, unit: int | None) -> Done[None]:
    """A user stands on this unit from now on; None: on none. Raises UnknownLogin, UnknownUnit."""
    with session.doing(UseCase.EDIT_ORGANISATION) as deed:
        user = _user(deed.work, login)
        if unit is not None:
            deed.work.organisation.read().below(unit)
        deed.work.organisation.place(user.id, unit)
        deed.details |= {"placed": user.id, "unit": unit}
    return Done(None, CHANGED)


def managers_within(session: Session) -> dict[int, str]:
    """User → login of those to whom this user may give clients, by their logins."""
    with session.reading(UseCase.REASSIGN) as work:
        reached = work.reach.managers
        users = [one for one in work.accounts.users() if one.active and one.roles & SEES_PEOPLE]
    within = [one for one in users if reached is None or one.id in reached]
    return {one.id: one.login for one in sorted(within, key=lambda one: one.login)}


def reassign(session: Session, clients: Sequence[int], login: str | None) -> Done[None]:
    """These clients are this manager's from now on; None: nobody's, so that everybody who sells may act.

    Raises BeyondReach (clients, or a manager, of another unit), UnknownRecord, UnknownLogin (also for a user who sees
    no people).
    """
    with session.doing(UseCase.REASSIGN) as deed:
        records = deed.work.clients
        records.refuse_strange(clients)
        manager = None if login is None else _user(deed.work, login)
        if manager is not None:
            if not manager.roles & SEES_PEOPLE:
                raise UnknownLogin
            if deed.work.reach.managers is not None and manager.id not in deed.work.reach.managers:
                raise BeyondReach
        before = records.managers(clients)
        records.assign(clients, None if manager is None else manager.id)
        deed.details |= {"clients": len(before), "manager": None if manager is None else manager.id}
        deed.details |= {MOVED: [list(pair) for pair in before.items()]}
    return Done(None, _CHANGED, deed.entry)


def undo_reassign(session: Session, entry: int) -> Done[int]:
    """Give the clients of a `reassign` of this user back to those who had them, by its entry in the journal; returns
    how many. Clients that are gone since are left out.

    Raises NothingToUndo: not one's own, undone before, or some are another manager's since; then nothing changes.
    BeyondReach: some are not within one's reach any longer.
    """
    with session.doing(UseCase.REASSIGN) as deed:
        found = deed.work.audit.following(entry, {UseCase.REASSIGN})
        if not found or found[0].id != entry or found[0].user_id != session.user_id or MOVED not in found[0].details:
            raise NothingToUndo
        if any(one.details.get(UNDONE) == entry for one in found):
            raise NothingToUndo
        before = dict(found[0].details[MOVED])
        now = deed.work.clients.managers(list(before))
        deed.work.clients.refuse_beyond(list(now))
        if any(manager != found[0].details["manager"] for manager in now.values()):
            raise NothingToUndo
        for manager in set(before.values()):
            deed.work.clients.assign([id_ for id_ in now if before[id_] == manager], manager)
        deed.details |= {"clients": len(now), UNDONE: entry}
    return Done(len(now), _CHANGED, deed.entry)


def _user(work: UnitOfWork, login: str) -> User:
    user = work.accounts.user(plain_login(login))
    if user is None:
        raise UnknownLogin
    return user
