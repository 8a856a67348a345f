"""Customers go by their names: how commands on them are read (U1 to U3)."""

from datetime import date

import pytest

from bot.grammar import COMMANDS, Mistake, NamedByCustomer
from bot.grammar.customers import CustomerBlank
from store.customers.requests import (
    ChangeCustomer,
    ContactKind,
    DropWish,
    EditFile,
    Grade,
    ListCustomers,
    LoseCustomer,
    MergeCustomers,
    NoteContact,
    PutOffContact,
    RegainCustomer,
    RegisterCustomer,
    ShowCustomer,
    ShowReaders,
    StopCalls,
    WhoseCustomer,
    WishVisit,
)
from store.drafts.requests import SendBlankOfCustomers
from store.members.requests import AskLines
from store.receipts.requests import ShowOwed
from store.requests import Area, Request, ShowHistory
from tests.unit.test_grammar import GRAMMAR, TODAY

NAMES = {"宏达钢构": 3, "宏达钢结构": 4, "Hongda Steel": 3, "Hongda Structures": 4}


def read(text: str, **where: bool) -> Request | Mistake | None:
    """With every name of the directory looked up, as the store would."""
    known: dict[str, tuple[int, int] | None] = {}
    while True:
        found = GRAMMAR.read(text, today=TODAY, customers=known, **where)  # type: ignore[arg-type]
        if not isinstance(found, NamedByCustomer):
            return found
        name = next((one for one in sorted(NAMES, key=len, reverse=True) if found.said.startswith(one)), "")
        known[found.said] = (NAMES[name], len(name)) if name else None


SAID: list[tuple[str, Request]] = [
    ("/customer", CustomerBlank()),
    ("/customer ask", AskLines(command="customer")),
    ("客户 宏达钢构", ShowCustomer(number=3)),
    ("/customer Hongda Steel", ShowCustomer(number=3)),
    (
        "/客户\n客户: 新源\n类别: B\n手机: 13912345678",
        RegisterCustomer(customer="新源", grade=Grade.B, mobile="13912345678"),
    ),
    ("客户 宏达钢构 改资料", EditFile(number=3)),
    ("客户 宏达钢构 流失 换了供应商", LoseCustomer(number=3, reason="换了供应商")),
    ("/customer Hongda Steel lost: cheaper elsewhere", LoseCustomer(number=3, reason="cheaper elsewhere")),
    ("客户 宏达钢构 没流失", RegainCustomer(number=3)),
    ("/customer Hongda Steel not lost", RegainCustomer(number=3)),
    ("客户 宏达钢构\n信息专人: 孙涛", ChangeCustomer(number=3, gathers="孙涛")),
    ("/customer Hongda Steel change", EditFile(number=3)),
    ("记录 宏达钢构", ShowHistory(area=Area.CUSTOMERS, number=3)),
    ("/history Hongda Steel", ShowHistory(area=Area.CUSTOMERS, number=3)),
    ("客户 宏达钢构\n电话: 0512-66668888", ChangeCustomer(number=3, phone="0512-66668888")),
    (
        "/customer 宏达钢构\n业务员: 孙涛\n原因: 片区",
        ChangeCustomer(number=3, salesperson="孙涛", reason="片区"),
    ),
    ("/customers", ListCustomers()),
    ("客户列表 A类 苏州 待分配", ListCustomers(words=("a", "苏州", "unowned"))),
    ("谁的客户 宏达钢构", WhoseCustomer(number=3)),
    ("应收 宏达钢构", ShowOwed(customer=3)),
    ("电话 宏达钢构 找张三，要 20 桶", NoteContact(number=3, text="找张三，要 20 桶")),
    ("/call 宏达钢构 没接", NoteContact(number=3, reached=False)),
    ("/call Hongda Steel none", NoteContact(number=3, reached=False)),
    ("/call 宏达钢构 11-20 找张三", NoteContact(number=3, text="找张三", on=date(2026, 11, 20))),
    (
        "拜访 宏达钢构 见张三，地点: 星湖街 1 号，谈合同",
        NoteContact(number=3, kind=ContactKind.VISIT, text="见张三， ，谈合同", place="星湖街 1 号"),
    ),
    ("/customer xlsx", SendBlankOfCustomers()),
    ("客户 宏达钢构 谁看过", ShowReaders(number=3)),
    ("/call 宏达钢构 改天 11-27 出差", PutOffContact(number=3, to=date(2026, 11, 27), reason="出差")),
    ("/call 宏达钢构 停 12-20 盘点", StopCalls(number=3, until=date(2026, 12, 20), reason="盘点")),
    ("拜访 宏达钢构 约访 谈明年合同", WishVisit(number=3, text="谈明年合同")),
    ("/visit Hongda Steel wish next year's contract", WishVisit(number=3, text="next year's contract")),
    ("/拜访 宏达钢构 不用去 电话里谈好了", DropWish(number=3, reason="电话里谈好了")),
    ("客户列表 定级建议", ListCustomers(words=("classes",))),
    ("客户列表 问候", ListCustomers(words=("greetings",))),
    (
        "客户 宏达钢构\n联系人: 张三\n生日: 农历八月十五",
        ChangeCustomer(number=3, contact="张三", birthday="lunar 08-15"),
    ),
    ("/same 宏达钢构, 宏达钢结构", MergeCustomers(number=3, other=4)),
    ("合并 宏达钢构，宏达钢结构", MergeCustomers(number=3, other=4)),
    ("/same “宏达钢构” “宏达钢结构”", MergeCustomers(number=3, other=4)),
]


