"""Commands and words: what is typed, and the request it makes."""

import ast
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot import grammar
from bot.grammar import COMMANDS, KINDS, Grammar, Mistake, NamedByCustomer, OrderBlank
from bot.grammar.formvalues import _WHY
from bot.grammar.inquiries import InquiryBlank
from bot.grammar.leads import LeadBlank
from bot.grammar.returns import ReturnBlank
from bot.wording.messages import read_messages
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from bot.wording.vocabulary.spelling import _SIMPLIFIED, _TRADITIONAL
from store.calendar import requests as calendar
from store.collection import requests as collection
from store.company import Role
from store.drafts import requests as drafts
from store.emergencies import requests as emergencies
from store.exports import GetExport
from store.forms import requests as forms
from store.inquiries import requests as inquiries
from store.invoices import requests as invoices
from store.leads import requests as leads
from store.members import requests as members
from store.orders import requests as orders
from store.phrases.requests import ListWords
from store.receipts.requests import (
    AllotReceipt,
    BookReceipt,
    BookUnclaimed,
    BounceReceipt,
    ClaimReceipt,
    PartOfReceipt,
    RefundReceipt,
    RefuseClaim,
    ShowOwed,
)
from store.registry import AREAS
from store.reports.requests import Report, ShowHandedIn, ShowReport
from store.requests import (
    Advise,
    Area,
    Consult,
    ListCases,
    ListTasks,
    Reject,
    Request,
    ShowCase,
    ShowHistory,
    Sign,
    Transfer,
    UndoStep,
    Withdraw,
)
from store.returns import requests as returns
from store.statements import requests as papers
from store.storage import requests as storage
from store.warehouse.requests import ShowStock
from tests.unit.test_grammar_complaints import SAID as COMPLAINTS

TEMPLATES = Path(__file__).parents[2] / "templates"
VOCABULARY = load_vocabulary([TEMPLATES])
GRAMMAR = Grammar(VOCABULARY, bot_username="gendan_bot")
TODAY = date(2026, 11, 25)  # a Wednesday


def read(text: str, **how: object) -> Request | Mistake | None:
    return GRAMMAR.read(text, today=TODAY, **how)  # type: ignore[arg-type]


def asked_return(**changes: Any) -> returns.AskReturn:
    lines = (orders.PartAsked(product="面漆", qty=Decimal(2)),)
    return returns.AskReturn(**{"lines": lines, "reason": "盖子渗漏", **changes})


def found(qty: int | str) -> tuple[returns.Found, ...]:
    return (returns.Found(product="面漆", qty=Decimal(qty)),)


