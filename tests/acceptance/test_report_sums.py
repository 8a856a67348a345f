"""P1 to P8: every sum in every sheet of every kind of report equals what the exports come to."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from store.collection.sheets import rates_view
from store.company import Company, Role
from store.complaints import rates as complaints
from store.customers.model import Customer
from store.inquiries import feedback
from store.money.model import SaleRow
from store.people.actor import Actor
from store.process.unit import Unit
from store.receipts.requests import ShowOwed
from store.receipts.views import owed_view
from store.reports.kinds import KINDS
from store.reports.months import Asked
from store.reports.requests import HANDED_IN, WEEKLY, Report
from store.reports.sales import VIEWS
from store.reports.sheets import As, SheetReport, Table, share
from store.reports.sold import SalesReport
from store.warehouse import sheet
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, HUADONG, bring_to, order
from tests.conftest import MONDAY
from tests.office import Office

MONTH = date(2026, 11, 1)
LEDGERS = (
    "complaints",
    "charges",
    "credits",
    "tasks",
    "orders",
    "shipments",
    "forms",
    "stock",
    "customers",
    "receivables",
    "inquiries",
    "contacts",
)
Rows = Mapping[str, list[dict[str, Any]]]
USUAL = Decimal("60000.00")


async def _bought_before(office: Office) -> None:
    """Sixty thousand in each month since May: November is little beside that."""
    assert office.app is not None
    async with office.app.store.unit() as unit:
        like = (await unit.session.exec(select(SaleRow))).first()
        assert like is not None
        wanted = select(Customer).where(col(Customer.name).in_((HONGDA, HUADONG)))
        for row in (await unit.session.exec(wanted)).all():
            for month in range(4, 11):
                said = {
                    "kind": "shipped",
                    "day": date(2026, month, 10),
                    "source": f"{row.name} {month}",
                    "qty": Decimal(1),
                }
                whose = {"customer_id": row.id, "sales_id": row.sales_id, "case_id": like.case_id}
                unit.session.add(
                    SaleRow(**said, **whose, amount=USUAL, unit="桶", product_id=like.product_id, at=unit.now)
                )


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


def _unusual(report: SheetReport, rows: Rows) -> None:
    """Who is far from what is usual, by what the exports say of the month so far, without Saturday's nothing."""
    of = report.table("unusual")
    sold = Counter[str]()
    for one in rows["charges"]:
        sold[one["customer"]] += Decimal(one["amount"]) if one["kind"] == "goods" else 0
    for one in rows["credits"]:
        sold[one["customer"]] -= Decimal(one["amount"]) if one["kind"] == "return" else 0
    found = dict(zip(of.cells("customer"), of.cells("so_far"), strict=True))
    assert set(found) == {HONGDA, HUADONG}
    assert found == {name: sold[name] for name in found}
    assert report.head[0].value == len(of.rows) == 2
    for row in of.rows:
        usual, expected = row[of.at("usual")], row[of.at("expected")]
        assert usual == USUAL and row[of.at("off")] == share(expected - usual, usual)
        assert expected == (row[of.at("so_far")] * 21 / 20).quantize(Decimal("0.01")), "20 of 21 working days"


def _appraisal(report: SheetReport, rows: Rows) -> None:
    """The quarter has October too, and the year the months since April, of two customers each."""
    for name, earlier in (("month_figures", 0), ("quarter_figures", 1), ("year_figures", 7)):
        of = report.table(name)
        sold = [
            cell
            for figure, cell in zip(of.cells("figure"), of.cells("numerator"), strict=True)
            if figure["en"] == "Plan kept"
        ]
        assert sum(sold) == _goods(rows) + 2 * earlier * USUAL, name


# Those that nobody hands in, as messages say them; their sheets are checked below.


