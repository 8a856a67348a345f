"""Read-only facts of complaints for cards, tasks, lists and reports."""

from dataclasses import fields
from typing import Any

from store.complaints.area import COMPLAINTS, load
from store.complaints.state import APPROVAL, Complaint, Turn
from store.money.disputes import disputed_line
from store.process.chain import Verdict
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts, rounds

_HIDDEN = (
    "order_id",
    "customer_id",
    "person_known",
    "order_found",
    "order_left",
    "order_customer",
    "round",
    "signatures",
)
_SHOWN = tuple(field.name for field in fields(Complaint) if field.name not in _HIDDEN)
_TRACKS = {
    "cause": ("cause",),
    "remedy": ("remedy",),
    "signed": ("sign_remedy", "opinion"),
    "carried": ("carried",),
    "answer": ("answer",),
}


async def complaint_view(unit: Unit, case: Case) -> tuple[Complaint, dict[str, Any]]:
    """A complaint, and everything that a card, a task or a notice may say of it; the templates choose."""
    complaint = await load(unit, case)
    turn = complaint.turn
    return complaint, {
        **{name: getattr(complaint, name) for name in _SHOWN},
        **await case_facts(unit, COMPLAINTS, case, complaint, _TRACKS),
        "chain": [seat.role for block in APPROVAL.blocks(complaint) for seat in block.seats],
        "turn": turn[1] if turn else None,
        "more": ["signatures"] if _approved(complaint) else [],
        "disputed": await disputed_line(unit.session, COMPLAINTS.reference(case.number)),
        "total_cost": complaint.total_cost,
        "limit_above": complaint.above_limit,
        "creator": unit.roster.name(complaint.creator_id),
        "sales": unit.roster.name(complaint.sales_id),
    }


def _approved(complaint: Complaint) -> bool:
    """All have signed what is to be done, in the round that counts."""
    standing = APPROVAL.standing(complaint)
    return bool(standing.signed) and standing.complete


async def remedy_view(unit: Unit, case: Case) -> dict[str, Any] | None:
    """C3: what the stub of a remedy says; None until all have signed, or where nobody had to."""
    complaint = await load(unit, case)
    if not _approved(complaint):
        return None
    seats = [block.seats[0].kind for block in APPROVAL.blocks(complaint)]
    acts = {Turn.VERIFY: "verify", Turn.OPINION: "opinion"}
    lines = [
        {**one, "act": acts.get(Turn(seats[one["block"]])) if one["verdict"] == Verdict.SIGNED else None}
        for one in rounds(APPROVAL, complaint)
    ]
    return {**{name: getattr(complaint, name) for name in _SHOWN}, "lines": lines}
