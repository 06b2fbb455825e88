"""What becomes of long work when its base or the program is to be closed: a person says."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop import postman, quiet_backups, watching
from desktop.tasks import Tasks, Work
from desktop.widgets.questions import Question
from desktop.words import Words
from desktop.workplace import Workplace

ENDS_ALONE: Final = {"compute", "import_table", "train"}
"""Works that ask nothing on their way, so that they may go on while no window is there to ask."""

QUIET: Final = {quiet_backups.NAME, watching.NAME, postman.NAME}


def ask_about_works(parent: QWidget, words: Words, works: Sequence[Work], way: str) -> str:
    """ "stop", "stay" or, where the program is to `way` "quit", also "finish" (hidden); not for "leave"."""
    answers = [(words.say("window", f"stop_and_{way}"), "stop"), (words.say("window", "stay"), "stay")]
    if way == "quit" and all(work.name in ENDS_ALONE for work in works):
        answers.insert(0, (words.say("window", "finish_hidden"), "finish"))
    names = ", ".join(words.say("jobs", work.name) for work in works)
    title, text = words.say("window", "work_runs"), words.say("window", "work_runs_text", works=names)
    question = Question(parent, title, text, answers)
    question.exec()
    return question.chosen


def may_drop(parent: QWidget, words: Words, place: Workplace, *, secret: bool) -> bool:
    """Whether somebody else may open a base while this workplace is locked: what waits in it, be it a `secret` that is
    not shown again, would be lost.
    """
    if not place.unfinished and not secret:
        return True
    answers = [(words.say("window", "drop_locked"), "drop"), (words.say("window", "stay"), "stay")]
    title, text = words.say("window", "locked_work"), words.say("window", "locked_work_text")
    question = Question(parent, title, text, answers, careful=True)
    question.exec()
    return question.chosen == "drop"


def may_end(parent: QWidget, words: Words, tasks: Tasks, place: Workplace | None, way: str) -> str:
    """ "yes" where nothing more is under way in the base, or was asked to stop; "finish" where the window is to be
    hidden until it is; "no" where a person stays, or the base did not take a decision: then the page says which.
    """
    if way == "leave" and place is not None and place.locked and not may_drop(parent, words, place, secret=False):
        return "no"
    asking = [work for work in tasks.works if work.name not in QUIET]
    chosen = ask_about_works(parent, words, asking, way) if asking else "stop"
    if chosen == "finish" and any(work in tasks.works for work in asking):
        return "finish"
    if chosen == "stop":
        for work in tasks.works:
            work.stop()
    if chosen == "stay":
        return "no"
    return "yes" if place is None or place.finish_commands() else "no"
