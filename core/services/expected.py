"""Expected value of an offer: the percent × conversion / π_kind × ARPPU (product.md), where the percent is shown."""

from dataclasses import dataclass

from core.domain.conversion import conversion
from core.domain.rights import UseCase
from core.services.calibrating import Chance, PercentMark, calibration_of
from core.services.resolving import Inputs
from core.services.rivals import sees_money
from core.services.session import Session


@dataclass(frozen=True, slots=True)
class Expected:
    """Roubles that an offer brings on average: `value`, and what it comes from. `percent` in whole percents,
    `conversion` of the partner beside the `usual` one of the kind, both 0…1, `arppu` in roubles.
    """

    percent: int
    conversion: float
    usual: float
    arppu: float

    @property
    def value(self) -> float:
        """In roubles."""
        return self.percent / 100 * self.conversion / self.usual * self.arppu


def expected_of(percent: PercentMark | None, inputs: Inputs, service_id: int, *, money: bool) -> Expected | None:
    """Of an offer of this service; None where the percent is not shown, where the ARPPU is unknown, and where it is
    another company's and `money` of others is not for this reader.
    """
    rival = next((one for one in inputs.rivals if one.service_id == service_id), None)
    if percent is None or rival is None or rival.arppu is None or not (money or rival.own):
        return None
    taken = conversion(rival.answers, inputs.in_kind, rival.stated, rival.weight)
    return Expected(percent.value, taken, inputs.in_kind, rival.arppu)


def read_expected(session: Session) -> dict[int, float]:
    """Recommendation of the queue → its expected value in roubles; absent where this reader is not told any."""
    with session.reading(UseCase.READ_LEADS) as work:
        calibration = calibration_of(work, session.store, session.today())
        if not calibration.may_speak:
            return {}
        offers = work.leads.queue_offers()
        stored = work.scores.inputs({one.inputs_id for one in offers})
        money = sees_money(session.roles, work)
    inputs = {id_: Inputs.of(version, content) for id_, (_, version, content) in stored.items()}
    percents = calibration.percents([Chance(one.model_version, one.chance, one.score) for one in offers])
    pairs = (
        (one.id, expected_of(percent, inputs[one.inputs_id], one.service_id, money=money))
        for one, percent in zip(offers, percents, strict=True)
    )
    return {id_: expected.value for id_, expected in pairs if expected is not None}
