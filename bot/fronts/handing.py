"""What every report's message offers below it: its papers, how its figures come about, and to hand it over (P1 to P8)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows
from bot.wording.render import Renderer
from store.people.roster import Person
from store.process.records import Case
from store.process.unit import Unit
from store.reports import entries
from store.reports.requests import HANDED_IN, HANDED_OVER, MAY, WEEKLY, Report
from store.reports.views import paper_facts

PARTS = ("book", "picture", "how")


def parts(
    renderer: Renderer, language: str, kind: Report, month: date, only: Sequence[str] = PARTS
) -> list[Button]:
    asked = f"{kind}:{month.isoformat() if kind in WEEKLY else f'{month:%Y-%m}'}"
    return [
        Button(renderer.vocabulary.button(f"report_{part}", language), data=f"report:{asked}:{part}")
        for part in only
    ]


async def owed(unit: Unit, reader: Person | None, kind: Report, month: date) -> dict[str, Any]:
    """Whether the reader owes it to the calendar."""
    if reader is None or kind not in HANDED_OVER:
        return {"owes": False}
    return {"owes": await entries.owed_by(unit, unit.roster.actor(reader), kind, month)}


async def draft(unit: Unit, reader: Person, case: Case) -> dict[str, Any]:
    """What an occurrence of the calendar asks for in the shape of a report, as its reader may see it."""
    asked = await entries.asked_by(unit, case.number)
    actor = unit.roster.actor(reader)
    if asked is None or not MAY[asked[0]] & actor.roles:
        return {"paper": None}
    kind, month = asked
    by = HANDED_IN[kind].submits if kind in HANDED_IN else None
    return {
        "paper": await paper_facts(unit, kind, month, actor),
        "hands_in": by is None or by in actor.roles,
        "handed_in_by": by,
    }


def below_draft(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> list[Button]:
    paper = facts["paper"]
    kind, month = paper["kind"], paper["report"].month
    submit = Button(
        renderer.vocabulary.button("hand_over", language), data=f"report:{kind}:{month.isoformat()}:over"
    )
    return [*([submit] if facts["hands_in"] else []), *parts(renderer, language, kind, month)]


def buttons(
    renderer: Renderer,
    language: str,
    kind: Report,
    month: date,
    facts: Mapping[str, Any],
    only: Sequence[str] = PARTS,
) -> Rows:
    below = parts(renderer, language, kind, month, only)
    if facts.get("owes"):
        asked = f"{kind}:{month.isoformat()}"
        below = [
            Button(renderer.vocabulary.button("hand_over", language), data=f"report:{asked}:over"),
            *below,
        ]
    return keyboards.rows(below, 2 if len(below) == 4 else 3)