@pytest.mark.parametrize(("text", "request_"), SAID)
def test_a_customers_name_is_the_longest_that_is_known(text: str, request_: Request) -> None:
    assert read(text) == request_


@pytest.mark.parametrize(
    "text", ["客户: 下午来", "客户来了三个", "电话会议", "合并同类项", "拜访的事再说", "客户 不认识的"]
)
def test_what_is_no_name_on_file_is_nobodys_command(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("/customer 不认识的", "no_customer"),
        ("/call 宏达钢构", "missing"),
        ("/call", "missing"),
        ("/same 宏达钢构", "two_customers"),
        ("/same 宏达钢构, 没有的", "no_customer"),
        ("/customer 宏达钢构\n类别: 甲等", "grade"),
    ],
)
def test_a_mistake_says_what_is_missing(text: str, kind: str) -> None:
    mistake = read(text)
    assert isinstance(mistake, Mistake) and mistake.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "/customer C1",
        "/customer C1\n业务员: 孙涛",
        "/call 不认识的 说了半天",
        "/same 宏达钢构, 没有的",
        "/who 宏达钢构 是谁的",
        "/customer 宏达钢构 地址在哪",
    ],
)
def test_what_would_be_refused_again_is_not_offered_to_copy(text: str) -> None:
    mistake = read(text)
    assert isinstance(mistake, Mistake) and not mistake.corrected


def test_a_change_that_is_half_read_stays_a_change_of_that_customer_to_copy() -> None:
    mistake = read("/customer 宏达钢构\n业务员: 孙涛\n这行看不懂: 什么")
    assert isinstance(mistake, Mistake)
    assert mistake.corrected.splitlines() == ["/customer 宏达钢构", "业务员: 孙涛", "___这行看不懂: 什么"]


@pytest.mark.parametrize(
    "text", ["客户: 宏达钢构\n品名: 面漆, 10 桶, 310\n付款: 月结", "客户：宏达钢构\n内容: 掉皮"]
)
def test_labelled_lines_of_other_things_are_not_taken_for_a_file(text: str) -> None:
    assert not isinstance(read(text, private=True), ShowCustomer | ChangeCustomer | RegisterCustomer)


def test_every_request_that_a_command_on_customers_names_is_made_by_something_said() -> None:
    named = {kind for spec in COMMANDS.values() for kind in spec.requests}
    of_customers = {kind for kind in named if kind.__module__ == ShowCustomer.__module__}
    assert of_customers <= {type(request) for _, request in SAID} <= named
