"""Everything people can do, as actions of the control API; and what they see."""

import base64
from datetime import datetime
from typing import Any

from bot.sandbox.chats import commands_shown
from bot.sandbox.people import Impossible, People, TopicState
from bot.sandbox.views import chat_view, message_view, user_view
from bot.sandbox.watching import Watch
from bot.sandbox.world import BotStatus, CallbackQuery, Chat, Json, Message, User


class Acts:
    def __init__(self, people: People, watch: Watch) -> None:
        self.people = people
        self.world = people.world
        self.watch = watch

    # People and chats

    def do_user(
        self,
        id: int,
        first_name: str,
        username: str | None = None,
        language_code: str | None = "zh-hans",
        started: bool = False,
        note: str = "",
    ) -> Json:
        user = User(id, first_name, username, language_code, started=started, note=note)
        self.world.add_user(user)
        return user_view(user)

    def do_group(
        self,
        id: int,
        title: str,
        members: list[int],
        admins: list[int] | None = None,
        bot_is_admin: bool = False,
        bot_is_member: bool = True,
        is_forum: bool = False,
        supergroup: bool | None = None,
    ) -> Json:
        for user_id in members:
            if user_id not in self.world.users:
                raise Impossible(f"no such person: {user_id}")
        is_supergroup = supergroup if supergroup is not None else is_forum or id <= -1_000_000_000_000
        status: BotStatus = "left" if not bot_is_member else "administrator" if bot_is_admin else "member"
        chat = Chat(
            id,
            "supergroup" if is_supergroup else "group",
            title,
            members=set(members),
            admins=set(admins if admins is not None else members[:1]),
            bot_status=status,
            is_forum=is_forum,
        )
        self.world.add_chat(chat)
        return chat_view(chat, self.world)

    def do_topic(self, chat_id: int, name: str, by: int) -> Json:
        return message_view(self.people.add_topic(chat_id, name, by), self.world)

    def do_topic_state(self, chat_id: int, thread: int, state: TopicState, by: int) -> Json:
        self.people.set_topic(chat_id, thread, state, by)
        return chat_view(self.world.chats[chat_id], self.world)

    def do_deny(self, chat_id: int, denied: list[str]) -> Json:
        self.people.deny(chat_id, denied)
        return chat_view(self.world.chats[chat_id], self.world)

    def do_bot_status(self, chat_id: int, status: BotStatus, by: int) -> Json:
        self.people.bot_status(chat_id, status, by)
        return chat_view(self.world.chats[chat_id], self.world)

    def do_join(self, chat_id: int, users: list[int], by: int) -> Json:
        self.people.join(chat_id, users, by)
        return chat_view(self.world.chats[chat_id], self.world)

    def do_leave(self, chat_id: int, user: int, by: int | None = None) -> Json:
        self.people.leave(chat_id, user, by)
        return chat_view(self.world.chats[chat_id], self.world)

    def do_block(self, user: int, blocked: bool = True) -> Json:
        self.people.block(user, blocked)
        return user_view(self.world.user(user))

    def do_upgrade(self, chat_id: int, by: int) -> Json:
        return chat_view(self.people.upgrade(chat_id, by), self.world)

    # Messages

    def do_say(self, user: int, chat_id: int, text: str, **options: Any) -> Json:
        return message_view(self.people.say(user, chat_id, text, **options), self.world)

    def do_photo(self, user: int, chat_id: int, content: str, **options: Any) -> Json:
        picture = base64.b64decode(content)
        return message_view(self.people.photo(user, chat_id, picture, **options), self.world)

    def do_location(self, user: int, chat_id: int, latitude: float, longitude: float, **options: Any) -> Json:
        message = self.people.location(user, chat_id, latitude, longitude, **options)
        return message_view(message, self.world)

    def do_document(self, user: int, chat_id: int, content: str, **options: Any) -> Json:
        data = base64.b64decode(content)
        return message_view(self.people.document(user, chat_id, data, **options), self.world)

    def do_forward(self, user: int, chat_id: int, message_id: int, to: int) -> Json:
        return message_view(self.people.forward(user, chat_id, message_id, to), self.world)

    def do_edit(self, user: int, chat_id: int, message_id: int, text: str) -> Json:
        return message_view(self.people.edit(user, chat_id, message_id, text), self.world)

    def do_delete(self, user: int, chat_id: int, message_id: int) -> Json:
        self.people.delete(user, chat_id, message_id)
        return {}

    def do_messages(self, chat_id: int, after: int = 0, deleted: bool = False) -> list[Json]:
        chat = self._chat(chat_id)
        return [
            message_view(message, self.world)
            for message in chat.messages.values()
            if message.message_id > after and (deleted or not message.deleted)
        ]

    async def do_wait(
        self,
        chat_id: int,
        text: str | None = None,
        after: int = 0,
        edited_since: str | None = None,
        within: float = 5.0,
    ) -> Json | None:
        """The bot's latest message after that id that contains the text; None when none came in time.
        ``edited_since`` also takes older messages, if edited after that moment."""
        since = datetime.fromisoformat(edited_since) if edited_since else None

        def matching() -> Message | None:
            for message in reversed(self._chat(chat_id).messages.values()):
                is_new = message.message_id > after or bool(
                    since and message.edited and message.edited[-1] > since
                )
                is_meant = message.sender is self.world.bot and not message.service and not message.deleted
                if is_new and is_meant and (text is None or text in message.body.text):
                    return message
            return None

        found = await self.watch.until(matching, within)
        return message_view(found, self.world) if found else None

    async def do_press(
        self,
        user: int,
        chat_id: int,
        message_id: int,
        button: str | int | None = None,
        data: str | None = None,
        earlier: bool = False,
        within: float = 5.0,
        **options: Any,
    ) -> Json:
        """By button text, by its number counted along the rows, or with data named freely, which need not be on any
        button. ``earlier`` looks among the buttons the message has lost as well."""
        message = self._chat(chat_id).messages.get(message_id)
        if message is None:
            raise Impossible(f"no such message: {message_id}")
        if data is None:
            pressed = _button(message, button, earlier)
            data = pressed.get("callback_data")
            if data is None:
                return {"query_id": None, "data": None, "answers": [], "button": pressed}
        query = self.people.press(user, message, data, **options)
        await self.watch.until(lambda: query.answers, within)
        return _query_view(query)

    def do_answers(self, query_id: str) -> Json:
        return _query_view(self.world.queries[query_id])

    def do_queries(self, user: int | None = None) -> list[Json]:
        return [_query_view(q) for q in self.world.queries.values() if user in {None, q.user.id}]

    def do_commands(self, user: int, chat_id: int) -> list[Json]:
        return commands_shown(self.world, self._chat(chat_id), self.world.user(user))

    def _chat(self, chat_id: int) -> Chat:
        if chat_id not in self.world.chats:
            raise Impossible(f"no such chat: {chat_id}")
        return self.world.chats[chat_id]


def _button(message: Message, wanted: str | int | None, earlier: bool) -> Json:
    keyboards = [message.keyboard, *(reversed(message.earlier_keyboards) if earlier else ())]
    for keyboard in keyboards:
        buttons: list[Json] = [button for row in keyboard for button in row]
        for number, button in enumerate(buttons):
            if wanted in (number, button["text"]):
                return button
    shown = [button["text"] for keyboard in keyboards for row in keyboard for button in row]
    raise Impossible(f"no button {wanted!r} among {shown}")


def _query_view(query: CallbackQuery) -> Json:
    answers = [
        {"text": a.text, "show_alert": a.show_alert, "url": a.url, "at": a.at.isoformat()}
        for a in query.answers
    ]
    return {"query_id": query.id, "data": query.data, "user": query.user.id, "answers": answers}
