"""The example day: a script of what people say and press, played on the real application, with what the bot answers.

`python -m bot.play --write` writes tests/transcripts anew.
"""

import argparse
import asyncio
import difflib
import html
import logging
import re
import sys
import tempfile
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from bot import logs
from bot.sandbox.pictures import small_picture
from bot.sandbox.seen import Button, ChatMessage, Toast
from bot.settings import SHIPPED_TEMPLATES
from bot.stage import Stage, stage
from store import cases, outbox
from store.company import Company, load_company
from store.orders import books
from store.orders.model import OrderRow
from store.orders.state import EntryKind, State
from store.requests import Area
from store.timepiece import FrozenClock
from store.unit import Unit

LANGUAGES = ("zh", "en")
PATIENCE = 30.0
ROOM = "room"
_EXPECTED = re.compile(r"(?:(?P<who>\S+) (?P<how>[+~])|(?P<toast>!))(?: (?P<text>.+))?")
_HARMLESS = "message is not modified"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Act(_Part):
    """Somebody says or presses something, or, without `who`, time passes.

    `then` lists all that the bot does about it: `NAME + words` a new message, `NAME ~ words` an edited one, `! words`
    a toast; NAME is a person, or `room`. The words need only be contained.
    """

    at: str = ""
    """The time to push the clock to before: `09:20`, or with its date."""
    who: str = ""
    room: bool = False
    """In the desk room rather than the private chat with the bot."""
    say: str = ""
    photo: bool = False
    reply: str = ""
    """Words of the bot's message that is replied to."""
    press: str = ""
    on: str = ""
    """Words of the message whose button is pressed."""
    twice: bool = False
    """The press arrives a second time."""
    then: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> "Act":
        if not (self.at or self.who) or any(not _EXPECTED.fullmatch(line) for line in self.then):
            raise ValueError(f"an act needs a time or a person, and `then` as described: {self}")
        return self


class Scene(_Part):
    title: str
    day: str
    acts: tuple[Act, ...]


class Words(_Part):
    """What the printed day says around what people and the bot say."""

    room: str
    private: str
    clock: str
    pressed: str
    replied: str
    photo: str
    toast: str
    no_buttons: str
    silence: str


class Newcomer(_Part):
    """Somebody whom the company doesn't know."""

    id: int
    name: str


class Script(_Part):
    words: Words
    newcomers: tuple[Newcomer, ...] = ()
    scenes: tuple[Scene, ...]


def load_script(language: str) -> Script:
    path = SHIPPED_TEMPLATES / "play" / f"day.{language}.toml"
    return Script.model_validate(tomllib.loads(path.read_text("utf-8")))


