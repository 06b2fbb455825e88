"""For all tests."""

import pytest

from desktop.theme import IN_ONE_STYLE


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The application of the tests has the style of the program, whatever the system's own is."""
    return ["tests", *IN_ONE_STYLE]
