"""Order and filters of the queue in words."""

from dataclasses import dataclass
from typing import Any

from core.domain.client import ClientType
from core.services.queue_filter import EVERYTHING, Facets, Order, QueueFilter
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class FilterText:
    """Name of a part → its accessible name, its options as (word, value), and what stands; None stands for all."""

    parts: dict[str, tuple[str, tuple[tuple[str, Any], ...], Any]]
    active: bool


def filter_text(facets: Facets, wanted: QueueFilter, order: Order, words: Words) -> FilterText:
    """All parts in words."""

    def say(key: str) -> str:
        return words.say("review", key)

    def part(name: str, options: list[tuple[str, Any]], stands: Any) -> tuple[str, tuple[tuple[str, Any], ...], Any]:
        return say(f"filter_{name}"), ((say(f"filter_{name}_all"), None), *options), stands

    imports = [(name, id_) for id_, name in facets.imports.items()]
    return FilterText(
        {
            "order": (say("filter_order"), tuple((say(f"order_{one.value}"), one) for one in Order), order),
            "own": part("own", [(say("filter_own_ours"), True), (say("filter_own_partners"), False)], wanted.own),
            "kind_id": part("kind", [(name, id_) for id_, name in facets.kinds.items()], wanted.kind_id),
            "partner_id": part("partner", [(name, id_) for id_, name in facets.partners.items()], wanted.partner_id),
            "client_type": part(
                "type",
                [(say("type_person"), ClientType.PERSON), (say("type_entity"), ClientType.ENTITY)],
                wanted.client_type,
            ),
            "returned": part(
                "returned", [(say("filter_returned_back"), True), (say("filter_returned_new"), False)], wanted.returned
            ),
            "import_id": part("source", [*imports, (say("filter_source_hand"), 0)], wanted.import_id),
            "city": part("city", [(city, city) for city in facets.cities], wanted.city),
        },
        wanted != EVERYTHING,
    )
