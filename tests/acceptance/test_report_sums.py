"""P1 to P8: every sum in every sheet of every kind of report equals what the exports come to."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from store.company import Company
from store.reports.kinds import KINDS
from store.reports.months import Asked
from store.reports.requests import HANDED_IN, Report
from store.reports.sales import VIEWS, SalesReport
from store.reports.sheets import SheetReport, Table
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HUADONG, bring_to, order
from tests.conftest import MONDAY
from tests.office import Office

MONTH = date(2026, 11, 1)
LEDGERS = ("complaints", "charges", "credits", "tasks", "orders", "shipments", "forms", "stock")
Rows = Mapping[str, list[dict[str, Any]]]


def _goods(rows: Rows) -> Decimal:
    shipped = sum(Decimal(one["amount"]) for one in rows["charges"] if one["kind"] == "goods")
    back = sum(Decimal(one["amount"]) for one in rows["credits"] if one["kind"] == "return")
    return Decimal(shipped - back)


def _fees(rows: Rows) -> Decimal:
    return Decimal(sum(Decimal(one["amount"]) for one in rows["charges"] if one["kind"] != "goods"))


def _let_off(rows: Rows) -> Decimal:
    return Decimal(sum(Decimal(one["amount"]) for one in rows["credits"] if one["kind"] == "deduction"))


def _sales(report: SalesReport, rows: Rows) -> None:
    assert report.total.amount == _goods(rows)
    for view in VIEWS:
        assert sum(one.amount for one in report.views[view]) == _goods(rows), view
    assert sum(one.amount for one in report.rows) == _goods(rows)


def _followup(report: SheetReport, rows: Rows) -> None:
    of_orders = {str(one["number"]) for one in rows["orders"]}
    done = Counter(one["role"] for one in rows["tasks"] if one["done_by"] and str(one["case"]) in of_orders)
    for name in ("departments", "steps"):
        found: Counter[str] = Counter()
        of = report.table(name)
        for role, count in zip(of.cells("department"), of.cells("done"), strict=True):
            found[role] += count
        assert found == done, name
        assert of.total is not None
        assert of.total[of.at("done")] == done.total()
    wanted = [one for one in rows["orders"] if one["wanted"] and one["wanted"] <= f"{report.through}"]
    assert len(report.table("orders").rows) == len(wanted)


def _turnover(report: SheetReport, rows: Rows) -> None:
    whole = _goods(rows) + _fees(rows) - _let_off(rows)
    for name, named in (("kinds", "amount"), ("customers", "in_all"), ("rows", "amount")):
        of = report.table(name)
        assert of.total is not None
        assert sum(of.cells(named)) == of.total[of.at(named)] == whole, name
    assert sum(report.table("customers").cells("fees")) == _fees(rows)


def _service(report: SheetReport, rows: Rows) -> None:
    taken = [one for one in rows["complaints"] if one["state"] != "cancelled"]
    known = Counter(one["department"] for one in taken if one["department"])
    of = report.table("by_department")
    named = zip(of.cells("department"), of.cells("complaints"), strict=True)
    assert {role: count for role, count in named if role} == known
    for name in ("by_department", "by_month", "complaints"):
        of = report.table(name)
        assert of.total is not None
        assert of.total[of.at("cost")] == sum(Decimal(one["cost"]) for one in taken) == 620, name
        assert of.total[of.at("in_time")] == sum(not one["late"] for one in taken), name
        assert of.total[of.at("resolved")] == sum(one["state"] == "closed" for one in taken), name
    assert len(report.table("complaints").rows) == len(taken) == 2


def _plan(report: SheetReport, rows: Rows) -> None:
    """Needed is what is open of orders and foreseen beyond them; of each product, less what is there."""
    of, drawn = report.table("plan"), report.table("plan_rows")
    left = {
        (line["product"], line["unit"]): Decimal(line["qty"]) - Decimal(line["shipped"])
        for one in rows["orders"]
        if one["state"] in ("preparing", "released")
        for line in one["lines"]
    }
    assert {key: qty for key, qty in _by_goods(of, "open_qty").items() if qty} == {
        k: q for k, q in left.items() if q
    }
    foreseen = Counter[tuple[str, str]]()
    for form in rows["forms"]:
        for line in form["values"]["lines"] if form["kind"] == "forecast" else ():
            foreseen[line["product"], line["unit"]] += Decimal(line["qty"])
    assert {key: qty for key, qty in _by_goods(of, "foreseen").items() if qty} == foreseen
    counts = Counter[tuple[str, str]]()
    for row in drawn.rows:
        counts[row[drawn.at("product")], row[drawn.at("unit")]] += row[drawn.at("counts")]
    assert _by_goods(of, "needed") == counts
    hand = Counter[tuple[str, str]]()
    for move in rows["stock"]:
        hand[move["product"], move["unit"]] += Decimal(move["qty"])
    for key, known in _by_goods(of, "on_hand").items():
        assert known is None or known == hand[key]
    make = _by_goods(of, "to_make")
    assert make == {key: max(0, counts[key] - (_by_goods(of, "on_hand")[key] or 0)) for key in counts}
    assert any(make.values()) and len(left) > 0 and len(foreseen) > 0


def _by_goods(of: Table, name: str) -> dict[tuple[str, str], Any]:
    goods = zip(of.cells("product"), of.cells("unit"), strict=True)
    return dict(zip(goods, of.cells(name), strict=True))


def _unusual(report: SheetReport, _rows: Rows) -> None:
    assert report.table("unusual").rows == [], "nobody has four full months yet"


def _appraisal(report: SheetReport, rows: Rows) -> None:
    of = report.table("month_figures")
    sold = [
        cell
        for figure, cell in zip(of.cells("figure"), of.cells("numerator"), strict=True)
        if figure["en"] == "Plan kept"
    ]
    assert sum(sold) == _goods(rows)


CHECKED: Mapping[Report, Callable[[Any, Rows], None]] = {
    Report.SALES: _sales,
    Report.FOLLOWUP: _followup,
    Report.TURNOVER: _turnover,
    Report.SERVICE: _service,
    Report.PLAN: _plan,
    Report.UNUSUAL: _unusual,
    Report.APPRAISAL: _appraisal,
}


async def test_every_sum_in_every_sheet_of_every_kind_equals_the_exports(
    database_url: str, company: Company
) -> None:
    assert set(CHECKED) == set(HANDED_IN) == set(KINDS), "a new kind is checked here too"
    async with Office.open(database_url, company, at=MONDAY) as office:
        talk = Conversation(office)
        await bring_to(talk, "arrived", 1, order("交期: 2026-11-24"))
        await bring_to(
            talk,
            "shipped",
            2,
            order(
                "交期: 2026-11-25",
                customer=HUADONG,
                pay="月结",
                items=("稀料, 10.5 桶, 33.33", "面漆, 7 桶, 310"),
            ),
        )
        await talk.bring(
            ("王芳", "/return 1\n原因: 结块\n品名: 面漆, 2"),
            ("王芳", "/checked R1"),
            ("彭辉", "/sign R1"),
            ("胡斌", "/count R1"),
            ("吴桐", "/confirm R1"),
            ("王芳", "/charge 华东机械 运费 600"),
            ("王芳", "费用 宏达钢构 装卸 12 吨"),
            ("王芳", "/complain 1 掉皮"),
            ("王芳", "/cause C1 我方 车间 李强 搅拌不匀"),
            ("李强", "/remedy C1 补发 2 桶\n费用: 620"),
            ("王芳", "/complain 2 送错货"),
            ("胡斌", "/form 入库\n来源: 自产\n货物: 面漆, 40 桶"),
            ("王芳", order("交期: 2026-11-30", items=("面漆, 50 桶, 310",))),
            ("吴桐", "申请 要货预测 宏达钢构\n从哪天起的一个月: 11-20\n货物: 面漆, 80 桶"),
        )
        await talk.until("2026-11-28 09:00", heard=ANYTHING)
        rows = {name: await office.exported(name) for name in LEDGERS}
        assert office.app is not None
        async with office.app.store.reading() as unit:
            for kind, check in CHECKED.items():
                report = await KINDS[kind].counted(unit, Asked(MONTH))
                kept = KINDS[kind].figures.model_validate(report.model_dump(mode="json"))
                assert kept == report, f"{kind} is kept as it was counted"
                check(report, rows)
                if isinstance(report, SheetReport):
                    for of in report.tables:
                        for at, one in enumerate(of.columns):
                            there = [row[at] for row in of.rows if row[at] is not None]
                            assert not (one.adds and of.total) or of.total[at] == sum(there), (
                                of.name,
                                one.name,
                            )
