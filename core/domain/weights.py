"""How much answers weigh when a model learns from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.domain.lead import Answer

LEARNED: Final = (Answer.BOUGHT, Answer.REFUSED, Answer.UNREACHABLE, Answer.NO_ANSWER)
"""What is learned from. Wrong data say nothing about the client, so they always weigh 0."""

SETTINGS: Final[Mapping[Answer, str]] = {answer: f"weight_{answer.value}" for answer in LEARNED}
"""Answer → the setting of a base that has its weight."""

MOST_WEIGHT: Final = 3.0


@dataclass(frozen=True, slots=True)
class AnswerWeights:
    """The weight of each answer that is learned from: 1 as it is, 2 as if it had come twice, 0 as if it had not."""

    bought: float = 1.0
    refused: float = 1.0
    unreachable: float = 1.0
    no_answer: float = 1.0

    def of_answer(self, answer: Answer) -> float:
        """The weight of this answer."""
        return float(getattr(self, answer.value)) if answer in LEARNED else 0.0

    @classmethod
    def of(cls, settings: Mapping[str, object]) -> "AnswerWeights":
        """From the settings of a base by name, with the defaults for what was never changed."""
        changed = {answer.value: settings[name] for answer, name in SETTINGS.items() if name in settings}
        return cls(**{name: float(str(weight)) for name, weight in changed.items()})
