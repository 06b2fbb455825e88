"""The page of decisions against the numbers, as a supervisor meets it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from core.domain.decision import DeclineReason, OverrideReason
from core.domain.settings import Settings
from core.services.decisions import decline, note_reason
from core.services.history import undo
from core.services.overriding import override, read_overrides
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings
from desktop.screens.overrides.lines import given_up
from desktop.screens.overrides.screen import OverridesScreen
from desktop.screens.overrides.sums import Grouping, sum_up
from tests.support.bases import NOW, SERVICE, all_recommendations, client_row, consent_to_all, open_filled
from tests.support.desk import PlainDesk
from tests.support.imported import import_clients
from tests.support.pages import shown


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    change_settings(opened, Settings(exploration=0))
    import_clients(opened, [client_row(number, SERVICE) for number in range(1, 5)], consent_to_all(opened))
    compute(opened)
    yield opened
    opened.close()


@pytest.fixture
def desk(session: Session) -> PlainDesk:
    return PlainDesk(session)


@pytest.fixture
def page(qtbot: QtBot, desk: PlainDesk) -> OverridesScreen:
    return shown(qtbot, OverridesScreen(desk))


def give_away(session: Session, reason: OverrideReason = OverrideReason.FASTER) -> int:
    """A client goes to the last of its rivals; the entry in the history."""
    one = next(one for one in all_recommendations(session) if one.settled.runners_up and one.override is None)
    entry = override(session, one.id, one.settled.runners_up[-1], reason).entry
    assert entry is not None
    return entry


def rows(page: OverridesScreen) -> list[list[str]]:
    table = page.table
    places = range(table.rowCount())
    return [[str(table.index(at, column).data()) for column in range(table.columnCount())] for at in places]


def test_before_anything_was_decided_so_the_page_says_that_and_leads_on(
    page: OverridesScreen, desk: PlainDesk, session: Session
) -> None:
    page.arrive({})
    assert page.first_focus() is page.empty.button
    page.presenter.go_on()  # all time
    assert page.subtitle.text() == "" and page.empty.button.text() == "К рекомендациям"
    page.press_primary()
    assert desk.went == [("review", {})]
    page.presenter.pick_grouping(Grouping.DECLINED)
    assert page.empty.isVisible() and not page.period.isVisible()
    give_away(session)
    page.presenter.pick_grouping(Grouping.EACH)
    page.arrive({})
    assert len(rows(page)) == 1


def test_each_says_who_gave_whom_to_whom_why_and_what_it_gave_up(
    page: OverridesScreen, desk: PlainDesk, session: Session
) -> None:
    give_away(session, OverrideReason.CLIENT_ASKS)
    page.arrive({})
    (given,) = read_overrides(session)
    ((_day, login, who, kind, partners, why, lost),) = rows(page)
    assert (login, who, kind) == (session.login, given.who, given.kind)
    assert partners == f"{given.settled_for} → {given.given_to}"
    assert why == "Так хочет клиент"
    assert not given.in_roubles
    assert lost == f"{desk.words.number(given.given_up * 100, 1)} п. п."
    assert page.subtitle.text() == f"1 замена партнёра, отдано {lost}"


def test_what_was_undone_is_there_no_more_and_old_ones_only_in_their_period(
    page: OverridesScreen, session: Session
) -> None:
    old = give_away(session)
    session.clock = lambda: NOW + timedelta(days=40)
    new = give_away(session)
    page.arrive({})
    assert len(rows(page)) == 1
    page.presenter.pick_period(90)
    assert len(rows(page)) == 2
    undo(session, new)
    page.arrive({})
    assert len(rows(page)) == 1
    undo(session, old)
    page.arrive({})
    assert page.empty.isVisible()


def test_they_are_put_together_by_day_manager_partners_and_reason(page: OverridesScreen, session: Session) -> None:
    for reason in (OverrideReason.FASTER, OverrideReason.FASTER, OverrideReason.NOT_TAKING):
        give_away(session, reason)
    page.arrive({})
    page.presenter.pick_grouping(Grouping.REASON)
    assert [row[:2] for row in rows(page)] == [["Оформит быстрее", "2"], ["Выбранный сейчас не берёт", "1"]]
    page.presenter.pick_grouping(Grouping.MANAGER)
    assert [row[:2] for row in rows(page)] == [[session.login, "3"]]
    page.presenter.pick_grouping(Grouping.PARTNER)
    pairs = {f"{one.settled_for} → {one.given_to}" for one in read_overrides(session)}
    assert {row[0] for row in rows(page)} == pairs
    page.presenter.pick_grouping(Grouping.DAY)
    assert [row[1] for row in rows(page)] == ["3"]


def test_reasons_of_what_was_declined_are_counted_with_those_that_nobody_told(
    page: OverridesScreen, session: Session
) -> None:
    first, second, third, *_ = [one.id for one in all_recommendations(session)]
    decline(session, [first, second, third])
    note_reason(session, [first, second], DeclineReason.NOT_NOW)
    page.arrive({})
    page.presenter.pick_grouping(Grouping.DECLINED)
    assert rows(page) == [["Неактуально", "2", "67\xa0%"], ["Причина не названа", "1", "33\xa0%"]]
    assert page.subtitle.text() == "3 отклонённые рекомендации"


def test_roubles_are_summed_only_where_they_are_known_and_the_sum_says_of_how_many(session: Session) -> None:
    give_away(session)
    (given,) = read_overrides(session)
    money = [replace(given, given_up=value, in_roubles=True) for value in (1_500.0, -300.0)]
    share = replace(given, given_up=0.04, in_roubles=False)
    found = sum_up([*money, share])
    assert (found.count, found.in_roubles, found.given_up, found.points) == (3, 2, 1_200.0, 0.04)
    words = PlainDesk(session).words
    assert given_up(found, words) == "1\xa0200\xa0₽ (по 2 из 3)"
    assert given_up(sum_up(money), words) == "1\xa0200\xa0₽"
    assert given_up(sum_up([share, share]), words) == "в среднем 4,0 п. п. конверсии"


def test_enter_opens_the_client_and_every_row_is_read_as_one_sentence(
    page: OverridesScreen, desk: PlainDesk, session: Session
) -> None:
    give_away(session)
    page.arrive({})
    QAbstractItemModelTester(page.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.grid.setFocus()
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    (given,) = read_overrides(session)
    assert desk.went == [("client", {"client": given.client_id})]
    spoken = str(page.table.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert given.who in spoken and "Отдано:" in spoken
    page.presenter.pick_grouping(Grouping.REASON)
    page.presenter.open(0)
    assert len(desk.went) == 1
