"""A block of a spreadsheet is read for what it is: codes, clients, or bare answers in their order."""

from datetime import date

import pytest

from core.domain.client import ClientType
from core.domain.errors import PastedTooBig
from core.domain.lead import Answer
from core.domain.reply import ReplyProblem
from core.domain.reply_errors import NoPastedReplies
from core.intake.pasted_replies import NamedLine, bare_lines, coded_lines, named_lines, read_block

TODAY = date(2026, 11, 25)
CODE = "7K2QF-9M4RX"
COMPANIES = ("Банк", "Страховщик")


def named(text: str) -> list[NamedLine]:
    return named_lines(read_block(text), TODAY, COMPANIES, lambda said: said in {"КАСКО", "ОСАГО"})


@pytest.mark.parametrize("head", ["", "Ответ\r\n", "Отчёт за ноябрь\r\nИтог\r\n"])
def test_a_bare_column_keeps_its_order_also_where_nothing_is_said(head: str) -> None:
    lines = bare_lines(read_block(f"{head}купил\r\n\r\nОтказался\r\nдумает\r\nну да\r\n\r\n"), TODAY)
    assert lines is not None
    assert [line and (line.answer, line.problem) for line in lines] == [
        (Answer.BOUGHT, None),
        None,
        (Answer.REFUSED, None),
        None,
        (None, ReplyProblem.ANSWER_UNCLEAR),
    ]


def test_amounts_and_days_beside_answers_belong_to_them() -> None:
    lines = bare_lines(read_block("купил\t42 300\t19.11.2026\nотказ\t\t\nкупил\tмного\t"), TODAY)
    assert lines is not None and None not in lines
    bought, refused, unclear = (line for line in lines if line is not None)
    assert (bought.answer, bought.amount, bought.on) == (Answer.BOUGHT, 42_300.0, date(2026, 11, 19))
    assert (refused.answer, refused.amount, refused.problem) == (Answer.REFUSED, None, None)
    assert unclear.problem is ReplyProblem.AMOUNT_UNCLEAR


def test_amounts_alone_are_of_what_was_bought_and_nought_says_nothing_clear() -> None:
    lines = bare_lines(read_block("42 300\n\n0\n12000"), TODAY)
    assert lines is not None
    assert [line and (line.answer, line.amount, line.problem) for line in lines] == [
        (Answer.BOUGHT, 42_300.0, None),
        None,
        (Answer.BOUGHT, 0.0, ReplyProblem.AMOUNT_UNCLEAR),
        (Answer.BOUGHT, 12_000.0, None),
    ]
    assert lines[2] is not None and dict(lines[2].said) == {"amount": "0"}


@pytest.mark.parametrize(
    "text",
    ["Иванов\nПетров", "89160000001\n89160000002", "7701234567\n7701234568", "да\nнет\nда", "Город\tИтого\nКазань\t5"],
)
def test_what_is_no_answer_is_not_read_as_one(text: str) -> None:
    assert bare_lines(read_block(text), TODAY) is None
    with pytest.raises(NoPastedReplies):
        named(text)


def test_a_block_with_codes_is_read_as_a_file_is() -> None:
    for head in ("", "Код ответа\tОтвет\n"):
        (line,) = coded_lines(read_block(f"{head}{CODE.lower()}\tКупил\n"), TODAY)
        assert (line.code, line.answer) == (CODE, Answer.BOUGHT)
    assert read_block("Код ответа\tОтвет\n1\tкупил").names_codes


def test_a_headed_block_tells_client_service_partner_and_answer() -> None:
    text = (
        "Клиент\tТелефон\tУслуга\tПартнёр\tРезультат\tСумма\tДата ответа\n"
        "Кактусов П. И.\t8 916 000-00-01\tКАСКО\tБанк\tкупил\t5000\t20.11.2026\n"
        "Итого\t\t\t\t\t5000\t\n"
    )
    (found,) = named(text)
    assert (found.identity.surname, found.identity.phone, found.client_type) == (
        "Кактусов",
        "+79160000001",
        ClientType.PERSON,
    )
    assert (found.service, found.partner) == ("КАСКО", "Банк")
    assert (found.line.answer, found.line.amount, found.line.on) == (Answer.BOUGHT, 5000.0, date(2026, 11, 20))
    assert dict(found.line.said)["who"] == "Кактусов П. И. 8 916 000-00-01"
    assert "Кактусов" not in repr(found)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("8 916 000-00-01\tкупил", (None, "+79160000001", None, "")),
        ("Кактусов Пётр Ильич\t07.02.1950\tКАСКО\tкупил\t20.11.2026", (ClientType.PERSON, "", date(1950, 2, 7), "")),
        ("ООО Ромашка\t7707083893\tкупил", (ClientType.ENTITY, "", None, "7707083893")),
    ],
)
def test_a_single_row_without_headers_tells_whom_it_is_about(
    text: str, who: tuple[ClientType | None, str, date | None, str]
) -> None:
    (found,) = named(text)
    identity = found.identity
    assert (found.client_type, identity.phone, identity.birth_date, identity.inn) == who
    assert found.line.answer is Answer.BOUGHT
    assert found.service == ("КАСКО" if "КАСКО" in text else "")


@pytest.mark.parametrize("text", ["", "\r\n\t\r\n", "Клиент\tТелефон\nКактусов Пётр\t8 916 000-00-01"])
def test_what_answers_nothing_is_refused(text: str) -> None:
    with pytest.raises(NoPastedReplies):
        named(text)


def test_more_than_anybody_copies_is_refused() -> None:
    with pytest.raises(PastedTooBig):
        read_block("купил\n" * 200_000)
