"""Refusals of what follows when a lead has left."""

from core.domain.errors import Refused


class NoNextPartner(Refused, code="no_next_partner"):
    """None of these leads can go on: the deadline is not past, nobody is left, or the kind is offered or rests."""