SAID = [
    ("/issue S3", "发出 S3", papers.IssueStatement(number=3)),
    ("/issue S3 query 运费没记", "发出 S3 有问题 运费没记", papers.QueryStatement(number=3, text="运费没记")),
    (
        "/issue S3 revise 漏了运费",
        "发出 S3 重出一版 漏了运费",
        papers.ReviseStatement(number=3, text="漏了运费"),
    ),
    ("/agree S3 张三", "对上了 S3 张三", papers.AgreeStatement(number=3, who="张三")),
    (
        "/dispute S3 2 少了两桶",
        "有异议 S3 第2行 少了两桶",
        papers.DisputeStatement(number=3, line=2, reason="少了两桶"),
    ),
    (
        "/invoice S3 12345678 5000",
        "开票 S3 12345678 5000",
        invoices.AskInvoice(statement=3, invoice_no="12345678", amount=Decimal(5000)),
    ),
    ("/invoice 37", "开票 订单37", invoices.BillOrder(order=37)),
    ("/invoice 37 12345678", "开发票 #37 12345678", invoices.BillOrder(order=37, invoice_no="12345678")),
    ("/invoice I3 ok 张三", "开票 I3 客户确认 张三", invoices.ConfirmInvoice(number=3, who="张三")),
    ("/invoice I3 12345678", "开票 I3 12345678", invoices.IssueInvoice(number=3, invoice_no="12345678")),
    ("/invoice I3 handed 快递", "开票 I3 交给客户 快递", invoices.HandOver(number=3, how="快递")),
    (
        "/invoice I3 red mistake 12345678",
        "开票 I3 红字 开票有误 12345678",
        invoices.TakeBackInvoice(blue=3, reason=invoices.RedReason.MISTAKE, invoice_no="12345678"),
    ),
    ("/form", "申请", forms.ListKinds()),
    ("/urgent", "急事", emergencies.ListEmergencies()),
    ("/urgent it leaks", "急事 it leaks", emergencies.RaiseEmergency(text="it leaks")),
    ("/urgent E4 on it", "急事 E4 on it", emergencies.AddToEmergency(number=4, text="on it")),
    ("/urgent E4 done shut", "急事 E4 处理好了 shut", emergencies.SettleEmergency(number=4, text="shut")),
    ("/area", "面积", storage.ListAreas()),
    (
        "/area W3 refused agreed so",
        "面积 W3 不冲减 agreed so",
        storage.RefuseCorrection(number=3, text="agreed so"),
    ),
    ("/area W3 disputed too dear", "面积 W3 有异议 too dear", storage.DisputeFee(number=3, text="too dear")),
    (
        "/report stock 2026-11-18",
        "报表 库存台账 上周",
        ShowReport(report=Report.STOCK, month=date(2026, 11, 16)),
    ),
    ("/inventory topcoat", "库存 topcoat", ShowStock(product="topcoat")),
    ("/forms expense", "单据 expense", forms.ListForms(words=("expense",))),
    ("/forms 市场信息 2026-10", "单据 市场信息 10月", forms.ListForms(words=("市场信息", "2026-10"))),
    ("/urge F12", "督促 F12", forms.UrgeForm(number=12)),
    ("/lead", "商机", ListCases(area=Area.LEADS)),
    ("/lead blank", "商机 空白", LeadBlank()),
    ("/lead ask", "商机 逐行", members.AskLines(command="lead")),
    ("/lead Xinyuan", "商机 Xinyuan", leads.OpenLead(customer="Xinyuan")),
    ("/lead L3 demo", "商机 L3 演示", leads.MoveLead(number=3, stage=leads.Stage.SHOWN)),
    ("/lead L3 Liu is away", "商机 L3 Liu is away", leads.NoteLead(number=3, text="Liu is away")),
    ("/lead L3 won", "商机 L3 成交", leads.SignLead(number=3)),
    ("/lead L3 lost dear", "商机 L3 丢单 dear", leads.LoseLead(number=3, reason="dear")),
    ("/inquiry", "咨询", ListCases(area=Area.INQUIRIES)),
    ("/inquiry blank", "咨询 空白", InquiryBlank()),
    ("/inquiry ask", "咨询 逐行", members.AskLines(command="inquiry")),
    ("/inquiry is it grey", "咨询 is it grey", inquiries.TakeInquiry(text="is it grey")),
    ("/inquiry Q5 finance", "咨询 Q5 财务部", inquiries.PassInquiry(number=5, department=Role.FINANCE)),
    ("/inquiry Q5 it is", "咨询 Q5 it is", inquiries.AnswerInquiry(number=5, text="it is")),
    ("/inquiry Q5 told", "咨询 Q5 已答复", inquiries.TellAnswer(number=5)),
    (
        "/inquiry Q5 off rang again",
        "咨询 Q5 不用答 rang again",
        inquiries.DropInquiry(number=5, reason="rang again"),
    ),
    ("/unanswered F12", "没答复 F12", forms.GoOn(number=12)),
    ("/withdraw F12", "撤申请 F12", Withdraw(area=Area.FORMS, number=12)),
    (
        "/transfer R5 陈静 出差",
        "转签 R5 陈静，出差",
        Transfer(area=Area.RETURNS, number=5, to="陈静", reason="出差"),
    ),
    (
        "/consult 37 陈静 账上够吗",
        "征询 37 陈静 账上够吗",
        Consult(number=37, to="陈静", question="账上够吗"),
    ),
    ("/advise C12 可以", "回意见 C12 可以", Advise(area=Area.COMPLAINTS, number=12, text="可以")),
    ("/export orders", "导出 orders", GetExport(ledger="orders")),
    (
        "/duty service 王芳 mon-fri 18:00-08:00",
        "值班 客服 王芳 周一至周五 18:00-08:00",
        members.SetDuty(role=Role.SERVICE, who="王芳", when="mon-fri 18:00-08:00"),
    ),
    (
        "/duty finance 钱丽 2026-12-01..2026-12-07",
        "值班 财务 钱丽 12月1日到12月7日",
        members.SetDuty(role=Role.FINANCE, who="钱丽", when="2026-12-01..2026-12-07"),
    ),
    (
        "/duty finance 12-01 to 12-03 钱丽",
        "值班 财务 12-01到12-03 钱丽",
        members.SetDuty(role=Role.FINANCE, who="钱丽", when="2026-12-01..2026-12-03"),
    ),
    (
        "/duty finance tomorrow 钱丽",
        "值班 财务 钱丽 明天",
        members.SetDuty(role=Role.FINANCE, who="钱丽", when=f"{TODAY + timedelta(days=1)}"),
    ),
    (
        "/duty finance 钱丽 3 days",
        "值班 财务 3天 钱丽",
        members.SetDuty(role=Role.FINANCE, who="钱丽", when=f"{TODAY}..{TODAY + timedelta(days=2)}"),
    ),
    (
        "/duty finance tomorrow afternoon 钱丽",
        "值班 财务 明天下午 钱丽",
        members.SetDuty(role=Role.FINANCE, who="钱丽", when=f"{TODAY + timedelta(days=1)}", half="pm"),
    ),
    (
        "/duty finance 钱丽 sat morning",
        "值班 财务 周六上午 钱丽",
        members.SetDuty(role=Role.FINANCE, who="钱丽", when="sat", half="am"),
    ),
    ("/duty finance 钱丽 off", "值班 财务 钱丽 取消", members.EndDuty(role=Role.FINANCE, who="钱丽")),
    (
        "/duty swap 钱丽 12-01 12-05",
        "值班 换班 钱丽 12月1日 12月5日",
        members.AskSwap(who="钱丽", day=date(2026, 12, 1), back=date(2026, 12, 5)),
    ),
    ("/calendar", "日程", calendar.ShowCalendar()),
    ("/calendar week", "日程 本周", calendar.ShowCalendar(view="week")),
    ("/calendar sales-report", "日程 sales-report", calendar.ShowCalendar(view="entry", key="sales-report")),
    ("/calendar ics", "日程 文件", calendar.SendCalendarFile()),
    ("/done sales-report", "完成 sales-report", calendar.FinishEntry(key="sales-report")),
    ("/done 发对账单 全部", "完成 发对账单 all", calendar.FinishEntry(key="发对账单 all")),
    ("/done K12 宏达钢构", "完成 k12 宏达钢构", calendar.FinishShare(number=12, of="宏达钢构")),
    ("/meeting", "会议", calendar.ShowMeetings()),
    ("/meeting K12", "会议 K12", calendar.ShowAgenda(number=12)),
    (
        "/meeting K12 off nobody comes",
        "会议 K12 取消 nobody comes",
        calendar.CallOff(number=12, reason="nobody comes"),
    ),
    (
        "/meeting K12 11-28 15:00",
        "会议 K12 11月28日 15点",
        calendar.MoveMeeting(number=12, day=date(2026, 11, 28), at=time(15)),
    ),
    (
        "/meeting\nsubject: returns\ntime: tomorrow 14:00-15:30\npeople: 王芳, logistics",
        "会议\n人员：王芳、物流\n时间：明天 14点-15点半\n主题：returns",
        calendar.CallMeeting(
            subject="returns",
            day=TODAY + timedelta(days=1),
            at=time(14),
            until=time(15, 30),
            who=("王芳", "logistics"),
        ),
    ),
    (
        "/minutes K12 three overdue\naction: 王芳, 12-05, check",
        "纪要 K12 three overdue\n行动：王芳，12月5日，check",
        calendar.WriteMinutes(
            number=12,
            text="three overdue",
            points=(calendar.Point(who="王芳", by=date(2026, 12, 5), text="check"),),
        ),
    ),
    ("/minutes K12 none", "纪要 K12 无", calendar.WriteMinutes(number=12, none=True)),
    ("/stock 37 ready", "备货 37 好了", orders.ReportReady(number=37)),
    (
        "/stock 37 short 2026-11-28 no resin",
        "备货 37 缺货 2026-11-28 no resin",
        orders.ReportShort(number=37, until=date(2026, 11, 28), reason="no resin"),
    ),
    (
        "/stock 37 short: 11-28, 料还没有",
        "备货 37 缺货 缺货 11-28 料还没有",
        orders.ReportShort(number=37, until=date(2026, 11, 28), reason="料还没有"),
    ),
    ("/stock 37 short friday", "备货37缺周五", orders.ReportShort(number=37, until=date(2026, 11, 27))),
    ("/paid 37 8400", "到账 37 8400", orders.RecordPayment(number=37, amount=Decimal(8400))),
    ("/paid #37 ¥8,400.50", "到账37 8,400.50元", orders.RecordPayment(number=37, amount=Decimal("8400.50"))),
    ("/paid 37 8400!", "到账 37 8400元。", orders.RecordPayment(number=37, amount=Decimal(8400))),
    (
        "/paid 37 8400 bank 6217",
        "到账 37 8400 bank 6217",
        orders.RecordPayment(number=37, amount=Decimal(8400), ref="bank 6217"),
    ),
    ("/paid 37 none", "到账37 未到。", orders.ReportNoPayment(number=37)),
    (
        "/vehicle 37 顺丰 沪A12345 13800000000 600",
        "派车 37 顺丰 沪A12345 13800000000 600",
        orders.ArrangeVehicle(
            number=37, carrier="顺丰", plate="沪A12345", phone="13800000000", cost=Decimal(600)
        ),
    ),
    (
        "/vehicle 37 Shun Feng 沪A 12345 0512-88881234",
        "派车 37 Shun Feng 沪A 12345 0512-88881234",
        orders.ArrangeVehicle(number=37, carrier="Shun Feng", plate="沪A 12345", phone="0512-88881234"),
    ),
    (
        "/vehicle 37\nphone: 13800000000\nplate: 沪A12345\ncarrier: SF",
        "派车 37\n电话：13800000000\n车牌：沪A12345\n承运：SF",
        orders.ArrangeVehicle(number=37, carrier="SF", plate="沪A12345", phone="13800000000"),
    ),
    ("/vehicle 37", "派车 37", orders.ArrangeVehicle(number=37)),
    ("/slip 37", "开单37", orders.IssueSlip(number=37)),
    ("/ship 37", "发货 37", orders.ShipGoods(number=37)),
    ("/ship 37 SF1234567", "发货37 SF1234567", orders.ShipGoods(number=37, waybill="SF1234567")),
    (
        "/ship 37 SF1234567\nitem: topcoat, 4\nitem: a, b, 1.5 kg",
        "发货 37\n运单：SF1234567\n品名：topcoat，4\n品名：a, b，1.5",
        orders.ShipGoods(
            number=37,
            waybill="SF1234567",
            parts=(
                orders.PartAsked(product="topcoat", qty=Decimal(4)),
                orders.PartAsked(product="a, b", qty=Decimal("1.5")),
            ),
        ),
    ),
    ("/arrive 37", "到货 37", orders.ConfirmArrival(number=37)),
    ("/inform 37", "告知 37", orders.InformCustomer(number=37)),
    ("/receipt 37", "回单 37", orders.RecordReceipt(number=37)),
    ("/cod 37 500", "代收 37 500", orders.RecordCod(number=37, amount=Decimal(500))),
    ("/cod", "代收", orders.ListCodHeld()),
    ("/freight 37 600", "运费 37 600", orders.RecordFreight(number=37, amount=Decimal(600))),
    ("/close 37", "结单 37", orders.CloseOrder(number=37)),
    ("/cancel", "取消", members.LeaveQuestion()),
    ("/cancel 37 客户不要了", "取消 37 客户不要了", orders.CancelOrder(number=37, reason="客户不要了")),
    (
        "/paid 37 8400 reference: AB12",
        "到账 37 8400 流水号：AB12",
        orders.RecordPayment(number=37, amount=Decimal(8400), ref="AB12"),
    ),
    (
        "/paid 37 8400 referenced",
        "到账 37 8400 流水 referenced",
        orders.RecordPayment(number=37, amount=Decimal(8400), ref="referenced"),
    ),
    ("/refund 37 500", "退款 37 500元", orders.RefundMoney(number=37, amount=Decimal(500))),
    ("/refund 37", "退款 37", orders.RefundMoney(number=37)),
    (
        "/allot P7 37 500",
        "分配款项 P7 37 500元",
        AllotReceipt(number=7, parts=(PartOfReceipt(order=37, amount=Decimal(500)),)),
    ),
    ("/bounce P7 账号有误", "退票 P7 账号有误", BounceReceipt(number=7, reason="账号有误")),
    ("/bounce 37 账号有误", "退票 37 账号有误", orders.BounceMoney(number=37, reason="账号有误")),
    (
        "/bounce 37 8,400 账号有误",
        "退票 37 8400元 账号有误",
        orders.BounceMoney(number=37, amount=Decimal(8400), reason="账号有误"),
    ),
    ("/refund P7 500", "退款 P7 500元", RefundReceipt(number=7, amount=Decimal(500))),
    ("/claim P7 no", "认领 P7 不是", RefuseClaim(number=7)),
    ("/dun", "催款", collection.ListCollections()),
    ("/dun D3", "催款 D3", ShowCase(area=Area.COLLECTION, number=3)),
    ("/dun 37", "催款 37", orders.UrgeOrder(number=37)),
    (
        "/dun D3 no answer",
        "催款 D3 没接",
        collection.RecordDun(number=3, result=collection.Result.NO_ANSWER),
    ),
    (
        "/dun D3 disputed 单价不对",
        "催款 D3 有争议 单价不对",
        collection.RecordDun(number=3, result=collection.Result.DISPUTED, text="单价不对"),
    ),
    (
        "/dun D3 promised 11-28 20000",
        "催款 D3 答应 11月28日 2万",
        collection.RecordPledge(number=3, day=date(2026, 11, 28), amount=Decimal(20000)),
    ),
    (
        "/dun D3 off 11-30 老板出国",
        "催款 D3 先不催 11-30 老板出国",
        collection.ExcludeCollection(number=3, until=date(2026, 11, 30), reason="老板出国"),
    ),
    (
        "/dun D3 measure 11-30 发律师函",
        "催款 D3 措施 11-30 发律师函",
        collection.SetMeasure(number=3, until=date(2026, 11, 30), text="发律师函"),
    ),
    (
        "/dun D3 stop 2026-11-30 不付钱",
        "催款 D3 停货 11-30 不付钱",
        collection.StopDeliveries(number=3, until=date(2026, 11, 30), text="不付钱"),
    ),
    (
        "/dun D3 measure 2026-11-30 stop deliveries",
        "催款 D3 措施 11-30 停止发货",
        collection.StopDeliveries(number=3, until=date(2026, 11, 30)),
    ),
    ("/dun D3 resume", "催款 D3 恢复发货", collection.ResumeDeliveries(number=3)),
    ("/dun D3 done 已寄出", "催款 D3 办好了 已寄出", collection.FinishMeasure(number=3, text="已寄出")),
    ("/report rates 2026-10", "报表 回款率 10月", collection.ShowRates(month=date(2026, 10, 1))),
    ("/report receivables", "报表 应收", ShowOwed()),
    ("/produce 37", "生产单 37", orders.OrderProduction(number=37)),
    (
        "/material 37 2026-11-30 树脂在途",
        "原料 37 11-30 树脂在途",
        orders.ReportMaterial(number=37, until=date(2026, 11, 30), reason="树脂在途"),
    ),
    ("/promise 37 11-30", "约期 37 11月30日", orders.PromiseDate(number=37, until=date(2026, 11, 30))),
    ("/problem 37 少 2 桶", "异常 37 少 2 桶", orders.ReportProblem(number=37, text="少 2 桶")),
    ("/resolve 37 已补发", "解决 37 已补发", orders.ResolveProblem(number=37, text="已补发")),
    (
        "/problem 37 桶盖渗漏",
        "异常 #37 桶盖渗漏",
        orders.ReportProblem(number=37, text="桶盖渗漏"),
    ),
    ("/undo", "撤回", UndoStep()),
    ("/undo 37", "撤回 37", UndoStep(number=37)),
    (
        "/change 37 客户要求\n交期: 12-05\n品名: 面漆, 12 桶, 310",
        "改单 37 客户要求\nitem: 面漆, 12 桶, 310\nwanted: 2026-12-05",
        orders.ChangeOrder(
            number=37,
            reason="客户要求",
            wanted=date(2026, 12, 5),
            lines=(orders.LineAsked(product="面漆", qty=Decimal(12), unit="桶", price=Decimal(310)),),
        ),
    ),
    ("/sign 37", "签字 37", Sign(number=37)),
    ("/sign R5", "签字 R5", Sign(area=Area.RETURNS, number=5)),
    ("/reject R5 not ours", "驳回 R5 not ours", Reject(area=Area.RETURNS, number=5, reason="not ours")),
    ("/cancel R5 客户自留", "取消 R5 客户自留", returns.CancelReturn(number=5, reason="客户自留")),
    ("/urge R5", "督促 R5", returns.UrgeReturn(number=5)),
    ("/return", "退货", ReturnBlank()),
    ("/return 37", "退货 37", ReturnBlank(order=37)),
    ("/return 37 ask", "退货 37 逐行", members.AskLines(command="return", order=37)),
    (
        "/return 37 盖子渗漏\n品名: 面漆, 2 桶\n运费: 业务",
        "退货 37\n原因: 盖子渗漏\n品名: 面漆, 2\n运费承担: 业务员",
        asked_return(order=37, bearer=returns.Bearer.SALES),
    ),
    (
        "/return\norder: #37\nreason: 盖子渗漏\nitem: 面漆, 2",
        "退货\n订单: 37\n原因: 盖子渗漏\n品名: 面漆, 2\n运费承担: 客户",
        asked_return(order=37),
    ),
    (
        "/return\ncustomer: 宏达钢构\nreason: 盖子渗漏\nitem: 面漆, 2",
        "退货\n客户: 宏达钢构\n原因: 盖子渗漏\n品名: 面漆, 2",
        asked_return(customer="宏达钢构"),
    ),
    ("/checked R5", "核对 R5", returns.CheckReturn(number=5)),
    (
        "/checked r5\nitem: 面漆, 0",
        "核对 Ｒ5\n品名：面漆，0 桶",
        returns.CheckReturn(number=5, lines=found(0)),
    ),
    ("/count R5", "清点 R5", returns.CountReturn(number=5)),
    (
        "/count R5\nitem: 面漆, 1.5",
        "清点R5\n品名: 面漆, 1.5 桶",
        returns.CountReturn(number=5, lines=found("1.5")),
    ),
    ("/confirm 5", "确认 5", returns.ConfirmReturn(number=5)),
    ("/confirm R5", "确认 R5", returns.ConfirmReturn(number=5)),
    ("/reject 37 too\nlate", "驳回 37 too\nlate", Reject(number=37, reason="too late")),
    ("/urge 37", "督促 37", orders.UrgeOrder(number=37)),
    ("/show 37", "查单 ＃３７", ShowCase(number=37)),
    ("/history 37", "记录 37", ShowHistory(number=37)),
    ("/order ask", "下单 逐行", drafts.StartDraft()),
    ("/order 37", "下单 #37", drafts.StartDraft(order=37)),
    ("/order xlsx", "下单 表格", drafts.SendBlankWorkbook()),
    ("/orders", "订单", orders.ListOrders()),
    ("/orders 宏达 LATE", "订单 宏达 超期", orders.ListOrders(words=("宏达", "late"))),
    ("/orders shipped mine", "订单 已发货 我的", orders.ListOrders(words=("shipped", "mine"))),
    ("/tasks", "待办", ListTasks()),
    ("/members", "成员", members.ListMembers()),
    ("/join", "加入", members.Join()),
    ("/duty", "值班", members.ShowDuty()),
    ("/away", "请假", members.ShowAway()),
    (
        "/away 11-28 Li Qiang",
        "请假 11-28 Li Qiang",
        members.GoAway(since=date(2026, 11, 28), until=date(2026, 11, 28), substitute="Li Qiang"),
    ),
    (
        "/away until friday 14:00 李强",
        "请假：到 周五 14点，李强。",
        members.GoAway(until=date(2026, 11, 27), at=time(14), substitute="李强"),
    ),
    ("/away 17:30", "请假 17点半", members.GoAway(until=TODAY, at=time(17, 30))),
    ("/away 2026-12-01", "请假 12月1日", members.GoAway(since=date(2026, 12, 1), until=date(2026, 12, 1))),
    (
        "/away Chen Jing until 11-28 14:00 Li Qiang",
        "请假 Chen Jing 到11月28日 14点 Li Qiang",
        members.GoAway(until=date(2026, 11, 28), at=time(14), substitute="Li Qiang", who="Chen Jing"),
    ),
    (
        "/away 12-01..12-03 钱丽",
        "请假 12月1号到3号 钱丽代",
        members.GoAway(since=date(2026, 12, 1), until=date(2026, 12, 3), substitute="钱丽"),
    ),
    (
        "/away 12-01 to 12-03 钱丽",
        "请假 从12-01到12-03 钱丽",
        members.GoAway(since=date(2026, 12, 1), until=date(2026, 12, 3), substitute="钱丽"),
    ),
    (
        "/away from tomorrow until friday",
        "请假 明天到周五",
        members.GoAway(since=TODAY + timedelta(days=1), until=date(2026, 11, 27)),
    ),
    (
        "/away tomorrow afternoon",
        "请假 明天下午",
        members.GoAway(since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=1), half="pm"),
    ),
    (
        "/away 3 days 钱丽",
        "请假 3天 钱丽",
        members.GoAway(until=TODAY + timedelta(days=2), substitute="钱丽"),
    ),
    (
        "/away tomorrow pm..2026-12-01 am 钱丽",
        "请假 明天下午到12月1号上午 钱丽",
        members.GoAway(
            since=TODAY + timedelta(days=1),
            until=date(2026, 12, 1),
            half="pm",
            to_half="am",
            substitute="钱丽",
        ),
    ),
    ("/away 1 day", "请假 一天", members.GoAway(until=TODAY)),
    (
        "/away tomorrow 3 days",
        "请假 明天起三天",
        members.GoAway(since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=3)),
    ),
    ("/back", "销假", members.ComeBack()),
    ("/away off", "请假 回来了", members.ComeBack()),
    ("/away cancel", "请假 取消", members.ComeBack()),
    ("/away 陈静 back", "请假 陈静 销假", members.ComeBack(who="陈静")),
    ("/role", "角色", members.ShowRoles()),
    ("/role 李强", "角色：李强", members.ShowRoles(who="李强")),
    (
        "/role 李强 +finance -sales",
        "角色 李强 ＋财务 －业务",
        members.SetRoles(who="李强", add=(Role.FINANCE,), remove=(Role.SALES,)),
    ),
    (
        "/role Anne-Marie Li + Customer Service +sales_lead",
        "角色 Anne-Marie Li +客服+销售主管",
        members.SetRoles(who="Anne-Marie Li", add=(Role.SERVICE, Role.SALES_LEAD)),
    ),
    ("/role 陈静 finance", "角色 陈静 财务", members.SetRoles(who="陈静", add=(Role.FINANCE,))),
    (
        "/role Chen Jing customer service, finance",
        "角色 Chen Jing 客服、财务",
        members.SetRoles(who="Chen Jing", add=(Role.SERVICE, Role.FINANCE)),
    ),
    ("/role 财务", "角色 财务", members.ShowRoles(who="财务")),
    (
        "/meeting K12\ntime: 11-28 15:00",
        "会议K12\n时间：11月28日 15點",
        calendar.MoveMeeting(number=12, day=date(2026, 11, 28), at=time(15)),
    ),
    ("/undo K3", "撤回K3", UndoStep(area=Area.CALENDAR, number=3)),
    ("/done K3", "完成K3", calendar.FinishShare(number=3)),
    ("/show K3", "查单K3", ShowCase(area=Area.CALENDAR, number=3)),
    ("/history c4", "记录C4", ShowHistory(area=Area.COMPLAINTS, number=4)),
    ("/cancel R5 客户自留", "取消R5客户自留", returns.CancelReturn(number=5, reason="客户自留")),
    ("/role 李强 off", "角色 李强 停用", members.SetRoles(who="李强", active=False)),
    ("/role 李强 on", "角色 李强 恢复", members.SetRoles(who="李强", active=True)),
    ("/room", "房间", members.ShowRoom()),
    ("/room desk", "房间 订单群", members.SetRoom(purpose="desk")),
    ("/room Finance", "房间 财务", members.SetRoom(purpose=Role.FINANCE)),
    ("/room off", "房间 不用", members.SetRoom(purpose="off")),
    ("/undelivered", "未送达", members.ListUndelivered()),
    ("/words", "用词", ListWords()),
    ("/morning", "晨报", members.SetMorning()),
    ("/morning off", "晨报 关", members.SetMorning(on=False)),
    ("/language", "语言", members.SetLanguage()),
    ("/language English", "语言 英文", members.SetLanguage(language="en")),
    ("/language zh", "语言 中文", members.SetLanguage(language="zh")),
    ("/menu", "菜单", members.ShowMenu()),
    ("/help", "帮助", members.Help()),
    ("/help order", "帮助 下单", members.Help(command="order")),
    ("/help /order", "帮助 ／下单", members.Help(command="order")),
    ("/order", "下单", OrderBlank()),
]


