"""Read-only facts of storage: a customer's, and who has how much (W2)."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from store.money.state import ZERO
from store.people.actor import Actor
from store.process.lists import PAGE
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts
from store.storage.area import STORAGE, load
from store.storage.fees import area_on, corrections, fee_of, had_room
from store.storage.model import StorageRow
from store.storage.state import Fee, State, Storage

LATEST = 6


async def storage_view(unit: Unit, case: Case) -> tuple[Storage, dict[str, Any]]:
    storage = await load(unit, case)
    today = unit.now.astimezone(unit.company.zone).date()
    return storage, {
        **await case_facts(unit, STORAGE, case, storage, {}),
        "customer": storage.customer,
        "metres": area_on(storage.areas, today),
        "areas": [vars(note) for note in reversed(storage.areas[-LATEST:])],
        "fees": [_fee(unit, storage, fee) for fee in storage.fees[-3:]],
        "pending": _fee(unit, storage, storage.pending),
        "untold": _fee(unit, storage, storage.untold),
        "unsigned": _fee(unit, storage, storage.unsigned),
        "sales": unit.roster.name(storage.sales_id),
    }


def _fee(unit: Unit, storage: Storage, fee: Fee | None) -> Mapping[str, Any] | None:
    """As it stands, or, while it is a draft, as areas and rates have it now."""
    if fee is None:
        return None
    found = fee_of(storage.areas, unit.company.rates, storage.customer, fee.month)
    differs = corrections(storage.areas, storage.fees, unit.company.rates, storage.customer, fee.month)
    correction = fee.correction if fee.amount is not None else sum((by for _month, by in differs), ZERO)
    alone = found.amount if found else None if had_room(storage.areas, fee.month) else ZERO
    return {
        "month": fee.month,
        "amount": fee.amount
        if fee.amount is not None
        else None
        if alone is None
        else alone + max(correction, ZERO),
        "correction": correction,
        "corrected": [{"month": of, "by": by} for of, by in differs] if fee.amount is None else [],
        "signed_by": fee.signed_by,
        "refusal": fee.refusal,
        "confirmed": fee.amount is not None,
        "by": fee.confirmed_by,
        "answer": fee.answer.value,
        "said": fee.said,
        "least": found is not None and found.least,
        "spans": [vars(span) for span in found.spans] if found else [],
    }


async def list_view(unit: Unit, actor: Actor, page: int) -> dict[str, Any]:
    """Those who have room now, the most first."""
    query = (
        select(Case)
        .join(StorageRow, col(StorageRow.case_id) == col(Case.id))
        .where(StorageRow.state == State.OPEN)
    )
    if not STORAGE.sees_all(actor):
        query = query.where(STORAGE.seen_by(actor))
    today = unit.now.astimezone(unit.company.zone).date()
    found = list[dict[str, Any]]()
    for case in (await unit.session.exec(query)).all():
        storage = await load(unit, case)
        if area := area_on(storage.areas, today):
            found.append(
                {"area_now": area, "customer": storage.customer, "number": case.number, "terms": case.terms}
            )
    found.sort(key=lambda one: (-one["area_now"], one["number"]))
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages)
    first = (page - 1) * PAGE
    return {
        "count": len(found),
        "total": sum((one["area_now"] for one in found), 0),
        "page": page,
        "pages": pages,
        "storages": [
            {**one, "at": at, "area": STORAGE.name}
            for at, one in enumerate(found[first : first + PAGE], first + 1)
        ],
    }
