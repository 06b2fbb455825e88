"""No sentence lies there that nobody says, as far as the sources tell: most keys are written out, some put together."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT, sources

TEXTS = ROOT / "resources" / "texts" / "ru"
OF_TWO_VALUES = {"fields", "help", "journal", "meanings", "why_not"}
"""Sections where a key is put together of two values, neither written out beside the other."""
PORTRAIT = ROOT / "resources" / "portrait.toml"
"""Its values have their words in `meanings`."""
LONGEST_KEY = 60


class Asked:
    """What the sources could ask for."""

    def __init__(self, trees: list[ast.Module]) -> None:
        nodes = [node for tree in trees for node in ast.walk(tree)]
        pieces = {id(piece) for node in nodes if isinstance(node, ast.JoinedStr) for piece in node.values}
        self.words = {word for node in nodes if id(node) not in pieces for word in _written(node)}
        shapes = {_shape(node) for node in nodes if isinstance(node, ast.JoinedStr)}
        self.shape = re.compile("|".join(sorted(one for one in shapes if re.search("[a-z]{2}", one))) or "(?!)")
        self.starts = tuple(word for word in self.words if re.fullmatch("[a-z]+(_[a-z]+)*_", word))
        ends = sorted(word for word in self.words if re.fullmatch("_[a-z]+(_[a-z]+)*", word))
        self.ended = re.compile(f"(.+?)(?:{'|'.join(ends)})+")

    def __call__(self, section: str, key: str) -> bool:
        """Whether somebody does."""
        if key in self.words or self.shape.fullmatch(key) or key.startswith(self.starts):
            return True
        if (ended := self.ended.fullmatch(key)) and ended[1] in self.words:
            return True
        parts = key.split("_")
        cuts = [("_".join(parts[:at]), "_".join(parts[at:])) for at in range(1, len(parts))]
        return section in OF_TWO_VALUES and any(
            one in self.words and (other in self.words or other.isdigit()) for one, other in cuts
        )


def _written(node: ast.AST) -> Iterator[str]:
    """Words of a literal, names of fields and members."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (word for word in node.value.split() if len(word) <= LONGEST_KEY)
    elif isinstance(node, ast.ClassDef):
        for line in node.body:
            names = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
            yield from (name.id.lower() for name in names if isinstance(name, ast.Name))


def _shape(node: ast.JoinedStr) -> str:
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values)


@pytest.fixture(scope="module")
def asked() -> Asked:
    asked = Asked([ast.parse(file.read_text("utf-8")) for file in sources() if "migrations" not in file.parts])
    asked.words.update(re.findall(r"\w+", PORTRAIT.read_text("utf-8")))
    return asked


@pytest.mark.parametrize("file", sorted(TEXTS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_sentence_is_asked_for(asked: Asked, file: Path) -> None:
    keys = tomllib.loads(file.read_text("utf-8"))
    assert not [key for key in keys if not asked(file.stem, key)]


def test_a_sentence_that_nobody_says_would_be_found() -> None:
    asked = Asked([ast.parse('say("window", "open")\nsay("window", f"page_{name}")\nsay("told", code + "_for")')])
    found = [key for key in ("open", "page_today", "told_for", "close", "today", "x_for") if asked("window", key)]
    assert found == ["open", "page_today", "told_for"]
