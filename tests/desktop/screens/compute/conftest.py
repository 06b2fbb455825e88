"""Bases before, between and after runs."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from core.domain.errors import KnownError
from core.services.session import Done, Progress, Session, Stopped
from desktop.desk import Refused
from tests.support.bases import CAR, SERVICE, client_row, consent_to_all, open_filled, open_new_base, reopen
from tests.support.desk import PlainDesk
from tests.support.imported import import_clients

T = TypeVar("T")
CLIENTS = 24


@pytest.fixture(scope="session")
def ready_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue and 24 clients that nobody has scored; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("compute")
    session = open_filled(folder)
    rows = [client_row(number, (CAR, SERVICE)[number % 2]) for number in range(CLIENTS)]
    import_clients(session, rows, consent_to_all(session))
    session.close()
    return folder / "Test.opuntia"


@pytest.fixture
def session(ready_base: Path, tmp_path: Path) -> Iterator[Session]:
    """24 clients wait."""
    opened = reopen(Path(shutil.copytree(ready_base, tmp_path / "Test.opuntia")))
    numbers = iter(range(100, 10_000))
    opened.new_client_id = lambda: next(numbers)
    yield opened
    opened.close()


@pytest.fixture
def empty_session(tmp_path: Path) -> Iterator[Session]:
    """Neither services nor clients."""
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()


class HeldDesk(PlainDesk):
    """Long work waits until `finish`; `stop` makes it raise at its next step."""

    stopped = False

    def run(  # type: ignore[override]
        self,
        name: str,
        work: Callable[[Session, Progress], Done[T]],
        then: Callable[[Done[T]], None],
        refused: Refused | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> "HeldDesk":
        """Keep it."""
        self.stopped = False

        def progress(_step: str, _done: int, _total: int) -> None:
            if self.stopped:
                raise Stopped

        def finish() -> None:
            try:
                result = work(self.session, progress)
            except Stopped:
                assert stopped is not None
                stopped()
            except KnownError as error:
                assert refused is not None
                refused(error)
            else:
                then(result)

        self.started = name
        self.finish = finish
        return self

    def stop(self) -> None:
        """Ask it to stop."""
        self.stopped = True
