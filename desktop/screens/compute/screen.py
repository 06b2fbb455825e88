"""The page of computing: a card with what it works on, the work under way or what came of it, one button."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.domain.progress import Progress
from desktop.desk import Desk
from desktop.screens.compute.picture import Fact, Picture, Running, Told
from desktop.screens.compute.presenter import ComputePresenter
from desktop.theme import Type
from desktop.theme.tokens import FOOTER_BUTTON, TILE_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.counts import Counts
from desktop.widgets.feedback import Empty, IconTile, announce
from desktop.widgets.frames import Block, Divider, Scroll, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.page import Page
from desktop.widgets.segments import Segments
from desktop.widgets.ticks import Ticks
from desktop.widgets.waiting import Bar, Pace

_WIDE: Final = 760
_EDGE: Final = 24


class _FactLine(QWidget):
    """An icon on a tile, what is so, what follows."""

    def __init__(self) -> None:
        super().__init__()
        self.tile = IconTile("users")
        self.heading = Label(Type.TILE, wrap=True)
        self.text = Label(tone="muted", wrap=True)
        words = column(None, self.heading, 3, self.text, None)
        layout = row(self.tile, words, gap=16, margins=(20, 14, 20, 14))
        layout.setStretch(1, 1)
        layout.setAlignment(self.tile, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(layout)

    def show_fact(self, fact: Fact) -> None:
        """Say it."""
        self.tile.show_icon(fact.icon, "soft", "accent")
        self.heading.setText(fact.title)
        self.text.setText(fact.text)


class _Relay(QObject):
    """Takes progress on the work's thread to the window's. It outlives the page, so the work can always speak."""

    told = Signal(str, int, int)


class ComputeScreen(Page):
    """S7."""

    listens = frozenset({"clients", "catalogue", "settings", "models"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = ComputePresenter(self, desk)
        self.facts = [_FactLine() for _ in range(3)]
        self.crowds = Segments()
        self.crowds.picked.connect(self.presenter.choose)
        self.stages = Counts()
        self._pace = Pace()
        self.lack = Empty("table-2")
        self.lack.pressed.connect(self.presenter.supply)
        self.run_ = Button("", Kind.FILLED, "calculator", key="Ctrl Enter", height=FOOTER_BUTTON)
        self.again = Button("", Kind.OUTLINE, "rotate-cw", height=FOOTER_BUTTON)
        self.review = Button("", Kind.FILLED, "sparkles", key="Ctrl Enter", height=FOOTER_BUTTON)
        self.run_.clicked.connect(self.presenter.run)
        self.again.clicked.connect(self.presenter.run)
        self.review.clicked.connect(self.presenter.review)
        self.foot = Line(tone="muted")
        self._make_work()
        self._make_told()
        card = Block()
        self._lines: list[QWidget] = []
        for place, fact in enumerate(self.facts):
            inner = column(holder(row(Divider(), margins=(76, 0, 0, 0))), fact) if place else column(fact)
            self._lines.append(holder(inner))
        card.setLayout(column(*self._lines, margins=(1, 1, 1, 1)))
        self._choice = holder(row(self.crowds, None))
        self.body = holder(column(self._choice, card, self.work, self.told_block, self.stages, gap=16))
        self.body.setMaximumWidth(_WIDE)
        beside = row(self.body, margins=(_EDGE, 8, _EDGE, 16))
        beside.addStretch(0)
        beside.setStretch(0, 1)
        self._content = Scroll(holder(column(beside, None)))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._content)
        self._stack.addWidget(self.lack)
        self.set_content(self._stack)
        foot = row(self.foot, self.again, self.review, self.run_, gap=12, margins=(_EDGE, 0, _EDGE, 0))
        foot.setStretch(0, 1)
        self.set_footer(holder(foot))
        self.show_picture(Picture())

    def _make_work(self) -> None:
        self.work = Block("alt", None, TILE_RADIUS)
        self.work_title = Label(Type.TILE)
        self.work_text = Line(tone="muted")
        self.bar = Bar()
        self.stop = Button("", Kind.OUTLINE, "square")
        self.stop.clicked.connect(self.presenter.stop)
        self.steps = Ticks(gap=6)
        words = column(self.work_title, 3, self.work_text, 10, self.bar)
        above = row(words, self.stop, gap=24)
        above.setStretch(0, 1)
        self.work.setLayout(column(above, 14, self.steps, margins=(20, 16, 20, 16)))

    def _make_told(self) -> None:
        self.told_block = Block("ok_t", None, TILE_RADIUS)
        self.told_tile = IconTile("circle-check", tone="ok_t", ink="ok")
        self.told_title = Label(Type.TILE, wrap=True)
        self.told_text = Label(wrap=True)
        words = column(None, self.told_title, 3, self.told_text, None)
        layout = row(self.told_tile, words, gap=16, margins=(20, 14, 20, 14))
        layout.setStretch(1, 1)
        layout.setAlignment(self.told_tile, Qt.AlignmentFlag.AlignVCenter)
        self.told_block.setLayout(layout)

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static words."""
        say = self._desk.words.say
        self.title.setText(say("compute", "title"))
        self.work_title.setText(say("compute", "running"))
        self.stop.setText(say("compute", "stop"))
        self.crowds.setAccessibleName(say("compute", "crowds"))
        self.stages.set_title(say("today", "stages"))
        self.bar.setAccessibleName(say("compute", "progress"))

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """For everybody, for `clients`, or for those of an `import`."""
        self.presenter.arrive(facts)

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is in front; a window that is only put away changes nothing."""
        if not event.spontaneous():
            self.presenter.leave()
        super().hideEvent(event)

    def read_again(self) -> None:
        """Read how things stand."""
        self.presenter.read()

    def first_focus(self) -> QWidget | None:
        """The filled button, or what stands in its place."""
        buttons = (self.lack.button, self.run_, self.review, self.stop, self.again)
        return next((button for button in buttons if button.isVisibleTo(self)), None)

    def press_primary(self) -> None:
        """The filled button."""
        self.presenter.press_primary()

    # ------------------------------------------------------------------ what the presenter shows

    def show_picture(self, picture: Picture) -> None:
        """Show all of it."""
        focused = self.focusWidget()
        self._stack.setCurrentWidget(self._content if picture.lack is None else self.lack)
        if picture.lack is not None:
            self.lack.show_words(picture.lack.title, picture.lack.text, picture.lack.action)
        self.body.setVisible(bool(picture.facts))
        for place, (line, fact_line) in enumerate(zip(self._lines, self.facts, strict=True)):
            line.setVisible(place < len(picture.facts))
            if place < len(picture.facts):
                fact_line.show_fact(picture.facts[place])
        self._choice.setVisible(bool(picture.crowds))
        self.crowds.offer(picture.crowds, picture.crowd)
        self.stages.setVisible(bool(picture.stages))
        self.stages.show_counts(picture.stages)
        self._show_work(picture.running)
        self._show_told(picture.told)
        self.foot.setText(picture.foot)
        kind = Kind.OUTLINE if picture.run else Kind.FILLED
        for button, text in ((self.run_, picture.run), (self.again, picture.again), (self.review, picture.review)):
            button.setText(text)
            button.setVisible(bool(text))
            button.updateGeometry()
        self.review.set_kind(kind)
        self.review.set_key("" if picture.run else "Ctrl Enter")
        if focused is not None and not focused.isVisibleTo(self):
            first = self.first_focus()
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refused(self, sentence: str) -> None:
        """The message bar."""
        self.show_message(sentence, "err")

    def announce(self, sentence: str) -> None:
        """Aloud."""
        announce(self, sentence)

    def follow(self) -> Progress:
        """A listener that may be called from anywhere."""
        self._pace.start()
        relay = _Relay()
        relay.told.connect(self._advance)

        def tell(step: str, done: int, total: int) -> None:
            relay.told.emit(step, done, total)

        return tell

    def time_left(self, share: float) -> float | None:
        """Seconds, or None."""
        return self._pace.left(share)

    def is_seen(self) -> bool:
        """Whether the page is in front."""
        return self.isVisible()

    def _advance(self, step: str, done: int, total: int) -> None:
        self.presenter.advance(step, done, total)

    def _show_work(self, running: Running | None) -> None:
        self.work.setVisible(running is not None)
        if running is not None:
            self.work_text.setText(running.text)
            self.bar.show_share(running.share)
            self.steps.show_ticks(running.steps)
            self.bar.setAccessibleDescription(running.text)
            self.stop.setEnabled(not running.stopping)

    def _show_told(self, told: Told | None) -> None:
        self.told_block.setVisible(told is not None)
        if told is not None:
            tone = "ok" if told.whole else "warn"
            self.told_block.set_fill(f"{tone}_t")
            self.told_tile.show_icon("circle-check" if told.whole else "circle-pause", f"{tone}_t", tone)
            self.told_title.setText(told.title)
            self.told_text.setText("\n".join(told.lines))
            self.told_text.setVisible(bool(told.lines))
