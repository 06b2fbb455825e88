"""How much answers weigh when a model learns from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.domain.lead import Answer

SETTING: Final = "answer_weights"
"""The setting of a base that has those that were changed, by answer."""

LEARNED: Final = (Answer.BOUGHT, Answer.REFUSED, Answer.UNREACHABLE, Answer.NO_ANSWER)
"""What is learned from. Wrong data say nothing about the client, so they always weigh 0."""


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
        """From the settings of a base, with the defaults for what was never changed."""
        changed = settings.get(SETTING)
        if not isinstance(changed, Mapping):
            return cls()
        return cls(**{answer.value: float(changed[answer.value]) for answer in LEARNED if answer.value in changed})
