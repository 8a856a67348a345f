"""Forms listed: the kinds that somebody may begin, those that are there or wait for them, a month's of one kind."""

import json
import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, String, cast, func
from sqlmodel import and_, col, or_, select

from store.forms.area import FORMS, seen_beside
from store.forms.definition import FormDefinition
from store.forms.fieldtypes import ChoiceField, LongField, YesField
from store.forms.model import FormEffect, FormRow
from store.forms.rows import CONSENT_TASKS
from store.forms.state import (
    APPROVED,
    State,
)
from store.forms.versions import offered
from store.people.actor import Actor
from store.people.roster import Person
from store.process.lists import PAGE, called_so, numbered
from store.process.records import Case
from store.process.tasks import Task, Telling
from store.process.unit import Unit


# lists --------------------------------------------------------------------------------------------------
def kinds_for(unit: Unit, actor: Actor) -> list[FormDefinition]:
    """What this person may start, in the order of their codes."""
    kinds = [one for one in offered(unit).values() if actor.roles & set(one.start)]
    return sorted(kinds, key=lambda one: (not one.code, len(one.code), one.code, one.kind))


LOOKED_AT = 300
_A_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def _waiting_for(actor: Actor) -> ColumnElement[bool]:
    """The forms with an open task of the reader's, or one that they were told of."""
    told = select(Telling.task_id).where(col(Telling.member_id).in_(actor.ids))
    roles = and_(col(Task.member_id).is_(None), col(Task.role).in_(actor.roles))
    own = or_(col(Task.member_id).in_(actor.ids), roles, col(Task.id).in_(told))
    open_ = select(Task.case_id).where(col(Task.closed_at).is_(None), own)
    consents = select(FormRow.case_id).where(
        FormRow.chain != "", col(FormRow.about_id).in_(open_.where(col(Task.kind).in_(CONSENT_TASKS)))
    )
    return or_(col(Case.id).in_(open_.where(Task.area == FORMS.name)), col(Case.id).in_(consents))


async def list_view(
    unit: Unit,
    person: Person,
    words: Sequence[str],
    page: int,
    only: Collection[str] = (),
    *,
    code: str = "",
) -> dict[str, Any]:
    """The forms that the reader may see, the newest first; words narrow them: kind, customer, number, a contract's own, a
    month, the beginning of what stands in a field, and of some kinds whatever was filled in, which is shown beside. `only` those that are `mine`, or
    `waiting` for the reader; with `code` those of one procedure (`W1`)."""
    actor = unit.roster.actor(person)
    query = (
        select(Case)
        .join(FormRow, col(FormRow.case_id) == col(Case.id))
        .where(seen_beside(actor), FormRow.state != State.FILLING)
        .order_by(col(Case.id).desc())
        .limit(LOOKED_AT)
    )
    if "mine" in only:
        query = query.where(col(FormRow.creator_id).in_(actor.ids))
    if "waiting" in only:
        query = query.where(_waiting_for(actor))
    searched = [one.kind for one in unit.forms.values() if one.searched]
    if code:
        query = query.where(
            col(FormRow.kind).in_([one.kind for one in unit.forms.values() if one.code == code])
        )
    for word in words:
        digits = word.upper().lstrip("F#")
        kinds = [one.kind for one in unit.forms.values() if word.casefold() in map(str.casefold, one.names)]
        said = cast(FormRow.said, String).icontains(f":{json.dumps(word)[:-1]}", autoescape=True)
        kept = select(FormEffect.case_id).where(col(FormEffect.key) == word)
        by = [said, col(Case.id).in_(kept)] if len(word) > 2 or not word.isascii() else []
        by += [called_so(word), col(FormRow.kind).in_(kinds)]
        by += [_in_month(unit, date.fromisoformat(f"{word}-01"))] if _A_MONTH.fullmatch(word) else []
        if digits.isascii() and digits.isdigit() and len(digits) < 10:
            by.append(col(FormRow.number) == int(digits))
        if searched:
            anywhere = cast(FormRow.said, String).icontains(json.dumps(word)[1:-1], autoescape=True)
            by.append(col(FormRow.kind).in_(searched) & anywhere)
        query = query.where(or_(*by))
    cases = (await unit.session.exec(query)).all()
    pages = max(1, -(-len(cases) // PAGE))
    page = min(page, pages)
    shown = cases[(page - 1) * PAGE : page * PAGE]
    rows = select(FormRow).where(
        col(FormRow.case_id).in_([one.id for one in shown]), col(FormRow.kind).in_(searched)
    )
    told = {row.case_id: _told(unit, row) for row in await unit.session.exec(rows)}
    items = [
        {
            "area": one.area,
            "number": one.number,
            **one.named,
            "state": one.state,
            "noun": FORMS.noun,
            "told": told.get(one.id or 0),
        }
        for one in shown
    ]
    return {"items": numbered(items), "count": len(cases), "page": page, "pages": pages}


def _in_month(unit: Unit, month: date) -> ColumnElement[bool]:
    """Started in the month that begins on that day."""
    begins = datetime.combine(month, time.min, unit.company.zone)
    ends = datetime.combine(month + relativedelta(months=1), time.min, unit.company.zone)
    return and_(col(FormRow.started_at) >= begins, col(FormRow.started_at) < ends)


def _told(unit: Unit, row: FormRow) -> dict[str, Any]:
    """What it says, where its kind is searched by that: what was chosen and what is so, and the words of its first long field."""
    fields, said = unit.forms[row.kind].fields, row.said
    sorts = [
        option.label.model_dump()
        for field in fields
        if isinstance(field, ChoiceField)
        for option in field.options
        if option.key == said.get(field.key)
    ]
    sorts += [
        field.label.model_dump()
        for field in fields
        if isinstance(field, YesField) and said.get(field.key) is True
    ]
    long = next((field.key for field in fields if isinstance(field, LongField)), "")
    return {"sorts": sorts, "text": str(said.get(long) or "")}


async def gathered(unit: Unit, kind: str, month: date) -> dict[str, Any] | None:
    """How many forms of a kind were handed in in the month that begins on that day: what stands ready to be read. None of a
    kind that isn't there."""
    definition = unit.forms.get(kind)
    if definition is None:
        return None
    there = (FormRow.kind == kind, col(FormRow.state).in_(APPROVED), _in_month(unit, month))
    count = (await unit.session.exec(select(func.count()).select_from(FormRow).where(*there))).one()
    title = definition.title.model_dump()
    return {"kind": kind, "title": title["zh"], "title_en": title["en"], "month": month, "count": count}
