"""Joining from the chat: somebody asks for a role, an admin says yes or no; each answer has exactly one effect."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.mail import outbox
from store.members import roles
from store.people.model import JoinRequest
from store.people.roster import Person
from store.process import private
from store.process.unit import Unit
from store.requests import Refused

ANSWERS_A_DAY = 5
"""A stranger hears no more than this from the bot in a day, however often they ask."""

ASKER, ADMINS = "members/join", "members/join_request"


class State(StrEnum):
    ASKING = "asking"  # which role?
    OPEN = "open"  # with the admins
    ACCEPTED = "accepted"
    REFUSED = "refused"


async def ask(unit: Unit, *, telegram_id: int, name: str, language: str) -> None:
    """`/join`: the choice of roles, or how an earlier request stands. The admins hear of one person once a day."""
    today = _today(unit)
    request = await _latest(unit, telegram_id)
    if request is None or (_decided(request) and not _sent_on(unit, request, today)):
        request = JoinRequest(telegram_id=telegram_id, name=name, language=language, day=today)
        unit.session.add(request)
    elif request.day != today:
        request.day, request.answers = today, 0
    request.answers += 1
    member = unit.roster.by_telegram(telegram_id)
    if request.answers > ANSWERS_A_DAY and member is None:
        return
    if request.state == State.OPEN and not _sent_on(unit, request, today):
        await _tell_admins(unit, request)
    await unit.session.flush()
    facts = {"request": request.id, "language": member.language if member else language}
    row = outbox.notice(unit.session, ASKER, chat_id=telegram_id, now=unit.now, facts=facts)
    await _remember(unit, request, [row])


async def choose(unit: Unit, request_id: int, role: Role, *, telegram_id: int) -> Refused | JoinRequest:
    """The asker presses a role: the admins are asked. A second press finds the request with them already."""
    request = await _locked(unit, request_id)
    if request is None or request.telegram_id != telegram_id or role is Role.ADMIN:
        return Refused(reason="unreadable")
    if request.state != State.ASKING:
        return _as_it_stands(request)
    if not private.admins(unit):
        return Refused(reason="no_admin")
    request.role, request.state = role.value, State.OPEN
    await _tell_admins(unit, request)
    await _refresh(unit, request)
    return request


async def decide(unit: Unit, request_id: int, *, accept: bool, by: Person) -> Refused | JoinRequest:
    """An admin's yes or no; the first one counts, another is told who it was and when."""
    request = await _locked(unit, request_id)
    if request is None:
        return Refused(reason="unreadable")
    if request.state != State.OPEN:
        return _as_it_stands(request)
    request.state = State.ACCEPTED if accept else State.REFUSED
    request.decided_by, request.decided_at = by.name, unit.now
    if accept:
        member = await roles.take_on(
            unit, request.telegram_id, request.name, request.language, Role(request.role)
        )
        _answer(unit, request, "members/joined", member_id=member.id)
    else:
        _answer(unit, request, "members/join_refused", language=request.language)
    await _refresh(unit, request)
    return request


async def find(unit: Unit, request_id: int) -> JoinRequest | None:
    return await unit.session.get(JoinRequest, request_id)


def _decided(request: JoinRequest) -> bool:
    return request.state in (State.ACCEPTED, State.REFUSED)


def _as_it_stands(request: JoinRequest) -> Refused:
    at = request.decided_at.isoformat() if request.decided_at else None
    facts = {"state": request.state, "by": request.decided_by, "at": at}
    return Refused(reason="join_decided", facts=facts)


async def _latest(unit: Unit, telegram_id: int) -> JoinRequest | None:
    query = select(JoinRequest).where(JoinRequest.telegram_id == telegram_id)
    return (await unit.session.exec(query.order_by(col(JoinRequest.id).desc()).limit(1))).first()


async def _locked(unit: Unit, request_id: int) -> JoinRequest | None:
    query = select(JoinRequest).where(JoinRequest.id == request_id).with_for_update()
    return (await unit.session.exec(query)).first()


def _today(unit: Unit) -> date:
    return unit.now.astimezone(unit.company.zone).date()


def _sent_on(unit: Unit, request: JoinRequest, day: date) -> bool:
    return request.sent_at is not None and request.sent_at.astimezone(unit.company.zone).date() == day


async def _tell_admins(unit: Unit, request: JoinRequest) -> None:
    await unit.session.flush()
    request.sent_at = unit.now
    await _remember(unit, request, private.tell_admins(unit, ADMINS, {"request": request.id}))


async def _remember(unit: Unit, request: JoinRequest, rows: Sequence[outbox.Outbox]) -> None:
    await unit.session.flush()
    request.notices = [*request.notices, *(row.id for row in rows if row.id is not None)]


async def _refresh(unit: Unit, request: JoinRequest) -> None:
    for row_id in request.notices:
        await outbox.refresh(unit.session, row_id, now=unit.now)


def _answer(
    unit: Unit, request: JoinRequest, kind: str, *, member_id: int | None = None, **facts: Any
) -> None:
    outbox.notice(
        unit.session,
        kind,
        chat_id=request.telegram_id,
        now=unit.now,
        member_id=member_id,
        facts={"name": request.name, "role": request.role, **facts},
    )
