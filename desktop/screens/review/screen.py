"""S8, the review: the threshold above, the queue at the left, the card with its decision at the right."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QSlider, QStackedWidget, QWidget

from core.domain.rights import MAY, UseCase
from desktop.desk import Desk
from desktop.screens.review.bare_keys import meaning, opens_filters
from desktop.screens.review.card import Blank, CardView
from desktop.screens.review.card_text import CardText
from desktop.screens.review.choice_panel import ChoicePanel
from desktop.screens.review.empty_text import EmptyText
from desktop.screens.review.filter_bar import FilterBar
from desktop.screens.review.filter_text import FilterText
from desktop.screens.review.footer import DayBar, Footer
from desktop.screens.review.giving_text import ChoicesText
from desktop.screens.review.lineup import Row
from desktop.screens.review.panel import Panel
from desktop.screens.review.panel_text import PanelText
from desktop.screens.review.presenter import LISTENS, ReviewPresenter
from desktop.screens.review.queue_list import QueueList
from desktop.screens.review.queue_text import LineText
from desktop.screens.review.reason_bar import ReasonBar
from desktop.screens.review.strip import TALL, ThresholdStrip
from desktop.screens.review.view import CountsText, HeldText, Scale
from desktop.screens.review.wiring import wire
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Empty
from desktop.widgets.frames import Divider, Scroll, column, holder, row
from desktop.widgets.page import Page

QUEUE: Final = 312
NARROW_QUEUE: Final = 256
NARROW_BELOW: Final = 1140
_SIDE: Final = 32
_NARROW_SIDE: Final = 20
_SMALLEST_PAGE: Final = QSize(970, 524)


class ReviewScreen(Page):
    """The page. Everything that is decided is decided by its presenter."""

    listens = LISTENS

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = ReviewPresenter(self, desk)
        self.strip = ThresholdStrip()
        self.queue = QueueList(lambda: desk.words)
        self.card = CardView()
        self.panel = Panel()
        self.footer_bar = Footer()
        self.day_bar = DayBar()
        self.reason_bar = ReasonBar()
        self.filter_bar = FilterBar()
        self.filters = Button("", Kind.OUTLINE, "list-filter")
        self.overrides = Button("", Kind.GHOST, "arrow-left-right")
        self._supervises = bool(MAY[UseCase.READ_OVERRIDES] & desk.session.roles)
        self.choices = ChoicePanel()
        self.empty = Empty("sparkles")
        self._offered = self._filtered = False
        self._shown: int | None = None
        self._lay_out()
        wire(self)
        self._fit()

    def _lay_out(self) -> None:
        self._strip_place = column(self.strip, margins=(24, 0, 24, 0))
        self._strip_line = Divider()
        self._toast_place = holder(column(margins=(4, 0, 4, 8)))
        queue = column(self.queue, self._toast_place, margins=(8, 8, 4, 0))
        queue.setStretch(0, 1)
        self._left = holder(queue)
        self._cards = QStackedWidget()
        self._card_scroll = Scroll(self.card)
        self._blank = Blank()
        for widget in (self._blank, self._card_scroll, self.panel, self.choices):
            self._cards.addWidget(widget)
        right = column(self._cards, self.reason_bar, self.day_bar, Divider(), self.footer_bar)
        right.setStretch(0, 1)
        self._work = row(self._left, Divider(down=True), holder(right), gap=0)
        self._work.setStretch(2, 1)
        self._bodies = QStackedWidget()
        self._work_page = holder(self._work)
        self._bodies.addWidget(self._work_page)
        self._bodies.addWidget(self.empty)
        body = column(self._strip_place, self._strip_line, self.filter_bar, self._bodies)
        body.setStretch(3, 1)
        self.tools.addWidget(self.overrides)
        self.tools.addWidget(self.filters, alignment=Qt.AlignmentFlag.AlignRight)
        self.overrides.clicked.connect(lambda _on: self._desk.go("overrides"))
        self.overrides.setHidden(not self._supervises)
        self.filters.setCheckable(True)
        self.set_content(holder(body))

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static texts."""
        words = self._desk.words
        self.title.setText(words.say("review", "title"))
        self.queue.setAccessibleName(words.say("review", "queue"))
        self.message.set_close_word(words.say("review", "close"))
        self.overrides.setText(words.say("review", "overrides"))
        self.overrides.setToolTip(words.say("review", "overrides_about"))
        self.overrides.updateGeometry()
        bars = (self.footer_bar, self.day_bar, self.reason_bar, self.filter_bar)
        for part in (self.strip, self.card, self.panel, self.choices, *bars):
            part.retranslate(words)
        self._say_filters()

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """Read the queue."""
        self._close_day_bar()
        self.presenter.arrive(facts)

    def read_again(self) -> None:
        """Recommendations changed."""
        self.presenter.read_again()

    def toast_place(self) -> QWidget | None:
        """Under the queue, which gives way; none in a low window and beside an empty page."""
        return None if self.compact or self._bodies.currentWidget() is self.empty else self._toast_place

    @property
    def foot_height(self) -> int:
        """The keys of decisions, and what lies above them."""
        bars = (self.footer_bar, self.day_bar, self.reason_bar)
        return sum(bar.height() for bar in bars if bar.isVisible())

    @property
    def tells_itself(self) -> bool:
        """In a low window: the card is gone, and the footer has the undo."""
        return self.compact and self._bodies.currentWidget() is not self.empty

    def first_focus(self) -> QWidget | None:
        """The queue."""
        return self.empty.button if self._bodies.currentWidget() is self.empty else self.queue

    def undo(self) -> bool:
        """Take back the last decision."""
        return self.presenter.undo()

    def undo_entry(self, entry: int) -> bool:
        """Take back the decision that left this entry in the history: Undo of a toast."""
        self.presenter.undo_entry(entry)
        return True

    def press_primary(self) -> None:
        """Accept, or the button of an empty page."""
        self.presenter.press_primary()

    def take_key(self, event: QKeyEvent) -> bool:
        """The keys of the queue; never while something is typed or chosen, or the threshold moved."""
        if event.key() == Qt.Key.Key_F9:
            self.strip.slider.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif opens_filters(event):
            self.filters.click()
        else:
            return self._take_bare_key(event)
        return True

    def _take_bare_key(self, event: QKeyEvent) -> bool:
        typed = isinstance(self.window().focusWidget(), QLineEdit | QAbstractSpinBox | QSlider | QComboBox)
        if typed or self._bodies.currentWidget() is self.empty:
            return False
        if event.key() == Qt.Key.Key_Escape:
            return self.presenter.close_panel()
        meant = meaning(event, choosing=self._cards.currentWidget() is self.choices)
        if meant is not None:
            meant(self.presenter)
        return meant is not None

    # ------------------------------------------------------------------ what the presenter shows

    def show_scale(self, scale: Scale) -> None:
        """The threshold among the counts by score."""
        self.strip.show_scale(scale)

    def show_counts(self, counts: CountsText) -> None:
        """What the threshold shows."""
        self.subtitle.setText(counts.to_decide)
        self.strip.show_counts(counts)

    def show_held(self, held: HeldText | None) -> None:
        """What of it would stay here."""
        self.strip.show_held(held)

    def show_queue(self, rows: Sequence[Row], current: int) -> None:
        """The rows and the one that is selected."""
        self.queue.show_rows(rows, current)

    def mark_rows(self, rows: Sequence[int]) -> None:
        """These rows are chosen together."""
        self.queue.mark(rows)

    def show_chosen(self, count: int) -> None:
        """So many are decided about at once."""
        self.footer_bar.show_chosen(count)

    def show_choices(self, choices: ChoicesText | None) -> None:
        """Who else could get the client, over the card."""
        shown = self._cards.currentWidget() is self.choices
        self.footer_bar.setEnabled(choices is None)  # digits belong to the partners
        if choices is not None:
            self._cards.setCurrentWidget(self.choices)
            self.choices.show_choices(choices, anew=not shown)
        elif shown:
            self._cards.setCurrentWidget(self._card_scroll)
            self.to_queue()

    def offer_reasons(self, offered: bool) -> None:
        """Why it was declined."""
        self.reason_bar.setVisible(offered)

    def show_filter(self, shown: FilterText | None) -> None:
        """What the queue can be filtered by."""
        opened = self.filter_bar.isHidden() and shown is not None
        self.filter_bar.setVisible(shown is not None)
        self.filters.setChecked(shown is not None)
        if shown is not None:
            self.filter_bar.show_filter(shown)
        if opened:
            self.filter_bar.choices["order"].setFocus(Qt.FocusReason.OtherFocusReason)
        elif shown is None:
            self.to_queue()

    def show_filtered(self, filtered: bool) -> None:
        """Whether only a part of the queue is shown."""
        self.filters.ink = "accent" if filtered else ""
        self._filtered = filtered
        self._say_filters()

    def _say_filters(self) -> None:
        words = self._desk.words
        name = words.say("review", "filters_on" if self._filtered else "filters")
        self.filters.setText("" if self.compact else name)
        self.filters.setAccessibleName(name)
        self.filters.setToolTip(f"{name} (Ctrl+F)")
        self.filters.updateGeometry()

    def show_lines(self, lines: Mapping[int, LineText]) -> None:
        """Texts of entries by id."""
        self.queue.show_texts(lines)

    def forget_lines(self) -> None:
        """Texts are out of date."""
        self.queue.forget_texts()

    def show_card(self, card: CardText | None) -> None:
        """The card; quiet bars until it has been read."""
        shown = card.id if card else None
        other, self._shown = shown != self._shown, shown
        if other:  # the day was asked for about the card that stood there
            self._close_day_bar()
        self.footer_bar.allow(decide=card is not None, blocked=card.blocked if card else "")
        if card is not None:
            self.card.show_card(card)
            if other:
                self._card_scroll.verticalScrollBar().setValue(0)
        if self._cards.currentWidget() not in (self.panel, self.choices):
            self._cards.setCurrentWidget(self._card_scroll if card else self._blank)

    def show_place(self, text: str) -> None:
        """Which of how many."""
        self.card.show_place(text)

    def show_panel(self, panel: PanelText | None) -> None:
        """A panel over the card, or none."""
        if panel is not None:
            opened = self._cards.currentWidget() is not self.panel
            self.panel.show_panel(panel)
            self._cards.setCurrentWidget(self.panel)
            if opened:
                self.panel.body.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._cards.currentWidget() is self.panel:
            self._cards.setCurrentWidget(self._card_scroll)
            self.to_queue()

    def show_empty(self, empty: EmptyText | None) -> None:
        """In place of queue and card, or None for these."""
        was = self._bodies.currentWidget() is self.empty
        strip = empty is None or empty.strip
        self.strip.setVisible(strip)
        self._strip_line.setVisible(strip)
        self.subtitle.setVisible(not self.compact and strip)
        if empty is not None:
            self._close_day_bar()
            self.empty.show_words(empty.title, empty.text, empty.action)
        focused = self._focused()  # before Qt goes on from what is hidden now
        self._bodies.setCurrentWidget(self._work_page if empty is None else self.empty)
        elsewhere = self.strip.isAncestorOf(focused) or (focused is not self and not self.isAncestorOf(focused))
        if was != (empty is not None) and self.isVisible() and not elsewhere:
            place = self.first_focus()
            if place is not None:
                place.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_updated(self, text: str, action: str) -> None:
        """Newer scores are there to be shown."""
        if text or self._offered:
            self.show_message(text, "info", action)
        self._offered = bool(text)

    def ask_day(self, first: date, last: date) -> None:
        """Until which day to postpone."""
        self.day_bar.ask(first, last)

    def later(self, ms: int, then: Callable[[], None]) -> None:
        """Call `then` after so many milliseconds; a page that is left reads everything when one comes back to it."""
        QTimer.singleShot(ms, self, lambda: then() if self.isVisible() else None)

    def copy_text(self, text: str) -> None:
        """Put into the clipboard."""
        QGuiApplication.clipboard().setText(text)

    # ------------------------------------------------------------------ layout

    def set_compact(self, compact: bool) -> None:
        """Title and threshold in one line, tighter rows."""
        super().set_compact(compact)
        self.strip.set_low(compact)
        if compact:
            self.tools.insertWidget(0, self.strip)
        else:
            self._strip_place.addWidget(self.strip)
        self.subtitle.setVisible(not compact)
        self.overrides.setVisible(self._supervises and not compact)  # the palette leads there too
        self._say_filters()
        self.card.set_low(compact)
        self.queue.set_low(compact)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width too."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """What the narrowest layout needs, whatever the layout is now: else a wide window could not become narrow."""
        return super().minimumSizeHint().boundedTo(_SMALLEST_PAGE)

    def _fit(self) -> None:
        narrow = self.compact or self.width() < NARROW_BELOW
        side = _NARROW_SIDE if narrow else _SIDE
        self._left.setFixedWidth(NARROW_QUEUE if narrow else QUEUE)
        self.strip.setFixedHeight(46 if self.compact else TALL)
        self.card.set_margins(side, 6 if self.compact else 18)
        self.footer_bar.fit(low=self.compact, narrow=narrow, side=side)
        self.day_bar.set_side(side)
        self.reason_bar.set_side(side)
        self.choices.set_side(side)
        self.filter_bar.set_side(24)
        self.panel.set_side(side)

    # ------------------------------------------------------------------

    def postpone_until(self, day: date) -> None:
        """The day was chosen."""
        self.to_queue()
        self.presenter.postpone(day)

    def _close_day_bar(self) -> None:
        if not self.day_bar.isHidden():
            focused = self.day_bar.isAncestorOf(self._focused())
            self.day_bar.hide()
            if focused:
                self.to_queue()

    def forget_offer(self) -> None:
        """The message was closed."""
        self._offered = False

    def to_queue(self) -> None:
        """The keyboard goes back to the queue."""
        self.queue.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focused(self) -> QWidget:
        return self.window().focusWidget() or self
