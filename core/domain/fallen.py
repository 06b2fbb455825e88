"""Why a package may not leave any more."""

from enum import StrEnum


class Fallen(StrEnum):
    """What came between the making of a package and its leaving; its leads wait for a new one."""

    CONSENT = "consent"
    """A consent of a client in it does not hold any more."""
    KEY = "key"
    """It is sealed for a key that the partner has replaced or that was removed."""
    ELSEWHERE = "elsewhere"
    """Another package has left, or was made before, with the same kind for one of its clients."""
    EXPIRED = "expired"
    """Its manifest says that it is opened no more."""
