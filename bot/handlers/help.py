"""What this person can do here, from the tables."""

from bot.access.rights import EVERYONE, commands_for, daily_for, roles_for
from bot.grammar import COMMANDS
from bot.handlers.menu import menu_facts
from bot.handlers.routing import Routes
from bot.intake.work import Work
from bot.letters.menu import HELP
from store.company import Role
from store.members import requests as ask


async def help_(work: Work, request: ask.Help) -> None:
    if request.command in COMMANDS:
        facts = _row(work, request.command) | {"roles": _who_may(request.command)}
        work.answer("members/help_one", facts, private=True)
        return
    roles = work.by.actor.roles
    daily = [_row(work, name) for name in daily_for(roles)]
    every = [_row(work, name) for name in commands_for(roles)]
    facts = await menu_facts(work) | {"daily": daily, "commands": every}
    work.answer(HELP, facts, private=True)


def _row(work: Work, command: str) -> dict[str, str]:
    vocabulary, language = work.front.vocabulary, work.by.person.language
    return {
        "command": command,
        "describe": vocabulary.describe(command, language),
        "usage": work.front.grammar.usage(command, language),
    }


def _who_may(command: str) -> list[Role]:
    """Empty where everybody may."""
    spec = COMMANDS[command]
    roles = frozenset[Role]().union(*(roles_for(request, spec.area) for request in spec.requests))
    return [] if roles >= EVERYONE else [role for role in Role if role in roles]


ROUTES: Routes = {ask.Help: help_}
