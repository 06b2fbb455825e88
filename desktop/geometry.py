"""Size and place of the window, kept for each user and for the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.preferences import Preferences
    from desktop.window.frame import Frame
    from desktop.workplace import Workplace


def keep_geometry(frame: Frame, preferences: Preferences, place: Workplace | None) -> None:
    """Remember them."""
    if place is not None:
        preferences.keep_window(place.user, frame.saveGeometry())
    preferences.keep_window("door", frame.saveGeometry())


def restore_geometry(frame: Frame, preferences: Preferences, user: str) -> None:
    """As this user, or "door", left them."""
    kept = preferences.window(user)
    if kept is not None:
        frame.restoreGeometry(kept)
    elif user == "door":
        frame.resize(1280, 800)
