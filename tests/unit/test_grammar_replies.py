"""Replies to a message about one case: a few words that count as a press."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.grammar import About, Grammar, Mistake, OrderBlank
from bot.grammar.order_replies import ORDERS_CHAT
from bot.grammar.replies import REPLIES
from bot.grammar.returns import RETURNS_CHAT
from bot.wording.vocabulary import load_vocabulary
from store.members.requests import Help
from store.orders import requests as orders
from store.orders.duties import DUTIES
from store.process.chain.passing import ADVISE
from store.requests import Area, ListTasks, Reject, Request, ShowCase, ShowHistory, Sign
from store.statements import requests as statements
from store.statements.requests import How

VOCABULARY = load_vocabulary([Path(__file__).parents[2] / "templates"])
GRAMMAR = Grammar(VOCABULARY, bot_username="gendan_bot")
TODAY = date(2026, 11, 25)
KINDS = [duty.kind for duty in DUTIES if duty.kind != ADVISE]
"""An opinion is said in words of one's own."""


def about(*kinds: str, area: Area = Area.ORDERS) -> About:
    return About(area, 37, kinds)


def reply(text: str, *kinds: str, language: str = "zh") -> Request | Mistake | None:
    return GRAMMAR.read(text, today=TODAY, about=about(*kinds), language=language)


def paid(amount: int | str | None = None, ref: str = "", number: int = 37) -> orders.RecordPayment:
    return orders.RecordPayment(number=number, amount=None if amount is None else Decimal(amount), ref=ref)


@pytest.mark.parametrize(
    "said", ["好了", "好", "好了。", "ok", "OK", "Ok!", "done", "ＯＫ", " 好了 ", "搞定了"]
)
def test_a_plain_yes_is_the_good_answer_to_the_likeliest_task(said: str) -> None:
    good = {
        "prepare": orders.ReportReady(number=37),
        "restock": orders.ReportReady(number=37),
        "payment": paid(),
        "vehicle": orders.ArrangeVehicle(number=37),
        "slip": orders.IssueSlip(number=37),
        "ship": orders.ShipGoods(number=37),
        "arrival": orders.ConfirmArrival(number=37),
        "inform": orders.InformCustomer(number=37),
        "receipt": orders.RecordReceipt(number=37),
        "cod": orders.RecordCod(number=37),
        "cod_confirm": orders.RecordCod(number=37),
        "freight": orders.RecordFreight(number=37),
        "freight_confirm": orders.RecordFreight(number=37),
        "close": orders.CloseOrder(number=37),
        "sign": Sign(number=37),
        "sign_change": Sign(number=37),
        "sign_price": Sign(number=37),
        "production": orders.OrderProduction(number=37),
        "production_sign": Sign(number=37),
        "production_material": Sign(number=37),
        "inspect": Sign(number=37),
        "production_give": Sign(number=37),
        "production_accept": Sign(number=37),
        "production_ticket": Sign(number=37),
        "promise": orders.PromiseDate(number=37),
        "problem": orders.ResolveProblem(number=37),
        "refund": orders.RefundMoney(number=37),
    }
    assert set(good) == set(KINDS)
    for kind in KINDS:
        assert reply(said, kind) == good[kind]
        assert reply(said, kind, "close", "payment") == good[kind]


def test_every_kind_of_task_has_a_good_answer_and_every_answer_words() -> None:
    assert set(ORDERS_CHAT.replies.good) == set(KINDS)
    assert set(ORDERS_CHAT.replies.figures) <= set(KINDS)
    for kind in KINDS:
        VOCABULARY.state("task", kind, "zh")
    said = {name for word in ("到了", "未到", "备好了") for name in VOCABULARY.answers(word)}
    assert said <= {*ORDERS_CHAT.replies.answers, *RETURNS_CHAT.replies.answers}


