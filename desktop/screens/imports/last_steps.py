"""Step 5 of the import, one consent for the file, and what stands in place of a step while it is worked on."""

from typing import Final

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QWidget

from desktop.screens.imports.scan_field import ScanField
from desktop.screens.imports.shown import ConsentShown
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Check, Day
from desktop.widgets.feedback import IconTile
from desktop.widgets.fields import Captioned
from desktop.widgets.frames import Block, Scroll, column, holder, row, tab_within
from desktop.widgets.labels import Label
from desktop.words import Words

_DAY_FORMATS: Final = {"ru": "dd.MM.yyyy", "en": "d MMM yyyy"}
_TEXT_WIDTH: Final = 640


def _to_the_left(inner: QWidget) -> QHBoxLayout:
    """As wide as text may be, the rest is empty."""
    inner.setMaximumWidth(_TEXT_WIDTH + 48)
    line = row(inner, None, gap=0)
    line.setStretch(0, 100)
    return line


class ConsentStep(QWidget):
    """`changed` tells what was typed, ticked or taken away, by name: given, number, signed_on, everybody, partners,
    scan.
    """

    changed = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self.title = Label(Type.SECTION, wrap=True)
        self.text = Label(Type.BODY, "muted", wrap=True)
        self.later, self.now = Check(round_=True), Check(round_=True)
        self.number = QLineEdit()
        self.number_field = Captioned(self.number)
        self.day = Day()
        self.day_field = Captioned(self.day)
        self.recipients = Label(Type.LABEL, "muted")
        self.everybody, self.some = Check(round_=True), Check(round_=True)
        self.partners: list[Check] = []
        self._partners_place = column(gap=0, margins=(26, 0, 0, 0))
        self.recipients_note = Label(Type.CAPTION, "err", wrap=True)
        self.scan = ScanField()
        self._groups = [self._one_of(self.later, self.now), self._one_of(self.everybody, self.some)]
        self.number_field.setMinimumWidth(240)
        self.number_field.setMaximumWidth(280)
        self.day_field.setMaximumWidth(200)
        fields = row(self.number_field, self.day_field, None, gap=16)
        for field in (self.number_field, self.day_field):
            fields.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        self.remembered = Label(Type.BODY, "info", wrap=True)
        self.paper = Block("alt", None)
        whom = (self.recipients, 2, self.everybody, self.some, self._partners_place, self.recipients_note)
        self.paper.setLayout(column(fields, 12, *whom, 14, self.scan, margins=(20, 16, 20, 16)))
        head = (self.title, 4, self.text, 14, self.later, 2, self.now, 8, self.remembered, 4)
        inner = holder(column(*head, self.paper, None, margins=(24, 18, 24, 18)))
        self.setLayout(column(Scroll(holder(_to_the_left(inner)))))
        self._showing = False
        self.later.toggled.connect(lambda on: self._tell(given=not on))
        self.everybody.toggled.connect(lambda on: self._tell(everybody=on))
        self.number.textEdited.connect(lambda text: self._tell(number=text))
        self.day.dateChanged.connect(lambda day: self._tell(signed_on=day.toPython()))
        self.scan.removed.connect(lambda: self._tell(scan=""))

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.title.setText(words.say("imports", "consent_title"))
        self.text.setText(words.say("imports", "consent_text"))
        self.later.setText(words.say("imports", "consent_later"))
        self.now.setText(words.say("imports", "consent_now"))
        self.number_field.set_caption(words.say("imports", "consent_number"))
        self.day_field.set_caption(words.say("imports", "consent_day"))
        self.recipients.setText(words.say("imports", "consent_recipients"))
        self.everybody.setText(words.say("imports", "consent_everybody"))
        self.some.setText(words.say("imports", "consent_some"))
        self.scan.retranslate(words)
        self.day.setLocale(QLocale(words.language))
        self.day.setDisplayFormat(_DAY_FORMATS[words.language])

    def show_consent(self, words: Words, shown: ConsentShown) -> None:
        """The document as typed so far."""
        self._showing = True
        (self.now if shown.given else self.later).setChecked(True)
        (self.everybody if shown.everybody else self.some).setChecked(True)
        if self.number.text() != shown.number:
            self.number.setText(shown.number)
        self.day.setDate(QDate(shown.signed_on.year, shown.signed_on.month, shown.signed_on.day))
        self._show_partners(shown)
        self.scan.show_scan(words, shown.scan, shown.scan_gone)
        self.paper.setVisible(shown.given)
        self.remembered.setText(shown.remembered)
        self.remembered.setVisible(bool(shown.remembered))
        self.number_field.note(shown.wrong.get("number", ""), "err")
        self.day_field.note(shown.wrong.get("day", ""), "err")
        self.recipients_note.setText(shown.wrong.get("recipients", ""))
        self.recipients_note.setVisible("recipients" in shown.wrong)
        self._showing = False
        if shown.attend:
            self._wrong_field(shown).setFocus(Qt.FocusReason.OtherFocusReason)

    def first_focus(self) -> QWidget:
        """The choice that stands."""
        return self.now if self.now.isChecked() else self.later

    def _wrong_field(self, shown: ConsentShown) -> QWidget:
        if "number" in shown.wrong:
            return self.number
        if "day" in shown.wrong:
            return self.day
        return self.everybody if shown.everybody or not self.partners else self.partners[0]

    def _show_partners(self, shown: ConsentShown) -> None:
        names = [name for name, _ in shown.partners]
        if [check.text() for check in self.partners] != names:
            for check in self.partners:
                self._partners_place.removeWidget(check)
                check.deleteLater()
            self.partners = [Check(name) for name in names]
            for check in self.partners:
                check.setAccessibleName(check.text())
                check.toggled.connect(self._tick)
                self._partners_place.addWidget(check)
            tab_within(self.some, *self.partners)
        for check, (_, ticked) in zip(self.partners, shown.partners, strict=True):
            check.setChecked(ticked)
            check.setVisible(not shown.everybody)

    def _tick(self) -> None:
        self._tell(partners=frozenset(check.text() for check in self.partners if check.isChecked()))

    def _tell(self, **changes: object) -> None:
        if not self._showing:
            self.changed.emit(changes)

    def _one_of(self, *checks: Check) -> QButtonGroup:
        group = QButtonGroup(self)
        for check in checks:
            group.addButton(check)
        return group


class BusyStep(QWidget):
    """What stands in place of a step while it is worked on."""

    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = Label(Type.SECTION, wrap=True)
        self.text = Label(Type.BODY, "muted", wrap=True)
        self.stop = Button("", Kind.OUTLINE, "square", height=36)
        self.stop.clicked.connect(self._stop)
        inner = holder(
            column(
                IconTile("hourglass", 48),
                14,
                self.title,
                4,
                self.text,
                16,
                row(self.stop, None),
                None,
                margins=(24,) * 4,
            )
        )
        self.setLayout(_to_the_left(inner))

    def show_words(self, title: str, text: str) -> None:
        """Say what is done."""
        self.title.setText(title)
        self.text.setText(text)
        self.stop.setEnabled(True)

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop_wanted.emit()
