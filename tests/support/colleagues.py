"""A second user of a base."""

from pathlib import Path

from core.domain.rights import Role
from core.services import users
from core.services.session import Session, sign_in

OTHER = "vera"
NEW_PASSWORD = "other-pads-and-fruit"


def join(session: Session, roles: frozenset[Role], login: str = OTHER, password: str = NEW_PASSWORD) -> Path:
    """A new user who has set a password of their own."""
    first = users.create_user(session, login, roles).value
    base = session.store.folder
    session.close()
    own = sign_in(base, login, first)
    users.change_password(own, first, password)
    own.close()
    return base
