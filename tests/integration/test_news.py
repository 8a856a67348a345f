"""A digest instead of a storm: many pieces of news for one person go in one message."""

from bot.letters.letters import ROOM, Letter, together
from store.mail.outbox import Lane
from store.orders.area import ORDERS
from store.process.notices import notice
from store.process.records import find_case
from tests.office import Office

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
