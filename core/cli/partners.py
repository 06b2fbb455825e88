"""`opuntia partners` and `opuntia partner-key`: who gets packages, and for which keys they are sealed."""

import argparse
from collections.abc import Callable
from typing import Any

from core.services.package_opening import sender_words
from core.services.partners import Partner, read_partners, read_sender_key, read_sender_line, set_partner_key
from core.services.session import Session
from core.services.users import key_words
from core.services.wording import Language, say, say_day


def add_key_arguments(parser: argparse.ArgumentParser, told: Callable[[str], str]) -> None:
    """What `partner-key` takes; `told` says what is for what."""
    parser.add_argument("partner", metavar="PARTNER", help=told("partner"))
    parser.add_argument("--recipient", required=True, metavar="age1…", help=told("recipient"))
    parser.add_argument("--json", action="store_true", help=told("json"))


def list_partners(session: Session, options: argparse.Namespace, language: Language) -> str | dict[str, Any]:
    """All partners and our own signing key: a mapping with `--json`, else sentences."""
    found = read_partners(session)
    public, line = read_sender_key(session), read_sender_line(session)
    words = sender_words(public, language)
    if options.json:
        sender = {"company": session.company, "key": line, "words": list(words)}
        return {"sender": sender, "partners": [_facts(one, language) for one in found]}
    lines = [text for one in found for text in _sentences(one, language)] or [say(language, "partners", "none")]
    lines.append(say(language, "partners", "sender", line=line))
    lines.append(say(language, "partners", "sender_words", words=" ".join(words)))
    return "\n".join(lines)


def set_key(session: Session, options: argparse.Namespace, language: Language) -> str | dict[str, Any]:
    """Do it; what stands now, a mapping with `--json`, else a sentence."""
    partner = set_partner_key(session, options.partner, options.recipient).value
    if options.json:
        return _facts(partner, language)
    words = " ".join(key_words(options.recipient, language))
    return say(language, "partners", "key_set", name=partner.name, words=words)


def _facts(partner: Partner, language: Language) -> dict[str, Any]:
    key = partner.key
    confirmed = None if key is None or key.confirmed_at is None else key.confirmed_at.isoformat()
    address = partner.address
    asked = None if address is None or address.confirmed_at is None else address.confirmed_at.isoformat()
    return {
        "name": partner.name,
        "services": partner.services,
        "fields": list(partner.fields),
        "lead_cap": partner.lead_cap,
        "key": None if key is None else key.recipient,
        "words": [] if key is None else list(key_words(key.recipient, language)),
        "confirmed_at": confirmed,
        "address": None if address is None else address.address,
        "address_confirmed_at": asked,
    }


def _sentences(partner: Partner, language: Language) -> list[str]:
    fields = ", ".join(say(language, "package", field) for field in partner.fields)
    told = [
        say(language, "partners", "partner", name=partner.name, services=partner.services, fields=fields),
        _mailed(partner, language),
    ]
    key = partner.key
    if key is None:
        return [*told, say(language, "partners", "no_key")]
    state = say(language, "partners", "unconfirmed")
    if key.confirmed_at is not None:
        state = say(language, "partners", "confirmed", day=say_day(language, key.confirmed_at.date()))
    words = " ".join(key_words(key.recipient, language))
    told.append(say(language, "partners", "sealed_for", recipient=key.recipient))
    return [*told, say(language, "partners", "words", words=words, state=state)]


def _mailed(partner: Partner, language: Language) -> str:
    address = partner.address
    if address is None:
        return say(language, "partners", "no_address")
    state = say(language, "partners", "unasked")
    if address.confirmed_at is not None:
        state = say(language, "partners", "asked", day=say_day(language, address.confirmed_at.date()))
    return say(language, "partners", "mailed_to", address=address.address, state=state)
