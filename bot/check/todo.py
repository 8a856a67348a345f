"""What is left to do before the first order, in the order in which one does it: the end of `gendan check`."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from bot.check.token import PATIENCE
from bot.operating.scaffold import unnamed
from bot.settings import SHIPPED_TEMPLATES, Settings
from store.company import Role
from store.people.roster import Roster

NEEDED = (Role.SERVICE, Role.PRODUCTION, Role.FINANCE, Role.LOGISTICS)
"""Without one of these, an order has a part that nobody is told of."""


@dataclass(frozen=True)
class Standing:
    """How the bot stands in one group, as Telegram says: `administrator`, `member`, `left`, `kicked`, or `unknown`."""

    chat_id: int
    status: str
    reads_all: bool
    """Privacy mode is off, so that it reads what isn't addressed to it also without being an admin."""


async def left_to_do(settings: Settings, roster: Roster | None, *, token_is_good: bool) -> AsyncIterator[str]:
    """One line for each thing, the next one first. `roster`: None while company.toml or the store can't be read."""
    if settings.bot_token is None:
        yield "talk to @BotFather: /newbot, then put the token into GENDAN_BOT_TOKEN"
    elif not token_is_good:
        yield "put the token that @BotFather gave into GENDAN_BOT_TOKEN"
    if not settings.admin_ids and not (roster and roster.holding(Role.ADMIN)):
        yield (
            "put your own Telegram user id into GENDAN_ADMIN_IDS: write to the bot while gendan run is at work,"
            " gendan check names it; then start gendan run again"
        )
    if settings.company == SHIPPED_TEMPLATES / "company.toml":
        yield "write your company's file with gendan new and name it in GENDAN_COMPANY: this is the example"
    elif roster is not None and roster.company.name in unnamed():
        yield "put the company's name into company.toml: it stands under what customers are told"
    if roster is None:
        yield "put right what is marked bad above"
        return
    standings = [one async for one in _standings(settings, roster)] if token_is_good else []
    for line in (*_rooms(roster, standings), *_people(roster)):
        yield line


def _rooms(roster: Roster, standings: list[Standing]) -> Iterator[str]:
    if not roster.desks:
        yield (
            "add the bot to the group where orders are to stand and make it an admin there;"
            " it asks you in private what the group is"
        )
    for one in standings:
        if one.status in ("left", "kicked", "unknown"):
            yield f"add the bot to the group {one.chat_id}, where orders are to stand, and make it an admin there"
        elif one.status != "administrator" and not one.reads_all:
            yield (
                f"make the bot an admin of the group {one.chat_id}: by privacy mode it sees only commands, replies and"
                " mentions there, no words without a slash"
            )


def _people(roster: Roster) -> Iterator[str]:
    vacant = [role.value for role in NEEDED if not roster.acting(role)]
    if vacant:
        yield f"let members press Start and send /join, and accept them: nobody acts for {', '.join(vacant)}"
    unheard = [person.name for person in roster.people if not person.reachable]
    if unheard:
        yield f"ask to press Start in their private chat with the bot: {', '.join(unheard)}"


async def _standings(settings: Settings, roster: Roster) -> AsyncIterator[Standing]:
    """Telegram asked by plain HTTP; where it doesn't answer, nothing is said of the group."""
    import httpx

    assert settings.bot_token is not None, "a good token is there"
    base = f"{settings.api_url}/bot{settings.bot_token.get_secret_value()}"
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            me = (await client.post(f"{base}/getMe")).json()["result"]
            for desk in roster.desks:
                asked = {"chat_id": desk.chat_id, "user_id": me["id"]}
                said: dict[str, Any] = (await client.post(f"{base}/getChatMember", json=asked)).json()
                status = said["result"]["status"] if said["ok"] else "unknown"
                yield Standing(desk.chat_id, status, bool(me.get("can_read_all_group_messages")))
    except (httpx.HTTPError, ValueError, LookupError, TypeError):
        return
