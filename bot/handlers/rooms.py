"""Rooms: what a group is for, and what Telegram says of the bot's place in a chat."""

from dataclasses import replace

from telegram import Chat, ChatMember, ChatMemberUpdated, User
from telegram.constants import ChatType

from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.members import barred, people, presence, rooms
from store.members import requests as ask
from store.people.model import Room
from store.process import escalation
from store.requests import Refused

OUT = (ChatMember.LEFT, ChatMember.BANNED)
BLOCKED = "blocked"


async def show_room(work: Work, request: ask.ShowRoom) -> None:
    if request.room is not None:
        _open_roles(work, roles=request.roles)
    elif work.by.private:
        work.answer("members/rooms")
    else:
        room = await _room_here(work)
        work.answer("members/room", {"room": room.id, "version": room.version, "roles": False})


def _open_roles(work: Work, *, roles: bool) -> None:
    """The button for a department's room shows the departments, in the same message."""
    row = work.about_row
    if row is None or "version" not in row.facts:
        work.answer("refused/unreadable")
        return
    row.facts = {**row.facts, "roles": roles, "sure": ""}
    row.wanted, row.changed_at = row.wanted + 1, work.unit.now
    work.answer("members/opened")


async def set_room(work: Work, request: ask.SetRoom) -> None:
    row = work.about_row if work.callback_id is not None else None
    if request.room is not None:
        room = await rooms.get(work.unit, request.room)
        thread = row.thread_id if row is not None and row.chat_id < 0 else room.thread_id if room else None
    elif work.by.private:
        refuse(work, Refused(reason="not_in_a_room"))
        return
    else:
        room, thread = await _room_here(work), work.thread_id
    if room is None:
        work.answer("refused/unreadable")
        return
    if await _unsure(work, request, room, pressed=row is not None):
        if row is None:
            question = {"room": room.id, "version": room.version, "roles": False, "sure": request.purpose}
            work.answer("members/room", question)
        else:
            row.facts = {**row.facts, "roles": False, "sure": request.purpose}
            row.wanted, row.changed_at = row.wanted + 1, work.unit.now
            work.answer("members/room_sure")
        return
    refused = await rooms.set_purpose(
        work.unit, room, request.purpose, by=work.by.person, version=request.version, thread_id=thread
    )
    if row is not None:
        here = row.chat_id < 0
        row.facts = {**row.facts, "roles": False, "sure": ""} | ({"version": room.version} if here else {})
        row.wanted, row.changed_at = row.wanted + 1, work.unit.now
    if refused is not None:
        refuse(work, refused)
        return
    title = room.title or str(room.chat_id)
    work.answer("members/room_set", {"what": request.purpose, "title": title})


async def _unsure(work: Work, request: ask.SetRoom, room: Room, *, pressed: bool) -> bool:
    """Strangers may read what is said in a group that a stranger brought the bot to: the admin is asked twice."""
    if request.sure or request.purpose == rooms.OFF or (pressed and request.version != room.version):
        return False
    if not pressed and room.active and room.purpose:
        return False  # decided before
    return await rooms.added_by_outsider(work.unit, room)


async def _room_here(work: Work) -> Room:
    """The group's row; the answer goes to the topic in which it was asked."""
    assert work.by.place is not None, "asked for in a group"
    work.speaker = replace(work.by, place=replace(work.by.place, thread_id=work.thread_id))
    return await rooms.known(work.unit, work.by.chat_id, work.title)


async def chat_changed(work: Work, change: ChatMemberUpdated) -> None:
    """The bot was added to a group or removed; a person blocked it or came back."""
    was_out, now_out = (is_out(state) for state in (change.old_chat_member, change.new_chat_member))
    unit, chat = work.unit, change.chat
    by = unit.roster.by_telegram(change.from_user.id)
    if chat.type == ChatType.PRIVATE:
        if by is not None and now_out:
            await people.unreachable(unit, by.id, BLOCKED)
            await people.reread(unit)
            await escalation.pass_on(unit, unit.roster.actor(by).roles)
        elif by is not None:
            await people.reachable(unit, by.id)
    elif chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
        name = by.name if by is not None else change.from_user.full_name
        if now_out:
            await rooms.bot_removed(unit, chat.id, chat.title or "", by_name=name)
        elif was_out or await rooms.find(unit, chat.id) is None:
            await rooms.bot_added(
                unit, chat.id, chat.title or "", by=by, by_name=name, by_id=change.from_user.id
            )
        else:
            await barred.look_again(unit, chat.id)


async def went(work: Work, chat: Chat, user: User, by: User | None) -> None:
    """Somebody is no longer in a group: by themselves, or taken out by another."""
    if not user.is_bot:
        await rooms.titled(work.unit, work.unit.roster.place(chat.id), chat.title or "")
        member = work.unit.roster.by_telegram(by.id) if by else None
        by_name = member.name if member else by.full_name if by else ""
        await presence.left(work.unit, chat.id, user.id, by=by.id if by else user.id, by_name=by_name)


def is_out(member: ChatMember) -> bool:
    """Whether they can't read what is said in the chat any more."""
    return member.status in OUT or not getattr(member, "is_member", True)


ROUTES: Routes = {ask.ShowRoom: show_room, ask.SetRoom: set_room}
