"""How people speak of complaints: commands, labelled lines, replies."""

from datetime import date
from decimal import Decimal

import pytest

from bot.grammar import About, Grammar, Mistake
from bot.grammar.complaints import COMPLAINTS_CHAT, ComplaintBlank
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from store.company import Role
from store.complaints import requests as ask
from store.complaints.duties import DUTIES
from store.complaints.requests import Channel, Severity
from store.complaints.steps import STEPS
from store.members.requests import AskLines
from store.reports.requests import ExplainReport, ReceiveReport, Report, ShowReport, SubmitReport
from store.requests import Area, Reject, Request, ShowCase, Sign, UndoStep

TODAY = date(2026, 11, 24)
WORDS = load_vocabulary([SHIPPED_TEMPLATES])
GRAMMAR = Grammar(WORDS, bot_username="gendan_bot")

LINES = """客户: 宏达钢构
订单: 37
渠道: 现场
投诉内容: 面漆掉皮
何时: 11-20
程度: 质量事故
联系人: 张三
电话: 13900001111"""
TAKEN = ask.TakeComplaint(
    customer="宏达钢构",
    order=37,
    channel=Channel.SITE,
    text="面漆掉皮",
    since=date(2026, 11, 20),
    severity=Severity.FAULT,
    contact="张三",
    phone="13900001111",
)

