"""A view that keeps what it was shown, and desks for presenters of the import."""

from collections.abc import Callable, Sequence
from typing import Any

from core.domain.rights import UseCase
from core.services.session import Session, Stopped
from desktop.screens.imports.presenter import ImportsPresenter
from desktop.screens.imports.settling_shown import (
    BaseDeskShown,
    DuplicatesShown,
    PairShown,
    ReportShown,
    SummaryShown,
)
from desktop.screens.imports.shown import (
    CheckShown,
    ColumnShown,
    ConsentShown,
    FileShown,
    GroupShown,
    ImportLine,
    MatchingShown,
    ProposalsShown,
    SavedLine,
    SheetTick,
    WizardShown,
)
from desktop.words import Sentence
from tests.support.desk import PlainDesk


class View:
    """Keeps what was shown last."""

    def __init__(self) -> None:
        self.files_to_choose: Sequence[str] = ()
        self.scan_to_choose = ""
        self.anew = ""
        self.question: tuple[str, list[str]] = ("", [])
        self.place_to_save: str | None = None
        self.mappings: Sequence[SavedLine] = ()
        self.lines: Sequence[ImportLine] = ()
        self.reading: list[str] = []
        self.flushes_wanted = 0
        self.wizards: list[WizardShown] = []
        self.file: FileShown | None = None
        self.sheets: Sequence[SheetTick] = ()
        self.matching: MatchingShown | None = None
        self.column: ColumnShown | None = None
        self.check: CheckShown | None = None
        self.groups: list[tuple[int, GroupShown, int]] = []
        self.consent: ConsentShown | None = None
        self.duplicates: DuplicatesShown | None = None
        self.pairs: list[PairShown] = []
        self.summary: SummaryShown | None = None
        self.report: ReportShown | None = None
        self.base_pairs = ""
        self.base_desk: BaseDeskShown | None = None
        self.asked: list[tuple[str, str]] = []
        self.message = ("", "")
        self.lock = ("", "")
        self.skip = ("", False)
        self.similar = ""
        self.proposals: ProposalsShown | None = None
        self.place_to_choose = ""

    def ask_files(self, title: str, tables: str, everything: str) -> Sequence[str]:
        assert title and tables and everything
        return self.files_to_choose

    def ask_scan(self, title: str, scans: str, everything: str) -> str:
        assert title and scans and everything
        return self.scan_to_choose

    def show_start(self, lines: Sequence[ImportLine], reading: str) -> None:
        self.lines = lines
        self.reading.append(reading)

    def ask_place(self, title: str, name: str, kinds: str) -> str | None:
        assert title and name and kinds
        return self.place_to_save

    def show_mappings(self, lines: Sequence[SavedLine]) -> None:
        self.mappings = lines

    def show_lock(self, text: str, wrong: str) -> None:
        self.lock = (text, wrong)

    def show_question(self, text: str, answers: Sequence[tuple[str, str]]) -> None:
        assert all(word for word, _ in answers)
        self.question = (text, [answer for _, answer in answers])

    def show_wizard(self, shown: WizardShown) -> None:
        self.wizards.append(shown)

    def show_saved(self, text: str) -> None:
        assert "{" not in text

    def flush_soon(self) -> None:
        self.flushes_wanted += 1

    def show_file(self, shown: FileShown) -> None:
        self.file = shown

    def show_sheets(self, sheets: Sequence[SheetTick]) -> None:
        self.sheets = sheets

    def show_matching(self, shown: MatchingShown) -> None:
        self.matching = shown

    def show_column(self, shown: ColumnShown) -> None:
        self.column = shown

    def show_check(self, shown: CheckShown) -> None:
        self.check = shown

    def show_group(self, place: int, shown: GroupShown, row: int) -> None:
        self.groups.append((place, shown, row))

    def show_skip(self, text: str, *, mends: bool) -> None:
        self.skip = (text, mends)

    def show_similar(self, text: str) -> None:
        self.similar = text

    def show_proposals(self, shown: ProposalsShown | None) -> None:
        self.proposals = shown

    def choose_place(self, title: str, name: str, kinds: str) -> str:
        assert title and name and kinds
        return self.place_to_choose

    def show_consent(self, shown: ConsentShown) -> None:
        self.consent = shown

    def show_duplicates(self, shown: DuplicatesShown) -> None:
        self.duplicates = shown
        if shown.pair is not None:
            self.pairs.append(shown.pair)
        self.anew = shown.anew

    def show_pair(self, shown: PairShown) -> None:
        self.pairs.append(shown)

    def show_anew(self, word: str) -> None:
        self.anew = word

    def show_summary(self, shown: SummaryShown) -> None:
        self.summary = shown

    def show_report(self, shown: ReportShown) -> None:
        self.report = shown

    def show_base_pairs(self, text: str) -> None:
        self.base_pairs = text

    def show_base_desk(self, shown: BaseDeskShown) -> None:
        self.base_desk = shown

    def ask_yes(self, title: str, text: str, answers: tuple[str, str], then: Callable[[], None]) -> None:
        assert all(answers)
        self.asked.append((title, text))
        then()

    def show_message(self, text: Sentence, tone: str = "info") -> None:
        self.message = (text() if callable(text) else text, tone)


class LateDesk(PlainDesk):
    """Long work waits until `work_on`; `stops` counts how often it was asked to stop."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.waiting: list[Callable[[], object]] = []
        self.stops = 0

    def run(self, *args: Any, **kwargs: Any) -> Any:
        """Keep it."""
        plain = super().run
        self.waiting.append(lambda: plain(*args, **kwargs))
        return self

    def stop(self) -> None:
        """It was asked to stop."""
        self.stops += 1

    def work_on(self) -> None:
        """Do what waits."""
        waiting, self.waiting = self.waiting, []
        for work in waiting:
            work()


def begin(desk: PlainDesk, **facts: Any) -> tuple[ImportsPresenter, View]:
    view = View()
    presenter = ImportsPresenter(view, desk)
    presenter.arrive(facts)
    return presenter, view


def people_known(session: Session) -> int:
    with session.reading(UseCase.READ_CLIENTS) as work:
        return len(work.clients.person_keys())


def stop_at(step: str) -> Callable[[str, int, int], None]:
    def progress(now: str, _done: int, _total: int) -> None:
        if now == step:
            raise Stopped

    return progress
