"""What the page of sending decides, without Qt."""

from datetime import date
from pathlib import Path

import pytest

from core.domain.fallen import Fallen
from core.services.catalogue import set_partner_fields
from core.services.outgoing import read_outgoing
from core.services.partners import confirm_partner_key, read_partners, set_partner_key
from core.services.sending import make_package, mark_sent, read_packages, save_package
from core.services.session import Session
from core.services.today import Task
from core.services.users import key_words
from core.vault.sealing import new_identity
from desktop.screens.sending.shown import Next, Offer
from desktop.screens.sending.tables import task_table
from desktop.words import Words
from tests.desktop.screens.sending.page import Page
from tests.support.bases import BANK
from tests.support.papers import let_run_out
from tests.support.sealed import RECIPIENT
from tests.support.workbooks import leads_in

FOLDER = "packages"


@pytest.fixture
def page(session: Session, tmp_path: Path) -> Page:
    made = Page(session, tmp_path / FOLDER)
    made.arrive()
    return made


def offered(page: Page) -> Offer:
    assert page.view.offer is not None
    return page.view.offer


def doing(page: Page) -> Next:
    assert page.view.doing is not None
    return page.view.doing


def test_the_tabs_count_what_stands_in_them(page: Page, session: Session) -> None:
    partners = read_outgoing(session)
    assert page.view.tabs["ready"] == str(len(partners)) != "0"
    assert page.view.tabs["packages"] == page.view.tabs["sent"] == "0"
    assert [line.count for line in page.view.partners] == [str(one.leads) for one in partners]


def test_the_offer_names_who_stays_and_which_fields_leave(page: Page, session: Session) -> None:
    (first, *_) = (one for one in read_outgoing(session) if one.leads)
    offer = offered(page)
    assert first.partner in offer.title
    assert offer.sent == ("ФИО", "Мобильный телефон", "Предлагаемая услуга")
    assert offer.action == f"Собрать пакет на {first.leads}"
    page.presenter.show_excluded()
    assert len(page.view.lines) == len(first.excluded)
    assert (str(len(first.excluded)) in offer.excluded) == bool(first.excluded)


def test_excluded_leads_are_told_with_their_reason(page: Page, session: Session) -> None:
    partner = next(one for one in read_outgoing(session) if one.excluded)
    page.presenter.pick_partner(partner.partner_id)
    assert f"нет телефона {len(partner.excluded)}" in offered(page).excluded
    assert offered(page).share.startswith(f"{partner.leads} из {partner.leads + len(partner.excluded)}")
    page.presenter.show_excluded()
    assert [line.split(",")[0] for line in page.view.lines] == [one.who for one in partner.excluded]


def test_what_is_previewed_is_what_lies_in_the_file(page: Page, tmp_path: Path) -> None:
    table = page.table()
    page.presenter.make()
    page.presenter.reveal()
    (file,) = (tmp_path / FOLDER).glob("*.xlsx")
    head, *rows = leads_in(file, page.view.passwords[0])
    assert tuple(head) == table.titles
    assert [tuple(row) for row in rows] == [line.cells for line in table.lines] != []


def test_every_look_at_what_would_leave_is_in_the_log(page: Page, session: Session) -> None:
    def looks() -> int:
        with session.store.reading() as work:
            return sum("preview" in one.details for one in work.audit.entries())

    before = looks()
    page.presenter.pick_partner(read_outgoing(session)[-1].partner_id)
    assert looks() == before + 1
    page.presenter.pick_partner(read_outgoing(session)[-1].partner_id)
    assert looks() == before + 1, "the same partner again is not another look"


def test_where_nothing_may_leave_no_package_is_made(page: Page, session: Session) -> None:
    let_run_out(session)
    page.arrive()
    assert all(line.stuck for line in page.view.partners)
    assert page.view.partners[0].note == "ничего не может уйти"
    assert not offered(page).ready
    assert page.table().lines == ()
    page.presenter.make()
    assert read_packages(session) == []


