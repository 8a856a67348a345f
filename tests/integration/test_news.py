"""A digest instead of a storm: many pieces of news for one person go in one message."""

import asyncio

import pytest

from bot import courier
from bot.letters import ROOM, Letter, together
from bot.sandbox.seen import ApiCall
from store.orders.books import ORDERS
from store.outbox import Lane
from store.records import find_case
from store.telling import notice
from tests.office import DESK, Office

MANY = 6


def test_no_more_news_goes_in_one_message_than_telegram_takes() -> None:
    letters = [Letter("x" * (ROOM // 3), "zh") for _ in range(5)]
    letter, held = together(letters)
    assert letter is not None
    assert held == 3
    assert together([None, None]) == (None, 2)
    assert together([None, letters[0]]) == (letters[0], 2)
    assert together([]) == (None, 1)


async def test_news_that_piled_up_comes_as_one_message_and_nothing_is_lost(office: Office) -> None:
    await office.say("王芳", "/order\n客户: 宏达钢构\n品名: 面漆, 1 桶, 100\n付款: 款到发货")
    app, seller = office.app, office.id("吴桐")
    assert app is not None
    async with app.store.unit() as unit:
        person = unit.roster.by_telegram(seller)
        case = await find_case(unit.session, ORDERS.name, 1)
        assert person is not None and case is not None
        for who in ("甲", "乙", "丙", "丁", "戊", "己"):
            notice(unit, ORDERS, "paid_none", person, case, {}, Lane.MONEY, by=who)
    await office.settled()
    (heard,) = await office.seen("吴桐")
    for who in ("甲", "乙", "丙", "丁", "戊", "己"):
        assert heard.text.count(f"{who}查过") == 1


async def test_an_answer_to_a_press_goes_before_what_piled_up(office: Office) -> None:
    await office.say("王芳", "/order\n客户: 宏达钢构\n品名: 面漆, 1 桶, 100\n付款: 款到发货")
    (task,) = await office.seen("李强")
    app = office.app
    assert app is not None
    async with app.store.unit() as unit:
        case = await find_case(unit.session, ORDERS.name, 1)
        assert case is not None
        for person in unit.roster.people:
            for at in range(MANY):
                notice(unit, ORDERS, "paid_none", person, case, {}, Lane.MONEY, by=str(at), task_id=1)
    await office.press("李强", task, "备好了")
    await office.settled()
    made = [call.method for call in await office.chat.calls()]
    after = made[made.index("answerCallbackQuery") :]
    assert after.count("sendMessage") > MANY, "most of the messages came after the answer"


async def test_while_updates_wait_an_answer_to_a_press_goes_and_all_else_has_its_turn(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With updates waiting all the time, the toast comes in the first slice and the card in the second."""
    await office.say("王芳", "/order\n客户: 宏达钢构\n品名: 面漆, 1 桶, 100\n付款: 款到发货")
    app, card = office.app, await office.last(DESK, "订单 1")
    assert app is not None
    waiting = True
    monkeypatch.setattr(courier, "YIELD", 0.5)
    monkeypatch.setattr(app.courier, "_handling", lambda: waiting)
    before = (await office.chat.calls())[-1]
    await office.chat.press(office.id("李强"), card, "备好了")
    called: list[ApiCall] = []
    async with asyncio.timeout(10):
        while "editMessageText" not in [call.method for call in called]:
            await asyncio.sleep(0.02)
            called = await office.chat.calls(since=before)
    waiting = False
    app.courier.rested()
    await office.settled()
    toast, edit = (
        next(c for c in called if c.method == m) for m in ("answerCallbackQuery", "editMessageText")
    )
    assert called.index(toast) == 0
    assert edit.at - toast.at > 0.2
