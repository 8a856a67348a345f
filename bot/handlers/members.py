"""People and the bot itself: start, language, members, what reached nobody."""

from bot.handlers.routing import Routes
from bot.work import Work
from store.members import people, questions
from store.members import requests as ask


async def start(work: Work, _request: ask.Start) -> None:
    await people.reachable(work.unit, work.by.person.id)
    await people.menu_wanted(work.unit, work.by.person)
    work.answer(
        "members/start", {"name": work.by.person.name, "roles": sorted(work.by.person.roles)}, private=True
    )


async def set_language(work: Work, request: ask.SetLanguage) -> None:
    if request.language is None:
        work.answer("members/language", private=True)
        return
    await people.set_language(work.unit, work.by.person.id, request.language)
    work.answer("members/language_set", {"language": request.language}, private=True)


async def list_members(work: Work, _request: ask.ListMembers) -> None:
    work.answer("members/list", private=True)


async def list_undelivered(work: Work, request: ask.ListUndelivered) -> None:
    work.answer("members/undelivered", {"page": request.page}, private=True)


async def leave_question(work: Work, _request: ask.LeaveQuestion) -> None:
    left = await questions.leave(work.unit, work.by.person.id)
    work.answer("members/question_left", {"left": left}, private=True)


ROUTES: Routes = {
    ask.Start: start,
    ask.SetLanguage: set_language,
    ask.ListMembers: list_members,
    ask.ListUndelivered: list_undelivered,
    ask.LeaveQuestion: leave_question,
}
