"""The frame of the wizard around a step, in words."""

from dataclasses import dataclass

from core.services.clients import ImportReport
from core.services.drafts import ImportDraft
from desktop.screens.imports import spoken
from desktop.screens.imports.findings import Findings
from desktop.screens.imports.matching import Matching
from desktop.screens.imports.shown import Step, WizardShown
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the wizard stands; `size` is rows and columns, `work` what is under way, `saved` when the draft was."""

    step: Step
    reached: Step
    draft: ImportDraft | None
    matching: Matching | None
    findings: Findings | None
    report: ImportReport | None
    size: tuple[int, int]
    work: str
    saved: str


def wizard_shown(words: Words, frame: Frame) -> WizardShown:
    """What the frame says and offers."""
    say, step, findings, report = words.say, frame.step, frame.findings, frame.report
    going = findings.going if findings else 0
    enabled = not frame.work and (step < Step.CHECK or going > 0)
    second = status = ""
    if report is not None:
        primary, second, enabled = say("imports", "compute"), say("imports", "another"), True
    elif step is Step.RESULT:
        primary = say("imports", "import", n=going)
    else:
        primary = say("imports", f"next_{Step(step + 1).name.lower()}")
    if step is Step.CHECK and findings is not None and not frame.work:
        status = spoken.going_on(words, findings)
    busy, busy_text = spoken.under_way(words, frame.work)
    least = Step.MATCHING if frame.matching is not None and frame.matching.needed.required else Step.RESULT
    return WizardShown(
        step=step,
        reached=min(frame.reached, least),
        subtitle=spoken.subtitle(words, frame.draft.path, *frame.size) if frame.draft is not None else "",
        saved="" if report is not None else frame.saved,
        primary=primary,
        enabled=enabled,
        second=second,
        status=status,
        back=step > Step.FILE and not frame.work and report is None,
        busy=busy,
        busy_text=busy_text,
        finished=report is not None,
    )
