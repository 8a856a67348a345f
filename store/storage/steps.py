"""The table of the steps of storage (W2): who notes areas, who confirms the fee, who hears what the customer says."""

from collections.abc import Mapping

from store.company import Role
from store.process.steps import Step, Tell
from store.storage import requests as ask
from store.storage import rules
from store.storage.state import State, Storage

KEEPERS = frozenset({Role.ORDER_CLERK, Role.WAREHOUSE, Role.SERVICE})
CONFIRMERS = frozenset({Role.ORDER_CLERK, Role.SERVICE})
SPEAKERS = frozenset({Role.SERVICE, Role.ASSISTANT, Role.SALES, Role.LAND_LEASE, Role.ORDER_CLERK})
SIGNERS = frozenset({Role.DIRECTOR})
"""Nobody else lowers what a customer owes (C5)."""
OPEN = frozenset({State.OPEN})
READERS = KEEPERS | SPEAKERS | {Role.FINANCE, Role.COLLECTOR, Role.DIRECTOR, Role.EXECUTIVE}

_TABLE = (
    Step[Storage](name="open_storage", code="W2", asks=ask.OpenStorage, event="StorageOpened", roles=KEEPERS,
                  states=frozenset({State.NEW}), judge=rules.may_note, act=rules.open_it),
    Step[Storage](name="note_area", code="W2", asks=ask.NoteArea, event="AreaNoted", roles=KEEPERS,
                  states=OPEN, judge=rules.may_note, act=rules.note),
    Step[Storage](name="draft_fee", code="W2", asks=ask.DraftFee, event="StorageFeeDrafted", roles=frozenset(), clock=True,
                  states=OPEN, judge=rules.may_draft, act=rules.draft_fee, undoable=False),
    Step[Storage](name="confirm_fee", code="W2", asks=ask.ConfirmFee, event="StorageFeeConfirmed", roles=CONFIRMERS,
                  states=OPEN, judge=rules.may_confirm, act=rules.confirm, answers=frozenset({"storage_fee"})),
    Step[Storage](name="sign_correction", code="W2", asks=ask.SignCorrection, event="StorageCorrectionSigned", roles=SIGNERS,
                  states=OPEN, judge=rules.may_judge_correction, act=rules.sign_correction,
                  answers=frozenset({"storage_credit"}),
                  tells=(Tell(notice="corrected", to=("order_clerk", "service", "salesperson"), money=True),)),
    Step[Storage](name="refuse_correction", code="W2", asks=ask.RefuseCorrection, event="StorageCorrectionRefused", roles=SIGNERS,
                  states=OPEN, judge=rules.may_judge_correction, act=rules.refuse_correction,
                  answers=frozenset({"storage_credit"}),
                  tells=(Tell(notice="corrected", to=("order_clerk", "service", "salesperson"), money=True),)),
    Step[Storage](name="agree_to_fee", code="W2", asks=ask.AgreeToFee, event="StorageFeeAgreed", roles=SPEAKERS,
                  states=OPEN, judge=rules.may_answer, act=rules.agree, answers=frozenset({"storage_tell"})),
    Step[Storage](name="dispute_fee", code="W2", asks=ask.DisputeFee, event="StorageFeeDisputed", roles=SPEAKERS,
                  states=OPEN, judge=rules.may_answer, act=rules.dispute, answers=frozenset({"storage_tell"}),
                  tells=(Tell(notice="disputed", to=("director", "order_clerk", "salesperson"), money=True),)),
)  # fmt: skip

STEPS: Mapping[str, Step[Storage]] = {step.name: step for step in _TABLE}
