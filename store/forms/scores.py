"""What customers gave in the forms that ask them: the mean of each figure over a month (U5, U7)."""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlmodel import col, select

from store.forms.fieldtypes import WholeField
from store.forms.model import FormRow
from store.forms.state import APPROVED
from store.forms.versions import definition_of
from store.process.unit import Unit


async def scores(unit: Unit, kind: str, first: date, after: date) -> dict[str, Any]:
    """How many were handed in from the first of the days until before the other, and the mean of each whole figure."""
    since, until = (unit.company.aware(datetime.combine(day, time.min)) for day in (first, after))
    query = select(FormRow).where(
        FormRow.kind == kind,
        col(FormRow.state).in_(APPROVED),
        col(FormRow.started_at) >= since,
        col(FormRow.started_at) < until,
    )
    rows = (await unit.session.exec(query.order_by(col(FormRow.number)))).all()
    given: dict[str, tuple[dict[str, str], list[int]]] = {}
    for row in rows:
        definition = await definition_of(unit, row.version)
        for field in definition.fields:
            value = row.said.get(field.key)
            if isinstance(field, WholeField) and isinstance(value, int):
                given.setdefault(field.key, (field.label.model_dump(), []))[1].append(value)
    return {
        "count": len(rows),
        "means": [
            {
                "label": label,
                "mean": (Decimal(sum(values)) / len(values)).quantize(Decimal("0.1"), ROUND_HALF_UP),
            }
            for label, values in given.values()
        ],
    }
