"""What a person sees, as the page and the tests read it."""

from bot.sandbox.markup import to_html
from bot.sandbox.world import Chat, Json, Message, User, World


def message_view(message: Message, world: World) -> Json:
    """A message as it stands now. ``text`` is plain (of a photo or document: its caption); times are ISO 8601."""
    view: Json = {
        "chat_id": message.chat.id,
        "message_id": message.message_id,
        "from_id": message.sender_chat.id if message.sender_chat else message.sender.id,
        "from_name": message.sender_chat.title if message.sender_chat else message.sender.first_name,
        "from_bot": message.sender is world.bot,
        "date": message.date.isoformat(),
        "text": message.body.text,
        "html": to_html(message.body),
        "entities": message.body.entities,
        "buttons": message.keyboard,
        "edited": [moment.isoformat() for moment in message.edited],
        "reaction": message.reaction,
        "reply_to": message.reply_to.message_id if message.reply_to else None,
        "thread": message.thread_id,
        "pinned": message.message_id in message.chat.pinned,
        "protected": message.protected,
        "deleted": message.deleted,
        "reply_markup": message.reply_markup,
        "service": message.service or None,
        "photo": None,
        "document": None,
    }
    if attachment := message.attachment:
        largest = attachment.sizes[-1]
        facts = {
            "file_id": largest["file_id"],
            "file_unique_id": largest["file_unique_id"],
            "file_name": attachment.name,
            "size": len(attachment.file.content),
            "mime_type": attachment.file.mime_type,
        }
        view[attachment.kind] = facts | {k: largest[k] for k in ("width", "height") if k in largest}
    return view


def user_view(user: User) -> Json:
    return {
        "id": user.id,
        "first_name": user.first_name,
        "username": user.username,
        "language_code": user.language_code,
        "note": user.note,
        "started": user.started,
        "blocked": user.blocked,
    }


def chat_view(chat: Chat, world: World) -> Json:
    latest = next((m for m in reversed(chat.messages.values()) if not m.deleted), None)
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title or world.user(chat.id).first_name,
        "members": sorted(chat.members),
        "admins": sorted(chat.admins),
        "bot_status": chat.bot_status,
        "is_forum": chat.is_forum,
        "topics": {str(thread): name for thread, name in chat.topics.items()},
        "upgraded_to": chat.upgraded_to,
        "latest": latest.message_id if latest else None,
    }


def state_view(world: World) -> Json:
    return {
        "bot": user_view(world.bot),
        "users": [user_view(user) for user in world.users.values()],
        "chats": [chat_view(chat, world) for chat in world.chats.values()],
        "now": world.clock.now().isoformat(),
    }
