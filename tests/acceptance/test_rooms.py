"""Groups: what each is for, the bot's coming and going, new ids, topics; spoken over HTTP to the application."""

from bot.courier.settling import settle
from bot.telegram.outcomes import Fate, Outcome
from store.company import Company
from store.mail import outbox
from store.members import barred
from tests.acceptance.conversation import ANYTHING, Conversation, Expected
from tests.acceptance.scenes import ORDER, bring_to, order
from tests.conftest import MONDAY
from tests.office import DESK, Office

ADMIN, DIRECTOR = "邓凯", "赵敏"
CLUB, FORUM = -2001, -1_000_000_002_002


async def group(talk: Conversation, chat_id: int = CLUB, title: str = "财务小群", **options: bool) -> None:
    """A group of 邓凯's and 王芳's that the bot is not in."""
    members = [talk.office.id(name) for name in (ADMIN, "王芳", DIRECTOR)]
    await talk.office.chat.add_group(chat_id, title, members=members, bot_is_member=False, **options)


async def add_bot(talk: Conversation, chat_id: int, by: str, heard: Expected) -> None:
    await talk.office.chat.add_bot(chat_id, by=talk.office.id(by), admin=True)
    await talk.later(seconds=1, heard=heard)


async def remove_bot(talk: Conversation, chat_id: int, by: str, heard: Expected) -> None:
    await talk.office.chat.remove_bot(chat_id, by=talk.office.id(by))
    await talk.later(seconds=1, heard=heard)


# a new group --------------------------------------------------------------------------------------------------
async def test_the_admin_who_adds_the_bot_is_asked_in_private_what_the_group_is(talk: Conversation) -> None:
    await talk.say(ADMIN, "/role 赵敏 +admin", heard=ANYTHING)
    await group(talk)
    await add_bot(talk, CLUB, ADMIN, {ADMIN: ("邓凯把机器人拉进了群“财务小群”", "在群里不说话")})
    question = await talk.last(ADMIN)
    assert question.button_texts == ["订单群", "部门群", "不用"]
    await talk.press(ADMIN, question, "部门群", edited=[ADMIN])
    choice = await talk.last(ADMIN)
    assert "财务" in choice.button_texts and "管理员" not in choice.button_texts
    await talk.press(ADMIN, choice, "财务", toast="“财务小群”是财务的群", edited=[ADMIN])
    answered = await talk.last(ADMIN)
    assert "群“财务小群”是财务的群，邓凯 10:00 定的" in answered.text and answered.button_texts == []
    await talk.press(ADMIN, answered, "财务", toast="邓凯 10:00 已定：财务的群", earlier=True)
    assert await talk.office.seen(CLUB) == []
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    assert "请查款：订单 1" in (await talk.last(CLUB)).text


async def test_whoever_else_adds_the_bot_all_admins_are_asked_and_the_first_decides(
    english: Conversation,
) -> None:
    talk = english
    await talk.say(ADMIN, "/role 赵敏 +admin", heard=ANYTHING)
    await group(talk)
    await talk.say("王芳", ORDER, heard=ANYTHING)
    await add_bot(
        talk,
        CLUB,
        "王芳",
        {ADMIN: "王芳 added the bot to the group", DIRECTOR: "王芳 added the bot to the group"},
    )
    own, other = await talk.last(ADMIN), await talk.last(DIRECTOR)
    await talk.press(DIRECTOR, other, "Order desk", toast="is the order desk", edited=[ADMIN, DIRECTOR])
    await talk.press(ADMIN, own, "None of ours", toast="赵敏 has said 10:00: the order desk", earlier=True)
    assert "set by 赵敏 10:00" in (await talk.last(ADMIN, "财务小群")).text
    await talk.say("王芳", order(), CLUB, heard=ANYTHING)
    await talk.card(2, CLUB)


