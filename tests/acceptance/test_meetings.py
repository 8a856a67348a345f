"""K6 in conversation: meetings called, answered, moved, called off; agenda, minutes, action points that come back."""

from datetime import timedelta
from typing import Any

import icalendar

from store.members import presence
from tests.acceptance.conftest import Calendar
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import ORDER
from tests.office import DESK

CALL = "/meeting\n主题: 退货协调\n时间: 今天 14:00-15:00\n人员: 周伟, 主任"


async def test_a_meeting_is_called_answered_moved_and_called_off_and_everybody_hears_of_each(
    calendar: Calendar,
) -> None:
    async with calendar("2026-11-24T09:00") as talk:
        await talk.say("王芳", "会议", heard={"王芳": ("主题", "时间", "人员")})
        await talk.say("王芳", CALL.replace("周伟", "张三"), heard={"王芳": "没有叫“张三”的成员"})
        await talk.say("王芳", CALL.replace("14:00-15:00", "8:00"), heard={"王芳": "已经过了"})
        invited = ("退货协调", "14:00–15:00", "王芳召集")
        await talk.say(
            "王芳", CALL,
            heard={"王芳": [("已召集", "通知了 3 人"), invited], "周伟": invited, "赵敏": invited, DESK: "还没回：周伟、赵敏"},
        )  # fmt: skip
        ping = await talk.office.last("周伟", "退货协调")
        await talk.press("周伟", ping, "参加", toast="参加", edited=["周伟", DESK])
        await talk.reply(
            "赵敏",
            await talk.office.last("赵敏", "退货协调"),
            "不来",
            heard={"赵敏": "不参加"},
            edited=[DESK],
        )
        card = await talk.office.last(DESK, "退货协调")
        assert "参加：王芳、周伟" in card.text and "不参加：赵敏" in card.text
        await talk.press("陈静", card, "参加", toast="没有请您")
        await talk.say("周伟", "/meeting K1 今天 16:00", heard={"周伟": "由召集人或主任来改"})
        moved = ("会议改期", "16:00–17:00")
        await talk.say(
            "王芳", "/meeting K1 今天 16:00", edited=["周伟", DESK],
            heard={"王芳": ["已改到 16:00", moved], "周伟": moved, "赵敏": moved},
        )  # fmt: skip
        await talk.say(
            "王芳", "/meeting K1 off 客户来不了", edited=[DESK],
            heard={"王芳": "已取消", "周伟": ("不开了", "客户来不了"), "赵敏": "不开了"},
        )  # fmt: skip
        await talk.until("2026-11-24T17:30")


async def test_the_agenda_is_filled_in_as_its_reader_may_see_it(calendar: Calendar) -> None:
    async with calendar("2026-11-27T09:00", "centre-week-meeting") as talk:
        await talk.bring(("王芳", ORDER), ("王芳", "/problem 1 少 2 桶"))
        await talk.until("2026-11-30T08:00", heard=ANYTHING)
        await talk.say(
            "赵敏",
            "/meeting K1",
            heard={"赵敏": ("议程：营销中心周例会", "上次遗留：没有", "超期订单 1 张", "1：少 2 桶")},
        )


async def test_minutes_make_action_points_that_come_back_until_done_and_stand_in_the_next_agenda(
    calendar: Calendar,
) -> None:
    async with calendar("2026-11-19T09:00", "centre-week-meeting") as talk:
        for moment in ("2026-11-20T08:00", "2026-11-23T08:00"):
            await talk.until(moment, heard=ANYTHING)
        await talk.until("2026-11-23T08:30")
        await talk.until("2026-11-23T09:30", heard={"林晓": ("请写纪要", "营销中心周例会")}, edited=[DESK])
        ping = await talk.office.last("林晓", "请写纪要")
        await talk.reply(
            "林晓", ping, "三家逾期\n行动: 李四, 11-25, 核对", heard={"林晓": "没有叫“李四”的成员"}
        )
        await talk.reply(
            "林晓", ping, "三家逾期\n行动: 周伟 11-25 核对", heard={"林晓": ("第 2 行", "行动项没看懂")}
        )
        await talk.reply(
            "林晓", ping, "三家逾期\n行动: 周伟, 11-25, 核对宏达运费", edited=["林晓"],
            heard={"林晓": "行动项 1 条", **dict.fromkeys(("赵敏", "王芳"), ("三家逾期", "周伟 11-25")),
                   "周伟": ["三家逾期", ("请办：核对宏达运费", "11-25")]},
        )  # fmt: skip
        await talk.until("2026-11-25T08:00")
        assert any(who == "周伟" and "核对宏达运费" in text for who, text in talk.daily)
        await talk.until("2026-11-25T17:30", heard={"周伟": "核对宏达运费"})
        talk.daily.clear()
        await talk.until("2026-11-26T08:00")
        assert any(who == "周伟" and "⚠️" in text for who, text in talk.daily)
        await talk.until(
            "2026-11-27T08:00", heard=ANYTHING
        )  # the director hears, and the next meeting is near
        await talk.say("王芳", "/meeting K3", heard={"王芳": ("上次遗留 1 条", "周伟 11-25", "核对宏达运费")})
        await talk.say("周伟", "/done 核对宏达", heard={"周伟": "已办", "赵敏": "周伟办好了"})
        await talk.say("王芳", "/meeting K3", heard={"王芳": "上次遗留：没有"})


