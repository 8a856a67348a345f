"""Which chat or message a call means, and whether the bot may touch it."""

from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import Refusal, bad_request, forbidden
from bot.sandbox.world import ANONYMOUS_ADMIN, Chat, Message, World


def readable_chat(world: World, p: Parameters) -> Chat:
    reference = p.text("chat_id") or bad_request("chat_id is empty")
    try:
        chat_id = int(reference)
    except ValueError:
        bad_request("chat not found")
    chat = world.chats.get(chat_id) or bad_request("chat not found")
    if chat.kind == "supergroup" and not chat.bot_present:
        _forbid_absent(chat)
    return chat


def writable_chat(world: World, p: Parameters) -> Chat:
    """Refuses chats that were never started, blocked, left or upgraded; an upgrade names the new id."""
    if p.text("chat_id") == str(ANONYMOUS_ADMIN):
        forbidden("bots can't send messages to bots")
    chat = readable_chat(world, p)
    if chat.kind == "private":
        user = world.user(chat.id)
        if user.blocked:
            forbidden("bot was blocked by the user")
        if not user.started:
            forbidden("bot can't initiate conversation with a user")
        return chat
    if chat.upgraded_to:
        raise Refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.upgraded_to,
        )
    if not chat.bot_present:
        _forbid_absent(chat)
    return chat


def _forbid_absent(chat: Chat) -> None:
    kind = f"{chat.kind} chat"
    if chat.bot_status == "kicked":
        forbidden(f"bot was kicked from the {kind}")
    forbidden(f"bot is not a member of the {kind}")


def check_right(chat: Chat, what: str) -> None:
    """Whether a member may send such a message there, in TDLib's words."""
    if chat.is_group and what in chat.denied and chat.bot_status != "administrator":
        named = "text messages" if what == "text" else what
        bad_request(f"not enough rights to send {named} to the chat")


def existing_message(world: World, chat: Chat, p: Parameters, purpose: str) -> Message:
    return world.message(chat, p.integer("message_id")) or bad_request(f"message to {purpose} not found")


def own_message(world: World, p: Parameters) -> Message:
    """The bot's message to edit; other people's can't be."""
    chat = writable_chat(world, p)
    message = existing_message(world, chat, p, "edit")
    if message.sender is not world.bot or message.service:
        bad_request("message can't be edited")
    return message


def reply_target(world: World, chat: Chat, p: Parameters) -> Message | None:
    reply = p.json("reply_parameters", "reply parameters") or {}
    message_id = int(reply.get("message_id") or p.integer("reply_to_message_id"))
    if message_id <= 0:
        return None
    if str(reply.get("chat_id") or chat.id) != str(chat.id):
        bad_request("replies to other chats are not supported by the embedded chat")
    message = world.message(chat, message_id)
    if (
        message is None
        and not reply.get("allow_sending_without_reply")
        and not p.flag("allow_sending_without_reply")
    ):
        bad_request("message to be replied not found")
    return message


def thread_of(chat: Chat, p: Parameters, answered: Message | None) -> int | None:
    """The topic to post in: the one asked for, or that of the message replied to."""
    thread = p.integer("message_thread_id")
    if thread > 0:
        if thread not in chat.topics:
            bad_request("message thread not found")
        if thread in chat.closed_topics and chat.bot_status != "administrator":
            bad_request("TOPIC_CLOSED")
        return thread
    return answered.thread_id if answered else None
