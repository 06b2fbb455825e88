"""Why people decide otherwise than the scores would, and why clients refuse: each reason a code, so that it can be
counted and names nobody.
"""

from enum import StrEnum


class DeclineReason(StrEnum):
    """Why the manager will not offer it. None of them is the client's answer: the client was not asked."""

    HAS_IT = "has_it"
    NOT_NOW = "not_now"
    OFFERED_LATELY = "offered_lately"
    BAD_DATA = "bad_data"
    OTHER = "other"


class OverrideReason(StrEnum):
    """Why another partner gets the client than the one that it was settled for."""

    CLIENT_ASKS = "client_asks"
    KNOWS_PARTNER = "knows_partner"
    BETTER_TERMS = "better_terms"
    FASTER = "faster"
    NOT_TAKING = "not_taking"
    NO_ANSWER = "no_answer"


CHOSEN_BY_PEOPLE = tuple(one for one in OverrideReason if one is not OverrideReason.NO_ANSWER)
"""What a person may say; that the former partner did not answer is said by the base alone."""


class RefusalReason(StrEnum):
    """Why the client said no to an offer, as far as it told."""

    TOO_EXPENSIVE = "too_expensive"
    HAS_ELSEWHERE = "has_elsewhere"
    NOT_NEEDED = "not_needed"
    LATER = "later"
    NO_TRUST = "no_trust"
    UNTOLD = "untold"
