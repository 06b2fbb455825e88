"""For all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from desktop.theme import IN_ONE_STYLE
from tests.support.derivation import count_salts_anew, deriving_quickly
from tests.support.statements import remembering_statements

settings.register_profile("without deadlines", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("without deadlines")


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The application of the tests has the style of the program, whatever the system's own is."""
    return ["tests", *IN_ONE_STYLE]


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """What costs time and is the same each time, but for the tests that are about it."""
    with deriving_quickly(), remembering_statements():
        yield


@pytest.fixture(autouse=True)
def _salts_from_the_first() -> None:
    count_salts_anew()
