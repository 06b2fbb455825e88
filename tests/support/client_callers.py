"""How the matrix of rights calls what is done with one client, and with the list of them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from core.services import client_list
from core.services.session import Session
from tests.support.ranks import Ranks

LOOKS: Mapping[str, Callable[[Session, Ranks], set[int]]] = {
    "client_list.find_clients": lambda s, _: set(client_list.find_clients(s).ids),
    "client_list.read_client_rows": lambda s, r: {
        one.id for one in client_list.read_client_rows(s, [spot.client for spot in r.spots])
    },
}

PLAIN: Mapping[str, Callable[[Session, Ranks, Path], object]] = {
    "client_list.count_cities": lambda s, *_: client_list.count_cities(s),
}
