"""What befalls consents in tests."""

from datetime import timedelta

from sqlalchemy import update

from core.services.session import Session
from core.storage.people_tables import consent_document
from tests.support.bases import TODAY


def let_run_out(session: Session) -> None:
    """Every document held till yesterday."""
    with session.store.unit_of_work() as work:
        work.consents._connection.execute(update(consent_document).values(valid_until=TODAY - timedelta(days=1)))
