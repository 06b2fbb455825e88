"""The button of a toast: it leads somewhere, or it is Undo, also on a page that has no history of its own."""

from core.domain.rights import UseCase
from core.services.history import Obstacle, Undone, undo
from core.services.session import Done
from desktop.ways import Way
from desktop.widgets.page import Page
from desktop.widgets.questions import Question
from desktop.window.frame import Frame
from desktop.words import Words
from desktop.workplace import Workplace


def press_toast(frame: Frame, page: Page, place: Workplace, entry: Way | int) -> None:
    """Go where it leads, or take back an entry of the history."""
    if isinstance(entry, Way):
        place.go(entry.page, **entry.facts)
    elif not page.undo_entry(entry):
        undo_entry(frame, place, entry)


def undone_sentence(words: Words, undone: Undone) -> str:
    """What is as before again."""
    if undone.use_case is UseCase.DECIDE:
        return words.say("review", "undone", n=len(undone.recommendations))
    return words.say("client", f"undone_{undone.use_case.value}")


def undo_entry(frame: Frame, place: Workplace, entry: int) -> None:
    """Take back an entry of the history, or list what stands in its way."""
    words = place.words

    def told(one: Obstacle) -> str:
        facts = {
            "who": one.who,
            "service": one.service,
            "partner": one.partner,
            "stage": words.say("review", f"stage_{one.stage.value}"),
        }
        if one.file_name is None:
            return words.say("review", "obstacle", **facts)
        return words.say("review", "obstacle_file", file=one.file_name, **facts)

    def done(result: Done[Undone]) -> None:
        if not result.value.obstacles:
            place.tell(undone_sentence(words, result.value), icon="undo-2")
            return
        text = "\n".join([words.say("review", "obstacles_text"), "", *map(told, result.value.obstacles)])
        title = words.say("review", "obstacles_title")
        Question(frame, title, text, [(words.say("window", "close"), "close")]).exec()

    place.do(lambda session: undo(session, entry), done)