def _stock(week: Any, rows: Rows) -> None:
    moved = Counter[tuple[str, str]]()
    for move in rows["stock"]:
        moved[move["product"], move["unit"]] += Decimal(move["qty"])
    assert {(one["product"], one["unit"]): one["closing"] for one in week["rows"]} == moved
    assert (
        sum(one["came"] - one["out"] + one["counted"] + one["late"] for one in week["rows"]) == moved.total()
    )
    assert [(one["kind"], one["qty"]) for one in week["moves"]] == [
        (one["kind"], Decimal(one["qty"])) for one in rows["stock"]
    ]
    assert any(one["counted"] for one in week["rows"]) and any(one["out"] for one in week["rows"])


def _complaints(found: Any, rows: Rows) -> None:
    taken = [one for one in rows["complaints"] if one["state"] != "cancelled"]
    whole = {
        "count": len(taken),
        "kept": sum(not one["late"] for one in taken),
        "closed": 0,
        "cost": Decimal(620),
    }
    assert {name: found["all"][name] for name in whole} == whole
    for view in ("departments", "months"):
        assert {name: sum(one[name] for one in found[view]) for name in whole} == whole, view
    assert [(one["number"], one["cost"]) for one in found["complaints"]] == [
        (1, Decimal(620)),
        (2, Decimal(0)),
    ]


def _rates(found: Any, rows: Rows) -> None:
    """Of what falls due in the month, what is in; of everything, what is open."""
    lines = {of: [one for one in found["lines"] if one["of"] == of] for of in ("sales", "collector", "all")}
    (whole,) = lines["all"]
    due = [one for one in rows["charges"] if one["due"] and "2026-11-01" <= one["due"] <= "2026-11-30"]
    assert whole["due"] == sum(Decimal(one["amount"]) for one in due) > 0
    assert whole["settled"] == sum(Decimal(one["amount"]) - Decimal(one["open"]) for one in due) > 0
    assert whole["owed"] == sum(Decimal(one["open"]) for one in rows["charges"]) > 0
    for of in ("sales", "collector"):
        for name in ("due", "settled", "owed", "overdue"):
            assert sum(one[name] for one in lines[of]) == whole[name], (of, name)


def _receivables(found: Any, rows: Rows) -> None:
    owed = {one["name"]: (one["owed"], one["overdue"]) for one in found["customers"]}
    theirs = {
        one["name"]: (Decimal(one["owed"]), Decimal(one["overdue"]))
        for one in rows["customers"]
        if Decimal(one["owed"])
    }
    assert owed == theirs and HUADONG in owed
    assert found["owed"] == sum(one for one, _ in owed.values())
    assert found["overdue"] == sum(one for _, one in owed.values())
    for column in found["age"]:
        assert found["age"][column] == sum(Decimal(one[column]) for one in rows["receivables"]), column


def _feedback(found: Any, rows: Rows) -> None:
    asked = [one for one in rows["inquiries"] if one["matter"] == "question"]
    assert (found["asked"], found["said"]) == (len(asked), len(rows["inquiries"]) - len(asked)) == (1, 1)
    assert found["answered"] == sum(bool(one["answered_at"]) for one in asked) == 1
    assert [one["number"] for one in found["inquiries"]] == [one["number"] for one in rows["inquiries"]]
    spoken = Counter(one["kind"] for one in rows["contacts"] if one["reached"])
    assert found["kinds"] == spoken and spoken["call"] == 1
    assert [one["note"] for one in found["contacts"] if one["kind"] == "call"] == ["找张三，月底要货"]


COUNTED: Mapping[Report, tuple[Callable[[Unit, Actor], Awaitable[Any]], Callable[[Any, Rows], None]]] = {
    Report.STOCK: (lambda unit, _by: sheet.report(unit, date(2026, 11, 27)), _stock),
    Report.COMPLAINTS: (lambda unit, _by: complaints.report(unit, MONTH), _complaints),
    Report.RATES: (lambda unit, _by: rates_view(unit, MONTH), _rates),
    Report.RECEIVABLES: (lambda unit, by: owed_view(unit, by, ShowOwed()), _receivables),
    Report.INQUIRIES: (lambda unit, by: feedback.report(unit, by, MONTH), _feedback),
}