@pytest.mark.parametrize(("latin", "chinese", "request_"), SAID, ids=[said[0] for said in SAID])
def test_a_latin_command_and_a_chinese_word_make_the_same_request(
    latin: str, chinese: str, request_: Request
) -> None:
    assert read(latin) == request_
    assert read(chinese) == request_
    assert read(f"/{chinese}") == request_


@pytest.mark.parametrize(
    "said",
    [
        "/SHOW 37",
        "/show@gendan_bot 37",
        "/show_37",
        "/show_37@gendan_bot",
        "／ｓｈｏｗ　３７",
        "/show37",
        "  /show   #37  ",
        "@gendan_bot /show 37",
        "@Gendan_Bot show 37",
        "@gendan_bot，查单37",
        "@gendan_bot\n查单 37",
        "/查单@gendan_bot 37",
        "/查单\u200b 37\ufeff",
        "查单：37",
        "查单 37 ",
        "查单 37。",
        "查单37！",
        "查单 37 @gendan_bot",
        "show 37 @Gendan_Bot",
    ],
)
def test_a_head_may_be_written_in_many_ways(said: str) -> None:
    assert read(said) == ShowCase(number=37)


def test_the_chats_start_takes_whatever_a_link_brings_along() -> None:
    assert read("/start") == read("/start x-37") == read("/start hello") == members.Start()
    assert read("/start join") == members.Join()


