"""When two rows are surely the same client. Doubtful pairs are left apart: a wrong merge costs more than a double."""

import re
from hashlib import sha256

from core.domain.client import ClientType, DocumentKind, Identity
from core.domain.text import fold

CLIENT_CODE = "client_code"
"""The detail that holds a table's own code of a client. Other tables may give the same code to somebody else."""

_DIGITS = re.compile(r"\D+")


def person_keys(client_type: ClientType, identity: Identity) -> tuple[str, ...]:
    """What a client is recognised by, the strongest first.

    A natural person: passport; name with birth date; name with phone, e-mail or the code that a table gives; where
    there is none of these, all that is known. A legal entity: ИНН; its name.
    """
    name = fold(identity.full_name)
    if client_type is ClientType.ENTITY:
        named = f"organisation|{fold(identity.organisation) or name}"
        return (f"inn|{identity.inn}", named) if identity.inn else (named,)
    keys = []
    passport = passport_number(identity)
    if passport:
        keys.append(f"passport|{passport}")
    if identity.birth_date:
        keys.append(f"born|{name}|{identity.birth_date.isoformat()}")
    if identity.phone:
        keys.append(f"phone|{name}|{identity.phone}")
    if identity.email:
        keys.append(f"mail|{name}|{identity.email.casefold()}")
    if code := identity.details.get(CLIENT_CODE):
        keys.append(f"code|{name}|{code}")
    if not keys:
        keys.append(f"all|{sha256(repr(identity).encode()).hexdigest()}")
    return tuple(keys)


def passport_number(identity: Identity) -> str:
    """Series and number as digits, or an empty string where either is missing."""
    for document in identity.documents:
        if document.kind is DocumentKind.PASSPORT and document.series and document.number:
            return _DIGITS.sub("", document.series + document.number)
    return ""


def contradict(one: Identity, other: Identity) -> bool:
    """Whether two identities that share a key cannot be one: different birth dates or ИНН, or other passports
    without the same phone (a renewed passport keeps the phone, a namesake does not).
    """
    if one.inn and other.inn and one.inn != other.inn:
        return True
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        return True
    passports = passport_number(one), passport_number(other)
    return all(passports) and passports[0] != passports[1] and (not one.phone or one.phone != other.phone)
