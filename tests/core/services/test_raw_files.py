"""The files themselves, opened with every key that a role holds."""

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from core.domain.rights import Role
from core.services.session import Session
from core.storage.connection import PEOPLE_FILE, WORK_FILE
from core.vault.slots import unlock
from tests.support.bases import client_row, open_prepared
from tests.support.colleagues import NEW_PASSWORD, OTHER, join
from tests.support.imported import import_clients

ANALYST, KEEPER = (frozenset({role}) for role in (Role.ANALYST, Role.ADMINISTRATOR))


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return open_prepared(tmp_path, bring_in)[0]


def bring_in(session: Session) -> None:
    import_clients(session, [client_row(number) for number in range(3)], None)


@pytest.mark.parametrize("roles", [ANALYST, KEEPER])
def test_no_key_of_a_role_without_people_opens_the_raw_file_of_people(session: Session, roles: frozenset[Role]) -> None:
    holders = session.keys
    base = join(session, roles)
    keys = unlock(base, OTHER, NEW_PASSWORD).keys
    assert keys.people is None
    slot = next(one for one in json.loads((base / "slots.json").read_text("utf-8"))["slots"] if one["login"] == OTHER)
    written = [text.encode() for text in (OTHER, NEW_PASSWORD, *_texts(slot))]
    tried = {keys.work, *(sha256(one).digest() for one in (keys.work, *written)), *filter(_is_key, _decoded(slot))}
    assert len(tried) > 4
    for key in tried:
        assert not _opens(base / PEOPLE_FILE, f"x'{key.hex()}'")
    for phrase in (NEW_PASSWORD, keys.work.hex()):
        assert not _opens(base / PEOPLE_FILE, phrase)
    assert _opens(base / WORK_FILE, f"x'{keys.work.hex()}'")
    assert holders.people is not None
    assert _opens(base / PEOPLE_FILE, f"x'{holders.people.hex()}'")


def _texts(value: object) -> Iterator[str]:
    """All texts within plain JSON."""
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(one)


def _decoded(slot: object) -> Iterator[bytes]:
    for text in _texts(slot):
        with suppress(ValueError):
            yield bytes.fromhex(text)
        with suppress(ValueError):
            yield base64.b64decode(text, validate=True)


def _is_key(value: bytes) -> bool:
    return len(value) == 32


def _opens(file: Path, key: str) -> bool:
    """Whether a file of a base opens with this key, raw as x'…' or as a passphrase."""
    connection = sqlcipher.connect(str(file))
    try:
        connection.execute(f'PRAGMA key = "{key}"')
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlcipher.DatabaseError:
        return False
    finally:
        connection.close()
    return True
