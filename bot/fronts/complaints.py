"""Complaints in chat: what their buttons do, what they are asked for (C1 to C5)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.fronts import handing
from bot.fronts.front import AreaFront, Codec, PaperSpec, Picture
from bot.fronts.stubs import SIGNATURES, paper
from bot.grammar.complaints import COMPLAINTS_CHAT
from bot.grammar.reading import About
from bot.papers import figures, reports
from bot.papers.papers import Paper
from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows
from bot.wording.render import Renderer
from store.company import Role
from store.complaints import rates
from store.complaints import requests as ask
from store.complaints.area import COMPLAINTS
from store.complaints.state import Complaint
from store.complaints.views import complaint_view, remedy_view
from store.mail.outbox import Outbox
from store.people.actor import CLOCK
from store.people.roster import Person
from store.process.unit import Unit
from store.reports.requests import Report
from store.reports.views import paper_facts
from store.requests import Request

REPORT = "complaints/report"
FIGURE = "complaints/figure"
"""What the question is sent as that asks what a figure is."""


def _photo(about: About, _roles: frozenset[Role], _state: Complaint, _picture: Picture) -> Request:
    return ask.AttachPicture(number=about.number)


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    words = renderer.vocabulary
    match row.kind:
        case kind if kind == REPORT:
            return handing.buttons(renderer, language, Report.COMPLAINTS, facts["month"], facts, ("how",))
        case kind if kind == FIGURE:
            kinds = facts["kinds"]
            return keyboards.rows(
                [Button(words.value("figure", kind, language), data=f"figure:{kind}") for kind in kinds]
            )
        case _:
            return None


def _read(data: str) -> Request | None:
    match data.split(":"):
        case ["figure", kind]:
            return ask.AnswerFigure.model_validate({"kind": kind})
        case _:
            return None


async def _facts(unit: Unit, row: Outbox, _reader: Person | None) -> dict[str, Any]:
    """A report's figures, counted as it is sent."""
    if row.document not in ("report_picture", "report_book"):
        return {}
    month = date.fromisoformat(row.facts["month"])
    facts = {**await rates.report(unit, month), "month_name": f"{month:%Y-%m}", row.document: month}
    if row.document == "report_picture":
        facts["paper"] = await paper_facts(unit, Report.COMPLAINTS, month, CLOCK)
    return facts


def _remedy_paper(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Paper:
    stub = facts[SIGNATURES]
    return paper(
        renderer, language, "complaints/remedy_stub", COMPLAINTS.reference(facts["complaint"]["number"]), stub
    )


COMPLAINTS_FRONT = AreaFront[Complaint](
    table=COMPLAINTS,
    view=complaint_view,
    chat=COMPLAINTS_CHAT,
    photo=_photo,
    papers={
        SIGNATURES: PaperSpec(read=remedy_view, make=_remedy_paper),
        "report_picture": PaperSpec(make=figures.drawn),
        "report_book": PaperSpec(make=reports.book),
    },
    facts=_facts,
    buttons=_buttons,
    presses=Codec(prefixes=frozenset({"figure"}), read=_read),
)
