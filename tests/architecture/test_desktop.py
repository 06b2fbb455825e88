"""What the top storey may not do, read from its sources and tried in processes of their own."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from core.services.wording import LANGUAGES, Language, sentences
from desktop.places import PLACES
from tests.architecture.conftest import ROOT, name_of, sources

CYRILLIC = re.compile("[Ѐ-ӿ]")
KEYBOARD = "йцукенгшщзхъфывапролджэячсмитьбюё"
SPEAKING = {
    "setText",
    "setToolTip",
    "setWindowTitle",
    "setAccessibleName",
    "setAccessibleDescription",
    "setPlaceholderText",
    "setStatusTip",
    "setTitle",
    "setPlainText",
    "addItem",
    "addAction",
    "Label",
    "Line",
    "Bold",
    "Button",
    "Check",
    "Chip",
    "tell",
    "warn",
    "show_message",
    "announce",
    "Question",
}
NAMES = {"Opuntia"}
KEYS = re.compile(r"\b(Ctrl|Shift|Alt)\+\S*|\b(Enter|Esc|F\d+)\b")
"""Names are the same in every language, those on the keyboard too."""


def _desktop() -> list[Path]:
    return [file for file in sources() if name_of(file).startswith("desktop/")]


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _literals(tree: ast.Module) -> Iterator[str]:
    """Strings that are values: neither docstrings nor remarks below a constant."""
    remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in remarks:
            yield node.value


def _said(tree: ast.Module) -> Iterator[str]:
    """Literal words that people would read: in every language the same."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _called(node) not in SPEAKING:
            continue
        values = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg in {"text", "title"})]
        for value in values:
            yield from _own_words(value)


def _own_words(node: ast.expr) -> Iterator[str]:
    """The literals of an expression, but for what is handed to a function in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not isinstance(node, ast.Call):
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.expr):
                yield from _own_words(inner)


def _is_sentence(text: str) -> bool:
    """Words for people begin with a capital letter or have several words; names of icons and tones do not."""
    text = KEYS.sub("", text).strip()
    return bool(re.search("[A-Za-z]{2}", text)) and (text[0].isupper() or " " in text) and text not in NAMES


def _texts_of(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: texts for name, texts in found.items() if texts}


def test_there_is_one_style_sheet_and_it_is_the_themes() -> None:
    sheets = {
        name_of(file)
        for file in _desktop()
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Call) and _called(node) == "setStyleSheet"
    }
    assert sheets == {"desktop/theme/look.py"}


def test_the_search_finds_words_in_the_sources() -> None:
    tree = ast.parse('"""Да"""\nx = "Нет"\n"""Заметка"""\nlabel.setText("All done")\nButton(say("x"), kind, "check")')
    assert [text for text in _literals(tree) if CYRILLIC.search(text)] == ["Нет"]
    assert [text for text in _said(tree) if _is_sentence(text)] == ["All done"]


def test_no_source_speaks_russian_but_for_the_letters_of_the_keyboard() -> None:
    found = {name_of(file): [text for text in _literals(_tree(file)) if CYRILLIC.search(text)] for file in _desktop()}
    assert _texts_of(found) == {"desktop/keys.py": [KEYBOARD]}


def test_no_source_speaks_english_to_people() -> None:
    found = {name_of(file): [text for text in _said(_tree(file)) if _is_sentence(text)] for file in _desktop()}
    assert not _texts_of(found)


def _run(code: str, *arguments: str, **variables: str) -> str:
    environment = {"QT_QPA_PLATFORM": "offscreen", "PATH": "", "PYTHONDONTWRITEBYTECODE": "1", **variables}
    if sys.platform == "win32":  # where Python needs more than this to start
        environment = {**os.environ, **environment}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _modules(*, named: str = "") -> list[str]:
    modules = [name_of(file).removesuffix(".py").replace("/", ".").removesuffix(".__init__") for file in _desktop()]
    return [module for module in modules if not named or module.rpartition(".")[2] == named]


WITHOUT_QT = """
import importlib, importlib.abc, sys

class Wall(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6"}:
            raise ImportError(name)

sys.meta_path.insert(0, Wall())
for module in sys.argv[1:]:
    importlib.import_module(module)
print(len(sys.argv) - 1)
"""


def test_presenters_and_what_they_ask_can_be_imported_without_qt() -> None:
    presenters = _modules(named="presenter")
    assert len(presenters) >= 8
    plain = ["desktop.desk", "desktop.door", "desktop.keys", "desktop.words", "desktop.crash", "desktop.log"]
    assert _run(WITHOUT_QT, *presenters, *plain).strip() == str(len(presenters) + len(plain))


def test_the_wall_before_qt_holds() -> None:
    with pytest.raises(AssertionError, match="ImportError"):
        _run(WITHOUT_QT, "desktop.tasks")


LISTENING = """
import importlib, json, sys
heard = []
sys.addaudithook(lambda event, _: heard.append(event) if event.startswith(("socket.", "urllib.")) else None)
for module in sys.argv[1:]:
    importlib.import_module(module)
print(json.dumps([heard, len(sys.argv) - 1]))
"""


def test_importing_the_window_opens_no_connection() -> None:
    heard, count = json.loads(_run(LISTENING, *_modules()))
    assert heard == []
    assert count > 60


def test_a_connection_would_be_heard() -> None:
    heard, _ = json.loads(
        _run(LISTENING.replace("importlib.import_module(module)", "import socket; socket.socket()"), "x")
    )
    assert "socket.__new__" in heard


WAY_IN = """
import json, sys, tempfile
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from desktop.bootstrap import Program
from desktop.preferences import Preferences
with tempfile.TemporaryDirectory() as home:
    base = Path(home) / "Test.opuntia"
    base.mkdir()
    (base / "work.db").touch()
    preferences = Preferences(Path(home))
    preferences.opened(base, "anna")
    program = Program(preferences)
    program.begin()
    app.processEvents()
    shown = type(program.frame.door).__name__
    loaded = sorted(sys.modules)
    program.frame.close()
print(json.dumps([shown, loaded]))
"""

NOT_YET = (
    "alembic",
    "lucide",
    "numpy",
    "phonenumbers",
    "scipy",
    "sqlalchemy",
    "sqlcipher3",
    "ssl",
    "urllib.request",
    "core.storage",
    "core.intake",
    "desktop.screens.crash.screen",
    "desktop.screens.first_run.screen",
    "desktop.screens.help.screen",
    "desktop.screens.review",
    "desktop.widgets.rows",
    "desktop.workplace",
    "importlib.metadata",
)
"""What takes time to load and the way in does without; see `./dev bench window`."""


def test_the_way_in_stands_before_anything_is_loaded_that_it_does_without() -> None:
    shown, loaded = json.loads(_run(WAY_IN))
    assert shown == "UnlockScreen"
    assert not set(NOT_YET) & set(loaded)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_name_and_its_help_in_both_languages(language: Language) -> None:
    window, told = (sentences(language, section) for section in ("window", "help"))
    for place in PLACES:
        assert f"page_{place.name}" in window
        assert f"{place.name}_1" in told
    for door in ("unlock", "first_run"):
        assert f"{door}_1" in told


def test_every_page_of_the_screens_has_a_place() -> None:
    pages = {
        name_of(file).split("/")[2]
        for file in _desktop()
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "Page" for base in node.bases)
    }
    assert pages == {place.name for place in PLACES}
