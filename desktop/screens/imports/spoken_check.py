"""The check of an import in words: counts, groups, rows and what can be done about them."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from core.intake.problems import Code, Level
from core.intake.similar import Similar
from core.services.imports import ProblemGroup
from desktop.screens.imports.bad_rows import BadRow, BadRows
from desktop.screens.imports.findings import Findings, State
from desktop.screens.imports.shown import CheckShown, GroupLine, GroupShown, ProposalsShown
from desktop.screens.imports.spoken import SECTION, column_title
from desktop.words import Words

WHO_COLUMN: Final = 1
BAD_COLUMN: Final = 2
_WHOLE_ROW: Final = (Code.NO_NAME, Code.EXTRA_CELLS)


def check_shown(words: Words, findings: Findings) -> CheckShown:
    """Counts and groups."""
    counts = (
        (words.number(findings.ready), words.say(SECTION, "ready")),
        (words.number(findings.warned), words.say(SECTION, "warnings")),
        (words.number(findings.failed), words.say(SECTION, "errors")),
    )
    lines: list[GroupLine] = []
    for level in Level:
        groups = [(place, group) for place, group in enumerate(findings.groups) if group.level is level]
        if groups:
            lines.append(GroupLine(level, words.say(SECTION, f"level_{level}")))
        lines += [
            GroupLine(
                level,
                words.say(SECTION, f"problem_{group.code}"),
                _source(words, findings, group),
                words.number(findings.left(group)),
                place,
            )
            for place, group in groups
        ]
    left_out = words.say(SECTION, "rows_skipped", n=findings.skipped) if findings.skipped else ""
    return CheckShown(counts, tuple(lines), words.say(SECTION, "left_note") if findings.failed else "", left_out)


def group_shown(words: Words, findings: Findings, group: ProblemGroup) -> GroupShown:
    """The rows of one group."""
    column = findings.column_of(group)
    field = words.say(SECTION, "column_content")
    if column is not None:
        field = column_title(words, findings.mapping, column)
    mended = None if findings.mended_in(group) is None else BAD_COLUMN if column is not None else WHO_COLUMN
    return GroupShown(
        title=words.say(SECTION, f"problem_{group.code}"),
        count=_count(words, findings, group),
        level=group.level,
        heads=(
            words.say(SECTION, "column_row"),
            words.say(SECTION, "column_client"),
            field,
            words.say(SECTION, "column_wrong"),
        ),
        rows=BadRows(findings, group),
        reason=words.say("problems", group.code),
        wrong=partial(_wrong, words, words.say("problems", group.code)),
        nobody=words.say(SECTION, "no_client"),
        whole_rows=column is None,
        mended=mended,
        prompt=words.say(
            SECTION, "fix_prompt", field=field if mended == BAD_COLUMN else words.say(SECTION, "column_client")
        ),
    )


def proposals_shown(
    words: Words, findings: Findings, group: ProblemGroup, similar: Sequence[Similar]
) -> ProposalsShown:
    """What the last correction would make of similar cells."""

    def who(row: int) -> str:
        client = findings.clients.get(row)
        return client.identity.full_name if client else words.say(SECTION, "no_client")

    empty = words.say(SECTION, "cell_empty")
    keys = ("column_tick", "column_row", "column_client", "column_before", "column_after")
    return ProposalsShown(
        title=words.say(SECTION, "similar_title", n=len(similar)),
        text=words.say(SECTION, "similar_text", problem=words.say(SECTION, f"problem_{group.code}")),
        heads=tuple(words.say(SECTION, key) for key in keys),
        rows=[(str(one.row), who(one.row), one.before, one.after or empty) for one in similar],
    )


def _count(words: Words, findings: Findings, group: ProblemGroup) -> str:
    left, fixed = findings.left(group), findings.fixed(group)
    if left == len(group.rows):
        return words.say(SECTION, "problem_rows" if group.code in _WHOLE_ROW else "cells", n=left)
    said = [words.say(SECTION, "remaining", n=left)]
    if fixed:
        said.append(words.say(SECTION, "fixed_count", n=fixed))
    if len(group.rows) > left + fixed:
        said.append(words.say(SECTION, "skipped_count", n=len(group.rows) - left - fixed))
    return ", ".join(said)


def _wrong(words: Words, reason: str, bad: BadRow) -> str:
    if bad.state is State.OPEN:
        return reason
    if bad.state is State.SKIPPED:
        return words.say(SECTION, "will_be_skipped")
    if bad.cell == bad.was:
        return words.say(SECTION, "fixed")
    return words.say(SECTION, "fixed_was", was=bad.was) if bad.was else words.say(SECTION, "fixed_was_empty")


def _source(words: Words, findings: Findings, group: ProblemGroup) -> str:
    column = findings.column_of(group)
    if column is None:
        return words.say(SECTION, "whole_row")
    field = column_title(words, findings.mapping, column)
    return words.say(SECTION, "source", header=group.column, field=field)
