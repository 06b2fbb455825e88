"""How the matrix of rights calls what is done with answers that come back in files."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from core.delivery.workbook import table_workbook
from core.domain.errors import UnknownRecord
from core.domain.lead import Answer
from core.domain.reply import new_code
from core.services import awaited, pasted, reminders, replies, rerouting
from core.services.session import Session
from tests.support.bases import TODAY
from tests.support.ranks import LINE, Ranks, Spot


def _settle(session: Session, at: Spot, _: Path) -> bool:
    return bool(replies.settle_line(session, LINE, at.lead, Answer.REFUSED, on=TODAY))


def _correct(session: Session, at: Spot, _: Path) -> bool:
    return bool(replies.correct_by_line(session, LINE, at.lead, Answer.REFUSED, on=TODAY))


def _take(session: Session, _ranks: Ranks, folder: Path) -> None:
    file = folder / "answers.xlsx"
    columns = [("Код ответа", 14), ("Ответ", 14)]
    file.write_bytes(table_workbook("Ответы", columns, [[new_code(), "Купил"]]))
    replies.take_reply(session, file)


def _drop(session: Session, *_: object) -> None:
    with suppress(UnknownRecord):
        replies.drop_line(session, 10**6)


def _awaited(session: Session, ranks: Ranks) -> set[int]:
    waiting = {one.recommendation for one in awaited.read_awaited(session).leads}
    return {spot.client for spot in ranks.spots if spot.lead in waiting}


FOLLOW_UP_LOOKS = {"awaited.read_awaited": _awaited}
FOLLOW_UP = {
    "reminders.remind": lambda s, at, _: bool(reminders.remind(s, [at.lead], "en").value.text),
    "rerouting.reroute": lambda s, at, _: bool(rerouting.reroute(s, [at.lead]).value.went_on),
}


def _read_pasted(session: Session, *_: object) -> None:
    pasted.read_pasted(session, f"Код ответа\tОтвет\n{new_code()}\tКупил", ())


def _take_pasted(session: Session, *_: object) -> None:
    pasted.take_pasted(session, pasted.Pasted(pasted.PastedAs.CODES, (), (), {}, 0, 0))


RECORD = {"replies.settle_line": _settle}
CORRECT = {"replies.correct_by_line": _correct}
PLAIN: Mapping[str, Callable[[Session, Ranks, Path], object]] = {
    "replies.take_reply": _take,
    "replies.read_waiting": lambda s, *_: replies.read_waiting(s),
    "replies.drop_line": _drop,
    "pasted.read_pasted": _read_pasted,
    "pasted.take_pasted": _take_pasted,
}
