"""What was said and what came of it: every message of the bot has to be expected, or the test fails."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.sandbox.client import ChatMessage, Toast
from bot.sandbox.pictures import small_picture
from bot.sandbox.seen import ApiCall
from tests.office import DESK, Office

Fragments = str | tuple[str, ...]
Expected = Mapping[str | int, Fragments | list[Fragments]]
"""By chat: a piece of the one message that comes there, several pieces of it, or a list of messages in any order."""

ANYTHING: Final[Expected] = {}
"""For setting the scene: whatever comes is fine."""

NEW = ("sendMessage", "sendDocument", "sendPhoto")


class Conversation:
    """People by name or Telegram id. `heard` names every new message that the words cause; nothing else may come.

    Edits of messages are free unless `edited` names the chats where one must have happened. Every press must have
    exactly one answer, which contains `toast`.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        self.transcript: list[str] = []
        self.heard: dict[int, list[str]] = {}
        self.daily: list[tuple[str, str]] = []
        """The lists that come by themselves each working day; they are no answers."""
        self._seen = 0

    # speaking -----------------------------------------------------------------------------------------
    async def say(
        self,
        who: str | int,
        text: str,
        to: str | int | None = None,
        *,
        heard: Expected | None = None,
        edited: Sequence[str | int] = (),
        **options: Any,
    ) -> ChatMessage:
        """In the private chat, or `to` a room. Without `heard` the bot must stay silent."""
        self._wrote(f"{who}{'' if to is None else ' @room'}: {text}")
        message = await self.office.say(who, text, to=to, **options)
        await self._check(heard, edited)
        return message

    async def reply(
        self,
        who: str | int,
        message: ChatMessage,
        text: str,
        *,
        heard: Expected | None = None,
        edited: Sequence[str | int] = (),
    ) -> ChatMessage:
        return await self.say(who, text, message.chat_id, heard=heard, edited=edited, reply_to=message)

    async def photo(
        self,
        who: str | int,
        shade: int = 200,
        *,
        to: str | int | None = None,
        caption: str = "",
        reply_to: ChatMessage | None = None,
        heard: Expected | None = None,
        edited: Sequence[str | int] = (),
        file: str = "",
        album: str | None = None,
    ) -> ChatMessage:
        """A picture, or with `file` a document of that name; the same shade is the same file.

        `album` makes it one picture of several: each comes as a message of its own.
        """
        user = self.office.id(who)
        chat = reply_to.chat_id if reply_to else user if to is None else self.office.id(to)
        self._wrote(f"{who}: [picture {shade}] {caption}")
        picture = small_picture(8, 8, shade)
        if file:
            sent = await self.office.chat.document(
                user,
                chat,
                picture,
                file,
                mime_type="image/png",
                caption=caption,
                reply_to=reply_to,
                album=album,
            )
        else:
            sent = await self.office.chat.photo(
                user, chat, picture, caption=caption, reply_to=reply_to, album=album
            )
        await self.office.settled()
        await self._check(heard, edited)
        return sent

    async def forward(
        self, who: str | int, message: ChatMessage, to: str | int, *, heard: Expected | None = None
    ) -> ChatMessage:
        self._wrote(f"{who} forwards to {to}: {message.text}")
        sent = await self.office.chat.forward(self.office.id(who), message, self.office.id(to))
        await self.office.settled()
        await self._check(heard, ())
        return sent

    async def edit(
        self, who: str | int, message: ChatMessage, text: str, *, heard: Expected | None = None
    ) -> None:
        self._wrote(f"{who} edits: {text}")
        await self.office.chat.edit(self.office.id(who), message, text)
        await self.office.settled()
        await self._check(heard, ())

    async def press(
        self,
        who: str | int,
        message: ChatMessage,
        button: str | int | None = None,
        *,
        toast: str = "",
        heard: Expected | None = None,
        edited: Sequence[str | int] = (),
        **options: Any,
    ) -> Toast:
        self._wrote(f"{who} presses {button if button is not None else options.get('data')!r}")
        pressed = await self.office.press(who, message, _place_of(message, button), **options)
        await self._check(heard, edited)
        self._wrote(f"  toast: {[answer.text for answer in pressed.answers]}")
        assert len(pressed.answers) == 1, self._story(f"{len(pressed.answers)} answers to one press")
        assert toast in pressed.text, self._story(f"toast {pressed.text!r} without {toast!r}")
        assert pressed.text, self._story("an empty toast")
        return pressed

    async def later(
        self, *, heard: Expected | None = None, edited: Sequence[str | int] = (), **ahead: float
    ) -> None:
        self._wrote(f"… {ahead}")
        await self.office.later(**ahead)
        await self._check(heard, edited)

    async def until(
        self, moment: str, *, heard: Expected | None = None, edited: Sequence[str | int] = ()
    ) -> None:
        """On to a time in the company's zone, such as `2026-11-26T08:00`."""
        self._wrote(f"… {moment}")
        await self.office.until(moment)
        await self._check(heard, edited)

    async def bring(self, *said: tuple[str, str]) -> None:
        """Set the scene: people say these things in private, and whatever comes of it is fine."""
        for who, text in said:
            await self.say(who, text, heard=ANYTHING)

    # looking ------------------------------------------------------------------------------------------
    async def last(self, who: str | int = DESK, containing: str = "") -> ChatMessage:
        return await self.office.last(who, containing)

    async def card(self, number: int, room: int = DESK, *, area: str = "orders") -> ChatMessage:
        """A case's only card in a room: fails if there is none, or if another message there has its buttons."""
        cards = [one for one in await self.office.seen(room) if _names(one, number, area=area)]
        assert len(cards) == 1, self._story(f"cards of {number}: {[one.text for one in cards]}")
        return cards[0]

    async def task(
        self, who: str | int, action: str, number: int | None = None, *, area: str = "orders"
    ) -> ChatMessage:
        """The newest message of the bot that offers an action, such as `paid`."""
        for message in reversed(await self.office.seen(who)):
            numbers = [number] if number else range(1, 20)
            if any(_names(message, one, action, area=area) for one in numbers):
                return message
        raise AssertionError(self._story(f"{who} has no button {action!r}"))

    async def skip(self) -> None:
        """What came until now was expected."""
        await self._check(ANYTHING, ())

    # checking -----------------------------------------------------------------------------------------
    async def _check(self, expected: Expected | None, edited: Sequence[str | int]) -> None:
        calls = await self.office.chat.calls(since=self._seen)
        self._seen = max([self._seen, *(call.number for call in calls)])
        self.heard = defaultdict(list)
        changed = set()
        for call in calls:
            if call.status == 200 and call.method in NEW and _is_daily(_said(call)):
                self.daily.append((self._name(call.chat_id or 0), _said(call)))
            elif call.status == 200 and call.method in NEW and call.chat_id is not None:
                self.heard[call.chat_id].append(_said(call))
            elif call.status == 200 and call.method == "editMessageText":
                changed.add(call.chat_id)
        for chat, texts in self.heard.items():
            self._wrote(*(f"  → {self._name(chat)}: {text}" for text in texts))
        if expected is not ANYTHING:
            wanted = {self.office.id(chat): _as_list(texts) for chat, texts in (expected or {}).items()}
            for chat in sorted({*wanted, *self.heard}):
                self._compare(chat, wanted.get(chat, []), self.heard.get(chat, []))
        for one in edited:
            assert self.office.id(one) in changed, self._story(f"no message of {one} was edited")

    def _compare(self, chat: int, wanted: list[tuple[str, ...]], texts: list[str]) -> None:
        assert len(wanted) == len(texts), self._story(
            f"{self._name(chat)} heard {len(texts)} messages instead of {len(wanted)}: {texts}"
        )
        assert _matches(wanted, texts), self._story(f"{self._name(chat)} did not hear {wanted} but {texts}")

    def _name(self, chat: int) -> str:
        return next((one.name for one in self.office.company.members if one.id == chat), str(chat))

    def _wrote(self, *lines: str) -> None:
        self.transcript += lines

    def _story(self, wrong: str) -> str:
        return "\n".join([wrong, "", "what was said:", *self.transcript[-60:]])

    async def check_manners(self, *, private: Sequence[str] = (), refused: Sequence[str] = ()) -> None:
        """What holds in every conversation: no address or telephone in a room, no two messages there with
        buttons of one case, nothing that Telegram refused, no update or message that failed. `private` adds what must not be seen in a room, `refused` allows refusals."""
        await self.skip()
        calls = await self.office.chat.calls()
        for call in calls:
            text = _said(call) if call.status == 200 else ""
            if call.chat_id is not None and call.chat_id < 0:
                for secret in (*SECRETS, *private):
                    assert secret not in text, self._story(f"{secret!r} in the room: {text}")
            if call.status >= 400 and "not modified" not in call.description:
                assert any(one in call.description for one in refused), self._story(
                    f"{call.method} refused: {call.description} {call.params}"
                )
        for press in await self.office.chat.toasts():
            assert len(press.answers) == 1, self._story(f"{len(press.answers)} answers to {press.data}")
        for room in {one.chat_id for one in calls if one.chat_id is not None and one.chat_id < 0}:
            named = [case for one in await self.office.seen(room) for case in _cases_of(one)]
            assert len(named) == len(set(named)), self._story(
                f"two messages in {room} have buttons of {named}"
            )
        for admin in (one.id for one in self.office.company.members if "admin" in one.roles):
            for message in await self.office.seen(admin):
                assert "处理不了" not in message.text, self._story(message.text)
                assert "发不出去" not in message.text, self._story(message.text)


