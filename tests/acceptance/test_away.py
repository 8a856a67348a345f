"""/away: tasks, signatures and pings go to the substitute, both names are kept; spoken over HTTP to the application."""

from datetime import UTC, datetime

import pytest

from store.company import Company
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import ORDER, order, place
from tests.conftest import MONDAY
from tests.office import DESK, Office

ADMIN, DIRECTOR = "邓凯", "赵敏"
CREDIT = order("交期: 2026-11-28", pay="欠款")


async def test_new_tasks_go_to_the_substitute_in_the_place_of_the_absent(talk: Conversation) -> None:
    await talk.say(
        "陈静",
        "/away until 11-28 李强",
        heard={
            "陈静": ("您请假从现在到 11-28 周六", "事情由李强代办", "请假 回来"),
            "李强": ("陈静请假从现在到 11-28 周六", "代办财务"),
        },
    )
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    assert "请查款：订单 1" in (await talk.last("李强", "请查款")).text
    assert not [one for one in await talk.office.seen("陈静") if "请查款" in one.text]
    # Then the others in turn, as ever.
    await talk.later(minutes=15, heard={"钱丽": "请查款：订单 1"})


async def test_the_substitute_may_do_it_and_the_history_names_both(talk: Conversation) -> None:
    await talk.say("陈静", "/away until 11-28 李强", heard=ANYTHING)
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    menu = [one["command"] for one in await talk.office.chat.commands(1002, 1002)]
    assert "paid" in menu and "stock" in menu
    await talk.press(
        "李强", await talk.last("李强", "请查款"), "全款到账", toast="¥11,500.00", heard=ANYTHING
    )
    await talk.press("李强", await talk.last("李强", "请备货"), "备好了", toast="备货完成", heard=ANYTHING)
    await talk.say("王芳", "/history 1", heard=ANYTHING)
    history = (await talk.last("王芳", "记录")).text
    assert "李强（代陈静） " in history
    assert "李强 备货" in history, "what is one's own stays one's own"


async def test_both_names_in_english(english: Conversation) -> None:
    talk = english
    await talk.say(
        "陈静",
        "/away until friday 12:00 李强",
        heard={
            "陈静": ("you are away from now until 11-27 12:00", "李强 does your work"),
            "李强": ("陈静 is away from now until 11-27 12:00", "stand in for them: finance"),
        },
    )
    await talk.say("王芳", ORDER, heard=ANYTHING)
    await talk.say("李强", "/paid 1 11500", heard=ANYTHING)
    await talk.say("王芳", "/history 1", heard={"王芳": "李强 (for 陈静): "})
    await talk.say("王芳", "/away", heard={"王芳": ("陈静 is away until 11-27 12:00", "李强 stands in")})
    await talk.say("李强", "/away", heard={"李强": "You stand in for 陈静"})
    await talk.say("陈静", "/away off", heard={"陈静": "Welcome back", "李强": "no longer stand in for 陈静"})
    await talk.say("李强", "/paid 1 1", heard=ANYTHING)
    assert "finance" in (await talk.last("李强")).text, "the rights are gone at once"


async def test_what_only_the_absent_have_heard_of_is_told_to_the_substitute_at_once(
    talk: Conversation,
) -> None:
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.say(
        "陈静",
        "/away until 11-28 林晓",
        heard={"陈静": "请假从现在到", "林晓": ["请您代办财务", "请查款：订单 1"]},
        edited=[DESK],
    )
    assert "林晓" in (await talk.card(1)).text
    # A colleague who has heard of it has it: nothing is told twice.
    await talk.later(minutes=15, heard={"钱丽": "请查款"})
    await talk.say("林晓", "/away until 11-28", heard={"林晓": "没有代办人"})


