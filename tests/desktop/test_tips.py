"""Tooltips show what is written."""

import pytest
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtGui import QTextDocumentFragment

from desktop.widgets.tips import as_tip


@pytest.mark.parametrize(
    "text",
    [
        "КАСКО",
        "",
        "3 < 4",
        "A & B",
        "&lt;b&gt;",
        "<b>жирный</b><img src='/etc/picture.png'>",
        '<img src="//host/share/x.png">',
        "одна строка\nи другая <вот>",
    ],
)
def test_nothing_in_a_tooltip_is_taken_for_html(text: str) -> None:
    tip = as_tip(text)
    assert "<img" not in tip
    shown = QTextDocumentFragment.fromHtml(tip).toPlainText() if GuiQt.mightBeRichText(tip) else tip
    assert shown == text
