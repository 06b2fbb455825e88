"""The words of partners' answers: headers of the form, answers and reasons, as our form says them and as people do."""

from collections.abc import Mapping
from typing import Final

from core.domain.decision import RefusalReason
from core.domain.lead import Answer
from core.domain.text import fold
from core.intake import answers

HEADERS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "answer": (
        frozenset({"ответ", "answer"}),
        frozenset(
            {
                "ответ клиента",
                "результат",
                "исход",
                "итог",
                "статус",
                "решение",
                "result",
                "outcome",
                "status",
                "response",
            }
        ),
    ),
    "on": (
        frozenset({"дата ответа", "answered on"}),
        frozenset({"дата", "когда", "день", "дата звонка", "дата покупки", "date", "day", "answer date"}),
    ),
    "amount": (
        frozenset({"сумма, ₽", "amount, ₽"}),
        frozenset(
            {"сумма", "сумма, руб", "сумма, руб.", "стоимость", "цена", "amount", "sum", "price", "сумма сделки"}
        ),
    ),
    "reason": (frozenset({"причина отказа", "reason for refusing"}), frozenset({"причина", "почему", "reason"})),
    "comment": (
        frozenset({"комментарий", "comment"}),
        frozenset({"комментарии", "примечание", "примечания", "заметка", "comments", "note", "notes"}),
    ),
}
"""What a column holds → the folded headers of our form, and others that people write."""

_BY_OTHERS: Final[Mapping[Answer, str]] = {
    Answer.NO_ANSWER: "нет ответа|не ответил|не ответила|не отвечает|без ответа|молчит|no answer|no reply|not answered",
    Answer.UNREACHABLE: (
        "не дозвонились|не дозвонился|не дозвонилась|недозвон|недоступен|недоступна|не берет трубку|абонент недоступен"
        "|unreachable|not reached|could not reach|no pick up"
    ),
    Answer.WRONG_DATA: (
        "неверные данные|неверный номер|неверный телефон|не тот номер|чужой номер|номер не существует|ошибка в номере"
        "|wrong data|wrong number|wrong person|invalid number"
    ),
    Answer.REFUSED: "отказался|отказалась|refused",
    Answer.BOUGHT: "купил|купила|bought",
}
_ANSWERS: Final = {answer.value: answer for answer in Answer} | {
    word: answer for answer, words in _BY_OTHERS.items() for word in words.split("|")
}

NOT_YET: Final = frozenset(
    {
        "",
        "-",
        "–",
        "—",
        "?",
        "думает",
        "подумает",
        "в работе",
        "перезвонить",
        "перезвоним",
        "ждем",
        "ждем ответа",
        "позже",
    }
    | {"in progress", "pending", "thinking", "call back", "waiting", "later"}
)
"""What says that there is no answer yet."""

_REASONS: Final[Mapping[RefusalReason, str]] = {
    RefusalReason.TOO_EXPENSIVE: "слишком дорого|дорого|высокая цена|too expensive|expensive|price",
    RefusalReason.HAS_ELSEWHERE: "уже есть у других|есть в другом месте|уже есть|has it elsewhere|already has",
    RefusalReason.NOT_NEEDED: "не нужно|не надо|неинтересно|не интересно|not needed|not interested",
    RefusalReason.LATER: "не сейчас|позже|not now|later",
    RefusalReason.NO_TRUST: "не доверяет компании|не доверяет|does not trust the company|no trust",
    RefusalReason.UNTOLD: "не сказал|не сказала|не назвал|не назвала|did not say|unknown",
}
_REASON_OF: Final = {reason.value: reason for reason in RefusalReason} | {
    word: reason for reason, words in _REASONS.items() for word in words.split("|")
}

_SAYS_MORE_THAN_ONE: Final = frozenset(
    "1 + - 0 v x y n да нет yes no true false истина ложь есть ✓ ✔ успех успешно согласен согласна согласился"
    " согласилась accepted agreed success".split()
)
"""What stands for bought in one table and for something else in another."""


def answer_said(text: str) -> Answer | None:
    """The answer that a tidy text gives, None for one that is not known to be one."""
    word = fold(text).rstrip(".! ")
    if word in _ANSWERS:
        return _ANSWERS[word]
    if word in _SAYS_MORE_THAN_ONE:
        return None
    known = {answers.Answer.BOUGHT: Answer.BOUGHT, answers.Answer.REFUSED: Answer.REFUSED}
    said = answers.answer_in(word)
    return None if said is None else known.get(said)


def reason_said(text: str) -> RefusalReason | None:
    """The reason for refusing that a tidy text gives, None for one in words of its own."""
    return _REASON_OF.get(fold(text).rstrip(".! "))
