"""Bot API methods on chats, people, presses, files and the bot itself."""

import re
from typing import Any

from bot.sandbox.access import readable_chat, writable_chat
from bot.sandbox.parameters import Parameters
from bot.sandbox.people import People
from bot.sandbox.refusals import DOWNLOAD_LIMIT, bad_request, check_commands, check_toast, utf16_length
from bot.sandbox.shapes import bot_object, full_chat_object, member_object
from bot.sandbox.world import CallbackAnswer, Chat, Json, User, World

_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
    "cancel",
}


def get_me(people: People, p: Parameters) -> Json:
    return bot_object(people.world.bot)


def get_chat(people: People, p: Parameters) -> Json:
    return full_chat_object(readable_chat(people.world, p), people.world)


def get_chat_member(people: People, p: Parameters) -> Json:
    chat, user_id = readable_chat(people.world, p), p.integer("user_id")
    if user_id <= 0:
        bad_request("invalid user_id specified")
    return member_object(chat, _user(people.world, user_id), people.world)


def get_chat_administrators(people: People, p: Parameters) -> list[Json]:
    world = people.world
    chat = readable_chat(world, p)
    if not chat.is_group:
        bad_request("there are no administrators in the private chat")
    bot = [world.bot] if chat.bot_status == "administrator" else []
    admins = [world.users[user_id] for user_id in sorted(chat.admins)]
    return [member_object(chat, user, world) for user in (*admins, *bot)]


def get_chat_member_count(people: People, p: Parameters) -> int:
    chat = readable_chat(people.world, p)
    return len(chat.members) + chat.bot_present


def leave_chat(people: People, p: Parameters) -> bool:
    chat = writable_chat(people.world, p)
    if not chat.is_group:
        bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    people.world.changed("chat", chat_id=chat.id)
    return True


def send_chat_action(people: People, p: Parameters) -> bool:
    if p.text("action").lower() not in _ACTIONS:
        bad_request("wrong parameter action in request")
    chat = writable_chat(people.world, p)
    people.world.changed("action", chat_id=chat.id, action=p.text("action"))
    return True


def answer_callback_query(people: People, p: Parameters) -> bool:
    world = people.world
    query = world.open_query(p.text("callback_query_id")) or bad_request(
        "query is too old and response timeout expired or query ID is invalid"
    )
    check_toast(p.text("text"))
    url = p.text("url")
    if url and not re.match(r"(https://t\.me/|tg://)", url):
        bad_request("URL_INVALID")
    answer = CallbackAnswer(p.text("text"), p.flag("show_alert"), url or None, world.clock.now())
    query.answers.append(answer)
    world.changed(
        "toast",
        query_id=query.id,
        chat_id=query.message.chat.id,
        message_id=query.message.message_id,
        user_id=query.user.id,
        text=answer.text,
        show_alert=answer.show_alert,
    )
    return True


def get_file(people: People, p: Parameters) -> Json:
    file_id = p.text("file_id") or bad_request("file_id not specified")
    file = people.world.file_ids.get(file_id) or bad_request("invalid file_id")
    if len(file.content) > DOWNLOAD_LIMIT:
        bad_request("file is too big")
    label = file_id[4 + len(file.unique_id)]
    return {
        "file_id": file_id,
        "file_unique_id": f"A{label}{file.unique_id}",
        "file_size": len(file.content),
        "file_path": file.path,
    }


def set_my_commands(people: People, p: Parameters) -> bool:
    commands = check_commands(p.json("commands", "commands") or [])
    people.world.commands[_command_key(people.world, p)] = commands
    people.world.changed("commands")
    return True


def get_my_commands(people: People, p: Parameters) -> list[Json]:
    return people.world.commands.get(_command_key(people.world, p), [])


def delete_my_commands(people: People, p: Parameters) -> bool:
    people.world.commands.pop(_command_key(people.world, p), None)
    people.world.changed("commands")
    return True


def commands_shown(world: World, chat: Chat, user: User) -> list[Json]:
    """The menu this person sees in this chat: the narrowest scope that has commands, their own language first."""
    if chat.is_group:
        is_admin = user.id in chat.admins
        scopes = [f"chat_member {chat.id} {user.id}"]
        scopes += [f"chat_administrators {chat.id}"] if is_admin else []
        scopes += [f"chat {chat.id}"]
        scopes += ["all_chat_administrators"] if is_admin else []
        scopes += ["all_group_chats"]
    else:
        scopes = [f"chat {chat.id}", "all_private_chats"]
    own_language = (user.language_code or "").partition("-")[0]
    for scope in (*scopes, "default"):
        for language in (own_language, ""):
            if commands := world.commands.get((scope, language)):
                return commands
    return []


def _command_key(world: World, p: Parameters) -> tuple[str, str]:
    language = p.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        bad_request("invalid language code specified")
    scope: Any = p.json("scope", "BotCommandScope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}:
        return kind, language
    if kind not in {"chat", "chat_administrators", "chat_member"}:
        bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = readable_chat(world, Parameters({"chat_id": scope.get("chat_id")}, {}))
    if kind != "chat" and not chat.is_group:
        bad_request("BOT_COMMAND_SCOPE_INVALID")
    key = f"{kind} {chat.id}"
    if kind == "chat_member":
        user_id = int(scope.get("user_id") or 0) or bad_request(
            "can't parse BotCommandScope: Invalid user_id specified"
        )
        key = f"{key} {_user(world, user_id).id}"
    return key, language


def set_my_description(people: People, p: Parameters) -> bool:
    return _describe(people.world, p, "description", 512)


def set_my_short_description(people: People, p: Parameters) -> bool:
    return _describe(people.world, p, "short_description", 120)


def set_my_name(people: People, p: Parameters) -> bool:
    return _describe(people.world, p, "name", 64)


def get_my_description(people: People, p: Parameters) -> Json:
    return {"description": _description(people.world, p, "description")}


def get_my_short_description(people: People, p: Parameters) -> Json:
    return {"short_description": _description(people.world, p, "short_description")}


def get_my_name(people: People, p: Parameters) -> Json:
    return {"name": _description(people.world, p, "name") or people.world.bot.first_name}


def _describe(world: World, p: Parameters, name: str, limit: int) -> bool:
    text = p.text(name)
    if utf16_length(text) > limit:
        bad_request(f"{name.replace('_', ' ')} is too long")
    world.descriptions[f"{name} {p.text('language_code')}"] = text
    return True


def _description(world: World, p: Parameters, name: str) -> str:
    languages = (p.text("language_code"), "")
    return next((t for code in languages if (t := world.descriptions.get(f"{name} {code}"))), "")


def _user(world: World, user_id: int) -> User:
    if user_id == world.bot.id:
        return world.bot
    return world.users.get(user_id) or bad_request("user not found")
