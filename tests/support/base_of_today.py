"""Make the base of the newest schema that stays in the tests: python -m tests.support.base_of_today tests/bases

Run it once when a migration is released. It uses nothing but the use cases, so that it also ran on the revisions at
which the older schemas were the newest (`tests/bases/README.md`).
"""

import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from core.domain.lead import Answer
from core.services.decisions import accept_from, decline
from core.services.outcomes import record_outcome
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, save_packages
from tests.support.bases import (
    CAR,
    NOW,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_new_base,
)
from tests.support.imported import import_clients

CLIENTS = 6
VERSIONS = Path(__file__).parents[2] / "core" / "storage" / "migrations" / "versions"


def head() -> str:
    """The newest schema."""
    return max(file.stem for file in VERSIONS.glob("[0-9]*.py"))[:4]


def make(folder: Path) -> Path:
    """A base with clients, a consent, decisions, sent leads and an outcome, as `folder`/<schema>.opuntia."""
    with TemporaryDirectory() as scratch:
        session = open_new_base(Path(scratch))
        fill_catalogue(session)
        rows = [client_row(number, CAR) for number in range(1, CLIENTS + 1)]
        clients = list(import_clients(session, rows, consent_to_all(session)).value.clients)
        compute(session)
        first = min(all_recommendations(session), key=lambda one: one.id)
        decline(session, [first.id])
        accept_from(session, 1, clients[1:])
        make_packages(session, clients, "ru")
        save_packages(session, Path(scratch))
        mark_sent(session, 1)
        session.clock = lambda: NOW + timedelta(days=3)
        sent = next(one for one in all_recommendations(session) if one.stage.value == "sent")
        record_outcome(session, sent.id, Answer.BOUGHT, date(2026, 11, 22), 41_500.0)
        session.close()
        place = folder / f"{head()}.opuntia"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name in ("work.db", "people.db", "slots.json"):
            shutil.copyfile(Path(scratch) / "Test.opuntia" / name, place / name)
    return place


if __name__ == "__main__":
    made = make(Path(sys.argv[1]))
    sys.stdout.write(f"{made}: {sum(file.stat().st_size for file in made.iterdir()) // 1024} KiB\n")
