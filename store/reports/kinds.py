"""How each kind of report is counted: once, for its card, its papers and what of it is kept."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from store.process.unit import Unit
from store.reports import (
    appraisal,
    contacted,
    followup,
    owing,
    plan,
    recovered,
    said,
    sales,
    service,
    spent,
    stocked,
    turnover,
    unusual,
)
from store.reports.months import Asked
from store.reports.requests import Report
from store.reports.sheets import SheetReport
from store.reports.sold import SalesReport


@dataclass(frozen=True, kw_only=True)
class Kind:
    counted: Callable[[Unit, Asked], Awaitable[Any]]
    """As it stands now."""
    part: Callable[[Any, str], Any] | None = None
    """Of what was handed in, what is one person's own, by name; None where they read it as it stands now."""
    figures: type[BaseModel] = SheetReport
    """What that is, and what is kept of it once it is handed in."""


KINDS: Mapping[Report, Kind] = {
    Report.SALES: Kind(counted=sales.counted_for, figures=SalesReport),
    Report.FOLLOWUP: Kind(counted=followup.counted),
    Report.TURNOVER: Kind(counted=turnover.counted),
    Report.SERVICE: Kind(counted=service.counted),
    Report.PLAN: Kind(counted=plan.counted),
    Report.APPRAISAL: Kind(counted=appraisal.counted, part=appraisal.part),
    Report.UNUSUAL: Kind(counted=unusual.counted),
    Report.COMPLAINTS: Kind(counted=service.counted_today),
    Report.INQUIRIES: Kind(counted=said.counted),
    Report.STOCK: Kind(counted=stocked.counted),
    Report.EXPENSES: Kind(counted=spent.counted),
    Report.CONTACTS: Kind(counted=contacted.counted),
    Report.RATES: Kind(counted=recovered.counted),
    Report.RECEIVABLES: Kind(counted=owing.counted),
}