@pytest.mark.parametrize(
    ("said", "kind", "wrong"),
    [
        ("/away someday", "date", "someday"),
        ("/away 陈静", "date", "陈静"),
        ("/away 11-31 李强", "date", "11-31"),
        ("/away off tomorrow", "usage", "tomorrow"),
        ("/role +finance", "missing", ""),
        ("/role 李强 +finanse", "role", "finanse"),
        ("/role 李强 +", "role", ""),
        ("/room kitchen", "room", "kitchen"),
        ("/join now", "usage", "now"),
        ("/duty 37", "role", "37"),
        ("/away 11-28 " + "x" * 65, "too_long", "x" * 65),
        ("/role " + "x" * 65, "too_long", "x" * 65),
    ],
)
def test_what_is_wrong_about_people_and_rooms_is_named(said: str, kind: str, wrong: str) -> None:
    mistake = read(said)
    assert isinstance(mistake, Mistake)
    assert (mistake.kind, mistake.said) == (kind, wrong)
    assert mistake.corrected == ""  # it would be refused again


def test_a_mention_alone_asks_for_the_menu() -> None:
    assert read("@gendan_bot ") == members.ShowMenu()


@pytest.mark.parametrize("said", ["你好", "您好！", "在吗？", "Hello", "早上好。"])
def test_a_greeting_is_answered_where_the_bot_is_meant(said: str) -> None:
    for text in (
        f"@gendan_bot {said}",
        f"@gendan_bot，{said}",
        f"{said} @gendan_bot",
        f"@李强 @gendan_bot {said}",
    ):
        assert read(text) == members.ShowMenu(), text
    assert read(said, private=True) == members.ShowMenu()
    assert read(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "、查单 1",
        "、查单1",
        " 、 查单 1",
        "、show 1",
        "／show 1",
        "、Show_1",
        "、查单@gendan_bot 1",
        "你好 @gendan_bot 查单 1",
        "你好@gendan_bot 查单 1",
        "麻烦 @gendan_bot show 1",
        "你好，@gendan_bot，/show 1",
        "@li_qiang 你好 @gendan_bot 查单 1",
        "@gendan_bot 、查单 1",
        "查單 1",
        "、查單 訂單1",
    ],
)
def test_a_command_is_one_whatever_keyboard_or_greeting_stands_before_it(said: str) -> None:
    assert read(said) == ShowCase(number=1)


