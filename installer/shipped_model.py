"""Makes the model that ships with the program: an invented group of the sample company's kind, imported and trained on
as any base is, signed by a key that nobody keeps.

    python -m installer.shipped_model [CLIENTS]
"""

import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

from core.domain.rights import UseCase
from core.services.catalogue import load_catalogue, read_catalogue_file
from core.services.sample import invented_rows, read_plan, write_matrix, write_table
from core.services.scoring_ground import Ground
from core.services.session import Session, create_base, sign_in
from core.services.shipped_model import FILE, pack
from core.services.table_import import TableImport, TableRequest
from core.services.training import train
from core.vault import release
from core.vault.release import SHIPPED_MODEL, seal_release

CLIENTS: Final = 5_000
SEED: Final = 2
"""Not the sample company's own: the model must have seen none of its clients."""

LOGIN, PASSWORD = "maker", "of-a-base-that-is-deleted"


def main(argv: Sequence[str]) -> int:
    """Train, sign, write the file and its public key; say what came of it."""
    clients = int(argv[0]) if argv else CLIENTS
    with tempfile.TemporaryDirectory() as place:
        content = make(Path(place), clients)
    file, public = seal_release(content, SHIPPED_MODEL)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(file)
    keep_key(Path(release.__file__), public)
    print(f"{FILE.name}: {len(file) / 1e6:.2f} MB, trained on {clients} invented clients")  # noqa: T201
    return 0


def make(place: Path, clients: int) -> bytes:
    """What is to be signed."""
    draw, today = Random(SEED), datetime.now(UTC).date()  # noqa: S311 (invented people need no secrecy)
    matrix, table, base = place / "matrix.xlsx", place / "clients.xlsx", place / "Group.opuntia"
    write_matrix(matrix)
    write_table(table, list(invented_rows(draw, clients, today)))
    create_base(base, read_plan()["own"], LOGIN, PASSWORD, sample=True)
    session = sign_in(base, LOGIN, PASSWORD)
    try:
        load_catalogue(session, read_catalogue_file(matrix))
        coming = TableImport(session, TableRequest(table))
        coming.read()
        coming.bring_in(coming.plan())
        return trained(session)
    finally:
        session.close()


def trained(session: Session) -> bytes:
    """The model of this base, ready to be signed."""
    made = train(session).value
    with session.reading(UseCase.TRAIN) as work:
        ground, stored = Ground.read(work, session.today()), work.models.one(made.version)
    if stored is None:
        raise RuntimeError("a version that was just trained is not there")
    return pack(ground, made.facts, stored.content)


def keep_key(module: Path, public: bytes) -> None:
    """Write the public key into the program."""
    line = f'KEYS: Final = {{SHIPPED_MODEL: bytes.fromhex("{public.hex()}")}}'
    text = re.sub(r"(?m)^KEYS: Final = .*$", line, module.read_text(encoding="utf-8"))
    module.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
