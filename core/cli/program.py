"""The headless face: `opuntia …`, a thin skin over the use cases.

Exit codes: 0 done, 2 refused with a sentence, 1 a fault of ours. Sentences and progress go to standard error,
results to standard output. No secret is taken as an argument.
"""

import argparse
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from core.cli import telling
from core.cli.evaluating import add_evaluate_arguments, evaluate
from core.cli.importing import Stranded, add_arguments, import_table
from core.cli.packages import add_opening_arguments, open_package
from core.cli.partners import add_key_arguments, list_partners, set_key
from core.cli.passwords import read_password, read_present_password, read_sheet, read_table_password
from core.cli.recommendations import add_recommendation_arguments, take_recommendations
from core.cli.replies import add_reply_arguments, take_replies
from core.cli.training import add_training_arguments, train_base
from core.domain.client import ClientType
from core.domain.errors import (
    BadText,
    FolderMissing,
    KnownError,
    NeedsBase,
    PlaceUnwritable,
)
from core.services.backup_place import backups_folder
from core.services.backups import list_backups, make_backup
from core.services.catalogue import load_catalogue, read_catalogue_file
from core.services.doctor import Finding, Mark, examine_base, examine_folder, examine_machine
from core.services.main_job import Job, process
from core.services.resolving import replay
from core.services.restores import restore
from core.services.sample import EARLIER_DAYS, LOGIN, PASSWORD, make_sample
from core.services.session import Session, create_base, sign_in
from core.services.table_import import Seen
from core.services.wording import LANGUAGES, Language, say, say_error

DONE: Final = 0
FAULT: Final = 1
REFUSED: Final = 2
INTERRUPTED: Final = 130

LANGUAGE_VARIABLE: Final = "OPUNTIA_LANG"
_CLIENT_TYPES: Final = {
    "ФЛ": ClientType.PERSON,
    "ЮЛ": ClientType.ENTITY,
    "person": ClientType.PERSON,
    "entity": ClientType.ENTITY,
}
OURS: Final = Path(__file__).parents[1]

