"""How the matrix of rights calls what is done with one client, and with the list of them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from core.domain.client import DocumentKind
from core.domain.rights import UseCase
from core.services import client_card, client_list
from core.services.session import Session
from tests.support.ranks import Ranks, Spot

ACTS: Mapping[UseCase, Mapping[str, Callable[[Session, Spot, Path], bool]]] = {
    UseCase.READ_CLIENTS: {
        "client_card.read_client": lambda s, at, _: bool(client_card.read_client(s, at.client)),
    },
    UseCase.REVEAL: {
        "client_card.reveal_document": lambda s, at, _: bool(
            client_card.reveal_document(s, at.client, DocumentKind.PASSPORT)
        ),
        "client_card.reveal_value": lambda s, at, _: bool(
            client_card.reveal_value(s, at.client, client_card.Shown.PHONE)
        ),
    },
}

LOOKS: Mapping[str, Callable[[Session, Ranks], set[int]]] = {
    "client_list.find_clients": lambda s, _: set(client_list.find_clients(s).ids),
    "client_list.read_client_rows": lambda s, r: {
        one.id for one in client_list.read_client_rows(s, [spot.client for spot in r.spots])
    },
}

PLAIN: Mapping[str, Callable[[Session, Ranks, Path], object]] = {
    "client_list.count_cities": lambda s, *_: client_list.count_cities(s),
}
