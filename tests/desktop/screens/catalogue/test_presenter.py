"""What the page of partners and services shows and loads, without Qt."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.catalogue import CatalogueDraft
from core.domain.client import ClientType
from core.domain.rights import Role
from core.services.catalogue import read_catalogue, read_catalogue_file
from core.services.session import Progress, Session
from desktop.screens.catalogue import presenter as presenting
from desktop.screens.catalogue.lists import CompanyRow, ServiceRow
from desktop.screens.catalogue.partner_part import PartnerShown
from desktop.screens.catalogue.presenter import CardShown, CataloguePresenter, Told
from desktop.words import Words
from tests.support.bases import BANK, BROKER, CASCO, HOTEL, INSURER, LIABILITY, OWN, SERVICE
from tests.support.by_hand import move_to_kind
from tests.support.desk import PlainDesk


class View:
    """Keeps what it is shown; `file` and `answer` are what the user says when asked."""

    def __init__(self, file: Path | None = None, answer: str = "") -> None:
        self.file = file
        self.answer = answer
        self.asked: list[str] = []
        self.companies: list[CompanyRow] = []
        self.chosen = -1
        self.services: list[ServiceRow] = []
        self.heading = ("", "")
        self.empty: tuple[str, str, str] | None = None
        self.allowed: bool | None = None
        self.busy: list[bool] = []
        self.told: Told | None = None
        self.refused = ""
        self.card: CardShown | None = None
        self.editing = (False, False, 0)
        self.text, self.changed, self.sound, self.undoable = "", False, True, False
        self.lines: tuple[str, ...] = ()

    def show_companies(self, rows: Sequence[CompanyRow], chosen: int, subtitle: str) -> None:
        self.companies, self.chosen, self.subtitle, self.empty = list(rows), chosen, subtitle, None

    def show_services(self, title: str, count: str, rows: Sequence[ServiceRow]) -> None:
        self.heading, self.services = (title, count), list(rows)

    def show_partner(self, shown: PartnerShown | None, instead: str, *, fresh: bool) -> None:  # noqa: ARG002
        self.partner, self.instead = shown, instead

    def show_partner_refused(self, part: str, sentence: str) -> None:
        self.partner_refused = (part, sentence)

    def show_empty(self, title: str, text: str, action: str) -> None:
        self.empty = (title, text, action)

    def show_loading(self, *, allowed: bool, busy: bool) -> None:
        self.allowed = allowed
        self.busy.append(busy)

    def show_told(self, told: Told | None) -> None:
        self.told = told

    def show_refused(self, sentence: str) -> None:
        self.refused = sentence

    def show_card(self, card: CardShown | None, *, fresh: bool, focus: bool) -> None:
        self.card, self.fresh, self.focus = card, fresh, focus

    def show_editing(self, *, allowed: bool, archive: bool, archived: int) -> None:
        self.editing = (allowed, archive, archived)

    def show_state(self, text: str, *, changed: bool, sound: bool, busy: bool, undoable: bool) -> None:
        self.text, self.changed, self.sound, self.undoable = text, changed, sound, undoable
        self.working = busy

    def show_effect(self, title: str, lines: Sequence[str]) -> None:
        assert title
        self.lines = tuple(lines)

    def choose_file(self, title: str, kinds: str) -> str:
        assert ".txt" in kinds
        assert title
        return str(self.file) if self.file is not None else ""

    def ask(self, title: str, text: str, answers: Sequence[tuple[str, str]], *, careful: bool = False) -> str:  # noqa: ARG002
        self.asked.append(title)
        assert text
        assert self.answer in [value for _, value in answers]
        return self.answer


def arrived(desk: PlainDesk, view: View) -> CataloguePresenter:
    presenter = CataloguePresenter(view, desk)
    presenter.read()
    return presenter


def test_companies_stand_by_name_with_the_own_one_first(session: Session) -> None:
    view = View()
    arrived(PlainDesk(session), view)
    assert [row.name for row in view.companies] == [OWN, BANK, BROKER, HOTEL, INSURER]
    assert [row.own for row in view.companies] == [True, False, False, False, False]
    assert view.subtitle == "8 услуг"


def test_services_are_counted_by_client_type_and_kinds_that_rivals_share(session: Session) -> None:
    view = View()
    arrived(PlainDesk(session), view)
    counts = {row.name: (row.persons, row.entities, row.shared) for row in view.companies}
    assert counts == {OWN: (2, 0, 0), BANK: (1, 0, 1), INSURER: (2, 0, 2), BROKER: (2, 0, 2), HOTEL: (1, 0, 0)}


def test_the_own_company_is_chosen_first_and_another_one_shows_its_services(session: Session) -> None:
    view = View()
    presenter = arrived(PlainDesk(session), view)
    assert view.heading == (OWN, "2 услуги")
    presenter.choose(4)
    assert view.heading == (INSURER, "2 услуги")
    assert [(row.name, row.kind, row.needs) for row in view.services] == [
        (CASCO, CASCO, "Спокойствие"),
        (LIABILITY, LIABILITY, "Спокойствие"),
    ]
    presenter.read()
    assert view.chosen == 4, "the choice survives a reading"


def test_a_kind_with_a_name_of_its_own_is_told(session: Session) -> None:
    services = read_catalogue(session).services.values()
    move_to_kind(session, next(one.id for one in services if one.name == SERVICE), "Уход за машиной")
    view = View()
    arrived(PlainDesk(session), view)
    assert {row.name: row.kind for row in view.services}[SERVICE] == "Уход за машиной"


def test_rows_are_said_as_one_sentence(session: Session) -> None:
    view = View()
    arrived(PlainDesk(session, Words("en")), view)
    assert view.companies[0].spoken == (
        f"{OWN}, own company, services to persons: 2, to entities: 0, kinds with rivals: 0"
    )
    assert view.services[0].spoken.endswith("needs: Транспорт")


def test_a_list_is_loaded_and_told_in_words(session: Session, named_list: Path) -> None:
    desk, view = PlainDesk(session), View(named_list)
    presenter = arrived(desk, view)
    presenter.load()
    assert view.told is not None
    assert view.told.lines[0] == "Компаний в файле: 1, услуг: 2, из них новых: 1"
    assert view.told.doubts == ()
    assert view.busy[-3:] == [True, False, False]
    assert desk.changed == [frozenset({"catalogue"})]
    assert {row.name: row.persons for row in view.companies}[HOTEL] == 2
    presenter.put_away()
    presenter.read()
    assert view.told is None


@pytest.mark.parametrize(("answer", "counts"), [(ClientType.PERSON, (1, 0)), (ClientType.ENTITY, (0, 1))])
def test_a_list_that_does_not_say_for_whom_is_asked_about(
    session: Session, bare_list: Path, answer: ClientType, counts: tuple[int, int]
) -> None:
    view = View(bare_list, answer.value)
    presenter = arrived(PlainDesk(session), view)
    presenter.load()
    assert view.asked == ["Для кого услуги этого списка?"]
    assert {row.name: (row.persons, row.entities) for row in view.companies}["Лизинг"] == counts
    assert view.refused == ""


def test_who_answers_the_question_with_cancel_loads_nothing(session: Session, bare_list: Path) -> None:
    desk, view = PlainDesk(session), View(bare_list, "")
    arrived(desk, view).load()
    assert (view.told, view.refused, desk.changed) == (None, "", [])
    assert view.busy[-1] is False


def test_a_file_that_is_no_catalogue_is_refused_in_words(session: Session, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(b"nothing of the kind")
    desk, view = PlainDesk(session), View(wrong)
    arrived(desk, view).load()
    assert view.refused == Words("ru").say("errors", "unreadable_file")
    assert (desk.changed, view.busy[-1]) == ([], False)


def test_who_points_at_no_file_changes_nothing(session: Session) -> None:
    desk, view = PlainDesk(session), View(None)
    arrived(desk, view).load()
    assert (desk.changed, view.refused) == ([], "")


def test_without_the_right_nothing_can_be_loaded(session: Session, named_list: Path) -> None:
    session.roles = frozenset({Role.MANAGER})
    desk, view = PlainDesk(session), View(named_list)
    arrived(desk, view).load()
    assert (view.allowed, desk.changed, view.told) == (False, [], None)


def test_an_empty_catalogue_says_what_the_file_must_look_like(empty_session: Session, named_list: Path) -> None:
    view = View(named_list)
    presenter = arrived(PlainDesk(empty_session), view)
    assert view.empty is not None
    assert "«Матрица кросс-услуг»" in view.empty[1]
    assert view.empty[2] == "Загрузить каталог…"
    empty_session.roles = frozenset({Role.SUPERVISOR})
    presenter.read()
    assert view.empty == ("Каталог пока пуст", Words("ru").say("catalogue", "empty_reader"), "")


def test_a_catalogue_without_own_services_is_doubted(empty_session: Session, named_list: Path) -> None:
    view = View(named_list)
    arrived(PlainDesk(empty_session), view).load()
    assert view.told is not None
    assert len(view.told.doubts) == 1
    assert f"«{OWN}»" in view.told.doubts[0]
    assert view.empty is None


def test_needs_that_found_no_service_are_named_up_to_five(
    session: Session, named_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = tuple((row, f"Услуга {row}") for row in range(10, 17))

    def with_lost(path: Path, client_type: ClientType | None, progress: Progress) -> CatalogueDraft:
        return replace(read_catalogue_file(path, client_type, progress), unmatched_needs=lost)

    monkeypatch.setattr(presenting, "read_catalogue_file", with_lost)
    view = View(named_list)
    arrived(PlainDesk(session), view).load()
    assert view.told is not None
    assert view.told.doubts[-1].endswith(
        "10 «Услуга 10», 11 «Услуга 11», 12 «Услуга 12», 13 «Услуга 13», 14 «Услуга 14» и ещё 2"
    )
    assert view.told.doubts[-1].startswith("7 строк")


def test_who_comes_for_a_partner_finds_its_card_open_and_none_for_one_that_is_not_there(session: Session) -> None:
    view = View()
    presenter = CataloguePresenter(view, PlainDesk(session))
    bank = next(one for one in read_catalogue(session).companies.values() if one.name == BANK)
    presenter.arrive(bank.id)
    assert view.card is not None
    assert view.card.title == BANK
    presenter.arrive(10**6)
    assert view.card is None
