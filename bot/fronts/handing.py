"""What every report's message offers below it: its papers, how its figures come about, and to hand it over (P1 to P8)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows
from bot.wording.render import Renderer
from store.people.roster import Person
from store.process.unit import Unit
from store.reports import entries
from store.reports.requests import HANDED_OVER, WEEKLY, Report

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