SAID: list[tuple[str, str, Request]] = [
    (f"/complain\n{LINES}", f"投诉\n{LINES}", TAKEN),
    ("/complain 37 面漆掉皮", "投诉 37 面漆掉皮", ask.TakeComplaint(order=37, text="面漆掉皮")),
    ("/complain", "投诉", ComplaintBlank()),
    ("/complain 37", "投诉 37", ComplaintBlank(order=37)),
    ("/complain ask", "投诉 逐行填写", AskLines(command="complain")),
    ("/complain 37 ask", "投诉 37 逐行", AskLines(command="complain", order=37)),
    ("/takeup C12", "接手 C12", ask.TakeUp(number=12)),
    (
        "/cause C12 ours production 李强 badly mixed",
        "原因 C12 我方 车间 李强 badly mixed",
        ask.FindCause(number=12, ours=True, department=Role.PRODUCTION, person="李强", text="badly mixed"),
    ),
    (
        "/cause C12 yes 技术部 配方错",
        "原因 C12 是 技术 配方错",
        ask.FindCause(number=12, ours=True, department=Role.TECHNICAL, text="配方错"),
    ),
    (
        "/cause C12 not ours 自己加了稀料",
        "原因 C12 不是我方 自己加了稀料",
        ask.FindCause(number=12, ours=False, text="自己加了稀料"),
    ),
    (
        "/cause C12\nours: yes\ndepartment: logistics\nperson: 周伟\nreason: dropped",
        "原因 C12\n责任: 我方\n部门: 物流\n责任人: 周伟\n原因: dropped",
        ask.FindCause(number=12, ours=True, department=Role.LOGISTICS, person="周伟", text="dropped"),
    ),
    (
        "/remedy C12 补发 2 桶\nexpense: 620",
        "方案 C12 补发 2 桶\n费用: 620元",
        ask.ProposeRemedy(number=12, text="补发 2 桶", cost=Decimal(620)),
    ),
    (
        "/remedy C12\nremedy: 赔\ndeduction: 500",
        "方案 C12\n方案: 赔\n扣款: 500",
        ask.ProposeRemedy(number=12, text="赔", deduction=Decimal(500)),
    ),
    ("/verify C12", "核实 C12", ask.VerifyClaim(number=12)),
    ("/opinion C12 agreed", "意见 C12 agreed", ask.GiveOpinion(number=12, text="agreed")),
    ("/sign C12", "签字 C12", Sign(area=Area.COMPLAINTS, number=12)),
    ("/reject C12 太贵", "驳回 C12 太贵", Reject(area=Area.COMPLAINTS, number=12, reason="太贵")),
    ("/carried C12", "办结 C12", ask.CarryOut(number=12)),
    (
        "/carried C12 已发\nexpense: 580",
        "办结 C12 已发\n费用: 580",
        ask.CarryOut(number=12, text="已发", cost=Decimal(580)),
    ),
    ("/asked C12", "等客户 C12", ask.AskCustomer(number=12)),
    ("/asked C12 11-27", "等客户 C12 周五", ask.AskCustomer(number=12, until=date(2026, 11, 27))),
    ("/heard C12 回了", "客户已回复 C12 回了", ask.HearCustomer(number=12, text="回了")),
    ("/answer C12 5", "回访 C12 5分", ask.RecordAnswer(number=12, score=5)),
    ("/answer C12 4 送得慢", "回访 C12 4分 送得慢", ask.RecordAnswer(number=12, score=4, text="送得慢")),
    ("/answer C12 not content", "回访 C12 不满意", ask.RecordAnswer(number=12, score=1)),
    ("/lesson C12 装车垫木板", "教训 C12 装车垫木板", ask.RecordLesson(number=12, text="装车垫木板")),
    ("/reopen C12 又掉了", "重开 C12 又掉了", ask.ReopenComplaint(number=12, reason="又掉了")),
    ("/urge C12", "督促 C12", ask.UrgeComplaint(number=12)),
    ("/show C12", "查单 C12", ShowCase(number=12, area=Area.COMPLAINTS)),
    ("/undo C12", "撤回 C12", UndoStep(number=12, area=Area.COMPLAINTS)),
    ("/report sales", "报表 销量 本月", ShowReport(report=Report.SALES, month=date(2026, 11, 1))),
    ("/report sales last month", "报表 销量 上月", ShowReport(report=Report.SALES, month=date(2026, 10, 1))),
    ("/report B1 submit", "报表 B1 提交", SubmitReport(number=1)),
    ("/report B1 received", "报表 B1 已阅", ReceiveReport(number=1)),
    ("/report B3 because 停工检修", "报表 B3 说明 停工检修", ExplainReport(number=3, text="停工检修")),
    ("/report followup", "报表 跟单", ShowReport(report=Report.FOLLOWUP, month=date(2026, 11, 1))),
    (
        "/report turnover 2026-10",
        "报表 营业额 10月",
        ShowReport(report=Report.TURNOVER, month=date(2026, 10, 1)),
    ),
    (
        "/report service 2026-10",
        "报表 客服小结 10月",
        ShowReport(report=Report.SERVICE, month=date(2026, 10, 1)),
    ),
    ("/report plan", "报表 生产计划 本月", ShowReport(report=Report.PLAN, month=date(2026, 11, 1))),
    ("/report plan next month", "报表 排产 12月", ShowReport(report=Report.PLAN, month=date(2026, 12, 1))),
    # what is planned lies ahead: the nearest January
    ("/report plan 2027-01", "报表 生产计划 1月", ShowReport(report=Report.PLAN, month=date(2027, 1, 1))),
    ("/report plan 10", "报表 生产计划 10月", ShowReport(report=Report.PLAN, month=date(2026, 10, 1))),
    ("/report unusual", "报表 异常", ShowReport(report=Report.UNUSUAL, month=date(2026, 11, 1))),
    (
        "/report expenses 2026-10",
        "报表 费用 10月",
        ShowReport(report=Report.EXPENSES, month=date(2026, 10, 1)),
    ),
    ("/report contacts", "报表 联系 本月", ShowReport(report=Report.CONTACTS, month=date(2026, 11, 1))),
    ("/report appraisal", "报表 考核", ShowReport(report=Report.APPRAISAL, month=date(2026, 11, 1))),
    ("/report complaints", "报表 投诉", ShowReport(report=Report.COMPLAINTS, month=date(2026, 11, 1))),
    (
        "/report complaints 2026-09",
        "报表 投诉 9月",
        ShowReport(report=Report.COMPLAINTS, month=date(2026, 9, 1)),
    ),
    (
        "/report 投诉 12",
        "报表 投诉 2025年12月",
        ShowReport(report=Report.COMPLAINTS, month=date(2025, 12, 1)),
    ),
]


def read(text: str, *kinds: str) -> Request | Mistake | None:
    about = About(Area.COMPLAINTS, 12, kinds) if kinds else None
    return GRAMMAR.read(text, today=TODAY, about=about, private=True)


@pytest.mark.parametrize(("latin", "chinese", "request_"), SAID, ids=[said[0][:30] for said in SAID])
def test_latin_and_chinese_say_the_same(latin: str, chinese: str, request_: Request) -> None:
    assert read(latin) == read(chinese) == request_