def _sheet_of(name: str, check: Callable[[SheetReport, Rows], None]) -> Callable[[SheetReport, Rows], None]:
    def checked(report: SheetReport, rows: Rows) -> None:
        assert report.table(name).rows, f"nothing in {name}"
        check(report, rows)

    return checked


def _stock_sheet(report: SheetReport, rows: Rows) -> None:
    goods, moves = report.table("goods"), report.table("moves")
    closing = dict(zip(goods.cells("product"), goods.cells("closing"), strict=True))
    moved = Counter[str]()
    for move in rows["stock"]:
        moved[move["product"]] += Decimal(move["qty"])
    assert closing == moved
    assert sum(moves.cells("qty")) == moved.total()


def _complaints_sheet(report: SheetReport, rows: Rows) -> None:
    assert report.table("complaints").total is not None
    assert sum(report.table("complaints").cells("cost")) == Decimal(620)
    assert len(report.table("complaints").rows) == len(rows["complaints"])


def _feedback_sheet(report: SheetReport, rows: Rows) -> None:
    assert report.table("inquiries").cells("case") == [f"Q{one['number']}" for one in rows["inquiries"]]
    asked = sum(one["matter"] == "question" for one in rows["inquiries"])
    assert sum(report.table("asked").cells("asked")) == report.head[0].value == asked == 1


def _rates_sheet(report: SheetReport, rows: Rows) -> None:
    due = [one for one in rows["charges"] if one["due"] and "2026-11-01" <= one["due"] <= "2026-11-30"]
    said = {
        "due_sum": sum(Decimal(one["amount"]) for one in due),
        "settled": sum(Decimal(one["amount"]) - Decimal(one["open"]) for one in due),
        "owed": sum(Decimal(one["open"]) for one in rows["charges"]),
    }
    for name in ("sellers", "collectors", "customers"):
        of = report.table(name)
        assert {column: sum(of.cells(column)) for column in said} == said, name


def _receivables_sheet(report: SheetReport, rows: Rows) -> None:
    of = report.table("owing")
    theirs = {one["name"]: Decimal(one["owed"]) for one in rows["customers"] if Decimal(one["owed"])}
    assert dict(zip(of.cells("customer"), of.cells("owed"), strict=True)) == theirs
    for column in ("not_due", "to_30", "to_60", "to_90", "beyond", "unallocated"):
        assert sum(of.cells(column)) == sum(Decimal(one[column]) for one in rows["receivables"]), column
    charges = sum(Decimal(one["open"]) for one in rows["charges"])
    assert sum(report.table("charges").cells("unpaid")) == charges > 0


def _expenses_sheet(report: SheetReport, rows: Rows) -> None:
    """What an export has of each claim is what its kind comes to, and its budget what was signed."""
    claimed = [one for one in rows["forms"] if one["kind"] == "expense"]
    claims = report.table("claims")
    assert claims.cells("case") == [one["number"] for one in claimed]
    assert sum(claims.cells("amount")) == sum(Decimal(one["amount"]) for one in claimed) == 800
    of = report.table("expenses")
    assert (of.cells("being_signed"), of.cells("spent")) == ([Decimal(800)], [Decimal(0)])
    budget = sum(Decimal(one["amount"]) for one in rows["forms"] if one["kind"] == "budget")
    assert of.cells("budget") == [budget] == [Decimal(3000)] and of.cells("budget_left") == [Decimal(2200)]


def _contacts_sheet(report: SheetReport, rows: Rows) -> None:
    reached = sum(one["reached"] for one in rows["contacts"])
    for name in ("spoken_by", "customers", "contacts"):
        assert sum(report.table(name).cells("reached_times")) == reached > 0, name
    assert len(report.table("contacts").rows) == len(rows["contacts"])


