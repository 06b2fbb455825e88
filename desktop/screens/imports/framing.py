"""The frame of the wizard around a step, in words."""

from dataclasses import dataclass

from core.services.drafts import ImportDraft
from desktop.screens.imports import spoken
from desktop.screens.imports.duplicates import Duplicates
from desktop.screens.imports.findings import Findings
from desktop.screens.imports.matching import Matching
from desktop.screens.imports.reporting import Finished
from desktop.screens.imports.shown import Step, WizardShown
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the wizard stands; `size` is rows and columns, `sheet` the one of several and `following` the next one,
    `work` what is under way, `saved` when the draft was.
    """

    step: Step
    reached: Step
    draft: ImportDraft | None
    matching: Matching | None
    findings: Findings | None
    duplicates: Duplicates
    report: Finished | None
    size: tuple[int, int]
    sheet: str
    following: str
    work: str
    saved: str


def wizard_shown(words: Words, frame: Frame) -> WizardShown:
    """What the frame says and offers."""
    step, findings, report = frame.step, frame.findings, frame.report
    going = findings.going if findings else 0
    busy, busy_text = spoken.under_way(words, frame.work)
    least = Step.MATCHING if frame.matching is not None and frame.matching.needed.required else Step.RESULT
    return WizardShown(
        step=step,
        reached=min(frame.reached, least),
        subtitle=spoken.subtitle(words, frame.draft.path, *frame.size, frame.sheet) if frame.draft is not None else "",
        saved="" if report is not None else frame.saved,
        primary=_primary(words, frame),
        enabled=not frame.work and (report is not None or step < Step.CHECK or going > 0),
        second=_second(words, frame),
        status="" if frame.work or report is not None else _status(words, frame),
        back=step > Step.FILE and not frame.work and report is None,
        busy=busy,
        busy_text=busy_text,
        finished=report is not None,
    )


def _primary(words: Words, frame: Frame) -> str:
    say, step, duplicates = words.say, frame.step, frame.duplicates
    if frame.report is not None:
        undone = frame.report.record.state != "done"
        return say("settling", "to_list") if undone else say("imports", "compute")
    if step is Step.RESULT:
        plan = duplicates.plan
        if plan is not None and not plan.imported and not plan.updated:
            return say("imports", "import_nothing")
        return say("imports", "import", n=len(plan.clients) if plan is not None else 0)
    if step is Step.CHECK:
        return say("settling", "next")
    if step is Step.DUPLICATES and duplicates.plan is not None and duplicates.waits_on_samples:
        return say("settling", "to_desk", n=len(duplicates.plan.questions))
    return say("imports", f"next_{Step(step + 1).name.lower()}")


def _second(words: Words, frame: Frame) -> str:
    if frame.report is None or frame.report.record.state != "done":
        return ""
    if frame.draft is None:
        return words.say("settling", "to_list")
    if frame.following:
        return words.say("imports", "next_sheet", name=frame.following)
    return words.say("imports", "another")


def _status(words: Words, frame: Frame) -> str:
    if frame.step is Step.CHECK and frame.findings is not None:
        return spoken.going_on(words, frame.findings)
    if frame.step is Step.DUPLICATES and frame.duplicates.left:
        return words.say("settling", "status_left", n=frame.duplicates.left)
    if frame.step is Step.DUPLICATES and frame.duplicates.answered:
        return words.say("settling", "status_answered", n=frame.duplicates.answered)
    return ""
