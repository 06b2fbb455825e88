"""`opuntia evaluate DIR`: how good the model is on known clients, as JSON or as a table."""

import argparse
from collections.abc import Callable
from dataclasses import asdict, fields
from math import isnan
from pathlib import Path
from typing import Any

from core.services.evaluation import Evaluated, evaluate_folder
from core.services.wording import Language, say
from ml.evaluate import Marks


def add_evaluate_arguments(parser: argparse.ArgumentParser, told: Callable[[str], str]) -> None:
    """What the command takes; `told` says what is for what."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=told("evaluate_dir"))
    parser.add_argument("--predictions", type=Path, metavar="FILE", help=told("predictions"))
    parser.add_argument("--json", action="store_true", help=told("json"))


def evaluate(options: argparse.Namespace, language: Language) -> str | dict[str, Any]:
    """Do it; returns what is to be printed: a mapping with `--json`, else a table."""
    found = evaluate_folder(options.folder, options.predictions)
    return _facts(found) if options.json else _table(found, language)


def _facts(found: Evaluated) -> dict[str, Any]:
    models = {
        name: {key: _plain(value) for key, value in asdict(one).items()} for name, one in found.result.marks.items()
    }
    return {"models": models, "weights": dict(found.result.weights), "trained": found.trained, "tested": found.tested}


def _plain(value: float) -> float | None:
    """NaN, where there was nobody to mark on, is no JSON."""
    return None if isnan(value) else value


def _table(found: Evaluated, language: Language) -> str:
    columns = {field.name: say(language, "evaluation", field.name) for field in fields(Marks)}
    lines = [say(language, "evaluation", "clients", trained=found.trained, tested=found.tested), ""]
    lines.append(
        " ".join([f"{say(language, 'evaluation', 'model'):<14}", *(f"{head:>9}" for head in columns.values())])
    )
    for name, one in found.result.marks.items():
        marks = " ".join(f"{getattr(one, column):{max(9, len(head))}.4f}" for column, head in columns.items())
        lines.append(f"{name:<14} {marks}")
    weights = ", ".join(f"{name} {weight:.2f}" for name, weight in found.result.weights.items())
    lines += ["", say(language, "evaluation", "weights", weights=weights or "–")]
    return "\n".join(lines)
