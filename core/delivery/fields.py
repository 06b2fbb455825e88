"""Field policy: what a partner may have. Denied unless its card allows it."""

from collections.abc import Callable
from typing import Final

from core.domain.client import Identity

PACKAGE_FIELDS: Final[dict[str, Callable[[Identity, str], str]]] = {
    "full_name": lambda identity, _service: identity.full_name,
    "phone": lambda identity, _service: identity.phone.removeprefix("+"),
    "email": lambda identity, _service: identity.email,
    "birth_date": lambda identity, _service: identity.birth_date.isoformat() if identity.birth_date else "",
    "service": lambda _identity, service: service,
}
"""Field → how its cell is made from the identity and the name of the service."""

DEFAULT_FIELDS: Final = ("full_name", "phone", "service")
"""What leaves until the partner's card says otherwise."""
