"""Duplicates in the window, by keyboard alone: two hundred pairs, a draft that comes back, an import that is undone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import monotonic

from core.domain.client import ClientRow, ClientType, Identity, Portrait
from core.services.drafts import read_drafts
from core.services.imports import read_imports
from core.services.merges import read_pairs
from core.services.session import Session
from tests.journeys.conftest import LOGIN, PASSWORD
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs
from tests.support.imported import import_clients
from tests.support.reading import changed_tables, logical_dump

PAIRS = 200
QUARTER_OF_AN_HOUR = 15 * 60
_LETTERS = "абвгдежзик"


def surname(number: int) -> str:
    """Unlike the others by more than a slip of the pen."""
    return "Опун" + "".join(_LETTERS[int(digit)] * 2 for digit in f"{number:03}") + "цин"


def fill(session: Session, count: int) -> None:
    """People whom the table below names by an initial and with another telephone."""
    rows = [
        ClientRow(
            number,
            ClientType.PERSON,
            Identity(surname(number), "Артём", "Олегович", birth_date=born(number), phone=f"+7916{number:07}"),
            Portrait(birth_year=born(number).year),
        )
        for number in range(count)
    ]
    import_clients(session, rows)


def born(number: int) -> date:
    return date(1950 + number % 50, 1 + number % 12, 1 + number % 28)


def write_doubtful(folder: Path, count: int) -> Path:
    file = folder / "doubtful.csv"
    phones = [f"+7 925 000-{one // 100:02}-{one % 100:02}" for one in range(count)]
    rows = [f"{surname(one)};А.;Олегович;{born(one):%d.%m.%Y};{phone}" for one, phone in enumerate(phones)]
    file.write_text("\n".join(["Фамилия;Имя;Отчество;Дата рождения;Телефон", *rows]) + "\n", encoding="utf-8")
    return file


def to_the_desk(driver: Driver, dialogs: FileDialogs, file: Path) -> None:
    driver.go("imports")
    dialogs.file = file
    driver.do(KEYS.Key_O, held=CTRL)
    driver.do(*[KEYS.Key_Return] * 3, held=CTRL)
    assert driver.page.presenter.step.name == "DUPLICATES"


def test_two_hundred_pairs_are_settled_by_keys_in_a_quarter_of_an_hour(
    inside: Callable[[str], Driver], dialogs: FileDialogs, tmp_path: Path
) -> None:
    driver = inside("catalogue")
    fill(driver.session, PAIRS)
    to_the_desk(driver, dialogs, write_doubtful(tmp_path, PAIRS))
    page = driver.page
    assert driver.say("settling", "pair", at=1, total=PAIRS) in driver.texts()
    begun = monotonic()
    for number in range(PAIRS):
        driver.press((KEYS.Key_1, KEYS.Key_2, KEYS.Key_1, KEYS.Key_3)[number % 4])
        if number % 20 == 7:
            driver.press(KEYS.Key_Z, held=CTRL)
            driver.press(KEYS.Key_2)
        if number % 20 == 13:
            driver.press(KEYS.Key_Backspace)
            driver.press(KEYS.Key_1)
        assert page.duplicates.desk.isVisible()
    driver.wait()
    assert monotonic() - begun < QUARTER_OF_AN_HOUR
    assert driver.say("settling", "all_seen") in driver.texts()
    kept = read_drafts(driver.session)[0].settlement
    later = sum(number % 4 == 3 and number % 20 != 7 for number in range(PAIRS))
    assert len(kept.same) + len(kept.different) == PAIRS - later
    driver.do(*[KEYS.Key_Return] * 3, held=CTRL)
    assert driver.page.presenter.report is not None
    assert len(read_pairs(driver.session)) == later


def test_a_draft_with_answers_goes_on_after_the_program_has_ended(
    inside: Callable[[str], Driver], start: Callable[[], Driver], dialogs: FileDialogs, tmp_path: Path
) -> None:
    driver = inside("catalogue")
    fill(driver.session, 4)
    to_the_desk(driver, dialogs, write_doubtful(tmp_path, 4))
    driver.do(KEYS.Key_1, KEYS.Key_2)
    settled = read_drafts(driver.session)[0].settlement
    driver.close()
    again = start()
    again.unlock(LOGIN, PASSWORD)
    again.go("imports")
    again.click(again.say("imports", "continue"))
    assert again.page.presenter.step.name == "DUPLICATES"
    assert again.say("settling", "pair", at=1, total=2) in again.texts()
    assert read_drafts(again.session)[0].settlement == settled


def test_an_import_is_undone_from_the_list_after_it_was_asked(
    inside: Callable[[str], Driver], dialogs: FileDialogs, tmp_path: Path
) -> None:
    driver = inside("catalogue")
    fill(driver.session, 3)
    before = logical_dump(driver.session)
    to_the_desk(driver, dialogs, write_doubtful(tmp_path, 4))
    driver.do(KEYS.Key_1, KEYS.Key_3, KEYS.Key_3)
    driver.do(*[KEYS.Key_Return] * 3, held=CTRL)
    assert driver.page.presenter.report is not None
    driver.click(driver.say("imports", "another"))
    with driver.answering(driver.say("settling", "undo_yes")) as asked:
        driver.click(driver.say("settling", "undo_import"))
        driver.wait()
    assert driver.say("settling", "undo_title", name="doubtful.csv") in asked
    driver.wait()
    assert [one.state for one in read_imports(driver.session)] == ["undone", "done"]
    left = {"main.audit_entry", "main.mark", "people.mark", "people.table_import", "people.saved_mapping"}
    left |= {"main.sqlite_sequence", "people.sqlite_sequence"}
    assert changed_tables(before, logical_dump(driver.session)) <= left


def test_pairs_that_were_left_are_settled_in_the_base_and_split_again(
    inside: Callable[[str], Driver], dialogs: FileDialogs, tmp_path: Path
) -> None:
    driver = inside("catalogue")
    fill(driver.session, 3)
    to_the_desk(driver, dialogs, write_doubtful(tmp_path, 3))
    driver.do(*[KEYS.Key_Return] * 3, held=CTRL)
    driver.click(driver.say("imports", "another"))
    driver.click(driver.say("settling", "base_pairs", n=3))
    assert driver.say("settling", "pair", at=1, total=3) in driver.texts()
    driver.do(KEYS.Key_1, KEYS.Key_2)
    assert len(read_pairs(driver.session)) == 1
    driver.do(KEYS.Key_Z, held=CTRL)
    assert len(read_pairs(driver.session)) == 2
    driver.page.base_desk.views.segments()[1].click()
    driver.wait()
    driver.click(driver.say("settling", "split"))
    assert driver.page.base_desk.desk.isVisible()
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.say("settling", "base_pairs", n=2) in driver.texts()
