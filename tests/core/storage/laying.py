"""A base with a catalogue, three clients and recommendations, laid straight into its records."""

from typing import Any

from core.domain.client import ClientType
from core.domain.recommendation import Recommendation, Settled
from core.storage.models import StoredModel
from core.storage.store import Store
from tests.core.storage.conftest import NOW, TODAY, person

REASONS: Any = [["link", 0.5, 1, 1, 2]]
"""JSON gives lists back."""

ONE = Recommendation(
    client_id=1,
    kind_id=1,
    settled=Settled(service_id=1, inputs_id=1, rule="value", runners_up=[2], margin=12.5),
    model_version="m-1",
    run_id=1,
    rank=1,
    which=0.4,
    takes=0.25,
    chance=0.1,
    score=80,
    experience=0.7,
    reasons=REASONS,
    stage_since=NOW,
)


def lay(store: Store, *new: Recommendation) -> list[Recommendation]:
    """A catalogue of two rivals, three clients, a run, and these recommendations with their ids."""
    with store.unit_of_work() as work:
        for name in ("Каско", "Осаго"):
            kind = work.catalogue.ensure_kind(name, ClientType.PERSON)
            work.catalogue.add_service(name, ClientType.PERSON, 1, kind)
        work.clients.add([person(number) for number in (1, 2, 3)], TODAY)
        work.models.add(StoredModel("m-1", 3, "c", b""), NOW)
        for run in (1, 2):
            assert work.scores.add_run(NOW, "m-1", 3, b"") == run
        assert work.scores.ensure_inputs(1, 1, {}) == 1
        work.leads.replace_undecided([], new)
    with store.reading() as work:
        return sorted(work.leads.everything(), key=lambda one: one.id)