async def test_without_a_substitute_the_next_in_turn_has_it_at_once(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.say(
        "陈静", "/away until 11-28", heard={"陈静": "按顺序转给下一位同事", "钱丽": "请查款：订单 1"}
    )
    # 李强 is alone in the workshop: with him away, the director hears at once.
    await talk.say(
        "李强", "/away until 11-28", heard={"李强": "按顺序转给下一位同事", DIRECTOR: ("订单 1", "备货")}
    )


async def test_a_substitute_of_a_substitute_is_nobodys_substitute(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.say("陈静", "/away until 11-28 林晓", heard=ANYTHING)
    await talk.say(
        "林晓",
        "/away until 11-27 许丹",
        heard={"林晓": "由许丹代办", "许丹": "林晓请假从现在到 11-27 周五", "钱丽": "请查款：订单 1"},
    )
    await talk.say("许丹", "/paid 1 100", heard=ANYTHING)
    assert "¥100.00" in (await talk.last("许丹")).text, "许丹 is the collector and may, by her own role"
    # 林晓 comes back first: then what is 陈静's is theirs again.
    await talk.say("林晓", "/away off", heard={"林晓": "欢迎回来", "许丹": "林晓的事不用您代办了"})
    await talk.say("王芳", order(), DESK, heard=ANYTHING)
    assert "请查款：订单 2" in (await talk.last("林晓", "订单 2")).text


async def test_a_substitute_who_is_away_is_said_to_be(talk: Conversation) -> None:
    await talk.say("林晓", "/away until 11-27", heard=ANYTHING)
    await talk.say(
        "陈静", "/away until 11-28 林晓", heard={"陈静": ("由林晓代办", "林晓也在请假"), "林晓": "代办财务"}
    )
    await talk.say(ADMIN, "/members", heard={ADMIN: "陈静 · 财务 · 请假到 11-28 周六，林晓也请假"})


async def test_signatures_go_to_the_substitute(talk: Conversation) -> None:
    await talk.say("王芳", CREDIT, DESK, heard=ANYTHING)
    await talk.say(
        DIRECTOR, "/away until 11-28 郑总", heard={DIRECTOR: "由郑总代办", "郑总": ["代办主任", "请签字"]}
    )
    await talk.press("郑总", await talk.last("郑总", "请签字"), "同意", toast="欠款", heard=ANYTHING)
    await talk.say("王芳", "/history 1", heard={"王芳": "郑总（代赵敏）"})


async def test_a_salespersons_customers_are_the_substitutes_meanwhile(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, heard=ANYTHING)
    await talk.say("孙涛", "/show 1", heard={"孙涛": "没有订单 1"})
    await talk.say("吴桐", "/away until 11-28 孙涛", heard=ANYTHING)
    await talk.say("孙涛", "/show 1", heard={"孙涛": "订单 1 · 宏达钢构"})
    await talk.say("孙涛", "/orders", heard={"孙涛": "宏达钢构"})
    await talk.say("孙涛", order(), heard=ANYTHING)
    assert "订单 2" in (await talk.last("孙涛")).text
    await talk.say("吴桐", "/away off", heard=ANYTHING)
    await talk.say("孙涛", "/orders", heard={"孙涛": ("订单 1 张", "2 宏达钢构")})
    await talk.say("孙涛", "/show 1", heard={"孙涛": "没有订单 1"})


async def test_what_is_late_goes_to_the_directors_substitute(talk: Conversation) -> None:
    await talk.say(DIRECTOR, "/away until 11-28 郑总", heard=ANYTHING)
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.later(minutes=60, heard=ANYTHING)
    assert "货款" in (await talk.last("郑总", "超时没办的")).text
    assert not [one for one in await talk.office.seen(DIRECTOR) if "订单 1" in one.text]


async def test_a_director_away_without_a_substitute_still_hears_what_is_late(talk: Conversation) -> None:
    await talk.say(DIRECTOR, "/away until 11-28", heard=ANYTHING)
    await talk.say("王芳", CREDIT, DESK, heard=ANYTHING)
    assert "请签字" in (await talk.last(DIRECTOR, "订单 1")).text


async def test_coming_back_early_is_one_press(talk: Conversation) -> None:
    await talk.say("陈静", "/away until 11-28 李强", heard=ANYTHING)
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    confirmed = await talk.last("陈静", "请假从现在到")
    await talk.press(
        "陈静",
        confirmed,
        "我回来了",
        toast="欢迎回来",
        # What only the substitute has heard of comes back.
        heard={"陈静": "请查款：订单 1", "李强": "不用您代办了"},
        edited=["陈静", DESK],
    )
    assert (await talk.office.chat.message(confirmed.chat_id, confirmed.message_id)).button_texts == []
    await talk.press("陈静", confirmed, "我回来了", toast="没有在请假", earlier=True)
    task = await talk.last("李强", "请查款")
    await talk.press("李强", task, "全款到账", toast="财务")
    await talk.press(
        "陈静", await talk.last("陈静", "请查款"), "全款到账", toast="¥11,500.00", heard=ANYTHING
    )
    menu = [one["command"] for one in await talk.office.chat.commands(1002, 1002)]
    assert "paid" not in menu


async def test_an_absence_ends_by_itself_and_is_spoken_of_in_working_time(talk: Conversation) -> None:
    await talk.say("陈静", "/away until 11-25 李强", heard=ANYTHING)
    await talk.until("2026-11-25T17:15", heard=ANYTHING)
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    assert "请查款" in (await talk.last("李强", "订单 1")).text
    # Midnight has passed: the rights are 陈静's alone again, and nobody is woken.
    await talk.until("2026-11-25T17:31", heard={"钱丽": "请查款"})
    await talk.until("2026-11-26T01:00")
    await talk.say("李强", "/paid 1 11500", heard={"李强": "财务"})
    await talk.until("2026-11-26T08:01", heard=ANYTHING)
    assert any("请假结束了" in text for text in talk.heard[talk.office.id("陈静")])
    assert any("不用您代办了" in text for text in talk.heard[talk.office.id("李强")])
    await talk.say("陈静", "/paid 1 11500", heard=ANYTHING)
    await talk.say("王芳", "/history 1", heard=ANYTHING)
    assert "代" not in (await talk.last("王芳", "记录")).text


async def test_an_hour_ends_an_absence_within_the_day(talk: Conversation) -> None:
    await talk.say(
        "陈静", "/away 14:30 李强", heard={"陈静": "请假从现在到 14:30", "李强": "请假从现在到 14:30"}
    )
    await talk.until("2026-11-23T14:29", heard=ANYTHING)
    await talk.say("王芳", "/away", heard={"王芳": "陈静 请假到 14:30"})
    await talk.until("2026-11-23T14:31", heard={"陈静": "请假结束了", "李强": "不用您代办了"})
    await talk.say("王芳", "/away", heard={"王芳": "没有人请假"})


async def test_a_new_absence_replaces_the_old_one(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.say("陈静", "/away until 11-25 李强", heard=ANYTHING)
    await talk.say(
        "陈静",
        "/away until 11-30 林晓",
        heard={
            "陈静": ("到 11-30 周一", "由林晓代办"),
            "李强": "不用您代办了",
            "林晓": ["代办财务", "请查款：订单 1"],
        },
    )
    await talk.until("2026-11-26T08:30", heard=ANYTHING)
    await talk.say("王芳", "/away", heard={"王芳": "陈静 请假到 11-30 周一，林晓代办"})


async def test_a_director_or_an_admin_says_it_for_somebody_else(talk: Conversation) -> None:
    await talk.say(
        DIRECTOR,
        "/away 陈静 until 11-28 李强",
        heard={
            DIRECTOR: "已记下：陈静请假从现在到 11-28 周六，由李强代办",
            "陈静": "赵敏给您登记了请假，从现在到 11-28 周六",
            "李强": "代办财务",
        },
    )
    await talk.say("李强", "/away 陈静 off", heard={"李强": "管理员"})
    await talk.say(
        ADMIN, "请假 陈静 销假", heard={ADMIN: "陈静回来了", "陈静": "请假结束了", "李强": "不用您代办了"}
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/away 2026-11-20 李强", "已经过了"),
        ("/away 09:00", "这段时间已经过了"),
        ("/away 2036-11-20 李强", "太久了"),
        ("/away until 11-28 陈静", "代办人要写另一位同事"),
        ("/away until 11-28 李墙", "没有叫“李墙”的成员。是不是：李强"),
        ("/away 某天", "日期没看懂：“某天”"),
        ("/away off", "陈静没有在请假"),
    ],
)
async def test_what_cannot_be_is_named(talk: Conversation, said: str, answer: str) -> None:
    await talk.say("陈静", said, heard={"陈静": answer})
    await talk.say("王芳", "/away", heard={"王芳": "没有人请假"})


async def test_a_bare_word_in_the_room_is_a_command_only_as_a_whole(talk: Conversation) -> None:
    await talk.say("陈静", "请假了，明天见", DESK)
    await talk.say("陈静", "请假 到 11-28 李强", DESK, heard={"陈静": "由李强代办", "李强": "代办财务"})


async def test_absences_outlive_a_restart(database_url: str, company: Company) -> None:
    async with Office.open(
        database_url, company, at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC), running=False
    ) as office:
        talk = Conversation(office)
        async with office.bot_running():
            await talk.say("陈静", "/away until 11-25 李强", heard=ANYTHING)
        office.clock.advance(office.clock.now() - MONDAY)
        async with office.bot_running():
            await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
            assert "请查款" in (await talk.last("李强", "订单 1")).text
        # It ends while the bot is down, and is spoken of when it is up again.
        async with office.bot_running():
            await talk.until("2026-11-27T09:00", heard=ANYTHING)
            assert any("请假结束了" in text for text in talk.heard[office.id("陈静")])
            await talk.later(hours=1, heard=ANYTHING)
            assert not any("请假结束了" in text for text in talk.heard.get(office.id("陈静"), []))


# signatures of different people (C3, C5, A2) ---------------------------------------------------------------------
COMPLAINT = "/complain\n客户: 宏达钢构\n内容: 面漆掉皮"


async def test_nobody_signs_for_somebody_away_what_they_signed_themselves(talk: Conversation) -> None:
    await talk.say("郑总", "/away until 11-28 赵敏", heard=ANYTHING)
    await talk.bring(("王芳", COMPLAINT), ("王芳", "/cause C1 我方 车间 李强 搅拌不匀"))
    await talk.bring(("李强", "/remedy C1 重做\n费用: 9000"), ("赵敏", "/sign C1"))
    await talk.say("赵敏", "/sign C1", heard={"赵敏": ("不能再代郑总签", "另一个人")})
    await talk.say("郑总", "/sign C1", heard=ANYTHING)
    assert (await talk.last("李强", "请办理")).text


async def test_a_signature_for_somebody_away_says_so_wherever_it_stands(talk: Conversation) -> None:
    await talk.say("赵敏", "/away until 11-28 郑总", heard=ANYTHING)
    await place(talk, order(pay="欠款"))
    await talk.say(
        "郑总",
        "/sign 1",
        heard={
            "郑总": "已记下",
            **dict.fromkeys(["王芳", "吴桐", "陈静", "周伟"], "郑总（代赵敏）"),
        },
    )
    await talk.say("郑总", "/history 1", heard={"郑总": "郑总（代赵敏）"})


async def test_whoever_asked_for_it_does_not_sign_it_in_the_directors_place(talk: Conversation) -> None:
    await talk.say("赵敏", "/away until 11-28 王芳", heard=ANYTHING)
    await place(talk, order(pay="欠款"))
    await talk.say("王芳", "/sign 1", heard={"王芳": ("您自己申请的", "公司领导")})
    await place(talk)
    await talk.say("王芳", "/change 2\n品名: 面漆, 10 桶, 1", heard=ANYTHING)
    await talk.say("王芳", "/sign 2", heard={"王芳": "不能再代赵敏签"})


async def test_an_admins_right_over_the_bot_is_nobodys_while_they_are_away(talk: Conversation) -> None:
    await talk.say(ADMIN, "/away until 11-28 李强", heard={ADMIN: "李强", "李强": "管理员的权限不转给您"})
    await talk.say("李强", "/members", heard={"李强": "这一步由"})
    await talk.say(ADMIN, "/role 赵敏 +admin", heard=ANYTHING)
    await talk.say("赵敏", "/away until 11-28 王芳", heard=ANYTHING)
    told = await talk.last("王芳", "赵敏请假")
    assert "请您代办主任的工作" in told.text and "管理员" not in told.text


async def test_leave_of_several_days_may_begin_and_end_in_their_middle(talk: Conversation) -> None:
    said = ("从 11-24 12:00 到 11-26 12:00",)
    await talk.say("陈静", "请假 明天下午到11-26上午 钱丽", heard={"陈静": said, "钱丽": said})
    await talk.say("李强", "请假 11-24到11-26上午", heard={"李强": "到 11-26 12:00"})
    await talk.say("周伟", "请假 11-24下午到11-26", heard={"周伟": ("从 11-24 12:00", "到 11-26 周四")})


async def test_nobody_names_themselves_for_another_and_the_director_says_nothing_of_leadership(
    talk: Conversation,
) -> None:
    await talk.say("赵敏", "/away 陈静 11-28 赵敏", heard={"赵敏": "不能给陈静登记请假又自己代办"})
    await talk.say("赵敏", "/away 郑总 11-28 王芳", heard={"赵敏": "这一步由"})


# leave that lies ahead -------------------------------------------------------------------------------------------
async def test_leave_begins_on_the_day_that_was_said(talk: Conversation) -> None:
    await talk.say(
        "陈静",
        "请假 明天 钱丽",
        heard={"陈静": ("您请假 11-24 周二一天。", "钱丽"), "钱丽": "陈静请假 11-24 周二一天，"},
    )
    await place(talk)
    assert (await talk.last("陈静", "请查款")).text
    await talk.until("2026-11-24T09:00", heard=ANYTHING)
    assert (await talk.last("钱丽", "请查款：订单 1")).text, "what only the absent had heard of goes on"
    await place(talk)
    assert (await talk.last("钱丽", "请查款：订单 2")).text
    await talk.until("2026-11-25T09:00", heard=ANYTHING)
    await place(talk)
    assert (await talk.last("陈静", "请查款：订单 3")).text


@pytest.mark.parametrize("said", ["销假", "请假 回来", "请假 取消", "/back"])
async def test_leave_that_lies_ahead_is_taken_back_in_one_word(talk: Conversation, said: str) -> None:
    await talk.say("陈静", "请假 明天到11-26 钱丽", heard=ANYTHING)
    await talk.say("陈静", said, heard=ANYTHING)
    await talk.until("2026-11-24T09:00", heard=ANYTHING)
    await place(talk)
    assert (await talk.last("陈静", "请查款")).text
    await talk.say("陈静", said, heard={"陈静": "没有在请假"})


async def _away_of(talk: Conversation, who: str) -> list[str]:
    await talk.say(who, "/away", heard=ANYTHING)
    lines = (await talk.last(who, "请假")).text.splitlines()
    return [line for line in lines if line.startswith(f"{who} 请假")]


async def test_leave_today_leaves_a_leave_that_lies_ahead_alone(talk: Conversation) -> None:
    await talk.say("钱丽", "请假 12-10到12-20", heard={"钱丽": ("从 12-10", "到 12-20")})
    await talk.say("钱丽", "请假 今天", heard={"钱丽": "到 11-23"})
    today, ahead = await _away_of(talk, "钱丽")
    assert "11-23" in today and "12-10" in ahead and "12-20" in ahead
    # Back from the first, the other still lies ahead; said again, that one is taken back too.
    await talk.say("钱丽", "/away off", heard=ANYTHING)
    assert await _away_of(talk, "钱丽") == [ahead]
    await talk.say("钱丽", "/away off", heard={"钱丽": "欢迎回来"})
    assert await _away_of(talk, "钱丽") == []
    await talk.say("钱丽", "/away off", heard={"钱丽": "没有在请假"})


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("12-08到12-12 李强", ["12-08 12-12 李强", "12-13 12-20 林晓"]),
        ("12-12到12-14 李强", ["12-10 12-11 林晓", "12-12 12-14 李强", "12-15 12-20 林晓"]),
        ("12-18到12-22 李强", ["12-10 12-17 林晓", "12-18 12-22 李强"]),
        ("12-09到12-21 李强", ["12-09 12-21 李强"]),
        ("12-10到12-15 李强", ["12-10 12-15 李强"]),
        ("12-08到12-09 李强", ["12-08 12-09 李强", "12-10 12-20 林晓"]),
    ],
)
async def test_a_leave_that_meets_another_takes_of_it_only_where_they_meet(
    talk: Conversation, said: str, left: list[str]
) -> None:
    await talk.say("钱丽", "请假 12-10到12-20 林晓", heard=ANYTHING)
    await talk.say("钱丽", f"请假 {said}", heard=ANYTHING)
    lines = await _away_of(talk, "钱丽")
    assert len(lines) == len(left), lines
    for line, words in zip(lines, left, strict=True):
        assert all(word in line for word in words.split()), lines


async def test_a_leave_under_way_is_shortened_by_saying_it_anew(talk: Conversation) -> None:
    await talk.say("陈静", "/away until 11-28 李强", heard=ANYTHING)
    await talk.say("陈静", "/away until 11-25 李强", heard=ANYTHING)
    (line,) = await _away_of(talk, "陈静")
    assert "11-25" in line
