"""What the headless program tells: progress while it works, then a summary that a person can read."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Final

from core.domain.backup import Backup
from core.domain.lead import Stage
from core.intake.problems import Problem
from core.services.catalogue import CatalogueReport, read_catalogue
from core.services.doctor import Finding
from core.services.leads import best_by_rule, count_stages
from core.services.main_job import Consented, JobReport
from core.services.reasons import tell
from core.services.restores import RestoreReport
from core.services.session import Session
from core.services.wording import Language, say, say_error

_MOST_PROBLEMS: Final = 8
_BLINK: Final = 0.1


class Progress:
    """One line per step on standard error, counting where it is a terminal."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._step = ""
        self._drawn = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        """See `core.services.session.Progress`."""
        if sys.stderr is None:
            return
        alive = sys.stderr.isatty()
        title = say(self._language, "summary", step)
        if step != self._step:
            print(("\n" if alive and self._step else "") + title, end="" if alive else "\n", file=sys.stderr)
            self._step = step
        if alive and (done >= total or monotonic() - self._drawn > _BLINK):
            self._drawn = monotonic()
            share = f" {done * 100 // total} %" if total > 1 else ""
            print(f"\r{title}{share}", end="", file=sys.stderr, flush=True)
        if alive and step == "package" and done >= total:
            print(file=sys.stderr)
            self._step = ""


def job_facts(report: JobReport) -> dict[str, Any]:
    """The main job for a program."""
    return {
        "rows": report.table_rows,
        "skipped": report.skipped,
        "imported": report.imported.imported,
        "updated": report.imported.updated,
        "unchanged": report.imported.unchanged,
        "merged": report.imported.merged,
        "others": report.imported.others,
        "unknown_services": report.imported.unknown_services,
        "recommended": report.recommended,
        "threshold": report.threshold,
        "best_undecided": report.best_undecided,
        "accepted": report.accepted,
        "own": report.own,
        "left_out": {reason.value: count for reason, count in report.left_out.items()},
        "reused": report.scored.reused,
        "dissolved": report.dissolved,
        "held": report.held,
        "sample": report.sample,
        "backed_up": report.unsaved is None and not report.sample,
        "packages": [
            {"partner": package.partner, "leads": package.leads, "file": str(package.file)}
            for package in report.packages
        ],
        "recovered": [
            {"partner": package.partner, "leads": package.leads, "file": str(package.file)}
            for package in report.recovered
        ],
    }


def report(language: Language, job: JobReport, *, passwords_file: bool) -> str:
    """The summary of the main job."""

    def line(key: str, **blanks: object) -> str:
        return say(language, "summary", key, **blanks)

    rows = job.imported
    told = [line("sample")] if job.sample else []
    if job.unsaved is not None:
        told.append(say(language, "backups", "not_before_import", why=say_error(language, job.unsaved)))
    told.append(line("rows", rows=job.table_rows))
    told.append(
        line(
            "clients",
            imported=rows.imported,
            updated=rows.updated,
            unchanged=rows.unchanged,
            merged=rows.merged,
            skipped=job.skipped,
        )
    )
    if job.unmapped:
        told.append(unmapped(language, job.unmapped))
    told += problems(language, job.problems)
    if rows.others:
        told.append(line("others", n=rows.others))
    if rows.unknown_services:
        told.append(line("unknown", n=rows.unknown_services))
    told.append(line("scored", recommended=job.recommended, scored=job.scored.scored, reused=job.scored.reused))
    told += [say(language, "compute", "unfit")] if job.scored.unfit else []
    told.append(line("accepted", threshold=job.threshold, accepted=job.accepted))
    if not job.accepted and job.best_undecided is not None:
        told.append(line("lower_threshold", best=job.best_undecided))
    told.append(line("packaged", leads=sum(package.leads for package in job.packages)))
    told.append(line("own", own=job.own))
    told += [line(reason.value, count=count) for reason, count in job.left_out.items()]
    if job.consent is not Consented.NOW:
        told.append(line(f"consent_{job.consent.value}"))
    if not job.own_services:
        told.append(line("no_own_services"))
    if job.dissolved:
        told.append(line("dissolved", count=job.dissolved))
    if job.held:
        told.append(line("held", count=job.held))
    if job.recovered:
        told.append(line("recovered"))
        told += [line("package_line", partner=one.partner, n=one.leads, file=one.file) for one in job.recovered]
    told.append(line("packages" if job.packages else "no_packages"))
    told += [line("package_line", partner=one.partner, n=one.leads, file=one.file) for one in job.packages]
    if passwords_file:
        told.append(line("passwords_given", count=job.passwords_given))
    elif not passwords_file and (job.packages or job.recovered):
        told.append(line("passwords_kept"))
    return "\n".join(told)


def standing(language: Language, session: Session) -> str:
    """How many recommendations stand in each state, and the best one of each rule with its reasons."""
    catalogue, counts = read_catalogue(session), count_stages(session)
    states = ", ".join(
        say(language, "summary", f"stage_{stage.value}", count=counts[stage]) for stage in Stage if stage in counts
    )
    told = [say(language, "summary", "stages", stages=states)]
    for one in best_by_rule(session):
        service = catalogue.services[one.service_id]
        partner = catalogue.companies[service.company_id].name
        told.append(say(language, "summary", "example", service=service.name, partner=partner, score=one.score))
        told.append(say(language, "summary", f"rule_{one.settled.rule}"))
        for reason in one.reasons:
            way = "+" if reason[1] > 0 else "−" if reason[1] < 0 else "·"
            told.append(say(language, "summary", "reason", way=way, text=tell(language, catalogue, reason)))
    return "\n".join(told)


