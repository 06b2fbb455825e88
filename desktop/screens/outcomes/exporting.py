"""Our own tasks as a workbook to take along: no name in it."""

from pathlib import Path

from core.services.session import Done
from core.services.task_export import export_tasks
from desktop.desk import Desk
from desktop.screens.outcomes.shown import OutcomesView


class TaskExport:
    """Asks where to, writes, and says where it lies."""

    def __init__(self, view: OutcomesView, desk: Desk) -> None:
        self._view = view
        self._desk = desk

    def begin(self) -> None:
        """All tasks within reach, once it was chosen where to."""
        words = self._desk.words
        name = words.say("outcomes", "tasks_file", day=f"{self._desk.session.today():%Y-%m-%d}")
        chosen = self._view.choose_place(words.say("outcomes", "tasks_to"), f"{name}.xlsx", "Excel (*.xlsx)")
        if not chosen:
            return
        file = Path(chosen) if chosen.lower().endswith(".xlsx") else Path(f"{chosen}.xlsx")

        def written(done: Done[int]) -> None:
            self._desk.tell(
                words.say("outcomes", "tasks_saved", n=done.value, place=words.place(file)), icon="download"
            )

        self._desk.do(lambda session: export_tasks(session, file, words.language), written)
