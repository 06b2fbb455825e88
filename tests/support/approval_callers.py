"""How the matrix of rights calls what approves packages."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import update

from core.domain.rights import UseCase
from core.services import approvals
from core.services.session import Session
from core.storage.store import Store
from core.storage.tables import package
from tests.support.ranks import Spot

SOMEBODY = 999
"""A user who is nobody of the matrix."""


@contextmanager
def _waiting(session: Session, id_: int) -> Iterator[None]:
    """Within the block somebody else has made this package, and it was not written anywhere."""
    with Store.unit_of_work(session.store) as work:
        of_it = update(package).where(package.c.id == id_)
        work.packages._connection.execute(of_it.values(made_by=SOMEBODY, saved=False))
    yield


def _done(act: Callable[[Session, int], object]) -> Callable[[Session, Spot, Path], bool]:
    def do(session: Session, spot: Spot, _: Path) -> bool:
        with _waiting(session, spot.package):
            return act(session, spot.package) is not None

    return do


def _confirmed(session: Session, spot: Spot, _: Path) -> bool:
    with (
        patch.object(approvals, "others", return_value=False),
        patch.object(approvals, "_words", return_value=["x"] * 6),
    ):
        return approvals.confirm_package(session, spot.package, "x", "ru").entry is not None


ACTS: Mapping[UseCase, Mapping[str, Callable[[Session, Spot, Path], bool]]] = {
    UseCase.APPROVE: {
        "approvals.approve_package": _done(approvals.approve_package),
        "approvals.return_package": _done(approvals.return_package),
        "approvals.read_inside": _done(approvals.read_inside),
    },
    UseCase.SEND: {
        "approvals.confirm_package": _confirmed,
        "approvals.read_word_wanted": lambda s, at, _: bool(approvals.read_word_wanted(s, at.package)),
    },
}
