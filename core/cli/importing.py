"""`opuntia import TABLE`: a table into the base, or what would come of it, as JSON or in sentences."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.cli import telling
from core.domain.errors import KnownError
from core.intake.matching.pairs import MOST_DOUBTFUL
from core.intake.problems import Level
from core.intake.wish import Wish
from core.services.import_plan import ImportPlan
from core.services.session import Session
from core.services.table_import import Seen, TableImport, TableRequest
from core.services.wording import Language, say, say_error


class Stranded(Exception):
    """A refusal, with what had been read by then."""

    def __init__(self, error: KnownError, seen: Seen) -> None:
        super().__init__()
        self.error = error
        self.seen = seen


def add_arguments(parser: argparse.ArgumentParser, told: Callable[[str], str]) -> None:
    """What the command takes beside the base; `told` says what is for what."""
    parser.add_argument("table", type=Path, metavar="TABLE", help=told("table"))
    parser.add_argument("--sheet", metavar="NAME", help=told("sheet_name"))
    parser.add_argument("--table-password", action="store_true", help=told("table_password"))
    parser.add_argument("--mapping", metavar="NAME", help=told("mapping"))
    parser.add_argument("--consent", help=told("consent"))
    parser.add_argument("--dry-run", action="store_true", help=told("dry_run"))
    parser.add_argument("--json", action="store_true", help=told("json"))


def import_table(session: Session, options: argparse.Namespace, language: Language, password: str | None) -> str | Any:
    """Do it; returns what is to be printed: a mapping with `--json`, else sentences. Raises Stranded."""
    wish = Wish(sheet=options.sheet, password=password)
    request = TableRequest(options.table, wish, options.mapping, options.consent)
    table = TableImport(session, request, telling.Progress(language))
    try:
        table.read()
        plan = table.plan()
        if not options.dry_run:
            unsaved = table.back_up()
            table.bring_in(plan)
    except KnownError as error:
        raise Stranded(error, table.seen) from None
    facts = _facts(language, table, plan) | {"dry_run": options.dry_run}
    if options.json:
        return facts
    told = _sentences(language, table, plan, dry_run=options.dry_run)
    if not options.dry_run and unsaved is not None:
        told.append(say(language, "backups", "not_before_import", why=say_error(language, unsaved)))
    return "\n".join(told)


def _facts(language: Language, table: TableImport, plan: ImportPlan) -> dict[str, Any]:
    errors = [problem for problem in table.cleaned.problems if problem.level is Level.ERROR]
    warnings = [problem for problem in table.cleaned.problems if problem.level is Level.WARNING]
    return {
        **asdict(table.seen),
        "sheet": table.table.read_as.sheet,
        "mapping": table.used.name if table.used else None,
        "mapped": table.mapped,
        "unmapped": list(table.unmapped),
        "create": plan.imported,
        "update": plan.updated,
        "unchanged": plan.unchanged,
        "merged": plan.merged,
        "others": plan.others,
        "skip": table.cleaned.skipped,
        "fields": dict(plan.fields),
        "questions": len(plan.questions),
        "unknown_services": sum(plan.unknown.values()),
        "dropped": {kind.value: count for kind, count in table.table.dropped.items()},
        "warnings": len(warnings),
        "errors": [
            {
                "row": problem.row,
                "column": problem.column,
                "code": problem.code.value,
                "reason": say(language, "problems", problem.code.value),
            }
            for problem in errors
        ],
    }


def _sentences(language: Language, table: TableImport, plan: ImportPlan, *, dry_run: bool) -> list[str]:
    counts = {
        "imported": plan.imported,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "merged": plan.merged,
        "skipped": table.cleaned.skipped,
    }
    told = [say(language, "summary", "dry_run")] if dry_run else []
    told.append(say(language, "summary", "clients", **counts))
    if plan.questions:
        told.append(say(language, "summary", "questions", n=len(plan.questions)))
    if plan.only_likeliest:
        told.append(say(language, "settling", "only_likeliest", n=MOST_DOUBTFUL))
    told += telling.problems(language, table.cleaned.problems)
    if table.unmapped:
        told.append(telling.unmapped(language, table.unmapped))
    return told
