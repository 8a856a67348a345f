"""The people, chats, messages and files of the embedded chat. Pure state: nothing here sends or waits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.sandbox.markup import FormattedText
from bot.sandbox.pictures import picture_size
from store.hours.clock import Clock

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup"]
BotStatus = Literal["administrator", "member", "left", "kicked"]

ANONYMOUS_ADMIN = 1087968824
QUERY_LIFETIME = timedelta(seconds=150)
DELETABLE_FOR = timedelta(hours=48)
_SUPERGROUPS = -1_000_000_000_000
_LONGEST_EDGES = (("s", 90), ("m", 320), ("x", 800), ("y", 1280))


@dataclass
class User:
    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    last_name: str | None = None
    note: str = ""
    """A few words that the page shows beside the name, such as the person's role."""
    started: bool = False
    blocked: bool = False
    is_bot: bool = False


@dataclass
class StoredFile:
    """Bytes kept once per content; ``unique_id`` comes from them, so the same bytes are known again."""

    unique_id: str
    content: bytes
    name: str
    mime_type: str
    path: str


@dataclass
class Attachment:
    """A file as one message carries it: photos have sizes, a document has one."""

    kind: Literal["photo", "document"]
    file: StoredFile
    name: str
    sizes: list[Json]


@dataclass
class Message:
    chat: Chat
    message_id: int
    sender: User
    date: datetime
    body: FormattedText
    attachment: Attachment | None = None
    keyboard: list[list[Json]] = field(default_factory=list)
    reply_markup: Json | None = None
    reply_to: Message | None = None
    thread_id: int | None = None
    sender_chat: Chat | None = None
    service: Json = field(default_factory=dict)
    protected: bool = False
    album: str | None = None
    """Telegram's media_group_id: each picture of an album is a message of its own."""
    origin: Json | None = None
    """Whose message it was, when it was forwarded."""
    edited: list[datetime] = field(default_factory=list)
    earlier_keyboards: list[list[list[Json]]] = field(default_factory=list)
    reaction: str = ""
    """The bot's own."""
    deleted: bool = False

    @property
    def has_text(self) -> bool:
        return self.attachment is None and not self.service


@dataclass
class Chat:
    id: int
    kind: ChatKind
    title: str = ""
    members: set[int] = field(default_factory=set)
    admins: set[int] = field(default_factory=set)
    bot_status: BotStatus = "member"
    is_forum: bool = False
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    """What members may not send here: `text`, `photos`, `documents`. Administrators may send everything."""
    upgraded_to: int | None = None
    pinned: list[int] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        return self.kind != "private"

    @property
    def bot_present(self) -> bool:
        return self.bot_status in {"administrator", "member"}


@dataclass
class CallbackAnswer:
    """What one answerCallbackQuery showed to the person who pressed."""

    text: str
    show_alert: bool
    url: str | None
    at: datetime


@dataclass
class CallbackQuery:
    id: str
    user: User
    message: Message
    data: str
    pressed_at: datetime
    answers: list[CallbackAnswer] = field(default_factory=list)


Listener = Callable[[str, Json], None]


class World:
    """One bot and everybody it may meet. Times come from the company's clock."""

    def __init__(self, clock: Clock, bot: User) -> None:
        self.clock = clock
        self.bot = bot
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.file_ids: dict[str, StoredFile] = {}
        self.queries: dict[str, CallbackQuery] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.descriptions: dict[str, str] = {}
        self.listeners: list[Listener] = []
        self._account_message_id = 0
        self._serial = 0
        anonymous = User(ANONYMOUS_ADMIN, "Group", username="GroupAnonymousBot", is_bot=True)
        self.anonymous_admin = anonymous

    def changed(self, kind: str, **facts: Any) -> None:
        """Tell whoever watches (the page, a waiting test) that something happened."""
        for listener in list(self.listeners):
            listener(kind, facts)

    def serial(self) -> int:
        self._serial += 1
        return self._serial

    def user(self, user_id: int) -> User:
        return self.users[user_id]

    def add_user(self, user: User) -> Chat:
        """The person's private chat with the bot comes into being with them; whether it is open is ``started``."""
        self.users[user.id] = user
        chat = self.chats.setdefault(user.id, Chat(user.id, "private", members={user.id}))
        self.changed("chat", chat_id=chat.id)
        return chat

    def add_chat(self, chat: Chat) -> None:
        self.chats[chat.id] = chat
        self.changed("chat", chat_id=chat.id)

    def new_supergroup_id(self) -> int:
        return _SUPERGROUPS - 1_500_000_000 - self.serial()

    def post(
        self,
        chat: Chat,
        sender: User,
        body: FormattedText | None = None,
        **facts: Any,
    ) -> Message:
        """Put a message into a chat. Private chats and plain groups share one run of message ids, as in Telegram;
        every supergroup has its own, so ids of different chats collide."""
        if chat.kind == "supergroup":
            message_id = max(chat.messages, default=0) + 1
        else:
            self._account_message_id += 1
            message_id = self._account_message_id
        message = Message(chat, message_id, sender, self.clock.now(), body or FormattedText("", []), **facts)
        chat.messages[message_id] = message
        self.changed("message", chat_id=chat.id, message_id=message_id)
        return message

    def message(self, chat: Chat, message_id: int) -> Message | None:
        message = chat.messages.get(message_id)
        return None if message is None or message.deleted else message

    def edited(self, message: Message) -> None:
        message.edited.append(self.clock.now())
        self.changed("message", chat_id=message.chat.id, message_id=message.message_id)

    def delete(self, message: Message) -> None:
        message.deleted = True
        self.changed("deleted", chat_id=message.chat.id, message_id=message.message_id)

    def keep_file(self, content: bytes, name: str, mime_type: str) -> StoredFile:
        unique_id = hashlib.sha256(content).hexdigest()[:15]
        if unique_id not in self.files:
            folder = "photos" if mime_type.startswith("image/") else "documents"
            suffix = name.rpartition(".")[2] if "." in name else "bin"
            path = f"{folder}/file_{len(self.files)}.{suffix}"
            self.files[unique_id] = StoredFile(unique_id, content, name, mime_type, path)
        return self.files[unique_id]

    def attach(self, kind: Literal["photo", "document"], file: StoredFile, name: str) -> Attachment:
        """Every sending gets a file_id of its own; only file_unique_id tells that a file is the same again."""
        if kind == "document":
            return Attachment(kind, file, name, [self._file_reference(file, "d", {})])
        width, height = picture_size(file.content) or (90, 90)
        sizes = []
        for label, edge in _LONGEST_EDGES:
            scale = min(1.0, edge / max(width, height))
            size = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
            sizes.append(self._file_reference(file, label, size))
            if scale == 1.0 and len(sizes) > 1:
                break
        return Attachment(kind, file, name, sizes)

    def _file_reference(self, file: StoredFile, label: str, more: Json) -> Json:
        file_id = f"BQAC{file.unique_id}{label}{self.serial():08d}"
        self.file_ids[file_id] = file
        return {
            "file_id": file_id,
            "file_unique_id": f"A{label}{file.unique_id}",
            "file_size": len(file.content),
            **more,
        }

    def press(self, user: User, message: Message, data: str) -> CallbackQuery:
        query = CallbackQuery(
            str(4_382_000_000_000_000_000 + self.serial()), user, message, data, self.clock.now()
        )
        self.queries[query.id] = query
        return query

    def open_query(self, query_id: str) -> CallbackQuery | None:
        """The callback query if it can still be answered."""
        query = self.queries.get(query_id)
        if query is None or self.clock.now() - query.pressed_at > QUERY_LIFETIME:
            return None
        return query
