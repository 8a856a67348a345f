"""P5: the figures by which people are appraised, each a share, a mean or a sum of what the house counts anyway."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from store.company.calendar import Title, titled
from store.company.fields import Line, Roles
from store.company.roles import Role
from store.company.tables import Table

Measure = Literal[
    "sales",
    "sales_plan",
    "sales_before",
    "growth",
    "new_customers",
    "customers_before",
    "customers_kept",
    "due",
    "settled",
    "scores",
    "scored",
    "entries_due",
    "entries_in_time",
]


class Appraisal(Table):
    """One figure: `of`, or `of` against `per`, beside its goal."""

    key: Line
    title: Annotated[Title, BeforeValidator(titled)]
    of: Measure
    per: Measure | None = None
    shown: Literal["percent", "mean", "money", "count"] = "percent"
    goal: Annotated[Decimal, Field(ge=-1000, le=10**9)] | None = None
    better: Literal["up", "down"] = "up"
    roles: Roles = (Role.SALES, Role.LAND_LEASE)


SHIPPED = tuple(
    Appraisal.model_validate(one)
    for one in (
        {"key": "plan", "title": {"zh": "计划完成", "en": "Plan kept"}, "of": "sales", "per": "sales_plan", "goal": 100},
        {"key": "growth", "title": {"zh": "销量增长", "en": "Growth"}, "of": "growth", "per": "sales_before", "goal": 0},
        {"key": "new", "title": {"zh": "新客户", "en": "New customers"}, "of": "new_customers", "shown": "count", "goal": 1},
        {"key": "kept", "title": {"zh": "老客户保持", "en": "Customers kept"}, "of": "customers_kept", "per": "customers_before", "goal": 90},
        {"key": "recovery", "title": {"zh": "回款率", "en": "Recovery rate"}, "of": "settled", "per": "due", "goal": 95},
        {"key": "score", "title": {"zh": "满意度", "en": "Satisfaction"}, "of": "scores", "per": "scored", "shown": "mean", "goal": 4},
        {"key": "filing", "title": {"zh": "按时交报", "en": "Filed in time"}, "of": "entries_in_time", "per": "entries_due", "goal": 95},
    )
)  # fmt: skip
"""Used where company.toml names none."""