Command = Callable[[argparse.Namespace, Language], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _speak_plainly()
    arguments = list(sys.argv[1:] if argv is None else argv)
    language = _language(arguments, os.environ)
    options = _parser(language).parse_args(arguments)
    command: Command = options.command
    try:
        _refuse_broken_text(options)
        return command(options, language)
    except Stranded as stranded:
        _refuse(stranded.error, language, options, stranded.seen)
        return REFUSED
    except KnownError as error:
        _refuse(error, language, options, Seen() if command is _import else None)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = None  # nobody reads any more; nothing is left to flush
        return DONE
    except Exception as fault:
        # Neither the message nor any value: they may hold personal data.
        frames = traceback.extract_tb(fault.__traceback__)
        place = next((frame for frame in reversed(frames) if Path(frame.filename).is_relative_to(OURS)), frames[-1])
        where = f"{Path(place.filename).name}:{place.lineno}"
        print(say(language, "summary", "fault", kind=type(fault).__name__, where=where), file=sys.stderr)
        return FAULT


# ---------------------------------------------------------------------- commands


def _demo(options: argparse.Namespace, language: Language) -> int:
    folder = _free_folder(options.folder)
    sample = make_sample(folder, language=language, progress=telling.Progress(language))
    session = sign_in(sample.base, LOGIN, PASSWORD)
    try:
        print(telling.report(language, sample.report, passwords_file=True))
        print(telling.standing(language, session))
    finally:
        session.close()
    print(say(language, "summary", "sample_before", earlier=EARLIER_DAYS))
    print(say(language, "summary", "sample_base", folder=sample.base, login=LOGIN, password=PASSWORD))
    print(say(language, "summary", "folder", folder=sample.out))
    return DONE


def _create(options: argparse.Namespace, language: Language) -> int:
    password = read_password(options.password_file, language, twice=True)
    create_base(options.base, options.company, options.user, password)
    print(say(language, "summary", "created"))
    return DONE


def _catalogue(options: argparse.Namespace, language: Language) -> int:
    kind = None if options.client_type is None else _CLIENT_TYPES[options.client_type]
    draft = read_catalogue_file(options.file, kind)
    session = _sign_in(options, language)
    try:
        report = load_catalogue(session, draft).value
    finally:
        session.close()
    if options.json:
        _print_json(asdict(report))
    else:
        print(telling.catalogue(language, report))
    return DONE


def _process(options: argparse.Namespace, language: Language) -> int:
    session = _sign_in(options, language)
    try:
        locked = read_table_password(language) if options.table_password else None
        job = Job(options.table, options.out, options.accept_from, options.consent, options.passwords, language, locked)
        report = process(session, job, telling.Progress(language))
    finally:
        session.close()
    if options.json:
        _print_json(telling.job_facts(report))
    else:
        print(telling.report(language, report, passwords_file=job.passwords is not None))
    return DONE


def _import(options: argparse.Namespace, language: Language) -> int:
    locked = read_table_password(language) if options.table_password else None
    session = _sign_in(options, language)
    try:
        told = import_table(session, options, language, locked)
    finally:
        session.close()
    if isinstance(told, str):
        print(told)
    else:
        _print_json(told)
    return DONE


def _replay(options: argparse.Namespace, language: Language) -> int:
    session = _sign_in(options, language)
    try:
        replayed = replay(session)
    finally:
        session.close()
    _print_json({"decisions": replayed.decisions, "different": list(replayed.different)})
    return REFUSED if replayed.different else DONE


def _backup(options: argparse.Namespace, language: Language) -> int:
    session = _sign_in(options, language)
    try:
        made = make_backup(session, options.out or backups_folder(options.base, language)).value
    finally:
        session.close()
    if options.json:
        _print_json(telling.backup_facts(made))
    else:
        print(say(language, "summary", "backed_up", file=made.file))
    return DONE


def _backups(options: argparse.Namespace, language: Language) -> int:
    if not options.folder.is_dir():
        raise FolderMissing
    found = list_backups(options.folder)
    if options.json:
        _print_json({"backups": [telling.backup_facts(one) for one in found]})
    else:
        print(telling.backups(language, found))
    return DONE


def _restore(options: argparse.Namespace, language: Language) -> int:
    sheet = read_sheet(language) if options.sheet else ""
    password = read_password(options.password_file, language, twice=options.sheet)
    present = read_present_password(language) if options.present_password else ""
    given = (options.file, options.base, options.user, password)
    report = restore(*given, sheet=sheet, present=present, language=language)
    if options.json:
        _print_json(telling.restore_facts(report))
    else:
        print(telling.restored(language, report))
    return DONE


def _evaluate(options: argparse.Namespace, language: Language) -> int:
    return _tell(evaluate(options, language))


def _open_package(options: argparse.Namespace, language: Language) -> int:
    return _tell(open_package(options, language))


def _in_base(act: Callable[[Session, argparse.Namespace, Language], str | Mapping[str, Any]]) -> Command:
    """A command that signs in, does this and tells what came of it."""

    def command(options: argparse.Namespace, language: Language) -> int:
        session = _sign_in(options, language)
        try:
            return _tell(act(session, options, language))
        finally:
            session.close()

    return command


def _doctor(options: argparse.Namespace, language: Language) -> int:
    if options.base is None and options.user is not None:
        raise NeedsBase
    found = examine_machine()
    if options.base is not None:
        found += examine_folder(options.base)
        if options.user is not None:
            try:
                session = _sign_in(options, language)
            except KnownError as error:
                found.append(Finding("opened_fail", Mark.FAIL))
                print(say_error(language, error), file=sys.stderr)
            else:
                try:
                    found += [Finding("opened"), *examine_base(session)]
                finally:
                    session.close()
    good = all(finding.good for finding in found)
    if options.json:
        _print_json({"good": good, "findings": [telling.finding_facts(language, finding) for finding in found]})
    else:
        print("\n".join(telling.finding(language, finding) for finding in found))
    return DONE if good else REFUSED


# ---------------------------------------------------------------------- arguments


def _parser(language: Language) -> argparse.ArgumentParser:
    def told(key: str) -> str:
        return say(language, "cli", key)

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=LANGUAGES, help=told("lang"))
    base = argparse.ArgumentParser(add_help=False, parents=[common])
    base.add_argument("--base", type=Path, required=True, help=told("base"))
    base.add_argument("--user", required=True, help=told("user"))
    base.add_argument("--password-file", type=Path, help=told("password_file"))

    parser = argparse.ArgumentParser(prog="opuntia", description=told("program"), parents=[common])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, parent: argparse.ArgumentParser) -> Any:
        added = commands.add_parser(name, help=told(name), description=told(name), parents=[parent])
        added.set_defaults(command=command)
        return added

    demo = add("demo", _demo, common)
    demo.add_argument(
        "folder", type=Path, nargs="?", default=Path("opuntia-demo"), metavar="DIR", help=told("demo_dir")
    )
    add("create", _create, base).add_argument("--company", required=True, help=told("company"))
    catalogue = add("catalogue", _catalogue, base)
    catalogue.add_argument("file", type=Path, metavar="FILE", help=told("file"))
    catalogue.add_argument("--client-type", choices=list(_CLIENT_TYPES), help=told("client_type"))
    catalogue.add_argument("--json", action="store_true", help=told("json"))
    add_arguments(add("import", _import, base), told)
    job = add("process", _process, base)
    job.add_argument("table", type=Path, metavar="TABLE", help=told("table"))
    job.add_argument("--table-password", action="store_true", help=told("table_password"))
    job.add_argument("--out", type=Path, required=True, metavar="DIR", help=told("out"))
    job.add_argument("--accept-from", type=int, metavar="N", help=told("accept_from"))
    job.add_argument("--consent", help=told("consent"))
    job.add_argument("--passwords", type=Path, metavar="FILE", help=told("passwords"))
    job.add_argument("--json", action="store_true", help=told("json"))
    add("replay", _replay, base)
    backup = add("backup", _backup, base)
    backup.add_argument("--out", type=Path, metavar="DIR", help=told("backup_out"))
    backup.add_argument("--json", action="store_true", help=told("json"))
    backups = add("backups", _backups, common)
    backups.add_argument("folder", type=Path, metavar="DIR", help=told("backups_dir"))
    backups.add_argument("--json", action="store_true", help=told("json"))
    restoring = add("restore", _restore, base)
    restoring.add_argument("file", type=Path, metavar="FILE", help=told("backup_file"))
    restoring.add_argument("--sheet", action="store_true", help=told("sheet"))
    restoring.add_argument("--present-password", action="store_true", help=told("present_password"))
    restoring.add_argument("--json", action="store_true", help=told("json"))
    add("partners", _in_base(list_partners), base).add_argument("--json", action="store_true", help=told("json"))
    add_opening_arguments(add("open-package", _open_package, common), told)
    for name, act, arguments in (
        ("partner-key", set_key, add_key_arguments),
        ("replies", take_replies, add_reply_arguments),
        ("recommendations", take_recommendations, add_recommendation_arguments),
        ("train", train_base, add_training_arguments),
    ):
        arguments(add(name, _in_base(act), base), told)
    add_evaluate_arguments(add("evaluate", _evaluate, common), told)
    doctor = add("doctor", _doctor, common)
    doctor.add_argument("--base", type=Path, help=told("base"))
    doctor.add_argument("--user", help=told("user"))
    doctor.add_argument("--password-file", type=Path, help=told("password_file"))
    doctor.add_argument("--json", action="store_true", help=told("json"))
    return parser


