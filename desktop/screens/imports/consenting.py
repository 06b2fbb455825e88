"""The consent step: no document, or one for the whole file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from core.domain.catalogue import Company
from core.domain.consent import ConsentDocument, parse_consent
from desktop.screens.imports import spoken
from desktop.screens.imports.paper import Paper
from desktop.screens.imports.shown import ConsentShown
from desktop.words import Words


class Consenting:
    """What was typed is kept where the person chooses to go without a document, and comes back with it."""

    def __init__(self, text: str | None, scan: str = "") -> None:
        self._given = text is not None
        self._kept = Paper() if text is None else replace(Paper.read(text), scan=scan)
        self._partners: tuple[str, ...] = ()
        self._told = self._attend = self._remembered = False
        self._gone = ""

    def remember(self, text: str) -> None:
        """What was given last for such a table; it counts once it is confirmed or changed."""
        self._given, self._kept, self._remembered = True, Paper.read(text), True
        self._kept = replace(self._kept, partners=self._kept.partners & set(self._partners))

    def confirm(self) -> None:
        """What was remembered is meant."""
        self._remembered = False

    def know(self, companies: Sequence[Company]) -> None:
        """Who could receive the data; a partner that is not there any more is not ticked any more."""
        self._partners = tuple(sorted(company.name for company in companies if not company.own))
        self._kept = replace(self._kept, partners=self._kept.partners & set(self._partners))

    @property
    def paper(self) -> Paper | None:
        """The document, if there is to be one."""
        return self._kept if self._given else None

    @property
    def text(self) -> str | None:
        """What the draft keeps."""
        return self._kept.text if self._given and not self._remembered else None

    @property
    def scan(self) -> str:
        """The path of its scan, for the draft and the import."""
        return self._kept.scan if self._given else ""

    @property
    def scan_is_gone(self) -> bool:
        """Whether the file that was chosen cannot be read any more."""
        return bool(self.scan) and self._gone == self.scan

    def lose(self, scan: str) -> None:
        """This file cannot be read any more."""
        self._gone = scan

    def change(self, today: date, *, given: bool | None = None, **changes: Any) -> bool:
        """Type or tick something; whether that was any change. A new document is of today unless said otherwise."""
        before = (self._given, self._kept, self._remembered)
        self._remembered = False
        if given is not None:
            self._given = given
        self._kept = replace(self._kept, **changes)
        if self._given and self._kept.signed_on is None:
            self._kept = replace(self._kept, signed_on=today)
        return before != (self._given, self._kept, self._remembered)

    def is_whole(self, today: date) -> bool:
        """Whether one can go on with it; from now on what is missing is said."""
        self._told = self._attend = True
        return not self._remembered and not self._wrong(today)

    def document(self, companies: Sequence[Company], today: date) -> ConsentDocument | None:
        """For the import. Raises BadConsent, UnknownCompany, OwnCompany."""
        return parse_consent(self._kept.text, companies, today) if self._given else None

    def shown(self, words: Words, today: date) -> ConsentShown:
        """The step."""
        wrong = self._wrong(today) if self._told or not self._partners else {}
        attend, self._attend = self._attend, False
        shown = spoken.consent_shown(words, self.paper, self._kept, self._partners, wrong, today, attend=attend)
        return replace(
            shown,
            remembered=words.say("settling", "consent_remembered") if self._remembered else "",
            scan_gone=words.say("imports", "scan_gone") if self.scan_is_gone else "",
        )

    def _wrong(self, today: date) -> dict[str, str]:
        return dict(self._kept.wrong(self._partners, today)) if self._given else {}
