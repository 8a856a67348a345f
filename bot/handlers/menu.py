"""The menu: opened, gone through in place, searched by a reply; and what it is the answer to besides."""

from typing import Any

from bot.access.rights import daily_for, menu_for
from bot.fronts.areas import FRONTS
from bot.grammar import Mistake
from bot.handlers.routing import Routes
from bot.intake.work import Work
from bot.letters.menu import HELP, MENU, POINTER, START, is_searched
from bot.letters.refused import helping
from store.members.requests import ShowMenu
from store.process.lists import tasks_view
from store.registry import reference
from store.requests import Request


async def show(work: Work, request: ShowMenu) -> None:
    """A press goes on in the message pressed; in a room the way to the private chat is shown, once."""
    part = request.part if request.part in menu_for(work.by.actor.roles) else ""
    facts = await menu_facts(work) | {"part": part, "words": request.words}
    row = work.about_row if work.callback_id is not None else None
    if row is not None and row.kind in (MENU, HELP, START):
        row.kind, row.facts = MENU, facts
        row.wanted, row.changed_at = row.wanted + 1, work.unit.now
        work.answer("members/opened")
    elif work.callback_id is not None:
        work.answer("members/opened")
        work.say(MENU, facts, private=True)
    elif work.by.private:
        work.answer(MENU, facts, private=True)
    else:
        work.answer(POINTER)
        if work.by.person.reachable:
            work.say(MENU, facts, private=True)


async def menu_facts(work: Work, *, lost: bool = False) -> dict[str, Any]:
    """What the menu says that no list knows: how what was asked for longest is answered in one line."""
    return {"part": "", "words": "", "page": 1, "lost": lost, "example": await _example(work)}


async def _example(work: Work) -> str:
    grammar, language = work.front.grammar, work.by.person.language
    owed = (await tasks_view(work.unit, work.by.actor, 1))["tasks"]
    for one in owed[:1]:
        for action in helping(FRONTS[one["area"]], one["kind"], work.by.actor.roles)[:1]:
            label = work.front.vocabulary.button(action, language)
            return f"{reference(one['area'], one['number'])} {label}"
    usages = (grammar.usage(name, language) for name in daily_for(work.by.actor.roles))
    return next((usage for usage in usages if "\n" not in usage), "")


async def lost(work: Work) -> None:
    """To what nobody understands."""
    work.answer(MENU, await menu_facts(work, lost=True), private=True)


def searched(work: Work, text: str, read: Request | Mistake | None) -> ShowMenu | None:
    """Words in reply to a list of the menu that are no command: they are looked for there."""
    row = work.about_row
    if row is None or row.kind != MENU or isinstance(read, Request) or "\n" in text.strip():
        return None
    part = str(row.facts["part"])
    return ShowMenu(part=part, words=" ".join(text.split())[:64]) if is_searched(part) else None


ROUTES: Routes = {ShowMenu: show}
