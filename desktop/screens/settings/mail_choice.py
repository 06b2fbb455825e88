"""The control of the mail account: enter one, try it, take it away."""

from PySide6.QtWidgets import QWidget

from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import row


class MailChoice(QWidget):
    """Three buttons, two of them only where there is an account."""

    def __init__(self) -> None:
        super().__init__()
        self.remove, self.try_ = Button("", Kind.GHOST), Button("", Kind.OUTLINE)
        self.enter = Button("", Kind.OUTLINE, "mail")
        self.setLayout(row(self.remove, self.try_, self.enter, gap=8))
        self.setFocusProxy(self.enter)

    def say(self, remove: str, try_: str, enter: str) -> None:
        """Its words."""
        for button, word in ((self.remove, remove), (self.try_, try_), (self.enter, enter)):
            button.setText(word)
            button.updateGeometry()

    def show_state(self, *, enabled: bool, on: bool) -> None:
        """Whether one may be entered, and whether there is one."""
        self.enter.setEnabled(enabled)
        for button in (self.remove, self.try_):
            button.setVisible(on)