@pytest.mark.parametrize(
    ("said", "kinds", "request_"),
    [
        ("备好了", ("payment", "prepare"), orders.ReportReady(number=37)),
        ("Ready", ("payment",), orders.ReportReady(number=37)),
        ("到账了", ("prepare", "payment"), paid()),
        ("已全到", ("payment",), paid()),
        ("到了", ("payment",), paid()),
        ("到了", ("arrival",), orders.ConfirmArrival(number=37)),
        ("到了", ("arrival", "payment"), orders.ConfirmArrival(number=37)),
        ("到了", ("prepare", "payment"), paid()),
        ("未到", ("payment",), orders.ReportNoPayment(number=37)),
        ("未到", ("arrival",), orders.ReportNotArrived(number=37)),
        ("没到", ("arrival", "payment"), orders.ReportNotArrived(number=37)),
        ("not yet", ("arrival",), orders.ReportNotArrived(number=37)),
        ("未到账", ("arrival",), orders.ReportNoPayment(number=37)),
        ("车已安排", ("prepare", "vehicle"), orders.ArrangeVehicle(number=37)),
        ("已开单", ("slip",), orders.IssueSlip(number=37)),
        ("发货了", ("ship",), orders.ShipGoods(number=37)),
        ("已签收", ("arrival",), orders.ConfirmArrival(number=37)),
        ("已通知", ("inform",), orders.InformCustomer(number=37)),
        ("回单回来了", ("receipt",), orders.RecordReceipt(number=37)),
        ("运费已结", ("freight_confirm",), orders.RecordFreight(number=37)),
        ("代收已交", ("cod",), orders.RecordCod(number=37)),
        ("结单了", ("close",), orders.CloseOrder(number=37)),
        ("approved", ("sign",), Sign(number=37)),
    ],
)
def test_words_of_one_step_mean_that_step(said: str, kinds: tuple[str, ...], request_: Request) -> None:
    assert reply(said, *kinds) == request_


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("12000", "12000"),
        ("8,400", "8400"),
        ("¥8,400.00", "8400.00"),
        ("１２０００元", "12000"),
        ("￥ 12000 元", "12000"),
        ("12000。", "12000"),
    ],
)
def test_a_bare_figure_answers_the_first_task_that_asks_for_one(said: str, amount: str) -> None:
    value = Decimal(amount)
    assert reply(said, "payment") == reply(said, "prepare", "payment") == paid(amount)
    assert reply(said, "cod", "payment") == orders.RecordCod(number=37, amount=value)
    assert reply(said, "sign", "cod_confirm") == orders.RecordCod(number=37, amount=value)
    assert reply(said, "freight") == orders.RecordFreight(number=37, amount=value)
    assert reply(said, "freight_confirm", "close") == orders.RecordFreight(number=37, amount=value)
    mistake = reply(said, "prepare", "vehicle")
    assert isinstance(mistake, Mistake)
    assert mistake.kind == "usage"


@pytest.mark.parametrize(
    ("said", "request_"),
    [
        ("到账 12000", paid(12000)),
        ("到账12000", paid(12000)),
        ("到账 8，400", paid(8400)),
        ("到账 12000 工行 6217", paid(12000, "工行 6217")),
        ("收到 12000", paid(12000)),
        ("收到12000元", paid(12000)),
        ("received 12000", paid(12000)),
        ("paid 12000", paid(12000)),
        ("/paid 12000", paid(12000)),
        ("到账 未到", orders.ReportNoPayment(number=37)),
        (
            "缺货 2026-11-28 原料不足",
            orders.ReportShort(number=37, until=date(2026, 11, 28), reason="原料不足"),
        ),
        ("缺货周六原料不足", orders.ReportShort(number=37, until=date(2026, 11, 28), reason="原料不足")),
        ("缺货：11-28", orders.ReportShort(number=37, until=date(2026, 11, 28))),
        ("short sat no resin", orders.ReportShort(number=37, until=date(2026, 11, 28), reason="no resin")),
        ("备货 好了", orders.ReportReady(number=37)),
        ("备货 缺货 11-28", orders.ReportShort(number=37, until=date(2026, 11, 28))),
        ("发货 SF123", orders.ShipGoods(number=37, waybill="SF123")),
        ("发货 773012345678", orders.ShipGoods(number=37, waybill="773012345678")),
        ("发货 C1234567", orders.ShipGoods(number=37, waybill="C1234567")),
        ("发货 37", orders.ShipGoods(number=37)),
        ("发货", orders.ShipGoods(number=37)),
        ("到货", orders.ConfirmArrival(number=37)),
        ("驳回 太晚", Reject(number=37, reason="太晚")),
        ("不同意，账期太长", Reject(number=37, reason="账期太长")),
        ("驳回 太贵了吧", Reject(number=37, reason="太贵了吧")),
        ("不同意 账期太长", Reject(number=37, reason="账期太长")),
        ("同意", Sign(number=37)),
        ("签字", Sign(number=37)),
        ("驳回 3天太晚", Reject(number=37, reason="3天太晚")),
        (
            "派车 顺丰 沪A12345 13800000000 600",
            orders.ArrangeVehicle(
                number=37, carrier="顺丰", plate="沪A12345", phone="13800000000", cost=Decimal(600)
            ),
        ),
        ("开单", orders.IssueSlip(number=37)),
        ("告知", orders.InformCustomer(number=37)),
        ("运费 600", orders.RecordFreight(number=37, amount=Decimal(600))),
        ("代收 600", orders.RecordCod(number=37, amount=Decimal(600))),
        ("代收", orders.ListCodHeld()),
        ("查单", ShowCase(number=37)),
        ("详情", ShowCase(number=37)),
        ("记录", ShowHistory(number=37)),
        ("催", orders.UrgeOrder(number=37)),
        ("待办", ListTasks()),
        ("下单", OrderBlank()),
        ("帮助", Help()),
    ],
)
def test_in_a_reply_the_number_may_be_left_out(said: str, request_: Request) -> None:
    assert reply(said, "payment", "prepare") == request_


