"""Between an occurrence as a value and its rows, and all that the mechanism asks of the calendar."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import true
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.calendar import requests as ask
from store.calendar.duties import DUTIES
from store.calendar.model import AskedRow, OccurrenceRow, ShareRow, plain
from store.calendar.opening import draft
from store.calendar.rules import withdraw
from store.calendar.state import ENDED, LETTER, Asked, Kind, Occurrence, Reply, Share, State
from store.calendar.steps import STEPS
from store.company import Per, Role
from store.customers.finding import known_by
from store.people import presence
from store.people.actor import Actor
from store.people.roster import Person
from store.process.areas import AreaTable
from store.process.records import Case, case_id
from store.process.unit import Unit, once
from store.requests import Area, Request

_SCALARS = tuple(
    field.name
    for field in fields(Occurrence)
    if field.name in OccurrenceRow.model_fields and field.name not in ("pings", "roles")
)


async def prepare(_unit: Unit, _case: Case, occurrence: Occurrence, _request: Request) -> Occurrence:
    return occurrence


@once
async def load(unit: Unit, case: Case) -> Occurrence:
    query = select(OccurrenceRow).where(OccurrenceRow.case_id == case.id)
    row = (await unit.session.exec(query.execution_options(populate_existing=True))).one()
    shares = [*(await of_now(unit.session, await _rows(unit, ShareRow, case))).values()]
    asked = await _rows(unit, AskedRow, case)
    entry = unit.company.entries.get(row.entry or "")
    report = (entry.report or "") if entry is not None else ""
    return replace(value_of(row, shares, asked), beside=case.about_id, report=report)


async def of_now(session: AsyncSession, rows: Sequence[ShareRow]) -> dict[int | None, Share]:
    """Each by its row's number; a customer's is called by their name of now."""
    known = await known_by(session, {one.name for one in rows if one.member_id is None and one.name})
    shares = [_share(one) for one in rows]
    return {
        one.id: replace(one, name=known[one.name].name)
        if one.member_id is None and one.name in known
        else one
        for one in shares
    }


def value_of(row: OccurrenceRow, shares: Sequence[Share], asked: Sequence[AskedRow]) -> Occurrence:
    values: dict[str, Any] = {name: getattr(row, name) for name in _SCALARS}
    values |= {
        "state": State(row.state),
        "kind": Kind(row.kind),
        "per": Per(row.per),
        "to": Role(row.to) if row.to else None,
        "roles": tuple(Role(role) for role in row.roles),
        "pings": tuple(datetime.fromisoformat(at) for at in row.pings),
        "shares": tuple(shares),
        "asked": tuple(_asked(one) for one in asked),
    }
    return Occurrence(**values)


def _share(row: ShareRow) -> Share:
    return Share(**{field.name: getattr(row, field.name) for field in fields(Share)})


def _asked(row: AskedRow) -> Asked:
    values = {field.name: getattr(row, field.name) for field in fields(Asked)}
    return Asked(**{**values, "role": Role(row.role), "reply": Reply(row.reply)})


async def _rows(unit: Unit, table: Any, case: Case) -> Sequence[Any]:
    query = select(table).where(table.case_id == case.id, table.void_at.is_(None)).order_by(table.id)
    return (await unit.session.exec(query.execution_options(populate_existing=True))).all()


async def save(unit: Unit, case: Case, old: Occurrence, new: Occurrence) -> Occurrence:
    if old.state is State.NEW:
        series = new.series or f"{LETTER}{case.number}"
        new = replace(new, number=case.number, series=series)
        unit.session.add(OccurrenceRow(case_id=case_id(case), **_columns(new)))
        await unit.session.flush()
    else:
        row = await unit.session.get_one(OccurrenceRow, case_id(case))
        for name, value in _columns(new).items():
            setattr(row, name, value)
    moved = {"due_at": new.due_at}
    new = replace(
        new,
        shares=await _keep(unit, case, ShareRow, old.shares, new.shares, {}),
        asked=await _keep(unit, case, AskedRow, old.asked, new.asked, moved, always=old.due_at != new.due_at),
    )
    await unit.session.flush()
    return new


def _columns(occurrence: Occurrence) -> dict[str, Any]:
    return {name: getattr(occurrence, name) for name in _SCALARS} | {
        "pings": plain(occurrence.pings),
        "roles": plain(occurrence.roles),
        "next_at": occurrence.next_at(),
    }


async def _keep(
    unit: Unit,
    case: Case,
    table: Any,
    old: Sequence[Any],
    new: Sequence[Any],
    beside: dict[str, Any],
    *,
    always: bool = False,
) -> tuple[Any, ...]:
    """New ones get a row, changed ones theirs written, those that undoing took away theirs marked."""
    before = {one.id: one for one in old}
    for gone in set(before) - {one.id for one in new}:
        (await unit.session.get_one(table, gone)).void_at = unit.now
    kept = []
    for one in new:
        values = {field.name: getattr(one, field.name) for field in fields(one)} | beside
        if one.id is None:
            row = table(case_id=case_id(case), **values)
            unit.session.add(row)
            await unit.session.flush()
            one = replace(one, id=row.id)
        elif always or before.get(one.id) != one:
            row = await unit.session.get_one(table, one.id)
            row.void_at = None
            for name, value in values.items():
                setattr(row, name, value)
        kept.append(one)
    return tuple(kept)


def facts(old: Occurrence, new: Occurrence, request: Request) -> dict[str, Any]:
    kept = request.model_dump(exclude={"number", "people"}, exclude_none=True, exclude_defaults=True)
    kept |= {"title": new.title, "title_en": new.title_en}
    before = {share.id: share for share in old.shares}
    done = [
        share.name
        for share in new.shares
        if share.done_at is not None and share.id in before and before[share.id].done_at is None
    ]
    if done:
        kept |= {"shares": [name for name in done if name], "left": len(new.open_shares)}
        kept |= {"late": old.state is State.LATE, "per": new.per, "kind": new.kind}
    if old.starts_at != new.starts_at:
        kept |= {"starts_at": new.starts_at, "was": old.starts_at}
    if isinstance(request, ask.CallMeeting):
        kept |= {"starts_at": new.starts_at, "asked": len(new.asked)}
    if isinstance(request, ask.PassUp):
        kept["owing"] = [one.name for one in new.owing()]
    return kept


def nobody(_unit: Unit, _occurrence: Occurrence, _name: str) -> Person | None:
    return None


def circle(unit: Unit, occurrence: Occurrence, name: str) -> Sequence[Person]:
    """`receivers`: whoever it is due to, by role, or late with nobody named the director; `waiting`: the same, while
    somebody beside them owes it; `asked`: all who are asked."""
    if name in ("receivers", "waiting"):
        role = occurrence.to or (Role.DIRECTOR if occurrence.passed_up_at else None)
        people = unit.roster.in_turn(role, unit.now)[:1] if role else ()
        owing = {one.member_id for one in occurrence.owing()}
        if name == "waiting":
            people = tuple(person for person in people if owing - {person.id})
    else:
        found = (unit.roster.person(one.member_id) for one in occurrence.asked)
        people = tuple(one for one in found if one is not None)
    return [person for person in people if person.reachable]


async def _barred(unit: Unit, occurrence: Occurrence, actor: Actor) -> bool:
    """What a meeting says is for those invited, and for whoever sits at the desk: not for a member who left it. When
    somebody is on leave stands in their own calendar alone."""
    own = occurrence.kind is Kind.NOTICE and occurrence.entry is None
    if occurrence.asked_as(actor) is not None or own:
        return occurrence.asked_as(actor) is None
    if occurrence.kind is not Kind.MEETING:
        return False
    person = unit.roster.person(actor.member_id)
    if person is None or not actor.ids.isdisjoint((occurrence.caller_id, occurrence.keeper_id)):
        return False
    return person.telegram_id in await presence.gone(unit.session)


def _opens(occurrence: Occurrence, actor: Actor, _photo: str) -> bool:
    """What was handed in is for whoever receives it; everybody may see whether it was."""
    return occurrence.to is None or bool(actor.roles & {occurrence.to, Role.DIRECTOR, Role.EXECUTIVE})


CALENDAR = AreaTable[Occurrence](
    name=Area.CALENDAR,
    letter=LETTER,
    noun="occurrence",
    ended=ENDED,
    title=lambda occurrence: occurrence.title,
    title_en=lambda occurrence: occurrence.title_en,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=nobody,
    circle=circle,
    carded=lambda occurrence: occurrence.carded,
    about=lambda occurrence: occurrence.beside,
    may_see=lambda _occurrence, _actor: True,
    opens=_opens,
    seen_by=lambda _actor: true(),
    sees_all=lambda _actor: True,
    barred=_barred,
    sound=lambda _occurrence: True,
    withdraw=withdraw,
)
