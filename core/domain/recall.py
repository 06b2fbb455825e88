"""Calling data back from a partner: the client has taken its consent back after they left, or has bought elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RecallReason(StrEnum):
    """Why the partner is not to use them any more; BOUGHT also of a saved file whose client refused the former one: the
    letter says only that the client has answered.
    """

    CONSENT = "consent"
    BOUGHT = "bought"


@dataclass(frozen=True, slots=True)
class Recall:
    """A notice that one `lead` (the id of its recommendation) is to be called back from a partner.

    `file_name` is that of the package, `row` the row of the lead in its sheet as a spreadsheet numbers it, the header
    being row 1; None for a package of before rows were kept. `sent`: it has left; else nobody can say whether it did:
    its file was saved, or the mail server did not answer. Moments in UTC without zone; `done_at` is None while it is
    still to be done.
    """

    id: int
    lead: int
    company_id: int
    file_name: str
    row: int | None
    sent: bool
    raised_at: datetime
    done_at: datetime | None = None
    reason: RecallReason = RecallReason.CONSENT
