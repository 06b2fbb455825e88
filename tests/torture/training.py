"""Training and publishing that are killed: a version is there whole or not at all, and one model is in use."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count

from core.domain.training import TrainingFacts
from core.services.publishing import Standing, publish_model, read_models, roll_back
from core.services.scoring import compute
from core.services.session import Session, sign_in
from core.services.training import train
from ml.bundle import load
from tests.support.bases import CAR, LOGIN, SERVICE, client_row
from tests.support.imported import import_clients
from tests.torture.life import Life, Step, Told
from tests.torture.scenes import BaseScene
from tests.torture.trial import Findings


class TrainingScene(BaseScene):
    """A version is trained, published and gone back from, again and again; the gate is held open."""

    template_clients = 60

    def prepare(self, session: Session) -> None:
        """Each second client owns something else too."""
        import_clients(session, [client_row(number, CAR, SERVICE) for number in range(0, self.template_clients, 2)])
        compute(session)
        self.known: set[str] = set()

    def work(self) -> Iterator[Step]:
        """Three steps in turn; each says what it has acknowledged."""
        TrainingFacts.passes = property(lambda _: True)  # type: ignore[method-assign,assignment]
        session = sign_in(self.base, LOGIN, self.password)
        session.clock = _ticking(session)
        for number in count():

            def learn() -> Told:
                return {"trained": train(session).value.version}

            def publish() -> Told:
                models = read_models(session)
                fresh = [one.version for one in models.versions if one.publishable]
                if not fresh:
                    return {}
                publish_model(session, fresh[0])
                return {"published": fresh[0]}

            def go_back() -> Told:
                if read_models(session).published:
                    roll_back(session, "")
                return {"in_use": read_models(session).published}

            yield {"what": number % 3}, (learn, publish, go_back)[number % 3]

    def check(self, life: Life, found: Findings) -> None:
        """What was told is there; what is there can be read, and a run goes by the one that is in use."""
        with self.entered() as session:
            self.look_over(session, found)
            models = read_models(session)
            versions = {one.version for one in models.versions}
            told = [one["trained"] for one in life.done if "trained" in one]
            found.lost += [f"version {one}" for one in told if one not in versions]
            found.lost += [f"version {one}" for one in self.known - versions]
            self.known = versions
            with session.store.reading() as work:
                for one in versions:
                    stored, twin = work.models.one(one), work.models.twin(one)
                    if stored is None or twin is None:
                        found.partial.append(f"version {one}")
                    else:
                        load(stored.content), load(twin)
            if sum(one.standing in {Standing.IN_USE, Standing.WAITING} for one in models.versions) > 2:
                found.damage.append("more than one version is in use")
            scored = compute(session).value
            if models.in_use and scored.model_version != models.in_use:
                found.damage.append("scored by another version than the one in use")


def _ticking(session: Session) -> Callable[[], datetime]:
    """A clock that goes on two minutes at every look, so that publications come into force."""
    start, looks = session.clock(), count()
    return lambda: start + timedelta(minutes=2 * next(looks))
