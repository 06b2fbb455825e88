"""Qt's own few words (file dialogs, context menus) in the language of the window."""

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from core.services.wording import Language

_PLACE = QLibraryInfo.LibraryPath.TranslationsPath


def install_qt_words(language: Language) -> None:
    """Replace the translator of another language: every widget is told of it."""
    app = QApplication.instance()
    if app is None or app.property("language") == language:
        return
    app.setProperty("language", language)
    old = app.property("qt_words")
    if isinstance(old, QTranslator):
        app.removeTranslator(old)
    translator = QTranslator(app)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(_PLACE)):
        app.installTranslator(translator)
    app.setProperty("qt_words", translator)
