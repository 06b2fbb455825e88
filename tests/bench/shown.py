"""A window in a process of its own that says "shown" once it has been painted; `tests/bench/window.py` times it.

python -m tests.bench.shown empty     an empty window, PySide6 and nothing else
python -m tests.bench.shown form      as many fields and labels as the way in has, in one style sheet, nothing of ours
python -m tests.bench.shown unlock    the program up to the password field that has the keyboard
"""

import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

_SHEET = "QLineEdit { background: #ffffff; border: 1px solid #d3d9d5; border-radius: 6px; padding: 0 9px; }"


def say_shown() -> None:
    """Tell the one who waits, and end."""
    print("shown", flush=True)
    QApplication.exit(0)


def empty() -> int:
    """The least a window of PySide6 can be."""
    app = QApplication(sys.argv[:1])
    window = _Window()
    return _show(app, window)


def form() -> int:
    """What a program has to load that shows text in fields at all."""
    from PySide6.QtCore import Qt  # noqa: PLC0415 (the empty window does without)
    from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout  # noqa: PLC0415

    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    app.setStyleSheet(_SHEET)
    window = _Window()
    layout = QVBoxLayout(window)
    fields = [QLineEdit() for _ in range(2)]
    for widget in (*fields, *(QLabel("Пароль") for _ in range(10))):
        layout.addWidget(widget)
    fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
    return _show(app, window)


class _Window(QWidget):
    def paintEvent(self, _event: Any) -> None:  # noqa: N802 (Qt's own name)
        QTimer.singleShot(0, say_shown)


def _show(app: QApplication, window: QWidget) -> int:
    window.resize(1280, 800)
    window.show()
    return app.exec()


def unlock() -> int:
    """The program as `desktop.app` starts it, over the home that the environment names."""
    from desktop import app  # noqa: PLC0415 (only this window needs it)

    make_program = app.make_program

    def watched() -> Any:
        program = make_program()
        show_door: Callable[[QWidget], None] = program.frame.show_door

        def show_and_watch(door: QWidget) -> None:
            _when_painted(door)
            show_door(door)

        program.frame.show_door = show_and_watch  # type: ignore[method-assign]
        return program

    app.make_program = watched
    return app.main(sys.argv[:1])


def _when_painted(door: Any) -> None:
    """Say so once the whole door has been painted and its password field has the keyboard."""
    kind = type(door)
    paint = kind.paintEvent

    def painted(self: Any, event: Any) -> None:
        paint(self, event)
        QTimer.singleShot(0, ready)

    def ready() -> None:
        if door.secret.line.hasFocus():
            say_shown()
        else:
            door.update()

    kind.paintEvent = painted


if __name__ == "__main__":
    sys.exit({"empty": empty, "form": form, "unlock": unlock}[sys.argv[1]]())
