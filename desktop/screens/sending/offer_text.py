"""The package that would be made, in words: what leaves, what stays, how it goes, and the text that goes with it."""

from collections import Counter
from typing import Final

from core.services.outgoing import Outgoing
from core.services.users import key_words
from desktop.screens.sending.shown import Offer
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


def offer_text(words: Words, offer: Outgoing, company: str) -> Offer:
    """For one partner; `company` is ours, which signs the cover text."""

    def say(key: str, **blanks: object) -> str:
        return words.say("sending", key, **blanks)

    reasons = Counter(one.reason for one in offer.excluded)
    why = ", ".join(say(f"left_{reason.value}", count=count) for reason, count in reasons.most_common())
    sealed = offer.key is not None
    return Offer(
        title=say("package_for", partner=offer.partner),
        share=say("share", n=offer.leads + len(offer.excluded), leaving=offer.leads) if offer.excluded else "",
        excluded=say("excluded", n=len(offer.excluded), why=why) if offer.excluded else "",
        sent_title=say("fields_sent", n=len(offer.fields)),
        sent=tuple(field_name(words, code) for code in offer.fields),
        held_title=say("fields_held", n=len(offer.held)),
        held=tuple(held_fields(words, offer)),
        how=_how(words, offer),
        cover=(
            say("cover_subject"),
            say("cover_hello"),
            say("cover_body_sealed" if sealed else "cover_body", n=offer.leads),
            say("cover_answer"),
            company,
        ),
        action=say("make", n=offer.leads) if offer.leads else say("make_none"),
        ready=offer.leads > 0,
    )


def held_fields(words: Words, offer: Outgoing) -> list[str]:
    """What does not leave: the fields that people ask about first stand first, the rest in their order."""
    place = _TELLING.index
    codes = sorted(offer.held, key=lambda code: place(code) if code in _TELLING else len(_TELLING))
    return [field_name(words, code) for code in codes]


def field_name(words: Words, code: str) -> str:
    """A field as people call it; one that only packages have, as its column is called."""
    return words.say("fields" if words.has("fields", code) else "package", code)


def _how(words: Words, offer: Outgoing) -> tuple[tuple[str, str], ...]:
    """Three facts, each with its note."""
    key = offer.key
    if key is None:
        facts = [("how_file", ""), ("how_password", "")]
    else:
        state = "how_compared" if key.confirmed_at is not None else "how_compare"
        facts = [("how_sealed", ""), (state, " ".join(key_words(key.recipient, words.language)))]
    facts.append(("how_hand", ""))
    return tuple((words.say("sending", fact), note or words.say("sending", f"{fact}_note")) for fact, note in facts)
