"""Column types that keep money, quantities and JSON exactly, alike on both databases."""

import json
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

LAST_SIGN = "\U0010ffff"
"""Behind every text that goes on, in a `ByCode`: what begins with a word lies between it and it with this."""


def by_code() -> String:
    """Texts in the order of their signs' codes, alike on both databases; PostgreSQL's own order depends on the machine, and
    leaves signs out."""
    return String().with_variant(String(collation="C"), "postgresql")


class _Scaled(TypeDecorator[Decimal]):
    """A Decimal kept as a whole number of its smallest unit; a value that would need rounding is refused."""

    impl = BigInteger
    cache_ok = True
    places: int

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.places} decimals")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


class MoneyColumn(_Scaled):
    """Yuan in Python, integer fen in the database."""

    cache_ok = True
    places = 2


class QuantityColumn(_Scaled):
    """Units in Python, integer thousandths in the database."""

    cache_ok = True
    places = 3


class JsonColumn(TypeDecorator[Any]):
    """JSON as ASCII-escaped text: PostgreSQL refuses NUL, both refuse lone surrogates."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=True, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
