"""Two quiet pages on the same ground as the way in."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStackedWidget, QWidget

from core.services.wording import LANGUAGES
from desktop.door import Door
from desktop.screens.first_run.presenter import FirstRunPresenter
from desktop.theme import Type
from desktop.theme.tokens import CARD_RADIUS, TILE_RADIUS
from desktop.widgets.brand import Garden, Mark
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import IconTile, announce
from desktop.widgets.fields import Captioned, Secret
from desktop.widgets.frames import Block, Lifted, Scroll, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.painting import block, focus_ring, sign, smooth
from desktop.widgets.pressable import Pressable
from desktop.widgets.segments import Segments
from desktop.widgets.tips import as_tip
from desktop.widgets.waiting import Bar
from desktop.words import Words

_WIDE: Final = 480


class _Way(Pressable):
    """A large choice: icon, what it is, what comes of it."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._title = Label(Type.TILE)
        self._text = Label(tone="muted", wrap=True)
        for label in (self._title, self._text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        tile = IconTile(icon)
        tile.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = holder(column(None, self._title, 2, self._text, None))
        words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = row(tile, words, 24, gap=16, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def say(self, title: str, text: str) -> None:
        """What it is and what comes of it."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def sizeHint(self) -> QSize:
        """As its layout."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize(_WIDE, 72)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card."""
        painter = smooth(self)
        area = QRectF(self.rect())
        block(painter, area, "hover" if self.underMouse() else "surface", "line", TILE_RADIUS)
        sign(painter, area.right() - 32, area.center().y(), "chevron-right", "muted")
        if self.hasFocus():
            focus_ring(painter, area, TILE_RADIUS)


class FirstRunScreen(Garden):
    """`language_picked` tells the language that was chosen."""

    help_name = "first_run"
    language_picked = Signal(str)

    def __init__(self, door: Door, step: str = "welcome") -> None:
        super().__init__()
        self._door = door
        self.presenter = FirstRunPresenter(self, door)
        self._steps = QStackedWidget()
        self._names = {"welcome": 0, "create": 1}
        self._steps.addWidget(self._make_welcome())
        self._steps.addWidget(self._make_create())
        self.setLayout(column(self._steps))
        self.retranslate()
        self.presenter.begin(step)

    def _make_welcome(self) -> QWidget:
        self.language = Segments()
        self.language.picked.connect(self.presenter.speak)
        self.greeting = Label(Type.GREETING, wrap=True)
        self.promise = Label(tone="muted", wrap=True)
        self.sample, self.fresh, self.known = _Way("flask-conical"), _Way("plus"), _Way("folder-open")
        self.sample.clicked.connect(self.presenter.try_sample)
        self.fresh.clicked.connect(self.presenter.new_base)
        self.known.clicked.connect(self.presenter.open_base)
        self.restore = Button("", Kind.LINK)
        self.restore.clicked.connect(self.presenter.restore)
        self.package = Button("", Kind.LINK)
        self.package.clicked.connect(lambda _on: self._door.show_opening())
        self.bar = Bar()
        self.doing = Line(tone="muted")
        self.welcome_refusal = Label(Type.CAPTION, "err", wrap=True)
        self._work = holder(column(self.doing, 6, self.bar))
        self._work.hide()
        self.welcome_refusal.hide()
        for label in (self.greeting, self.promise):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark = Mark()
        block_ = holder(
            column(
                self.greeting,
                8,
                self.promise,
                20,
                self.sample,
                10,
                self.fresh,
                10,
                self.known,
                6,
                row(None, self.restore, self.package, None, gap=28),
                14,
                self._work,
                self.welcome_refusal,
            )
        )
        block_.setFixedWidth(_WIDE)
        inner = column(None, mark, 12, block_, None, self.language, margins=(16, 16, 16, 20))
        for item in (mark, block_, self.language):
            inner.setAlignment(item, Qt.AlignmentFlag.AlignHCenter)
        return Scroll(holder(inner))

    def _make_create(self) -> QWidget:
        self.title = Label(Type.TITLE)
        self.company, self.login = QLineEdit(), QLineEdit()
        self.password, self.again = Secret(), Secret()
        self.fields = {
            "company": Captioned(self.company),
            "login": Captioned(self.login),
            "password": Captioned(self.password),
            "again": Captioned(self.again),
        }
        self.strength = Bar(4)
        self.folder = Line(Type.CAPTION, "muted")
        self.folder_word = Label(Type.CAPTION, "muted")
        self.change_folder = Button("", Kind.LINK)
        self.refusal = Label(Type.CAPTION, "err", wrap=True)
        self.back = Button("", Kind.GHOST, "arrow-left", height=36)
        self.make = Button("", Kind.FILLED, height=36)
        self.company.textChanged.connect(self.presenter.company_typed)
        self.password.line.textChanged.connect(self.presenter.password_typed)
        self.change_folder.clicked.connect(lambda: self.presenter.choose_folder(self.company.text()))
        self.back.clicked.connect(self.presenter.back)
        self.make.clicked.connect(self._create)
        for line in (self.company, self.login, self.password.line, self.again.line):
            line.returnPressed.connect(self._create)
            line.textEdited.connect(lambda _text: self._forget_refusals())
        self.refusal.hide()
        self.strength.hide()
        place = row(self.folder_word, self.folder, self.change_folder, gap=8)
        place.setStretch(1, 1)
        card = Block("surface", "line", CARD_RADIUS)
        buttons = row(self.back, None, self.make)
        fields = self.fields
        two = row(fields["password"], fields["again"], gap=16)
        two.setAlignment(fields["password"], Qt.AlignmentFlag.AlignTop)
        two.setAlignment(fields["again"], Qt.AlignmentFlag.AlignTop)
        card.setLayout(
            column(
                self.title,
                16,
                fields["company"],
                8,
                fields["login"],
                8,
                two,
                self.strength,
                12,
                place,
                self.refusal,
                16,
                buttons,
                margins=(28, 22, 28, 22),
            )
        )
        card.setFixedWidth(_WIDE + 40)
        lifted = Lifted(card, CARD_RADIUS)
        inner = column(None, lifted, None, margins=(16, 8, 16, 8))
        inner.setAlignment(lifted, Qt.AlignmentFlag.AlignHCenter)
        return Scroll(holder(inner))

    def retranslate(self) -> None:
        """Say everything anew."""
        words = self._door.words

        def say(key: str) -> str:
            return words.say("first_run", key)

        options = [(Words(code).say("first_run", "own_name"), "", code) for code in LANGUAGES]
        self.language.offer(options, words.language)
        self.greeting.setText(say("greeting"))
        self.promise.setText(say("promise"))
        self.sample.say(say("sample"), say("sample_text"))
        self.fresh.say(say("create"), say("create_text"))
        self.known.say(say("open"), say("open_text"))
        self.restore.setText(say("restore"))
        self.package.setText(say("open_package"))
        self.title.setText(say("create"))
        for name, field in self.fields.items():
            field.set_caption(say(name))
        for name, secret in (("password", self.password), ("again", self.again)):
            secret.set_words(say(name), say("show_password"))
        self.folder_word.setText(say("folder"))
        self.change_folder.setText(say("change_folder"))
        self.back.setText(say("back"))
        self.make.setText(say("make"))
        self._forget_refusals()
        self.presenter.company_typed(self.company.text())
        self.presenter.password_typed(self.password.text())

    def first_focus(self) -> QWidget:
        """The first choice, or the first field."""
        return self.sample if self._steps.currentIndex() == 0 else self.company

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        if self._steps.currentIndex() == 1:
            self._create()

    def show_step(self, step: str) -> None:
        """One of the two pages."""
        self._steps.setCurrentIndex(self._names[step])
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_folder(self, folder: str) -> None:
        """Where the base will lie."""
        home = str(Path.home())
        self.folder.setText(folder.replace(home, "~", 1) if folder.startswith(home) else folder)
        self.folder.setToolTip(as_tip(folder))

    def show_strength(self, share: float, sentence: str, *, enough: bool) -> None:
        """How long the password is."""
        self.strength.setVisible(bool(self.password.text()))
        self.strength.show_share(share)
        self.fields["password"].note(sentence, "ok" if enough else "muted")

    def show_busy(self, sentence: str) -> None:
        """Something is being made."""
        busy = bool(sentence)
        self._work.setVisible(busy)
        self.doing.setText(sentence)
        self.bar.show_share(0)
        for button in (self.sample, self.fresh, self.known, self.restore, self.make, self.back):
            button.setEnabled(not busy)
        if busy:
            self._forget_refusals()
            announce(self, sentence)

    def show_progress(self, step: str, done: int, total: int) -> None:
        """How far the sample is."""
        words = self._door.words
        self.bar.show_share(done / total if total else None)
        self.doing.setText(words.say("jobs", f"step_{step}"))

    def show_refused(self, field: str, sentence: str) -> None:
        """What is wrong."""
        announce(self, sentence)
        if field in self.fields and self._steps.currentIndex() == 1:
            self.fields[field].note(sentence, "err")
            self.fields[field].field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        refusal = self.refusal if self._steps.currentIndex() == 1 else self.welcome_refusal
        refusal.setText(sentence)
        refusal.show()

    def _create(self) -> None:
        if self.make.isEnabled():
            self.presenter.create(self.company.text(), self.login.text(), self.password.text(), self.again.text())

    def _forget_refusals(self) -> None:
        self.refusal.hide()
        self.welcome_refusal.hide()
        for name, field in self.fields.items():
            if name != "password":
                field.note(self._door.words.say("first_run", "company_hint") if name == "company" else "")
