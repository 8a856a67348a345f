"""The script of an example day: who says and presses what, and what the bot is to do about it."""

import re
import tomllib

from pydantic import BaseModel, ConfigDict, model_validator

from bot.settings import SHIPPED_TEMPLATES
from store.company import CalendarEntry

LANGUAGES = ("zh", "en")
DAYS = ("day", "month")
"""What is played, in this order: a day of the house, and a month of a customer on account."""
ROOM = "room"
EXPECTED = re.compile(r"(?:(?P<who>\S+) (?P<how>[+~])|(?P<toast>!))(?: (?P<text>.+))?")


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
    """A button's name in the vocabulary."""
    on: str = ""
    """Words of the message whose button is pressed."""
    twice: bool = False
    """The press arrives a second time."""
    then: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> "Act":
        if not (self.at or self.who) or any(not EXPECTED.fullmatch(line) for line in self.then):
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
    calendar: tuple[CalendarEntry, ...] = ()
    """What comes round on these days, as company.toml writes it; the shipped calendar would speak every other minute."""
    scenes: tuple[Scene, ...]


def load_script(language: str, name: str = DAYS[0]) -> Script:
    path = SHIPPED_TEMPLATES / "play" / f"{name}.{language}.toml"
    return Script.model_validate(tomllib.loads(path.read_text("utf-8")))
