"""What a client said to a service: the words of a flag or a result in a table."""

from enum import StrEnum
from typing import Final

_YES = "1 + да yes y true истина есть v ✓ ✔"
_NO = "0 - нет no n false ложь"
_BOUGHT = (
    "купил купила купили куплено куплен куплена куплены покупка приобрел приобрела приобрели приобретено приобретен"
    " приобретена оформил оформила оформили оформлено оформлен оформлена подключил подключила подключено подключен"
    " подключена продано продан продана продажа успех успешно согласился согласилась согласен согласна"
    " bought purchased purchase sold sale won accepted agreed success"
)
_REFUSED = (
    "-1 отказ отказался отказалась отказались отказано отклонил отклонила отклонено неинтересно"
    " refused refusal refuse declined rejected rejection lost"
)
_REFUSED_PHRASES = (
    "не интересно",
    "не согласен",
    "не согласна",
    "не нужно",
    "не надо",
    "не хочет",
    "not interested",
)
_NOTHING_PHRASES = (
    "не покупал",
    "не покупала",
    "не купил",
    "не купила",
    "не оформлен",
    "не оформлено",
    "думает",
    "подумает",
    "в работе",
    "недозвон",
    "не дозвонились",
    "перезвонить",
    "not bought",
    "не предлагали",
    "не предлагалось",
    "не предлагался",
    "не предлагалась",
    "not offered",
)


class Answer(StrEnum):
    """What is known of a client and a service; NOTHING where it was not bought and nobody says that it was refused."""

    BOUGHT = "bought"
    REFUSED = "refused"
    NOTHING = "nothing"


_ANSWERS: Final = (
    {answer.value: answer for answer in Answer}
    | dict.fromkeys((_YES + " " + _BOUGHT).split(), Answer.BOUGHT)
    | dict.fromkeys((*_REFUSED.split(), *_REFUSED_PHRASES), Answer.REFUSED)
    | dict.fromkeys((*_NO.split(), *_NOTHING_PHRASES), Answer.NOTHING)
)
_MINUSES = str.maketrans("−–—", "---")


def answer_in(said: str) -> Answer | None:
    """The answer that a tidy text gives, None for a word that is unknown."""
    word = said.casefold().replace("ё", "е").translate(_MINUSES)
    return _ANSWERS.get(word) or _ANSWERS.get(word.rstrip(".!"))
