"""The rows of the queue for Qt: headings and entries in one list, shown as far down as somebody has scrolled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.screens.review.lineup import Heading, Row
from desktop.screens.review.queue_text import LineText
from desktop.widgets.rows import ROW, Index
from desktop.words import Words

BATCH: Final = 200
"""Rows that a view is given at once: it asks each for its height."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the delegate paints: a heading with its count, or an entry, without text until that has been read."""

    heading: bool
    title: str
    number: str
    text: LineText | None = None


class QueueModel(QAbstractListModel):
    """Mirrors the presenter's rows as far as they were given; what changed in the middle is told as rows removed and
    inserted. Rows that nobody has scrolled to are not even looked at.
    """

    def __init__(self, words: Callable[[], Words], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._source: Sequence[Row] = ()
        self._total = 0
        self._rows: list[Row] = []
        self._texts: dict[int, LineText] = {}

    def show(self, rows: Sequence[Row], current: int) -> None:
        """Show these rows, at least down to `current`."""
        more = len(rows) - self._total
        given = len(self._rows) + (more if abs(more) <= BATCH else 0)  # the ends meet where a few rows came or left
        given = min(len(rows), max(given, current + 1, BATCH))
        old, new = list(self._rows), list(rows[:given])
        first = _alike(old, new)
        last = min(_alike(old[first:][::-1], new[first:][::-1]), len(old) - first, len(new) - first)
        self._source, self._total = rows, len(rows)
        if first < len(old) - last:
            self.beginRemoveRows(QModelIndex(), first, len(old) - last - 1)
            del self._rows[first : len(old) - last]
            self.endRemoveRows()
        if first < len(new) - last:
            self.beginInsertRows(QModelIndex(), first, len(new) - last - 1)
            self._rows[first:first] = new[first : len(new) - last]
            self.endInsertRows()
        self._rows = new
        for at in [at for at, row in enumerate(old[:first]) if isinstance(row, Heading) and row != new[at]]:
            self.dataChanged.emit(self.index(at), self.index(at))
        for at in range(given - last, given):
            if isinstance(new[at], Heading):
                self.dataChanged.emit(self.index(at), self.index(at))

    def show_texts(self, texts: Mapping[int, LineText]) -> None:
        """Texts of entries by id."""
        self._texts |= texts
        found = [at for at, row in enumerate(self._rows) if not isinstance(row, Heading) and row.id in texts]
        if found:
            self.dataChanged.emit(self.index(found[0]), self.index(found[-1]))

    def forget_texts(self) -> None:
        """They are out of date."""
        self._texts.clear()
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """The rows that were given so far."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether there are more."""
        return not parent.isValid() and len(self._rows) < self._total

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        """Give some more."""
        if self.canFetchMore(parent):
            given = len(self._rows)
            more = self._source[given : min(given + BATCH, self._total)]
            self.beginInsertRows(QModelIndex(), given, given + len(more) - 1)
            self._rows += more
            self.endInsertRows()

    def give(self, row: int) -> None:
        """Give rows at least down to this one."""
        while len(self._rows) <= row and self.canFetchMore(QModelIndex()):
            self.fetchMore(QModelIndex())

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be selected."""
        if not index.isValid() or self.is_heading(index.row()):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def entry(self, row: int) -> Row:
        """What stands on a row."""
        return self._rows[row]

    def is_heading(self, row: int) -> bool:
        """Whether a row heads a group."""
        return isinstance(self._rows[row], Heading)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The line to paint, or the row as one sentence."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == ROW:
            return self._line(self._rows[index.row()])
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return self._sentence(self._rows[index.row()])
        return None

    def _line(self, row: Row) -> Line:
        words = self._words()
        if isinstance(row, Heading):
            return Line(True, words.say("review", row.title), words.number(row.count))
        return Line(False, "", words.number(row.score), self._texts.get(row.id))

    def _sentence(self, row: Row) -> str:
        words = self._words()
        if isinstance(row, Heading):
            return words.say("review", "group_spoken", title=words.say("review", row.title), count=row.count)
        text = self._texts.get(row.id)
        return words.say("review", "row_loading", score=row.score) if text is None else text.sentence


def _alike(one: Sequence[Row], other: Sequence[Row]) -> int:
    """How many rows are the same from the start on; a heading is the same whatever its count."""
    for at, (mine, its) in enumerate(zip(one, other, strict=False)):
        if mine is its or mine == its:
            continue
        if isinstance(mine, Heading) and isinstance(its, Heading) and mine.title == its.title:
            continue
        return at
    return min(len(one), len(other))
