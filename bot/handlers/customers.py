"""Customers: lists, whose they are, and the question whose name was typed (U1 to U4)."""

from bot.fronts.areas import FRONTS
from bot.handlers.cases import ask, point_to_private, show, stepped
from bot.handlers.meaning import understood
from bot.handlers.refusing import out_of_sight, refuse
from bot.handlers.routing import Router, Routes
from bot.intake.work import Work
from store.company import Role
from store.customers import leaving, likeness, reading, terms
from store.customers.access import LEADERS
from store.customers.requests import (
    LISTS,
    OF_LEADERS,
    AnswerLikeness,
    ConfirmGrade,
    EditFile,
    GiveAll,
    ListCustomers,
    RunKept,
    ShowCustomer,
    ShowReaders,
    WhoseCustomer,
)
from store.mail import outbox
from store.process import private
from store.process.views import case_seen_by
from store.requests import Area, Refused, Request, ShowCase


async def list_customers(work: Work, request: ListCustomers) -> None:
    asked = next((word for word in request.words if word in LISTS), "list")
    if asked in OF_LEADERS and not work.by.actor.roles & LEADERS:
        refuse(work, Refused(reason="role", facts={"roles": sorted(LEADERS)}), Area.CUSTOMERS)
        return
    words = [word for word in request.words if word != asked]
    facts = {"words": words, "page": request.page}
    if work.callback_id is not None:
        work.answer("members/opened")
        work.say(f"customers/{asked}", facts, private=True)
    else:
        work.answer(f"customers/{asked}", facts, private=True)


async def show_file(work: Work, request: ShowCustomer) -> None:
    """Whoever may not open it but answers for the money is shown its terms."""
    number, actor = request.number, work.by.actor
    seen = await case_seen_by(work.unit, actor, Area.CUSTOMERS, number)
    if seen is not None or await terms.terms_view(work.unit, actor, number) is None:
        await show(work, ShowCase(area=Area.CUSTOMERS, number=number))
    elif work.by.private:
        work.answer(terms.TERMS, {"number": number})
    else:
        point_to_private(work, terms.TERMS, {"number": number}, area=Area.CUSTOMERS, number=number)


async def whose(work: Work, request: WhoseCustomer) -> None:
    work.answer("customers/whose", {"number": request.number}, private=True)


async def readers(work: Work, request: ShowReaders) -> None:
    """Who read a file is no room's business either."""
    facts = {"number": request.number, "page": request.page}
    if await reading.readers_view(work.unit, work.by.actor, request.number, request.page) is None:
        seen = await case_seen_by(work.unit, work.by.actor, Area.CUSTOMERS, request.number)
        if seen is not None:  # the file is theirs to read, not who else read it
            refuse(work, Refused(reason="role", facts={"roles": [Role.DIRECTOR]}), Area.CUSTOMERS)
            return
        await out_of_sight(work, Area.CUSTOMERS, request.number)
    elif not work.by.private:
        point_to_private(work, reading.READERS, facts, area=Area.CUSTOMERS, number=request.number)
    elif work.callback_id is not None:
        work.answer("cases/opened", {"area": Area.CUSTOMERS, "number": request.number})
        work.say(reading.READERS, facts, private=True)
    else:
        work.answer(reading.READERS, facts)


async def edit_file(work: Work, request: EditFile) -> None:
    """Asked as under the button of the file; whose it isn't learns nothing of it."""
    case = await case_seen_by(work.unit, work.by.actor, Area.CUSTOMERS, request.number)
    if case is None:
        await out_of_sight(work, Area.CUSTOMERS, request.number)
        return
    question, _ = FRONTS[Area.CUSTOMERS].questions["edit_file"]
    await ask(work, case, question)


async def confirm_grade(work: Work, request: ConfirmGrade) -> None:
    """The list under which it was pressed has one less."""
    await stepped(work, FRONTS[Area.CUSTOMERS], request)
    if work.about_row is not None and work.about_row.id is not None:
        await outbox.refresh(work.unit.session, work.about_row.id, now=work.unit.now)


async def give_all(work: Work, request: GiveAll) -> None:
    given = await leaving.give_all(work.unit, work.by.actor, request)
    if isinstance(given, Refused):
        refuse(work, given, Area.CUSTOMERS)
        return
    if work.about_row is not None and work.about_row.id is not None:
        await outbox.refresh(work.unit.session, work.about_row.id, now=work.unit.now)
    name = work.unit.roster.name(request.member)
    work.answer("customers/given_all", {"count": given, "name": name})


class Likenesses:
    """What was typed is taken up again once it is known whose name it was."""

    def __init__(self, router: Router) -> None:
        self._router = router

    async def answer(self, work: Work, request: AnswerLikeness) -> None:
        row = await likeness.answer(work.unit, work.by.actor, request)
        if isinstance(row, Refused):
            refuse(work, row, Area.CUSTOMERS)
            return
        if work.about_row is not None and work.about_row.id is not None:
            await outbox.refresh(work.unit.session, work.about_row.id, now=work.unit.now)
        if row.member_id == work.by.actor.member_id and row.text:
            await self._run(work, row.id or 0)
            return
        asker = work.unit.roster.person(row.member_id)
        if asker is not None and asker.id != work.by.actor.member_id:
            private.tell(work.unit, asker, likeness.ANSWERED, {"likeness": row.id, "text": row.text})
        work.answer("customers/alike_noted", {"same": row.same_id is not None, "customer": row.name})

    async def run(self, work: Work, request: RunKept) -> None:
        await self._run(work, request.likeness)

    async def _run(self, work: Work, asked: int) -> None:
        text = await likeness.kept_text(work.unit, work.by.actor, asked)
        read = await understood(work, text, private=True) if text else None
        if not isinstance(read, Request):
            work.answer("members/line_over")
            return
        work.text = text
        await self._router.run(work, read)


ROUTES: Routes = {
    ListCustomers: list_customers,
    ShowCustomer: show_file,
    WhoseCustomer: whose,
    ShowReaders: readers,
    ConfirmGrade: confirm_grade,
    EditFile: edit_file,
    GiveAll: give_all,
}


def routes(router: Router) -> Routes:
    """Those that lead on to what was typed before."""
    kept = Likenesses(router)
    return {AnswerLikeness: kept.answer, RunKept: kept.run}
