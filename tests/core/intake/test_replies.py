"""What partners answered is read out of whatever they made of the form, and nothing is guessed."""

import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from random import Random

import pytest
import xlsxwriter

from core.delivery.form import form_workbook
from core.delivery.sealed_package import answers_json
from core.delivery.workbook import table_workbook
from core.domain.decision import RefusalReason
from core.domain.errors import KnownError, PasswordProtected, UnreadableFile
from core.domain.lead import Answer
from core.domain.reply import ReplyLine, ReplyProblem, new_code
from core.domain.reply_errors import NoReplies
from core.intake.replies import MOST_BYTES, read_reply, read_reply_content
from core.services.reply_form import reply_form
from core.services.wording import LANGUAGES, Language, say
from core.vault.sealing import seal_workbook

TODAY = date(2026, 11, 25)
HEAD = ("Код ответа", "Услуга", "Ответ", "Дата ответа", "Сумма, ₽", "Причина отказа", "Комментарий")
CODE = "7K2QF-9M4RX"


def table(tmp_path: Path, rows: Sequence[Sequence[str | int | date | None]], head: Sequence[str] = HEAD) -> Path:
    file = tmp_path / "answers.xlsx"
    file.write_bytes(table_workbook("Ответы", [(title, 20) for title in head], rows))
    return file


def only(tmp_path: Path, *row: str | int | date | None) -> ReplyLine:
    (line,) = read_reply(table(tmp_path, [(CODE, "КАСКО", *row)]), TODAY)
    return line


def test_a_line_says_what_was_answered(tmp_path: Path) -> None:
    bought = only(tmp_path, "Купил", date(2026, 11, 20), 42300, None, None)
    assert (bought.code, bought.answer, bought.on, bought.amount) == (CODE, Answer.BOUGHT, date(2026, 11, 20), 42300)
    refused = only(tmp_path, "Отказался", "20 ноября 2026", None, "Слишком дорого", "звонить весной")
    assert (refused.answer, refused.reason, refused.comment) == (
        Answer.REFUSED,
        RefusalReason.TOO_EXPENSIVE,
        "звонить весной",
    )
    assert (bought.problem, refused.problem, refused.number) == (None, None, 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_our_own_form_is_understood(tmp_path: Path, language: Language) -> None:
    codes = [new_code() for _ in Answer]
    form = reply_form(language, codes, ["КАСКО"] * len(codes), "age1")
    words = next(column.words for column in form.columns if column.words)
    rows = [(code, "КАСКО", word) for code, word in zip(codes, words, strict=True)]
    head = [column.title for column in form.columns][:3]
    lines = read_reply(table(tmp_path, rows, head), TODAY)
    assert [line.answer for line in lines] == list(Answer)
    reasons = [say(language, "decisions", f"refusal_{reason}") for reason in RefusalReason]
    refused = say(language, "reply", "answer_refused")
    rows_of_reasons = [(new_code(), "КАСКО", refused, None, None, reason) for reason in reasons]
    lines = read_reply(table(tmp_path, rows_of_reasons, [column.title for column in form.columns][:6]), TODAY)
    assert [line.reason for line in lines] == list(RefusalReason)


def test_an_untouched_form_answers_nothing(tmp_path: Path) -> None:
    file = tmp_path / "answers.xlsx"
    file.write_bytes(form_workbook(reply_form("ru", [CODE, new_code()], ["КАСКО", "ОСАГО"], "age1")))
    assert read_reply(file, TODAY) == []
    file = tmp_path / "answers.json"
    file.write_bytes(answers_json([CODE], ["КАСКО"]))
    assert read_reply(file, TODAY) == []


def test_the_json_of_a_package_is_read_as_its_form_is() -> None:
    told = json.loads(answers_json([CODE, new_code()], ["КАСКО", "ОСАГО"]))
    told["answers"][0] |= {"answer": "bought", "on": "2026-11-20", "amount": 42300}
    told["answers"].append({"answer": "refused"})
    told["answers"].append("nonsense")
    content = json.dumps(told).encode()
    bought, lost = read_reply_content(content, TODAY)
    assert (bought.code, bought.answer, bought.on, bought.amount) == (CODE, Answer.BOUGHT, date(2026, 11, 20), 42300)
    assert lost.problem is ReplyProblem.NO_CODE


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("да", None, None, None, None), ReplyProblem.ANSWER_UNCLEAR),
        (("нет", None, None, None, None), ReplyProblem.ANSWER_UNCLEAR),
        (("согласен", None, None, None, None), ReplyProblem.ANSWER_UNCLEAR),
        (("наверное купит", None, None, None, None), ReplyProblem.ANSWER_UNCLEAR),
        ((None, "20.11.2026", None, None, None), ReplyProblem.ANSWER_UNCLEAR),
        (("купил", "31.11.2026", None, None, None), ReplyProblem.DAY_UNCLEAR),
        (("купил", "26.11.2026", None, None, None), ReplyProblem.DAY_UNCLEAR),
        (("купил", "вчера", None, None, None), ReplyProblem.DAY_UNCLEAR),
        (("купил", None, "много", None, None), ReplyProblem.AMOUNT_UNCLEAR),
        (("купил", None, "-5", None, None), ReplyProblem.AMOUNT_UNCLEAR),
        (("отказался", None, "42300", None, None), ReplyProblem.CONTRADICTION),
        (("купил", None, None, "Дорого", None), ReplyProblem.CONTRADICTION),
    ],
)
def test_what_does_not_say_one_clear_thing_waits_for_a_person(
    tmp_path: Path, row: tuple[str | None, ...], problem: ReplyProblem
) -> None:
    line = only(tmp_path, *row)
    assert line.problem is problem
    assert {*filter(None, row)} <= {text for _, text in line.said}


