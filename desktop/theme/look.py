"""The look in force: tokens, palette and the one style sheet. Widgets ask `tokens()` when they paint."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.theme.fonts import font
from desktop.theme.tokens import BY_SCHEME, LIGHT, Scheme, Tokens

_ROLES: Final[dict[QPalette.ColorRole, str]] = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "alt",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "on_accent",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.ToolTipBase: "toast",
    QPalette.ColorRole.ToolTipText: "on_toast",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "divider",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "outline",
    QPalette.ColorRole.Shadow: "line",
    QPalette.ColorRole.Accent: "accent",
}

_SHEET: Final = """
QToolTip {{ background: {toast}; color: {on_toast}; border: 1px solid {toast}; border-radius: 4px; padding: 4px 6px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle {{ background: {line}; border-radius: 3px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {outline}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none; width: 0;
    height: 0; }}
QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox, QDateEdit {{ background: {surface}; color: {text};
    border: 1px solid {line}; border-bottom-color: {outline}; border-radius: 6px; padding: 0 9px; min-height: 30px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QPlainTextEdit {{ padding: 6px 9px; }}
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover, QDateEdit:hover {{ border-color: {outline}; }}
QLineEdit:focus, QPlainTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QDateEdit:focus {{
    border: 2px solid {focus}; padding: 0 8px; min-height: 28px; }}
QPlainTextEdit:focus {{ padding: 5px 8px; }}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{ color: {faint}; background: {alt}; }}
QLineEdit[wrong="true"] {{ border: 1px solid {err}; background: {err_t}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: none; }}
QComboBox QAbstractItemView, QMenu {{ background: {surface}; color: {text}; border: 1px solid {line};
    border-radius: 6px; padding: 4px; outline: 0; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {selected}; color: {text}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {divider}; margin: 4px 8px; }}
QAbstractItemView {{ background: {surface}; color: {text}; border: none; outline: 0;
    selection-background-color: transparent; selection-color: {text}; }}
QHeaderView, QHeaderView::section {{ background: {surface}; border: none; }}
QAbstractScrollArea {{ background: transparent; border: none; }}
QCalendarWidget QWidget {{ background: {surface}; color: {text}; alternate-background-color: {alt}; }}
QCalendarWidget QAbstractItemView {{ selection-background-color: {accent}; selection-color: {on_accent}; }}
QDialog {{ background: {surface}; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="toast"] {{ color: {on_toast}; }}
QLabel[tone="accent"] {{ color: {accent}; }}
QLabel[tone="ok"] {{ color: {ok}; }}
QLabel[tone="warn"] {{ color: {warn}; }}
QLabel[tone="err"] {{ color: {err}; }}
QLabel[tone="info"] {{ color: {info}; }}
"""

IN_ONE_STYLE: Final = ("-style", "Fusion")
"""Arguments that an application is made with: the style that the sheet is written for. (Set later, it would load all of
`QStyle` into Python: a thirtieth of the whole start.)
"""


class Look(QObject):
    """The look of the program. `changed` is sent after another scheme or size of type was put in force."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self.scheme = Scheme.SYSTEM
        self._follows = False

    def put_on(self, scheme: Scheme) -> None:
        """Put a scheme in force: palette, style sheet, fonts."""
        self.scheme = scheme
        self.tokens = BY_SCHEME[self._meant(scheme)]
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        app.setPalette(_palette(self.tokens))
        app.setFont(font())
        app.setStyleSheet(_SHEET.format(**self.tokens._asdict()))
        if not self._follows:
            self._follows = True
            app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.changed.emit()

    def _meant(self, scheme: Scheme) -> Scheme:
        if scheme is not Scheme.SYSTEM:
            return scheme
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return Scheme.DARK if dark else Scheme.LIGHT

    def _system_changed(self) -> None:
        if self.scheme is Scheme.SYSTEM:
            self.put_on(self.scheme)


LOOK: Final = Look()
"""The one look; `desktop.theme` speaks of it through functions."""


def tokens() -> Tokens:
    """The tokens in force."""
    return LOOK.tokens


def colour(name: str) -> QColor:
    """A token as a colour."""
    return QColor(getattr(LOOK.tokens, name))


def when_changed(then: Callable[[], object]) -> None:
    """Call after every change of the look."""
    LOOK.changed.connect(then)


def _palette(tokens: Tokens) -> QPalette:
    made = QPalette()
    for role, name in _ROLES.items():
        made.setColor(role, QColor(getattr(tokens, name)))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.faint))
    return made
