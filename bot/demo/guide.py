"""What the demo's page offers beside the chat: the played day, the push to the next reminder, the company's language."""

import asyncio
import tomllib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from bot.demo.stage import Stage
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.vocabulary import load_vocabulary
from store.calendar import upcoming
from store.members import languages

LOOKS, BETWEEN = 200, 0.1
"""How often, and every how many seconds, it is looked whether the bot has said what is due."""
MOMENTS = 20
"""How many moments at which nobody hears anything are passed over at one push."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Part):
    """One thing in both languages."""

    zh: str
    en: str


class Step(_Part):
    """One step of the played day, by one person, in the room or in private.

    They say something (`reply`: to the message with that button), or press a button; `yours`: the visitor presses it;
    `until`: time passes, reminder by reminder, until that person hears of the order. With none of these it is only
    looked at. `{order}` is the number of the order that the step which `opens` it made.
    """

    who: str
    room: bool = False
    line: Words
    say: Words | None = None
    photo: bool = False
    opens: bool = False
    reply: str = ""
    press: str = ""
    yours: bool = False
    until: str = ""
    again: bool = False
    """Until they hear of it once more."""

    @model_validator(mode="after")
    def _one_thing(self) -> "Step":
        if sum(map(bool, (self.say, self.press, self.until))) > 1 or (self.yours and not self.press):
            raise ValueError(f"a step is one of: said, pressed, waited for, looked at: {self}")
        return self

    def shown(self, language: str) -> dict[str, Any]:
        worded = {
            "line": getattr(self.line, language),
            "say": getattr(self.say, language) if self.say else "",
        }
        return self.model_dump() | worded


class Tour(_Part):
    steps: tuple[Step, ...]


def load_tour() -> Tour:
    return Tour.model_validate(tomllib.loads((SHIPPED_TEMPLATES / "play" / "tour.toml").read_text("utf-8")))


class Guide:
    """Adds its offers to the chat's control API; the page asks for them by name."""

    def __init__(self, on: Stage) -> None:
        self._on = on
        self._words = load_vocabulary([SHIPPED_TEMPLATES])
        self._tour = load_tour()

    async def offer(self) -> None:
        async with self._on.app.store.reading() as unit:
            language = next((place.language for place in unit.roster.desks), self._on.company.language)
        control = self._on.server.control
        control.offers |= {
            "tour": self.tour,
            "told": self.told,
            "reminder": self.reminder,
            "language": self.language,
        }
        self._say_roles(language)

    async def tour(self, language: str) -> list[dict[str, Any]]:
        return [step.shown(language) for step in self._tour.steps if language in Words.model_fields]

    async def reminder(self, calendar: bool = True) -> dict[str, Any]:
        """Push the clock to the moment at which the bot will speak of itself, past those at which nobody hears;
        unmoved when it has nothing to say. `reached`: the chats in which it then spoke, people's own first.

        The tour follows one order, past whatever the `calendar` has on these days. Whoever is to hear at that moment
        has heard when this answers: else the next push would go past them.
        """
        world = self._on.server.world
        await self.told()
        moved = False
        with self._hearing() as heard:
            for _ in range(MOMENTS):
                async with self._on.app.store.reading() as unit:
                    moment = await upcoming.next_moment(unit, calendar=calendar)
                if moment is None:
                    break
                moved = True
                world.clock.advance(max(timedelta(0), moment - world.clock.now()))
                world.changed("clock")
                await self.told()
                if calendar:
                    await self._until_told(calendar=True, heard=heard)
                if heard:
                    break
        reached = sorted(dict.fromkeys(heard), key=lambda chat: chat < 0)
        return {"moved": moved, "now": world.clock.now().isoformat(), "reached": reached}

    @contextmanager
    def _hearing(self) -> Iterator[list[int]]:
        """The chats in which the bot posts something meanwhile, in that order."""
        world, heard = self._on.server.world, list[int]()

        def note(kind: str, facts: dict[str, Any]) -> None:
            if kind == "message":
                message = world.chats[facts["chat_id"]].messages[facts["message_id"]]
                if message.sender is world.bot and not message.edited:
                    heard.append(facts["chat_id"])

        world.listeners.append(note)
        try:
            yield heard
        finally:
            world.listeners.remove(note)

    async def told(self) -> None:
        """Wait until whatever is due has reached its chat, the calendar's and the rooms' cards apart."""
        await self._until_told(calendar=False)

    async def _until_told(self, *, calendar: bool, heard: Collection[int] = ()) -> None:
        """With somebody who has `heard`, there is nothing more to wait for."""
        for _ in range(LOOKS):  # not for ever: a fault that a visitor planned must not stop the clock
            if heard or await self._is_told(calendar):
                return
            await asyncio.sleep(BETWEEN)

    async def _is_told(self, calendar: bool) -> bool:
        async with self._on.app.store.reading() as unit:
            return await upcoming.is_told(unit, calendar=calendar)

    async def language(self, language: str) -> dict[str, Any]:
        if language not in Words.model_fields:
            raise ValueError(f"no such language: {language}")
        async with self._on.app.store.unit() as unit:
            await languages.speak(unit, language)
        self._on.app.courier.wake()
        self._say_roles(language)
        return {"language": language}

    def _say_roles(self, language: str) -> None:
        server = self._on.server
        for member in self._on.company.members:
            if user := server.world.users.get(member.id):
                user.note = " · ".join(self._words.role(role, language) for role in member.roles)
        server.control.language = language
        server.world.changed("chat")
