"""`opuntia open-package`: what a partner does with a sealed package."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.services.package_opening import OpenedPackage, open_sealed_package, sender_words
from core.services.wording import Language, say, say_day


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
    return _facts(language, opened) if options.json else _sentences(language, opened)


def _facts(language: Language, opened: OpenedPackage) -> dict[str, Any]:
    return opened.manifest.content() | {
        "sender_known": opened.sender_known,
        "sender_words": list(sender_words(opened.manifest.sender_key, language)),
        "written": [str(file) for file in opened.files],
    }


def _sentences(language: Language, opened: OpenedPackage) -> str:
    manifest = opened.manifest
    words = " ".join(sender_words(manifest.sender_key, language))
    lines = [
        say(language, "opening", "package", sender=manifest.sender, recipient=manifest.recipient),
        say(language, "opening", "leads", n=manifest.leads),
        say(language, "opening", "until", day=say_day(language, manifest.expires_at.date())),
        say(language, "opening", "known" if opened.sender_known else "unknown", words=words),
        *(
            say(
                language, "opening", "consent", number=one.number, day=say_day(language, one.signed_on), leads=one.leads
            )
            for one in manifest.consents
        ),
        *(say(language, "opening", "file", file=file) for file in opened.files),
    ]
    return "\n".join(lines)
