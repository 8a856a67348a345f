"""The morning list: on working days, as office hours begin, to those who owe something; what is stuck to the director."""

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from store.company import Company
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import ORDER, VEHICLE, go, place
from tests.office import Office

FRIDAY = datetime(2026, 9, 18, 9, 0, tzinfo=UTC)
"""17:00 in Shanghai. The Sunday after is a make-up day; the Friday after that, Mid-Autumn, is a day off."""
LIST = "今天要办的"
STUCK = "卡住的事"


@pytest.fixture
async def talk(database_url: str, company: Company) -> AsyncIterator[Conversation]:
    async with Office.open(database_url, company, at=FRIDAY) as office:
        conversation = Conversation(office)
        await conversation.skip()
        yield conversation
        await conversation.check_manners()


def lists(talk: Conversation) -> dict[str, list[str]]:
    """Who has heard a list since this was asked last: of what they owe, or of what is stuck."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, text in talk.daily:
        found[name].append(text)
    talk.daily.clear()
    return dict(found)


async def test_each_hears_once_on_a_working_day_what_they_owe_and_nobody_on_a_day_off(
    talk: Conversation,
) -> None:
    await place(talk)
    await place(talk)
    await go(talk, 1, VEHICLE)
    await talk.until("2026-09-18T17:29", heard=ANYTHING)
    assert lists(talk) == {}
    await talk.until("2026-09-19T08:30", heard=ANYTHING)
    assert lists(talk) == {}, "a Saturday"
    await talk.until("2026-09-20T07:59", heard=ANYTHING)
    assert lists(talk) == {}
    await talk.until("2026-09-20T08:00", heard=ANYTHING)
    heard = lists(talk)
    assert set(heard) == {"李强", "陈静", "钱丽", "周伟"}, "a make-up Sunday; 钱丽 had been told too"
    assert "2 件" in heard["李强"][0] and "2 件" in heard["陈静"][0] and "1 件" in heard["周伟"][0]
    for piece in ("订单 1 宏达钢构", "订单 2 宏达钢构", "备货", "晨报 关"):
        assert piece in heard["李强"][0]
    assert "订单 2" in heard["周伟"][0] and "订单 1" not in heard["周伟"][0]
    # Once: not again in the same hour, nor later in the day.
    for moment in ("2026-09-20T08:01", "2026-09-20T08:59", "2026-09-20T13:30"):
        await talk.until(moment, heard=ANYTHING)
        assert lists(talk) == {}
    # What was done is owed no more; whoever owes nothing hears nothing.
    await talk.bring(("李强", "/stock 1 ready"), ("马军", "/stock 2 ready"), ("陈静", "/paid 1 11500"))
    await talk.until("2026-09-21T08:00", heard=ANYTHING)
    heard = lists(talk)
    assert "李强" not in heard and "马军" not in heard
    assert "1 件" in heard["陈静"][0] and "订单 2" in heard["陈静"][0]
    assert "订单 1" in heard["王芳"][0] and "开单" in heard["王芳"][0]
    # Mid-Autumn and its weekend.
    await talk.until("2026-09-24T17:00", heard=ANYTHING)
    for moment in ("2026-09-25T08:00", "2026-09-25T10:00", "2026-09-26T08:00", "2026-09-27T08:00"):
        await talk.until(moment, heard=ANYTHING)
        assert lists(talk) == {}, moment


async def test_the_director_hears_what_is_stuck_by_department(talk: Conversation) -> None:
    await place(talk)
    await talk.until("2026-09-20T08:00", heard=ANYTHING)
    assert "赵敏" not in lists(talk), "nothing is past the director's hour yet"
    await place(talk)
    await talk.until("2026-09-20T16:30", heard=ANYTHING)
    await talk.until("2026-09-21T08:00", heard=ANYTHING)
    heard = lists(talk)
    (stuck,) = heard["赵敏"]
    lines = {line.split()[1]: line for line in stuck.splitlines() if "最早" in line}
    assert "2 件" in lines["财务"] and "最早订单 1" in lines["财务"] and "货款" in lines["财务"]
    assert "2 件" in lines["车间"] and "2 件" in lines["物流"]
    assert LIST not in stuck, "none of it is the director's to do"
    assert not any(STUCK in text for name, texts in heard.items() if name != "赵敏" for text in texts)


async def test_whoever_switches_it_off_hears_no_list_until_it_is_on_again(talk: Conversation) -> None:
    await talk.bring(("陈静", "/language en"))
    await place(talk)
    await talk.say("李强", "/morning off", heard={"李强": "不再发晨报"})
    await talk.until("2026-09-20T08:00", heard=ANYTHING)
    heard = lists(talk)
    assert "李强" not in heard and "周伟" in heard
    (english,) = heard["陈静"]
    for piece in ("1 to do today", "Order 1", "payment", "/morning off"):
        assert piece in english
    await talk.say("李强", "晨报 开", heard={"李强": "晨报"})
    await talk.until("2026-09-21T08:00", heard=ANYTHING)
    assert "李强" in lists(talk)


async def test_whoever_is_away_hears_no_list_and_their_substitute_does(talk: Conversation) -> None:
    await place(talk, ORDER)
    await talk.say("李强", "/away until 9-21 马军", heard=ANYTHING)
    await talk.say("周伟", "/away until 9-21", heard=ANYTHING)
    await talk.until("2026-09-20T08:00", heard=ANYTHING)
    heard = lists(talk)
    assert "马军" in heard and "备货" in heard["马军"][0]
    assert "李强" not in heard and "周伟" not in heard, "they are not at work"
    await talk.until("2026-09-21T08:00", heard=ANYTHING)
    assert "李强" not in lists(talk) and "周伟" not in lists(talk)
    await talk.until("2026-09-22T08:00", heard=ANYTHING)
    assert "周伟" in lists(talk), "back, and the vehicle is still missing"


async def test_no_list_comes_twice_after_a_restart_and_none_for_a_day_that_was_slept_through(
    database_url: str, company: Company
) -> None:
    async with Office.open(database_url, company, at=FRIDAY, running=False) as office:
        talk = Conversation(office)
        async with office.bot_running():
            await place(talk)
            await talk.until("2026-09-20T08:00", heard=ANYTHING)
            assert "李强" in lists(talk)
        async with office.bot_running():
            await talk.later(seconds=60, heard=ANYTHING)
            assert lists(talk) == {}
        # Monday is slept through: it is not made up for, neither that evening nor next morning.
        office.clock.advance(datetime(2026, 9, 21, 9, 45, tzinfo=UTC) - office.clock.now())
        async with office.bot_running():
            await talk.later(seconds=60, heard=ANYTHING)
            assert lists(talk) == {}
            await talk.until("2026-09-22T08:00", heard=ANYTHING)
            heard = lists(talk)
            assert len(heard["李强"]) == len(heard["周伟"]) == 1
            (stuck,) = heard["赵敏"]
            assert STUCK in stuck


async def test_what_is_overdue_goes_to_the_director_in_one_message_an_hour_that_opens_each(
    talk: Conversation,
) -> None:
    for _ in range(3):
        await place(talk)
    await talk.until("2026-09-20T09:00", heard=ANYTHING)
    late = [one for one in await talk.office.seen("赵敏") if "超时" in one.text]
    assert len(late) <= 1
    await talk.until("2026-09-20T09:30", heard=ANYTHING)
    await talk.until("2026-09-20T10:30", heard=ANYTHING)
    late = [one for one in await talk.office.seen("赵敏") if "超时" in one.text]
    assert len(late) == 2, "the money at nine, goods and vehicles behind it"
    assert all(one.buttons for one in late)
    await talk.press("赵敏", late[0], 0, heard={"赵敏": "订单 1"})