@pytest.mark.parametrize(
    ("text", "kind", "request_"),
    [
        ("我来跟", "take_up", ask.TakeUp(number=12)),
        ("好了", "take_up", ask.TakeUp(number=12)),
        (
            "我方 车间 搅拌不匀",
            "cause",
            ask.FindCause(number=12, ours=True, department=Role.PRODUCTION, text="搅拌不匀"),
        ),
        ("补发 2 桶", "remedy", ask.ProposeRemedy(number=12, text="补发 2 桶")),
        ("退货 2 桶", "remedy", ask.ProposeRemedy(number=12, text="退货 2 桶")),
        ("同意，从本单扣", "opinion", ask.GiveOpinion(number=12, text="同意，从本单扣")),
        ("驳回 太贵", "opinion", Reject(area=Area.COMPLAINTS, number=12, reason="太贵")),
        ("同意", "sign_remedy", Sign(area=Area.COMPLAINTS, number=12)),
        ("不同意 太贵", "sign_remedy", Reject(area=Area.COMPLAINTS, number=12, reason="太贵")),
        ("属实", "verify", ask.VerifyClaim(number=12)),
        ("已办结", "carry", ask.CarryOut(number=12)),
        ("昨天送到了", "carry", ask.CarryOut(number=12, text="昨天送到了")),
        ("5", "answer", ask.RecordAnswer(number=12, score=5)),
        ("满意", "answer", ask.RecordAnswer(number=12, score=5)),
        ("不满意", "answer", ask.RecordAnswer(number=12, score=1)),
        ("客户回了", "customer", ask.HearCustomer(number=12)),
        ("照片发来了", "customer", ask.HearCustomer(number=12, text="照片发来了")),
        ("原因是没搅匀，以后搅两次", "lesson", ask.RecordLesson(number=12, text="原因是没搅匀，以后搅两次")),
    ],
)
def test_a_reply_is_what_the_open_task_asks_for(text: str, kind: str, request_: Request) -> None:
    assert read(text, kind) == request_


@pytest.mark.parametrize(
    ("text", "kind", "field"),
    [
        ("/complain\n客户: 宏达", "missing", "text"),
        ("/complain\n内容: 掉皮", "missing", "customer"),
        ("/complain\n客户: 宏达\n内容: 掉皮\n渠道: 鸽子", "channel", "channel"),
        ("/complain 37 掉皮\n订单: 38", "repeated", "number"),
        ("/cause C12 也许 掉皮", "ours", "ours"),
        ("/cause C12 我方 食堂 掉皮", "department", "department"),
        ("/cause C12 不是我方", "missing", "reason"),
        ("/remedy C12\n费用: 100", "missing", "remedy"),
        ("/remedy C12 补发\n扣款: 0", "above_zero", "deduction"),
        ("/remedy C12 免单", "missing", "deduction"),
        ("/remedy C12 补发2桶，另外全额退款", "missing", "deduction"),
        ("/remedy C12 给客户打九折", "missing", "deduction"),
        ("/remedy C12 给客户9折", "missing", "deduction"),
        ("/remedy C12 打八五折", "missing", "deduction"),
        ("/remedy C12 扣百分之五", "missing", "deduction"),
        ("/remedy C12 a full refund", "missing", "deduction"),
        ("/answer C12", "missing", "score"),
        ("/answer C12 0", "score", "score"),
        ("/answer C12 10", "score", "score"),
        ("/lesson C12", "missing", "lesson"),
        ("/asked C12 很久", "date", "until"),
        ("/report", "missing", "report"),
        ("/report 天气", "report", "report"),
        ("/report 投诉 13月", "month", "month"),
    ],
)
def test_what_is_wrong_is_named(text: str, kind: str, field: str) -> None:
    mistake = read(text)
    assert isinstance(mistake, Mistake)
    assert (mistake.kind, mistake.field) == (kind, field)


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.kind)
def test_every_button_of_a_task_does_something_and_has_words(duty: object) -> None:
    kind, actions = duty.kind, duty.actions  # type: ignore[attr-defined]
    answering = {step.asks for step in STEPS.values() if kind in step.answers}
    for action in actions:
        assert (action in COMPLAINTS_CHAT.actions) != (action in COMPLAINTS_CHAT.questions)
        for language in LANGUAGES:
            assert WORDS.button(action, language)
    asked = (
        type(COMPLAINTS_CHAT.actions[actions[0]](1))
        if actions[0] in COMPLAINTS_CHAT.actions
        else COMPLAINTS_CHAT.questions[actions[0]][1]
    )
    assert asked in answering
    for language in LANGUAGES:
        assert WORDS.state("task", kind, language)


@pytest.mark.parametrize("action", COMPLAINTS_CHAT.questions)
def test_every_question_is_completed_to_what_it_says(action: str) -> None:
    question, request = COMPLAINTS_CHAT.questions[action]
    answer = {"score": "4", "cause": "车间 搅拌不匀"}.get(question.asks, "一句话")
    assert type(read(f"{question.command.format(number=12, case='C12')} {answer}")) is request


