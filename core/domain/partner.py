"""What is known of a partner as a recipient of packages."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PartnerKey:
    """The public key in age's form, «age1…», that packages are sealed for. Moments in UTC without zone;
    `confirmed_at` is None until the words of the key were compared with the partner by voice.
    """

    recipient: str
    set_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartnerAddress:
    """The mail address that packages go to. Moments in UTC without zone; `confirmed_at` is None until somebody asked
    the partner whether it is right: nothing is sent there before.
    """

    address: str
    set_at: datetime
    confirmed_at: datetime | None
