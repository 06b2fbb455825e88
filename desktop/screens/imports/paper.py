"""The consent of a whole file as it is typed, and as the text that `parse_consent` reads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from core.domain.consent import EVERYBODY


@dataclass(frozen=True, slots=True)
class Paper:
    """One document for all clients of a file, perhaps not complete yet.

    `signed_on` is None while no day was given; `partners` are names of companies and count where not `everybody`;
    `scan` is the path of its file, "" for none.
    """

    number: str = ""
    signed_on: date | None = None
    everybody: bool = True
    partners: frozenset[str] = frozenset()
    scan: str = ""

    @property
    def text(self) -> str:
        """«NUMBER;YYYY-MM-DD;PARTNER,PARTNER» or «…;*»; what was not given yet is empty."""
        day = self.signed_on.isoformat() if self.signed_on else ""
        to = EVERYBODY if self.everybody else ",".join(sorted(self.partners))
        return f"{self.number.replace(';', ' ').strip()};{day};{to}"

    @classmethod
    def read(cls, text: str) -> "Paper":
        """What a draft holds."""
        number, _, rest = text.partition(";")
        day, _, names = rest.partition(";")
        try:
            signed_on = date.fromisoformat(day)
        except ValueError:
            signed_on = None
        if names == EVERYBODY:
            return cls(number, signed_on)
        return cls(number, signed_on, False, frozenset(filter(None, names.split(","))))

    def wrong(self, known: Collection[str], today: date) -> Mapping[str, str]:
        """What is wrong with it: part ("number", "day", "recipients") → key of a sentence. Empty where all is well."""
        found = {}
        if not self.number.strip():
            found["number"] = "wrong_number"
        elif ";" in self.number:
            found["number"] = "wrong_semicolon"
        if self.signed_on is None or self.signed_on > today:
            found["day"] = "wrong_day"
        if not known:
            found["recipients"] = "consent_no_partners"
        elif not self.everybody and not self.partners & set(known):
            found["recipients"] = "wrong_recipients"
        elif not self.everybody and self.comma_name is not None:
            found["recipients"] = "wrong_comma"
        return found

    @property
    def comma_name(self) -> str | None:
        """A ticked name that the text cannot hold: the comma divides names."""
        return next((name for name in sorted(self.partners) if "," in name), None)
