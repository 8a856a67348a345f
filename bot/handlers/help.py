"""What this person can do here, from the tables."""

from bot.access.rights import commands_for
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.members import requests as ask


async def help_(work: Work, request: ask.Help) -> None:
    vocabulary, language = work.front.vocabulary, work.by.person.language
    known = commands_for(work.by.actor.roles)
    if request.command in known:
        usage = work.front.grammar.usage(request.command, language)
        facts = {
            "command": request.command,
            "describe": vocabulary.describe(request.command, language),
            "usage": usage,
        }
        work.answer("members/help_one", facts, private=True)
        return
    rows = [{"command": name, "describe": vocabulary.describe(name, language)} for name in known]
    work.answer("members/help", {"commands": rows, "asked": request.command}, private=True)


ROUTES: Routes = {ask.Help: help_}
