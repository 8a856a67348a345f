"""Read-only facts of returns for cards, tasks and papers. Decimals and dates stay what they are."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from store.money.capitals import in_capitals
from store.orders import area as orders
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts, rounds
from store.returns.area import RETURNS, load, order_of
from store.returns.state import LIST, NONE, ZERO, Line, Order, Return, State
from store.returns.steps import NOT_RECEIVED

_TRACKS = {
    "asked": ("list_return",),
    "checked": ("check_return",),
    "signed": ("sign_return",),
    "counted": ("count_return",),
    "confirmed": ("confirm_return",),
}
"""What the latest step of each is shown for."""


async def return_view(unit: Unit, case: Case) -> tuple[Return, dict[str, Any]]:
    """A return, and everything that a card, a task or a notice may say of it; the templates choose."""
    state = await load(unit, case)
    return state, {
        **_plain(state),
        **await case_facts(unit, RETURNS, case, state, _TRACKS),
        "lines": [_line(state, line) for line in state.lines],
        "too_much": list(state.too_much) if state.state is State.LISTED else [],
        "differences": [_line(state, line) for line in state.differences],
        "corrected": [_line(state, line) for line in state.corrected],
        "creator": unit.roster.name(state.creator_id),
        "sales": unit.roster.name(state.sales_id),
        "more": [
            *(["cancel"] if state.state in NOT_RECEIVED else []),
            *(["signatures"] if _signed(state) else []),
        ],
    }


async def goods_of(unit: Unit, order_case: Case) -> Order:
    """What of an order can come back."""
    return await order_of(unit, order_case, await orders.load(unit, order_case))


_SHOWN = (
    *("number", "state", "customer", "reason", "bearer", "refusal", "amount", "credited"),
    *("wait_until", "counted_at"),
)
"""What templates may say of a return as it stands in the return itself."""


def _plain(state: Return) -> dict[str, Any]:
    order = state.order.number if state.order else None
    return {name: getattr(state, name) for name in _SHOWN} | {"order": order}


def _line(state: Return, line: Line) -> dict[str, Any]:
    goods = next(one for one in state.order.goods if one.position == line.position) if state.order else None
    return {
        "product": line.product,
        "unit": line.unit,
        "price": line.price,
        "qty": line.qty,
        "listed": line.listed,
        "approved": line.approved,
        "received": line.received,
        "amount": line.amount,
        "shipped": goods.shipped if goods else NONE,
        "left": max(NONE, goods.left) if goods else NONE,
    }


async def list_view(unit: Unit, case: Case) -> dict[str, Any] | None:
    """The signed list 退货清单; None while it isn't signed."""
    state, facts = await return_view(unit, case)
    if facts["tracks"]["signed"] is None:
        return None
    return await _paper(unit, state, facts, [line.approved or NONE for line in state.lines])


def _signed(state: Return) -> bool:
    """The list is signed, in the round that counts."""
    standing = LIST.standing(state)
    return bool(standing.signed) and standing.complete


async def stub_view(unit: Unit, case: Case) -> dict[str, Any] | None:
    """R1: what the stub of a signed list says, every round of it; None while it isn't signed."""
    state, facts = await return_view(unit, case)
    if not _signed(state):
        return None
    approved = [line.approved or NONE for line in state.lines]
    return {
        **await _paper(unit, state, facts, approved),
        "goods": facts["lines"],
        "lines": rounds(LIST, state),
    }


async def statement_view(unit: Unit, case: Case) -> dict[str, Any] | None:
    """The return statement 退货明细; None while nothing was counted."""
    state, facts = await return_view(unit, case)
    if facts["tracks"]["counted"] is None:
        return None
    return await _paper(unit, state, facts, [line.received or NONE for line in state.lines])


async def _paper(
    unit: Unit, state: Return, facts: dict[str, Any], quantities: list[Decimal]
) -> dict[str, Any]:
    """A paper's amounts are of what it speaks of, whatever has been counted since."""
    lines = [
        {**line, "amount": (qty * line["price"]).quantize(ZERO, ROUND_HALF_UP)}
        for line, qty in zip(facts["lines"], quantities, strict=True)
    ]
    total = sum((line["amount"] for line in lines), ZERO)
    return {
        **facts,
        "company": unit.company.name,
        "lines": lines,
        "total": total,
        "capitals": in_capitals(total),
        "void": state.state in (State.REJECTED, State.CANCELLED),
    }