async def test_minutes_may_be_a_file_that_goes_to_everybody_who_was_asked(calendar: Calendar) -> None:
    async with calendar("2026-11-24T09:00") as talk:
        await talk.say("王芳", CALL, heard=ANYTHING)
        await talk.until("2026-11-24T15:00", heard=ANYTHING)
        ping = await talk.office.last("王芳", "请写纪要")
        await talk.photo(
            "王芳",
            file="纪要.docx",
            reply_to=ping,
            heard={"王芳": "纪要已记下", "周伟": "见文件", "赵敏": "见文件"},
        )
        sent = await talk.office.last("周伟", "见文件")
        assert sent.document is not None and sent.document.file_name == "纪要.docx"


async def test_somebody_else_may_keep_the_minutes_and_none_may_be_needed(calendar: Calendar) -> None:
    async with calendar("2026-11-24T09:00") as talk:
        await talk.say("王芳", CALL, heard=ANYTHING)
        await talk.say("周伟", "/show K1", heard={"周伟": "纪要：王芳"})
        await talk.press("周伟", await talk.office.last("周伟", "退货协调"), "我来记录", toast="由您记纪要")
        await talk.until("2026-11-24T15:00", heard=ANYTHING)
        ping = await talk.office.last("周伟", "请写纪要")
        await talk.press("周伟", ping, "无需纪要", toast="无需纪要", edited=["周伟"])
        await talk.until("2026-11-25T17:30")


async def test_a_desk_that_is_set_anew_shows_neither_what_is_over_nor_single_action_points(
    calendar: Calendar,
) -> None:
    async with calendar("2026-11-24T09:00") as talk:
        await talk.say("王芳", CALL, heard=ANYTHING)
        await talk.say("王芳", CALL.replace("今天", "11-26"), heard=ANYTHING)
        await talk.until("2026-11-24T15:00", heard=ANYTHING)
        ping = await talk.office.last("王芳", "请写纪要")
        await talk.reply("王芳", ping, "退 20 桶\n行动: 周伟, 11-27, 安排运回", heard=ANYTHING)
        await talk.say("邓凯", "/room off", DESK, heard=ANYTHING)
        await talk.say("邓凯", "/room desk", DESK, heard={DESK: ["是订单群", "退货协调"]})


async def test_the_calendar_file_has_meetings_as_they_were_called_moved_and_called_off(
    calendar: Calendar,
) -> None:
    async def events(talk: Conversation) -> dict[str, Any]:
        await talk.say("周伟", "/calendar ics", heard={"周伟": "今后一年"})
        sent = await talk.office.last("周伟", "今后一年")
        assert sent.document is not None
        read = icalendar.Calendar.from_ical(await talk.office.chat.download(sent.document))
        return {str(event["UID"]): event for event in read.walk("VEVENT")}

    async with calendar("2026-11-23T09:00") as talk:
        await talk.skip()
        await talk.say("王芳", CALL, heard=ANYTHING)
        first = await events(talk)
        assert str(first["K1@gendan"]["SUMMARY"]) == "退货协调"
        await talk.say("王芳", "/meeting K1 今天 16:00", heard=ANYTHING)
        moved = await events(talk)
        assert moved.keys() == first.keys()
        assert (moved["K1@gendan"]["DTSTART"].dt - first["K1@gendan"]["DTSTART"].dt) == timedelta(hours=2)
        await talk.say("王芳", "/meeting K1 off 客户来不了", heard=ANYTHING)
        assert "K1@gendan" not in await events(talk)


async def test_a_meeting_is_read_by_the_desk_and_by_those_invited_but_not_by_a_member_who_left_the_desk(
    calendar: Calendar,
) -> None:
    async with calendar("2026-11-24T09:00") as talk:
        await talk.bring(("王芳", CALL))
        await talk.say("吴桐", "/show K1", heard={"吴桐": "退货协调"})
        async with talk.office.app.store.unit() as unit:
            for name in ("吴桐", "周伟"):
                number = talk.office.id(name)
                await presence.left(unit, DESK, number, by=number, by_name=name)
        await talk.skip()
        await talk.say("吴桐", "/show K1", heard={"吴桐": "没有日程 K1", "邓凯": ["退出了群", "退出了群"]})
        await talk.say("周伟", "/show K1", heard={"周伟": "退货协调"})
