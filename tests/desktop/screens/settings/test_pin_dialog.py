"""The dialogue that sets a PIN: what is wrong stands under the field it is about."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.screens.settings.pin_dialog import PinDialog
from desktop.widgets.fields import Secret
from desktop.words import Words


def test_what_is_wrong_stands_under_its_field_until_that_is_typed_anew(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PinDialog(parent, Words("ru"), lambda *_: None)
    dialog.show()
    for field, secret in (("pin", dialog.pin), ("again", dialog.again), ("password", dialog.password)):
        dialog.show_refused("Так нельзя.", field)
        told = {one: line.line.accessibleDescription() for one, line in _lines(dialog).items()}
        assert told == {one: "Так нельзя." if one == field else "" for one in told}
        assert dialog.set_.isEnabled()
        QTest.keyClicks(secret.line, "4")
        assert secret.line.accessibleDescription() == ""


def _lines(dialog: PinDialog) -> dict[str, Secret]:
    return {"password": dialog.password, "pin": dialog.pin, "again": dialog.again}
