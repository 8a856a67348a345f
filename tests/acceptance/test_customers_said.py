"""Customers in people's own words: who was spoken to, whom to speak to, a new one by name and lines, feedback from paper."""

import pytest
from sqlmodel import col, select

from store.process.records import AttachmentRow, Case
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA


@pytest.mark.parametrize(
    ("said", "asked", "kind", "reached"),
    [
        ("今天和宏达的张三聊了聊，月底要 20 桶", "聊了聊", "call", True),
    ],
)
async def test_that_somebody_was_spoken_to_is_noted_by_one_press(
    talk: Conversation, said: str, asked: str, kind: str, reached: bool
) -> None:
    await talk.say("吴桐", said, heard={"吴桐": asked})
    await talk.press("吴桐", await talk.last("吴桐", asked), 0, heard=ANYTHING)
    (row,) = await talk.office.exported("contacts")
    assert (row["customer"], row["kind"], row["reached"], row["by"]) == (HONGDA, kind, reached, "吴桐")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("给宏达打过电话了", "call"),
        ("刚给宏达打了电话，李采购说下周要货", "call"),
        ("宏达没人接电话", "call"),
        ("上周五拜访了宏达，见了张总", "visit"),
    ],
)
async def test_a_call_or_a_visit_and_nothing_else_is_noted_at_once_and_taken_back(
    talk: Conversation, said: str, kind: str
) -> None:
    await talk.say("吴桐", said, heard={"吴桐": "已记下：宏达钢构"})
    (row,) = await talk.office.exported("contacts")
    assert (row["customer"], row["kind"], row["reached"]) == (HONGDA, kind, "没人接" not in said)
    await talk.say("吴桐", "撤回", heard=ANYTHING)
    assert await talk.office.exported("contacts") == []


async def test_a_wish_to_be_visited_is_taken_as_it_is_said(talk: Conversation) -> None:
    await talk.say(
        "吴桐", "宏达约我们去看看生产线", heard={"吴桐": ["已记下：宏达钢构 约我们去", "去过了点"]}
    )


async def test_another_buyer_is_asked_for_and_a_number_that_was_said_is_kept_by_one_press(
    talk: Conversation,
) -> None:
    await talk.say("吴桐", "宏达换采购了", heard={"吴桐": "宏达钢构 改什么"})
    await talk.say("吴桐", "联系人: 周采购", heard={"吴桐": ("已记下", "改资料")})
    await talk.say("吴桐", "宏达电话换了0512-66778899", heard={"吴桐": "您是说"})
    await talk.press("吴桐", await talk.last("吴桐", "您是说"), 0, heard={"吴桐": "已记下"})
    await talk.say("吴桐", "客户 宏达钢构", heard={"吴桐": ("周采购", "0512-66778899")})
    await talk.say("孙涛", "客户 宏达钢构 改资料", heard={"孙涛": ""})


@pytest.mark.parametrize("who", ["孙涛", "李强"])
async def test_nobody_is_asked_about_a_customer_who_is_not_theirs(talk: Conversation, who: str) -> None:
    await talk.say(who, "刚给宏达打了电话，下周要货", heard=ANYTHING)
    for message in await talk.office.seen(who):
        assert HONGDA not in f"{message.text} {message.button_texts}"
    assert await talk.office.exported("contacts") == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("今天该联系谁", "没有该联系的客户"),
        ("客户联络一览表", "客户联络一览表："),
        ("今天要给谁打电话", "没有该联系的客户"),
        ("哪些客户很久没下单", "没有很久没下单"),
        ("谁过生日", "没有"),
        ("拜访计划", "没有到期的拜访"),
        ("流失客户分析", "没有很久没下单"),
        ("定级建议", "主任"),
        ("合并 宏达钢构, 没有这家", "没有这个客户：“没有这家”"),
        ("客户 宏达钢构一二三", "没有这个客户：“宏达钢构一二三”"),
        ("今天去了宏达钢构，见了李总", "已记下：宏达钢构 拜访"),
    ],
)
async def test_lists_are_asked_for_as_people_say_it(talk: Conversation, said: str, answer: str) -> None:
    await talk.say("吴桐", said, heard={"吴桐": answer})


async def test_the_director_asks_who_is_behind(talk: Conversation) -> None:
    await talk.say("赵敏", "谁落后了", heard={"赵敏": "按类别联系"})
    await talk.say("赵敏", "定级建议", heard={"赵敏": "暂不定级"})
    await talk.say("赵敏", "待分配的客户", heard={"赵敏": "没有符合的客户"})


