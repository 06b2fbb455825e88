"""The program with a window: `opuntia-gui`, and `./dev run` where there is a screen."""

from __future__ import annotations

import builtins
import gc
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from desktop.bootstrap import Program

_SOON_MS: Final = 1_000
"""After so long the way in stands, and what may wait is done."""


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window and return the exit code once it is closed."""
    gc.disable()  # what is loaded now stays; `desktop.tidying` looks after the rest
    _import_plainly()
    from desktop.theme import IN_ONE_STYLE  # noqa: PLC0415 (see above)

    arguments = list(sys.argv if argv is None else argv)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication([arguments[0], *IN_ONE_STYLE, *arguments[1:]])
    app.setApplicationName("Opuntia")
    app.setQuitOnLastWindowClosed(False)
    program = make_program()
    program.ended.connect(app.quit)
    catch_faults(program)
    unsent = program.reports.unsent()
    program.reports.watch()
    try:
        program.begin(unsent)
    except Exception as error:
        program.show_first_run()
        program.frame.show()
        program.fault(error)
    QTimer.singleShot(_SOON_MS, program.reports.note_versions)
    QTimer.singleShot(_SOON_MS, _keep_memory)
    code = app.exec()
    program.reports.rest()
    end()
    return code


def _keep_memory() -> None:
    """Before anybody can have typed a password."""
    from core.vault.dumps import refuse_dumps  # noqa: PLC0415

    refuse_dumps()


def _import_plainly() -> None:
    """Take PySide's `__feature__` out of the import statement: for names_like_this, which nobody switches on here, it
    reads the source of every module that is imported, a sixth of the whole start.
    """
    plain = getattr(builtins, "__orig_import__", None)
    if plain is not None:
        builtins.__import__ = plain


def make_program() -> Program:
    """The program over this computer's preferences."""
    from desktop.bootstrap import Program  # noqa: PLC0415 (the application comes before any widget)
    from desktop.log import log, start_log  # noqa: PLC0415
    from desktop.preferences import Preferences  # noqa: PLC0415

    preferences = Preferences()
    start_log(preferences.folder)
    log("start")
    return Program(preferences)


def end() -> None:
    """Close what the program held of its own."""
    from desktop.log import end_log, log  # noqa: PLC0415

    log("end")
    end_log()


def catch_faults(program: Program) -> None:
    """What nobody caught becomes a crash report, whichever thread it comes from."""

    def caught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        program.fault_met.emit(error)

    def caught_in_thread(facts: Any) -> None:
        program.fault_met.emit(facts.exc_value)

    sys.excepthook = caught
    threading.excepthook = caught_in_thread


if __name__ == "__main__":
    sys.exit(main())
