"""Drives the embedded chat over its control API: for tests, and for the demo's play.

async with ChatClient(server.url) as chat:
    await chat.add_user(1001, "王芳", started=True)
    await chat.add_group(-1001, "业务群", members=[1001], bot_is_admin=True)
    await chat.say(1001, -1001, "/order …")
    card = await chat.wait(-1001, "订单")
    toast = await chat.press(1001, card, "备好了")
    assert toast.text == "已记下"
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, Self

import httpx

from bot.sandbox.seen import ApiCall, ChatFile, ChatMessage, Json, Toast, message_from, toast_from


class ChatError(Exception):
    """The embedded chat would not do it: no such person, chat, message or button."""


class ChatClient:
    """``base_url`` is the server's ``url``. Use it as a context manager, or call ``close``.

    A ``transport`` leads to a server in this process without the wire between.
    """

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url, trust_env=False, verify=False, timeout=60, transport=transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def do(self, action: str, **facts: Any) -> Any:
        """Any action of the control API; None values are left out."""
        body = {name: value for name, value in facts.items() if value is not None}
        # Escaped: half a pair of a character is one of the things that people send.
        written = json.dumps(body).encode("ascii")
        response = await self._http.post(
            f"/sandbox/{action}", content=written, headers={"Content-Type": "application/json"}
        )
        if response.is_error:
            raise ChatError(response.json()["error"])
        return response.json()

    # People and chats

    async def add_user(
        self,
        id: int,
        first_name: str,
        *,
        started: bool = False,
        username: str | None = None,
        language_code: str = "zh-hans",
        note: str = "",
    ) -> Json:
        """``started``: the person has pressed Start, so the bot may write to them. ``note``: a few words that the
        page shows beside the name."""
        facts = {"username": username, "language_code": language_code, "started": started, "note": note}
        user: Json = await self.do("user", id=id, first_name=first_name, **facts)
        return user

    async def add_group(
        self,
        id: int,
        title: str,
        *,
        members: Iterable[int],
        admins: Iterable[int] | None = None,
        bot_is_admin: bool = False,
        bot_is_member: bool = True,
        is_forum: bool = False,
        supergroup: bool | None = None,
    ) -> Json:
        """The first member is its admin unless ``admins`` says otherwise. A forum, or an id at or below -10^12, is a
        supergroup; other groups are plain ones, which can be upgraded."""
        group: Json = await self.do(
            "group",
            id=id,
            title=title,
            members=list(members),
            admins=None if admins is None else list(admins),
            bot_is_admin=bot_is_admin,
            bot_is_member=bot_is_member,
            is_forum=is_forum,
            supergroup=supergroup,
        )
        return group

    async def add_topic(self, chat_id: int, name: str, *, by: int) -> int:
        """The new topic's message_thread_id."""
        return int((await self.do("topic", chat_id=chat_id, name=name, by=by))["message_id"])

    async def set_topic(
        self, chat_id: int, thread: int, state: Literal["closed", "reopened", "deleted"], *, by: int
    ) -> None:
        await self.do("topic_state", chat_id=chat_id, thread=thread, state=state, by=by)

    async def deny(self, chat_id: int, *denied: str) -> None:
        """What members of a group may not send from now on: `text`, `photos`, `documents`; nothing gives it all back."""
        await self.do("deny", chat_id=chat_id, denied=list(denied))

    async def add_bot(self, chat_id: int, *, by: int, admin: bool = False) -> None:
        await self.do("bot_status", chat_id=chat_id, status="administrator" if admin else "member", by=by)

    async def remove_bot(self, chat_id: int, *, by: int) -> None:
        await self.do("bot_status", chat_id=chat_id, status="kicked", by=by)

    async def join(self, chat_id: int, users: Iterable[int], *, by: int) -> None:
        await self.do("join", chat_id=chat_id, users=list(users), by=by)

    async def leave(self, chat_id: int, user: int, *, by: int | None = None) -> None:
        await self.do("leave", chat_id=chat_id, user=user, by=by)

    async def block(self, user: int, blocked: bool = True) -> None:
        await self.do("block", user=user, blocked=blocked)

    async def upgrade(self, chat_id: int, *, by: int) -> int:
        """Turns a plain group into a supergroup and gives its new id."""
        return int((await self.do("upgrade", chat_id=chat_id, by=by))["id"])

    async def state(self) -> Json:
        state: Json = await self.do("state")
        return state

    # Speaking

    async def say(
        self,
        user: int,
        chat_id: int,
        text: str,
        *,
        reply_to: ChatMessage | int | None = None,
        thread: int | None = None,
        anonymous: bool = False,
    ) -> ChatMessage:
        """``anonymous``: as a group admin who hides behind the group."""
        options = {"reply_to": _id(reply_to), "thread": thread, "anonymous": anonymous}
        return message_from(await self.do("say", user=user, chat_id=chat_id, text=text, **options))

    async def photo(
        self,
        user: int,
        chat_id: int,
        content: bytes,
        *,
        caption: str = "",
        reply_to: ChatMessage | int | None = None,
        thread: int | None = None,
        anonymous: bool = False,
        album: str | None = None,
    ) -> ChatMessage:
        """``album``: one picture of the album of that id; the rest are sent one by one, as Telegram brings them."""
        options = {
            "reply_to": _id(reply_to),
            "thread": thread,
            "anonymous": anonymous,
            "caption": caption,
            "album": album,
        }
        encoded = base64.b64encode(content).decode()
        return message_from(await self.do("photo", user=user, chat_id=chat_id, content=encoded, **options))

    async def location(
        self,
        user: int,
        chat_id: int,
        latitude: float,
        longitude: float,
        *,
        reply_to: ChatMessage | int | None = None,
    ) -> ChatMessage:
        where = {"latitude": latitude, "longitude": longitude, "reply_to": _id(reply_to)}
        return message_from(await self.do("location", user=user, chat_id=chat_id, **where))

    async def document(
        self,
        user: int,
        chat_id: int,
        content: bytes,
        file_name: str,
        *,
        mime_type: str = "application/octet-stream",
        caption: str = "",
        reply_to: ChatMessage | int | None = None,
        thread: int | None = None,
        anonymous: bool = False,
        album: str | None = None,
    ) -> ChatMessage:
        options = {
            "reply_to": _id(reply_to),
            "thread": thread,
            "anonymous": anonymous,
            "caption": caption,
            "album": album,
        }
        facts = {
            "content": base64.b64encode(content).decode(),
            "file_name": file_name,
            "mime_type": mime_type,
        }
        return message_from(await self.do("document", user=user, chat_id=chat_id, **facts, **options))

    async def forward(self, user: int, message: ChatMessage, to: int) -> ChatMessage:
        where = {"chat_id": message.chat_id, "message_id": message.message_id, "to": to}
        return message_from(await self.do("forward", user=user, **where))

    async def edit(self, user: int, message: ChatMessage, text: str) -> ChatMessage:
        where = {"chat_id": message.chat_id, "message_id": message.message_id}
        return message_from(await self.do("edit", user=user, text=text, **where))

    async def delete(self, user: int, message: ChatMessage) -> None:
        """A person takes their own message back; the bot is not told."""
        await self.do("delete", user=user, chat_id=message.chat_id, message_id=message.message_id)

    async def press(
        self,
        user: int,
        message: ChatMessage,
        button: str | int | None = None,
        *,
        data: str | None = None,
        earlier: bool = False,
        repeat: Literal["update", "query"] | None = None,
        gone: bool = False,
        within: float = 5.0,
    ) -> Toast:
        """Press a button by its text or by its number along the rows, or send ``data`` that no button need carry.

        Returns after the first answer, or after ``within`` seconds with none. ``earlier`` also finds buttons the message
        has lost since. ``repeat`` lets the press arrive twice: the same query under a new update id ("update"), or as
        a second query ("query"). ``gone``: the bot gets an InaccessibleMessage.
        """
        pressed = await self.do(
            "press",
            user=user,
            chat_id=message.chat_id,
            message_id=message.message_id,
            button=button,
            data=data,
            earlier=earlier,
            repeat=repeat,
            gone=gone,
            within=within,
        )
        return toast_from(pressed)

    async def answers(self, toast: Toast) -> Toast:
        """The same press with all the answers it has by now."""
        return toast_from(await self.do("answers", query_id=toast.query_id))

    async def toasts(self, user: int | None = None) -> list[Toast]:
        """All presses so far, of one person or of everybody."""
        return [toast_from(query) for query in await self.do("queries", user=user)]

    # Reading

    async def messages(self, chat_id: int, *, after: ChatMessage | int = 0) -> list[ChatMessage]:
        """As they stand now, oldest first; deleted ones are left out."""
        found = await self.do("messages", chat_id=chat_id, after=_id(after))
        return [message_from(view) for view in found]

    async def message(self, chat_id: int, message_id: int) -> ChatMessage:
        """One message as it stands now, even if deleted."""
        found = await self.do("messages", chat_id=chat_id, after=message_id - 1, deleted=True)
        if not found or found[0]["message_id"] != message_id:
            raise ChatError(f"no such message: {message_id}")
        return message_from(found[0])

    async def wait(
        self,
        chat_id: int,
        text: str | None = None,
        *,
        after: ChatMessage | int = 0,
        edited_since: datetime | None = None,
        within: float = 5.0,
    ) -> ChatMessage:
        """The bot's latest message after that one that contains the text; fails when none comes in time.
        With ``edited_since`` an older message counts if it was edited after that moment of the chat's clock."""
        since = edited_since.isoformat() if edited_since else None
        found = await self.do(
            "wait", chat_id=chat_id, text=text, after=_id(after), edited_since=since, within=within
        )
        if found is None:
            seen = [view["text"] for view in await self.do("messages", chat_id=chat_id, after=_id(after))]
            raise ChatError(f"the bot did not say {text!r} in chat {chat_id}; there was {seen}")
        return message_from(found)

    async def quiet(self, seconds: float = 0.2, within: float = 10.0) -> None:
        """Wait until all updates are confirmed and the bot has been silent so long; fails when that never comes."""
        if not await self.do("quiet", seconds=seconds, within=within):
            raise ChatError(f"the bot was not quiet within {within} s")

    async def download(self, file: ChatFile) -> bytes:
        """A photo or document in the chat, as a person opens it."""
        response = await self._http.get(f"/sandbox/file/{file.file_id}")
        response.raise_for_status()
        return response.content

    async def commands(self, user: int, chat_id: int) -> list[Json]:
        """The command menu this person sees there."""
        shown: list[Json] = await self.do("commands", user=user, chat_id=chat_id)
        return shown

    # The bot's side

    async def calls(
        self,
        *,
        since: ApiCall | int = 0,
        method: str | None = None,
        chat_id: int | None = None,
        polls: bool = False,
    ) -> list[ApiCall]:
        """The log of Bot API calls after that one; getUpdates only with ``polls``."""
        number = since.number if isinstance(since, ApiCall) else since
        facts = {"method": method, "chat_id": chat_id, "polls": polls}
        return [ApiCall(**call) for call in await self.do("calls", since=number, **facts)]

    async def counters(self) -> Json:
        """``calls``: how many were let through, per chat and method. ``refused``: how many got 429, per chat."""
        counted: Json = await self.do("counters")
        return counted

    async def pending_updates(self) -> list[Json]:
        """Not yet confirmed by the bot."""
        waiting: list[Json] = await self.do("updates")
        return waiting

    async def expired_updates(self) -> list[Json]:
        """Dropped by age: the bot never got them."""
        dropped: list[Json] = await self.do("expired")
        return dropped

    async def raw_update(self, kind: str, body: Any) -> None:
        """Put anything into the bot's queue, however malformed."""
        await self._http.post("/sandbox/raw_update", json={"kind": kind, "body": body})

    async def fault(
        self,
        kind: Literal["retry_after", "error", "conflict", "drop_before", "drop_after", "truncate", "delay"],
        *,
        method: str | None = None,
        chat_id: int | None = None,
        count: int = 1,
        after: int = 0,
        retry_after: int = 1,
        status: int = 502,
        description: str | None = None,
        delay_ms: int = 0,
    ) -> None:
        """Plan a fault for the next ``count`` matching calls (0: all), letting ``after`` of them pass first.

        ``retry_after``, ``error`` (with ``status`` and Telegram's ``description``) and ``conflict`` answer instead of the method. ``drop_before`` and
        ``drop_after`` cut the connection without or with the call carried out; ``truncate`` carries it out and cuts
        its answer short; ``delay`` waits ``delay_ms`` and goes on.
        """
        facts = {"method": method, "chat_id": chat_id, "count": count, "after": after}
        more = {
            "retry_after": retry_after,
            "status": status,
            "description": description,
            "delay_ms": delay_ms,
        }
        await self.do("fault", kind=kind, **facts, **more)

    async def clear_faults(self) -> None:
        await self.do("clear_faults")

    async def latency(self, ms: int) -> None:
        await self.do("latency", ms=ms)

    async def limits(self, on: bool) -> None:
        await self.do("limits", on=on)

    # The clock

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self.do("clock"))["now"])

    async def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Push the chat's clock, which is the bot's where both share one; gives the new present."""
        pushed = await self.do("clock", days=days, hours=hours, minutes=minutes, seconds=seconds)
        return datetime.fromisoformat(pushed["now"])

    async def advance_until(self, time: str) -> datetime:
        """Push the clock on to the next time it shows "08:00" (or another) in the company's zone."""
        return datetime.fromisoformat((await self.do("clock", until=time))["now"])


def _id(message: ChatMessage | int | None) -> int | None:
    return message.message_id if isinstance(message, ChatMessage) else message
