"""Workbooks of orders, or of customers, sent in private: kept for the fetcher, shown by their own message, taken whole (O1)."""

from typing import Any

from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.customers.steps import KEEPERS
from store.drafts import requests as ask
from store.drafts import workbooks
from store.drafts.model import WorkbookRow
from store.orders.departments import INTAKE
from store.requests import Refused

SENDERS = INTAKE | KEEPERS
BLANKS = {"orders": "workbook", "customers": "workbook_customers"}
SHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".csv", ".et", ".ods", ".numbers")
"""What people keep such lists in. Only the first can be read; whoever sends another hears so."""


def sent(work: Work) -> ask.ReadWorkbook | None:
    """A document of that kind, in private, in answer to nothing, from somebody who takes orders or keeps files."""
    file = work.unit.attachment
    if file is None or file.kind != "document" or not file.name.lower().endswith(SHEETS):
        return None
    meant = work.by.private and work.about is None and work.by.actor.roles & SENDERS
    return ask.ReadWorkbook() if meant else None


async def send_blank(work: Work, request: ask.SendBlankWorkbook | ask.SendBlankOfCustomers) -> None:
    if work.callback_id is not None:
        work.answer("drafts/sent")
    kind = "customers" if isinstance(request, ask.SendBlankOfCustomers) else "orders"
    work.say("drafts/workbook_blank", {"kind": kind}, private=True, document=BLANKS[kind])


async def read(work: Work, _request: ask.ReadWorkbook) -> None:
    file = work.unit.attachment
    assert file is not None, "only a message with a file gets this far"
    ending = next(ending for ending in SHEETS if file.name.lower().endswith(ending))
    if ending == ".xlsx":
        await workbooks.keep(work.unit, work.by.person, file)
    else:
        work.answer("drafts/not_xlsx", {"ending": ending})


async def take(work: Work, request: ask.TakeWorkbook) -> None:
    book = await workbooks.of(work.unit, request.workbook, work.by.person.id)
    before = await workbooks.bars(work.unit, work.by.actor, book) if book is not None else None
    if before is not None:
        work.answer("drafts/book_already", {"kind": before.kind, **await workbooks.effect(work.unit, before)})
        return
    if book is None or book.state != "shown":
        work.answer("drafts/book_stale", _over(book))
        return
    result = await workbooks.take_all(work.unit, work.by.actor, book, chat_id=work.by.chat_id)
    if isinstance(result, Refused):
        work.front.metrics.refused(result.reason)
        work.answer("drafts/book_refused", {**result.facts, "reason": result.reason, "kind": book.kind})
        return
    for taken in result:
        work.front.metrics.stepped(taken.case.area, taken.step.name)
    work.answer("drafts/book_taken", {"kind": book.kind, "numbers": book.numbers})


def _over(book: WorkbookRow | None) -> dict[str, Any]:
    return {"state": book.state if book else None, "kind": book.kind if book else "orders"}


async def leave(work: Work, request: ask.LeaveWorkbook) -> None:
    book = await workbooks.of(work.unit, request.workbook, work.by.person.id)
    if book is None or book.state != "shown":
        work.answer("drafts/book_stale", _over(book))
        return
    await workbooks.leave(work.unit, book)
    work.answer("drafts/book_left", {"kind": book.kind})


ROUTES: Routes = {
    ask.SendBlankWorkbook: send_blank,
    ask.SendBlankOfCustomers: send_blank,
    ask.ReadWorkbook: read,
    ask.TakeWorkbook: take,
    ask.LeaveWorkbook: leave,
}
