"""Refusals of files that partners sent back."""

from core.domain.errors import Refused


class NoReplies(Refused, code="no_replies"):
    """The file has no column with reply codes, or none with answers."""


class NoPastedReplies(Refused, code="no_pasted_replies"):
    """What was copied has no answers, or nothing that says whose they are."""


class TooManyPasted(Refused, code="too_many_pasted"):
    """More answers were pasted than rows were chosen. Facts: `rows`, `places`."""


class ReplyNotOpened(Refused, code="reply_not_opened"):
    """The answer was sealed for another key than that of this base, or was changed on its way."""
