"""Refusals of what people type into the catalogue; the tree of all errors is in `errors.py`."""

from core.domain.errors import Refused


class NameTaken(Refused, code="name_taken"):
    """Another company, or another service of the company for this client type, has the name. Facts: `name`."""


class CatalogueChanged(Refused, code="catalogue_changed"):
    """Somebody has changed the same entries of the catalogue meanwhile."""