def backups(language: Language, found: Sequence[Backup]) -> str:
    """A line for each backup."""
    if not found:
        return say(language, "summary", "no_backups")
    return "\n".join(_backup(language, one) for one in found)


def _backup(language: Language, one: Backup) -> str:
    made_at = _local(one.made_at)
    if one.damaged or one.facts is None:
        return say(language, "summary", "backup_damaged", made_at=made_at, file=one.file.name)
    moment = one.facts.moment
    counts = {"clients": moment.clients, "leads": moment.leads}
    return say(language, "summary", "backup_line", made_at=made_at, file=one.file.name, **counts)


def backup_facts(one: Backup) -> dict[str, Any]:
    """A backup as JSON; times in UTC."""
    told: dict[str, Any] = {"file": str(one.file), "size": one.size, "made_at": _utc(one.made_at)}
    told["damaged"] = one.damaged
    if one.facts is not None:
        facts = one.facts
        told |= {"base": facts.base_id, "reason": facts.reason, "version": facts.version}
        told |= {"schema": facts.moment.schema, "clients": facts.moment.clients, "leads": facts.moment.leads}
    return told


def restored(language: Language, done: RestoreReport) -> str:
    """What a restore brought back, and where what stood there is now."""
    told = [
        say(
            language,
            "summary",
            "restored",
            made_at=_local(done.made_at),
            clients=done.clients,
            leads=done.leads,
        )
    ]
    if done.erased:
        told.append(say(language, "summary", "erased_again", count=done.erased))
    if done.drafts:
        told.append(say(language, "summary", "drafts_erased", count=done.drafts))
    if done.dismissed:
        told.append(say(language, "summary", "dismissed_again", count=done.dismissed))
    if done.safety is not None:
        told.append(say(language, "summary", "safety", file=done.safety))
    if done.kept is not None:
        told.append(say(language, "summary", "kept_damaged", folder=done.kept))
    if done.tombstones_lost:
        told.append(say(language, "summary", "tombstones_lost"))
    return "\n".join(told)


def restore_facts(done: RestoreReport) -> dict[str, Any]:
    """A restore as JSON; its time in UTC."""
    return {
        "made_at": _utc(done.made_at),
        "clients": done.clients,
        "leads": done.leads,
        "erased": done.erased,
        "safety": None if done.safety is None else str(done.safety),
        "kept": None if done.kept is None else str(done.kept),
        "tombstones_lost": done.tombstones_lost,
        "dismissed": done.dismissed,
        "drafts": done.drafts,
    }


def _local(at: datetime) -> str:
    return f"{at.replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M}"


def _utc(at: datetime) -> str:
    return at.replace(tzinfo=UTC).isoformat(timespec="seconds")


def catalogue(language: Language, loaded: CatalogueReport) -> str:
    """What a catalogue file brought."""
    told = [
        say(
            language,
            "summary",
            "catalogue",
            names=", ".join(loaded.companies),
            companies=len(loaded.companies),
            services=loaded.services,
            new=loaded.new_services,
            links=loaded.links,
            forbidden=loaded.forbidden,
            with_needs=loaded.with_needs,
        )
    ]
    if not loaded.own_services:
        told.append(say(language, "summary", "no_own_services"))
    if loaded.unmatched_needs:
        told.append(say(language, "summary", "unmatched", count=len(loaded.unmatched_needs)))
        told += [say(language, "summary", "unmatched_line", row=row, name=name) for row, name in loaded.unmatched_needs]
    return "\n".join(told)


def unmapped(language: Language, headers: Sequence[str]) -> str:
    """The columns that nobody understood."""
    return say(language, "summary", "unmapped", columns=", ".join(f"«{header}»" for header in headers))


def problems(language: Language, found: Sequence[Problem]) -> list[str]:
    """The problems of a table, grouped, the most frequent first."""
    groups = Counter((problem.code, problem.column) for problem in found)
    first = {(problem.code, problem.column): problem.row for problem in reversed(found)}
    told = []
    for (code, column), count in groups.most_common(_MOST_PROBLEMS):
        place = say(language, "summary", "column", column=column) if column else ""
        text = say(language, "problems", code)
        told.append(say(language, "summary", "problem", count=count, text=text, row=first[code, column], column=place))
    rest = sum(count for _, count in groups.most_common()[_MOST_PROBLEMS:])
    if rest:
        told.append(say(language, "summary", "more_problems", count=rest))
    return told


def finding(language: Language, found: Finding) -> str:
    """One line of the doctor: its mark and its sentence."""
    told = finding_facts(language, found)
    return f"[{say(language, 'doctor', f'mark_{found.mark}')}] {told['sentence']}"


def finding_facts(language: Language, found: Finding) -> dict[str, Any]:
    """The same for programs; `code` and `mark` do not depend on the language."""
    sentence = say(language, "doctor", found.code, **found.facts)
    return {"code": found.code, "mark": found.mark.value, "facts": dict(found.facts), "sentence": sentence}