async def test_a_group_that_is_none_of_ours_hears_nothing(talk: Conversation) -> None:
    await group(talk)
    await add_bot(talk, CLUB, ADMIN, {ADMIN: "做什么用"})
    await talk.say("王芳", "备货 1 好了", CLUB)
    await talk.press(ADMIN, await talk.last(ADMIN), "不用", toast="不再说话", edited=[ADMIN])
    await talk.say("王芳", "订单", CLUB)
    await talk.say("王芳", "/orders", CLUB, heard={CLUB: "请联系管理员"})
    await talk.say("王芳", "/orders", CLUB)
    # Another day the admin thinks better of it, in the group itself.
    await talk.say(ADMIN, "/room", CLUB, heard={CLUB: "本群还没定用途"})
    question = await talk.last(CLUB)
    await talk.press("王芳", question, "订单群", toast="请联系管理员")
    await talk.press(ADMIN, question, "部门群", edited=[CLUB])
    await talk.press(ADMIN, await talk.last(CLUB), "返回", edited=[CLUB])
    await talk.press(ADMIN, await talk.last(CLUB), "订单群", toast="是订单群", edited=[CLUB])
    await talk.say("王芳", ORDER, CLUB, heard=ANYTHING)
    await talk.card(1, CLUB)


async def test_a_question_is_over_once_the_bot_is_out_again(talk: Conversation) -> None:
    await group(talk)
    await add_bot(talk, CLUB, ADMIN, {ADMIN: "做什么用"})
    question = await talk.last(ADMIN)
    await remove_bot(talk, CLUB, "王芳", {})
    assert "机器人已不在群“财务小群”里" in (await talk.last(ADMIN)).text
    await talk.press(ADMIN, question, "订单群", toast="不用再选", earlier=True)
    await add_bot(talk, CLUB, ADMIN, {ADMIN: "做什么用"})


# what a room is for ----------------------------------------------------------------------------------------------
async def test_room_says_what_the_room_is_and_an_admin_changes_it(talk: Conversation) -> None:
    await talk.say(ADMIN, "/room", DESK, heard={DESK: "本群是订单群"})
    await talk.say("王芳", "/room", DESK, heard={"王芳": "管理员"})
    await talk.say("王芳", "/room off", DESK, heard={"王芳": "管理员"})
    question = await talk.last(DESK)
    await talk.press("王芳", question, "不用", toast="管理员")
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    old = await talk.card(1)
    await talk.press(ADMIN, question, "不用", toast="不再说话", edited=[DESK])
    # What was said there stays, without its buttons; it is changed no more, and new orders are followed in private.
    assert not (await talk.last(DESK, "订单 1 ·")).button_texts
    await talk.say("李强", "/stock 1 ready", heard={"李强": "备货"})
    await talk.say("王芳", order(), heard=ANYTHING)
    assert DESK not in talk.heard
    await talk.say("王芳", "/orders", DESK, heard={DESK: "请联系管理员"})
    await talk.say(ADMIN, "房间 订单群", DESK, heard={DESK: ["是订单群", "订单 1 ·", "订单 2 ·"]})
    assert "李强" in (await talk.card(1)).text
    # What a reply to the older card says still counts, and so does a press that came before its buttons were gone.
    await talk.reply("陈静", old, "到账 11500", heard=ANYTHING)
    await talk.press("周伟", old, "vehicle", earlier=True, toast="", heard=ANYTHING)
    assert "货款 ✅ 陈静" in (await talk.card(1)).text


