"""What the status bar says of the model."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from core.domain.training import Origin
from core.services.review import ModelMark
from core.services.wording import Language
from desktop.window.frame import Frame
from desktop.window.speech import Speech, Standing
from desktop.window.status import StatusBar
from desktop.words import Words
from tests.support.bases import NOW


@pytest.mark.parametrize(
    ("language", "origin", "said"),
    [
        ("ru", Origin.AT_ONCE, "Модель от 20.11.2026"),
        ("ru", Origin.TRAINED, "Модель от 20.11.2026"),
        ("ru", Origin.SHIPPED, "Модель из поставки"),
        ("en", Origin.SHIPPED, "Shipped model"),
    ],
)
def test_the_day_of_a_model_is_said_only_where_it_was_made_here(
    qtbot: QtBot, language: Language, origin: Origin, said: str
) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    notices: Any = SimpleNamespace(say=lambda *_: None)
    frame = SimpleNamespace(demo=False, status=status, nav=SimpleNamespace(pages=(), notices=notices))
    mark = ModelMark("m-1", NOW.replace(tzinfo=None), 40, origin)
    Speech(cast(Frame, frame), Words(language)).say_standing(Standing(0, 3, mark, None, {}))
    assert said in status.texts
