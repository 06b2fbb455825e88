"""What approvals ask of a package: looked at wherever one may leave. Approving is in `core/services/approvals.py`."""

from core.domain.approval import Approval, ApprovalMissing
from core.domain.rights import MAY, UseCase
from core.domain.settings import Settings
from core.services.session import Session
from core.storage.packages import StoredPackage
from core.storage.unit_of_work import UnitOfWork


def is_held(work: UnitOfWork, package: StoredPackage) -> bool:
    """Whether the base asks for an approval that this package has not got."""
    return package.approved_at is None and Settings.of(work.accounts.settings()).approvals


def refuse_unapproved(work: UnitOfWork, package: StoredPackage) -> None:
    """Raise ApprovalMissing for a package that may not leave yet."""
    if is_held(work, package):
        raise ApprovalMissing


def others(work: UnitOfWork, package: StoredPackage) -> bool:
    """Whether there is anybody but its maker who holds the right to approve."""
    holders = {user.id for user in work.accounts.users() if user.active and user.roles & MAY[UseCase.APPROVE]}
    return bool(holders - {package.made_by})


def needed(work: UnitOfWork, session: Session, package: StoredPackage) -> Approval:
    """What this package still needs, for this user."""
    if not is_held(work, package):
        return Approval.NONE
    if not others(work, package):
        return Approval.WORD
    may = session.roles & MAY[UseCase.APPROVE] and package.made_by not in {None, session.user_id}
    return Approval.MINE if may else Approval.ANOTHER
