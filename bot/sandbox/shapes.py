"""The world as Bot API objects, in the shapes of Bot API 10."""

from bot.sandbox.world import ANONYMOUS_ADMIN, Chat, Json, Message, User, World

_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)


def user_object(user: User) -> Json:
    shape: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    for name in ("last_name", "username", "language_code"):
        if value := getattr(user, name):
            shape[name] = value
    return shape


def bot_object(bot: User) -> Json:
    return {
        **user_object(bot),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


def chat_object(chat: Chat, world: World) -> Json:
    if chat.kind == "private":
        user = user_object(world.user(chat.id))
        kept = {k: v for k, v in user.items() if k in {"id", "first_name", "last_name", "username"}}
        return {**kept, "type": "private"}
    shape: Json = {"id": chat.id, "title": chat.title, "type": chat.kind}
    if chat.is_forum:
        shape["is_forum"] = True
    return shape


def full_chat_object(chat: Chat, world: World) -> Json:
    shape = {
        **chat_object(chat, world),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if chat.is_group:
        shape["permissions"] = {"can_send_messages": True, "can_pin_messages": chat.kind == "group"}
    pinned = [world.message(chat, message_id) for message_id in chat.pinned]
    if latest := next((message for message in reversed(pinned) if message), None):
        shape["pinned_message"] = message_object(latest, world)
    return shape


def member_object(chat: Chat, user: User, world: World) -> Json:
    if user.id == world.bot.id:
        status = "member" if chat.kind == "private" else chat.bot_status
    elif user.id in chat.admins:
        status = "administrator"
    else:
        status = "member" if user.id in chat.members else "left"
    return member_status(user, status)


def member_status(user: User, status: str) -> Json:
    shape: Json = {"user": user_object(user), "status": status}
    if status == "administrator":
        shape |= {"can_be_edited": False, "is_anonymous": False}
        shape |= dict.fromkeys(_ADMIN_RIGHTS, True)
    elif status == "kicked":
        shape["until_date"] = 0
    return shape


def message_object(message: Message, world: World, *, nested: bool = False) -> Json:
    """``nested`` leaves out the message replied to, as Telegram does inside another message."""
    sender = world.anonymous_admin if message.sender.id == ANONYMOUS_ADMIN else message.sender
    shape: Json = {
        "message_id": message.message_id,
        "from": user_object(sender),
        "chat": chat_object(message.chat, world),
        "date": int(message.date.timestamp()),
    }
    if message.sender_chat:
        shape["sender_chat"] = chat_object(message.sender_chat, world)
    if message.edited:
        shape["edit_date"] = int(message.edited[-1].timestamp())
    if message.thread_id:
        shape |= {"message_thread_id": message.thread_id, "is_topic_message": True}
    if message.reply_to and not nested and not message.reply_to.deleted:
        shape["reply_to_message"] = message_object(message.reply_to, world, nested=True)
    if message.protected:
        shape["has_protected_content"] = True
    if message.album:
        shape["media_group_id"] = message.album
    if message.origin:
        shape["forward_origin"] = message.origin
    shape |= _content(message) | message.service
    if message.keyboard:
        shape["reply_markup"] = {"inline_keyboard": message.keyboard}
    return shape


def _content(message: Message) -> Json:
    prefix = "caption" if message.attachment else "text"
    shape: Json = {}
    if attachment := message.attachment:
        if attachment.kind == "photo":
            shape["photo"] = attachment.sizes
        else:
            shape["document"] = {
                "file_name": attachment.name,
                "mime_type": attachment.file.mime_type,
                **attachment.sizes[0],
            }
    if message.body.text:
        shape[prefix] = message.body.text
        if message.body.entities:
            shape["caption_entities" if message.attachment else "entities"] = message.body.entities
    return shape


def inaccessible_message(message: Message, world: World) -> Json:
    return {"chat": chat_object(message.chat, world), "message_id": message.message_id, "date": 0}
