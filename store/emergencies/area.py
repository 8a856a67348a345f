"""Between an emergency as a value and its row, and all that the mechanism asks of emergencies."""

from dataclasses import fields, replace
from typing import Any

from sqlalchemy import true
from sqlmodel import col, select

from store.emergencies import requests as ask
from store.emergencies import rules
from store.emergencies.duties import DUTIES
from store.emergencies.model import EmergencyRow
from store.emergencies.state import ENDED, LETTER, Emergency, State
from store.emergencies.steps import STEPS
from store.people.actor import Actor
from store.people.roster import Person
from store.process.areas import AreaTable
from store.process.records import Case, case_id
from store.process.unit import Unit, once
from store.requests import Area, Request

_KEPT = tuple(field.name for field in fields(Emergency) if field.name in EmergencyRow.model_fields)
TITLE = 24


async def draft(unit: Unit, request: ask.RaiseEmergency, _actor: Actor) -> Emergency:
    given = unit.attachment
    photo = {"kind": given.kind, "file_id": given.file_id} if given is not None else None
    return Emergency(number=0, state=State.NEW, text=request.text, photo=photo)


@once
async def load(unit: Unit, case: Case) -> Emergency:
    row = await unit.session.get_one(EmergencyRow, case_id(case), populate_existing=True)
    said: dict[str, Any] = {name: getattr(row, name) for name in _KEPT}
    return Emergency(**said | {"state": State(row.state)})


async def prepare(_unit: Unit, _case: Case, emergency: Emergency, _request: Request) -> Emergency:
    return emergency


async def save(unit: Unit, case: Case, old: Emergency, new: Emergency) -> Emergency:
    new = replace(new, number=case.number)
    values = {name: getattr(new, name) for name in _KEPT} | {"state": str(new.state)}
    if old.state is State.NEW:
        unit.session.add(EmergencyRow(case_id=case_id(case), **values))
    else:
        row = await unit.session.get_one(EmergencyRow, case_id(case))
        for name, value in values.items():
            setattr(row, name, value)
    await unit.session.flush()
    return new


def facts(_old: Emergency, new: Emergency, request: Request) -> dict[str, Any]:
    kept = {"title": title(new)}
    if isinstance(request, ask.SettleEmergency | ask.AddToEmergency) and request.text:
        kept["text"] = request.text
    return kept | ({"file": dict(new.photo)} if new.photo is not None else {})


def title(emergency: Emergency) -> str:
    text = " ".join(emergency.text.split())
    return text if len(text) <= TITLE else f"{text[: TITLE - 1]}…"


def _audience(unit: Unit, emergency: Emergency, name: str) -> Person | None:
    return unit.roster.person(emergency.creator_id) if name == "creator" else None


async def open_ones(unit: Unit) -> list[dict[str, Any]]:
    """Those that nobody has dealt with, the oldest first."""
    query = select(EmergencyRow).where(EmergencyRow.state == State.OPEN).order_by(col(EmergencyRow.number))
    return [
        {
            "at": at,
            "area": Area.EMERGENCIES,
            "number": row.number,
            "terms": 0,
            "text": row.text,
            "by": unit.roster.name(row.creator_id),
            "raised_at": row.raised_at,
        }
        for at, row in enumerate(await unit.session.exec(query), start=1)
    ]


EMERGENCIES = AreaTable[Emergency](
    name=Area.EMERGENCIES,
    letter=LETTER,
    noun="emergency",
    ended=ENDED,
    title=title,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=_audience,
    may_see=lambda _emergency, _actor: True,
    sees_all=lambda _actor: True,
    seen_by=lambda _actor: true(),
    sound=lambda _emergency: True,
    withdraw=rules.withdraw,
    carded=lambda _emergency: False,
)
"""Water in the storehouse is everybody's business."""