def test_a_row_without_a_code_waits_if_it_answers_anything(tmp_path: Path) -> None:
    rows = [(CODE, "", "купил"), ("7K2QF-9M4R", "", "купил"), ("итого", "", None), (None, "", "отказался")]
    lines = read_reply(table(tmp_path, rows, HEAD[:3]), TODAY)
    assert [line.problem for line in lines] == [None, ReplyProblem.NO_CODE, ReplyProblem.NO_CODE]


def test_a_code_answered_twice_alike_is_one_answer_and_in_two_ways_none(tmp_path: Path) -> None:
    other = new_code()
    rows = [(CODE, "", "купил"), (CODE.lower(), "", "Куплено"), (other, "", "купил"), (other, "", "отказался")]
    lines = read_reply(table(tmp_path, rows, HEAD[:3]), TODAY)
    assert [(line.code, line.problem) for line in lines] == [
        (CODE, None),
        (other, ReplyProblem.TOLD_TWICE),
        (other, ReplyProblem.TOLD_TWICE),
    ]


def test_two_columns_that_could_be_the_answer_are_none(tmp_path: Path) -> None:
    rows = [(CODE, "купил", "отказался")]
    with pytest.raises(NoReplies):
        read_reply(table(tmp_path, rows, ["Код", "Май", "Июнь"]), TODAY)


def test_the_answers_are_found_on_whichever_sheet_they_stand(tmp_path: Path) -> None:
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True}) as book:
        leads, answers = book.add_worksheet("Лиды"), book.add_worksheet("Ответы")
        leads.write_row(0, 0, ["Клиент", "Телефон", "Код ответа"])
        leads.write_row(1, 0, ["Иванов Иван", "79123456789", CODE])
        answers.write_row(0, 0, HEAD[:3])
        answers.write_row(1, 0, [CODE, "КАСКО", "Купил"])
    (line,) = read_reply_content(plain.getvalue(), TODAY)
    assert (line.code, line.answer) == (CODE, Answer.BOUGHT)
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(seal_workbook(plain.getvalue(), "Pass-12345"))
    with pytest.raises(PasswordProtected):
        read_reply(locked, TODAY)
    (line,) = read_reply(locked, TODAY, "Pass-12345")
    assert line.answer is Answer.BOUGHT


@pytest.mark.parametrize("content", [b"{", b'{"answers": 5}', b"{}", b"[]", b"\xff\xfe\x00", b"code;answer\n1;2\n"])
def test_what_holds_no_answers_says_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "reply.json"
    file.write_bytes(content)
    with pytest.raises(KnownError):
        read_reply(file, TODAY)


def test_a_file_longer_than_any_answer_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_bytes(b"x" * (MOST_BYTES + 1))
    with pytest.raises(UnreadableFile):
        read_reply(file, TODAY)


EDITS: tuple[Callable[[Random, str], str], ...] = (
    lambda _, code: code,
    lambda _, code: code.lower(),
    lambda _, code: code.replace("-", ""),
    lambda _, code: f" {code} ",
    lambda _, code: code.replace("0", "O").replace("1", "l"),
    lambda _, code: code.translate(str.maketrans("ABCEHKMPTXY", "АВСЕНКМРТХУ")),
)
SAID = {
    Answer.BOUGHT: ("Купил", "купила", "Куплено.", "bought", "КУПИЛ"),
    Answer.REFUSED: ("Отказался", "отказ", "не интересно", "Refused"),
    Answer.NO_ANSWER: ("Нет ответа", "не отвечает", "no answer"),
    Answer.UNREACHABLE: ("Не дозвонились", "недозвон", "unreachable"),
    Answer.WRONG_DATA: ("Неверные данные", "неверный номер", "wrong data"),
}


def test_of_a_thousand_edited_files_nearly_every_answer_is_read_and_none_wrongly() -> None:
    """Rows shuffled, columns added and moved, headers renamed, codes typed anew; one row in a hundred is broken."""
    draw = Random(35)
    told = read = sound = 0
    for _ in range(1000):
        answers = {new_code(): draw.choice(list(Answer)) for _ in range(draw.randint(1, 12))}
        rows = []
        for code, answer in answers.items():
            broken = draw.random() < 0.01
            cell = code[:-1] if broken and draw.random() < 0.5 else draw.choice(EDITS)(draw, code)
            word = "ну так" if broken and cell != code[:-1] else draw.choice(SAID[answer])
            sound += not broken
            rows.append([cell, "КАСКО", word, draw.choice(["", "20.11.2026", "2026-11-20", "20 ноября 2026 г."])])
        head = [
            draw.choice(["Код ответа", "Код", "code"]),
            "Услуга",
            draw.choice(["Ответ", "Результат", "Статус", "Answer"]),
            draw.choice(["Дата ответа", "Дата", "Когда"]),
        ]
        if draw.random() < 0.5:
            head.append("Менеджер")
            rows = [[*row, draw.choice(["Петрова", "Сидоров", ""])] for row in rows]
        order = draw.sample(range(len(head)), len(head))
        draw.shuffle(rows)
        lines = [[head[place] for place in order], *([row[place] for place in order] for row in rows)]
        content = "\n".join("\t".join(line) for line in lines).encode()
        for line in read_reply_content(content, TODAY):
            if line.problem is None:
                assert line.code is not None and answers[line.code] is line.answer
                assert line.on in {None, date(2026, 11, 20)}
                read += 1
        told += len(answers)
    assert read >= 0.995 * sound
    assert told > 5000
