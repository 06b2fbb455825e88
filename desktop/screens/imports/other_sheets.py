"""The other sheets of a workbook: a tick makes a draft of one, to be gone on with after this."""

from collections.abc import Sequence
from typing import Final

from core.intake.wish import Sheet
from core.services.drafts import ImportDraft, discard_draft, read_drafts
from core.services.new_tables import draft_sheet
from desktop.desk import Desk
from desktop.screens.imports.shown import ImportsView, SheetTick
from desktop.screens.imports.spoken import sheet_name

MOST_TICKS: Final = 12
"""Of a workbook with more sheets the others can be taken one at a time."""


class OtherSheets:
    """Those of the file of one draft. What is ticked is what the base has drafts of."""

    def __init__(self, view: ImportsView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self.begin(None, ())

    def begin(self, draft: ImportDraft | None, sheets: Sequence[Sheet], read: str | None = None) -> None:
        """Another draft, of whose file the sheet `read` is taken; or none."""
        self._draft = draft
        self._others = [one for one in sheets if one.name != read][:MOST_TICKS] if draft is not None else []
        self._drafts: dict[str, ImportDraft] = {}
        if self._others:
            self._look()

    @property
    def next(self) -> ImportDraft | None:
        """The draft of the first ticked sheet in the order of the file."""
        return next((self._drafts[one.name] for one in self._others if one.name in self._drafts), None)

    @property
    def ticked(self) -> frozenset[str]:
        """The names of those that have drafts."""
        return frozenset(self._drafts)

    def show(self) -> None:
        """Say which there are. One whose draft was gone on with is removed in the list of imports alone."""
        self._view.show_sheets(
            [
                SheetTick(one.name, sheet_name(self._desk.words, one), draft is not None, not (draft and draft.headers))
                for one in self._others
                for draft in (self._drafts.get(one.name),)
            ]
        )

    def tick(self, name: str, *, wanted: bool) -> None:
        """Make a draft of a sheet, or remove it again."""
        source, known = self._draft, self._drafts.get(name)
        if source is not None and wanted and known is None:
            self._desk.do(lambda session: draft_sheet(session, source.source, name), lambda _: self._look())
        elif known is not None and not wanted and not known.headers:
            self._desk.do(lambda session: discard_draft(session, known.id), lambda _: self._look())
        else:
            self.show()

    def _look(self) -> None:
        draft = self._draft
        if draft is None:
            return
        path, own = draft.path, draft.id

        def came(drafts: list[ImportDraft]) -> None:
            if self._draft is not None and self._draft.id == own:
                others = [one for one in drafts if one.path == path and one.id != own]
                self._drafts = {one.sheet: one for one in others if one.sheet is not None}
                self.show()

        self._desk.ask("imports_sheets", read_drafts, came)
