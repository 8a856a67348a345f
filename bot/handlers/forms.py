"""Forms: the kinds to choose from, lists, the stub; steps go the way of every case (A1 to A12)."""

from bot.fronts.areas import FRONTS
from bot.handlers.cases import ask_before, stepped
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.forms import requests as ask
from store.forms.views import stub_view
from store.process.views import case_seen_by
from store.requests import Area, Refused


async def list_kinds(work: Work, _request: ask.ListKinds) -> None:
    if work.callback_id is not None:
        work.answer("members/opened")
        work.say("forms/kinds", private=True)
        return
    work.answer("forms/kinds", private=True)


async def list_forms(work: Work, request: ask.ListForms) -> None:
    meant = {word: work.front.vocabulary.value_of("forms", word) for word in request.words}
    words = [word for word, only in meant.items() if only is None]
    only = sorted(only for only in meant.values() if only is not None)
    facts = {"words": words, "only": only, "page": request.page}
    if work.callback_id is not None:
        work.answer("members/opened")
        work.say("forms/list", facts, private=True)
    else:
        work.answer("forms/list", facts, private=True)


async def show_stub(work: Work, request: ask.ShowStub) -> None:
    case = await case_seen_by(work.unit, work.by.actor, Area.FORMS, request.number)
    if case is None or await stub_view(work.unit, case) is None:
        reason = "unknown" if case is None else "not_signed"
        refuse(work, Refused(reason=reason, facts={"number": request.number}), Area.FORMS)
        return
    work.answer("cases/opened", {"area": case.area, "number": case.number})
    work.say("forms/stub", private=True, case_id=case.id, document="stub")
    work.say("forms/stub_picture", private=True, case_id=case.id, document="stub_picture")


async def amend(work: Work, request: ask.AmendForm) -> None:
    """Without a line of what is to be other, that is asked for first."""
    case = await case_seen_by(work.unit, work.by.actor, Area.FORMS, request.number)
    if case is None or request.values or work.unit.attachment is not None:
        await stepped(work, FRONTS[Area.FORMS], request)
        return
    await ask_before(work, FRONTS[Area.FORMS], case, "amend")


ROUTES: Routes = {
    ask.ListKinds: list_kinds,
    ask.ListForms: list_forms,
    ask.ShowStub: show_stub,
    ask.AmendForm: amend,
}
