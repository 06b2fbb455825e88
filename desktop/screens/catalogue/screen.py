"""The page of partners and services: companies at the left, the services of the chosen one at the right."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QFileDialog, QHeaderView, QStackedWidget, QWidget

from desktop.desk import Desk
from desktop.screens.catalogue.card_page import CardPage
from desktop.screens.catalogue.delegate import CatalogueDelegate
from desktop.screens.catalogue.lists import CompanyRow, ServiceRow
from desktop.screens.catalogue.partner_part import PartnerShown
from desktop.screens.catalogue.presenter import CardShown, CataloguePresenter, Told
from desktop.screens.catalogue.table_model import CompanyTable, ServiceTable
from desktop.theme import Type, when_changed
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Check
from desktop.widgets.feedback import Empty, Sign, announce
from desktop.widgets.frames import Block, Divider, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.page import Page
from desktop.widgets.questions import Question
from desktop.widgets.rows import CELL_PAD, EDGE_PAD, Grid, text_width
from desktop.widgets.staged import EffectBlock, StagedBar

_NAME_WIDTH: Final = 190
_RIGHT_LEAST: Final = 380
_COMPANY_HEADS: Final = ("company", "persons", "entities", "shared")
_KIND: Final = 2
_SERVICE_HEADS: Final = ("service", "client_type", "kind", "needs")
_STANDING_HEADS: Final = ("service", "head_conversion", "head_place", "head_arppu")


class CatalogueScreen(Page):
    """Partners and services, first form."""

    listens = frozenset({"catalogue"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = CataloguePresenter(self, desk)
        self.archive = Check()
        self.archive.clicked.connect(lambda on: self.presenter.show_archive(bool(on)))
        self.new_company = Button("", Kind.OUTLINE, "plus")
        self.new_company.clicked.connect(lambda _on: self.presenter.add_company())
        self.load = Button("", Kind.OUTLINE, "file-up")
        self.load.clicked.connect(self.presenter.load)
        for tool in (self.archive, self.new_company, self.load):
            self.tools.addWidget(tool)
        self._make_staged()
        self.empty = Empty("handshake")
        self.empty.pressed.connect(self.presenter.load)
        self._delegate = CatalogueDelegate()
        self.company_table, self.service_table = CompanyTable(), ServiceTable()
        self.companies, self.services = Grid(self._delegate), Grid(CatalogueDelegate())
        self.companies.setModel(self.company_table)
        self.services.setModel(self.service_table)
        for grid in (self.companies, self.services):
            grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.services.setMinimumWidth(_RIGHT_LEAST)
        self.companies.selectionModel().currentRowChanged.connect(self._choose)
        self.companies.opened.connect(lambda _place: self.presenter.open_company())
        self.services.opened.connect(self.presenter.open_service)
        self._make_right()
        self._make_told()
        lists = row(self.companies, Divider(down=True), self.right, gap=0)
        lists.setStretch(2, 1)
        told = holder(column(self.told, margins=(24, 0, 24, 12)))
        self._told_place = told
        told.hide()
        body = column(told, self._effect_place, Divider(), holder(lists))
        body.setStretch(3, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(body))
        self._stack.addWidget(self.empty)
        self.set_content(self._stack)
        self.set_footer(self.bar)
        hidden: tuple[QWidget, ...] = (self.load, self.archive, self.new_company, self.new_service, self.bar)
        for one in hidden:
            one.hide()
        when_changed(self._fit)

    def set_compact(self, compact: bool) -> None:
        """A low window is narrow as a rule: an icon is enough there for what is rare."""
        super().set_compact(compact)
        self._name_tools()

    def _name_tools(self) -> None:
        self.new_company.setText("" if self.compact else self._desk.words.say("catalogue", "add_company"))
        self.new_company.updateGeometry()

    def _make_right(self) -> None:
        self.card = CardPage()
        self.card.edited.connect(self.presenter.put)
        self.card.closed.connect(self._close_card)
        part, section = self.presenter.partner, self.card.partner
        section.allowed.connect(part.allow)
        section.moved.connect(part.move)
        section.entitled.connect(part.entitle)
        section.key_set.connect(part.set_key)
        section.key_load.connect(part.load_key)
        section.key_confirmed.connect(part.confirm_key)
        section.key_remove.connect(part.remove_key)
        section.address_set.connect(part.set_address)
        section.address_confirmed.connect(part.confirm_address)
        section.address_removed.connect(part.remove_address)
        self.open_card, self.new_service = Button("", Kind.OUTLINE, "id-card"), Button("", Kind.OUTLINE, "plus")
        self.open_card.clicked.connect(lambda _on: self.presenter.open_company())
        self.new_service.clicked.connect(lambda _on: self.presenter.add_service())
        self.company_name = Line(Type.SECTION)
        self.count = Line(tone="muted")
        named = holder(column(self.company_name, self.count))
        heading = row(named, self.open_card, self.new_service, gap=12, margins=(20, 8, 24, 4))
        heading.setStretch(0, 1)
        self.right = QStackedWidget()
        self.right.addWidget(holder(column(heading, self.services)))
        self.right.addWidget(self.card)

    def _make_staged(self) -> None:
        self.effect = EffectBlock()
        self.effect.closed.connect(self.presenter.staging.put_away)
        self._effect_place = holder(column(self.effect, margins=(24, 0, 24, 12)))
        self._effect_place.hide()
        self.bar = StagedBar()
        self.bar.check_wanted.connect(self.presenter.staging.check)
        self.bar.apply_wanted.connect(self.presenter.staging.apply)
        self.bar.reset_wanted.connect(self.presenter.reset)
        self.bar.undo_wanted.connect(self.undo)

    def _make_told(self) -> None:
        self.told = Block("ok_t", None, BLOCK_RADIUS)
        self.told_title = Label(Type.STRONG)
        self.told_text = Label(wrap=True)
        self.told_doubts = Label(tone="warn", wrap=True)
        self.told_close = Button("", Kind.GHOST, "x", height=28)
        self.told_close.clicked.connect(self.presenter.put_away)
        self.told_archive = Button("", Kind.OUTLINE, "archive", height=28)
        self.told_archive.clicked.connect(lambda _on: self.presenter.archive_gone())
        self._told_sign = Sign("circle-check", "ok")
        words = column(self.told_title, 2, self.told_text, 4, self.told_doubts, 4, row(self.told_archive, None))
        sign = column(2, self._told_sign, None)
        close = column(self.told_close, None)
        layout = row(sign, words, close, gap=10, margins=(16, 10, 8, 10))
        layout.setStretch(1, 1)
        self.told.setLayout(layout)

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static words."""
        say = self._desk.words.say
        self.title.setText(say("catalogue", "title"))
        self.load.setText(say("catalogue", "load"))
        self.company_table.set_heads([say("catalogue", key) for key in _COMPANY_HEADS])
        self.service_table.set_heads([say("catalogue", key) for key in _SERVICE_HEADS])
        self.companies.setAccessibleName(say("catalogue", "companies"))
        self.companies.horizontalHeader().setToolTip(say("catalogue", "shared_about"))
        self.told_close.setAccessibleName(say("catalogue", "close"))
        self.told_close.setToolTip(say("catalogue", "close"))
        self._name_tools()
        self.new_service.setText(say("catalogue", "add_service"))
        for button, key in (
            (self.new_company, "add_company"),
            (self.new_service, "add_service"),
            (self.open_card, "open_card"),
        ):
            button.setAccessibleName(say("catalogue", f"{key}_name"))
            button.setToolTip(say("catalogue", f"{key}_name"))
            button.updateGeometry()
        self.bar.say(*(say("staged", name) for name in ("check", "apply", "reset", "undo")))
        heads = [say("catalogue", key) for key in _STANDING_HEADS]
        self.card.say(say("catalogue", "back"), say("catalogue", "standings"), heads)
        self.card.partner.say(self._desk.words)
        self._delegate.own = say("catalogue", "own")
        self._fit()

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """Read the catalogue; `facts` may name a `company` whose card is wanted."""
        self.presenter.arrive(facts.get("company"))

    def first_focus(self) -> QWidget | None:
        """The companies, or the button of an empty page."""
        if self._stack.currentWidget() is not self.empty:
            return self.companies
        return self.empty.button if self.empty.button.isVisibleTo(self) else None

    def press_primary(self) -> None:
        """Apply what was changed; else load a file."""
        if self.bar.apply.isVisibleTo(self):
            self.presenter.staging.apply()
        else:
            self.presenter.load()

    def undo(self) -> bool:
        """Take the last step back."""
        return self.presenter.staging.undo()

    def undo_entry(self, entry: int) -> bool:
        """The Undo of the toast."""
        return self.presenter.partner.undo(entry) or self.presenter.staging.undo(entry)

    # ------------------------------------------------------------------ what the presenter shows

    def show_companies(self, rows: Sequence[CompanyRow], chosen: int, subtitle: str) -> None:
        """The companies."""
        self._stack.setCurrentIndex(0)
        self.subtitle.setText(subtitle)
        selection = self.companies.selectionModel()
        selection.blockSignals(True)
        self.company_table.show_rows(rows)
        selection.blockSignals(False)
        self.companies.selectRow(chosen)

    def show_services(self, title: str, count: str, rows: Sequence[ServiceRow]) -> None:
        """The services of the chosen company."""
        self.company_name.setText(title)
        self.company_name.updateGeometry()
        self.count.setText(count)
        self.count.updateGeometry()
        self.service_table.show_rows(rows)
        # A kind is called as its service, as a rule: the column is there where it says something more.
        self.services.setColumnHidden(_KIND, all(one.kind == one.name for one in rows))
        self.services.setAccessibleName(self._desk.words.say("catalogue", "services", name=title))
        if rows and not self.services.currentIndex().isValid():
            self.services.setCurrentIndex(self.service_table.index(0, 0))
            self.services.clearSelection()

    def show_partner(self, shown: PartnerShown | None, instead: str, *, fresh: bool) -> None:
        """What the partner of the card gets and how."""
        self.card.partner.show_partner(shown, instead, self._desk.words, fresh=fresh)

    def show_partner_refused(self, part: str, sentence: str) -> None:
        """Why that stays as it was."""
        self.card.partner.show_refused(part, sentence)

    def show_card(self, card: CardShown | None, *, fresh: bool, focus: bool) -> None:
        """A card, or the services."""
        self.right.setCurrentIndex(0 if card is None else 1)
        if card is not None:
            self.card.show_card(card, fresh=fresh, focus=focus)

    def show_editing(self, *, allowed: bool, archive: bool, archived: int) -> None:
        """What may be added, and whether the archive is shown."""
        for tool in (self.new_company, self.new_service, self.bar):
            tool.setVisible(allowed)
        self.archive.setText(self._desk.words.say("catalogue", "archive", n=archived))
        self.archive.setVisible(bool(archived))
        self.archive.setChecked(archive)
        self.archive.updateGeometry()

    def show_state(self, text: str, *, changed: bool, sound: bool, busy: bool, undoable: bool) -> None:
        """The bar of changes."""
        self.bar.show_state(text, changed=changed, sound=sound, busy=busy, undoable=undoable)

    def show_effect(self, title: str, lines: Sequence[str]) -> None:
        """What the check has found."""
        self._effect_place.setVisible(bool(lines))
        self.effect.show_effect(title, lines, self._desk.words.say("staged", "close"))

    def show_empty(self, title: str, text: str, action: str) -> None:
        """Nothing there."""
        self.subtitle.setText("")
        for tool in (self.load, self.archive, self.new_company, self.bar):
            tool.hide()
        self.empty.show_words(title, text, action)
        self._stack.setCurrentWidget(self.empty)

    def show_loading(self, *, allowed: bool, busy: bool) -> None:
        """Whether a file may be loaded, and whether one is."""
        self.load.setVisible(allowed)
        self.load.setEnabled(not busy)
        self.empty.button.setEnabled(not busy)

    def show_told(self, told: Told | None) -> None:
        """What a file brought."""
        self._told_place.setVisible(told is not None)
        if told is None:
            return
        tone = "warn" if told.doubts else "ok"
        self.told.set_fill(f"{tone}_t")
        self._told_sign.show_icon("triangle-alert" if told.doubts else "circle-check", tone)
        self.told_title.setText(told.title)
        self.told_text.setText("\n".join(told.lines))
        self.told_doubts.setText("\n".join(told.doubts))
        self.told_doubts.setVisible(bool(told.doubts))
        self.told_archive.setText(told.archive)
        self.told_archive.setVisible(bool(told.archive))
        self.told_archive.updateGeometry()
        announce(self, " ".join((told.title, *told.doubts)))

    def show_refused(self, sentence: str) -> None:
        """The message bar."""
        self.show_message(sentence, "err")

    def choose_file(self, title: str, kinds: str) -> str:
        """The system's dialogue."""
        path, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        return path

    def ask(self, title: str, text: str, answers: Sequence[tuple[str, str]], *, careful: bool = False) -> str:
        """A small window."""
        question = Question(self.window(), title, text, answers, careful=careful)
        question.exec()
        return question.chosen

    def _fit(self) -> None:
        """Columns of counts are as wide as their captions, those of words share what is left."""
        say = self._desk.words.say
        heads = [text_width(say("catalogue", key), Type.CAPTION, medium=True) for key in _COMPANY_HEADS[1:]]
        widths = [round(width) + 2 * CELL_PAD + 2 for width in heads]
        widths[-1] += EDGE_PAD - CELL_PAD
        self.companies.set_widths([_NAME_WIDTH, *widths], 0)
        self.companies.setFixedWidth(_NAME_WIDTH + sum(widths))
        types = [say("catalogue", key) for key in ("client_type", "type_person", "type_entity")]
        self.services.setColumnWidth(1, round(max(text_width(text) for text in types)) + 2 * CELL_PAD + 2)
        for place in (0, 2, 3):
            self.services.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def _close_card(self) -> None:
        of_service = self.presenter.of_service
        self.presenter.close_card()
        (self.services if of_service else self.companies).setFocus()

    def _choose(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.presenter.choose(now.row())
