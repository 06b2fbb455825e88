"""For all tests."""

import pytest
from hypothesis import settings

from desktop.theme import IN_ONE_STYLE

settings.register_profile("without deadlines", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("without deadlines")


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The application of the tests has the style of the program, whatever the system's own is."""
    return ["tests", *IN_ONE_STYLE]
