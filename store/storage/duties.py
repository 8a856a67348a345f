"""The table of the duties of storage (W2): the month's fee is confirmed, then told to the customer; what was too much is
given back by the director's signature. Pure."""

from store.company import Role
from store.process.steps import Duty
from store.storage.state import Fee, State, Storage


def _month(fee: Fee | None) -> int:
    """A number of its own for every month."""
    return fee.month.year * 12 + fee.month.month if fee is not None else 0


DUTIES = (
    Duty[Storage](kind="storage_fee", code="W2", role=lambda _storage: Role.ORDER_CLERK, actions=("confirm_fee",),
                  holds=lambda storage: storage.state is State.OPEN and storage.pending is not None,
                  round=lambda storage: _month(storage.pending), money=True),
    Duty[Storage](kind="storage_tell", code="W2", role=lambda _storage: Role.SERVICE,
                  actions=("agree_to_fee", "dispute_fee"),
                  holds=lambda storage: storage.state is State.OPEN and storage.untold is not None,
                  round=lambda storage: _month(storage.untold), money=True),
    Duty[Storage](kind="storage_credit", code="W2", role=lambda _storage: Role.DIRECTOR,
                  actions=("sign_correction", "refuse_correction"),
                  holds=lambda storage: storage.state is State.OPEN and storage.unsigned is not None,
                  round=lambda storage: _month(storage.unsigned), money=True),
)  # fmt: skip
