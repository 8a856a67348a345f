"""Customers: lists, whose they are, and the question whose name was typed (U1 to U4)."""

from bot.handlers.meaning import understood
from bot.handlers.refusing import refuse
from bot.handlers.routing import Router, Routes
from bot.intake.work import Work
from store.customers import likeness
from store.customers.requests import AnswerLikeness, ListCustomers, RunKept, WhoseCustomer
from store.mail import outbox
from store.process import private
from store.requests import Area, Refused, Request


async def list_customers(work: Work, request: ListCustomers) -> None:
    work.answer("customers/list", {"words": request.words, "page": request.page}, private=True)


async def whose(work: Work, request: WhoseCustomer) -> None:
    work.answer("customers/whose", {"number": request.number}, private=True)


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


ROUTES: Routes = {ListCustomers: list_customers, WhoseCustomer: whose}


def routes(router: Router) -> Routes:
    """Those that lead on to what was typed before."""
    kept = Likenesses(router)
    return {AnswerLikeness: kept.answer, RunKept: kept.run}
