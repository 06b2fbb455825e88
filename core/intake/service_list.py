"""A company's service list as plain text: the company's name, then a service a line."""

import re
from pathlib import Path

from core.domain.catalogue import CatalogueDraft, DraftService
from core.domain.client import ClientType
from core.domain.errors import NeedsClientType, NotACatalogue
from core.intake.foreign import read_bytes
from core.intake.plain_text import decode
from core.intake.words import client_types, plain_name, tidy

_DESCRIPTION = re.compile(r" [-–—]+ ")
"""A dash counts with spaces around it only: «трейд-ин» is one word."""


def read_service_list(path: Path, client_type: ClientType | None) -> CatalogueDraft:
    """The services of one company; `client_type` counts until a heading («Для юридических лиц») says otherwise.

    Under a heading that names both types each service is sold to both. A service stated twice counts once.
    Raises FileMissing, UnreadableFile, NeedsClientType, and NotACatalogue where there is no company or no service.
    """
    lines = [line for line in map(tidy, decode(read_bytes(path)).splitlines()) if line]
    if not lines or client_types(lines[0]):
        raise NotACatalogue
    company = plain_name(lines[0])
    types = frozenset({client_type}) if client_type else frozenset()
    services: dict[object, DraftService] = {}
    for line in lines[1:]:
        if heading := client_types(line):
            types = heading
            continue
        name, *description = _DESCRIPTION.split(plain_name(line), maxsplit=1)
        if not name:
            continue
        if not types:
            raise NeedsClientType
        for sold_to in sorted(types):
            service = DraftService(name, sold_to, company, description="".join(description))
            services.setdefault(service.key, service)
    if not services:
        raise NotACatalogue
    return CatalogueDraft(tuple(services.values()))
