"""Read-only facts of fees (M2)."""

from typing import Any

from store.charges.area import CHARGES, load
from store.charges.state import Fee
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts


async def fee_view(unit: Unit, case: Case) -> tuple[Fee, dict[str, Any]]:
    fee = await load(unit, case)
    return fee, {
        **await case_facts(unit, CHARGES, case, fee, {}),
        "customer": fee.customer,
        "kind": fee.kind,
        "day": fee.day,
        "amount": fee.amount,
        "qty": fee.qty,
        "unit": fee.unit,
        "order": fee.order,
        "note": fee.note,
        "creator": unit.roster.name(fee.creator_id),
    }
