"""The window in which a package is opened: three places to choose, a fourth if one likes, and what came of it."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from desktop.door import Door
from desktop.screens.opening.presenter import FILE, IDENTITY, OUT, PLACES, OpeningPresenter, Told
from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Sign, announce
from desktop.widgets.fields import Captioned
from desktop.widgets.frames import Block, Scroll, column, holder, row
from desktop.widgets.labels import Label

_WIDE, _HIGH = 620, 520


class OpeningWindow(QDialog):
    """Enter opens. Nothing of it is kept when it is closed."""

    def __init__(self, parent: QWidget, door: Door) -> None:
        super().__init__(parent)
        self._door = door
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.presenter = OpeningPresenter(self, door)
        say = door.words.say
        title = say("opening", "title")
        self.setWindowTitle(title)
        self.lines = {place: QLineEdit() for place in PLACES}
        self.fields = {place: Captioned(line, wrap=True) for place, line in self.lines.items()}
        self.browse = {place: Button(say("opening", "browse")) for place in PLACES}
        fields = column(gap=10)
        for place in PLACES:
            fields.addLayout(self._made_place(place))
            if place == IDENTITY:
                self.words = Label(Type.CAPTION, wrap=True)
                self.words.hide()
                fields.addWidget(self.words)
        self.refusal = Label(tone="err", wrap=True)
        self.refusal.hide()
        self.told = self._made_told()
        self.told.hide()
        about = Label(tone="muted", text=say("opening", "about"), wrap=True)
        self._form = holder(column(about, 14, fields, 10, self.refusal))
        self.body = Scroll(holder(column(self._form, self.told, None, margins=(2, 2, 12, 2))))
        self.close_ = Button(say("opening", "close"), Kind.OUTLINE, height=36)
        self.again = Button(say("opening", "again"), Kind.OUTLINE, height=36)
        self.another = Button(say("opening", "another"), Kind.OUTLINE, height=36)
        self.go = Button(say("opening", "open"), Kind.FILLED, height=36)
        self.close_.clicked.connect(lambda _on: self.reject())
        self.again.clicked.connect(lambda _on: self.presenter.open(again=True))
        self.go.clicked.connect(lambda _on: self.presenter.open())
        self.another.clicked.connect(lambda _on: self._show_form())
        self.again.hide()
        self.another.hide()
        acts = row(None, self.close_, self.another, self.again, self.go)
        body = column(Label(Type.SECTION, text=title), 6, self.body, 14, acts, margins=(24, 22, 24, 20))
        body.setStretch(2, 1)
        self.setLayout(body)
        self.resize(_WIDE, min(_HIGH, max(parent.height() - 20, 320)))
        self.browse[FILE].setFocus(Qt.FocusReason.TabFocusReason)

    def _made_place(self, place: str) -> QHBoxLayout:
        line, browse, say = self.lines[place], self.browse[place], self._door.words.say
        self.fields[place].set_caption(say("opening", place))
        browse.setAccessibleName(say("opening", f"choose_{place}"))
        line.textEdited.connect(partial(self.presenter.put, place))
        line.returnPressed.connect(self._enter)
        browse.clicked.connect(lambda _on: self.presenter.choose(place))
        if place == IDENTITY:
            line.editingFinished.connect(self.presenter.read_words)
        side = column(20, browse, None)
        whole = row(self.fields[place], gap=8)
        whole.addLayout(side)
        whole.setStretch(0, 1)
        return whole

    def _made_told(self) -> QWidget:
        self._sign = Sign("circle-check", "ok")
        self._told_title = Label(Type.STRONG, wrap=True)
        self._told_lines = Label(wrap=True)
        self._told_lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        ground = Block("ok_t", None, BLOCK_RADIUS)
        layout = row(
            column(2, self._sign, None),
            column(self._told_title, 4, self._told_lines),
            gap=10,
            margins=(16, 12, 16, 12),
        )
        layout.setStretch(1, 1)
        ground.setLayout(layout)
        self._ground = ground
        return ground

    # ------------------------------------------------------------------ what the presenter shows

    def show_places(self, places: Mapping[str, str]) -> None:
        """What was chosen."""
        for place, text in places.items():
            self.lines[place].setText(text)

    def show_words(self, words: str) -> None:
        """The words of the key."""
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def show_missing(self, place: str, sentence: str) -> None:
        """What a place lacks."""
        self.fields[place].note(sentence, "err")
        if sentence:
            announce(self, sentence)

    def show_refused(self, sentence: str, *, again: bool) -> None:
        """Why not."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
        self.again.setVisible(again)
        if sentence:
            announce(self, sentence)
            self.body.ensureWidgetVisible(self.refusal)

    def show_busy(self, busy: bool) -> None:
        """Wait for the answer."""
        self.go.setText(self._door.words.say("opening", "busy" if busy else "open"))
        for button in (self.go, self.again, *self.browse.values()):
            button.setEnabled(not busy)
        for line in self.lines.values():
            line.setReadOnly(busy)

    def show_told(self, told: Told) -> None:
        """It is open."""
        self._ground.set_fill("ok_t" if told.sure else "warn_t")
        self._sign.show_icon(*(("circle-check", "ok") if told.sure else ("triangle-alert", "warn")))
        self._told_title.setText(told.title)
        self._told_lines.setText("\n".join(told.lines))
        for part, shown in ((self.told, True), (self.another, True), (self._form, False), (self.go, False)):
            part.setVisible(shown)
        self.close_.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, " ".join((told.title, *told.lines)))

    def choose(self, place: str, title: str, start: str) -> str:
        """The system's dialogue."""
        if place == OUT:
            return QFileDialog.getExistingDirectory(self, title, start)
        kinds = f"{self._door.words.say('opening', 'kinds')} (*.age);;*" if place == FILE else ""
        return QFileDialog.getOpenFileName(self, title, start, kinds)[0]

    def _show_form(self) -> None:
        for part, shown in ((self.told, False), (self.another, False), (self._form, True), (self.go, True)):
            part.setVisible(shown)
        self.browse[FILE].setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self) -> None:
        if self.go.isEnabled():
            self.presenter.open()
