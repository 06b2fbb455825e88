"""Stops of the tour at the window in which a package is opened: with a slip, and open."""

from __future__ import annotations

import secrets
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication

from core.delivery.sealed_package import LEADS, WORKBOOK, seal_package
from core.domain.consent import PURPOSE_OFFER
from core.domain.manifest import DAYS_VALID, ID_BYTES, ConsentNote, Manifest
from core.services.partners import read_partners
from core.vault.sealing import new_identity, new_signing_key
from desktop.screens.opening.presenter import FILE, IDENTITY, OUT
from desktop.screens.opening.screen import OpeningWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

    from desktop.bootstrap import Program

ANEW: Final = frozenset({"opening", "opening-told"})
"""Windows that another look takes away."""


def opening_stops(program: Program) -> Iterator[tuple[str, Callable[[], QWidget | None]]]:
    """Without what it needs, and after opening."""
    yield "opening", partial(_begun, program)
    yield "opening-told", partial(_told, program)


def _begun(program: Program) -> QWidget:
    window = _window(program)
    window.presenter.open()
    return window


def _told(program: Program) -> QWidget:
    folder = Path(tempfile.mkdtemp())
    identity, recipient = new_identity()
    places = {FILE: folder / "opuntia.age", IDENTITY: folder / "key.txt", OUT: folder}
    places[FILE].write_bytes(_package(program, recipient))
    places[IDENTITY].write_text(identity, encoding="utf-8")
    window = _window(program)
    for name, path in places.items():
        window.presenter.put(name, str(path))
        window.lines[name].setText(str(path))
    window.presenter.read_words()
    window.presenter.open()
    program.settle()
    return window


def _package(program: Program, recipient: str) -> bytes:
    """Of the sample for one of its partners, with nobody in it."""
    place = program.workplace
    if place is None:
        raise TypeError
    private, public = new_signing_key()
    made = datetime.now(UTC).replace(tzinfo=None)
    manifest = Manifest(
        id=secrets.token_hex(ID_BYTES),
        sender=place.session.company,
        sender_key=public,
        recipient=read_partners(place.session)[0].name,
        recipient_key=recipient,
        made_at=made,
        expires_at=made + timedelta(days=DAYS_VALID),
        purpose=PURPOSE_OFFER,
        fields=(),
        leads=2,
        consents=(ConsentNote("1", made.date(), 2),),
        journal="",
        files={},
    )
    return seal_package(manifest, dict.fromkeys((WORKBOOK, LEADS), b""), private)


def _window(program: Program) -> OpeningWindow:
    for one in _shown():
        one.done(0)
    program.entrance.show_opening()
    program.settle()
    return _shown()[0]


def _shown() -> list[OpeningWindow]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, OpeningWindow) and one.isVisible()]
