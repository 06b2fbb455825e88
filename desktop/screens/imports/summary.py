"""Step 6 of the import in words: what it will do, to the row, and what the table may do to known clients."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from core.domain.flat import DETAILS, PORTRAIT
from core.domain.merging import Policy, policy_code
from core.services.import_plan import ImportPlan
from core.services.imports import field_title
from desktop.screens.imports.paper import Paper
from desktop.screens.imports.settling_shown import PolicyLine, SummaryShown
from desktop.screens.imports.spoken_pairs import SECTION
from desktop.words import Words

_NAMED: Final = 8
"""Fields that a sentence names; the list below it has all."""


@dataclass(frozen=True, slots=True)
class Left:
    """Rows that stay behind: `failed` have errors, `skipped` were left out by hand; `warned` go on with a warning."""

    failed: int
    skipped: int = 0
    warned: int = 0


def summary_shown(
    words: Words, plan: ImportPlan, left: Left, paper: Paper | None, taken: str = "", *, scan_is_gone: bool = False
) -> SummaryShown:
    """The dry run; `taken` says which sheet of several it is of."""
    numbers = {
        "new": plan.imported,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "merged": plan.merged,
        "failed": left.failed,
        "skipped": left.skipped,
        "warned": left.warned,
        "others": plan.others,
        "questions": len(plan.questions),
        "unknown": sum(plan.unknown.values()),
    }
    always = ("new", "updated", "unchanged", "merged", "failed")
    shown = {name: count for name, count in numbers.items() if count or name in always}
    nothing = not plan.imported and not plan.updated
    sentences = [taken, fields_text(words, "fields_change", plan.fields), _consent(words, paper)]
    sentences.append(_scan(words, paper, is_gone=scan_is_gone))
    policies = tuple(
        PolicyLine(
            code,
            field_name(words, code),
            words.number(blank) if blank else "",
            words.number(other) if other else "",
            plan.settlement.policies.get(code, Policy.FILL),
            words.say(SECTION, "rule_name", field=field_name(words, code)),
        )
        for code, (blank, other) in plan.offered.items()
    )
    return SummaryShown(
        words.say(SECTION, "plan_nothing") if nothing else words.say(SECTION, "plan_title", n=len(plan.clients)),
        "file-input",
        tuple((words.say(SECTION, f"number_{name}"), words.number(count)) for name, count in shown.items()),
        tuple(filter(None, sentences)),
        policies,
        tuple((words.say(SECTION, f"rule_{rule.value}"), rule) for rule in Policy),
    )


def fields_text(words: Words, key: str, fields: Mapping[str, int]) -> str:
    """«Изменятся поля: Город 340, Телефон 77…»; nothing where none does."""
    if not fields:
        return ""
    counts: dict[str, int] = {}
    for name, count in fields.items():
        code = policy_code(name)
        counts[code] = max(count, counts.get(code, 0))
    named = [
        words.say(SECTION, "field_count", field=field_name(words, code), count=count)
        for code, count in list(counts.items())[:_NAMED]
    ]
    return words.say(SECTION, key, fields=", ".join(named) + ("…" if len(counts) > _NAMED else ""))


def field_name(words: Words, code: str) -> str:
    """What people call a field, by its code or its name in `core/domain/flat.py`."""
    plain = code.removeprefix(DETAILS).removeprefix(PORTRAIT)
    if words.has("fields", plain):
        return field_title(words.language, plain)
    return words.say(SECTION, f"field_{plain}") if words.has(SECTION, f"field_{plain}") else plain


def _consent(words: Words, paper: Paper | None) -> str:
    if paper is None or paper.signed_on is None:
        return words.say("imports", "result_no_consent")
    to = words.say("imports", "result_everybody") if paper.everybody else ", ".join(sorted(paper.partners))
    day = words.day(paper.signed_on)
    return words.say("imports", "result_consent", number=paper.number.strip(), day=day, recipients=to)


def _scan(words: Words, paper: Paper | None, *, is_gone: bool) -> str:
    if paper is None or not paper.scan:
        return ""
    return words.say("imports", "result_scan_gone" if is_gone else "result_scan", name=PurePath(paper.scan).name)
