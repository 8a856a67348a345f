"""Plays a script on the real application and tells what the bot did, and what went wrong."""

import asyncio
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.demo.play.balance import unbalanced
from bot.demo.play.script import ROOM, Act, Scene, Script, load_script
from bot.demo.play.seen import Change, Looks, edited, looks_of
from bot.demo.stage import Stage, stage
from bot.sandbox.pictures import small_picture
from bot.sandbox.seen import ChatMessage, Toast
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.keyboards import UNDO
from bot.wording.vocabulary import load_vocabulary
from store.company import Company
from store.company.file import load_company
from store.hours.clock import FrozenClock
from store.mail import outbox

PATIENCE = 30.0


@dataclass
class Done:
    """A day as it was played: what to print, and what went wrong."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join([*self.lines, ""])


async def play_day(
    language: str, name: str, tell: Callable[[str], None] | None = None, *, database_url: str = ""
) -> Done:
    """One of the shipped DAYS in one language. `tell` hears each line as it is played."""
    return await play(load_script(language, name), language, tell, database_url=database_url)


async def play(
    script: Script, language: str, tell: Callable[[str], None] | None = None, *, database_url: str = ""
) -> Done:
    """Play a day on a store and a chat of its own; the clock moves only as the script says.

    The store is a SQLite file, or the empty one at `database_url`.
    """
    shipped = load_company(SHIPPED_TEMPLATES / "company.toml")
    company = shipped.model_copy(update={"language": language, "calendar": script.calendar})
    clock = FrozenClock(company.aware(datetime.fromisoformat(f"{script.scenes[0].day}T07:50")))
    with tempfile.TemporaryDirectory(prefix="gendan-play-") as folder:
        setting = stage(
            company, clock, Path(folder), room=script.words.room, limits=False, database_url=database_url
        )
        async with setting as on:
            return await _Player(on, script, tell or (lambda _line: None)).play()


class _Player:
    def __init__(self, on: Stage, script: Script, tell: Callable[[str], None]) -> None:
        self._on, self._script, self._words, self._tell = on, script, script.words, tell
        self._company: Company = on.company
        self._vocabulary = load_vocabulary([SHIPPED_TEMPLATES])
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
        await self._on.app.ticker.tick()  # what is due as the bot starts is done before the clock is pushed
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
        self._print("", *self._headline(act))
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

    def _headline(self, act: Act) -> Iterator[str]:
        local = self._on.clock.now().astimezone(self._company.zone)
        words = self._words
        if not act.who:
            yield f"{local:%H:%M} {words.clock}"
            return
        where = words.room if act.room else words.private
        done = ""
        if act.press:
            done = f" {words.pressed} [ {self._button(act)} ]{' × 2' if act.twice else ''}"
        elif act.reply:
            done = f" {words.replied}"
        yield f"{local:%H:%M} {act.who} · {where}{done}"
        if act.photo:
            yield f"    [{words.photo}]"
        yield from (f"    {line}" for line in act.say.strip().splitlines())

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
        button = self._button(act)
        message = await self._find(self._id(ROOM) if act.room else user, act.on, button=button)
        await self._on.chat.press(user, message, button, repeat="query" if act.twice else None)
        await self._settled()
        return (await self._on.chat.toasts(user))[-2 if act.twice else -1 :]

    def _button(self, act: Act) -> str:
        return self._vocabulary.button(act.press, self._company.language)

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
                changes.append(Change(act.who, "!", answer.text, _block(f"{self._words.toast}{first}", more)))
        return changes

    async def _changes(self) -> list[Change]:
        """New and edited messages of the bot since the last look: the room's first, then by person."""
        changes = []
        for name in (ROOM, *(name for name in self._ids if name != ROOM)):
            title = self._words.room if name == ROOM else name
            for message in await self._on.chat.messages(self._ids[name]):
                if not message.from_bot:
                    continue
                looks = looks_of(message)
                before = self._seen.get((message.chat_id, message.message_id))
                self._seen[message.chat_id, message.message_id] = looks
                if before is None:
                    changes.append(Change(name, "+", looks.all, _block(f"→ {title}", looks.all.splitlines())))
                elif before != looks and not self._only_lapsed(before, looks):
                    lines = edited(before, looks, no_buttons=self._words.no_buttons)
                    changes.append(Change(name, "~", looks.all, _block(f"✎ {title}", lines)))
        return changes

    def _only_lapsed(self, before: Looks, after: Looks) -> bool:
        """Whether nothing went but the button that takes a step back, when its time was over."""
        undo = f"[ {self._vocabulary.button(UNDO, self._company.language)} ]"
        left = [rest for row in before.buttons if (rest := row.replace(undo, "").strip())]
        return before.text == after.text and list(after.buttons) == left

    def _compare(self, act: Act, changes: Sequence[Change]) -> None:
        left = list(changes)
        for expected in sorted(act.then, key=len, reverse=True):  # the most particular first
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
            if call.status != 200:
                faults.append(f"{call.method} to {call.chat_id}: {call.status} {call.description}")
        async with self._on.app.store.reading() as unit:
            if failed := await outbox.count_undelivered(unit.session):
                faults.append(f"{failed} messages undelivered")
            faults += [fault async for fault in unbalanced(unit)]

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


def _block(head: str, lines: Iterable[str]) -> tuple[str, ...]:
    return (f"  {head}", *(f"    {line}".rstrip() for line in lines))
