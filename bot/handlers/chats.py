"""What Telegram says of a chat."""

from telegram import Update

from bot.handlers import rooms
from bot.intake.work import Context
from store.members import presence
from store.members.barred import look_again
from store.members.rooms import move_room


async def migrated(update: Update, context: Context) -> None:
    message = update.effective_message
    if message is not None and message.migrate_to_chat_id is not None:
        await move_room(context.work.unit, old=message.chat.id, new=message.migrate_to_chat_id)


async def changed(update: Update, context: Context) -> None:
    if update.my_chat_member is not None:
        context.work.meant = True
        await rooms.chat_changed(context.work, update.my_chat_member)


async def came_or_went(update: Update, context: Context) -> None:
    """Service messages of who came into a room and who left it."""
    message, unit = update.effective_message, context.work.unit
    if message is None:
        return
    for user in message.new_chat_members:
        await presence.seen(unit, message.chat.id, user.id)
    if message.left_chat_member is not None:
        await rooms.went(context.work, message.chat, message.left_chat_member, message.from_user)


async def member_changed(update: Update, context: Context) -> None:
    """The same of large groups, where Telegram tells it to administrators only; where both come, the first counts."""
    change = update.chat_member
    if change is None:
        return
    user = change.new_chat_member.user
    if rooms.is_out(change.new_chat_member):
        await rooms.went(context.work, change.chat, user, change.from_user)
    elif rooms.is_out(change.old_chat_member):
        await presence.seen(context.work.unit, change.chat.id, user.id)


async def topic_opened(update: Update, context: Context) -> None:
    """A topic that was closed takes messages again."""
    if update.effective_chat is not None:
        await look_again(context.work.unit, update.effective_chat.id)


async def service(_update: Update, _context: Context) -> None:
    """Pins, titles: nothing is asked of the bot."""
