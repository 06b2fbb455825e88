"""When two rows are surely the same client. Doubtful pairs are left apart: a wrong merge costs more than a double."""

import re

from core.domain.client import ClientType, DocumentKind, Identity
from core.domain.text import fold

_DIGITS = re.compile(r"\D+")


def person_keys(client_type: ClientType, identity: Identity) -> tuple[str, ...]:
    """What a client is recognised by, the strongest first.

    A natural person: passport; name with birth date; name with phone. A legal entity: ИНН; else its name.
    """
    name = fold(identity.full_name)
    if client_type is ClientType.ENTITY:
        company = f"inn|{identity.inn}" if identity.inn else f"organisation|{fold(identity.organisation) or name}"
        return (company,)
    keys = []
    passport = passport_number(identity)
    if passport:
        keys.append(f"passport|{passport}")
    if identity.birth_date:
        keys.append(f"born|{name}|{identity.birth_date.isoformat()}")
    if identity.phone:
        keys.append(f"phone|{name}|{identity.phone}")
    return tuple(keys)


def passport_number(identity: Identity) -> str:
    """Series and number as digits, or an empty string where either is missing."""
    for document in identity.documents:
        if document.kind is DocumentKind.PASSPORT and document.series and document.number:
            return _DIGITS.sub("", document.series + document.number)
    return ""


def contradict(one: Identity, other: Identity) -> bool:
    """Whether two identities that share a key cannot be one person: different birth dates, or other passports
    without the same phone (a renewed passport keeps the phone, a namesake does not)."""
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        return True
    passports = passport_number(one), passport_number(other)
    return all(passports) and passports[0] != passports[1] and (not one.phone or one.phone != other.phone)
