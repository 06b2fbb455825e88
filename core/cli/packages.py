"""`opuntia open-package`: what a partner does with a sealed package."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.services.package_opening import OpenedPackage, open_sealed_package, sender_words, tell_opened
from core.services.wording import Language


def add_opening_arguments(parser: argparse.ArgumentParser, told: Callable[[str], str]) -> None:
    """What `open-package` takes; `told` says what is for what."""
    parser.add_argument("file", type=Path, metavar="FILE", help=told("package_file"))
    parser.add_argument("--identity", type=Path, required=True, metavar="KEYFILE", help=told("identity"))
    parser.add_argument("--sender", type=Path, metavar="KEYFILE", help=told("sender"))
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=told("package_out"))
    parser.add_argument("--again", action="store_true", help=told("again"))
    parser.add_argument("--json", action="store_true", help=told("json"))


def open_package(options: argparse.Namespace, language: Language) -> str | dict[str, Any]:
    """Do it; returns what is to be printed: a mapping with `--json`, else sentences."""
    opened = open_sealed_package(
        options.file, options.identity, options.out, sender_file=options.sender, again=options.again
    )
    return _facts(language, opened) if options.json else "\n".join(tell_opened(opened, language))


def _facts(language: Language, opened: OpenedPackage) -> dict[str, Any]:
    return opened.manifest.content() | {
        "sender_known": opened.sender_known,
        "sender_words": list(sender_words(opened.manifest.sender_key, language)),
        "written": [str(file) for file in opened.files],
    }
