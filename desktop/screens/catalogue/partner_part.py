"""What a partner gets and how: columns of its packages, the key they are sealed for, the address they are mailed to.

It stands on the card of the company. Every change is made at once; that of the columns can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from core.delivery.fields import PACKAGE_FIELDS
from core.domain.rights import MAY, UseCase
from core.services.catalogue import set_partner_fields
from core.services.package_opening import sender_words
from core.services.partner_addresses import confirm_partner_address, remove_partner_address, set_partner_address
from core.services.partners import (
    Partner,
    confirm_partner_key,
    read_partners,
    read_recipient,
    read_sender_key,
    remove_partner_key,
    set_partner_key,
)
from core.services.users import key_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from core.domain.errors import KnownError
    from core.services.session import Done, Session
    from desktop.desk import Desk

FIELDS: Final = "fields"
KEY: Final = "key"
ADDRESS: Final = "address"
_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A column that packages can have: its name, whether the partner gets it, the title it wants for it, "" for ours
    (`usual`). `up`, `down`: it can change places with a neighbour.
    """

    code: str
    name: str
    allowed: bool
    title: str
    usual: str
    up: bool
    down: bool


@dataclass(frozen=True, slots=True)
class PartnerShown:
    """All of it in words. `key` is empty where there is none; `words` are those to compare by phone; `unsure`: nobody
    has compared it. `own`: the words of our own signature.
    """

    way: str
    fields: tuple[FieldLine, ...]
    key: str
    words: str
    key_state: str
    key_unsure: bool
    own: str
    address: str
    address_state: str
    address_unsure: bool
    may_edit: bool


class PartnerView(Protocol):
    """What is shown of it."""

    def show_partner(self, shown: PartnerShown | None, instead: str, *, fresh: bool) -> None:
        """A partner; or None and what is said `instead`. A `fresh` one forgets what was being typed."""

    def show_partner_refused(self, part: str, sentence: str) -> None:
        """Why FIELDS, KEY or ADDRESS stay as they are; an empty sentence takes it back."""

    def choose_file(self, title: str, kinds: str) -> str:
        """Let the user point at a file; "" for none."""

    def ask(self, title: str, text: str, answers: Sequence[tuple[str, str]], *, careful: bool = False) -> str:
        """Ask; the value of the answer."""


