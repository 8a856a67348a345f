"""U7: what customers asked and said in a month, as a report's tables; the feedback counts it (`store.inquiries.feedback`)."""

from typing import Any

from store.inquiries import feedback
from store.inquiries.area import INQUIRIES
from store.inquiries.requests import Matter
from store.people.actor import CLOCK
from store.process.unit import Unit
from store.reports.months import Asked, through_today
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, column, share, table


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    """A question waits from the day on which it was taken to that of its answer, or to today."""
    zone, (through, whole) = unit.company.zone, through_today(unit, asked.month)
    found = await feedback.report(unit, asked.reader or CLOCK, asked.month)
    rows = [
        [
            INQUIRIES.reference(one["number"]),
            one["at"].astimezone(zone).date(),
            one["customer"],
            one["matter"],
            one["department"] if one["matter"] == Matter.QUESTION else None,
            None if one["matter"] != Matter.QUESTION else int(not one["late"]),
            _waited(unit, one),
        ]
        for one in found["inquiries"]
    ]
    departments = dict.fromkeys(row[4] for row in rows if row[4])
    by = [
        [department, len(own), sum(row[5] for row in own), share(sum(row[5] for row in own), len(own))]
        for department in departments
        if (own := [row for row in rows if row[4] == department])
    ]
    return SheetReport(
        month=asked.month,
        through=through,
        whole=whole,
        head=[
            Fact(name="asked", shown=As.COUNT, value=found["asked"]),
            Fact(name="in_time_share", shown=As.SHARE, value=share(found["in_time"], found["asked"]),
                 part=found["in_time"], whole=found["asked"]),
            Fact(name="feedback", shown=As.COUNT, value=found["said"]),
        ],
        tables=[table("asked", _BY, sorted(by, key=lambda row: (-row[1], row[0])), total={"in_time_share": share(found["in_time"], found["asked"])}), table("inquiries", _ROWS, rows)],
        chart=Chart(table="asked", label="department", value="asked", beside="in_time"),
        lines=Lines(table="asked", columns=["department", "asked", "in_time", "in_time_share"]),
        rows="inquiries",
        largest="waited",
        told=["case", "day", "customer", "department", "waited"],
    )  # fmt: skip


def _waited(unit: Unit, one: dict[str, Any]) -> int | None:
    if one["matter"] != Matter.QUESTION:
        return None
    zone = unit.company.zone
    until = one["answered_at"] or unit.now
    return int((until.astimezone(zone).date() - one["at"].astimezone(zone).date()).days)


_BY = (
    column("department", As.ROLE),
    column("asked", As.COUNT),
    column("in_time", As.COUNT),
    column("in_time_share", As.SHARE),
)
_ROWS = (
    column("case", As.CASE),
    column("day", As.DAY),
    column("customer", As.TEXT),
    column("matter", As.WORD),
    column("department", As.ROLE),
    column("in_time", As.COUNT, adds=False),
    column("waited", As.DAYS),
)