@pytest.mark.parametrize(
    ("said", "request_"),
    [
        ("到账 37 500", paid(500)),
        ("/paid 38 500", paid(500, number=38)),
        ("到账 #38 500", paid(500, number=38)),
        ("/paid 38 none", orders.ReportNoPayment(number=38)),
        ("发货 38 SF9999", orders.ShipGoods(number=38, waybill="SF9999")),
        ("/ship #38", orders.ShipGoods(number=38)),
        ("备货 38 好了", orders.ReportReady(number=38)),
        ("开单 38", orders.IssueSlip(number=38)),
        ("查单38", ShowCase(number=38)),
        ("/reject 38 late", Reject(number=38, reason="late")),
        ("驳回 37 太晚", Reject(number=37, reason="太晚")),
        ("驳回 #38 太晚", Reject(number=38, reason="太晚")),
    ],
)
def test_a_whole_command_in_a_reply_goes_to_the_case_that_it_names(said: str, request_: Request) -> None:
    assert reply(said, "payment", "prepare") == request_


@pytest.mark.parametrize(
    ("said", "number", "corrected"),
    [
        ("到账 37", "37", ""),
        ("到账 38 500", "38", "/paid 38 500"),
        ("到账 38 未到", "38", ""),
        ("到账 12000 还没到", "12000", ""),
        ("代收 38 500", "38", "/cod 38 500"),
        ("驳回 38 太晚", "38", "/reject 37 38 太晚"),
    ],
)
def test_a_figure_that_may_be_a_number_or_an_amount_moves_no_money(
    said: str, number: str, corrected: str
) -> None:
    mistake = reply(said, "payment")
    assert isinstance(mistake, Mistake)
    assert (mistake.kind, mistake.said, mistake.corrected) == ("which_case", number, corrected)


@pytest.mark.parametrize(
    ("said", "kind", "command"),
    [
        ("到账了吗", "usage", "paid"),
        ("到了吗？", "usage", "paid"),
        ("好了吗", "usage", "paid"),
        ("到账 12000 了吗", "usage", "paid"),
        ("到账 12000 明天到", "usage", "paid"),
        ("12000 还没到", "amount", "paid"),
        ("1.2万3", "multiple", "paid"),
        ("12.345", "decimals", "paid"),
        ("12 000", "amount", "paid"),
        ("到账 12 000", "amount", "paid"),
        ("-5", "above_zero", "paid"),
        ("缺货", "missing", "stock"),
        ("缺货 过几天", "date", "stock"),
        ("驳回", "missing", "reject"),
        ("驳回太晚", "usage", "reject"),
        ("驳回 为什么", "usage", "reject"),
        ("开单吧", "usage", "slip"),
        ("好了\n还差一点", "usage", "paid"),
    ],
)
def test_a_reply_that_is_no_answer_does_nothing_and_says_so(said: str, kind: str, command: str) -> None:
    mistake = reply(said, "payment", "prepare")
    assert isinstance(mistake, Mistake)
    assert (mistake.kind, mistake.command) == (kind, command)
    assert mistake.corrected == ("/reject 37 太晚" if said == "驳回太晚" else "")


