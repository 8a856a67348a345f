"""What the book asks of a collection when money has moved (M4), and a complaint of the statement whose line it is about."""

from store.requests import CaseRequest


class SettleCollection(CaseRequest):
    """Nothing undisputed is due any more: it is over."""


class ReopenCollection(CaseRequest):
    """The bank took back what had ended it."""


class FollowClaim(CaseRequest):
    """The complaint that was opened for a line of a statement is decided, or open again (M2)."""

    claim: str
    """As typed: `C12`."""
    decided: bool