@pytest.mark.parametrize("said", ["别 @gendan_bot 取消 37 客户不要", "不用 @gendan_bot 开单 37"])
def test_what_else_stands_before_a_mention_is_not_dropped(said: str) -> None:
    assert isinstance(read(said), Mistake)


@pytest.mark.parametrize("said", ["、到账了吗", "、还有面漆", "、订单都好了", "mail a@gendan_bot.com 37"])
def test_a_comma_or_an_address_is_no_call(said: str) -> None:
    assert read(said) is None


def test_a_slash_is_one_on_every_keyboard() -> None:
    for said in ("/x", "／x", " /show", "、查单 1", "、show 1"):
        assert GRAMMAR.is_command(said)
    for said in ("、你好", "show 1", "到账 / 未到"):
        assert not GRAMMAR.is_command(said)


TRADITIONAL = {new: old for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True) if old != "帐"}


@pytest.mark.parametrize(("latin", "chinese", "request_"), SAID, ids=[said[0] for said in SAID])
def test_traditional_characters_call_the_same_commands_labels_and_values(
    latin: str, chinese: str, request_: Request
) -> None:
    if type(request_) in (
        orders.ReportReady,
        orders.ShipGoods,
        orders.RecordPayment,
        ShowCase,
        orders.ReportNoPayment,
    ):
        assert read("".join(TRADITIONAL.get(mark, mark) for mark in chinese)) == request_


