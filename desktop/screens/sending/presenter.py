"""What is shown of sending, and what follows from what was pressed."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from core.domain.errors import FolderUnwritable, KnownError
from core.domain.fallen import Fallen
from core.services.outgoing import Outgoing, Preview, preview
from core.services.sending import Made, Package, PackageRow, make_package, mark_password_given, mark_sent, save_package
from core.services.session import Done
from desktop.desk import Desk
from desktop.screens.sending.approving import Approving
from desktop.screens.sending.mailing import Mailing
from desktop.screens.sending.offer_text import held_fields, offer_text, partner_line
from desktop.screens.sending.shown import TABS, Next, SendingView, Shown, Tab
from desktop.screens.sending.standing import Standing, read_standing, row_and_password
from desktop.screens.sending.tables import package_next, package_table, preview_table, task_table


class SendingPresenter:
    """Keeps the tab, the chosen partner and the chosen package over every reading; `mailing` has what goes by mail."""

    def __init__(self, view: SendingView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self.mailing = Mailing(
            view,
            desk,
            lambda: self.arrive({"tab": "outbox"}),
            self._refused,
            lambda why, saved: self._dissolved(why, saved=saved),
        )
        self.approving = Approving(view, desk, lambda: self._chosen_package, self.arrive, self._refused)
        self._tab: Tab = "ready"
        self._standing = Standing((), (), ())
        self._partner: int | None = None
        self._package: int | None = None
        self._to_make: Outgoing | None = None
        self._to_save: int | None = None
        self._to_draft: PackageRow | None = None
        self._revealed: int | None = None
        self._fresh: Made | None = None
        self._busy = False
        self._mend: Callable[[], object] = lambda: None

    # ------------------------------------------------------------------ coming

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """Show the page; `facts` may name a `tab`, and a `package` there."""
        self._package = facts.get("package", self._package)
        if facts.get("tab") in TABS:
            self._tab = facts["tab"]
        self._desk.ask("sending", read_standing, self._show)

    def pick_tab(self, tab: str) -> None:
        """Another tab."""
        if tab in TABS:
            self._tab = next(one for one in TABS if one == tab)
            self._show(self._standing)

    def pick_partner(self, partner_id: int) -> None:
        """Another partner: what would leave for it is fetched, which the audit notes."""
        if partner_id != self._partner:
            self._partner = partner_id
            self._show_offer()

    def pick_package(self, place: int) -> None:
        """Another package."""
        if place < len(self._unsent):
            self._package = self._unsent[place].id
            self._view.show_next(self._next())

    # ------------------------------------------------------------------ a package is made

    def primary(self) -> None:
        """The page's one way on."""
        if self._tab == "ready":
            self.make()
        elif self._tab == "packages" and self._chosen_package is not None:
            first, ways = self._next().first, {"save": self.save, "reveal": self.reveal, "send": self.send}
            ways.get(first, lambda: self.approving.act(first))()
        elif self._tab == "outbox" and self.mailing.chosen is not None:
            self.mailing.primary()

    def make(self) -> None:
        """What may leave for the chosen partner goes by mail, once that was agreed to; where it cannot, to a folder."""
        offer = self._chosen_offer
        if offer is not None and offer.leads and not self._busy and self.mailing.can_reach(offer.partner):
            self.mailing.ask_offer(offer)
        else:
            self.make_to_folder()

    def make_to_folder(self) -> None:
        """Ask for a folder, without which nothing is made. Where it has to be approved it is made at once and waits."""
        offer = self._chosen_offer
        if offer is not None and offer.leads and not self._busy and self.mailing.approvals:
            self.approving.make(offer.partner_id)
        elif offer is not None and offer.leads and not self._busy:
            self._to_make = offer
            self._view.ask_folder()

    def save(self) -> None:
        """Ask where to save the chosen package."""
        if self._chosen_package is not None and not self._busy:
            self._to_save = self._package
            self._view.ask_folder()

    def mail(self) -> None:
        """Let the chosen package go by mail, once that was agreed to."""
        row = self._chosen_package
        if row is not None and not self._busy:
            self.mailing.ask(row)

    def draft(self) -> None:
        """Ask where to save a letter with the chosen package for the mail program."""
        row = self._chosen_package
        if row is not None and not self._busy:
            self._to_draft = row
            self._view.ask_folder()

    def mend(self) -> None:
        """The action of the message bar."""
        self._mend()

    def _try_other_folder(self) -> None:
        if self._to_save is not None:
            self._view.show_problem("", "info")
            self._view.ask_folder()

    def save_to(self, folder: Path | None) -> None:
        """Seal the package, if that is what the folder is for, and write it; without a folder all stays as it is."""
        offer, self._to_make = self._to_make, None
        letter, self._to_draft = self._to_draft, None
        if letter is not None:
            if folder is not None:
                self.mailing.save_draft(letter, folder)
            return
        if offer is not None and folder is not None:
            language = self._desk.words.language
            self._begin()
            self._desk.do(
                lambda session: make_package(session, offer.partner_id, language),
                lambda done: self._made(done, folder),
                self._refused,
            )
        elif offer is None and self._to_save is not None:
            self._save(folder)

    def _save(self, folder: Path | None) -> None:
        package = self._to_save
        if package is None:
            return
        if folder is None:
            if self._fresh is not None:
                self._desk.tell(self._say("made_waits", n=self._fresh.leads), icon="package")
            self._to_save = self._fresh = None
            return
        self._begin()
        self._desk.do(lambda session: save_package(session, package, folder), self._saved, self._not_saved)

    def reveal(self) -> None:
        """Show the password of the package saved or chosen last."""
        package = self._package if self._tab != "outbox" else self.mailing.chosen_package
        if package is None or self._busy:
            return
        self._begin()
        self._desk.do(lambda session: row_and_password(session, package), self._show_password, self._refused)

    def password_passed(self) -> None:
        """The person has the password that is shown: from now on nobody sees it."""
        package, self._revealed = self._revealed, None
        if package is not None:
            self._desk.do(lambda session: mark_password_given(session, package), refused=self._refused)

    def send(self) -> None:
        """Ask whether the chosen package has left."""
        row, say = self._chosen_package, self._say
        if row is not None and row.saved and not self._busy:
            text = say("sent_text", n=row.leads, partner=row.partner)
            self._view.ask_sent(say("sent_question"), text, (say("mark_sent"), say("cancel")))

    def mark_sent(self) -> None:
        """It has."""
        row = self._chosen_package
        if row is None or self._busy:
            return
        self._begin()

        def told(done: Done[int]) -> None:
            self._end()
            self._desk.tell(self._say("sent_told", n=done.value, partner=row.partner), icon="send")

        self._desk.do(lambda session: mark_sent(session, row.id), told, self._refused)

    def open_remedy(self) -> None:
        """The page on which it is mended that the chosen partner cannot be reached by mail."""
        offer = self._chosen_offer
        if offer is not None:
            self.mailing.remedies.go(self.mailing.remedies.of(self.mailing.keeps(offer.partner)), offer.partner)

    def open_recalls(self) -> None:
        """The rows that partners are to be told of."""
        self._desk.go("recalls")

    def go_on(self) -> None:
        """The button of an empty tab."""
        self._desk.go("review")

    # ------------------------------------------------------------------ lists to read

    def show_excluded(self) -> None:
        """Who stays, and why."""
        offer, say = self._chosen_offer, self._say
        if offer is not None:
            lines = [say(f"excluded_{one.reason.value}", who=one.who, kind=one.kind) for one in offer.excluded]
            title = say("excluded_title", n=len(offer.excluded))
            self._view.show_lines(title, say("excluded_text"), lines, say("close"))

    def show_held(self) -> None:
        """The fields that do not leave."""
        offer, say = self._chosen_offer, self._say
        if offer is not None:
            lines = held_fields(self._desk.words, offer)
            self._view.show_lines(say("held_title", n=len(lines)), say("held_text"), lines, say("close"))

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("sending", key, **blanks)

    @property
    def _unsent(self) -> list[PackageRow]:
        return [one for one in self._standing.packages if not one.sent and not one.queued]

    @property
    def _chosen_offer(self) -> Outgoing | None:
        return next((one for one in self._standing.outgoing if one.partner_id == self._partner), None)

    @property
    def _partner_at_hand(self) -> str:
        """The partner of what is chosen on this tab."""
        chosen = {"ready": self._chosen_offer, "outbox": self.mailing.chosen}.get(self._tab, self._chosen_package)
        return "" if chosen is None else chosen.partner

    @property
    def _chosen_package(self) -> PackageRow | None:
        return self._row(self._package)

    def _row(self, package: int | None) -> PackageRow | None:
        return next((one for one in self._standing.packages if one.id == package), None)

    def _show(self, standing: Standing) -> None:
        self._standing = standing
        self.mailing.rows, self.mailing.account = standing.outbox, standing.account
        self.mailing.addresses, self.mailing.delay = dict(standing.addresses), standing.delay
        self.mailing.remedies.partners, self.mailing.approvals = standing.partners, standing.approvals
        say, sent = self._say, [one for one in standing.packages if one.sent]
        waiting, outbox = len(standing.outgoing), len(standing.outbox)
        counts = (waiting, len(self._unsent), outbox, len(sent), len(standing.tasks))
        number = self._desk.words.number
        tabs = [(say(f"tab_{tab}"), number(count), tab) for tab, count in zip(TABS, counts, strict=True)]
        self._view.show_tabs(tabs, self._tab)
        if not dict(zip(TABS, counts, strict=True))[self._tab]:
            action = say("empty_ready_action") if self._tab == "ready" else ""
            self._view.show_empty(say(f"empty_{self._tab}"), say(f"empty_{self._tab}_text"), action)
        elif self._tab == "ready":
            self._show_partners()
        elif self._tab == "packages":
            self._show_packages()
        elif self._tab == "outbox":
            self.mailing.show()
        elif self._tab == "sent":
            leads = say("leads", n=sum(one.leads for one in sent))
            recalls = say("to_recalls_n", n=standing.recalls) if standing.recalls else say("to_recalls")
            self._view.show_table(self._packages(sent), say("sent_foot", n=len(sent), leads=leads), recalls)
        else:
            self._view.show_table(
                task_table(self._desk.words, standing.tasks), say("tasks_foot", n=len(standing.tasks))
            )

    # ------------------------------------------------------------------ ready

    def _show_partners(self) -> None:
        outgoing, say = self._standing.outgoing, self._say
        if self._chosen_offer is None:
            self._partner = next((one for one in outgoing if one.leads), outgoing[0]).partner_id
        lines = [partner_line(self._desk.words, one) for one in outgoing]
        chosen = [one.partner_id for one in outgoing].index(self._partner or 0)
        leads, packages = sum(one.leads for one in outgoing), sum(one.leads > 0 for one in outgoing)
        foot = say("foot", n=packages, leads=say("leads", n=leads)) if packages else ""
        self._view.show_partners(lines, chosen, foot)
        self._show_offer()

    def _show_offer(self) -> None:
        offer, words = self._chosen_offer, self._desk.words
        if offer is None:
            return
        self._view.show_offer(offer_text(words, offer, self._desk.session.company, self.mailing))
        self._view.show_preview(None)
        if offer.leads:
            partner, language = offer.partner_id, words.language
            self._desk.do(
                lambda session: preview(session, partner, language), lambda done: self._previewed(offer, done.value)
            )
        else:
            self._previewed(offer, Preview((), ()))

    def _previewed(self, offer: Outgoing, cells: Preview) -> None:
        if self._tab == "ready" and offer.partner_id == self._partner:
            self._view.show_preview(preview_table(offer, cells))

    # ------------------------------------------------------------------ packages

    def _packages(self, rows: Sequence[PackageRow]) -> Shown:
        now = self._desk.session.clock().astimezone().replace(tzinfo=None)
        return package_table(self._desk.words, rows, now)

    def _show_packages(self) -> None:
        unsent = self._unsent
        ids = [one.id for one in unsent]
        if self._package not in ids:
            self._package = ids[0]
        self._view.show_packages(self._packages(unsent), ids.index(self._package or 0), self._next())

    def _next(self) -> Next:
        return package_next(self._desk.words, self._chosen_package, self.mailing.can())

    # ------------------------------------------------------------------ answers of the base

    def _begin(self) -> None:
        self._busy = True
        self._view.show_busy(True)

    def _end(self) -> None:
        self._busy = False
        self._view.show_busy(False)

    def _made(self, done: Done[Made], folder: Path) -> None:
        self._end()
        if not done.value.packages:
            self._view.show_problem(self._say("none_made"), "warn")
            return
        (self._to_save,) = done.value.packages
        self._package, self._fresh = self._to_save, done.value
        self._save(folder)

    def _saved(self, done: Done[Package | Fallen]) -> None:
        self._end()
        saved, package, say = done.value, self._to_save, self._say
        self._to_save = self._fresh = None
        row = self._row(package)
        if isinstance(saved, Fallen):
            self._dissolved(saved, saved=row is not None and row.saved)
            return
        if saved.sealed:
            self._desk.tell(say("saved_sealed", file=saved.file.name), icon="file-lock")
            return
        if row is not None and row.password_given:
            self._desk.tell(say("saved_again", file=saved.file.name), icon="folder-down")
            return
        self._package = package
        text = say("saved_text", n=saved.leads, partner=saved.partner)
        self._view.show_saved(say("saved_title"), text, saved.file.name, (say("reveal"), say("later")))

    def _dissolved(self, why: Fallen, *, saved: bool) -> None:
        """It may not leave any more; a file that was `saved` before may have gone."""
        self._mend = self.open_recalls
        action = self._say("to_recalls") if saved and why is Fallen.CONSENT else ""
        self._view.show_problem(self._say(f"fallen_{why}_saved" if saved else f"fallen_{why}"), "warn", action)

    def _not_saved(self, error: KnownError) -> None:
        if isinstance(error, FolderUnwritable):
            self._end()
            self._mend = self._try_other_folder
            self._view.show_problem(self._say("not_written"), "err", self._say("other_folder"))
        else:
            self._refused(error)

    def _show_password(self, done: Done[tuple[PackageRow, str]]) -> None:
        self._end()
        row, password = done.value
        self._revealed = row.id
        text = self._say("password_text", file=row.file_name, partner=row.partner)
        self._view.show_password(self._say("password_title"), text, password)

    def _refused(self, error: KnownError) -> None:
        self._end()
        remedies, partner = self.mailing.remedies, self._partner_at_hand
        remedy = remedies.of(error.code)
        self._mend = lambda: remedies.go(remedy, partner)
        self._view.show_problem(self._desk.words.error(error), "err", self._say(remedy) if remedy else "")
