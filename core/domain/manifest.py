"""The manifest of a sealed package: who sends what to whom, by which consents, until when. It travels inside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

FORMAT: Final = 1
ID_BYTES: Final = 8
DAYS_VALID: Final = 30
"""A package is opened within so many days of its making: after that the partner asks for a new one."""


def expires(made_at: datetime) -> datetime:
    """Until when a package of that moment is opened; both in UTC without zone."""
    return made_at + timedelta(days=DAYS_VALID)


class NotAManifest(ValueError):
    """The content is not that of a manifest of this or an earlier form."""


@dataclass(frozen=True, slots=True)
class ConsentNote:
    """One paper by which clients of the package may be offered something: its number and day, and of how many leads."""

    number: str
    signed_on: date
    leads: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`id` random, ID_BYTES in hexadecimals; `sender_key` the public half of the key that signed it, 32 bytes;
    `recipient_key` in age's form; moments in UTC without zone; `fields` as they stand in the workbook; `files` name →
    SHA-256 in hexadecimals; `journal` the head of the sender's audit, as «id:chain»; `reply_key` what answers are to be
    sealed for, in age's form, empty in packages of before.
    """

    id: str
    sender: str
    sender_key: bytes
    recipient: str
    recipient_key: str
    made_at: datetime
    expires_at: datetime
    purpose: str
    fields: tuple[str, ...]
    leads: int
    consents: tuple[ConsentNote, ...]
    journal: str
    files: Mapping[str, str]
    reply_key: str = ""

    def content(self) -> dict[str, Any]:
        """As it is written."""
        return {
            "format": FORMAT,
            "id": self.id,
            "sender": {"company": self.sender, "key": self.sender_key.hex(), "reply_key": self.reply_key},
            "recipient": {"company": self.recipient, "key": self.recipient_key},
            "made_at": self.made_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
            "purpose": self.purpose,
            "fields": list(self.fields),
            "leads": self.leads,
            "consents": [
                {"number": one.number, "signed_on": one.signed_on.isoformat(), "leads": one.leads}
                for one in self.consents
            ],
            "journal": self.journal,
            "files": dict(self.files),
        }

    @classmethod
    def of(cls, content: Any) -> "Manifest":
        """As it was written, its words in one line each: they are shown, and whoever signed may not be who they say.

        Raises NotAManifest.
        """
        try:
            if content["format"] != FORMAT or len(content["id"]) != 2 * ID_BYTES:
                raise NotAManifest
            return cls(
                id=_hexadecimal(content["id"]),
                sender=_text(content["sender"]["company"]),
                sender_key=bytes.fromhex(content["sender"]["key"]),
                recipient=_text(content["recipient"]["company"]),
                recipient_key=_text(content["recipient"]["key"]),
                made_at=_moment(content["made_at"]),
                expires_at=_moment(content["expires_at"]),
                purpose=_text(content["purpose"]),
                fields=tuple(_text(one) for one in content["fields"]),
                leads=_count(content["leads"]),
                consents=tuple(
                    ConsentNote(_text(one["number"]), date.fromisoformat(one["signed_on"]), _count(one["leads"]))
                    for one in content["consents"]
                ),
                journal=_text(content["journal"]),
                reply_key=_text(content["sender"].get("reply_key", "")),
                files={_text(name): _hexadecimal(digest) for name, digest in content["files"].items()},
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            raise NotAManifest from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotAManifest
    return "".join(letter for letter in " ".join(value.split()) if letter.isprintable())


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise NotAManifest
    return value


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is not None:
        raise NotAManifest
    return moment


def _hexadecimal(value: object) -> str:
    return bytes.fromhex(_text(value)).hex()
