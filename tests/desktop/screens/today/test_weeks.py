"""Twelve weeks of answers, in words and painted."""

from datetime import date

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.domain.conversion import Answers
from core.services.trend import Trend
from desktop.screens.today.cards import Week
from desktop.screens.today.weeks import weeks_of
from desktop.theme import LOOK, Scheme, colour
from desktop.widgets.curves import Curve, Curves
from desktop.words import Words

UNTIL = date(2026, 11, 20)
RISING = Trend(UNTIL, tuple(Answers(week, 3 * week) for week in range(12)))


def test_both_lines_are_named_at_their_ends_and_months_stand_where_they_begin() -> None:
    shown = weeks_of(RISING, Words("ru"))
    assert (shown.answered[-1], shown.bought[-1]) == (33, 11)
    assert (shown.answered_label, shown.bought_label) == ("33 ответа", "11 куплено")
    assert shown.marks == ((0, "сен"), (4, "окт"), (9, "ноя"))
    assert "ответов 198, куплено 66" in shown.spoken and shown.none == ""


def test_without_any_answer_it_says_so_and_draws_nothing(qtbot: QtBot) -> None:
    shown = weeks_of(Trend(UNTIL, (Answers(),) * 12), Words("en"))
    assert shown.none.startswith("No data yet")
    week = Week()
    qtbot.addWidget(week)
    week.show_weeks(shown)
    assert week.curves.isHidden() and not week.none.isHidden()
    week.show_weeks(weeks_of(RISING, Words("en")))
    assert week.none.isHidden() and not week.curves.isHidden()
    assert week.curves.texts() == ["33 answers", "11 bought", "Sep", "Oct", "Nov"]
    assert "33" in week.curves.accessibleName()


@pytest.mark.parametrize("values", [(0, 0, 5), (5, 5, 5), (0, 0, 0)])
def test_labels_of_lines_that_meet_stand_apart_and_inside(qtbot: QtBot, values: tuple[int, ...]) -> None:
    LOOK.put_on(Scheme.LIGHT)
    curves = Curves()
    qtbot.addWidget(curves)
    curves.resize(280, curves.height())
    curves.show_curves([Curve(values, "\u2588\u2588"), Curve(values, "\u2588\u2588", main=True)], [], "both")
    picture: QImage = curves.grab().toImage()
    right = range(picture.width() - 20, picture.width())
    inked = {
        ink: [y for y in range(picture.height()) if any(picture.pixelColor(x, y) == colour(ink) for x in right)]
        for ink in ("muted", "accent")
    }
    assert all(inked.values()), "both are there whole"
    assert not set(inked["muted"]) & set(inked["accent"])
