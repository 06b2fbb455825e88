"""For all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from desktop.theme import IN_ONE_STYLE
from tests.support.derivation import remembering_derived

settings.register_profile("without deadlines", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("without deadlines")


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The application of the tests has the style of the program, whatever the system's own is."""
    return ["tests", *IN_ONE_STYLE]


@pytest.fixture(scope="session", autouse=True)
def _derived_once() -> Iterator[None]:
    """What a password derives to is worked out once, but for the tests of the vault."""
    with remembering_derived():
        yield
