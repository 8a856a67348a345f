"""What the book asks of a collection when money has moved (M4)."""

from store.requests import CaseRequest


class SettleCollection(CaseRequest):
    """Nothing undisputed is due any more: it is over."""


class ReopenCollection(CaseRequest):
    """The bank took back what had ended it."""
