"""M5: a month's rates, handed in once and frozen then; what changed since stands beside them."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import select

from store.company import Role
from store.customers.model import Customer
from store.database.numbers import lock
from store.mail import outbox
from store.mail.outbox import Lane
from store.money import book
from store.money.model import RateSheetRow
from store.money.rates import By, Rate, last_day, rates
from store.people.actor import Actor
from store.process.unit import Unit
from store.requests import Area

HANDED_IN = "collection/rates_handed_in"
_FIGURES = ("due", "settled", "owed", "overdue")
CAME = "came"
"""Of all of them: what came in the month, whenever it was due (M1)."""


async def rates_view(unit: Unit, month: date) -> dict[str, Any]:
    """Line by line as handed in, else as it is now; the last is of all of them."""
    now = await _lines(unit, month)
    sheet = await unit.session.get(RateSheetRow, month, populate_existing=True)
    lines = [_read(one) for one in sheet.lines] if sheet is not None else now
    was = {(one["of"], one["who"]): one for one in lines}
    kinds = {one["of"] for one in lines}
    changed = [one for one in now if one["of"] in kinds and _differs(one, was.get((one["of"], one["who"])))]
    return {
        "month": month,
        "over": month < unit.now.astimezone(unit.company.zone).date().replace(day=1),
        "lines": [one | _shares(one) for one in lines],
        "changed": [one | _shares(one) for one in changed] if sheet is not None else [],
        "handed_in": {"by": sheet.member, "at": sheet.at} if sheet is not None else None,
    }


async def hand_in(unit: Unit, actor: Actor, month: date) -> bool:
    """To the director; False where that was done already."""
    await lock(unit.session, Area.COLLECTION)
    if await unit.session.get(RateSheetRow, month, populate_existing=True) is not None:
        return False
    lines = [
        {name: str(value) if isinstance(value, Decimal) else value for name, value in one.items()}
        for one in await _lines(unit, month)
    ]
    unit.session.add(RateSheetRow(month=month, at=unit.now, member=actor.name, lines=lines))
    return True


async def tell(unit: Unit, actor: Actor, month: date) -> None:
    """The director, where no calendar says it, with the month's totals (M1)."""
    sheet = await unit.session.get_one(RateSheetRow, month)
    totals = {name: sheet.lines[-1][name] for name in ("due", CAME)}
    for person in unit.roster.in_turn(Role.DIRECTOR, unit.now)[:1]:
        outbox.notice(
            unit.session,
            HANDED_IN,
            chat_id=person.telegram_id,
            now=unit.now,
            lane=Lane.MONEY,
            member_id=person.id,
            facts={"month": month.isoformat(), "by": actor.name} | totals,
        )


async def _lines(unit: Unit, month: date) -> list[dict[str, Any]]:
    customers = await unit.session.exec(select(Customer.id, Customer.sales_id))
    owners = {one: owner for one, owner in customers.all() if one is not None}
    sold, collected = await rates(unit.session, month, owners, unit.company.zone)
    lines = [*_named(unit, sold, "sales"), *_named(unit, collected, "collector")]
    _due, came = await book.turnover(unit.session, month, last_day(month))
    return [*lines, {"of": "all", "who": None, CAME: came} | _figures(sum(sold.values(), Rate()))]


def _differs(now: dict[str, Any], was: dict[str, Any] | None) -> bool:
    """In what was handed in: sheets of old don't say all that is said now."""
    return was is None or any(now[name] != value for name, value in was.items())


def _named(unit: Unit, found: By, of: str) -> list[dict[str, Any]]:
    named = sorted(((unit.roster.name(who), rate) for who, rate in found.items()), key=lambda one: one[0])
    return [{"of": of, "who": who} | _figures(rate) for who, rate in named]


def _figures(rate: Rate) -> dict[str, Any]:
    return {name: getattr(rate, name) for name in _FIGURES}


def _read(line: dict[str, Any]) -> dict[str, Any]:
    """Sheets of old name no collectors, and don't say of whom a line is."""
    known = {"of": "all" if line["who"] is None else "sales"} | line
    return {name: Decimal(value) if name in (*_FIGURES, CAME) else value for name, value in known.items()}


def _shares(line: dict[str, Any]) -> dict[str, Any]:
    rate = Rate(**{name: line[name] for name in _FIGURES})
    return {"recovery": rate.recovery, "late": rate.late}
