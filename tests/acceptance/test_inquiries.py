"""Inquiries and feedback (U7): asked, passed on, answered in time, and told to whoever asked."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, HUADONG
from tests.office import DESK

ASKED = f"咨询\n问题: 底漆能不能直接刷在镀锌板上\n客户: {HONGDA}\n电话: 13700001234\n转给: 技术部"


async def test_a_question_goes_to_its_department_and_the_answer_back_to_the_customer(
    talk: Conversation,
) -> None:
    await talk.say(
        "王芳",
        ASKED,
        heard={"王芳": ("咨询 Q1，已转技术部，11-24", "前答复"), "唐明": ("请答复", HONGDA, "镀锌板")},
    )
    task = await talk.task("唐明", "answer_inquiry", area="inquiries")
    await talk.press("唐明", task, "answer_inquiry", heard={"唐明": "怎么答"})
    await talk.say(
        "唐明",
        "要先喷砂，再用环氧底漆",
        heard={"唐明": "已记下：咨询 Q1 答复", "王芳": ("请告诉客户", "答（唐明）：要先喷砂", "13700001234")},
        edited=["唐明"],
    )
    telling = await talk.task("王芳", "inquiry_told", area="inquiries")
    await talk.press("王芳", telling, "inquiry_told", toast="告诉客户")
    (row,) = await talk.office.exported("inquiries")
    assert (row["state"], row["department"], row["answered_by"], row["taken_by"]) == (
        "closed",
        "technical",
        "唐明",
        "王芳",
    )


async def test_a_reply_to_the_task_is_the_answer_and_a_department_passes_it_on(talk: Conversation) -> None:
    await talk.bring(("王芳", ASKED))
    await talk.say(
        "唐明",
        "咨询 Q1 质检部 要看检测报告",
        heard={"唐明": "转质检部", "冯洁": ("请答复", "镀锌板")},
        edited=["唐明"],
    )
    task = await talk.task("冯洁", "answer_inquiry", area="inquiries")
    await talk.reply(
        "冯洁",
        task,
        "附着力检测 1 级，可以刷",
        heard={"冯洁": "答复", "王芳": ("请告诉客户", "附着力检测")},
        edited=["冯洁"],
    )
    await talk.say("王芳", "记录 Q1", heard={"王芳": ("转给 质检部", "答复", "附着力检测 1 级")})


async def test_one_line_is_enough_and_whoever_took_it_may_answer_it(talk: Conversation) -> None:
    await talk.say("王芳", "咨询 面漆有没有灰色 20L 装", heard={"王芳": ["咨询 Q1，已转客服", "请答复"]})
    await talk.say("王芳", "咨询 Q1 有，现货", heard={"王芳": "咨询 Q1 答复"}, edited=["王芳"])
    await talk.say("王芳", "咨询", heard={"王芳": "没有在等答复的咨询"})


async def test_feedback_is_kept_for_the_month_and_told_to_the_customers_salesperson(
    talk: Conversation,
) -> None:
    await talk.bring(("吴桐", "客户\n客户: 江城风机"))
    await talk.say(
        "王芳",
        "咨询\n问题: 送货越来越准时了\n客户: 江城风机\n咨询或反馈: 反馈",
        heard={"王芳": "月底汇总", "吴桐": ("江城风机 反馈", "准时")},
    )
    (row,) = await talk.office.exported("inquiries")
    assert (row["matter"], row["state"]) == ("feedback", "closed")


async def test_what_is_not_answered_in_time_comes_to_the_director(talk: Conversation) -> None:
    await talk.bring(("王芳", ASKED))
    await talk.until("2026-11-25T09:00", heard=ANYTHING)
    assert [one for one in await talk.office.seen("赵敏") if "Q1" in one.text]


async def test_a_salesperson_sees_those_of_their_own_customers_alone(talk: Conversation) -> None:
    await talk.bring(("吴桐", "客户\n客户: 江城风机"), ("王芳", "咨询\n问题: 有没有样板\n客户: 江城风机"))
    await talk.say("吴桐", "咨询 Q1", heard={"吴桐": ("江城风机", "有没有样板")})
    await talk.say("孙涛", "咨询 Q1", heard={"孙涛": "没有咨询 Q1"})
    await talk.say("孙涛", "咨询", heard={"孙涛": "没有在等答复的咨询"})
    await talk.say("王芳", "/inquiry Q1", to=DESK, heard={DESK: "私聊", "王芳": "有没有样板"})


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("咨询 Q1 技术部", "已经在技术部"),
        ("咨询 Q1 不用答", "还缺原因"),
        ("咨询\n客户: 天外来客", "还缺问题"),
        ("咨询\n问题: 有没有货\n答复期限: 2026-11-01", "已经过了"),
    ],
)
async def test_what_can_not_be_is_said(talk: Conversation, typed: str, answer: str) -> None:
    await talk.bring(("王芳", ASKED))
    await talk.say("王芳", typed, heard={"王芳": answer})


async def test_it_needs_no_answer_any_more_and_is_taken_back(talk: Conversation) -> None:
    await talk.bring(("王芳", ASKED))
    await talk.say("王芳", "咨询 Q1 不用答 客户自己查到了", heard={"王芳": "不用答"}, edited=["唐明"])
    await talk.say("王芳", "/undo", heard=ANYTHING)
    await talk.say("王芳", "咨询", heard={"王芳": ("咨询 1 个", HONGDA, "技术部")})


async def test_the_same_in_english(english: Conversation) -> None:
    await english.say(
        "王芳",
        "/inquiry\nquestion: is there grey topcoat\ngoes to: technical\nanswer by: 2026-11-25",
        heard={"王芳": ("Taken: inquiry Q1, gone to", "11-25"), "唐明": "Please answer: inquiry Q1"},
    )
    await english.say("唐明", "/inquiry Q1 yes, in stock", heard=ANYTHING)
    await english.say("王芳", "/inquiry Q1 told", heard={"王芳": "customer told"})


async def test_the_months_feedback_is_compiled_for_leadership_with_what_customers_said(
    talk: Conversation,
) -> None:
    survey = f"申请 满意度\n客户: {HUADONG}\n受访人: 张三\n方式: 电话\n产品质量: 9\n交货: 8\n服务: 9\n价格: 6"
    await talk.bring(
        ("王芳", f"咨询 面漆几天干\n客户: {HUADONG}"),
        ("王芳", f"咨询 交货比以前快\n客户: {HUADONG}\n咨询或反馈: 反馈"),
        ("孙涛", f"电话 {HUADONG} 说面漆颜色偏深"),
        ("王芳", survey),
    )
    await talk.say("郑总", "/report 反馈", heard=ANYTHING)
    summary, book = (await talk.office.seen("郑总"))[-2:]
    assert "咨询 1 个，答了 0 个，按时 0 个；反馈 1 条" in summary.text
    assert "电话 1" in summary.text and "满意度调查 1 份：产品质量 9.0" in summary.text
    sheets = load_workbook(BytesIO(await talk.office.chat.download(book.document)))
    cells = {str(cell.value) for sheet in sheets.worksheets for row in sheet for cell in row}
    assert {"交货比以前快", "面漆几天干", "说面漆颜色偏深", "张三"} - cells == {"张三"}
    assert {"答复", "客户意见"} & cells == {"答复"}, "what was answered is the company's"
    await talk.bring(("赵敏", f"/customer {HUADONG}\n类别: A"))
    await talk.say("郑总", "/report 反馈", heard=ANYTHING)
    book = (await talk.office.seen("郑总"))[-1]
    sheets = load_workbook(BytesIO(await talk.office.chat.download(book.document)))
    cells = {str(cell.value) for sheet in sheets.worksheets for row in sheet for cell in row}
    assert "说面漆颜色偏深" not in cells, "a file of class A is not the executive's to read"
    await talk.say("吴桐", "/report 反馈", heard=ANYTHING)
    assert "客户反馈" not in (await talk.last("吴桐")).text
