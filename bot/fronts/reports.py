"""Reports in chat: the card, its papers, how its figures come about (P1 to P8)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.fronts import handing
from bot.fronts.front import AreaFront, Codec, PaperSpec
from bot.grammar.reports import REPORTS_CHAT
from bot.papers import figures, sales
from bot.papers.papers import Sheet
from bot.wording import keyboards
from bot.wording.keyboards import Button, Press, Rows
from bot.wording.render import Renderer
from store.company import Role
from store.customers.reading import Read
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit
from store.reports import views
from store.reports.area import REPORTS
from store.reports.requests import HANDED_IN, HandOver, Report, ShowReport
from store.reports.state import MonthReport, State
from store.requests import Area, Request

CARD, SHOWN = "reports/paper", "reports/show"


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    if not row.kind.startswith(CARD):
        return {}
    if reader is None:
        return None
    kind, month = Report(row.facts["report"]), date.fromisoformat(row.facts["month"])
    actor = unit.roster.actor(reader)
    facts = await views.paper_facts(unit, kind, month, actor)
    known: dict[str, Any] = {"paper": facts, "action": _action(kind, facts["state"], actor.roles)}
    if not row.document:
        return known
    return known | {row.document: facts, "reads": await views.reads_of(unit, kind, facts["customers"])}


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    if row.kind == CARD:
        return _of_paper(renderer, language, facts["paper"], facts["action"])
    if row.kind != SHOWN or facts["in_room"] or facts["report"]["paper"]["customer"]:
        return None
    paper, case = facts["report"]["paper"], facts["case"]
    below = keyboards.for_case(renderer.vocabulary, language, case, [], ["history"])
    undo = (
        [keyboards.undo(renderer.vocabulary, language, case, facts["undo"]["event_id"])]
        if facts["undo"]
        else []
    )
    action = _action(paper["kind"], paper["state"], facts["reader_roles"])
    return (*_of_paper(renderer, language, paper, action), *below, *keyboards.rows(undo))


def _of_paper(renderer: Renderer, language: str, paper: Mapping[str, Any], action: str) -> Rows:
    """What is next of it, where that is the reader's, and its papers."""
    own: list[Button] = []
    if action:
        press = Press(Area.REPORTS, paper["number"], action, paper["terms"])
        own.append(Button(renderer.vocabulary.button(action, language), data=press.data()))
    parts = handing.parts(renderer, language, paper["kind"], paper["report"].month)
    return keyboards.rows([*own, *parts], 2 if own else 3)


def _action(kind: Report, state: str, roles: frozenset[Role]) -> str:
    """What is done next with a report in a state, if one of these roles does it."""
    if (handed := HANDED_IN.get(kind)) is None:
        return ""
    steps = {
        State.DRAFTED: (handed.submits, "submit_report"),
        State.SUBMITTED: (handed.receives, "receive_report"),
    }
    role, action = steps.get(State(state), (None, "")) if state else (None, "")
    return action if role in roles else ""


def _read(data: str) -> Request | None:
    match data.split(":"):
        case ["report", kind, day, part]:
            asked = {"report": kind, "month": date.fromisoformat(day if len(day) == 10 else f"{day}-01")}
            if part == "over":
                return HandOver.model_validate(asked)
            return ShowReport.model_validate({**asked, "part": part}) if part in handing.PARTS else None
        case _:
            return None


def _reads(_row: Outbox, facts: Mapping[str, Any]) -> Sequence[Read]:
    read: Sequence[Read] = facts.get("reads", ())
    return read


_DRAWN: Mapping[Report, Any] = {Report.SALES: sales}
"""Kinds whose papers are drawn in their own way."""


def _book(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Sheet:
    own = facts["paper_book"]
    sheet: Sheet = _DRAWN.get(own["kind"], figures).book(renderer, language, own)
    return sheet


def _picture(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Sheet:
    own = facts["paper_picture"]
    sheet: Sheet = _DRAWN.get(own["kind"], figures).picture(renderer, language, own)
    return sheet


REPORTS_FRONT = AreaFront[MonthReport](
    table=REPORTS,
    view=views.report_view,
    chat=REPORTS_CHAT,
    facts=_facts,
    buttons=_buttons,
    presses=Codec(prefixes=frozenset({"report"}), read=_read),
    papers={"paper_book": PaperSpec(make=_book), "paper_picture": PaperSpec(make=_picture)},
    reads=_reads,
)
