"""Answered offers in any number, written beside the leads of a base: the chance promised, and what came."""

from collections.abc import Iterable

from sqlalchemy import insert, select

from core.domain.lead import Answer, Stage
from core.services.session import Session
from core.storage.tables import outcome, recommendation
from tests.support.bases import TODAY


def promise(
    session: Session, offers: Iterable[tuple[float, int, Answer]], *, version: str | None = None, on: object = TODAY
) -> None:
    """Offers with this P(kind) and score that were answered so; of the model of the base's own ones unless told."""
    with session.store.unit_of_work() as work:
        connection = work.leads._connection
        like = dict(connection.execute(select(recommendation).limit(1)).mappings().one())
        del like["id"]
        for chance, score, answer in offers:
            new = {"chance": chance, "score": score, "stage": Stage.OUTCOME.value, "offered_on": on}
            values = like | new | ({} if version is None else {"model_version": version})
            added = connection.execute(insert(recommendation).values(values))
            (lead,) = added.inserted_primary_key or (0,)
            connection.execute(insert(outcome).values(recommendation_id=lead, answer=answer.value, on=on))


def promised_at(rate: float, n: int, chance: float, score: int) -> list[tuple[float, int, Answer]]:
    """n offers of which this share was bought, evenly spread among them."""
    return [
        (chance, score, Answer.BOUGHT if int((at + 1) * rate) > int(at * rate) else Answer.REFUSED) for at in range(n)
    ]
