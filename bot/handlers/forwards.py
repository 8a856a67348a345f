"""What is forwarded is nobody's statement: in rooms it is left alone, in private it is asked what it is for."""

from typing import Any

from telegram import Message

from bot.grammar import Mistake
from bot.handlers import albums, workbooks
from bot.handlers.meaning import understood
from bot.handlers.routing import Router
from bot.intake.work import Work
from store.process.records import Case
from store.process.views import case_seen_by
from store.registry import area_of
from store.requests import CaseRequest


def is_forwarded(message: Message) -> bool:
    """Somebody else's words, or those that another bot made up."""
    return bool(message.forward_origin or message.is_automatic_forward or message.via_bot)


async def said(work: Work, router: Router, message: Message, text: str) -> None:
    if not work.by.private:
        return
    if (workbook := workbooks.sent(work)) is not None:
        await router.run(work, workbook)  # shown first, and taken by a press
        return
    if message.media_group_id is not None and not await albums.opened(work, message.media_group_id):
        return
    work.meant = True
    case = await _named(work, text)
    if work.unit.attachment is not None:
        await albums.ask_whose(work, "members/forwarded", case)
    else:
        facts: dict[str, Any] = {"photo": False, "offers": []}
        columns = (
            {"case_id": case.id, "task_id": await albums.own_task(work, case)} if case is not None else {}
        )
        work.answer("members/forwarded", facts, private=True, **columns)


async def _named(work: Work, text: str) -> Case | None:
    """The case that the words would have been about, if the speaker sees it."""
    read = await understood(work, text, private=True)
    if not isinstance(read, CaseRequest) or isinstance(read, Mistake):
        return None
    area = area_of(read)
    return await case_seen_by(work.unit, work.by.actor, area, read.number) if area is not None else None
