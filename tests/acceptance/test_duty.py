"""K5 in conversation: the rota shown, set for patterns and days, swapped by two presses, handed over."""

from datetime import datetime

import pytest

from store.company import Company
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.office import Office


@pytest.fixture
async def talk(database_url: str, company: Company):
    """Tuesday afternoon; nobody is on duty by the file but service at night."""
    start = datetime(2026, 11, 24, 15, tzinfo=company.zone)
    nights = tuple(
        duty
        for duty in company.duty
        if duty.role == "service" and duty.when.hours and duty.when.hours.past_midnight
    )
    async with Office.open(database_url, company.model_copy(update={"duty": nights}), at=start) as office:
        talk = Conversation(office)
        await talk.skip()
        yield talk
        await talk.check_manners()


async def test_the_director_sets_a_pattern_or_days_and_whoever_it_is_hears_it(talk: Conversation) -> None:
    await talk.say(
        "赵敏",
        "/duty 财务 钱丽 周一到周五 18:00-22:00",
        heard={"赵敏": "财务 钱丽，周一-周五 18:00-22:00", "钱丽": "赵敏给您排了班"},
    )
    await talk.say("周伟", "/duty", heard={"周伟": ("财务：现在没有人值班；下一班钱丽，18:00–22:00", "客服")})
    await talk.say("赵敏", "/duty 财务 陈静 11-24 18:00-22:00", heard={"赵敏": "陈静", "陈静": "排了班"})
    await talk.say("周伟", "值班", heard={"周伟": "下一班陈静"})
    await talk.say("赵敏", "/duty 财务 陈静 off", heard={"赵敏": "已取消"})
    await talk.say("周伟", "值班", heard={"周伟": "下一班钱丽"})


async def test_each_shift_is_said_with_both_ends_and_its_day_over_midnight(talk: Conversation) -> None:
    nights = "财务 钱丽，周一-周五 18:00-次日 08:00"
    await talk.say(
        "赵敏",
        "/duty 财务 钱丽 周一到周五 18:00-08:00",
        heard={"赵敏": nights, "钱丽": "周一-周五 18:00-次日 08:00"},
    )
    await talk.say(
        "周伟", "今晚谁值班", heard={"周伟": "财务：现在没有人值班；下一班钱丽，11-24 18:00 – 11-25 08:00"}
    )
    await talk.say(
        "赵敏", "/duty 财务 陈静 周六", heard={"赵敏": "周六 00:00-24:00", "陈静": "周六 00:00-24:00"}
    )
    await talk.until("2026-11-25T01:00", heard=ANYTHING)
    await talk.say("周伟", "/duty", heard={"周伟": "财务：钱丽，11-24 18:00 – 11-25 08:00"})
    await talk.until("2026-11-25T09:00", heard=ANYTHING)
    await talk.say(
        "赵敏", "/duty 财务 陈静 11-25 08:00-17:30", heard={"赵敏": "11-25 08:00-17:30", "陈静": "排了班"}
    )
    await talk.say(
        "周伟", "/duty", heard={"周伟": "财务：陈静，08:00–17:30；下一班钱丽，11-25 18:00 – 11-26 08:00"}
    )


async def test_each_shift_has_both_ends_in_english_too(talk: Conversation) -> None:
    await talk.say("周伟", "/language en", heard=ANYTHING)
    await talk.say("赵敏", "/language en", heard=ANYTHING)
    await talk.say(
        "赵敏",
        "/duty finance 钱丽 mon-fri 18:00-08:00",
        heard={"赵敏": "Mon-Fri 18:00-next day 08:00", "钱丽": "周一-周五 18:00-次日 08:00"},
    )
    await talk.say(
        "周伟", "/duty", heard={"周伟": "finance: nobody now; next 钱丽, 11-24 18:00 – 11-25 08:00"}
    )


async def test_service_makes_the_rota_and_the_director_an_admin_and_a_departments_head_may_set_it(
    talk: Conversation,
) -> None:
    await talk.say("孙涛", "/duty 财务 钱丽 周六", heard={"孙涛": ("客服", "主任")})
    await talk.say("王芳", "/duty 财务 钱丽 周日", heard={"王芳": "钱丽", "钱丽": "王芳给您排了班"})
    await talk.say("陈静", "/duty 财务 钱丽 周六", heard={"陈静": "钱丽", "钱丽": "陈静给您排了班"})
    await talk.say("赵敏", "/duty 财务 孙涛 周六", heard={"赵敏": "孙涛不是财务的人"})
    await talk.say("赵敏", "/duty 财务 钱丽 有空时", heard={"赵敏": "时间没看懂"})


async def test_two_presses_swap_a_duty_and_the_other_one_is_told_at_the_hand_over(talk: Conversation) -> None:
    await talk.say("赵敏", "/duty 财务 陈静 每天 18:00-08:00", heard={"赵敏": "陈静", "陈静": "排了班"})
    await talk.say("孙涛", "/duty swap 钱丽 11-24", heard={"孙涛": "孙涛 11-24 周二 没有班"})
    await talk.say("陈静", "/duty swap 孙涛 今天", heard={"陈静": "孙涛不是财务的人"})
    await talk.say(
        "陈静", "/duty swap 钱丽 今天", heard={"陈静": "已问钱丽", "钱丽": ("陈静想和您换班", "11-24")}
    )
    asked = await talk.office.last("钱丽", "换班")
    await talk.press(
        "钱丽", asked, "同意换班", toast="已换班", heard={"陈静": "钱丽同意换班"}, edited=["钱丽"]
    )
    await talk.press("钱丽", asked, data="swap:1:yes", toast="同意过了")
    await talk.until("2026-11-24T18:00", heard={"钱丽": ("您开始值班：财务", "到 11-25 08:00")})
    await talk.until("2026-11-25T08:00")
    await talk.until("2026-11-25T18:00", heard={"陈静": "您开始值班"})
    await talk.until("2026-11-26T18:00")  # nothing is handed over


async def test_a_refused_swap_changes_nothing(talk: Conversation) -> None:
    await talk.say("赵敏", "/duty 财务 陈静 每天 18:00-08:00", heard={"赵敏": "陈静", "陈静": "排了班"})
    await talk.say("陈静", "/duty swap 钱丽 11-25", heard={"陈静": "已问钱丽", "钱丽": "换班"})
    await talk.press(
        "钱丽",
        await talk.office.last("钱丽", "换班"),
        "不换",
        toast="不换",
        heard={"陈静": "还是您值班"},
        edited=["钱丽"],
    )
