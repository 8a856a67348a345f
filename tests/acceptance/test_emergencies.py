"""Emergencies (O11): the director hears at once, and it is a task until somebody says how it was dealt with."""

from tests.acceptance.conversation import Conversation
from tests.office import DESK


async def test_an_emergency_comes_to_the_director_at_once_whatever_the_hour_and_stays_until_it_is_dealt_with(
    talk: Conversation,
) -> None:
    await talk.office.until("2026-11-28T03:00")
    await talk.say(
        "胡斌",
        "急事 仓库漏水了",
        to=DESK,
        heard={"赵敏": ("🚨 急事 E1", "仓库漏水了", "胡斌 03:00 报的"), "胡斌": "急事 E1：已报主任"},
    )
    task = await talk.last("赵敏", "E1")
    await talk.reply("赵敏", task, "在路上", heard={"赵敏": "补充", "胡斌": "赵敏说：在路上"})
    await talk.say("胡斌", "急事", heard={"胡斌": ("没处理的急事 1 件", "仓库漏水了")})
    await talk.reply(
        "赵敏", task, "处理好了 关了水阀", heard={"赵敏": "处理急事", "胡斌": "赵敏处理好了。关了水阀"}
    )
    await talk.say("胡斌", "急事", heard={"胡斌": "没有没处理的急事"})
    await talk.say("陈静", "E1", heard={"陈静": ("急事 E1 · 已处理", "关了水阀")})
    (row,) = await talk.office.exported("emergencies")
    assert (row["text"], row["by"], row["state"], row["settled"]) == (
        "仓库漏水了",
        "胡斌",
        "settled",
        "关了水阀",
    )


async def test_what_nobody_deals_with_comes_to_leadership(talk: Conversation) -> None:
    await talk.say("胡斌", "/urgent 大门被撞了", heard={"赵敏": "🚨 急事 E1", "胡斌": "E1"})
    for _ in range(8):
        await talk.office.later(minutes=20)
    assert "E1" in (await talk.office.last("郑总", "大门被撞了")).text


async def test_a_photo_goes_to_the_director_with_it(talk: Conversation) -> None:
    await talk.photo(
        "胡斌", caption="急事 二号库冒烟", heard={"赵敏": ["🚨 急事 E1", "胡斌拍的照片"], "胡斌": "已报主任"}
    )