def test_a_package_is_made_saved_and_its_password_shown_until_it_was_passed_on(page: Page, session: Session) -> None:
    page.presenter.make()
    (package,) = read_packages(session)
    assert page.view.saved == [package.file_name]
    assert page.view.passwords == [], "nobody has asked for it yet"
    page.presenter.reveal()
    page.presenter.reveal()
    first, again = page.view.passwords
    assert first == again, "nobody has said that it was passed on"
    assert not read_packages(session)[0].password_given
    page.presenter.password_passed()
    assert read_packages(session)[0].password_given
    assert page.desk.changed[-1] == frozenset({"packages"})
    page.presenter.reveal()
    assert len(page.view.passwords) == 2
    assert "второй раз его не показывают" in page.view.problems[-1][0]
    assert page.view.busy[-1] is False


def test_a_password_whose_answer_comes_when_the_base_was_left_is_not_spent(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(session, tmp_path / FOLDER)
    page.arrive()
    page.presenter.make()
    monkeypatch.setattr(page.desk, "do", lambda command, *_: command(session))  # done, and nobody hears of it
    page.presenter.reveal()
    assert page.view.passwords == []
    again = Page(session, tmp_path / FOLDER)
    again.arrive(tab="packages")
    assert doing(again).first == "reveal"
    again.presenter.reveal()
    assert again.view.passwords


def test_the_password_of_a_package_that_is_gone_is_refused_and_no_look_is_audited(page: Page, session: Session) -> None:
    page.presenter.make()
    let_run_out(session)
    folder = page.view.folder
    assert folder is not None
    assert save_package(session, read_packages(session)[0].id, folder).value is Fallen.CONSENT
    page.presenter.reveal()
    assert page.view.passwords == []
    assert page.view.problems[-1][1] == "err"
    with session.store.reading() as work:
        assert not any("password_shown" in one.details for one in work.audit.entries())


def make_unsaved(session: Session) -> None:
    """A package that the base holds and no folder does."""
    partner = next(one for one in read_outgoing(session) if one.leads)
    make_package(session, partner.partner_id, "ru")


def test_without_a_folder_no_package_is_made(page: Page, session: Session) -> None:
    page.view.folder = None
    ready = page.view.tabs["ready"]
    page.presenter.make()
    assert read_packages(session) == []
    page.arrive()
    assert page.view.tabs["ready"] == ready


def test_a_package_that_could_not_be_saved_waits_among_the_packages(page: Page, session: Session) -> None:
    file = page.view.folder
    assert file is not None
    file.write_text("not a folder", encoding="utf-8")
    page.presenter.make()
    page.view.folder = None
    page.presenter.mend()
    (package,) = read_packages(session)
    assert not package.saved
    assert "ждёт на вкладке «Пакеты»" in page.desk.told[-1][0]
    page.arrive(tab="packages")
    assert (doing(page).first, doing(page).can) == ("save", frozenset({"save", "draft"}))


def test_an_unwritable_folder_loses_nothing_and_another_may_be_chosen(page: Page, session: Session) -> None:
    file = page.view.folder
    assert file is not None
    file.write_text("not a folder", encoding="utf-8")
    page.presenter.make()
    sentence, tone, action = page.view.problems[-1]
    assert tone == "err"
    assert "цел" in sentence
    assert action == "Другая папка"
    assert [one.saved for one in read_packages(session)] == [False]
    page.view.folder = file.with_name("another")
    page.presenter.mend()
    assert [one.saved for one in read_packages(session)] == [True]


def test_a_consent_that_falls_before_saving_dissolves_the_package_in_words(page: Page, session: Session) -> None:
    make_unsaved(session)
    let_run_out(session)
    page.arrive(tab="packages")
    page.presenter.save()
    assert "распущен" in page.view.problems[-1][0]
    assert page.view.saved == []


def test_a_package_goes_from_saving_over_its_password_to_sent(page: Page, session: Session) -> None:
    make_unsaved(session)
    states = []
    page.arrive(tab="packages")
    for _ in range(3):
        states.append(doing(page).first)
        page.presenter.primary()
        page.presenter.password_passed()
        page.arrive()
    assert states == ["save", "reveal", "send"]
    (package,) = read_packages(session)
    assert not package.sent, "it was only asked"
    assert package.partner in page.view.questions[0]
    assert f"{package.leads} лид" in page.view.questions[0]
    page.presenter.mark_sent()
    assert read_packages(session)[0].sent
    assert page.desk.told[-1][0].startswith(f"Отмечено: {package.partner}")
    page.arrive()
    assert page.view.empty is not None
    assert page.view.tabs["sent"] == "1"
    page.presenter.pick_tab("sent")
    assert page.view.table is not None
    assert page.view.table.lines[0].cells[0] == package.partner


def test_an_unsaved_package_cannot_be_marked_as_sent(page: Page, session: Session) -> None:
    make_unsaved(session)
    page.arrive(tab="packages")
    page.presenter.send()
    assert page.view.questions == []
    page.presenter.mark_sent()
    assert page.view.problems[-1][1] == "err"
    assert not read_packages(session)[0].sent


def test_a_package_whose_partner_has_another_key_by_now_is_dissolved_in_words(page: Page, session: Session) -> None:
    for one in read_partners(session):
        set_partner_key(session, one.id, RECIPIENT)
    page.arrive()
    page.presenter.make()
    (package,) = read_packages(session)
    page.arrive(tab="packages")
    set_partner_key(session, package.partner, new_identity()[1])
    page.presenter.save()
    assert read_packages(session) == []
    text, tone, action = page.view.problems[-1]
    assert text.startswith("Ключ партнёра сменился") and "удалите" in text
    assert (tone, action) == ("warn", "")


def test_what_somebody_else_sent_meanwhile_is_said_and_not_sent_twice(page: Page, session: Session) -> None:
    page.presenter.make()
    page.arrive(tab="packages")
    mark_sent(session, read_packages(session)[0].id)
    page.presenter.mark_sent()
    assert page.view.problems[-1][1] == "err"


def test_the_chosen_partner_stays_chosen_over_a_reading(page: Page, session: Session) -> None:
    last = read_outgoing(session)[-1]
    page.presenter.pick_partner(last.partner_id)
    page.arrive()
    assert last.partner in offered(page).title


def test_without_anything_accepted_the_page_leads_to_the_review(empty_base: Session) -> None:
    page = Page(empty_base, None)
    page.arrive()
    assert page.view.empty is not None
    assert page.view.empty[2] == "К рекомендациям"
    page.presenter.go_on()
    assert page.desk.went == [("review", {})]
    for tab in ("packages", "sent", "tasks"):
        page.presenter.pick_tab(tab)
        assert page.view.empty[2] == "", "nothing to press there"


def test_the_partner_s_card_decides_the_columns(session: Session) -> None:
    bank = next(one for one in read_outgoing(session) if one.partner == BANK)
    set_partner_fields(session, bank.partner_id, ["service", "full_name"])
    page = Page(session, None, Words("en"))
    page.arrive()
    page.presenter.pick_partner(bank.partner_id)
    assert page.table().titles == ("Offered service", "Client")
    assert page.table().wide == 1
    assert offered(page).sent == ("Offered service", "Full name")


def test_tasks_are_read_with_a_written_phone_and_a_missing_one_is_said() -> None:
    day = date(2026, 11, 3)
    tasks = [Task(1, "Кактусов П. И.", "+79161234567", "Сервис", day), Task(2, "Опунция", "", "Сервис", day)]
    table = task_table(Words("ru"), tasks)
    assert [line.cells[1].replace("\N{NO-BREAK SPACE}", " ") for line in table.lines] == [
        "+7 916 123-45-67",
        "нет данных",
    ]
    assert "03.11.2026" in table.lines[0].sentence


def test_a_partner_with_a_key_is_told_of_the_key_and_never_of_a_password(session: Session, tmp_path: Path) -> None:
    bank = set_partner_key(session, BANK, RECIPIENT).value
    page = Page(session, tmp_path / FOLDER)
    page.arrive()
    page.presenter.pick_partner(bank.id)
    offer, words = offered(page), " ".join(key_words(RECIPIENT, "ru"))
    assert offer.how[1][1:] == ("Сверьте слова ключа по телефону", words)
    assert "пароля нет" in offer.cover[2]
    page.presenter.make()
    assert page.view.saved == [], "there is no password to be shown"
    (row,) = (one for one in read_packages(session) if one.partner == BANK)
    assert row.saved
    assert row.file_name in page.desk.told[-1][0]
    confirm_partner_key(session, BANK, RECIPIENT)
    page.arrive(tab="packages")
    assert doing(page).hint == "Запечатан ключом партнёра, пароля нет: передайте файл"
    assert doing(page).can == {"save", "send", "draft"}
