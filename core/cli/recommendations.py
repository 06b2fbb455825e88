"""`opuntia recommendations`: all that was recommended, as a workbook without names."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.services.recommendation_export import export_recommendations
from core.services.session import Session
from core.services.wording import Language, say


def add_recommendation_arguments(parser: argparse.ArgumentParser, told: Callable[[str], str]) -> None:
    """What `recommendations` takes; `told` says what is for what."""
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=told("recommendations_out"))
    parser.add_argument("--json", action="store_true", help=told("json"))


def take_recommendations(session: Session, options: argparse.Namespace, language: Language) -> str | dict[str, Any]:
    """Do it; how many there were."""
    written = export_recommendations(session, options.out, language).value
    if options.json:
        return {"recommendations": written, "file": str(options.out)}
    return say(language, "export", "written", n=written, file=options.out)
