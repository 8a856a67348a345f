"""P5: the appraisal's figures as company.toml defines them, by person, for the month, its quarter and its year so far."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from store.company.appraisal import SHIPPED, Appraisal, Measure
from store.people.roster import Person
from store.process.unit import Unit
from store.reports.measures import MEASURES, Counts, reckon
from store.reports.months import Asked, counted_of, month_before
from store.reports.requests import shifted
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, Table, column, share, table

_TENTH = Decimal("0.1")
PERIODS = ("month_figures", "quarter_figures", "year_figures")


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    unit = replace(
        unit, writes=False, known={}
    )  # counting only reads: what its tables share is reckoned once
    span = counted_of(unit, asked.month)
    figures = unit.company.appraisals or SHIPPED
    people = _people(unit, figures, asked)
    month = asked.month
    begins = (month, month.replace(month=(month.month - 1) // 3 * 3 + 1), month.replace(month=1))
    if any(one in (figure.of, figure.per) for figure in figures for one in ("due", "settled")):
        since = month.replace(year=month.year - 1, month=1)
        await reckon(unit, [shifted(since, at) for at in range(12 + month.month)])
    tables = [
        await _table(unit, name, figures, people, first, span.until)
        for name, first in zip(PERIODS, begins, strict=True)
    ]
    return composed(span.first, span.through, span.whole, tables)


def composed(month: date, through: date | None, whole: bool, tables: Sequence[Table]) -> SheetReport:
    """With what follows from its tables: how many goals were reached, and by whom."""
    of = tables[0]
    marks = of.cells("reached_goal")
    reached, judged = sum(mark is True for mark in marks), sum(mark is not None for mark in marks)
    return SheetReport(
        month=month,
        through=through,
        whole=whole,
        head=[Fact(name="goals", shown=As.SHARE, value=share(reached, judged), part=reached, whole=judged)],
        tables=[*tables, _members(of), _by_figure(of)],
        chart=Chart(table="members", label="member", value="share"),
        lines=Lines(table="month_figures", columns=["figure", "value", "goal", "reached_goal"])
        if len(set(of.cells("member"))) == 1
        else Lines(table="by_figure", columns=["figure", "goals_reached", "goals_judged", "share"]),
        rows="month_figures",
        largest="value",
        told=["member", "figure", "value", "goal"],
    )


def part(report: SheetReport, name: str) -> SheetReport:
    """Of what was signed, one person's own."""
    own = [
        Table(
            name=one.name,
            columns=one.columns,
            rows=[row for row in one.rows if row[one.at("member")] == name],
        )
        for one in report.tables
        if one.name in PERIODS
    ]
    return composed(report.month, report.through, report.whole, own)


def _people(unit: Unit, figures: Collection[Appraisal], asked: Asked) -> list[Person]:
    roles = dict.fromkeys(role for one in figures for role in one.roles)
    people = {person.id: person for role in roles for person in unit.roster.holding(role)}
    ids = asked.reader.ids if asked.reader is not None else people
    return [person for key, person in people.items() if key in ids]


async def _table(
    unit: Unit, name: str, figures: Sequence[Appraisal], people: Sequence[Person], first: date, until: date
) -> Table:
    """A row for each person and figure. None is what can't be had: no plan, nobody's score."""
    wanted: dict[Measure, None] = dict.fromkeys(
        one for figure in figures for one in (figure.of, figure.per) if one is not None
    )
    now: dict[Measure, Counts] = {one: await MEASURES[one](unit, first, until) for one in wanted}
    earlier = (
        (month_before(first), first) if name == PERIODS[0] else (first.replace(year=first.year - 1), first)
    )
    before: dict[Measure, Counts] = {one: await MEASURES[one](unit, *earlier) for one in wanted}
    rows = []
    for person in people:
        for one in figures:
            if not person.roles & set(one.roles):
                continue
            value, was = _value(one, now, person.id), _value(one, before, person.id)
            rows.append(
                [
                    person.name,
                    {"zh": one.title.zh, "en": one.title.en},
                    value,
                    one.shown,
                    one.goal,
                    _reached(one, value),
                    was,
                    _arrow(value, was),
                    now[one.of].get(person.id, Decimal(0)),
                    now[one.per].get(person.id, Decimal(0)) if one.per else None,
                ]
            )
    return table(name, _FIGURES, rows)


def _value(one: Appraisal, counts: dict[Measure, Counts], who: int) -> Decimal | None:
    of = counts[one.of].get(who, Decimal(0))
    if one.per is None:
        return of
    per = counts[one.per].get(who, Decimal(0))
    if not per:
        return None
    return share(of, per) if one.shown == "percent" else (of / per).quantize(_TENTH, ROUND_HALF_UP)


def _reached(one: Appraisal, value: Decimal | None) -> bool | None:
    """Against the goal, never against before."""
    if value is None or one.goal is None:
        return None
    return value >= one.goal if one.better == "up" else value <= one.goal


def _arrow(value: Decimal | None, was: Decimal | None) -> str | None:
    if value is None or was is None:
        return None
    return "same" if value == was else "risen" if value > was else "fallen"


def _members(of: Table) -> Table:
    marks: dict[str, list[bool]] = {}
    for member, mark in zip(of.cells("member"), of.cells("reached_goal"), strict=True):
        marks.setdefault(member, [])
        if mark is not None:
            marks[member].append(mark)
    rows: list[list[Any]] = [
        [member, sum(each), len(each), share(sum(each), len(each))] for member, each in marks.items()
    ]
    return table("members", _MEMBERS, rows, total=_in_all(rows))


def _by_figure(of: Table) -> Table:
    found: dict[str, tuple[Any, list[bool]]] = {}
    for figure, mark in zip(of.cells("figure"), of.cells("reached_goal"), strict=True):
        _, marks = found.setdefault(figure["zh"], (figure, []))
        if mark is not None:
            marks.append(mark)
    rows: list[list[Any]] = [
        [figure, sum(each), len(each), share(sum(each), len(each))] for figure, each in found.values()
    ]
    columns = (column("figure", As.TITLED), *_MEMBERS[1:])
    return table("by_figure", columns, rows, total=_in_all(rows))


def _in_all(rows: Sequence[Sequence[Any]]) -> Mapping[str, Any]:
    return {"share": share(sum(row[1] for row in rows), sum(row[2] for row in rows))}


_FIGURES = (
    column("member", As.TEXT),
    column("figure", As.TITLED),
    column("value", As.QTY),
    column("unit", As.WORD),
    column("goal", As.QTY),
    column("reached_goal", As.MARK),
    column("value_before", As.QTY),
    column("arrow", As.WORD),
    column("numerator", As.QTY),
    column("denominator", As.QTY),
)
_MEMBERS = (
    column("member", As.TEXT),
    column("goals_reached", As.COUNT),
    column("goals_judged", As.COUNT),
    column("share", As.SHARE),
)
