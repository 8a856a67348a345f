"""Restarts with things pending, a group that becomes a supergroup, topics."""

from store.company import Company
from tests.acceptance.conversation import ANYTHING, Conversation, actions, pressed_by
from tests.acceptance.scenes import ORDER, READY, bring_to, go, order, place
from tests.conftest import MONDAY
from tests.office import DESK, Office

NOTED = "已记下"


async def test_what_was_said_while_the_bot_was_away_is_done_once_and_in_order(
    database_url: str, company: Company
) -> None:
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        talk = Conversation(office)
        chat = office.chat
        await chat.say(office.id("王芳"), DESK, ORDER)
        await chat.say(office.id("李强"), DESK, "/stock 1 ready")
        async with office.bot_running():
            await talk.skip()
            card = await talk.card(1)
            assert "备货 ✅ 李强" in card.text
        await chat.say(office.id("陈静"), DESK, "/paid 1 5000")
        await chat.say(office.id("陈静"), office.id("陈静"), "/paid 1 6500")
        await chat.say(office.id("王芳"), DESK, "到账了吗?")
        await chat.press(
            office.id("周伟"), card, data=pressed_by(card)[actions(card).index("vehicle")], within=0
        )
        async with office.bot_running():
            await talk.skip()
            card = await talk.card(1)
            for piece in ("备货 ✅", "货款 ✅ 陈静", "¥11,500.00", "车辆 ✅ 周伟"):
                assert piece in card.text
            assert [one.text for one in await office.seen("王芳") if "可以开单了" in one.text]
            (toast,) = await chat.toasts(office.id("周伟"))
            assert NOTED in toast.text
            await talk.say("王芳", "/slip 1", heard=ANYTHING)
            assert "已开单" in (await talk.card(1)).text
        async with office.bot_running():
            await talk._check(None, ())  # a restart by itself says nothing
        await talk.check_manners()


async def test_tasks_come_due_across_a_restart(database_url: str, company: Company) -> None:
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        talk = Conversation(office)
        async with office.bot_running():
            await talk.skip()
            await place(talk)
        async with office.bot_running():
            await talk.later(minutes=14)
            await talk.later(minutes=1, heard={"钱丽": "请查款"})
            await talk.press(
                "钱丽", await talk.last("钱丽"), "paid", toast=NOTED, heard=ANYTHING, edited=["陈静"]
            )


async def test_after_a_long_gap_the_room_hears_which_presses_were_lost(
    database_url: str, company: Company
) -> None:
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        talk = Conversation(office)
        async with office.bot_running():
            await talk.later(minutes=1)
            await place(talk)
            await talk.later(minutes=1)
        await talk.skip()
        await office.chat.press(office.id("李强"), await talk.card(1), "备好了", within=0)
        await office.chat.advance(minutes=10)
        async with office.bot_running():
            await talk._check({DESK: ("10:02", "10:12")}, ())
            assert "备货 ⏳" in (await talk.card(1)).text
            await talk.press("李强", await talk.card(1), "ready", toast=NOTED)


async def test_a_group_that_becomes_a_supergroup_keeps_its_open_orders(
    talk: Conversation, office: Office
) -> None:
    await place(talk)
    await bring_to(talk, "closed", 2)
    await place(talk)
    new = await office.chat.upgrade(DESK, by=1001)
    await office.settled()
    await talk.skip()
    assert "订单 1" in (await talk.card(1, new)).text
    await talk.card(3, new)
    await talk.press("李强", await talk.card(1, new), "ready", toast=NOTED, edited=[new])
    await talk.say("陈静", "/paid 1 11500", new, heard=ANYTHING, edited=[new])
    await talk.say(
        "王芳",
        ORDER,
        new,
        heard={new: "订单 4", "王芳": "和订单", "李强": "请备货", "陈静": "请查款", "周伟": "请安排车辆"},
    )
    await talk.reply("李强", await talk.card(4, new), "备好了", heard={"李强": NOTED}, edited=[new])
    await talk.later(hours=8, heard=ANYTHING)


async def test_an_order_taken_in_a_topic_has_its_card_and_answers_there(
    database_url: str, company: Company
) -> None:
    forum = -1001000000009
    rooms = (company.rooms[0].model_copy(update={"chat_id": forum}),)
    company = company.model_copy(update={"rooms": rooms})
    async with Office.open(database_url, company, at=MONDAY, running=False, unstarted=["李强"]) as office:
        people = [member.id for member in company.members]
        await office.chat.add_group(forum, "业务群", members=people, bot_is_admin=True, is_forum=True)
        talk = Conversation(office)
        async with office.bot_running():
            await talk.skip()
            topic = await office.chat.add_topic(forum, "订单", by=1001)
            await talk.say("王芳", ORDER, forum, thread=topic, heard=ANYTHING)
            card = await talk.card(1, forum)
            assert card.thread == topic
            # Who can't be reached is answered in the topic where they spoke.
            await talk.say("李强", "/paid 1 500", forum, thread=topic, heard={forum: "财务"})
            assert (await talk.last(forum, "财务")).thread == topic
            await go(talk, 1, READY)
            await talk.press(
                "陈静", await talk.card(1, forum), "paid", toast=NOTED, heard=ANYTHING, edited=[forum]
            )
            general = order(items=("面漆, 1 桶, 5",))
            await talk.say("王芳", general, forum, heard=ANYTHING)
            assert (await talk.card(2, forum)).thread is None
