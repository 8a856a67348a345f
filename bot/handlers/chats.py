"""What Telegram says of a chat."""

from telegram import Update

from bot.handlers import rooms
from bot.work import Context
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


async def topic_opened(update: Update, context: Context) -> None:
    """A topic that was closed takes messages again."""
    if update.effective_chat is not None:
        await look_again(context.work.unit, update.effective_chat.id)


async def service(_update: Update, _context: Context) -> None:
    """Pins, titles: nothing is asked of the bot."""
