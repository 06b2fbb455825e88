"""Refusals of what is done by hand with one client, and with the list of them."""

from core.domain.errors import Refused


class FieldChanged(Refused, code="field_changed"):
    """Somebody else has changed fields since they were shown: `fields` has all of them. Facts: `field`."""

    def __init__(self, *fields: str) -> None:
        super().__init__(field=fields[0])
        self.fields = fields


class ConsentKnown(Refused, code="consent_known"):
    """The client gave this very paper before; perhaps it was withdrawn, and only a new one revives it."""


class ViewNameTaken(Refused, code="view_name_taken"):
    """A saved view that this user meets has this name."""


class ViewTooLong(Refused, code="view_too_long"):
    """A view to be saved has too long a name, or too much in it. Facts: `most` signs of a name."""


class StandsInTheWay(Refused, code="stands_in_the_way"):
    """What was done is not undone, because something later rests on it."""


class PaperUnreadable(Refused, code="paper_unreadable"):
    """The file of a document of consent cannot be read, or there is nothing in it."""


class PaperTooLong(Refused, code="paper_too_long"):
    """The file of a document of consent is longer than any scan. Facts: `most`, in MiB."""
