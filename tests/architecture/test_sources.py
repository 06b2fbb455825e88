"""What the sources may not contain, read from their syntax."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT, kept, name_of, sources

FORBIDDEN_IMPORTS = {"pickle", "cPickle", "joblib", "dill", "marshal", "shelve", "multiprocessing", "cloudpickle"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
MOST_LINES = 400
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}

SQL_VERBS = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "PRAGMA ", "ATTACH ", "CREATE ", "DROP ", "ALTER ", "BEGIN ")
# A PRAGMA takes no parameters; what is put in are the bytes of a key as hexadecimal digits.
FORMATTED_SQL = {("core/storage/connection.py", "PRAGMA key = \"x'{}'\"")}


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"), str(file))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def _called(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def _shape(node: ast.AST) -> str | None:
    """The text of a string that is put together, with {} for what is put in; None for other expressions."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        left = node.left.value if isinstance(node.left, ast.Constant) else _shape(node.left)
        return f"{left} {{}}" if isinstance(left, str) else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"format", "join"}:
        text = node.func.value
        return f"{text.value} {{}}" if isinstance(text, ast.Constant) and isinstance(text.value, str) else None
    return None


def _formatted_sql(tree: ast.Module) -> set[str]:
    shapes = (shape for node in ast.walk(tree) if (shape := _shape(node)))
    return {shape for shape in shapes if shape.lstrip(" (\n").upper().startswith(SQL_VERBS)}


def _prints(tree: ast.Module) -> bool:
    return "print" in _called(tree)


@pytest.mark.parametrize(
    "code",
    [
        'f"SELECT * FROM {name}"',
        '"DELETE FROM t WHERE a = %s" % name',
        '"UPDATE t SET a = " + name',
        '"DROP TABLE {}".format(x)',
    ],
)
def test_the_search_finds_formatted_sql(code: str) -> None:
    assert _formatted_sql(ast.parse(code))


def test_the_search_finds_forbidden_imports_and_calls() -> None:
    tree = ast.parse("import pickle\nfrom joblib.x import y\nprint(eval('1'))")
    assert {"pickle", "joblib"} <= set(_imported(tree))
    assert "eval" in _called(tree)
    assert _prints(tree)


def test_there_are_sources_to_look_at() -> None:
    assert len(sources()) > 70


def test_nothing_is_ever_unpickled_and_no_process_is_forked() -> None:
    found = {name_of(file): FORBIDDEN_IMPORTS & set(_imported(_tree(file))) for file in sources()}
    assert not {name: words for name, words in found.items() if words}


def test_no_text_is_ever_run_as_code() -> None:
    found = {name_of(file): FORBIDDEN_CALLS & set(_called(_tree(file))) for file in sources()}
    assert not {name: words for name, words in found.items() if words}


def test_arrays_are_never_read_with_objects_in_them() -> None:
    asked = [
        name_of(file)
        for file in sources()
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.keyword)
        and node.arg == "allow_pickle"
        and not (isinstance(node.value, ast.Constant) and node.value.value is False)
    ]
    assert not asked


def test_no_sql_is_built_by_formatting_but_for_the_key_of_a_store() -> None:
    found = {(name_of(file), shape) for file in sources() for shape in _formatted_sql(_tree(file))}
    assert found == FORMATTED_SQL


def test_only_programs_of_the_command_line_print() -> None:
    programs = ("core/cli/", "desktop/self_test.py", "desktop/tour.py")  # run from a terminal, printing is their answer
    printing = [name_of(file) for file in sources() if _prints(_tree(file))]
    assert not [name for name in printing if not name.endswith(programs[1:]) and programs[0] not in name]


def test_every_module_begins_with_its_purpose() -> None:
    assert not [name_of(file) for file in sources() if not ast.get_docstring(_tree(file))]


def test_every_folder_with_sources_is_a_package_that_says_its_purpose() -> None:
    folders = {file.parent for file in sources()}
    assert not [name_of(folder) for folder in folders if not (folder / "__init__.py").is_file()]
    said = {name_of(folder): ast.get_docstring(_tree(folder / "__init__.py")) for folder in folders}
    assert not [name for name, purpose in said.items() if not purpose or len(purpose) < 20]


def test_no_module_is_longer_than_a_reader_bears() -> None:
    python = [file for file in kept() if file.suffix == ".py" or file == ROOT / "dev"]
    lengths = {name_of(file): len(file.read_text("utf-8").splitlines()) for file in python}
    generated = "core/storage/migrations/versions/"
    assert not {n: many for n, many in lengths.items() if many > MOST_LINES and not n.startswith(generated)}


def test_nothing_is_called_by_an_empty_word() -> None:
    names = {part for file in kept() for part in (*file.relative_to(ROOT).parent.parts, file.stem)}
    assert not names & EMPTY_WORDS
