"""A page of the window alone, as the smallest window shows it."""

from typing import TypeVar

from pytestqt.qtbot import QtBot

from desktop.theme import LOOK, Scheme
from desktop.widgets.page import Page

P = TypeVar("P", bound=Page)


def shown(qtbot: QtBot, page: P) -> P:
    """The page, with its words; nobody has arrived yet."""
    LOOK.put_on(Scheme.LIGHT)
    qtbot.addWidget(page)
    page.retranslate()
    page.resize(972, 524)
    page.show()
    return page
