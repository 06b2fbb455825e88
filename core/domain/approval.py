"""Approvals: where the base asks for them, a package leaves only after somebody else has looked at it."""

from enum import StrEnum

from core.domain.errors import Refused


class Approval(StrEnum):
    """What a package still needs before it may leave, seen by one user."""

    NONE = "none"
    """Nothing: it was approved, or the base asks for no approvals."""
    MINE = "mine"
    """This user may approve it."""
    ANOTHER = "another"
    """Somebody else has to."""
    WORD = "word"
    """Nobody else could: whoever sends types one of the words by which keys are compared."""


class ApprovalMissing(Refused, code="approval_missing"):
    """The base asks for approvals, and nobody has approved this package."""


class OwnPackage(Refused, code="own_package"):
    """Nobody approves a package of their own; who made one of before is not known."""


class AnotherApproves(Refused, code="another_approves"):
    """A typed word does not do where another user may approve."""


class WrongWord(Refused, code="wrong_word"):
    """The typed word is not the one that was asked for."""


class ApprovedBefore(Refused, code="approved_before"):
    """The package was approved or written to a folder: it may have left, and is not returned."""
