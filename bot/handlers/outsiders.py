"""Whoever isn't a member in a place that the company knows: the little that they are answered."""

from typing import Any

from telegram import CallbackQuery, Chat, Message, User
from telegram.constants import ChatType

from bot.access import rights
from bot.access.speakers import Masked, Speaker, Stranger
from bot.handlers import members
from bot.handlers.routing import Router
from bot.intake.work import Work
from bot.letters.fronts import asked
from store.mail import outbox
from store.members import people, presence
from store.members.requests import ChooseRole, Join, SetRoom, ShowRoom, Start
from store.people.roster import Place


async def said(
    work: Work, router: Router, who: Stranger | Masked | None, message: Message, text: str
) -> None:
    user = message.from_user
    if isinstance(who, Stranger) and who.known_room and user is not None:
        await presence.seen(work.unit, message.chat.id, user.id)
    if not await _asked(work, router, who, message, text):
        await _turn_away(work, who, message, text)


async def pressed(work: Work, router: Router, query: CallbackQuery) -> None:
    request, user = asked(query.data or ""), query.from_user
    chat = query.message.chat if query.message else None
    if isinstance(request, ChooseRole) and chat is not None and chat.id == user.id:
        await members.choose_as_stranger(work, user, request)
    elif isinstance(request, ShowRoom | SetRoom) and chat and _opens_a_room(work, user, chat):
        message_id = query.message.message_id if query.message else 0
        work.about_row = await outbox.about(work.unit.session, chat_id=chat.id, message_id=message_id)
        await router.run(work, request)
    else:
        work.answer("members/stranger", {"language": work.unit.company.language})


async def _asked(
    work: Work, router: Router, who: Stranger | Masked | None, message: Message, text: str
) -> bool:
    """What is answered to outsiders: a wish to join, and Start to whoever was seen in a room; an admin who says what a new
    group is."""
    user = message.from_user
    if not isinstance(who, Stranger) or user is None or not text.strip():
        return False
    private = message.chat.id > 0
    today = work.unit.now.astimezone(work.unit.company.zone).date()
    request = work.front.grammar.read(text, today=today, private=private)
    colleague = isinstance(request, Start) and private and await presence.is_in(work.unit, user.id)
    if private and (isinstance(request, Join) or colleague):
        await members.join_as_stranger(work, user)
        return True
    if isinstance(request, Join) and who.known_room:
        await _point_to_private(work, user, message)
        return True
    if isinstance(request, ShowRoom | SetRoom) and _opens_a_room(work, user, message.chat):
        await router.run(work, request)
        return True
    return False


async def _point_to_private(work: Work, user: User, message: Message) -> None:
    """Joining is asked for in private: whoever asks for it in a room gets the link, once a day."""
    work.meant = True
    if await presence.first_word_today(work.unit, message.chat.id, user.id):
        outbox.notice(
            work.unit.session,
            "members/join_here",
            chat_id=message.chat.id,
            thread_id=message.message_thread_id if message.is_topic_message else None,
            now=work.unit.now,
            reply_to=message.message_id,
        )


def _opens_a_room(work: Work, user: User, chat: Chat) -> bool:
    """Whether an admin speaks in a group that is no room yet; then they are listened to there."""
    admin = work.unit.roster.by_telegram(user.id)
    if admin is None or chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return False
    actor = work.unit.roster.actor(admin)
    if not rights.roles_for(SetRoom) & actor.roles:
        return False
    place = Place(chat.id, work.thread_id, "", work.unit.company.language)
    work.speaker = Speaker(admin, actor, chat.id, place)
    return True


async def _turn_away(work: Work, who: Stranger | Masked | None, message: Message, text: str) -> None:
    """One polite line at most to an unknown person or room; an anonymous administrator is asked to say who it is."""
    if who is None:
        return
    today = work.unit.now.astimezone(work.unit.company.zone).date()
    private = message.chat.id > 0
    read = work.front.grammar.read(text, today=today)
    if not private and (
        read is None or (isinstance(who, Stranger) and not work.front.grammar.is_command(text))
    ):
        return
    work.meant = True
    user = message.from_user
    language = (
        "en"
        if private and user and (user.language_code or "").startswith("en")
        else work.unit.company.language
    )
    columns: dict[str, Any] = {
        "chat_id": message.chat.id,
        "thread_id": message.message_thread_id if message.is_topic_message else None,
    }
    if isinstance(who, Masked):
        # Anybody may speak as a channel of theirs, as often as they like; the room's own admins are few.
        channel = message.sender_chat
        if (
            channel
            and channel.id != message.chat.id
            and not await people.may_hear_again(work.unit, channel.id)
        ):
            return
        outbox.notice(
            work.unit.session, "members/masked", now=work.unit.now, reply_to=message.message_id, **columns
        )
        return
    known_as = user.id if who.known_room and user else message.chat.id
    if await people.first_meeting(work.unit, known_as):
        facts = {"language": language}
        outbox.notice(
            work.unit.session,
            "members/stranger",
            now=work.unit.now,
            facts=facts,
            reply_to=message.message_id,
            **columns,
        )
