"""Inquiries in chat (U7), and the month's feedback for leadership."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.fronts import handing
from bot.fronts.front import AreaFront, PaperSpec
from bot.grammar.inquiries import INQUIRIES_CHAT
from bot.papers import reports
from bot.wording.keyboards import Rows
from bot.wording.render import Renderer
from store.complaints import rates
from store.customers.access import Part
from store.customers.reading import Path, Read
from store.forms.scores import scores
from store.inquiries import feedback, views
from store.inquiries.area import INQUIRIES
from store.inquiries.state import Inquiry
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit
from store.reports.requests import Report

REPORTS = ("inquiries/report", "inquiries/report_book")
SURVEY = "satisfaction"


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    """The feedback's figures, counted as it is sent: of inquiries, contacts, surveys and complaints."""
    if row.kind not in REPORTS:
        return {}
    if reader is None or row.chat_id < 0:
        return None
    month = date.fromisoformat(row.facts["month"])
    complaints = (await rates.report(unit, month))["all"]
    return {
        **await feedback.report(unit, unit.roster.actor(reader), month),
        "month_name": f"{month:%Y-%m}",
        "survey": await scores(unit, SURVEY, month, month + feedback.MONTH),
        "complained": complaints["count"],
        "score": complaints["score"],
        **await handing.owed(unit, reader, Report.INQUIRIES, month),
        **({row.document: month} if row.document else {}),
    }


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    if row.kind != REPORTS[0]:
        return None
    return handing.buttons(renderer, language, Report.INQUIRIES, facts["month"], facts, ("picture", "how"))


def _reads(row: Outbox, facts: Mapping[str, Any]) -> Sequence[Read]:
    """The workbook says what was noted of speaking with each."""
    if row.kind != REPORTS[1]:
        return ()
    return [Read(customer_id=one, part=Part.FILE, path=Path.EXPORT) for one in facts["customer_ids"]]


INQUIRIES_FRONT = AreaFront[Inquiry](
    table=INQUIRIES,
    view=views.inquiry_view,
    chat=INQUIRIES_CHAT,
    listing=views.list_view,
    facts=_facts,
    buttons=_buttons,
    reads=_reads,
    papers={"report_book": PaperSpec(make=reports.feedback_book)},
)
