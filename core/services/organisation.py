"""The organisation as data: units in a tree, users on them, and which manager a client is with.

A supervisor's rights go to the clients of the unit and all below it, and to the whole base where there are no units.
"""

from collections.abc import Sequence

from core.domain.errors import BeyondReach, MissingValue, UnknownLogin
from core.domain.organisation import Organisation
from core.domain.rights import SEES_PEOPLE, UseCase
from core.domain.text import fold
from core.services.session import Done, Session
from core.storage.accounts import User
from core.storage.unit_of_work import UnitOfWork
from core.vault.slots import plain_login

CHANGED = frozenset({"organisation"})


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
        records.assign(clients, None if manager is None else manager.id)
        deed.details |= {"clients": len(set(clients)), "manager": None if manager is None else manager.id}
    return Done(None, frozenset({"clients", "recommendations"}), deed.entry)


def _user(work: UnitOfWork, login: str) -> User:
    user = work.accounts.user(plain_login(login))
    if user is None:
        raise UnknownLogin
    return user
