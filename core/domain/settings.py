"""Settings of a base with their defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from core.domain.silence import REST_DAYS


@dataclass(frozen=True)
class Settings:
    """`open_recommendations`: at most so many per client, of different kinds. `own_first`: the sender's own service
    wins its kind. `accept_from`: the score from which a lead is accepted without a look.
    `review_floor`: the least score down to which the review may be opened. `exploration`: at most this share of a
    kind's leads, 0…0.1, goes to partners with few answers; 0 switches it off. `contact_cap`: at most so
    many offers to one client within `contact_days` days; 0 for any number. `silence_days`: so long a refused kind
    rests. `managers_see_money`: managers see the roubles of other companies. `send_delay`: so many seconds a package
    can be taken back out of the outbox. `approvals`: a package leaves only after somebody else has approved it.
    `answer_days`: so long after an offer "no answer" is an answer; after `ask_again_days` one asks; a kind may say
    otherwise. `training_answers` or `training_days` after the last training one is asked for another; a version that
    was put into use can be withdrawn for `publish_delay` seconds. `weight_…`: how much each answer teaches, 0…3.
    """

    open_recommendations: int = 3
    own_first: bool = True
    accept_from: int = 80
    review_floor: int = 60
    exploration: float = 0.1
    contact_cap: int = 0
    contact_days: int = 30
    silence_days: int = REST_DAYS
    managers_see_money: bool = False
    send_delay: int = 60
    approvals: bool = False
    answer_days: int = 30
    ask_again_days: int = 7
    training_answers: int = 100
    training_days: int = 30
    publish_delay: int = 60
    weight_bought: float = 1.0
    weight_refused: float = 1.0
    weight_unreachable: float = 1.0
    weight_no_answer: float = 1.0

    @property
    def floor(self) -> int:
        """The floor of the review as it works: one above the score of acceptance follows it down."""
        return min(self.review_floor, self.accept_from)

    @classmethod
    def of(cls, changed: Mapping[str, object]) -> "Settings":
        """The defaults with what this base changed."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in changed.items() if name in names})  # type: ignore[arg-type]
