"""Sentences that were lost or took effect too soon, by their kind."""

from datetime import date

import pytest

from bot.grammar.naming import marked_in
from bot.speech.outcomes import Sight
from bot.speech.sentence import Sentence
from bot.speech.times import came_on
from tests.speech.office import BOOK, GRAMMAR, WORDS, actor_of, describe, understood


@pytest.mark.parametrize(
    ("who", "case", "to", "said", "comes_to"),
    [
        # a sum with a multiple is no day
        ("陈静", "new", "", "1.2万", "ask 1.part:12000"),
        ("陈静", "new", "", "1.2万元", "ask 1.part:12000"),
        # a day or a week beside what is asked of the calendar
        ("王芳", "nothing", "", "明天有什么会", "says /calendar 2026-11-29"),
        ("王芳", "nothing", "", "下周有什么会", "says /calendar next week"),
        ("王芳", "nothing", "", "周三有什么安排", "says /calendar 2026-12-02"),
        # a refusal glued to its reason; what turns it again is asked
        ("刘总", "credit", "task", "不同意太贵了", "Reject number=1 reason=太贵了"),
        ("刘总", "credit", "task", "不同意账期太长", "Reject number=1 reason=账期太长"),
        ("刘总", "credit", "task", "不同意也得签", "ask 1.reject 1.sign"),
        # a lead by what is told of it
        ("吴刚", "nothing", "", "新源机械有意向", "ask /lead 新源机械"),
        ("吴刚", "nothing", "", "新商机 大江重工", "ask /lead 大江重工"),
        # a case that isn't there is named, of whatever area
        ("陈静", "nothing", "", "P9退票", "says /show P9"),
        ("吴刚", "nothing", "", "L9谈成了", "says /show L9"),
        # orders by their waybill
        ("王芳", "nothing", "", "查单 SF9990001", "says /orders sf9990001"),
        ("王芳", "nothing", "", "SF9990001到哪了", "says /orders sf9990001"),
        # in reply, words of another button are not taken for one's own
        ("李强", "remedy", "task", "等照片", "AskCustomer number=1"),
        ("李强", "carrying", "task", "等照片", "AskCustomer number=1"),
        # a wish that only a signed form grants names the form, with what was said of it
        ("陈静", "new", "", "减免500", "says 申请 减免核销单\n金额: 500"),
        ("吴刚", "nothing", "", "给华东机械减免500", "says 申请 减免核销单 华东机械\n金额: 500"),
        ("吴刚", "new", "", "37减免200", "says 申请 减免核销单 宏达钢构\n金额: 200\n订单: 37"),
        ("周伟", "new", "", "订单37降运费", "says 申请 部门信息联络处理单 37"),
        ("周伟", "new", "card", "运费太高了", "says 申请 部门信息联络处理单 1"),
        ("王芳", "new", "", "37能不能少收点运费", "ask 申请 部门信息联络处理单 37"),
        ("吴刚", "new", "", "37谁批的减免", "status 37"),
        ("吴刚", "nothing", "", "减免", "says /form write-off"),
        # an hour directly behind its day, and a meeting that is called for then
        ("王芳", "nothing", "", "周三上午10点碰个头", "says /meeting\n时间: 周三上午10点"),
        ("王芳", "nothing", "", "几点开会", "says /calendar"),
        # several orders at once
        ("李强", "new", "", "47、46备好了", "ask 47.ready 46.ready"),
        ("陈静", "new", "", "47，5000到账", "RecordPayment number=47 amount=5000"),
        # money of a customer, to whoever may do or see it
        ("王芳", "nothing", "", "给宏达记一笔装卸费600", "ask /charge 宏达钢构 装卸费 600"),
        ("王芳", "nothing", "", "做一下宏达11月的对账单", "says /statement 宏达钢构 11月"),
        ("陈静", "nothing", "", "宏达答应月底付2万", "ask /pledge 宏达钢构 2026-11-30 20000"),
        ("陈静", "nothing", "", "催一下宏达的款", "says /dun 宏达钢构"),
        ("王芳", "nothing", "", "宏达欠多少钱", "says /owed 宏达钢构"),
        ("周伟", "nothing", "", "宏达还欠多少", "says /orders 宏达钢构"),
        # reports, however they are asked about
        ("郑总", "nothing", "", "上个月回款率多少", "says /report rates 2026-10"),
        ("郑总", "nothing", "", "11月营业额多少", "says /report turnover 11月"),
        ("郑总", "nothing", "", "上个月客服小结", "says /report service 2026-10"),
        ("李强", "nothing", "", "下个月要生产什么", "says /report plan 2026-12"),
        ("李强", "nothing", "", "12月生产计划", "says /report plan 12月"),
        ("郑总", "nothing", "", "有什么异常", "says /report unusual"),
        # of a case its address and what is owed are shown; of other areas too by their own letter
        ("王芳", "new", "", "37地址是哪", "says /show 37"),
        # who is at it says only that, with the number too
        ("李强", "new", "", "37在做了", "silent"),
        # whose it is, and why
        (
            "王芳",
            "cause",
            "task",
            "车间，没搅匀",
            "FindCause number=1 ours=True department=production text=没搅匀",
        ),
        ("王芳", "cause", "task", "车间，还在查", "need ours"),
        # what can't wait, of no case, is asked to be told to the director; what didn't happen isn't
        ("王芳", "nothing", "", "成品库漏水了", "ask /urgent 成品库漏水了"),
        ("王芳", "nothing", "", "仓库没漏水", "ask 申请 违纪处理单"),
        # a form by what was done
        ("褚伟", "nothing", "", "今天入库面漆50桶", "says 申请 入库单"),
        # of a customer: what they want of a statement, how much room they have, whom one spoke to
        ("王芳", "nothing", "", "宏达要开发票", "says /statement 宏达钢构"),
        ("王芳", "nothing", "", "宏达对账单多算了350", "ask /statement 宏达钢构"),
        ("王芳", "nothing", "", "宏达面积多少", "says /area 宏达钢构"),
        ("王芳", "nothing", "", "宏达租了120平二号库", "ask /area 宏达钢构 120 二号库"),
        ("王芳", "nothing", "", "宏达二号库加了50平", "says /area 宏达钢构"),
        ("周伟", "nothing", "", "宏达租了120平二号库", "says /orders 宏达钢构"),
        ("吴刚", "nothing", "", "跟华东机械王总聊了", "says /call 华东机械 王总聊了"),
        ("吴刚", "nothing", "", "给宏达打电话没人接", "says /call 宏达钢构 没接 没人接"),
        # what is wrong with goods: a problem, a complaint, or the director's to hear
        ("冯工", "nothing", "", "面漆这批粘度不合格", "ask /urgent 面漆这批粘度不合格"),
        ("王芳", "new", "", "37 有两个桶压瘪了", "ask 37.problem:有两个桶压瘪了"),
        ("王芳", "nothing", "", "宏达那批面漆结块", "ask opens complaints 宏达钢构   宏达那批面漆结块"),
        # noted only where it happened, to whoever says so; else it is asked, or nothing is
        ("吴刚", "nothing", "", "刚从宏达出来", "says /visit 宏达钢构 刚从 出来"),
        ("吴刚", "nothing", "", "别给宏达打电话了", "ask /call 宏达钢构 别给打电话了"),
        ("吴刚", "nothing", "", "宏达说李强拜访过了", "ask /visit 宏达钢构 拜访过"),
        (
            "吴刚",
            "nothing",
            "",
            "谁去拜访宏达了",
            "says /who 宏达钢构",
        ),
        ("吴刚", "nothing", "", "跟宏达通了电话要20桶面漆", "ask /call 宏达钢构 通了电话要20桶面漆"),
        ("吴刚", "nothing", "", "客户说没有意向", "ask opens complaints    没有意向"),
        ("吴刚", "nothing", "", "宏达问题不大", "ask /call 宏达钢构 来电 问题不大 /orders 宏达钢构"),
        # a day before a unit that is also a verb, a sum behind a form, what finance gives back
        ("吴刚", "nothing", "", "宏达答应下周五打3万", "ask /pledge 宏达钢构 2026-12-04 30000"),
        ("陈静", "nothing", "", "宏达那张承兑退票了", "says /bounce"),
        ("陈静", "nothing", "", "宏达多打了500要退回去", "ask /refund"),
        # what is only looked at, but for words that say nothing
        ("吴刚", "nothing", "", "我今天还有啥没干", "says /tasks"),
        ("陈静", "nothing", "", "哪些客户逾期了", "says /owed"),
        ("郑总", "nothing", "", "这个月卖得怎么样", "says /report sales 2026-11"),
        ("王芳", "nothing", "", "宏达王总电话多少", "says /customer 宏达钢构"),
        ("王芳", "nothing", "", "月销量报表还没弄", "ask /report sales"),
        ("褚伟", "nothing", "", "环氧底漆出库20桶", "says 申请 领料单"),
        # of what several do, the speaker's own
        ("周伟", "released", "", "37到了", "refused ConfirmArrival number=37"),
        # told of a customer: money for no order, a day by which they pay, another buyer; of nobody known, and asked
        ("陈静", "nothing", "", "华东机械汇了3万没写哪单", "ask /paid 华东机械 30000"),
        ("陈静", "nothing", "", "华东机械打来2万不知道哪单的", "ask /paid 华东机械 20000"),
        ("陈静", "nothing", "", "华东机械 sent 30000, no order named", "ask /paid 华东机械 30000"),
        ("陈静", "nothing", "", "来了笔5000不知道谁的", "ask /paid 不明来款 5000"),
        ("陈静", "nothing", "", "宏达打了2万吗", "says /orders 宏达钢构"),
        ("陈静", "nothing", "", "宏达说打了2万", "ask /paid 宏达钢构 20000 /orders 宏达钢构"),
        ("陈静", "nothing", "", "宏达还没打2万", "says /dun 宏达钢构"),
        ("周伟", "nothing", "", "华东机械汇了3万没写哪单", "ask 申请 考勤单 /orders 华东机械"),
        # of a payer who is on no file too, to whoever enters money; not what somebody says, or that went out
        ("陈静", "nothing", "", "没听说过的公司转了3000", "ask /paid 没听说过的公司 3000"),
        ("陈静", "nothing", "", "昨天张家港机械打来2万货款", "ask /paid 张家港机械 20000"),
        ("陈静", "nothing", "", "Nantong Heavy paid 3000", "ask /paid nantong heavy 3000"),
        ("陈静", "nothing", "", "南通重工说付3000", "ask /customers 南通重工说付3000 /show 3000"),
        ("陈静", "nothing", "", "老王还没打来3000", "ask /dun /owed /show 3000"),
        ("陈静", "nothing", "", "给供应商付了3000", "ask 申请 费用报销单\n金额: 3000"),
        ("吴刚", "nothing", "", "没听说过的公司转了3000", "says /show 3000"),
        # other terms are a form's of a customer, and a change of an order; a day, a price and a sum are the forms' too
        ("吴刚", "nothing", "", "华东机械改成货到付款", "says 申请 新（重）进客户操作通知单 华东机械"),
        ("王芳", "new", "", "37改成货到付款", "need change"),
        (
            "吴刚",
            "nothing",
            "",
            "change 华东机械's terms to 60 days",
            "says 申请 新（重）进客户操作通知单 华东机械",
        ),
        (
            "吴刚",
            "new",
            "",
            "postpone order 37 to 2027-01-10",
            "says 申请 延期付款申请单 37\n延到: 2027-01-10",
        ),
        ("吴刚", "new", "", "cut 200 off order 37", "says 申请 减免核销单 宏达钢构\n金额: 200\n订单: 37"),
        ("吴刚", "nothing", "", "优惠点给华东机械", "says 申请 减免核销单 华东机械"),
        # what is owed, as of a month
        ("陈静", "nothing", "", "上个月应收", "says /owed 2026-10"),
        ("陈静", "nothing", "", "10月应收多少", "says /owed 10月"),
        ("陈静", "nothing", "", "how long has 华东机械 owed us?", "says /owed 华东机械"),
        ("吴刚", "nothing", "", "宏达说月底打款", "ask /pledge 宏达钢构 2026-11-30"),
        ("吴刚", "nothing", "", "宏达答应12月10号前付一半", "ask /pledge 宏达钢构 2026-12-10"),
        ("吴刚", "nothing", "", "宏达 says they pay 20000 by 12-10", "ask /pledge 宏达钢构 2026-12-10 20000"),
        ("吴刚", "nothing", "", "宏达不同意月底付", "says /orders 宏达钢构"),
        ("周伟", "nothing", "", "宏达说月底打款", "says /orders 宏达钢构"),
        ("吴刚", "nothing", "", "宏达换采购了", "says /customer 宏达钢构 改资料"),
        ("吴刚", "nothing", "", "宏达 has a new buyer", "says /customer 宏达钢构 改资料"),
        ("吴刚", "nothing", "", "华东机械搬厂了新地址苏州吴江", "says /customer 华东机械 改资料"),
        (
            "吴刚",
            "nothing",
            "",
            "宏达电话换了0512-66778899",
            "ask /customer 宏达钢构\n电话: 0512-66778899 /customer 宏达钢构 改资料",
        ),
        ("李强", "nothing", "", "宏达换采购了", "says /orders 宏达钢构"),
        # a figure that is an order's too, behind a customer and a fee
        ("王芳", "nothing", "", "宏达装卸费加300", "ask /charge 宏达钢构 装卸费 300"),
        # a fee for an order is its customer's; what its carrier gets is the order's
        ("王芳", "new", "", "宏达装卸费 12 吨 37", "ask /charge 宏达钢构 装卸费 12吨 #37"),
        ("王芳", "new", "", "37号单装卸费300", "ask /charge 宏达钢构 装卸费 300 #37"),
        ("王芳", "new", "", "37运费800", "refused RecordFreight number=37 amount=800"),
        # what the company pays for itself is no customer's money
        ("陈静", "nothing", "", "房租付了3000", "ask 申请 费用报销单\n金额: 3000"),
        ("陈静", "new", "", "电费交了800", "ask 申请 费用报销单\n金额: 800"),
        ("陈静", "nothing", "", "rent paid 3000", "ask 申请 费用报销单\n金额: 3000"),
        ("陈静", "nothing", "", "paid the rent 3000", "mistake no_customer"),
        ("陈静", "nothing", "", "苏州远达付了3000", "ask /paid 苏州远达 3000"),
        # a plan in instalments, as it is told
        (
            "吴刚",
            "nothing",
            "",
            "宏达答应12月10号付1万，12月20号付13500",
            "ask /pledge 宏达钢构 12月10号 1万，12月20号 13500",
        ),
        # the month's totals, and a line of a customer's sheet
        ("陈静", "nothing", "", "上个月应收和到账", "says /owed 2026-10"),
        ("陈静", "nothing", "", "rates for october", "says /report rates"),
        ("吴刚", "nothing", "", "宏达说第三行不对，少了两桶", "says /statement 宏达钢构"),
        ("褚伟", "nothing", "", "华东机械点数500件", "ask /charge 华东机械 点数费 500件"),
        # a form by its name within, and nothing that the speaker may not begin
        ("王芳", "nothing", "", "帮我订一下办公用品", "says 申请 办公用品申领单"),
        ("吴刚", "nothing", "", "宏达要个报价单底漆50桶270", "says 申请 报价单 宏达钢构"),
        ("王芳", "nothing", "", "报销路费120", "says 申请 费用报销单\n金额: 120"),
        # what is only looked at, within a longer sentence
        ("吴刚", "nothing", "", "我有几个客户该回访了", "says /customers due"),
        ("王芳", "nothing", "", "这周的会改到周四", "says /meeting"),
        # whose ball, and no customer's name; more goods of an order
        ("王芳", "new", "", "who has 37", "status 37"),
        (
            "王芳",
            "new",
            "",
            "37 customer wants 12 drums topcoat",
            "ask 37.change 37.problem:customer wants 12 drums topcoat",
        ),
        ("王芳", "nothing", "", "宏达反映面漆开裂", "ask opens complaints 宏达钢构   面漆开裂"),
        (
            "王芳",
            "nothing",
            "",
            "宏达 complains about colour",
            "ask opens complaints 宏达钢构   about colour",
        ),
        # what comes in: until when goods are short, or the notice of goods coming, to whoever may write one
        ("李强", "new", "", "树脂周三到", "ask 1.short:2026-12-02:树脂周三到"),
        ("孙梅", "nothing", "", "树脂周三到", "ask 申请 到货预报单\n到货日期: 2026-12-02"),
        ("李强", "nothing", "", "树脂周三到", "ask 申请 领料单"),
        # what of an order is to be another
        ("王芳", "new", "", "37送货地址改嘉定", "need change"),
        # a meeting that somebody calls for within a sentence
        (
            "王芳",
            "nothing",
            "",
            "叫大家下午3点开个会说下回款",
            "ask /meeting\n时间: 下午3点\n主题: 说下回款",
        ),
        # an hour is no case's number
        ("王芳", "nothing", "", "会议 10:30 碰头会", "mistake missing"),
        # in a room a sentence to everybody does nothing, with a number too
        ("李强", "new", "room", "1好了大家辛苦", "silent"),
        ("李强", "new", "room", "1备好了", "ReportReady number=1"),
        # one sign alone and of no case by name is asked
        ("王芳", "gate", "", "开", "ask 1.slip"),
    ],
)
def test_what_was_lost_comes_to_its_right_value(
    who: str, case: str, to: str, said: str, comes_to: str
) -> None:
    assert describe(understood(said, who, case, to)) == comes_to


@pytest.mark.parametrize(
    ("said", "read", "came"),
    [("12-31到账8000", "2027-12-31", "2026-12-31"), ("到账8000 2027-12-31", "2027-12-31", "2027-12-31")],
)
def test_money_said_in_january_to_have_come_in_december_came_last_year(
    said: str, read: str, came: str
) -> None:
    sight = Sight(actor=actor_of("陈静"), today=date(2027, 1, 4))
    assert came_on(Sentence(said, BOOK, GRAMMAR, sight), date.fromisoformat(read)) == date.fromisoformat(came)


def test_an_hour_is_no_number_of_a_case() -> None:
    assert marked_in("订单 10:30 前发", WORDS) == []
    assert marked_in("k10:30", WORDS) == []
