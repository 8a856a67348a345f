"""A customer who is lost by a person's word, and who gathers news of one of class A (U1, U3, U5)."""

from bot.sandbox.client import ChatMessage
from store.company import Company
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HUADONG, order, place
from tests.conftest import MONDAY
from tests.office import Office

OWNER, DIRECTOR, OTHER = "孙涛", "赵敏", "吴桐"


async def test_a_customer_is_lost_by_their_owners_word_with_a_reason_and_found_again(
    talk: Conversation,
) -> None:
    await talk.say(DIRECTOR, f"/customer {HUADONG}\n类别: B", heard=ANYTHING)
    assert "B 类，赵敏定的" in (await talk.last(OWNER, "现在是")).text
    await talk.say(OTHER, f"客户 {HUADONG} 流失 换了供应商", heard={OTHER: "没有这个客户"})
    await talk.say(OWNER, f"客户 {HUADONG} 没流失", heard={OWNER: f"{HUADONG} 没有记为流失"})
    await talk.press(OWNER, await card(talk), "已流失", heard={OWNER: "为什么流失了"})
    await talk.say(OWNER, "换了供应商", heard={OWNER: "记为流失", DIRECTOR: ("流失了", "换了供应商")})
    shown = await card(talk)
    assert "已流失" in shown.text and "没流失" in shown.button_texts
    await talk.say(OWNER, f"/customer {HUADONG} lost again", heard={OWNER: f"{HUADONG} 已经记为流失"})
    await talk.say(OWNER, "客户列表 流失", heard={OWNER: f"{HUADONG} · 已流失"})
    (row,) = [one for one in await talk.office.exported("customers") if one["name"] == HUADONG]
    assert (row["lost_on"], row["lost_why"], row["next_call"]) == ("2026-11-23", "换了供应商", None)
    await talk.press(OWNER, shown, "没流失", heard=ANYTHING)
    await talk.say(OWNER, "/undo", heard=ANYTHING)
    assert "换了供应商" in (await card(talk)).text
    await place(talk, order(customer=HUADONG))
    assert "流失" not in (await card(talk)).text, "whoever orders is not lost"


async def test_who_gathers_news_is_one_of_ours_shown_searched_and_exported(talk: Conversation) -> None:
    await talk.say(DIRECTOR, f"/customer {HUADONG}\n类别: A", heard=ANYTHING)
    assert "信息专人还没定" in (await talk.last(OWNER, "现在是")).text
    await talk.say(OWNER, f"客户 {HUADONG}\n信息专人: 张三丰", heard={OWNER: "张三丰"})
    await talk.say(OWNER, f"客户 {HUADONG}\n信息专人: 王芳", heard={OWNER: "已记下"})
    assert "信息专人 王芳" in (await card(talk)).text
    await talk.say(OWNER, "客户列表 王芳", heard={OWNER: HUADONG})
    (row,) = [one for one in await talk.office.exported("customers") if one["name"] == HUADONG]
    assert row["gathers"] == "王芳"
    await talk.say("王芳", f"定级 {HUADONG}\n类别: A\n理由: 量大\n信息专人: {OTHER}", heard=ANYTHING)
    await talk.say(DIRECTOR, "/sign F1", heard=ANYTHING)
    assert f"信息专人 {OTHER}" in (await card(talk)).text


async def test_who_gathers_news_goes_by_member_under_a_new_name_and_until_they_leave(
    database_url: str, company: Company
) -> None:
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            await office.say(DIRECTOR, f"/customer {HUADONG}\n类别: A")
            await office.say(OWNER, f"客户 {HUADONG}\n信息专人: 王芳")
        renamed = tuple(
            one.model_copy(update={"name": "王小芳"}) if one.name == "王芳" else one
            for one in company.members
        )
        office.company = company.model_copy(update={"members": renamed})
        async with office.bot_running():
            talk = Conversation(office)
            await talk.skip()
            assert "信息专人 王小芳" in (await card(talk)).text
            await talk.say(OWNER, "客户列表 王小芳", heard={OWNER: HUADONG})
            (row,) = [one for one in await office.exported("customers") if one["name"] == HUADONG]
            assert row["gathers"] == "王小芳"
            await talk.bring(("邓凯", "/role 王小芳 off"))
            assert "信息专人还没定" in (await card(talk)).text


async def card(talk: Conversation) -> ChatMessage:
    await talk.say(OWNER, f"客户 {HUADONG}", heard=ANYTHING)
    return await talk.last(OWNER, "业务员")