def _language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """`--lang`, else OPUNTIA_LANG, else the system's, else Russian."""
    asked = [value for option, value in pairwise(arguments) if option == "--lang"]
    asked += [argument.removeprefix("--lang=") for argument in arguments if argument.startswith("--lang=")]
    asked += [environment.get(name, "") for name in (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")]
    for wish in asked:
        for language in LANGUAGES:
            if wish.casefold().startswith(language):
                return language
    return "ru"


def _refuse_broken_text(options: argparse.Namespace) -> None:
    """Raise BadText where a name, or the path of a base, has bytes that are no letters (lone surrogates here)."""
    for name in ("user", "company", "consent", "base", "sheet", "mapping", "partner"):
        try:
            str(getattr(options, name, "") or "").encode()
        except UnicodeEncodeError:
            raise BadText from None


def _sign_in(options: argparse.Namespace, language: Language) -> Session:
    return sign_in(options.base, options.user, read_password(options.password_file, language))


def _speak_plainly() -> None:
    """Write UTF-8 into files and pipes whatever the system's code page, and never fail for a sign it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _free_folder(wanted: Path) -> Path:
    """`wanted`, or the first of `wanted-2`, `wanted-3`, … that is free. Raises PlaceUnwritable."""
    try:
        place = wanted.resolve()
        number, folder = 1, place
        while folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            number += 1
            folder = place.with_name(f"{place.name}-{number}")
    except (OSError, RuntimeError, ValueError):
        raise PlaceUnwritable from None
    return folder


# ---------------------------------------------------------------------- results


def _tell(told: str | Mapping[str, Any]) -> int:
    if isinstance(told, str):
        print(told)
    else:
        _print_json(told)
    return DONE


def _print_json(content: Mapping[str, Any]) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))


def _refuse(error: KnownError, language: Language, options: argparse.Namespace, seen: Seen | None) -> None:
    """`seen`: how much of a table had been read by then, where one was to be brought in."""
    sentence = say_error(language, error)
    if getattr(options, "json", False):
        _print_json({"reason": error.code, "sentence": sentence} | (asdict(seen) if seen else {}))
    print(sentence, file=sys.stderr)
