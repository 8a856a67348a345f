"""How a ledger's values are written: in JSON, and as the text of one cell."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from store.export.table import Row
from store.fields import Field, Kind
from store.registry import reference

# Amounts that steps record, by name: facts are kept as JSON, where an amount is any text.
_MONEY_FACTS = frozenset(
    {"amount", "claimed", "cost", "held", "over", "owed", "price", "received", "total", "waived"}
)
_QUANTITY_FACTS = frozenset({"qty", "left"})


def plain(fields: Sequence[Field], row: Row, zone: ZoneInfo) -> dict[str, Any]:
    """A row as JSON: decimals as text (money with two places), times with offset, the case as typed."""
    return {field.name: _plain(field, row.get(field.name), zone) for field in fields}


def _plain(field: Field, value: Any, zone: ZoneInfo) -> Any:
    if value is None:
        return None
    match field.kind:
        case Kind.MONEY:
            return _money(value)
        case Kind.QUANTITY:
            return _quantity(value)
        case Kind.DAY:
            return value.isoformat()
        case Kind.TIME:
            return value.astimezone(zone).isoformat()
        case Kind.CASE:
            area, number = value
            return reference(area, number)
        case Kind.ROWS:
            return [plain(field.parts, item, zone) for item in value]
        case Kind.FACTS:
            return _facts(value)
        case _:
            return value


def flat(field: Field, value: Any, zone: ZoneInfo) -> str:
    """A value as the text of one cell; what is unknown is empty."""
    if value is None:
        return ""
    match field.kind:
        case Kind.YES:
            return "true" if value else "false"
        case Kind.FACTS:
            return json.dumps(_facts(value), ensure_ascii=False)
        case Kind.ROWS:
            return "; ".join(
                ", ".join(flat(part, item.get(part.name), zone) for part in field.parts) for item in value
            )
        case _:
            return str(_plain(field, value, zone))


def _money(value: Decimal) -> str:
    return f"{value:.2f}"


def _quantity(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _facts(value: Any, name: str = "") -> Any:
    """Money with two places and quantities plain, at any depth."""
    if isinstance(value, Mapping):
        return {key: _facts(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_facts(inner, name) for inner in value]
    if isinstance(value, str) and name in _MONEY_FACTS | _QUANTITY_FACTS:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        return _money(number) if name in _MONEY_FACTS else _quantity(number)
    return value
