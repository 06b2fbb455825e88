"""Refusals about the folder that a model is evaluated on."""

from core.domain.errors import Refused


class EvaluationFileMissing(Refused, code="evaluation_file_missing"):
    """A file of the folder is not there, cannot be read, or lacks a column. Facts: `file`."""


class EvaluationRowWrong(Refused, code="evaluation_row_wrong"):
    """A row names what the other files do not know, or holds another value than it may. Facts: `file`, `row`."""
