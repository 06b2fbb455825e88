"""A line at the foot of the page: so much has come back that the model has not learned from."""

from PySide6.QtWidgets import QWidget

from core.domain.rights import MAY, UseCase
from core.services.training import TrainingDue, count_unlearned
from desktop.desk import Desk
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Sign
from desktop.widgets.frames import Divider, column, row
from desktop.widgets.labels import Line


class Learning(QWidget):
    """Not there until it is time to suggest a training; its button is for those who may train."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.text = Line()
        self.train = Button("", Kind.LINK)
        self.train.clicked.connect(lambda _on: desk.go("models", train=True))
        line = row(Sign("graduation-cap", "accent"), self.text, self.train, gap=10, margins=(24, 4, 24, 4))
        line.setStretch(1, 1)
        self.setLayout(column(Divider(), line))
        self.hide()

    def read(self) -> None:
        """What has come since the last training."""
        self._desk.ask("unlearned", count_unlearned, self._show)

    def _show(self, due: TrainingDue) -> None:
        say = self._desk.words.say
        if due.last_day is None:
            self.text.setText(say("outcomes", "learn_first", n=due.answers))
        else:
            self.text.setText(say("outcomes", "learn", n=due.answers, day=self._desk.words.day(due.last_day)))
        self.train.setText(say("outcomes", "learn_begin" if due.last_day is None else "learn_again"))
        self.train.setVisible(bool(MAY[UseCase.TRAIN] & self._desk.session.roles))
        self.train.updateGeometry()
        self.setVisible(due.asks)