def test_what_is_typed_between_labels_keeps_its_characters() -> None:
    made = read("下單\n客戶：宏達鋼構\n品名：面漆，12 桶，310\n付款：款到發貨\n備註：請先打電話")
    assert isinstance(made, orders.PlaceOrder)
    assert (made.customer, made.note, made.pay) == ("宏達鋼構", "請先打電話", orders.Pay.PREPAID)
    assert read("到賬 37 5000") == read("到帳37 5000元") == read("到帐 37 5000")
    assert read("備貨 37 好了") == orders.ReportReady(number=37)


@pytest.mark.parametrize("name", VOCABULARY.commands)
def test_every_command_word_is_known_in_traditional_characters_too(name: str) -> None:
    for word, command in VOCABULARY.command_words.items():
        if command == name:
            assert VOCABULARY.command_named("".join(TRADITIONAL.get(mark, mark) for mark in word)) == name


@pytest.mark.parametrize(
    "said",
    [
        "/show@other_bot 37",
        "/查单@other_bot 37",
        "@other_bot 查单 37",
        "show 37 @other_bot",
        "/dance 37",
        "/home/share",
        "",
        "   ",
        "/",
        "@",
        "你好",
    ],
)
def test_what_is_said_to_somebody_else_is_silence(said: str) -> None:
    assert read(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "到账了吗?",
        "到账了吗",
        "到账 37",
        "到账37 12000 了吗",
        "到账 37 12000 还没到",
        "到账 37 12000 明天",
        "到账 37 很多",
        "备货",
        "备货 37",
        "备货 37 好了吗",
        "备货 37 好了没",
        "备货 37 缺货",
        "开单37吧",
        "开单37 可以",
        "发货 37 先等等",
        "发货 37 2026-11-30",
        "发货 37 10桶",
        "到货通知发一下",
        "到货28号",
        "发货28号",
        "订单37还没发",
        "订单：都发了",
        "订单 我 看 不 到",
        "订单\n明天开会",
        "签字笔在哪",
        "驳回",
        "到账 C12 500",
        "下单 宏达",
        "下单\n客户: 宏达",
        "好了",
        "12000",
        "show 37",
        "orders",
        "help",
        "帮助 我",
        "取消 37",
    ],
)
def test_bare_words_are_silence_unless_they_are_a_whole_valid_command(said: str) -> None:
    assert read(said) is None


