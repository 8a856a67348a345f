"""Reports that are handed in, in chat: the card, its papers, how its figures come about (P1)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.fronts.front import AreaFront, Codec, PaperSpec
from bot.grammar.reports import REPORTS_CHAT
from bot.papers import sales
from bot.wording import keyboards
from bot.wording.keyboards import Button, Press, Rows
from bot.wording.render import Renderer
from store.company import Role
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit
from store.reports import views
from store.reports.area import REPORTS
from store.reports.requests import ShowReport
from store.reports.state import MonthReport, State
from store.requests import Area, Request

CARD = "reports/sales"
_PARTS = ("book", "picture", "how")
_NEXT = {
    State.DRAFTED: (Role.SERVICE, "submit_report"),
    State.SUBMITTED: (Role.EXECUTIVE, "receive_report"),
}


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    if not row.kind.startswith(CARD):
        return {}
    if reader is None:
        return None
    month = date.fromisoformat(row.facts["month"])
    actor = unit.roster.actor(reader)
    facts = await views.sales_facts(unit, month, actor)
    role, action = _NEXT.get(State(facts["state"]), (None, "")) if facts["state"] else (None, "")
    known: dict[str, Any] = {"sales": facts, "action": action if role in actor.roles else ""}
    return known | ({row.document: facts} if row.document else {})


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    if row.kind != CARD:
        return None
    words, sales = renderer.vocabulary, facts["sales"]
    own: list[Button] = []
    if action := facts["action"]:
        press = Press(Area.REPORTS, sales["number"], action, sales["terms"])
        own.append(Button(words.button(action, language), data=press.data()))
    month = f"{sales['report'].month:%Y-%m}"
    parts = [
        Button(words.button(f"report_{part}", language), data=f"report:sales:{month}:{part}")
        for part in _PARTS
    ]
    return keyboards.rows([*own, *parts], 2 if own else 3)


def _read(data: str) -> Request | None:
    match data.split(":"):
        case ["report", kind, month, part] if part in _PARTS:
            asked = {"report": kind, "month": date.fromisoformat(f"{month}-01"), "part": part}
            return ShowReport.model_validate(asked)
        case _:
            return None


REPORTS_FRONT = AreaFront[MonthReport](
    table=REPORTS,
    view=views.report_view,
    chat=REPORTS_CHAT,
    facts=_facts,
    buttons=_buttons,
    presses=Codec(prefixes=frozenset({"report"}), read=_read),
    papers={"sales_book": PaperSpec(make=sales.book), "sales_picture": PaperSpec(make=sales.picture)},
)
