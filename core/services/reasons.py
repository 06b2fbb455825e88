"""Why a kind is offered: kept as codes with ids and counts, told as sentences in the reader's language."""

from collections.abc import Sequence
from typing import Final

from core.domain.catalogue import Catalogue
from core.domain.recommendation import StoredReason
from core.services.assortment import AGES, COLUMNS, Shelf, portrait_rules
from core.services.wording import Language, say
from ml.explain import Reason
from ml.terms import Code

MOST_EACH_WAY: Final = 3
_TOO_LIGHT: Final = 0.05
"""Log-odds below which a line carries no weight."""
_NOTHING: Final = ("nothing", 0.0, None, 0, 0)
"""Neither matrix nor data speak for the kind or against it: it is what is left."""
_SILENT: Final = frozenset({Code.SHARE, Code.MEMBER})
_BY_DATA: Final = frozenset({"answers", "basket", "popular", "portrait", "refused", "similar"})


class Reasons:
    """Puts reasons into the form in which they are stored: positions become ids."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._needs = list(shelf.catalogue.needs)
        self._known: dict[Reason, StoredReason] = {}

    def stored(self, lines: Sequence[Reason]) -> list[StoredReason]:
        """The lines that carry weight: at most three for and three against, at least one, strongest first."""
        told = [line for line in lines if line.code not in _SILENT]
        heavy = [line for line in told if abs(line.contribution) >= _TOO_LIGHT] or told[:1]
        pro = [line for line in heavy if line.contribution > 0][:MOST_EACH_WAY]
        contra = [line for line in heavy if line.contribution <= 0][:MOST_EACH_WAY]
        return [self._one(line) for line in (*pro, *contra)] or [_NOTHING]

    def _one(self, line: Reason) -> StoredReason:
        if line not in self._known:
            weight = round(line.contribution, 4)
            self._known[line] = line.code.name.lower(), weight, self._about(line), line.n, line.total
        return self._known[line]

    def _about(self, line: Reason) -> int | str | None:
        if line.of is None:
            return None
        if line.code is Code.LINK:
            return self._shelf.services[line.of]
        if line.code in {Code.BASKET, Code.REFUSED}:
            return self._shelf.kinds[line.of]
        if line.code is Code.NEED:
            return self._needs[line.of]
        if line.code is Code.PORTRAIT:
            return COLUMNS[line.of]
        return self._shelf.assortment.rules[line.of].name


def tell(language: Language, catalogue: Catalogue, reason: StoredReason) -> str:
    """One stored reason as a sentence: with counts where data speak, with «экспертная матрица» where experts do."""
    code, weight, _, n, total = reason
    way = "" if code == "nothing" else "_for" if weight > 0 else "_against"
    told = say(language, "reasons", code + way, about=subject(language, catalogue, reason), n=n, total=total)
    return told[:1].upper() + told[1:]


def tell_briefly(language: Language, catalogue: Catalogue, reason: StoredReason) -> str:
    """The same in a few words, without its counts: they stand beside it."""
    code, weight, *_ = reason
    key = f"{code}_against" if code in _BY_DATA and weight <= 0 else code
    told = say(language, "brief", key, about=subject(language, catalogue, reason), n=reason[3])
    return told[:1].upper() + told[1:]


def by_data(reason: StoredReason) -> bool:
    """Whether clients' data speak, so that its counts are clients; else experts do."""
    return reason[0] in _BY_DATA


def subject(language: Language, catalogue: Catalogue, reason: StoredReason) -> str:
    """What a reason is about: name of a service, a kind, a need, a rule, a fact; empty where it is about none."""
    code, _, about, _, _ = reason
    name = ""
    if code == "link":
        name = catalogue.services[_id(about)].name
    elif code in {"basket", "refused"}:
        name = catalogue.kinds[_id(about)].name
    elif code == "need":
        name = catalogue.needs[_id(about)]
    elif code == "portrait":
        name = say(language, "reasons", f"fact_{about}") if about in AGES else say(language, "fields", str(about))
    elif code == "rule":
        name = next((rule[language] for rule in portrait_rules() if rule["id"] == about), str(about))
    return name


def _id(about: int | str | None) -> int:
    """Services, kinds and needs are told by their id."""
    if not isinstance(about, int):
        raise TypeError
    return about
