"""The report of an import that is done: its numbers, what it joined, how it is undone or why it is not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from core.domain.consent import ConsentDocument
from core.domain.errors import KnownError
from core.intake.problems import Code, Problem
from core.services.import_plan import ImportPlan
from core.services.imports import ImportRecord, finish_import, read_imports
from core.services.merges import MergeRecord, Person, read_import_merges, read_people, split
from core.services.session import Done, Progress, Session
from core.services.undoing import ImportObstacle, ImportUndone, undo_import
from desktop.desk import Desk
from desktop.screens.imports import spoken
from desktop.screens.imports.settling_shown import ReportShown, SettlingView
from desktop.screens.imports.spoken_pairs import SECTION, joined_line
from desktop.screens.imports.summary import fields_text
from desktop.screens.imports.underway import UNDO, UnderWay

NUMBERS: Final = "numbers"
JOINED: Final = "joined"
OBSTACLES: Final = "obstacles"


@dataclass(frozen=True, slots=True)
class Finished:
    """An import, what it joined, and the clients that these are now."""

    record: ImportRecord
    joined: tuple[MergeRecord, ...]
    people: Mapping[int, Person]


def read_finished(session: Session, import_id: int) -> Finished | None:
    """An import that is done or undone; None where there is none."""
    record = next((one for one in read_imports(session) if one.id == import_id and one.report is not None), None)
    if record is None:
        return None
    joined = tuple(read_import_merges(session, import_id))
    return Finished(record, joined, read_people(session, [one.client_id for one in joined]))


def finishing(
    draft_id: int,
    plan: ImportPlan,
    problems: Sequence[Problem],
    document: ConsentDocument | None,
    scan: Path | None = None,
) -> Callable[[Session, Progress], Done[Finished | None]]:
    """The import as long work, with its report."""

    def work(session: Session, progress: Progress) -> Done[Finished | None]:
        done = finish_import(session, draft_id, plan, problems, document, progress, scan)
        return Done(read_finished(session, draft_id), done.changed, done.entry)

    return work


class Reporting:
    """`finished` is the import that is reported, None while there is none; `again` shows the page anew."""

    def __init__(self, view: SettlingView, desk: Desk, under_way: UnderWay, again: Callable[[], None]) -> None:
        self._view = view
        self._desk = desk
        self._under_way = under_way
        self._again = again
        self.begin(None)

    def begin(self, finished: Finished | None, reasons: Sequence[tuple[Code, int]] = (), left_out: int = 0) -> None:
        """Another one, or none; as far as that is still known: what its check has found with how many rows, and the
        rows left out by hand.
        """
        self.finished = finished
        self._reasons, self._left_out = tuple(reasons), left_out
        self._obstacles: tuple[ImportObstacle, ...] = ()
        self._view_now = NUMBERS

    def open(self, import_id: int, came: Callable[[], None]) -> None:
        """Read one of the list."""

        def found(finished: Finished | None) -> None:
            if finished is not None:
                self.begin(finished)
                came()

        self._desk.ask("imports_report", lambda session: read_finished(session, import_id), found)

    def look(self, view: str) -> None:
        """At NUMBERS, JOINED or OBSTACLES."""
        self._view_now = view
        self.show()

    # ------------------------------------------------------------------ undoing

    def undo(self) -> None:
        """Ask, then undo it."""
        if self.finished is not None and not self._under_way.name:
            self.ask_undo(self.finished.record)

    def ask_undo(self, record: ImportRecord) -> None:
        """Ask whether this one is to be undone, naming what goes."""
        say, numbers = self._desk.words.say, record.report
        if numbers is None or record.state != "done":
            return
        title = say(SECTION, "undo_title", name=spoken.table_name(self._desk.words, record.path))
        text = say(SECTION, "undo_text", new=numbers.imported, updated=numbers.updated)
        answers = (say(SECTION, "undo_yes"), say(SECTION, "undo_no"))
        self._view.ask_yes(title, text, answers, lambda: self._undo(record.id))

    def _undo(self, import_id: int) -> None:
        words = self._desk.words

        def work(session: Session, progress: Progress) -> Done[tuple[ImportUndone, Finished | None]]:
            progress("undo", 0, 1)
            done = undo_import(session, import_id)
            return Done((done.value, read_finished(session, import_id)), done.changed, done.entry)

        def came(result: tuple[ImportUndone, Finished | None]) -> None:
            undone, finished = result
            self.begin(finished, self._reasons, self._left_out)
            if undone.obstacles:
                self._obstacles, self._view_now = undone.obstacles, OBSTACLES
            else:
                told = words.say(SECTION, "undone", removed=undone.removed, restored=undone.restored)
                self._desk.tell(told, icon="undo-2")
            self._again()
            if undone.obstacles:
                self._view.show_message(lambda: words.say(SECTION, "refused", n=len(undone.obstacles)), "warn")

        def failed(error: KnownError) -> None:
            self._again()
            self._view.show_message(lambda: words.error(error), "err")

        def stopped() -> None:
            self._again()
            self._view.show_message(lambda: words.say(SECTION, "undo_stopped"))

        self._under_way.run(UNDO, work, came, failed, stopped)
        if self._under_way.name:
            self._again()

    # ------------------------------------------------------------------ what it joined

    def split(self, merge_id: int) -> None:
        """Take apart something that it joined."""
        finished = self.finished
        if finished is None or self._under_way.name:
            return

        def work(session: Session) -> Done[Finished | None]:
            done = split(session, merge_id)
            return Done(read_finished(session, finished.record.id), done.changed, done.entry)

        def came(done: Done[Finished | None]) -> None:
            self.finished = done.value
            if self.finished is None or not self.finished.joined:
                self._view_now = NUMBERS
            self._desk.tell(self._desk.words.say(SECTION, "split_done"), icon="split")
            self.show()

        self._desk.do(work, came)

    # ------------------------------------------------------------------ showing and saving

    def show(self) -> None:
        """The page."""
        if self.finished is not None:
            self._view.show_report(self._shown(self.finished))

    def save(self) -> None:
        """Ask where to and write numbers and reasons, nobody's data."""
        if self.finished is None:
            return
        say, words = self._desk.words.say, self._desk.words
        day = self.finished.record.changed_at.date().isoformat()
        chosen = self._view.choose_place(
            say(SECTION, "save_title"), say(SECTION, "save_name", day=day), say(SECTION, "save_kind")
        )
        if not chosen:
            return
        try:
            Path(chosen).write_text("\n".join(self._lines(self.finished)) + "\n", encoding="utf-8-sig")
        except OSError:
            self._view.show_message(lambda: say(SECTION, "saved_wrong"), "err")
        else:
            self._view.show_message(lambda: say(SECTION, "saved_report", place=words.place(Path(chosen))), "ok")

    def _lines(self, finished: Finished) -> list[str]:
        words, shown = self._desk.words, self._shown(finished)
        lines = [words.say(SECTION, "report_head"), shown.of, ""]
        lines += [f"{caption}: {number}" for caption, number in shown.numbers]
        lines += ["", *shown.sentences] if shown.sentences else []
        if self._reasons:
            lines += ["", words.say(SECTION, "report_reasons")]
            lines += [
                f"{words.say('imports', f'problem_{code}')}: {words.number(count)}" for code, count in self._reasons
            ]
        return lines

    def _shown(self, finished: Finished) -> ReportShown:
        words, record = self._desk.words, finished.record
        say, numbers = words.say, record.report
        if numbers is None:
            raise RuntimeError
        counts = {
            "rows": numbers.rows,
            "new": numbers.imported,
            "updated": numbers.updated,
            "unchanged": numbers.unchanged,
            "merged": numbers.merged,
            "skipped": numbers.skipped,
            "left_out": self._left_out,
            "warnings": numbers.warnings,
            "others": numbers.others,
            "questions": numbers.questions,
            "unknown": numbers.unknown_services,
        }
        always = ("rows", "new", "updated", "unchanged", "merged", "skipped")
        undone = record.state == "undone"
        facts = {
            "name": spoken.table_name(words, record.path),
            "when": spoken.moment(words, self._desk.session, record.changed_at),
            "who": record.login,
        }
        sentences = (
            fields_text(words, "fields_changed", numbers.fields),
            say(SECTION, f"done_scan_{numbers.scan}") if numbers.scan and not undone else "",
            say(SECTION, "undone_text") if undone else "",
        )
        brought = numbers.imported + numbers.updated
        title = say(SECTION, "done_title", n=brought + numbers.unchanged) if brought else say(SECTION, "done_nothing")
        return ReportShown(
            say(SECTION, "state_undone") if undone else title,
            say(SECTION, "report_of", **facts),
            "undo-2" if undone else "circle-check",
            tuple(
                (say(SECTION, f"done_{name}"), words.number(count))
                for name, count in counts.items()
                if count or name in always
            ),
            tuple(filter(None, sentences)),
            record.state == "done",
            self._views(finished),
            self._view_now,
            [joined_line(words, one, finished.people) for one in finished.joined],
            [(one.who, say(SECTION, f"why_{one.why.value}"), PurePath(one.what).name) for one in self._obstacles],
        )

    def _views(self, finished: Finished) -> tuple[tuple[str, str, str], ...]:
        words = self._desk.words
        counts = {NUMBERS: 0, JOINED: len(finished.joined), OBSTACLES: len(self._obstacles)}
        views = [
            (words.say(SECTION, f"view_{view}"), words.number(count) if count else "", view)
            for view, count in counts.items()
            if count or view == NUMBERS
        ]
        return tuple(views) if len(views) > 1 else ()
