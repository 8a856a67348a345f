"""Care: whom to congratulate, wishes to be visited, one survey in a quarter (U5, U6)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from store.company import Company
from store.company.calendar import Festival
from store.customers.model import ContactRow, Customer
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HUADONG
from tests.office import Office

OWNER, DIRECTOR = "孙涛", "赵敏"
MID_AUTUMN = Festival.model_validate({"day": "lunar 08-15", "title": {"zh": "中秋节", "en": "Mid-Autumn"}})


async def contacts_of(talk: Conversation, name: str = HUADONG) -> list[ContactRow]:
    app = talk.office.app
    assert app is not None
    async with app.database.snapshot() as session:
        query = select(ContactRow).join(Customer, col(Customer.id) == col(ContactRow.customer_id))
        return list(await session.exec(query.where(Customer.name == name).order_by(col(ContactRow.id))))


@pytest.fixture
async def autumn(database_url: str, company: Company) -> AsyncIterator[Conversation]:
    """Thursday, 24 September 2026, 08:00 in Shanghai, before the office opens: the next day is Mid-Autumn, and off."""
    kept = company.model_copy(update={"festivals": (MID_AUTUMN,)})
    async with Office.open(database_url, kept, at=datetime(2026, 9, 23, 9, 0, tzinfo=UTC)) as office:
        talk = Conversation(office)
        await talk.skip()
        yield talk
        await talk.check_manners()


async def test_the_morning_says_whom_to_congratulate_and_a_press_opens_the_words(
    autumn: Conversation,
) -> None:
    talk = autumn
    said = f"/customer {HUADONG}\n联系人: 张三\n职务: 采购\n生日: "
    await talk.say(OWNER, f"{said}农历八月十五", heard={OWNER: "已记下"})
    await talk.say(OWNER, f"/customer {HUADONG}\n联系人: 李四\n生日: 1980-09-28", heard=ANYTHING)
    await talk.say(OWNER, f"/customer {HUADONG}", heard={OWNER: ("生日 农历 8-15", "生日 1980-9-28")})
    await talk.until("2026-09-24T08:00", heard=ANYTHING)
    (told,) = [text for who, text in talk.daily if who == OWNER]
    assert f"该问候 {HUADONG} 张三、中秋节" in told
    await talk.press(
        OWNER,
        await talk.last(OWNER, "该问候"),
        "问候",
        heard={
            OWNER: ("张三，生日快乐", "09-25 周五 中秋节", "祝您中秋节快乐", "接下来", "李四生日", "不算联系")
        },
    )
    await talk.say("吴桐", "客户列表 问候", heard={"吴桐": "中秋节"})
    await talk.say(DIRECTOR, "客户列表 问候", heard={DIRECTOR: "这几天没有"})
    assert not await contacts_of(talk), "nobody spoke"


async def test_whose_birthday_is_not_clear_is_asked(autumn: Conversation) -> None:
    for said in ("明天", "13-40", "农历 13-1", "1980-02-30"):
        await autumn.say(
            OWNER, f"/customer {HUADONG}\n联系人: 张三\n生日: {said}", heard={OWNER: ("生日", "农历八月十五")}
        )


async def test_a_wish_to_be_visited_is_its_owners_task_until_somebody_was_there(talk: Conversation) -> None:
    await talk.say(
        "王芳",
        f"拜访 {HUADONG} 约访 想谈明年合同，下周方便",
        heard={"王芳": ("已记下", "约我们去"), OWNER: ("约我们去", "想谈明年合同")},
    )
    await talk.say(OWNER, f"/customer {HUADONG}", heard={OWNER: ("约我们去", "想谈明年合同")})
    await talk.say(OWNER, "/tasks", heard={OWNER: "客户约访"})
    await talk.say(OWNER, f"/call {HUADONG} 约了周四", heard={OWNER: "已记下"})
    await talk.say(OWNER, "/tasks", heard={OWNER: "客户约访"})
    await talk.press(OWNER, await talk.last(OWNER, "想谈明年合同"), "拜访", heard={OWNER: "在哪里见了谁"})
    await talk.say(OWNER, "见张三，地点: 苏州星湖街 1 号", heard={OWNER: "拜访"})
    await talk.say(OWNER, "/tasks", heard=ANYTHING)
    assert "客户约访" not in (await talk.last(OWNER)).text
    await talk.say(OWNER, "/undo", heard=ANYTHING)
    await talk.say(OWNER, "/tasks", heard={OWNER: "客户约访"})


async def test_a_wish_may_be_dropped_with_a_reason_and_is_nobody_elses_to_note(talk: Conversation) -> None:
    await talk.say("吴桐", f"/visit {HUADONG} wish 谈合同", heard={"吴桐": ANY_REFUSAL})
    await talk.say(OWNER, f"/visit {HUADONG} wish 谈合同", heard={OWNER: ["已记下", "约我们去"]})
    await talk.press(OWNER, await talk.last(OWNER, "谈合同"), "不用去了", heard={OWNER: "为什么"})
    await talk.say(OWNER, "电话里谈好了", heard={OWNER: "已记下"})
    await talk.say(OWNER, f"/visit {HUADONG} unwish 不去", heard={OWNER: "没有约访"})


ANY_REFUSAL = "没有"


SURVEY = "申请 满意度\n客户: {name}\n受访人: 张三\n方式: 电话\n产品质量: 9\n交货: 8\n服务: 9\n价格: 7"


async def test_a_customer_is_surveyed_once_in_a_quarter(talk: Conversation) -> None:
    survey = SURVEY.format(name=HUADONG)
    await talk.say("王芳", survey, heard=ANYTHING)
    assert "F1" in (await talk.last("王芳")).text
    await talk.say(OWNER, survey, heard={OWNER: ("本季度已经填过", "F1")})
    await talk.say("王芳", SURVEY.format(name="宏达钢构"), heard=ANYTHING)
    assert "F2" in (await talk.last("王芳")).text
    await talk.until("2027-01-05T10:00", heard=ANYTHING)
    await talk.say(OWNER, survey, heard=ANYTHING)
    assert "F3" in (await talk.last(OWNER)).text
    assert not await contacts_of(talk), "a survey is no contact"


async def test_a_month_begins_with_the_visits_due_in_it_and_a_week_ends_with_how_they_are_kept(
    database_url: str, company: Company
) -> None:
    async with Office.open(database_url, company, at=datetime(2026, 9, 21, 1, 0, tzinfo=UTC)) as office:
        talk = Conversation(office)
        await talk.skip()
        await talk.bring((DIRECTOR, f"/customer {HUADONG}\n类别: B"), (OWNER, "/customers plan"))
        assert "没有到期的拜访" in (await talk.last(OWNER)).text
        await talk.until("2026-12-01T08:00", heard=ANYTHING)
        told = await talk.last(OWNER, "本月要拜访 1 家")
        assert f"1 {HUADONG} · B 类：12-21" in told.text and told.button_texts == ["1"]
        assert not [one for one in await talk.office.seen("吴桐") if "要拜访" in one.text]
        await talk.until("2026-12-04T08:00", heard=ANYTHING)
        assert f"{OWNER} · B 类：1/2（50%）" in (await talk.last(DIRECTOR, "联系情况")).text


async def test_an_activity_that_is_approved_has_its_invitation_for_the_customers(talk: Conversation) -> None:
    activity = (
        "申请 活动\n主题: 新品推介会\n目的: 推广面漆\n开始: 2026-12-04\n结束: 2026-12-04\n地点: 苏州会展中心\n"
        "形式: 推介会\n内容: 看样板\n人员: 吴桐\n预算: 3000"
    )
    await talk.bring(("吴桐", activity), (OWNER, "客户列表 问候"))
    assert "推介会" not in (await talk.last(OWNER)).text
    await talk.bring((DIRECTOR, "/sign F1"))
    await talk.say(OWNER, "客户列表 问候", heard={OWNER: ("诚邀您参加", "新品推介会", "苏州会展中心")})
    await talk.say("王芳", "客户列表 问候", heard={"王芳": "这几天没有"})
    await talk.until("2026-11-24T07:59", heard=ANYTHING)
    invited = ("诚邀您参加", "新品推介会")
    await talk.until("2026-11-24T08:31", heard={OWNER: invited, "吴桐": invited})
    await talk.until("2026-11-25T08:31")
    await talk.until("2026-12-07T10:00", heard=ANYTHING)
    await talk.say(OWNER, "客户列表 问候", heard={OWNER: "这几天没有"})