def test_a_reply_where_no_task_is_open_is_a_mistake_of_no_command() -> None:
    for said in ("好了", "12000", "未到"):
        mistake = reply(said)
        assert isinstance(mistake, Mistake)
        assert (mistake.kind, mistake.command, mistake.corrected) == ("usage", "", "")


READ = [
    "收到",
    "收到。",
    "收到✅",
    "收到，马上备",
    "收到，马上安排",
    "好的",
    "好的！",
    "好的，谢谢",
    "知道了",
    "嗯",
    "嗯嗯",
    "明白",
    "1",
    "１",
    "+1",
]
READ += [
    "👌",
    "👍🏻",
    "🙏",
    "在查",
    "等一下",
    "马上",
    "稍等~",
    "正在找车",
    "已阅",
    "Got it",
    "noted, thanks",
    "on it.",
    "知道了，辛苦了",
]


@pytest.mark.parametrize("said", READ)
@pytest.mark.parametrize("area", REPLIES)
def test_a_sign_that_a_message_was_read_does_nothing_whatever_was_asked(area: Area, said: str) -> None:
    for kind in (
        *REPLIES[area].good,
        *REPLIES[area].commands,
        *REPLIES[area].spoken,
        *REPLIES[area].figures,
        "notice",
    ):
        for kinds in ((kind,), ("unheard_of", kind)):
            read = GRAMMAR.read(said, today=TODAY, about=about(*kinds, area=area))
            if kind == "answer" and kinds[0] == kind and any(map(str.isdigit, said)):
                assert isinstance(read, Mistake)  # a score of one is written 1分
                assert read.kind == "score"
            else:
                assert read is None


@pytest.mark.parametrize("said", ["收到 5000", "收到5000", "收到5000元", "收到，5000", "收到: 5000"])
def test_a_receipt_with_a_figure_is_money(said: str) -> None:
    assert reply(said, "payment") == paid(5000)


@pytest.mark.parametrize("said", ["1元", "到账 1", "¥1"])
def test_a_single_yuan_is_written_as_money(said: str) -> None:
    assert reply(said, "payment") == paid(1)


@pytest.mark.parametrize("said", ["谢谢", "谢谢！", "辛苦了", "Thanks", "👍", "", "……"])
def test_a_polite_word_needs_no_answer(said: str) -> None:
    assert reply(said, "payment") is None


def test_an_order_is_not_answered_in_a_reply_about_another_kind_of_case() -> None:
    for said in ("好了", "到账 500", "开单", "12000", "备好了"):
        complaint = about("payment", area=Area.COMPLAINTS)
        assert isinstance(GRAMMAR.read(said, today=TODAY, about=complaint), Mistake)


@pytest.mark.parametrize(
    "said",
    [
        "SF1234567",
        "单号SF1234567",
        "运单号：单号SF1234567",
        "快递单号 SF1234567",
        "运单SF1234567",
        "單號：SF1234567",
    ],
)
def test_a_waybill_may_keep_its_label(said: str) -> None:
    shipped = orders.ShipGoods(number=37, waybill="SF1234567")
    assert reply(said, "ship") == reply(f"发货 {said}", "ship") == shipped
    assert GRAMMAR.read(f"/ship 37 {said}", today=TODAY) == shipped
    assert GRAMMAR.read(f"/ship 37\n运单: {said}", today=TODAY) == shipped


def test_a_reply_that_says_what_was_done_is_no_carrier_of_that_name() -> None:
    """What a command takes is read as it stands; a sentence around it is another reader's."""
    read = reply("车叫好了，德邦 苏E88888 13600003333", "vehicle")
    assert isinstance(read, Mistake) and read.kind == "usage"
    plain = reply("德邦 苏E88888 13600003333", "vehicle")
    assert isinstance(plain, orders.ArrangeVehicle) and plain.carrier == "德邦"