CHECKED: Mapping[Report, Callable[[Any, Rows], None]] = {
    Report.SALES: _sales,
    Report.FOLLOWUP: _followup,
    Report.TURNOVER: _turnover,
    Report.SERVICE: _service,
    Report.PLAN: _plan,
    Report.UNUSUAL: _unusual,
    Report.APPRAISAL: _appraisal,
    Report.STOCK: _sheet_of("moves", _stock_sheet),
    Report.COMPLAINTS: _sheet_of("complaints", _complaints_sheet),
    Report.INQUIRIES: _sheet_of("inquiries", _feedback_sheet),
    Report.RATES: _sheet_of("customers", _rates_sheet),
    Report.RECEIVABLES: _sheet_of("charges", _receivables_sheet),
    Report.EXPENSES: _sheet_of("claims", _expenses_sheet),
    Report.CONTACTS: _sheet_of("contacts", _contacts_sheet),
}


async def test_every_sum_in_every_sheet_of_every_kind_equals_the_exports(
    database_url: str, company: Company
) -> None:
    assert set(CHECKED) == set(KINDS) == set(Report), "a new kind is checked here too"
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
        await _bought_before(office)
        await talk.until("2026-11-24 09:00", heard=ANYTHING)
        await talk.bring(
            ("胡斌", "/form 盘点\n实点: 面漆, 60 桶"),
            ("王芳", "同意 F3"),
            ("王芳", "咨询\n问题: 底漆能刷镀锌板吗\n客户: 宏达钢构\n转给: 技术部"),
            ("唐明", "咨询 Q1 答复 要先喷砂"),
            ("王芳", "咨询 包装比以前好\n客户: 宏达钢构\n咨询或反馈: 反馈"),
            ("吴桐", "/call 宏达钢构 找张三，月底要货"),
            ("林晓", "申请 预算\n费用类别: 差旅\n月份: 11-01\n金额: 3000"),
            ("赵敏", "同意 F4"),
            ("郑总", "同意 F4"),
        )
        await talk.photo(
            "孙涛",
            caption="申请 报销\n费用类别: 差旅\n金额: 800\n事由: 去苏州\n付款方式: 现金",
            heard=ANYTHING,
        )
        await talk.until("2026-11-27 09:00", heard=ANYTHING)
        await talk.until("2026-11-28 09:00", heard=ANYTHING)
        rows = {name: await office.exported(name) for name in LEDGERS}
        assert office.app is not None
        async with office.app.store.reading() as unit:
            director = unit.roster.actor(unit.roster.in_turn(Role.DIRECTOR, unit.now)[0])
            for count, test in COUNTED.values():
                test(await count(unit, director), rows)
            for kind, check in CHECKED.items():
                reader = None if kind in HANDED_IN else director
                month = date(2026, 11, 23) if kind in WEEKLY else MONTH
                report = await KINDS[kind].counted(unit, Asked(month, reader))
                kept = KINDS[kind].figures.model_validate(report.model_dump(mode="json"))
                assert kept == report, f"{kind} is kept as it was counted"
                check(report, rows)
                if isinstance(report, SheetReport):
                    for of in report.tables:
                        for at, one in enumerate(of.columns):
                            there = [row[at] for row in of.rows if row[at] is not None]
                            part = one.shown is As.SHARE and one.name != "off" and bool(there)
                            assert not (part and of.total) or of.total[at] is not None, (of.name, one.name)
                            assert not (one.adds and of.total) or of.total[at] == sum(there), (
                                of.name,
                                one.name,
                            )
        await _all_say_how(talk)


async def _all_say_how(talk: Conversation) -> None:
    """Whatever kind it is: its definition, its period and its largest rows, by one press."""
    await talk.say("赵敏", "报表 费用", heard=ANYTHING)
    card = await talk.last("赵敏", "11 月费用")
    for kind in Report:
        month = "2026-11-23" if kind in WEEKLY else "2026-11"
        await talk.press(
            "赵敏", card, data=f"report:{kind}:{month}:how", heard={"赵敏": ("怎么算的", "期间：", "行")}
        )