def test_latin_words_need_no_slash_where_the_bot_is_meant() -> None:
    assert read("show 37", private=True) == read("@gendan_bot show 37") == ShowCase(number=37)
    assert read("showing 37", private=True) is None


WRONG = [
    ("/paid", "missing", "number", ""),
    ("/paid abc", "number", "number", "abc"),
    ("/paid 0 500", "number", "number", "0"),
    ("/paid 99999999999999999999 500", "number", "number", "99999999999999999999"),
    ("/paid 9999999999999999 500", "number", "number", "9999999999999999"),
    ("/paid C12 500", "number", "number", "C12"),
    ("/paid 37", "missing", "amount", ""),
    ("／到账 37 12.345", "decimals", "amount", "12.345"),
    ("/paid 37 1.2万3", "multiple", "amount", "1.2万3"),
    ("/paid 37 0", "above_zero", "amount", "0"),
    ("/paid 37 12 000", "amount", "amount", "12 000"),
    ("/paid 37 8400 " + "x" * 501, "too_long", "ref", "x" * 501),
    ("/cod 37 500 600", "usage", None, "600"),
    ("/freight 37", "missing", "amount", ""),
    ("/stock 37", "missing", "stock", ""),
    ("/stock 37 perhaps", "stock", "stock", "perhaps"),
    ("/stock 37 short", "missing", "until", ""),
    ("/stock 37 short soon no resin", "date", "until", "soon"),
    ("/stock 37 ready tomorrow", "usage", None, "tomorrow"),
    ("/vehicle 37 沪A12345 SF 13800000000", "plate", "plate", "SF"),
    ("/vehicle 37 SF", "missing", "plate", ""),
    ("/vehicle 37 SF 沪A12345", "missing", "phone", ""),
    ("/vehicle 37 SF 沪A12345 138 600", "missing", "phone", ""),
    ("/vehicle 37 SF 沪A12345 13800000000 six", "amount", "cost", "six"),
    ("/ship 37 today", "waybill", "waybill", "today"),
    ("/close 37 now", "usage", None, "now"),
    ("/reject 37", "missing", "reason", ""),
    ("/confirm #5", "number", "number", "#5"),
    ("/reject 37 " + "长" * 501, "too_long", "reason", "长" * 501),
    ("/help weather", "unknown_command", "command", "weather"),
    ("/help dancing", "unknown_command", "command", "dancing"),
    ("/language français", "language", "language", "français"),
    ("/tasks mine", "usage", None, "mine"),
    ("/cancel 37", "missing", "reason", ""),
    ("/orders a b c d e f g h i j k", "too_many", "words", ""),
    ("/orders " + "x" * 65, "too_long", "words", "x" * 65),
]


@pytest.mark.parametrize(("said", "kind", "field", "word"), WRONG, ids=[w[0][:40] for w in WRONG])
def test_a_wrong_command_says_what_is_wrong_and_offers_nothing_that_would_be_refused_again(
    said: str, kind: str, field: str | None, word: str
) -> None:
    mistake = read(said)
    assert isinstance(mistake, Mistake)
    assert (mistake.kind, mistake.field, mistake.said, mistake.line) == (kind, field, word, None)
    assert mistake.kind in KINDS
    assert mistake.corrected == ""


def test_what_was_understood_is_named_in_the_language_asked() -> None:
    for language, label in (("zh", "订单号"), ("en", "order")):
        mistake = read("/paid 37 x", language=language)
        assert isinstance(mistake, Mistake)
        assert mistake.understood == ((label, "37"),)


def test_more_lines_than_anybody_needs_are_refused() -> None:
    mistake = read("/order" + "\nitem: a, 1, 1" * 200)
    assert isinstance(mistake, Mistake)
    assert mistake.kind == "too_many"


@pytest.mark.parametrize(
    ("said", "corrected"),
    [
        ("/oder 宏达", "/order 宏达"),
        ("/hlep", "/help"),
        ("/shwo 37\nmore", "/show 37\nmore"),
        ("/xyzzy 1", ""),
        ("/weather", ""),
        ("@gendan_bot 天气", ""),
    ],
)
def test_an_unknown_command_is_answered_where_the_bot_is_meant(said: str, corrected: str) -> None:
    mistake = read(said, private=True)
    assert isinstance(mistake, Mistake)
    assert (mistake.kind, mistake.command) == ("unknown_command", "")
    assert mistake.corrected == corrected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_commands_example_runs_as_it_stands(name: str, language: str) -> None:
    names = {"宏达钢构": 3, "宏达钢结构": 4, "Hongda Steel": 3, "Hongda Structures": 4}
    known: dict[str, tuple[int, int] | None] = {}
    while isinstance(
        made := GRAMMAR.read(GRAMMAR.usage(name, language), today=TODAY, customers=known), NamedByCustomer
    ):
        said = next(one for one in sorted(names, key=len, reverse=True) if made.said.startswith(one))
        known[made.said] = (names[said], len(said))
    assert type(made) in COMMANDS[name].requests


OF_FORMS = {forms.StartForm, forms.AmendForm}
"""Made by lines that a form's own file names: tests/acceptance/test_forms.py says them."""


def test_every_request_that_a_command_names_is_made_by_something_said() -> None:
    made = (
        {type(request) for _, _, request in (*SAID, *COMPLAINTS)}
        | {orders.PlaceOrder, members.Start}
        | OF_FORMS
    )
    by_customer = {storage.AreaOf, storage.OpenStorage, storage.NoteArea}
    of_customers = {BookReceipt, BookUnclaimed, ClaimReceipt, collection.ShowCollection, *by_customer}
    named = {emergencies.ShowEmergency, ShowHandedIn, *of_customers} | {
        kind
        for spec in COMMANDS.values()
        if spec.named or spec is COMMANDS["customers"]
        for kind in spec.requests
    }
    all_ = {kind for spec in COMMANDS.values() for kind in spec.requests}
    unsaid = sorted(kind.__name__ for kind in all_ - named - made)
    assert not unsaid, f"no line of SAID makes {', '.join(unsaid)}"
    assert made - named <= all_


