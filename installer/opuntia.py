"""The frozen program: without arguments the window, with `--self-test` the test of a build, else the headless face."""

import os
import sys

SELF_TEST = "--self-test"
_LIBRARIES = "LD_LIBRARY_PATH"


def main() -> int:
    """Run the face that was asked for and return its exit code. Only what that face needs is imported."""
    give_back_libraries()
    arguments = sys.argv[1:]
    if not arguments:
        from desktop.app import main as open_window  # noqa: PLC0415

        return open_window()
    if arguments[0] == SELF_TEST:
        from desktop.self_test import main as test  # noqa: PLC0415

        return test(arguments[1:])
    from core.cli import main as run  # noqa: PLC0415

    return run(arguments)


def give_back_libraries() -> None:
    """Let programs started from here (a browser, a folder's window) find their own libraries and not the bundled ones.

    The start of a frozen program points this variable at its folder, which it has read by now, and keeps the old value.
    """
    before = os.environ.pop(f"{_LIBRARIES}_ORIG", None)
    if before is not None:
        os.environ[_LIBRARIES] = before
    elif getattr(sys, "frozen", False):
        os.environ.pop(_LIBRARIES, None)


if __name__ == "__main__":
    sys.exit(main())
