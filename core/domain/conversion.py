"""Conversion, shrunk towards what is usual, so that three answers never look like a law (product.md, definitions)."""

from dataclasses import dataclass

SHRINKAGE = 20
"""Answers that the usual conversion counts for."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Answered offers: bought + refused + unreachable + no answer past its deadline."""

    bought: int = 0
    answered: int = 0


def usual_in_base(answers: Answers) -> float:
    """π_all of a base, from all its answered offers."""
    return (answers.bought + 1) / (answers.answered + 10)


def usual_in_kind(answers: Answers, in_base: float) -> float:
    """π_kind, over all partners, shrunk towards π_all."""
    return (answers.bought + SHRINKAGE * in_base) / (answers.answered + SHRINKAGE)


def conversion(answers: Answers, in_kind: float, stated: float | None = None, weight: float = SHRINKAGE) -> float:
    """Conversion of one partner for a kind; a stated starting value with its weight replaces π_kind and the 20."""
    if stated is None:
        return (answers.bought + SHRINKAGE * in_kind) / (answers.answered + SHRINKAGE)
    return (answers.bought + weight * stated) / (answers.answered + weight)