class PartnerPart:
    """Of the company whose card is open."""

    def __init__(self, view: PartnerView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._company: int | None = None
        self._partner: Partner | None = None
        self._own = b""
        self._before: dict[int, tuple[int, tuple[str, ...], Mapping[str, str]]] = {}

    @property
    def allowed(self) -> bool:
        """Whether this user keeps the cards of partners."""
        return bool(self._desk.session.roles & MAY[UseCase.EDIT_PARTNERS])

    def open(self, company: int | None) -> None:
        """Show this partner; None for a card of something else. The one that is shown already stays."""
        if company != self._company:
            self._company, self._partner = company, None
            self._view.show_partner(None, "", fresh=True)
            self.read()

    def read(self) -> None:
        """The base may have changed."""
        company = self._company
        if company is None:
            return

        def question(session: Session) -> tuple[list[Partner], bytes]:
            return read_partners(session), read_sender_key(session)

        def found(read: tuple[list[Partner], bytes]) -> None:
            partners, self._own = read
            if company != self._company:
                return
            partner = next((one for one in partners if one.id == company), None)
            if partner is None:
                self._view.show_partner(None, self._say("later"), fresh=True)
            else:
                self._show(partner)

        self._desk.ask("partner", question, found)

    # ------------------------------------------------------------------ columns

    def allow(self, code: str, on: bool) -> None:
        """The partner gets this column, as the last one, or does not."""
        partner = self._partner
        if partner is not None and on != (code in partner.fields):
            fields = (*partner.fields, code) if on else tuple(one for one in partner.fields if one != code)
            self._set_fields(partner, fields, partner.titles)

    def move(self, code: str, by: int) -> None:
        """One place up (-1) or down (+1)."""
        partner = self._partner
        if partner is None or code not in partner.fields:
            return
        fields = list(partner.fields)
        here = fields.index(code)
        there = here + by
        if 0 <= there < len(fields):
            fields[here], fields[there] = fields[there], fields[here]
            self._set_fields(partner, tuple(fields), partner.titles)

    def entitle(self, code: str, title: str) -> None:
        """The partner wants this title; "" for ours."""
        partner = self._partner
        if partner is not None and " ".join(title.split()) != partner.titles.get(code, ""):
            self._set_fields(partner, partner.fields, {**partner.titles, code: title})

    def undo(self, entry: int) -> bool:
        """The columns are as before this entry of the journal; whether it was one of ours."""
        if entry not in self._before:
            return False
        company, fields, titles = self._before.pop(entry)

        def done(_result: Done[None]) -> None:
            self._desk.tell(self._say("fields_undone"), icon="undo-2")
            self.read()

        self._desk.do(lambda session: set_partner_fields(session, company, fields, titles), done, self._refuse(FIELDS))
        return True

    def _set_fields(self, partner: Partner, fields: Sequence[str], titles: Mapping[str, str]) -> None:
        def done(result: Done[None]) -> None:
            if result.entry is not None:
                self._before[result.entry] = partner.id, partner.fields, partner.titles
            self._view.show_partner_refused(FIELDS, "")
            self._desk.tell(self._say("fields_saved", name=partner.name), entry=result.entry)
            self.read()

        def refused(error: KnownError) -> None:
            self._show(partner)  # a tick that was not taken stands as before
            self._view.show_partner_refused(FIELDS, self._desk.words.error(error))

        self._desk.do(lambda session: set_partner_fields(session, partner.id, fields, titles), done, refused)

    # ------------------------------------------------------------------ key

    def set_key(self, text: str) -> None:
        """Seal for this key from now on."""
        self._do(KEY, lambda session, company: set_partner_key(session, company, text.strip()), "key_saved")

    def load_key(self) -> None:
        """The key of a file that the partner sent."""
        path = self._view.choose_file(self._say("key_choose"), self._say("key_filter"))
        if path:
            self._do(
                KEY,
                lambda session, company: set_partner_key(session, company, read_recipient(Path(path))),
                "key_saved",
            )

    def confirm_key(self) -> None:
        """Its words are the same as those that the partner reads out."""
        key = "" if self._partner is None or self._partner.key is None else self._partner.key.recipient
        self._do(KEY, lambda session, company: confirm_partner_key(session, company, key), "key_confirmed")

    def remove_key(self) -> None:
        """Ask, then forget it."""
        partner = self._partner
        if partner is None or partner.key is None:
            return
        answers = [(self._say("key_remove_do"), "remove"), (self._say("keep"), "")]
        title = self._say("key_remove_title", name=partner.name)
        if self._view.ask(title, self._say("key_remove_text"), answers, careful=True):
            self._do(KEY, remove_partner_key, "key_removed")

    # ------------------------------------------------------------------ address

    def set_address(self, text: str) -> None:
        """Mail goes here from now on."""
        self._do(ADDRESS, lambda session, company: set_partner_address(session, company, text), "address_saved")

    def confirm_address(self) -> None:
        """The partner says that it is right."""
        address = "" if self._partner is None or self._partner.address is None else self._partner.address.address
        self._do(
            ADDRESS, lambda session, company: confirm_partner_address(session, company, address), "address_confirmed"
        )

    def remove_address(self) -> None:
        """Nothing is mailed to this partner any more."""
        self._do(ADDRESS, remove_partner_address, "address_removed")

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("partner", key, **blanks)

    def _do(self, part: str, command: Callable[[Session, int], Done[Partner]], told: str) -> None:
        partner = self._partner
        if partner is None:
            return

        def done(result: Done[Partner]) -> None:
            self._view.show_partner_refused(part, "")
            if result.value.id == self._company:
                self._show(result.value, fresh=True)
            self._desk.tell(self._say(told, name=partner.name))

        self._desk.do(lambda session: command(session, partner.id), done, self._refuse(part))

    def _refuse(self, part: str) -> Callable[[KnownError], None]:
        return lambda error: self._view.show_partner_refused(part, self._desk.words.error(error))

    def _show(self, partner: Partner, *, fresh: bool = False) -> None:
        fresh = fresh or self._partner is None
        self._partner = partner
        key, address, language = partner.key, partner.address, self._desk.words.language
        self._view.show_partner(
            PartnerShown(
                way=self._say("way_password" if key is None else "way_sealed"),
                fields=self._fields(partner),
                key="" if key is None else _spelt(key.recipient),
                words="" if key is None else " · ".join(key_words(key.recipient, language)),
                key_state=self._state("key", None if key is None else key.confirmed_at, there=key is not None),
                key_unsure=key is not None and key.confirmed_at is None,
                own=" · ".join(sender_words(self._own, language)),
                address="" if address is None else address.address,
                address_state=self._state(
                    "address", None if address is None else address.confirmed_at, there=address is not None
                ),
                address_unsure=address is not None and address.confirmed_at is None,
                may_edit=self.allowed,
            ),
            "",
            fresh=fresh,
        )

    def _fields(self, partner: Partner) -> tuple[FieldLine, ...]:
        """Those that leave in their order, then the others."""
        say, count = self._desk.words.say, len(partner.fields)
        return tuple(
            FieldLine(
                code=code,
                name=say("fields" if self._desk.words.has("fields", code) else "package", code),
                allowed=place < count,
                title=partner.titles.get(code, ""),
                usual=say("package", code),
                up=0 < place < count,
                down=place < count - 1,
            )
            for place, code in enumerate(
                (*partner.fields, *(one for one in PACKAGE_FIELDS if one not in partner.fields))
            )
        )

    def _state(self, what: str, confirmed_at: datetime | None, *, there: bool) -> str:
        if not there:
            return self._say(f"{what}_none")
        if confirmed_at is None:
            return self._say(f"{what}_unsure")
        day = confirmed_at.replace(tzinfo=UTC).astimezone().date()
        return self._say(f"{what}_sure", day=self._desk.words.day(day))


def _spelt(key: str) -> str:
    """In groups, as it is read aloud."""
    return " ".join(key[at : at + _GROUP] for at in range(0, len(key), _GROUP))