@dataclass
class Done:
    """A day as it was played: what to print, and what went wrong."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join([*self.lines, ""])


@dataclass(frozen=True)
class Change:
    """One thing the bot did: `how` is + for a new message, ~ for an edited one, ! for a toast."""

    name: str
    how: str
    text: str
    shown: tuple[str, ...]

    def fits(self, expected: str) -> bool:
        match = _EXPECTED.fullmatch(expected)
        assert match is not None, "checked as the script was read"
        whose = self.how == "!" if match["toast"] else (self.name, self.how) == (match["who"], match["how"])
        return whose and (match["text"] or "").casefold() in self.text.casefold()


async def play_day(language: str, tell: Callable[[str], None] | None = None) -> Done:
    """The shipped day in one language. `tell` hears each line as it is played."""
    return await play(load_script(language), language, tell)


async def play(script: Script, language: str, tell: Callable[[str], None] | None = None) -> Done:
    """Play a day on a store and a chat of its own; the clock moves only as the script says."""
    shipped = load_company(SHIPPED_TEMPLATES / "company.toml")
    # The calendar speaks on days of its own choosing; this day is about orders.
    company = shipped.model_copy(update={"language": language, "calendar": ()})
    clock = FrozenClock(company.aware(datetime.fromisoformat(f"{script.scenes[0].day}T08:00")))
    with tempfile.TemporaryDirectory(prefix="gendan-play-") as folder:
        async with stage(company, clock, Path(folder), room=script.words.room, limits=False) as on:
            return await _Player(on, script, tell or (lambda _line: None)).play()


class _Player:
    def __init__(self, on: Stage, script: Script, tell: Callable[[str], None]) -> None:
        self._on, self._script, self._words, self._tell = on, script, script.words, tell
        self._company: Company = on.company
        self._done = Done()
        self._seen: dict[tuple[int, int], Looks] = {}
        self._shade = 0
        self._ids = {member.name: member.id for member in on.company.members}
        self._ids |= {newcomer.name: newcomer.id for newcomer in script.newcomers}
        self._ids[ROOM] = on.company.desk_rooms[0].chat_id

    async def play(self) -> Done:
        language = "zh-hans" if self._company.language == "zh" else "en"
        for newcomer in self._script.newcomers:
            await self._on.chat.add_user(newcomer.id, newcomer.name, started=True, language_code=language)
        await self._settled()
        for number, scene in enumerate(self._script.scenes):
            self._print(*[""] * (number > 0), f"== {scene.title} · {scene.day[5:]} ==")
            for act in scene.acts:
                await self._play(scene, act)
        await self._look_back()
        return self._done

    # one act ------------------------------------------------------------------------------------------
    async def _play(self, scene: Scene, act: Act) -> None:
        if act.at:
            await self._push(act.at if "T" in act.at else f"{scene.day}T{act.at}")
        toasts: list[Toast] = []
        self._print("", self._headline(act))
        try:
            if act.press:
                toasts = await self._press(act)
            elif act.who:
                await self._say(act)
        except LookupError as error:
            self._fault(act, str(error))
        await self._settled()
        changes = [*await self._toasts(act, toasts), *await self._changes()]
        for change in changes:
            self._print(*change.shown)
        if not changes and act.who:
            self._print(f"    {self._words.silence}")
        self._compare(act, changes)

    def _headline(self, act: Act) -> str:
        local = self._on.clock.now().astimezone(self._company.zone)
        words = self._words
        if not act.who:
            return f"{local:%H:%M} {words.clock}"
        where = words.room if act.room else words.private
        done = ""
        if act.press:
            done = f" {words.pressed} [{act.press}]{' × 2' if act.twice else ''}"
        elif act.reply:
            done = f" {words.replied}"
        head = f"{local:%H:%M} {act.who} · {where}{done}"
        said = [f"[{words.photo}]"] if act.photo else []
        said += act.say.strip().splitlines()
        return "\n".join([head, *(f"    {line}" for line in said)])

    async def _push(self, moment: str) -> None:
        aim = self._company.aware(datetime.fromisoformat(moment))
        self._on.clock.advance(aim - self._on.clock.now())
        await self._on.app.ticker.tick()
        self._on.app.courier.wake()

    async def _say(self, act: Act) -> None:
        user = self._id(act.who)
        chat_id = self._id(ROOM) if act.room else user
        reply = await self._find(chat_id, act.reply) if act.reply else None
        if act.photo:
            self._shade += 1
            picture = small_picture(shade=self._shade)
            await self._on.chat.photo(user, chat_id, picture, caption=act.say.strip(), reply_to=reply)
        else:
            await self._on.chat.say(user, chat_id, act.say.strip(), reply_to=reply)

    async def _press(self, act: Act) -> list[Toast]:
        user = self._id(act.who)
        message = await self._find(self._id(ROOM) if act.room else user, act.on, button=act.press)
        await self._on.chat.press(user, message, act.press, repeat="query" if act.twice else None)
        await self._settled()
        return (await self._on.chat.toasts(user))[-2 if act.twice else -1 :]

    async def _find(self, chat_id: int, words: str, button: str = "") -> ChatMessage:
        for message in reversed(await self._on.chat.messages(chat_id)):
            named = words.casefold() in message.text.casefold()
            if message.from_bot and named and (not button or button in message.button_texts):
                return message
        raise LookupError(f"no message with {words!r} {f'and the button {button!r}' if button else ''}")

    def _id(self, name: str) -> int:
        if name not in self._ids:
            raise LookupError(f"nobody is called {name!r}")
        return self._ids[name]

    # what the bot did -----------------------------------------------------------------------------------
    async def _toasts(self, act: Act, toasts: Sequence[Toast]) -> list[Change]:
        changes = []
        for toast in toasts:
            if len(toast.answers) != 1:
                self._fault(act, f"a press had {len(toast.answers)} answers")
            for answer in toast.answers:
                first, *more = answer.text.splitlines() or [""]
                shown = (f"  {self._words.toast}{first}", *(f"    {line}" for line in more))
                changes.append(Change(act.who, "!", answer.text, shown))
        return changes

    async def _changes(self) -> list[Change]:
        """New and edited messages of the bot since the last look: the room's first, then by person."""
        changes = []
        for name in (ROOM, *(name for name in self._ids if name != ROOM)):
            title = self._words.room if name == ROOM else name
            for message in await self._on.chat.messages(self._ids[name]):
                if not message.from_bot:
                    continue
                looks = _looks(message)
                before = self._seen.get((message.chat_id, message.message_id))
                self._seen[message.chat_id, message.message_id] = looks
                if before is None:
                    shown = (
                        f"  → {title}",
                        *(f"    {line}".rstrip() for line in (*looks.text, *looks.buttons)),
                    )
                    changes.append(Change(name, "+", looks.all, shown))
                elif before != looks:
                    changes.append(Change(name, "~", looks.all, tuple(self._edited(title, before, looks))))
        return changes

    def _edited(self, title: str, before: "Looks", after: "Looks") -> Iterator[str]:
        """Line by line where most of it stayed, else the whole new text; the buttons if they changed."""
        stayed = set(before.text) & set(after.text)
        if len(stayed) * 2 < min(len(before.text), len(after.text)):
            yield f"  ✎ {title}"
            yield from (f"    {line}".rstrip() for line in (*after.text, *after.buttons))
            return
        yield f"  ✎ {title} · {after.text[0]}"
        lines = [line for line in difflib.ndiff(before.text, after.text) if line[2:].strip()]
        for mark in "-+":
            yield from (f"    {line}" for line in lines if line[0] == mark and line[2:] != after.text[0])
        if before.buttons != after.buttons:
            yield from (f"    {row}" for row in after.buttons or (self._words.no_buttons,))

    def _compare(self, act: Act, changes: Sequence[Change]) -> None:
        left = list(changes)
        for expected in act.then:
            found = next((change for change in left if change.fits(expected)), None)
            if found is None:
                self._fault(act, f"missing: {expected}")
            else:
                left.remove(found)
        for change in left:
            self._fault(act, f"unexpected: {change.name} {change.how} {change.text!r}")

    # the end --------------------------------------------------------------------------------------------
    async def _look_back(self) -> None:
        faults = self._done.faults
        for call in await self._on.chat.calls():
            if call.status != 200 and _HARMLESS not in call.description:
                faults.append(f"{call.method} to {call.chat_id}: {call.status} {call.description}")
        async with self._on.app.store.reading() as unit:
            if failed := await outbox.count_undelivered(unit.session):
                faults.append(f"{failed} messages undelivered")
            faults += [fault async for fault in _unbalanced(unit)]

    async def _settled(self) -> None:
        """Until every update is handled and every message that is due is there."""
        async with asyncio.timeout(PATIENCE):
            while True:
                if not await self._on.chat.pending_updates() and await self._on.app.settled():
                    return
                await asyncio.sleep(0.005)

    def _fault(self, act: Act, what: str) -> None:
        did = act.press or (act.say.strip().splitlines() or [""])[0]
        self._done.faults.append(" ".join(part for part in (act.at, act.who, did, what) if part))

    def _print(self, *lines: str) -> None:
        for line in lines:
            self._done.lines.append(line)
            self._tell(line)


