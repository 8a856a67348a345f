"""Bot API methods on messages: send, edit, delete, pin."""

import mimetypes
from typing import Any, Literal

from telegram.constants import ReactionEmoji

from bot.sandbox.access import (
    check_right,
    existing_message,
    own_message,
    reply_target,
    thread_of,
    writable_chat,
)
from bot.sandbox.detect import with_found_entities
from bot.sandbox.markup import FormattedText, plain
from bot.sandbox.parameters import Parameters, Upload
from bot.sandbox.parse_mode import parse_html
from bot.sandbox.people import People
from bot.sandbox.pictures import picture_size
from bot.sandbox.refusals import (
    PHOTO_LIMIT,
    bad_request,
    check_caption,
    check_inline_keyboard,
    check_text,
)
from bot.sandbox.shapes import message_object
from bot.sandbox.world import DELETABLE_FOR, Attachment, Json, Message, World


def send_message(people: People, p: Parameters) -> Json:
    body = formatted(p, "text", "entities")
    check_text(body.text, editing=False)
    return _send(people.world, p, body, None)


def send_photo(people: People, p: Parameters) -> Json:
    return _send_file(people.world, p, "photo")


def send_document(people: People, p: Parameters) -> Json:
    return _send_file(people.world, p, "document")


def _send_file(world: World, p: Parameters, kind: Literal["photo", "document"]) -> Json:
    body = formatted(p, "caption", "caption_entities")
    check_caption(body.text)
    return _send(world, p, body, _attachment(world, p, kind))


def _attachment(world: World, p: Parameters, kind: Literal["photo", "document"]) -> Attachment:
    sent = p.upload(kind)
    if isinstance(sent, Upload):
        if not sent.content:
            bad_request("file must be non-empty")
        if kind == "photo":
            _check_photo(sent.content)
        guessed = mimetypes.guess_type(sent.name)[0] or sent.mime_type
        file = world.keep_file(sent.content, sent.name, guessed)
        return world.attach(kind, file, sent.name)
    if not sent:
        bad_request(f"there is no {kind} in the request")
    if "://" in sent:
        bad_request("failed to get HTTP URL content")
    file = world.file_ids.get(sent) or bad_request("wrong file identifier/HTTP URL specified")
    return world.attach(kind, file, file.name)


def _check_photo(content: bytes) -> None:
    if len(content) > PHOTO_LIMIT:
        bad_request("file is too big")
    size = picture_size(content)
    if size is None:
        bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > 10_000 or max(size) > 20 * min(size):
        bad_request("PHOTO_INVALID_DIMENSIONS")


def _send(world: World, p: Parameters, body: FormattedText, attachment: Attachment | None) -> Json:
    markup = p.json("reply_markup", "reply keyboard markup")
    keyboard = check_inline_keyboard(markup) if markup is not None else []
    chat = writable_chat(world, p)
    check_right(chat, f"{attachment.kind}s" if attachment else "text")
    answered = reply_target(world, chat, p)
    message = world.post(
        chat,
        world.bot,
        body,
        attachment=attachment,
        keyboard=keyboard,
        reply_markup=None if keyboard else markup,
        reply_to=answered,
        thread_id=thread_of(chat, p, answered),
        protected=p.flag("protect_content"),
    )
    return message_object(message, world)


def edit_message_text(people: People, p: Parameters) -> Json:
    body = formatted(p, "text", "entities")
    check_text(body.text, editing=True)
    markup = _edited_keyboard(p)
    message = own_message(people.world, p)
    if not message.has_text:
        bad_request("there is no text in the message to edit")
    return _edit(people.world, message, body, markup)


def edit_message_caption(people: People, p: Parameters) -> Json:
    body = formatted(p, "caption", "caption_entities")
    check_caption(body.text)
    markup = _edited_keyboard(p)
    message = own_message(people.world, p)
    if message.attachment is None:
        bad_request("there is no caption in the message to edit")
    return _edit(people.world, message, body, markup)


def edit_message_reply_markup(people: People, p: Parameters) -> Json:
    markup = _edited_keyboard(p)
    message = own_message(people.world, p)
    return _edit(people.world, message, message.body, markup)


def set_message_reaction(people: People, p: Parameters) -> bool:
    """A bot may set one, of the emoji that everybody has."""
    chat = writable_chat(people.world, p)
    message = existing_message(people.world, chat, p, "react")
    wanted = p.json("reaction", "reaction types") or []
    emoji = [one.get("emoji", "") if isinstance(one, dict) else "" for one in wanted]
    if len(emoji) > 1 or not set(emoji) <= set(ReactionEmoji):
        bad_request("REACTION_INVALID")
    message.reaction = emoji[0] if emoji else ""
    people.world.changed("message", chat_id=chat.id, message_id=message.message_id)
    return True


def _edited_keyboard(p: Parameters) -> list[list[Json]]:
    """An edit without a keyboard takes the message's buttons away, as on Telegram."""
    markup = p.json("reply_markup", "reply keyboard markup")
    return check_inline_keyboard(markup) if markup is not None else []


def _edit(world: World, message: Message, body: FormattedText, keyboard: list[list[Json]]) -> Json:
    if message.body == body and message.keyboard == keyboard:
        bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    if message.keyboard and message.keyboard != keyboard:
        message.earlier_keyboards.append(message.keyboard)
    message.body, message.keyboard = body, keyboard
    world.edited(message)
    return message_object(message, world)


def delete_message(people: People, p: Parameters) -> bool:
    world = people.world
    chat = writable_chat(world, p)
    message = existing_message(world, chat, p, "delete")
    own = message.sender is world.bot
    if not own and chat.is_group and chat.bot_status != "administrator":
        bad_request("message can't be deleted")
    is_old = world.clock.now() - message.date > DELETABLE_FOR
    if is_old and not (chat.kind == "supergroup" and chat.bot_status == "administrator"):
        bad_request("message can't be deleted for everyone")
    world.delete(message)
    return True


def pin_chat_message(people: People, p: Parameters) -> bool:
    world = people.world
    chat = writable_chat(world, p)
    message = existing_message(world, chat, p, "pin")
    if chat.kind == "supergroup" and chat.bot_status != "administrator":
        bad_request("not enough rights to manage pinned messages in the chat")
    if message.message_id not in chat.pinned:
        chat.pinned.append(message.message_id)
        pinned = message_object(message, world, nested=True)
        world.post(chat, world.bot, service={"pinned_message": pinned}, thread_id=message.thread_id)
    return True


def unpin_chat_message(people: People, p: Parameters) -> bool:
    world = people.world
    chat = writable_chat(world, p)
    if chat.kind == "supergroup" and chat.bot_status != "administrator":
        bad_request("not enough rights to manage pinned messages in the chat")
    wanted = p.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if wanted not in chat.pinned:
        bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    world.changed("message", chat_id=chat.id, message_id=wanted)
    return True


def formatted(p: Parameters, text_name: str, entities_name: str) -> FormattedText:
    """The text under that name, by parse_mode or with the entities given."""
    source, mode = p.text(text_name), p.text("parse_mode").lower()
    if any("\ud800" <= character <= "\udfff" for character in source):
        bad_request("strings must be encoded in UTF-8")
    if mode not in {"", "html"}:
        bad_request("unsupported parse_mode")
    body = parse_html(source) if mode else plain(source)
    given: Any = p.json(entities_name, "entities")
    if given and body.text == source:
        body = FormattedText(body.text, given)
    return FormattedText(body.text, with_found_entities(body))
