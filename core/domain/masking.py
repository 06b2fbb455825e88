"""What is shown of a personal value to whoever has not asked to see it: enough to tell two apart, not to use it."""

from typing import Final

_HIDDEN: Final = "•"
_SHOWN: Final = 2
_RUSSIAN: Final = 12


def masked_phone(phone: str) -> str:
    """A phone in E.164: «+7 912 ***-**-89», of another country «+49 ***89»; empty where there is none."""
    if not phone:
        return ""
    if phone.startswith("+7") and len(phone) == _RUSSIAN:
        return f"+7 {phone[2:5]} ***-**-{phone[-_SHOWN:]}"
    return f"{phone[:3]} ***{phone[-_SHOWN:]}" if len(phone) > 3 + _SHOWN else "***"


def masked_email(email: str) -> str:
    """An address: its first letter and its domain; empty where there is none."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}{_HIDDEN * 3}@{domain}" if email else ""


def masked_number(number: str) -> str:
    """The number of a document: its last two signs, and a dot for each of the others."""
    if len(number) <= _SHOWN:
        return _HIDDEN * len(number)
    return _HIDDEN * (len(number) - _SHOWN) + number[-_SHOWN:]