async def test_the_same_in_english(english: Conversation) -> None:
    await english.bring(("吴桐", "/customer\ncustomer: Star River Paint\nemail: li@star.cn"))
    await english.bring(("吴桐", "/customer\ncustomer: Star Light Steel"))
    await english.say("吴桐", "/customer star river", heard={"吴桐": ("Star River Paint", "li@star.cn")})
    await english.say("吴桐", "/customer star", heard={"吴桐": "No customer on file"})
    await english.say(
        "吴桐", "just spoke to Star River Paint, they need 20 drums", heard={"吴桐": "Star River Paint"}
    )
    await english.press("吴桐", await english.last("吴桐", "Star River Paint"), 0, heard=ANYTHING)
    (row,) = await english.office.exported("contacts")
    assert (row["customer"], row["kind"]) == ("Star River Paint", "call")
    await english.say("赵敏", "who is behind", heard={"赵敏": "with a class"})
    await english.say("吴桐", "contact list", heard={"吴桐": "People at customers"})


# a new one by its name ------------------------------------------------------------------------------------
async def test_a_name_not_on_file_with_lines_below_is_a_new_customer(talk: Conversation) -> None:
    await talk.say(
        "吴桐",
        "客户 恒力泵业\n联系人: 李采购\n级别: 主管\n传真: 0512-66554433",
        heard={"吴桐": "登记客户，归您"},
    )
    await talk.say("吴桐", "客户 恒力泵业", heard={"吴桐": ("李采购（主管）", "传真 0512-66554433")})
    await talk.say("孙涛", "客户 恒力泵业\n联系人: 张三", heard={"孙涛": "已经登记过，归吴桐"})
    await talk.say("吴桐", "客户 恒力泵业\n手机: 13955551111", heard={"吴桐": "改资料"})


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("手机: 12345", "手机没看懂：“12345”。手机号是 11 位"),
        ("电话: 1", "电话没看懂：“1”"),
        ("生日: 13-45", "生日没看懂"),
        ("级别: 老大", "级别没看懂"),
    ],
)
async def test_a_line_of_a_file_that_is_wrong_is_named_whatever_its_figures_are(
    talk: Conversation, line: str, answer: str
) -> None:
    await talk.say(
        "吴桐", f"客户 太湖船舶\n联系人: 李四\n{line}", heard={"吴桐": ("第 3 行", answer, "太湖船舶")}
    )


@pytest.mark.parametrize(
    "typed", ["客户 恒力泵业", "客户 恒力泵业\n业务员: 孙涛", "客户 恒力泵业\n随便: 什么"]
)
async def test_a_name_not_on_file_without_lines_of_a_file_is_no_new_customer(
    talk: Conversation, typed: str
) -> None:
    await talk.say("赵敏", typed, heard={"赵敏": "没有这个客户"})


async def test_words_for_how_likely_and_how_sound_they_are_may_be_written_as_people_do(
    talk: Conversation,
) -> None:
    await talk.say("吴桐", "客户 恒力泵业\n可能性: 大\n地位: 龙头", heard={"吴桐": "登记客户"})
    await talk.say("吴桐", "客户 恒力泵业", heard={"吴桐": ("成交可能 大", "资信 龙头")})


# feedback from paper ------------------------------------------------------------------------------------
async def kept_with(talk: Conversation, area: str) -> list[str]:
    """What came along with an area's only case."""
    kept = select(AttachmentRow.kind).join(Case, col(Case.id) == col(AttachmentRow.case_id))
    async with talk.office.app.store.reading() as unit:
        return list(await unit.session.exec(kept.where(Case.area == area)))


async def test_feedback_on_paper_is_taken_with_its_picture(talk: Conversation) -> None:
    await talk.photo(
        "王芳",
        caption=f"咨询 反馈 包装太松，桶盖容易掉\n客户: {HONGDA}",
        heard={"王芳": "月底汇总", "吴桐": ("反馈", "包装太松")},
    )
    (row,) = await talk.office.exported("inquiries")
    assert (row["matter"], row["customer"], row["state"]) == ("feedback", HONGDA, "closed")
    assert await kept_with(talk, "inquiries") == ["photo"]


async def test_a_survey_filled_in_on_paper_is_taken_with_its_picture(talk: Conversation) -> None:
    await talk.photo(
        "吴桐",
        caption=f"申请 满意度\n客户: {HONGDA}\n受访人: 李采购\n方式: 上门\n产品质量: 9\n交货: 8\n服务: 9\n价格: 7",
        heard=ANYTHING,
    )
    assert await kept_with(talk, "forms") == ["photo"]


async def test_a_form_is_named_by_its_beginning_and_a_line_that_it_has_not_is_named(
    talk: Conversation,
) -> None:
    lines = f"申请 客户移交\n客户: {HONGDA}\n{{}}: 孙涛\n原因: 片区调整"
    heard = ("第 3 行", "“转给”", "接手人")
    await talk.say("吴桐", lines.format("转给"), heard={"吴桐": heard})
    await talk.say(
        "吴桐", lines.format("接手人"), heard={"吴桐": ("F1 客户移交单", "孙涛"), "赵敏": "请签字"}
    )