@pytest.mark.parametrize(
    "said", ["车间 李强 搅拌不匀", "车间、李强、搅拌不匀", "车间，李强，搅拌不匀", "車間 李强 搅拌不匀"]
)
def test_department_person_and_cause_may_be_parted_as_the_hint_is(said: str) -> None:
    made = read(f"/cause C12 ours {said}")
    assert isinstance(made, ask.FindCause)
    assert (made.department, made.person, made.text) == (Role.PRODUCTION, "李强", "搅拌不匀")


REMEDIES: list[tuple[str, Request]] = [
    ("补发2桶", ask.ProposeRemedy(number=12, text="补发2桶")),
    (
        "补发2桶，费用620，扣款500",
        ask.ProposeRemedy(number=12, text="补发2桶", cost=Decimal(620), deduction=Decimal(500)),
    ),
    ("补发2桶，费用：620元", ask.ProposeRemedy(number=12, text="补发2桶", cost=Decimal(620))),
    ("补发2桶\n费用620", ask.ProposeRemedy(number=12, text="补发2桶", cost=Decimal(620))),
    ("扣款500", ask.ProposeRemedy(number=12, text="扣款500", deduction=Decimal(500))),
    ("扣款 500 元", ask.ProposeRemedy(number=12, text="扣款 500 元", deduction=Decimal(500))),
    ("换一块板，3天内，2K漆", ask.ProposeRemedy(number=12, text="换一块板，3天内，2K漆")),
    ("补发2桶，不退款", ask.ProposeRemedy(number=12, text="补发2桶，不退款")),
    ("免单\n扣款: 500", ask.ProposeRemedy(number=12, text="免单", deduction=Decimal(500))),
    ("打电话13900001111", ask.ProposeRemedy(number=12, text="打电话13900001111")),
    ("补2桶 620\n不是钱: 620", ask.ProposeRemedy(number=12, text="补2桶 620")),
    (
        "补2桶 620元，运费80\n费用: 620\n费用: 80",
        ask.ProposeRemedy(number=12, text="补2桶 620元，运费80", cost=Decimal(700)),
    ),
]


@pytest.mark.parametrize(("said", "meant"), REMEDIES)
def test_a_remedy_says_what_it_costs_in_the_words_that_people_use(said: str, meant: Request) -> None:
    about = About(Area.COMPLAINTS, 12, ("remedy",))
    assert GRAMMAR.read(said, today=TODAY, about=about) == meant
    assert GRAMMAR.read(f"/remedy C12 {said}", today=TODAY) == meant


@pytest.mark.parametrize(
    ("said", "figure"),
    [
        ("补2桶 620元", "620"),
        ("给客户扣500", "500"),
        ("扣500块", "500"),
        ("补发2桶（620）", "620"),
        ("RMB500", "500"),
        ("赔偿，1,200元", "1,200"),
        ("扣500，费用620", "500"),
        ("补2桶 620元，运费80\n费用: 620", "80"),
    ],
)
def test_a_figure_that_may_be_money_is_asked_while_nothing_says_what_it_is(said: str, figure: str) -> None:
    asked = GRAMMAR.read(said, today=TODAY, about=About(Area.COMPLAINTS, 12, ("remedy",)))
    assert asked == ask.AskFigure(
        number=12, command=f"/remedy C12 {said}", figure=figure, kinds=("expense", "deduction")
    )


@pytest.mark.parametrize("said", ["扣1.2万", "扣五百块", "花500-600元"])
def test_money_that_cannot_be_taken_exactly_is_never_a_remedy_for_nothing(said: str) -> None:
    mistake = GRAMMAR.read(said, today=TODAY, about=About(Area.COMPLAINTS, 12, ("remedy",)))
    assert isinstance(mistake, Mistake) and mistake.kind in ("multiple", "amount")


def test_the_money_of_a_result_is_read_or_asked() -> None:
    about = About(Area.COMPLAINTS, 12, ("carry",))
    asked = GRAMMAR.read("办结 花了900元", today=TODAY, about=about)
    assert isinstance(asked, ask.AskFigure) and (asked.figure, asked.kinds) == ("900", ("expense",))
    stated = GRAMMAR.read("已补发，费用900", today=TODAY, about=about)
    assert stated == ask.CarryOut(number=12, text="已补发", cost=Decimal(900))
