"""The saved mappings of the beginning: renamed, removed and brought back; and the empty table to fill in."""

from pathlib import Path

from core.domain.errors import KnownError
from core.services.client_template import save_client_template
from core.services.mappings import SavedMapping, keep_mapping, read_mappings, remove_mapping, rename_mapping
from core.services.session import Done, Session
from desktop.desk import Desk
from desktop.screens.imports import spoken
from desktop.screens.imports.shown import ImportsView, SavedLine


class SavedMappings:
    """What stands in the list is read anew by `show`."""

    def __init__(self, view: ImportsView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._known: dict[int, SavedMapping] = {}
        self._removed: SavedMapping | None = None

    def show(self) -> None:
        """Read and show."""
        self._desk.ask("imports_mappings", read_mappings, self._arrived)

    def rename(self, mapping_id: int, name: str) -> None:
        """Another name was typed."""
        one = self._known.get(mapping_id)
        if one is None or one.name == name.strip():
            return
        self._view.show_message("")
        self._desk.do(
            lambda session: rename_mapping(session, mapping_id, name),
            lambda _done: self.show(),
            lambda error: self._view.show_message(lambda: self._desk.words.error(error), "err"),
        )

    def remove(self, mapping_id: int) -> None:
        """Take one out of the list; the last one can be brought back."""

        def gone(_done: Done[None]) -> None:
            self._removed = self._known.get(mapping_id)
            self._desk.tell(self._desk.words.say(spoken.SECTION, "mapping_removed"), icon="trash")
            self.show()

        self._desk.do(lambda session: remove_mapping(session, mapping_id), gone)

    def forget_removed(self) -> None:
        """Something else was removed after it."""
        self._removed = None

    def undo(self) -> bool:
        """Bring the last removed one back; whether there was one."""
        one, self._removed = self._removed, None
        if one is None:
            return False
        kept = one

        def again(session: Session) -> Done[SavedMapping]:
            return keep_mapping(session, kept.name, kept.headers, kept.columns, kept.consent, kept.policy)

        def there(_done: Done[SavedMapping]) -> None:
            self._desk.tell(self._desk.words.say(spoken.SECTION, "mapping_back"), icon="undo-2")
            self.show()

        self._desk.do(again, there)
        return True

    def take_template(self) -> None:
        """Save our empty table where the person says."""
        words = self._desk.words
        name = f"{words.say('template', 'file')}.xlsx"
        chosen = self._view.ask_place(words.say(spoken.SECTION, "template_title"), name, "Excel (*.xlsx)")
        if not chosen:
            return

        def save(_session: Session) -> Done[None]:
            save_client_template(Path(chosen), words.language)
            return Done(None, frozenset())

        def saved(_done: Done[None]) -> None:
            place = words.place(Path(chosen))
            self._desk.tell(words.say(spoken.SECTION, "template_saved", place=place), icon="folder-down")

        def refused(error: KnownError) -> None:
            self._view.show_message(lambda: words.error(error), "err")

        self._desk.do(save, saved, refused)

    def _arrived(self, mappings: list[SavedMapping]) -> None:
        self._known = {one.id: one for one in mappings}
        words, session = self._desk.words, self._desk.session
        lines = [
            SavedLine(
                one.id,
                (
                    one.name,
                    words.say(
                        spoken.SECTION,
                        "matched",
                        taken=len(one.columns.fields) + len(one.columns.services),
                        all=len(one.headers),
                    ),
                    spoken.moment(words, session, one.changed_at),
                ),
            )
            for one in mappings
        ]
        self._view.show_mappings(lines)
