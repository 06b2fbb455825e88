"""The package that would be made, in words: what leaves, what stays, how it goes, and the text that goes with it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING, Final

from core.domain.outbox import AddressMissing, AddressUnconfirmed, MailAccountMissing
from core.services.users import key_words
from desktop.screens.sending.shown import Offer, PartnerLine

if TYPE_CHECKING:
    from core.services.outgoing import Outgoing
    from desktop.screens.sending.mailing import Mailing
    from desktop.words import Words

_TELLING: Final = (
    "passport_number",
    "inn",
    "income",
    "registration_address",
    "email",
    "birth_date",
    "workplace_name",
    "products",
)
"""Held back fields that people ask about first."""


_KEPT: Final = {
    "": "how_hand",
    MailAccountMissing.code: "how_no_account",
    AddressMissing.code: "how_no_address",
    AddressUnconfirmed.code: "how_unconfirmed",
}
"""What is said of how it reaches the partner where that is not by mail; "" in the sample."""


def offer_text(words: Words, offer: Outgoing, company: str, mailing: Mailing) -> Offer:
    """For one partner; `company` is ours, which signs the text."""

    def say(key: str, **blanks: object) -> str:
        return words.say("sending", key, **blanks)

    reasons = Counter(one.reason for one in offer.excluded)
    why = ", ".join(say(f"left_{reason.value}", count=count) for reason, count in reasons.most_common())
    sealed, mailed = offer.key is not None, mailing.can_reach(offer.partner)
    if mailed:
        subject = words.say("letters", "subject", number="…")
        letter = words.say("letters", "text_sealed" if sealed else "text_password", company=company)
        cover = (subject, *letter.strip().split("\n\n"))
        action = say("mail_make", n=offer.leads)
    else:
        body = say("cover_body_sealed" if sealed else "cover_body", n=offer.leads)
        cover = (say("cover_subject"), say("cover_hello"), body, say("cover_answer"), company)
        action = say("make", n=offer.leads)
    return Offer(
        title=say("package_for", partner=offer.partner),
        share=say("share", n=offer.leads + len(offer.excluded), leaving=offer.leads) if offer.excluded else "",
        excluded=say("excluded", n=len(offer.excluded), why=why) if offer.excluded else "",
        sent_title=say("fields_sent", n=len(offer.fields)),
        sent=tuple(field_name(words, code) for code in offer.fields),
        held_title=say("fields_held", n=len(offer.held)),
        held=tuple(held_fields(words, offer)),
        how=_how(words, offer, mailing),
        remedy=mailing.remedies.of(mailing.keeps(offer.partner)),
        cover=cover,
        letter=mailed,
        action=action if offer.leads else say("make_none"),
        other=say("save") if mailed and offer.leads else "",
        ready=offer.leads > 0,
    )


def partner_line(words: Words, one: Outgoing) -> PartnerLine:
    """A partner in the list."""
    kinds = (words.say("sending", "kind", name=name, count=count) for name, count in one.kinds)
    note = ", ".join(kinds) or words.say("sending", "nothing_leaves")
    leads = words.say("sending", "leads", n=one.leads)
    sentence = words.say("sending", "row_partner", partner=one.partner, leads=leads, note=note)
    return PartnerLine(one.partner_id, one.partner, words.number(one.leads), note, not one.leads, sentence)


def held_fields(words: Words, offer: Outgoing) -> list[str]:
    """What does not leave: the fields that people ask about first stand first, the rest in their order."""
    place = _TELLING.index
    codes = sorted(offer.held, key=lambda code: place(code) if code in _TELLING else len(_TELLING))
    return [field_name(words, code) for code in codes]


def _breakable(address: str) -> str:
    """May go on in another line after its signs: a panel has a width, an address none."""
    return re.sub("[@._+-]", "\\g<0>\N{ZERO WIDTH SPACE}", address)


def field_name(words: Words, code: str) -> str:
    """A field as people call it; one that only packages have, as its column is called."""
    return words.say("fields" if words.has("fields", code) else "package", code)


def _how(words: Words, offer: Outgoing, mailing: Mailing) -> tuple[tuple[str, str, str], ...]:
    """Three facts, each with its icon and note."""

    def fact(icon: str, key: str, note: str = "") -> tuple[str, str, str]:
        return icon, words.say("sending", key), note or words.say("sending", f"{key}_note")

    key = offer.key
    if key is None:
        facts = [fact("file-lock", "how_file"), fact("key-round", "how_password")]
    else:
        state = "how_compared" if key.confirmed_at is not None else "how_compare"
        facts = [
            fact("file-lock", "how_sealed"),
            fact("key-round", state, " ".join(key_words(key.recipient, words.language))),
        ]
    address = mailing.addresses.get(offer.partner)
    if mailing.can_reach(offer.partner) and address is not None and address.confirmed_at is not None:
        day = words.day(address.confirmed_at.replace(tzinfo=UTC).astimezone().date())
        facts.append(
            ("mail", _breakable(address.address), words.say("sending", "how_mail_note", day=day, delay=mailing.delay))
        )
    else:
        facts.append(fact("folder-down", _KEPT[mailing.keeps(offer.partner)]))
    return tuple(facts)