async def test_a_room_that_becomes_another_loses_the_buttons_of_what_it_was(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.say(ADMIN, "/room 财务", DESK, heard={DESK: "是财务的群"})
    assert not any(one.button_texts for one in await talk.office.seen(DESK))


async def test_a_department_has_one_room_the_latest(talk: Conversation) -> None:
    for chat_id, title in ((CLUB, "财务小群"), (CLUB - 1, "财务大群")):
        await group(talk, chat_id, title)
        await add_bot(talk, chat_id, ADMIN, {ADMIN: "做什么用"})
        await talk.say(ADMIN, "/room 财务", chat_id, heard={chat_id: f"“{title}”是财务的群"})
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    assert "请查款" in (await talk.last(CLUB - 1)).text
    assert not [one for one in await talk.office.seen(CLUB) if "请查款" in one.text]
    await talk.say(ADMIN, "/room 财务", CLUB, heard=ANYTHING)
    assert not (await talk.last(CLUB - 1, "请查款")).button_texts
    await talk.say("王芳", order(), DESK, heard=ANYTHING)
    assert (await talk.last(CLUB, "请查款：订单 2")).button_texts
    await talk.say(ADMIN, "/room 财务", CLUB - 1, heard=ANYTHING)
    await talk.say(
        ADMIN, "/room", heard={ADMIN: ("业务群 · 订单群", "财务大群 · 财务的群", "财务小群 · 不用")}
    )
    await talk.say(ADMIN, "/room desk", heard={ADMIN: "请在要设置的群里发"})
    await talk.say(ADMIN, "/room 厨房", CLUB - 1, heard={ADMIN: "没看懂：“厨房”"})


async def test_orders_taken_without_a_desk_get_their_cards_when_there_is_one(
    database_url: str, company: Company
) -> None:
    async with Office.open(database_url, company.model_copy(update={"rooms": ()}), at=MONDAY) as office:
        talk = Conversation(office)
        await talk.skip()
        await talk.say("王芳", ORDER, heard=ANYTHING)
        await group(talk, title="业务群")
        await add_bot(talk, CLUB, ADMIN, {ADMIN: "做什么用"})
        await talk.press(
            ADMIN, await talk.last(ADMIN), "订单群", toast="是订单群", heard={CLUB: "订单 1 · 宏达钢构"}
        )


async def test_a_desk_in_a_topic_keeps_its_topic(talk: Conversation) -> None:
    await group(talk, FORUM, "公司论坛", is_forum=True)
    await add_bot(talk, FORUM, ADMIN, {ADMIN: "做什么用"})
    topic = await talk.office.chat.add_topic(FORUM, "订单", by=talk.office.id(ADMIN))
    other = await talk.office.chat.add_topic(FORUM, "闲聊", by=talk.office.id(ADMIN))
    await talk.say(ADMIN, "/room desk", FORUM, thread=topic, heard={FORUM: "是订单群"})
    assert (await talk.last(FORUM)).thread == topic
    await talk.say("王芳", ORDER, FORUM, thread=topic, heard=ANYTHING)
    card = await talk.card(1, FORUM)
    assert card.thread == topic
    await talk.press(ADMIN, card, "详情", heard={ADMIN: "订单 1"})
    # By button in another topic: the desk moves there, and its cards with it.
    await talk.say(ADMIN, "/room", FORUM, thread=other, heard={FORUM: "本群是订单群"})
    question = await talk.last(FORUM, "本群是订单群")
    assert question.thread == other
    await talk.press(ADMIN, question, "订单群", toast="是订单群", heard={FORUM: "订单 1"}, edited=[FORUM])
    assert (await talk.last(FORUM, "订单 1")).thread == other


# coming and going ---------------------------------------------------------------------------------------------------
async def test_a_room_that_lost_the_bot_and_has_it_again_is_as_before(talk: Conversation) -> None:
    await bring_to(talk, "closed")
    await talk.say("王芳", order(), DESK, heard=ANYTHING)
    await remove_bot(talk, DESK, "李强", {ADMIN: "机器人被李强移出了群“业务群”"})
    await talk.say("李强", "/stock 2 ready", heard={"李强": "备货"})
    await talk.say("王芳", order(customer="新客户"), heard=ANYTHING)
    assert DESK not in talk.heard
    await talk.say(ADMIN, "/room", heard={ADMIN: "业务群 · 订单群 ⚠️ 机器人不在群里"})
    # Nobody is asked again; what is still open is posted anew, what was opened meanwhile too.
    await add_bot(talk, DESK, "李强", {DESK: ["订单 2 ·", "订单 3 · 新客户"]})
    assert "备货 ✅ 李强" in (await talk.card(2)).text
    await talk.press("陈静", await talk.card(2), "全款到账", toast="¥11,500.00", heard=ANYTHING)
    await talk.say(ADMIN, "/undelivered", heard={ADMIN: "都送到了"})


async def test_what_a_departments_room_missed_while_the_bot_was_out_is_offered_no_more(
    talk: Conversation,
) -> None:
    await group(talk)
    await add_bot(talk, CLUB, ADMIN, {ADMIN: "做什么用"})
    await talk.say(ADMIN, "/room 财务", CLUB, heard=ANYTHING)
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.say("王芳", order(), DESK, heard=ANYTHING)
    await remove_bot(talk, CLUB, "王芳", {ADMIN: "移出"})
    await talk.say("陈静", "/paid 1 11500", heard=ANYTHING)
    await add_bot(talk, CLUB, "王芳", {CLUB: "请查款：订单 2"})
    assert not (await talk.last(CLUB, "请查款：订单 1")).button_texts
    assert (await talk.last(CLUB, "请查款：订单 2")).button_texts


async def test_a_group_that_becomes_a_supergroup_stays_the_desk(talk: Conversation) -> None:
    await bring_to(talk, "closed")
    await talk.say("王芳", order(), DESK, heard=ANYTHING)
    new = await talk.office.chat.upgrade(DESK, by=talk.office.id("王芳"))
    await talk.later(seconds=1, heard={new: "订单 2 ·"})
    await talk.press("李强", await talk.card(2, new), "备好了", toast="备货", heard=ANYTHING)
    await talk.say("王芳", "/show 2", new, heard={new: "订单 2 ·"})
    await talk.say("王芳", order(), new, heard=ANYTHING)
    await talk.card(3, new)


async def test_a_supergroup_is_heard_of_by_telegrams_refusal_alone(office: Office) -> None:
    talk = Conversation(office)
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    # The message that says so never comes: nothing else tells the bot but the refusal of its next call.
    office.server.queue.allow(["callback_query"])
    new = office.server.people.upgrade(DESK, office.id("王芳")).id
    office.server.queue.allow([])
    await talk.say("李强", "/stock 1 ready", heard={"李强": "备货", new: "订单 1 ·"})
    assert "备货 ✅ 李强" in (await talk.card(1, new)).text
    await talk.press("陈静", await talk.card(1, new), "全款到账", toast="¥11,500.00", heard=ANYTHING)
    (refused,) = [call for call in await office.chat.calls() if call.status == 400]
    assert "upgraded to a supergroup" in refused.description
    await talk.check_manners(refused=["upgraded to a supergroup"])


# a room that refuses for a while --------------------------------------------------------------------------------
async def forum_desk(talk: Conversation) -> tuple[int, int]:
    """A forum where the bot is an ordinary member, its desk in a topic; and another topic."""
    await group(talk, FORUM, "公司论坛", is_forum=True)
    await talk.office.chat.add_bot(FORUM, by=talk.office.id(ADMIN))
    await talk.later(seconds=1, heard={ADMIN: "做什么用"})
    topics = [
        await talk.office.chat.add_topic(FORUM, name, by=talk.office.id(ADMIN)) for name in ("订单", "闲聊")
    ]
    await talk.say(ADMIN, "/room desk", FORUM, thread=topics[0], heard={FORUM: "是订单群"})
    return topics[0], topics[1]


async def test_cards_wait_for_a_closed_topic_and_come_when_it_is_opened(office: Office) -> None:
    talk = Conversation(office)
    topic, _ = await forum_desk(talk)
    by = talk.office.id(ADMIN)
    await talk.office.chat.set_topic(FORUM, topic, "closed", by=by)
    await talk.say("王芳", "/order@gendan_bot\n" + ORDER.partition("\n")[2], FORUM, heard=ANYTHING)
    assert "话题关着" in (await talk.last(ADMIN, "公司论坛")).text
    await talk.office.chat.set_topic(FORUM, topic, "reopened", by=by)
    await talk.later(seconds=1, heard=ANYTHING)
    assert (await talk.card(1, FORUM)).thread == topic
    assert "又能发消息了" in (await talk.last(ADMIN, "公司论坛")).text
    await talk.check_manners(refused=["TOPIC_CLOSED"])


async def test_a_deleted_topics_cards_go_where_an_admin_says(office: Office) -> None:
    talk = Conversation(office)
    topic, other = await forum_desk(talk)
    by = talk.office.id(ADMIN)
    await talk.office.chat.remove_bot(DESK, by=talk.office.id("王芳"))
    await talk.later(seconds=1, heard=ANYTHING)
    await talk.say("王芳", ORDER, heard=ANYTHING)
    assert (await talk.card(1, FORUM)).thread == topic
    await talk.office.chat.set_topic(FORUM, topic, "deleted", by=by)
    await talk.say("李强", "/stock 1 ready", heard=ANYTHING)
    await talk.say("王芳", order(), heard=ANYTHING)
    assert "话题没有了" in (await talk.last(ADMIN, "公司论坛")).text
    await talk.say(ADMIN, "/room desk", FORUM, thread=other, heard=ANYTHING)
    assert "备货 ✅" in (await talk.card(1, FORUM)).text
    assert (await talk.card(2, FORUM)).thread == other
    assert "又能发消息了" in (await talk.last(ADMIN, "公司论坛")).text
    await talk.check_manners(refused=["message thread not found", "message to edit not found"])


async def test_what_is_asked_in_a_topic_that_is_deleted_meanwhile_is_answered_in_the_desks(
    office: Office,
) -> None:
    talk = Conversation(office)
    topic, other = await forum_desk(talk)
    await talk.office.chat.do(
        "fault",
        kind="error",
        status=400,
        method="sendMessage",
        chat_id=FORUM,
        description="Bad Request: message thread not found",
    )
    await talk.say(ADMIN, "/room", FORUM, thread=other, heard={FORUM: "本群是订单群"})
    assert (await talk.last(FORUM, "本群是订单群")).thread == topic


async def test_a_room_whose_return_nobody_told_of_is_a_room_again_once_it_is_heard(
    talk: Conversation,
) -> None:
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await remove_bot(talk, DESK, "李强", {ADMIN: "移出了群"})
    await talk.later(minutes=1)
    talk.office.server.queue.allow(["message", "callback_query"])
    await talk.office.chat.add_bot(DESK, by=talk.office.id("李强"), admin=True)
    await talk.say("王芳", "早", DESK, heard=ANYTHING)
    await talk.card(1)


# a stranger's group ---------------------------------------------------------------------------------------------
STRANGER = 4242


async def strangers_group(talk: Conversation, chat_id: int = CLUB) -> None:
    await talk.office.chat.add_user(STRANGER, "Eva <Kim>", started=True)
    await talk.office.chat.add_group(chat_id, "宏达采购群", members=[STRANGER], bot_is_member=False)


async def test_a_strangers_group_becomes_a_room_only_when_the_admin_says_so_twice(talk: Conversation) -> None:
    await strangers_group(talk)
    await talk.office.chat.add_bot(CLUB, by=STRANGER)
    await talk.later(seconds=1, heard={ADMIN: ("不是成员的人", "Eva <Kim>（4242）", "宏达采购群")})
    question = await talk.last(ADMIN)
    pressed = await talk.press(ADMIN, question, "订单群", toast="再确认一次", edited=[ADMIN], repeat="query")
    assert pressed
    assert "请再确认：群“宏达采购群”定为订单群" in (await talk.last(ADMIN)).text
    assert (await talk.last(ADMIN)).button_texts == ["确认", "返回"]
    await talk.say("王芳", ORDER, heard=ANYTHING)
    assert await talk.office.seen(CLUB) == []
    await talk.press(ADMIN, await talk.last(ADMIN, "宏达采购群"), "返回", edited=[ADMIN])
    assert "订单群" in (await talk.last(ADMIN, "宏达采购群")).button_texts
    await talk.press(ADMIN, await talk.last(ADMIN, "宏达采购群"), "订单群", toast="再确认一次")
    await talk.press(
        ADMIN, await talk.last(ADMIN, "宏达采购群"), "确认", toast="是订单群", heard=ANYTHING, edited=[ADMIN]
    )
    assert (await talk.last(ADMIN, "宏达采购群")).button_texts == []


async def test_typed_in_a_strangers_group_it_is_asked_once_more_too(talk: Conversation) -> None:
    await talk.office.chat.add_user(STRANGER, "Eva <Kim>", started=True)
    people = [STRANGER, talk.office.id(ADMIN)]
    await talk.office.chat.add_group(CLUB, "宏达采购群", members=people, bot_is_member=False)
    await talk.office.chat.add_bot(CLUB, by=STRANGER)
    await talk.later(seconds=1, heard={ADMIN: "不是成员的人"})
    await talk.say(ADMIN, "/room desk", CLUB, heard={CLUB: ("请再确认", "订单群", "不是成员")})
    await talk.say("王芳", ORDER, heard=ANYTHING)
    assert len(await talk.office.seen(CLUB)) == 1, "no card before the admin is sure"
    await talk.press(ADMIN, await talk.last(CLUB), "确认", toast="是订单群", heard=ANYTHING, edited=[CLUB])


async def test_a_department_for_a_strangers_group_is_asked_twice_too_and_none_of_ours_once(
    english: Conversation,
) -> None:
    talk = english
    await strangers_group(talk)
    await talk.office.chat.add_bot(CLUB, by=STRANGER)
    await talk.later(seconds=1, heard={ADMIN: ("no member", "4242")})
    await talk.press(ADMIN, await talk.last(ADMIN), "Department's room", edited=[ADMIN])
    await talk.press(ADMIN, await talk.last(ADMIN), "finance", toast="please confirm", edited=[ADMIN])
    await talk.press(ADMIN, await talk.last(ADMIN), "Back", edited=[ADMIN])
    await talk.press(ADMIN, await talk.last(ADMIN), "None of ours", toast="says nothing", edited=[ADMIN])


async def test_however_often_a_stranger_adds_the_bot_the_admins_are_asked_once_a_day(
    talk: Conversation,
) -> None:
    await strangers_group(talk)
    for _ in range(25):
        await talk.office.chat.add_bot(CLUB, by=STRANGER)
        await talk.office.settled()
        await talk.office.chat.remove_bot(CLUB, by=STRANGER)
        await talk.office.settled()
    assert sum("宏达采购群" in one.text for one in await talk.office.seen(ADMIN)) == 1
    await talk.skip()
    await talk.office.chat.add_bot(CLUB, by=STRANGER)
    await talk.later(seconds=1)
    await talk.press(ADMIN, await talk.last(ADMIN), "订单群", toast="再确认一次", edited=[ADMIN])
    await talk.office.chat.remove_bot(CLUB, by=STRANGER)
    await talk.later(days=1, heard=ANYTHING)
    await talk.office.chat.add_bot(CLUB, by=STRANGER)
    await talk.later(seconds=1, heard={ADMIN: "不是成员的人"})


async def test_after_a_night_in_a_barred_room_one_failure_of_the_network_loses_nothing(
    office: Office,
) -> None:
    assert office.app is not None
    async with office.app.store.unit() as unit:
        row = outbox.notice(unit.session, "members/room", chat_id=DESK, now=unit.now, not_before=unit.now)
        await unit.session.flush()
        for _ in range(200):
            assert await barred.hold(unit, row, "not enough rights")
        assert row.not_before == unit.now + barred.LONGEST_PAUSE
        await settle(unit, row, 1, Outcome(Fate.RETRY, reason="network"))
        assert row.state == "open"
        await unit.session.rollback()


async def test_of_a_barred_room_that_the_bot_was_taken_out_of_nobody_is_told_that_it_takes_messages_again(
    office: Office,
) -> None:
    talk = Conversation(office)
    await office.chat.do("bot_status", chat_id=DESK, status="member", by=1001)
    await talk.office.chat.deny(DESK, "text")
    await talk.say("王芳", ORDER, heard=ANYTHING)
    assert "里发不了消息" in (await talk.last(ADMIN)).text
    await remove_bot(talk, DESK, "李强", {ADMIN: "被李强移出了群"})
    assert all("又能发消息" not in one.text for one in await talk.office.seen(ADMIN))
    assert "已经过去了" in (await talk.last(ADMIN, "发不了消息")).text
    await talk.check_manners(refused=["not enough rights"])
