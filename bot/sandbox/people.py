"""What people do in the chat, and which updates the bot gets of it."""

from collections.abc import Iterable
from typing import Any, Literal

from bot.sandbox import shapes
from bot.sandbox.detect import commands_in, entities_of, mentions_in
from bot.sandbox.markup import FormattedText, plain
from bot.sandbox.pictures import picture_size, picture_type
from bot.sandbox.refusals import CAPTION_LIMIT, TEXT_LIMIT, utf16_length
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.world import BotStatus, CallbackQuery, Chat, Json, Message, User, World

Repeat = Literal["update", "query"]
TopicState = Literal["closed", "reopened", "deleted"]


class Impossible(Exception):
    """A person could not do that: the test or the page asked for something Telegram has no button for."""


class People:
    def __init__(self, world: World, queue: UpdateQueue) -> None:
        self.world = world
        self.queue = queue

    # Speaking

    def say(
        self,
        user_id: int,
        chat_id: int,
        text: str,
        *,
        reply_to: int | None = None,
        thread: int | None = None,
        anonymous: bool = False,
    ) -> Message:
        body = _typed(text, TEXT_LIMIT)
        if not body.text.strip():
            raise Impossible("an empty message")
        return self._post(user_id, chat_id, body, reply_to, thread, anonymous)

    def photo(
        self,
        user_id: int,
        chat_id: int,
        content: bytes,
        *,
        caption: str = "",
        reply_to: int | None = None,
        thread: int | None = None,
        anonymous: bool = False,
        album: str | None = None,
    ) -> Message:
        if picture_size(content) is None:
            raise Impossible("not a picture")
        mime_type = picture_type(content)
        file = self.world.keep_file(content, f"photo.{mime_type.removeprefix('image/')}", mime_type)
        attachment = self.world.attach("photo", file, file.name)
        body = _typed(caption, CAPTION_LIMIT)
        facts = {"attachment": attachment, "album": album}
        return self._post(user_id, chat_id, body, reply_to, thread, anonymous, **facts)

    def location(
        self, user_id: int, chat_id: int, latitude: float, longitude: float, *, reply_to: int | None = None
    ) -> Message:
        """A place pinned on the map."""
        pinned = {"location": {"latitude": latitude, "longitude": longitude}}
        return self._post(user_id, chat_id, _typed("", TEXT_LIMIT), reply_to, None, False, service=pinned)

    def document(
        self,
        user_id: int,
        chat_id: int,
        content: bytes,
        *,
        file_name: str,
        mime_type: str = "application/octet-stream",
        caption: str = "",
        reply_to: int | None = None,
        thread: int | None = None,
        anonymous: bool = False,
        album: str | None = None,
    ) -> Message:
        file = self.world.keep_file(content, file_name, mime_type)
        attachment = self.world.attach("document", file, file_name)
        body = _typed(caption, CAPTION_LIMIT)
        facts = {"attachment": attachment, "album": album}
        return self._post(user_id, chat_id, body, reply_to, thread, anonymous, **facts)

    def forward(self, user_id: int, chat_id: int, message_id: int, to: int) -> Message:
        """Text or picture goes on as it is; the bot learns whose it was, and no answer comes along."""
        message = self._message(self._chat(chat_id), message_id)
        origin: Json = {
            "type": "user",
            "date": int(message.date.timestamp()),
            "sender_user": shapes.user_object(message.sender),
        }
        facts = {"attachment": message.attachment, "origin": message.origin or origin}
        return self._post(user_id, to, message.body, None, None, False, **facts)

    def edit(self, user_id: int, chat_id: int, message_id: int, text: str) -> Message:
        message = self._own(user_id, chat_id, message_id)
        message.body = _typed(text, CAPTION_LIMIT if message.attachment else TEXT_LIMIT)
        self.world.edited(message)
        self._tell(message, "edited_message")
        return message

    def delete(self, user_id: int, chat_id: int, message_id: int) -> None:
        """Telegram tells bots nothing of it."""
        self.world.delete(self._own(user_id, chat_id, message_id))

    def _own(self, user_id: int, chat_id: int, message_id: int) -> Message:
        message = self._message(self._chat(chat_id), message_id)
        if message.sender.id != user_id and message.sender is not self.world.anonymous_admin:
            raise Impossible("somebody else's message")
        return message

    def _post(
        self,
        user_id: int,
        chat_id: int,
        body: FormattedText,
        reply_to: int | None,
        thread: int | None,
        anonymous: bool,
        **facts: Any,
    ) -> Message:
        chat, user = self._chat(chat_id), self._user(user_id)
        if chat.upgraded_to:
            raise Impossible("the group was upgraded to a supergroup")
        if user_id not in chat.members:
            raise Impossible(f"{user.first_name} is not in this chat")
        if chat.kind == "private":
            if user.blocked:
                raise Impossible(f"{user.first_name} has blocked the bot")
            user.started = True
        answered = self._message(chat, reply_to) if reply_to else None
        thread = thread or (answered.thread_id if answered else None)
        if thread and thread not in chat.topics:
            raise Impossible("no such topic")
        message = self.world.post(
            chat,
            self.world.anonymous_admin if anonymous else user,
            body,
            reply_to=answered or (chat.messages[thread] if thread else None),
            thread_id=thread,
            sender_chat=chat if anonymous else None,
            **facts,
        )
        self._tell(message, "message")
        return message

    # Pressing

    def press(
        self, user_id: int, message: Message, data: str, *, repeat: Repeat | None = None, gone: bool = False
    ) -> CallbackQuery:
        """``repeat`` presses arrive twice: the same query under a new update id, or as a new query too.
        ``gone``: Telegram no longer shows the message to the bot."""
        user = self._user(user_id)
        if user_id not in message.chat.members:
            raise Impossible(f"{user.first_name} is not in this chat")
        query = self.world.press(user, message, data)
        self._tell_query(query, gone)
        if repeat == "query":
            self._tell_query(self.world.press(user, message, data), gone)
        elif repeat == "update":
            self._tell_query(query, gone)
        return query

    def _tell_query(self, query: CallbackQuery, gone: bool) -> None:
        shape = shapes.inaccessible_message if gone else shapes.message_object
        body: Json = {
            "id": query.id,
            "from": shapes.user_object(query.user),
            "message": shape(query.message, self.world),
            "chat_instance": str(abs(query.message.chat.id) * 7919),
            "data": query.data,
        }
        self._put("callback_query", body, f"user {query.user.id}")

    # Coming and going

    def block(self, user_id: int, blocked: bool) -> None:
        user, chat = self._user(user_id), self._chat(user_id)
        if user.blocked == blocked:
            return
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        user.blocked = blocked
        self._tell_bot_status(chat, user, before, after)

    def bot_status(self, chat_id: int, status: BotStatus, by: int) -> None:
        """Add the bot to a group, promote, demote or remove it."""
        chat, user = self._chat(chat_id), self._user(by)
        before, was_present = chat.bot_status, chat.bot_present
        if before == status:
            return
        chat.bot_status = status
        bot = shapes.user_object(self.world.bot)
        if not chat.bot_present and was_present:
            self._service(chat, user, {"left_chat_member": bot}, tell_anyway=True)
        self._tell_bot_status(chat, user, before, status)
        if chat.bot_present and not was_present:
            self._service(chat, user, {"new_chat_members": [bot], "new_chat_member": bot})

    def join(self, chat_id: int, user_ids: Iterable[int], by: int) -> None:
        chat = self._chat(chat_id)
        users = [self._user(user_id) for user_id in user_ids]
        chat.members.update(user.id for user in users)
        shown = [shapes.user_object(user) for user in users]
        for user in users:
            self._tell_status(chat, user, self._user(by), "left", "member")
        self._service(chat, self._user(by), {"new_chat_members": shown, "new_chat_member": shown[0]})

    def leave(self, chat_id: int, user_id: int, by: int | None = None) -> None:
        """By themselves, or taken out ``by`` another."""
        chat, user = self._chat(chat_id), self._user(user_id)
        acting = user if by is None else self._user(by)
        chat.members.discard(user_id)
        self._tell_status(chat, user, acting, "member", "left" if acting is user else "kicked")
        self._service(chat, acting, {"left_chat_member": shapes.user_object(user)})

    def add_topic(self, chat_id: int, name: str, by: int) -> Message:
        chat = self._chat(chat_id)
        if not chat.is_forum:
            raise Impossible("not a forum")
        message = self.world.post(
            chat, self._user(by), service={"forum_topic_created": {"name": name, "icon_color": 7322096}}
        )
        message.thread_id = message.message_id
        chat.topics[message.message_id] = name
        self._tell(message, "message")
        return message

    def set_topic(self, chat_id: int, thread: int, state: TopicState, by: int) -> None:
        """Close a topic, open it again, or delete it with everything in it; Telegram tells bots nothing of that last."""
        chat, user = self._chat(chat_id), self._user(by)
        if thread not in chat.topics:
            raise Impossible("no such topic")
        if state == "deleted":
            del chat.topics[thread]
            for message in [one for one in chat.messages.values() if one.thread_id == thread]:
                self.world.delete(message)
            return
        (chat.closed_topics.add if state == "closed" else chat.closed_topics.discard)(thread)
        service = self.world.post(chat, user, service={f"forum_topic_{state}": {}}, thread_id=thread)
        self._tell(service, "message")

    def deny(self, chat_id: int, denied: Iterable[str]) -> None:
        """What members may send from now on, set for the whole group; Telegram tells bots nothing of it."""
        self._chat(chat_id).denied = set(denied)

    def upgrade(self, chat_id: int, by: int) -> Chat:
        """Make a group a supergroup: a new chat with a new id, without the old messages."""
        old = self._chat(chat_id)
        if old.kind != "group" or old.upgraded_to:
            raise Impossible("only a plain group can be upgraded, once")
        new = Chat(
            self.world.new_supergroup_id(),
            "supergroup",
            old.title,
            members=set(old.members),
            admins=set(old.admins),
            bot_status=old.bot_status,
        )
        self.world.add_chat(new)
        user = self._user(by)
        self._service(old, user, {"migrate_to_chat_id": new.id})
        old.upgraded_to = new.id
        self._service(new, user, {"migrate_from_chat_id": old.id})
        self.world.changed("chat", chat_id=old.id)
        return new

    def raw_update(self, kind: str, body: Any) -> None:
        """Put anything at all into the bot's queue, for trying out what no client would send."""
        self._put(kind, body, "raw")

    # Telling the bot

    def _service(self, chat: Chat, user: User, facts: Json, *, tell_anyway: bool = False) -> None:
        message = self.world.post(chat, user, service=facts)
        if chat.bot_present or tell_anyway:
            self._put("message", shapes.message_object(message, self.world), f"chat {chat.id}")

    def _tell(self, message: Message, kind: str) -> None:
        if message.chat.bot_present and self.visible_to_bot(message):
            self._put(kind, shapes.message_object(message, self.world), f"chat {message.chat.id}")

    def _tell_bot_status(self, chat: Chat, user: User, before: str, after: str) -> None:
        body = {
            "chat": shapes.chat_object(chat, self.world),
            "from": shapes.user_object(user),
            "date": int(self.world.clock.now().timestamp()),
            "old_chat_member": shapes.member_status(self.world.bot, before),
            "new_chat_member": shapes.member_status(self.world.bot, after),
        }
        self._put("my_chat_member", body, f"chat {chat.id}")
        self.world.changed("chat", chat_id=chat.id)

    def _tell_status(self, chat: Chat, user: User, by: User, before: str, after: str) -> None:
        """Administrators hear of everybody's, where they ask for it."""
        if chat.bot_status == "administrator":
            body = {
                "chat": shapes.chat_object(chat, self.world),
                "from": shapes.user_object(by),
                "date": int(self.world.clock.now().timestamp()),
                "old_chat_member": shapes.member_status(user, before),
                "new_chat_member": shapes.member_status(user, after),
            }
            self._put("chat_member", body, f"chat {chat.id}")

    def _put(self, kind: str, body: Any, lane: str) -> None:
        if self.queue.put(kind, body, lane):
            self.world.changed("update")

    def visible_to_bot(self, message: Message) -> bool:
        """Privacy mode: a bot that is no admin of the group gets only what is meant for it."""
        if not message.chat.is_group or message.chat.bot_status == "administrator" or message.service:
            return True
        if message.reply_to and message.reply_to.sender is self.world.bot:
            return True
        text, name = message.body.text, (self.world.bot.username or "").lower()
        commands = commands_in(text) if text.startswith("/") else []
        if commands and text.startswith(commands[0]):
            addressee = commands[0].partition("@")[2].lower()
            if addressee in {"", name}:
                return True
        return name in mentions_in(text)

    # Looking up

    def _user(self, user_id: int) -> User:
        if user_id not in self.world.users:
            raise Impossible(f"no such person: {user_id}")
        return self.world.users[user_id]

    def _chat(self, chat_id: int) -> Chat:
        if chat_id not in self.world.chats:
            raise Impossible(f"no such chat: {chat_id}")
        return self.world.chats[chat_id]

    def _message(self, chat: Chat, message_id: int) -> Message:
        message = self.world.message(chat, message_id)
        if message is None:
            raise Impossible(f"no such message: {message_id}")
        return message


def _typed(text: str, limit: int) -> FormattedText:
    body = plain(text)
    if utf16_length(body.text) > limit:
        raise Impossible(f"longer than {limit} characters")
    return FormattedText(body.text, entities_of(body.text))