def test_a_lead_and_an_inquiry_are_shown_by_their_command_and_by_their_name() -> None:
    assert read("/lead L3") == read("/商机 L3") == ShowCase(area=Area.LEADS, number=3)
    assert read("/urgent E4") == emergencies.ShowEmergency(number=4)
    assert read("/report B2") == ShowHandedIn(number=2)
    assert read("/inquiry Q5") == read("/咨询 Q5") == ShowCase(area=Area.INQUIRIES, number=5)
    assert read("商机 L3") == ShowCase(area=Area.LEADS, number=3)
    assert read("咨询 Q5") == ShowCase(area=Area.INQUIRIES, number=5)


def test_of_a_statement_the_case_may_come_first_and_its_words_are_no_command_without_one() -> None:
    agreed = papers.AgreeStatement(number=3, who="张三")
    assert read("S3对上了 张三") == read("S3 对上了 张三") == read("对上了S3 张三") == agreed
    assert read("发出S3") == papers.IssueStatement(number=3)
    for typed in ("发出", "发出 37", "对上了", "有异议", "开票", "C3对上了"):
        assert not isinstance(
            read(typed), papers.IssueStatement | papers.AgreeStatement | invoices.AskInvoice
        )


def test_every_command_has_its_words() -> None:
    assert set(COMMANDS) <= set(VOCABULARY.commands)


@pytest.mark.parametrize("area", list(COMMANDS["show"].areas))
def test_every_areas_letter_names_a_case_right_behind_a_word(area: Area) -> None:
    for letter in (AREAS[area].letter, AREAS[area].letter.lower()):
        assert read(f"查单{letter}3") == read(f"/查单{letter}3") == ShowCase(area=area, number=3)
        assert read(f"撤回{letter}3") == UndoStep(area=area, number=3)


def test_a_case_that_isnt_an_order_is_not_called_one() -> None:
    mistake = read("/meeting K1\n主题: 别的\n时间: 明天 14:00")
    assert isinstance(mistake, Mistake)
    assert (mistake.kind, mistake.line, mistake.understood[0]) == ("unknown_label", 2, ("日程", "K1"))


@pytest.mark.parametrize(
    "said",
    [
        "/paid 37 5000 R2",
        "/ship 37 SF1234567",
        "/problem 37 D3 库位漏水",
        "/vehicle 37 SF 沪A12345 13800000000",
    ],
)
def test_letters_and_figures_are_text_where_no_case_is_expected(said: str) -> None:
    made = read(said)
    assert getattr(made, "number", None) == 37
    assert read(said.replace("37", "#37")) == made


MON, WED, THU = date(2026, 11, 30), TODAY, date(2026, 11, 26)


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("12.1-3", date(2026, 12, 1), date(2026, 12, 3)),
        ("12.1-12.3", date(2026, 12, 1), date(2026, 12, 3)),
        ("12月1日-3日", date(2026, 12, 1), date(2026, 12, 3)),
        ("12/1~12/3", date(2026, 12, 1), date(2026, 12, 3)),
        ("明后天", THU, date(2026, 11, 27)),
        ("今明两天", WED, THU),
        ("周三周四", WED, THU),
        ("周五、周六", date(2026, 11, 27), date(2026, 11, 28)),
        ("从下周一", MON, MON),
        ("3天 从下周一", MON, date(2026, 12, 2)),
        ("3天从下周一起", MON, date(2026, 12, 2)),
        ("从下周一 3天", MON, date(2026, 12, 2)),
        ("下周", MON, date(2026, 12, 6)),
        ("一周", None, date(2026, 12, 1)),
        ("从12-01两周", date(2026, 12, 1), date(2026, 12, 14)),
    ],
)
def test_both_ends_of_a_leave_are_read_in_whatever_way_they_are_written(
    said: str, since: date | None, until: date
) -> None:
    for behind, substitute in (("", ""), (" 钱丽", "钱丽")):
        found = read(f"请假 {said}{behind}", private=True)
        assert found == members.GoAway(since=since, until=until, substitute=substitute), found


@pytest.mark.parametrize(
    ("said", "corrected"),
    [
        ("会议 明天 10:00 碰头会", "主题: 碰头会\n时间: 明天 10:00\n人员:"),
        ("会议 碰头会 明天 10:00", "主题: 碰头会\n时间: 明天 10:00\n人员:"),
        ("/meeting 周五 9点-10点半 质量会", "主题: 质量会\n时间: 周五 9点-10点半\n人员:"),
        ("会议 明天 10:00", "时间: 明天 10:00\n主题:\n人员:"),
    ],
)
def test_of_a_line_in_its_own_order_what_is_known_comes_back_under_its_labels(
    said: str, corrected: str
) -> None:
    mistake = read(said, private=True)
    assert isinstance(mistake, Mistake) and mistake.kind == "missing"
    assert mistake.corrected == f"/meeting\n{corrected}"


def test_a_meeting_in_one_line_may_say_first_what_it_is_about() -> None:
    meant = read("会议 明天 10:00-11:00 碰头会 物流 财务")
    assert isinstance(meant, calendar.CallMeeting)
    assert read("会议 碰头会 明天 10:00-11:00 物流 财务") == meant


def _raised() -> set[str]:
    """Every kind of mistake that a reader names, as the readers' own code has them."""
    calls = (
        node
        for file in Path(grammar.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Wrong"
    )
    kinds = (
        part.value for call in calls for part in ast.walk(call.args[0]) if isinstance(part, ast.Constant)
    )
    return {kind for kind in kinds if isinstance(kind, str)}


def test_every_mistake_that_a_reader_finds_is_one_that_has_its_words() -> None:
    raised = _raised()
    assert {"missing", "report", "score"} <= raised
    # What is wrong with a form's line is worded with the form's own field.
    assert raised - set(_WHY) <= KINDS
    assert isinstance(found := read("/report 11 -28"), Mistake)
    assert (found.kind, found.said) == ("handed_in", "-28")


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_asks_for_a_report_that_there_is_not_hears_of_all_there_are(language: str) -> None:
    found = read("/report 天气")
    assert isinstance(found, Mistake) and found.kind == "report"
    worded = read_messages(TEMPLATES / language / "messages.toml")["mistakes/report"]
    assert [kind for kind in Report if VOCABULARY.value("report", kind, language) not in worded] == []
