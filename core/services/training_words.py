"""What a training has found, in sentences."""

from collections.abc import Mapping

from core.domain.training import TrainingFacts, Verdict
from core.services.wording import Language, say


def tell_training(language: Language, facts: TrainingFacts, kinds: Mapping[int, str]) -> list[str]:
    """What it was trained on, the verdict, the first hundred and why it may not be used; `kinds` their names by id."""

    def line(key: str, **blanks: object) -> str:
        return say(language, "training", key, **blanks)

    found = facts.found
    told = [line("learned", clients=facts.clients, ownerships=facts.ownerships, answers=facts.answers)]
    if facts.members:
        weights = ", ".join(f"{line(f'member_{name}')} {_number(language, one)}" for name, one in facts.members.items())
        told.append(line("members", weights=weights))
    told.append(line("by_time" if facts.by_time else "by_clients", n=found.clients))
    told.append(line(f"verdict_{facts.verdict}"))
    if found.first and facts.verdict is not Verdict.TOO_FEW:
        hits = {"first": found.first, "new": found.new_hits, "old": found.old_hits}
        told.append(line("first", **hits, least=_signed(found.least_hits), most=_signed(found.most_hits)))
    if found.needed is not None:
        told.append(line("needed", n=found.needed))
    if facts.worse_kinds:
        names = ", ".join(f"«{kinds[kind]}»" for kind in facts.worse_kinds if kind in kinds)
        told.append(line("worse_kinds", names=names))
    return told


def _number(language: Language, value: float) -> str:
    told = f"{value:.2f}"
    return told.replace(".", ",") if language == "ru" else told


def _signed(value: int) -> str:
    """With a sign that reads as one."""
    return f"\N{MINUS SIGN}{-value}" if value < 0 else str(value)