@pytest.mark.parametrize(
    ("said", "request_"),
    [
        ("对上了 张三 微信", statements.AgreeStatement(number=37, who="张三", how=How.CHAT)),
        ("对上了 张三", statements.AgreeStatement(number=37, who="张三", how=How.PHONE)),
        ("有异议 第2行 少了两桶", statements.DisputeStatement(number=37, line=2, reason="少了两桶")),
        (
            "有异议 第2行 620 少了两桶",
            statements.DisputeStatement(number=37, line=2, reason="少了两桶", amount=Decimal(620)),
        ),
    ],
)
def test_in_reply_to_a_statement_its_words_need_no_number(said: str, request_: Request) -> None:
    of = about("agree_statement", area=Area.STATEMENTS)
    assert GRAMMAR.read(said, today=TODAY, about=of) == request_
    assert not isinstance(reply(said, "ship"), type(request_)), "in reply to an order they say something else"


@pytest.mark.parametrize("kinds", [(), ("agree_statement",)])
@pytest.mark.parametrize(
    ("said", "who"),
    [("张三签了", "张三"), ("客户已签字", ""), ("盖章了", ""), ("对方盖章回传", ""), ("signed", "")],
)
def test_under_a_photo_of_the_sheet_who_signed_agrees(said: str, who: str, kinds: tuple[str, ...]) -> None:
    """Whether they are asked for the answer yet or not; without a photo it is speech."""
    of = About(Area.STATEMENTS, 37, kinds)
    read = GRAMMAR.read(said, today=TODAY, about=of, attached=True)
    assert read == statements.AgreeStatement(number=37, who=who, how=How.PHOTO)
    assert not isinstance(GRAMMAR.read(said, today=TODAY, about=of), Request)


@pytest.mark.parametrize(
    "said", ["没签", "还没签字", "请签字盖章", "拿去盖章", "签了吗", "客户还在看", "第2行没问题"]
)
def test_under_a_photo_of_the_sheet_nothing_else_agrees(said: str) -> None:
    of = About(Area.STATEMENTS, 37, ())
    assert not isinstance(GRAMMAR.read(said, today=TODAY, about=of, attached=True), Request)


def test_who_agreed_and_how_is_enough_in_reply_to_the_sheet() -> None:
    of = About(Area.STATEMENTS, 37, ())
    read = GRAMMAR.read("张三 电话", today=TODAY, about=of)
    assert read == statements.AgreeStatement(number=37, who="张三", how=How.PHONE)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("第1行多算了500\n第3行没有这笔装卸", [(1, None, "多算了500"), (3, None, "没有这笔装卸")]),
        ("第1行 500 少两桶；第3行装卸费没这么多", [(1, 500, "少两桶"), (3, None, "装卸费没这么多")]),
        ("第一行、第3行少了两桶", [(1, None, "少了两桶"), (3, None, "少了两桶")]),
        ("有异议 第2行 少了两桶 第3行 200 多算", [(2, None, "少了两桶"), (3, 200, "多算")]),
        (
            "line 1 two drums short, line 3 never unloaded",
            [(1, None, "two drums short"), (3, None, "never unloaded")],
        ),
    ],
)
def test_several_lines_of_a_sheet_are_disputed_at_once(
    said: str, lines: list[tuple[int, int | None, str]]
) -> None:
    read = GRAMMAR.read(said, today=TODAY, about=About(Area.STATEMENTS, 37, ()))
    assert isinstance(read, statements.DisputeStatement)
    assert [(one.line, one.amount, one.reason) for one in read.lines] == lines


def test_one_line_under_a_photo_is_disputed() -> None:
    read = GRAMMAR.read("第2行少了两桶", today=TODAY, about=About(Area.STATEMENTS, 37, ()), attached=True)
    assert read == statements.DisputeStatement(number=37, line=2, reason="少了两桶")


def test_what_is_said_with_a_photo_of_the_signed_sheet_is_agreed_by_photo() -> None:
    of = about("agree_statement", area=Area.STATEMENTS)
    said = GRAMMAR.read("对上了 张三", today=TODAY, about=of, attached=True)
    assert said == statements.AgreeStatement(number=37, who="张三", how=How.PHOTO)
