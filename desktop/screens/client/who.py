"""The left side of the card: who it is, group by group."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.screens.client.field_rows import FieldRow, LineRow, PaperRow, field_row
from desktop.screens.client.shown import ConflictShown, GroupShown
from desktop.widgets.choices import Choice
from desktop.widgets.fields import Captioned
from desktop.widgets.folding import Fold
from desktop.widgets.frames import Divider, column, holder, tab_within

OPEN_FIRST: Final = frozenset({"who", "papers"})


class WhoPane(QWidget):
    """Rows are made anew for another client or type, and else told what the base says now."""

    left = Signal(str, str)
    settled = Signal(bool)
    reveal_wanted = Signal(str)
    change_wanted = Signal(str)
    kind_picked = Signal(object)
    switched = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.kind = Choice()
        self.kind.picked.connect(self.kind_picked)
        self.kind_field = Captioned(self.kind)
        self.kind_field.hide()
        self.rows: dict[str, FieldRow] = {}
        self.folds: dict[str, Fold] = {}
        self._open: Mapping[str, bool] = {}
        self._narrow = False
        self._groups = column()
        self._place = holder(self._groups)
        self.setLayout(column(self.kind_field, self._place, None, margins=(24, 8, 20, 20)))

    def set_kinds(self, caption: str, kinds: Sequence[tuple[str, str]], kind: str) -> None:
        """The types of client to choose from; none for a client that is there."""
        self.kind_field.set_caption(caption)
        self.kind.offer(kinds, kind)
        self.kind_field.setVisible(bool(kinds))

    def show_groups(self, groups: Sequence[GroupShown], opened: Mapping[str, bool], *, anew: bool) -> None:
        """The fields; `opened` says which groups stand open, as far as a person has chosen."""
        self._open = opened
        fields = [field for group in groups for field in group.fields]
        same = [*self.rows] == [field.code for field in fields] and not any(
            isinstance(self.rows[field.code], PaperRow) is not field.paper for field in fields
        )
        if anew or not same:
            self._lay(groups)
        else:
            for field in fields:
                self.rows[field.code].show_field(field)
        for group in groups:
            self.folds[group.name].head.set_words(group.title, group.count)

    def open_groups(self, opened: Mapping[str, bool]) -> None:
        """Open or fold them as a person has chosen, and else as they start."""
        for name, fold in self.folds.items():
            fold.set_open(opened.get(name, name in OPEN_FIRST))

    def set_narrow(self, narrow: bool) -> None:
        """Less room."""
        self._narrow = narrow
        for one in self.rows.values():
            one.set_narrow(narrow)

    def show_note(self, code: str, sentence: str, tone: str) -> None:
        """Beside a field, which is unfolded for an error."""
        for code_ in (code, _paper_of(code, self.rows)):
            if code_ in self.rows:
                self.rows[code_].show_note(sentence, tone)
                if sentence and tone == "err":
                    self._reach(self.rows[code_])
                return

    def show_conflict(self, conflict: ConflictShown) -> None:
        """Both versions of a field."""
        self.rows[conflict.code].show_conflict(conflict)

    def show_revealed(self, code: str, text: str) -> None:
        """In full."""
        found = self.rows.get(code)
        if isinstance(found, PaperRow):
            found.show_full(text)

    def first(self) -> QWidget | None:
        """Where the keyboard starts."""
        return next((one.line for one in self.rows.values() if isinstance(one, LineRow)), None)

    # ------------------------------------------------------------------

    def _reach(self, wanted: FieldRow) -> None:
        for fold in self.folds.values():
            if fold.body.isAncestorOf(wanted):
                fold.set_open(True)
        if isinstance(wanted, LineRow):
            wanted.line.setFocus()

    def _lay(self, groups: Sequence[GroupShown]) -> None:
        while (item := self._groups.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.rows, self.folds = {}, {}
        for group in groups:
            made = [field_row(field) for field in group.fields]
            for one in made:
                self._connect(one)
            fold = Fold(holder(column(*made, 8)))
            fold.set_open(self._open.get(group.name, group.name in OPEN_FIRST))
            fold.switched.connect(lambda open_, name=group.name: self.switched.emit(name, open_))
            self.folds[group.name] = fold
            self._groups.addWidget(fold)
            self._groups.addWidget(Divider())
        self._groups.addStretch(1)  # see SectionsPane
        tab_within(self._place, *(stop for fold in self.folds.values() for stop in _stops(fold)))

    def _connect(self, one: FieldRow) -> None:
        self.rows[one.code] = one
        one.set_narrow(self._narrow)
        one.left.connect(self.left)
        one.settled.connect(self.settled)
        if isinstance(one, PaperRow):
            one.reveal_wanted.connect(self.reveal_wanted)
            one.change_wanted.connect(self.change_wanted)


def _paper_of(code: str, rows: Mapping[str, FieldRow]) -> str:
    """The document that a field is a part of."""
    return next((one for one in rows if code.startswith(f"{one}_") and isinstance(rows[one], PaperRow)), "")


def _stops(fold: Fold) -> list[QWidget]:
    rows = fold.body.findChildren(FieldRow)
    editors = [
        stop for one in rows for stop in ((one.reveal, one.change) if isinstance(one, PaperRow) else (one.editor,))
    ]
    return [fold.head, *editors]