@dataclass(frozen=True)
class Looks:
    """What a person sees of a message. What copies with one touch stands behind a bar."""

    text: tuple[str, ...]
    buttons: tuple[str, ...]

    @property
    def all(self) -> str:
        return "\n".join((*self.text, *self.buttons))


def _looks(message: ChatMessage) -> Looks:
    lines = [f"[{message.document.file_name}]"] if message.document else []
    for part in re.split(r"(<pre>.*?</pre>)", message.html, flags=re.DOTALL):
        plain = html.unescape(re.sub(r"<[^>]*>", "", part)).strip("\n")
        bar = "│ " if part.startswith("<pre>") else ""
        lines += [f"{bar}{line}" for line in plain.split("\n") if plain]
    return Looks(tuple(lines), tuple(" ".join(_button(button) for button in row) for row in message.buttons))


def _button(button: Button) -> str:
    mark = " ⧉" if button.copy_text else " ↗" if button.url else ""
    return f"[ {button.text}{mark} ]"


async def _unbalanced(unit: Unit) -> AsyncIterator[str]:
    """Orders whose money doesn't add up: as listed, or at closing."""
    number = 1
    while case := await cases.find_case(unit.session, Area.ORDERS, number):
        order = await books.load(unit, case)
        listed = await unit.session.get(OrderRow, case.id)
        assert listed is not None, "a case of this area has its order"
        if (listed.total, listed.received) != (order.total, order.received):
            yield f"order {number}: {listed.received} of {listed.total} listed, {order.received} of {order.total}"
        claimed = order.sum(EntryKind.FREIGHT_CONFIRMED) == order.freight_claimed
        in_or_due = order.owed <= 0 or order.due_on is not None
        if order.state is State.CLOSED and not (claimed and in_or_due and order.cod_held == 0):
            yield f"order {number}: closed with {order.owed} owed, {order.cod_held} held, freight open"
        number += 1


def main() -> int:
    """Both days to the terminal, or with --write to the transcripts that the tests compare with."""
    options = argparse.ArgumentParser(prog="python -m bot.play", description=__doc__)
    options.add_argument("--write", action="store_true")
    write = options.parse_args().write
    logs.configure("console")
    logging.getLogger().setLevel(logging.WARNING)
    faults = 0
    for language in LANGUAGES:
        day = asyncio.run(play_day(language))
        faults += len(day.faults)
        if write:
            path = Path(__file__).resolve().parents[1] / "tests" / "transcripts" / f"day.{language}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(day.text, "utf-8")
        else:
            print(day.text)
        for fault in day.faults:
            print(f"{language}: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