SECRETS = ("13900001111", "星湖街", "13800000000")
"""The telephone and the address of the orders below, and the driver's telephone."""


def _as_list(texts: Fragments | list[Fragments]) -> list[tuple[str, ...]]:
    several = texts if isinstance(texts, list) else [texts]
    return [(one,) if isinstance(one, str) else one for one in several]


def _matches(wanted: list[tuple[str, ...]], texts: list[str]) -> bool:
    """Whether every expectation finds a message of its own."""
    if not wanted:
        return True
    first, *rest = wanted
    return any(
        all(piece in text for piece in first) and _matches(rest, texts[:at] + texts[at + 1 :])
        for at, text in enumerate(texts)
    )


def _said(call: ApiCall) -> str:
    result = call.result if isinstance(call.result, dict) else {}
    return str(result.get("text") or result.get("caption") or "")


def _is_daily(text: str) -> bool:
    return "晨报 关" in text or "/morning off" in text or text.startswith(("卡住的事", "Stuck"))


def actions(message: ChatMessage) -> list[str]:
    """What the buttons of a message do, along the rows, such as `paid`."""
    return [[*data.split(":"), "", ""][2] for data in pressed_by(message)]


def pressed_by(message: ChatMessage) -> list[str]:
    """What each button carries, along the rows."""
    return [button.callback_data or "" for row in message.buttons for button in row]


def _cases_of(message: ChatMessage) -> set[tuple[str, str]]:
    """By area and number, the cases that a message's buttons name."""
    return {
        (area, number)
        for data in pressed_by(message)
        if data.count(":") == 4
        for area, number, *_ in [data.split(":")]
    }


def _place_of(message: ChatMessage, button: str | int | None) -> str | int | None:
    """A button is named by its action, such as `paid`, or by its text where the message has no such action."""
    found = actions(message)
    return found.index(button) if isinstance(button, str) and button in found else button


def _names(message: ChatMessage, number: int, action: str = "", *, area: str = "orders") -> bool:
    return any(data.startswith(f"{area}:{number}:{action}") for data in pressed_by(message))
