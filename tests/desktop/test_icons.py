"""Every icon that any source names is one of Lucide's, and it is painted in the colour asked for."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QApplication

from desktop.theme import paint_icon, paint_mark
from desktop.theme.icons import _drawing
from desktop.theme.qt_icons import app_icon, icon
from desktop.theme.tokens import BY_SCHEME, Scheme
from tests.architecture.conftest import ROOT, name_of, sources
from tests.support.pictures import colours, drawn, inked

_BY_PLACE = {
    "sign": 3,
    "paint_icon": 2,
    "icon": 0,
    "Sign": 0,
    "set_icon": 0,
    "show_icon": 0,
}
"""Functions, methods and classes whose icon is not called `icon`: its place among the arguments."""


def _desktop() -> list[Path]:
    return [file for file in sources() if name_of(file).startswith("desktop/")]


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def _icon_places(tree: ast.Module) -> dict[str, int]:
    """Class → the place of its `icon` among the arguments."""
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        fields = [
            one.target.id for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        ]
        for one in node.body:
            if isinstance(one, ast.FunctionDef) and one.name == "__init__":
                fields = [argument.arg for argument in one.args.args[1:]]
        if "icon" in fields:
            found[node.name] = fields.index("icon")
    return found


@cache
def _places_of(module: str) -> dict[str, int]:
    file = ROOT / (module.replace(".", "/") + ".py")
    return _icon_places(_tree(file)) if file.is_file() else {}


def _words(node: ast.expr) -> Iterator[str]:
    """The literals an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_words(node.body), *_words(node.orelse))


def _named(tree: ast.Module) -> Iterator[str]:
    places = dict(_BY_PLACE)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("desktop."):
            known = _places_of(node.module)
            places |= {alias.asname or alias.name: known[alias.name] for alias in node.names if alias.name in known}
    places |= _icon_places(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called in places and len(node.args) > places[called]:
            yield from _words(node.args[places[called]])
        for keyword in node.keywords:
            if keyword.arg == "icon":
                yield from _words(keyword.value)


def _used() -> dict[str, str]:
    """Icon → a file that names it."""
    return {word: name_of(file) for file in _desktop() for word in _named(_tree(file))}


def _exists(name: str) -> bool:
    try:
        _drawing(name)
    except KeyError:
        return False
    return True


def test_the_search_finds_icons_wherever_they_are_named() -> None:
    code = """
from desktop.widgets.buttons import Button
class Fact:
    text: str
    icon: str
Button("x", kind, "one"); Fact("x", "two"); sign(painter, 0, 0, "three" if now else "four", ink)
desk.tell("x", icon="five")
"""
    assert sorted(_named(ast.parse(code))) == ["five", "four", "one", "three", "two"]


def test_every_icon_that_a_source_names_is_one_of_lucides() -> None:
    used = _used()
    assert len(used) > 40
    assert not {name: where for name, where in used.items() if not _exists(name)}


def test_an_unknown_name_is_a_fault_and_no_empty_place(qapp: QApplication) -> None:  # noqa: ARG001
    with pytest.raises(KeyError):
        drawn(lambda painter: paint_icon(painter, QRectF(0, 0, 16, 16), "cactus-of-ours", "#000000"))


@pytest.mark.parametrize("name", sorted(_used()))
def test_an_icon_is_painted_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:  # noqa: ARG001
    picture = drawn(lambda painter: paint_icon(painter, QRectF(0, 0, 64, 64), name, "#B92E63"), 64, 64)
    assert inked(picture) > 20
    assert colours(picture) == {"#b92e63"}


def test_a_small_icon_has_the_stronger_stroke(qapp: QApplication) -> None:  # noqa: ARG001
    def weight(side: int) -> float:
        picture = drawn(lambda painter: paint_icon(painter, QRectF(0, 0, side, side), "circle", "#000000"))
        alpha = sum(picture.pixelColor(x, y).alphaF() for x in range(32) for y in range(32))
        return alpha / side  # a stroke's area grows with its length

    assert weight(14) > weight(15)


def test_an_icon_for_menus_is_drawn_at_every_size(qapp: QApplication) -> None:  # noqa: ARG001
    made = icon("search", "#0c6b52")
    for side in (14, 16, 33):
        picture = made.pixmap(QSize(side, side), 1.0, QIcon.Mode.Normal).toImage()
        assert (picture.width(), picture.height()) == (side, side)
        assert inked(picture.convertToFormat(QImage.Format.Format_ARGB32)) > side


def test_the_mark_wears_the_tokens_and_fills_every_size_of_the_programs_icon(qapp: QApplication) -> None:  # noqa: ARG001
    picture = drawn(lambda painter: paint_mark(painter, QRectF(0, 0, 128, 128)), 128, 128)
    tints = {tint.lower() for tint in (BY_SCHEME[Scheme.LIGHT].accent, BY_SCHEME[Scheme.LIGHT].fruit)}
    dark = {tint.lower() for tint in (BY_SCHEME[Scheme.DARK].accent, BY_SCHEME[Scheme.DARK].fruit)}
    assert colours(picture) & (tints | dark)
    made = app_icon()
    assert {size.width() for size in made.availableSizes()} == {16, 24, 32, 48, 64, 128, 256}
    for size in made.availableSizes():
        drawn_one = made.pixmap(size, 1.0).toImage().convertToFormat(QImage.Format.Format_ARGB32)
        assert drawn_one.size() == size
        assert inked(drawn_one) > size.width() * size.height() / 4
