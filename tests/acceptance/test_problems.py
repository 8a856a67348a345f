"""Problems (O8): recorded on the order, told to whoever must act, followed until resolved."""

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import CLOSE, ORDER, bring_to, place
from tests.office import DESK

NOTED = "已记下"


async def test_any_department_concerned_reports_a_problem_and_those_who_act_are_told(
    talk: Conversation,
) -> None:
    await bring_to(talk, "shipped")
    told = {"吴桐": "有异常", "李强": "有异常"}
    await talk.say(
        "周伟",
        "/problem 1 少 2 桶，外包装破了",
        DESK,
        heard={
            "周伟": NOTED,
            "王芳": ("请处理异常", "少 2 桶，外包装破了"),
            **dict.fromkeys(told, ("有异常", "少 2 桶，外包装破了", "周伟")),
        },
        edited=[DESK],
    )
    assert "⚠️ 少 2 桶，外包装破了" in (await talk.card(1)).text
    # The one who reports is not told of it again; logistics hears of what others report.
    for who in ("胡斌", "冯洁", "唐明", "曹雪", "陈静", "马军", "赵敏", "林晓"):
        await talk.say(who, f"异常 1 {who}说错货", heard=ANYTHING)
        heard = dict(talk.heard)
        assert NOTED in heard[talk.office.id(who)][0]
        for other in ("周伟", "李强", "吴桐"):
            assert any(f"{who}说错货" in text for text in heard[talk.office.id(other)]), other
        assert any(f"{who}说错货" in text or "异常" in text for text in heard[talk.office.id("王芳")])
    for who in ("何梅", "韩磊", "邓凯"):
        await talk.say(who, "/problem 1 错货", heard=ANYTHING)
        assert NOTED not in talk.heard[talk.office.id(who)][0]


async def test_a_problem_is_followed_until_it_is_resolved_and_blocks_closing(talk: Conversation) -> None:
    await bring_to(talk, "arrived")
    await talk.bring(("王芳", "/inform 1"))
    await talk.say(
        "李强",
        "/problem 1 送错了颜色",
        heard={
            "李强": NOTED,
            "王芳": ("请处理异常", "送错了颜色"),
            "吴桐": "送错了颜色",
            "周伟": "送错了颜色",
        },
        edited=[DESK, "王芳"],
    )
    await talk.say(
        "赵敏",
        "/problem 1 客户要赔",
        heard={
            "赵敏": NOTED,
            **dict.fromkeys(["李强", "周伟", "吴桐"], "客户要赔"),
            "王芳": ("请处理异常", "送错了颜色", "客户要赔"),
        },
    )
    await talk.say("王芳", "/close 1", heard={"王芳": ("还不能结", "异常")})
    assert "异常" in (await talk.card(1)).text
    task = await talk.last("王芳", "请处理异常")
    assert task.button_texts[0] == "已解决"
    told = ["李强", "周伟", "吴桐"]
    await talk.reply(
        "王芳",
        task,
        "换了 10 桶面漆",
        heard={
            "王芳": [NOTED, ("请处理异常", "客户要赔")],
            **dict.fromkeys(told, ("已解决", "换了 10 桶面漆", "王芳")),
        },
        edited=[DESK],
    )
    assert "送错了颜色" not in (await talk.card(1)).text and "客户要赔" in (await talk.card(1)).text
    await talk.say("王芳", "/close 1", heard={"王芳": ("还不能结", "异常")})
    await talk.press(
        "王芳",
        await talk.last("王芳", "请处理异常"),
        0,
        toast=NOTED,
        heard={**dict.fromkeys(told, "已解决"), "王芳": "可以结单了"},
        edited=[DESK],
    )
    assert "⚠️" not in (await talk.card(1)).text
    await talk.say("王芳", "/resolve 1 好了", heard={"王芳": "没有未解决的异常"})
    await talk.say("王芳", "/history 1", heard={"王芳": ("送错了颜色", "客户要赔", "换了 10 桶面漆")})
    await talk.say("王芳", "/close 1", heard={"王芳": NOTED}, edited=[DESK])


@pytest.mark.parametrize("state", ["preparing", "closed"])
async def test_a_problem_may_turn_up_at_any_time_and_comes_back_until_somebody_says_how_it_was_put_right(
    talk: Conversation, state: str
) -> None:
    await bring_to(talk, state)
    who = "郑总"
    await talk.say(who, "/problem 1 不是他们的事", heard={who: ""})
    await talk.say(
        "周伟",
        "/problem 1 客户拒收",
        heard={"周伟": NOTED, "王芳": "请处理异常", "李强": "客户拒收", "吴桐": "客户拒收"},
        edited=[DESK],
    )
    await talk.later(hours=3, minutes=30, heard=ANYTHING)  # 120 working minutes and the noon pause
    assert any("超时没办的" in text and "异常" in text for text in talk.heard[talk.office.id("赵敏")]), (
        "the director hears of it"
    )
    await talk.say("周伟", "/resolve 1 重新送到", heard=ANYTHING)
    assert "已解决" in (await talk.last("王芳")).text
    told = [one for one in await talk.office.seen("赵敏") if "异常" in one.text]
    assert all(text.isdecimal() for one in told for text in one.button_texts), "only what opens it stays"


async def test_problems_in_english(talk: Conversation) -> None:
    await talk.bring(*((who, "/language en") for who in ("王芳", "周伟", "李强", "吴桐")))
    await place(talk, ORDER)
    await talk.say(
        "周伟",
        "/problem 1 2 pails missing",
        heard={
            "周伟": "Noted",
            "王芳": ("Please see to a problem", "2 pails missing"),
            **dict.fromkeys(["李强", "吴桐"], ("has a problem", "2 pails missing", "周伟")),
        },
    )
    await talk.press(
        "王芳",
        await talk.last("王芳", "problem"),
        "Say how",
        toast="private",
        heard={"王芳": "how was it put right"},
    )
    await talk.say(
        "王芳",
        "sent again",
        heard={
            "王芳": "Noted",
            **dict.fromkeys(["李强", "吴桐", "周伟"], ("the problem is solved", "sent again")),
        },
    )
    await talk.say(*CLOSE[:1], CLOSE[1].format(n=1), heard={"王芳": "can't be closed"})
