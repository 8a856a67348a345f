"""People from the chat: joining, roles, who can't be reached, languages, duty; spoken over HTTP to the application."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.settings import SHIPPED_TEMPLATES
from bot.wording.vocabulary import load_vocabulary
from store.company import Company, Role
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import ORDER, bring_to, place
from tests.conftest import MONDAY
from tests.office import DESK, Office

VOCABULARY = load_vocabulary([SHIPPED_TEMPLATES])
MING, TOM = 2001, 2002
ADMIN, BOSS = "邓凯", "赵敏"


@dataclass
class Words:
    """What a test looks for, in its language."""

    which: str
    sent: str
    asks: str
    service: str
    accept: str
    accepted: str
    joined: str
    refuse: str
    refused: str
    tomorrow: str


WORDS = {
    "zh": Words(
        which="想以哪个岗位加入？",
        sent="已转给管理员：客服",
        asks="小明 申请加入，岗位：客服",
        service="客服",
        accept="同意",
        accepted="已同意",
        joined="小明，您好。管理员同意了，您现在是客服。",
        refuse="拒绝",
        refused="管理员没有同意",
        tomorrow="明天可以再申请",
    ),
    "en": Words(
        which="Which role would you join as?",
        sent="Passed on to the administrator: customer service",
        asks="小明 asks to join as: customer service",
        service="customer service",
        accept="Accept",
        accepted="Accepted",
        joined="Hello 小明. The administrator has agreed: you are now customer service.",
        refuse="Refuse",
        refused="The administrator has not agreed",
        tomorrow="You may ask again tomorrow",
    ),
}


@pytest.fixture(params=["zh", "en"])
async def both(
    request: pytest.FixtureRequest, database_url: str, company: Company
) -> AsyncIterator[tuple[Conversation, Words]]:
    """The same conversation in a company that speaks Chinese, and in one that speaks English."""
    speaking = company.model_copy(update={"language": request.param})
    async with Office.open(database_url, speaking, at=MONDAY) as office:
        code = "zh-hans" if request.param == "zh" else "en"
        await office.chat.add_user(MING, "小明", started=True, language_code=code)
        talk = Conversation(office)
        await talk.skip()
        yield talk, WORDS[request.param]
        await talk.check_manners()


@pytest.fixture
async def people(talk: Conversation) -> Conversation:
    """With two who are no members: 小明, and Tom, whose Telegram is English."""
    await talk.office.chat.add_user(MING, "小明", started=True)
    await talk.office.chat.add_user(TOM, "Tom", started=True, language_code="en-GB")
    return talk


# joining --------------------------------------------------------------------------------------------------
async def test_whoever_asks_to_join_is_taken_on_by_an_admins_press(both: tuple[Conversation, Words]) -> None:
    talk, words = both
    await talk.say(MING, "/join", heard={MING: words.which})
    choice = await talk.last(MING)
    await talk.press(MING, choice, words.service, toast=words.sent, heard={ADMIN: words.asks}, edited=[MING])
    assert (await talk.last(MING)).button_texts == []
    question = await talk.last(ADMIN)
    await talk.press(
        ADMIN, question, words.accept, toast=words.accepted, heard={MING: words.joined}, edited=[ADMIN, MING]
    )
    assert (await talk.last(ADMIN)).button_texts == []
    menu = [one["command"] for one in await talk.office.chat.commands(MING, MING)]
    assert "slip" in menu and "paid" not in menu
    await talk.say(MING, ORDER, heard=ANYTHING)
    await talk.say(MING, "/history 1", heard={MING: "小明"})


async def test_a_refusal_is_polite_and_holds_for_the_day(both: tuple[Conversation, Words]) -> None:
    talk, words = both
    await talk.say(MING, "/join", heard=ANYTHING)
    await talk.press(MING, await talk.last(MING), words.service, heard=ANYTHING)
    question = await talk.last(ADMIN)
    await talk.press(ADMIN, question, words.refuse, heard={MING: words.refused}, edited=[ADMIN])
    await talk.say(MING, "/join", heard={MING: words.tomorrow})
    assert (await talk.last(MING)).button_texts == []
    await talk.later(days=1, heard=ANYTHING)
    await talk.say(MING, "/join", heard={MING: words.which})


async def test_the_first_of_two_admins_decides(people: Conversation) -> None:
    talk = people
    await talk.say(ADMIN, f"/role {BOSS} +管理员", heard=ANYTHING)
    await talk.say(MING, "加入", heard=ANYTHING)
    await talk.press(MING, await talk.last(MING), "仓库", heard={ADMIN: "申请加入", BOSS: "申请加入"})
    own, other = await talk.last(ADMIN), await talk.last(BOSS)
    await talk.press(BOSS, other, "同意", toast="已同意", heard={MING: "仓库"}, edited=[ADMIN, BOSS])
    await talk.press(ADMIN, own, "拒绝", toast="赵敏 10:00 已同意", earlier=True)
    await talk.press(BOSS, other, "同意", toast="赵敏 10:00 已同意", earlier=True)
    for admin in (ADMIN, BOSS):
        assert "赵敏 10:00 已同意" in (await talk.last(admin, "小明")).text
    await talk.say(ADMIN, "/role 小明", heard={ADMIN: "小明 · 仓库"})


async def test_one_person_has_one_open_request_and_the_admins_hear_of_it_once_a_day(
    people: Conversation,
) -> None:
    talk = people
    await talk.say(MING, "/join", heard={MING: "哪个岗位"})
    await talk.say(MING, "/join", heard={MING: "哪个岗位"})
    await talk.press(MING, await talk.last(MING), "物流", heard={ADMIN: "物流"})
    await talk.press(MING, await talk.last(MING), "物流", toast="已经转给管理员", earlier=True)
    await talk.say(MING, "/join", heard={MING: "已转给管理员：物流"})
    await talk.later(days=1, heard=ANYTHING)
    await talk.say(MING, "/join", heard={MING: "已转给管理员：物流", ADMIN: "小明 申请加入，岗位：物流"})
    await talk.say(MING, "/join", heard={MING: "已转给管理员：物流"})


async def test_a_stranger_who_asks_and_asks_is_not_answered_for_ever(people: Conversation) -> None:
    talk = people
    for _ in range(5):
        await talk.say(TOM, "/join", heard={TOM: "Which role"})
    await talk.say(TOM, "/join")
    await talk.say(TOM, "/join")
    await talk.later(days=1, heard=ANYTHING)
    await talk.say(TOM, "/join", heard={TOM: "Which role"})


async def test_a_stranger_learns_the_names_of_roles_and_nothing_else(people: Conversation) -> None:
    talk = people
    await talk.say(MING, "/start", heard={MING: "请联系管理员"})
    await talk.say(MING, "/members")
    await talk.say(TOM, "/start join", heard={TOM: "Which role"})
    await talk.say(MING, "/join", heard={MING: "哪个岗位"})
    choice, toms = await talk.last(MING), await talk.last(TOM)
    assert set(choice.button_texts) == {VOCABULARY.role(role, "zh") for role in Role} - {"管理员"}
    assert all(len(row) <= 3 for row in choice.buttons)
    await talk.press(MING, choice, data="join:2:admin", toast="请联系管理员")
    await talk.press(MING, choice, data="join:1:service", toast="请联系管理员")  # Tom's request
    await talk.press(MING, choice, data="admit:2:yes", toast="请联系管理员")
    await talk.press(MING, choice, data="role:1024:off", toast="请联系管理员")
    await talk.press(TOM, toms, data="join:1:service", toast="Passed on", heard={ADMIN: "Tom"})
    names = [member.name for member in talk.office.company.members]
    for chat in (MING, TOM):
        for message in await talk.office.seen(chat):
            assert not any(name in message.text for name in [*names, talk.office.company.name])


async def test_in_a_room_a_wish_to_join_stays_between_the_asker_and_the_admins(people: Conversation) -> None:
    talk = people
    await talk.office.chat.join(DESK, [MING], by=1001)
    await talk.office.settled()
    await talk.say(MING, "/join", DESK, heard={DESK: "打开私聊"})
    await talk.say("李强", "/join", DESK, heard={"李强": "想加上哪个岗位？"})
    choice = await talk.last("李强")
    assert "车间" not in choice.button_texts
    await talk.press(
        "李强", choice, "采购部", toast="已转给管理员", heard={ADMIN: "李强（车间）想加上岗位：采购部"}
    )
    await talk.press(ADMIN, await talk.last(ADMIN), "同意", heard={"李强": ("采购部", "车间")})


async def test_a_press_on_a_button_for_admins_is_refused_to_others(people: Conversation) -> None:
    talk = people
    await talk.say(MING, "/join", heard=ANYTHING)
    await talk.press(MING, await talk.last(MING), "客服", heard=ANYTHING)
    own = await talk.say("李强", "/help", heard=ANYTHING)
    message = await talk.last("李强")
    await talk.press("李强", message, data="admit:1:yes", toast="管理员")
    await talk.press("李强", message, data="role:1002:add:admin", toast="管理员")
    await talk.press("李强", message, data="room:1:off:0", toast="管理员")
    assert own.chat_id == talk.office.id("李强")
    question = await talk.last(ADMIN)
    assert question.button_texts == ["同意", "拒绝"]


@pytest.mark.parametrize(
    "data", ["admit:99:yes", "admit:1", "admit:x:yes", "role:1:add:king", "room:1:desk", "who:x"]
)
async def test_what_no_button_says_has_no_effect(talk: Conversation, data: str) -> None:
    await talk.say(ADMIN, "/members", heard=ANYTHING)
    await talk.press(ADMIN, await talk.last(ADMIN), data=data)


async def test_without_an_admin_nobody_can_be_asked(database_url: str, company: Company) -> None:
    members = [member for member in company.members if Role.ADMIN not in member.roles]
    without = company.model_copy(update={"members": tuple(members)})
    async with Office.open(database_url, without, at=MONDAY) as office:
        await office.chat.add_user(MING, "小明", started=True)
        talk = Conversation(office)
        await talk.skip()
        await talk.say(MING, "/join", heard=ANYTHING)
        await talk.press(MING, await talk.last(MING), "客服", toast="没有管理员")


async def test_whoever_the_operator_names_is_an_admin(database_url: str, company: Company) -> None:
    """GENDAN_ADMIN_IDS needs no entry in the file; the name comes from Telegram."""
    members = [member for member in company.members if Role.ADMIN not in member.roles]
    without = company.model_copy(update={"members": tuple(members)})
    async with Office.open(database_url, without, at=MONDAY, admin_ids=(TOM,), running=False) as office:
        await office.chat.add_user(TOM, "Tom", started=False)
        await office.chat.add_user(MING, "小明", started=True)
        async with office.bot_running():
            talk = Conversation(office)
            await talk.say(MING, "/join", heard=ANYTHING)
            await talk.press(MING, await talk.last(MING), "客服", heard=ANYTHING)
            assert await office.seen(TOM) == []
            await talk.say(TOM, "/start", heard={TOM: ["Tom，您好", "小明 申请加入"]})
            question = await talk.last(TOM, "小明")
            await talk.press(TOM, question, "同意", heard={MING: "您现在是客服"}, edited=[TOM])
            assert "Tom 10:00 已同意" in (await talk.last(TOM, "小明")).text


async def test_whoever_the_operator_no_longer_names_is_no_admin_after_the_next_start(
    database_url: str, company: Company
) -> None:
    """Admin by setting lasts as long as the setting; what the file or the company gave beside it stays."""
    li, deng = 1002, 1024
    async with Office.open(
        database_url, company, at=MONDAY, admin_ids=(TOM, li, deng), running=False
    ) as office:
        await office.chat.add_user(TOM, "Tom", started=True)
        for ids, admins, members in (
            ((TOM, li, deng), {TOM, li, deng}, {TOM, li, deng}),
            ((TOM, li, deng), {TOM, li, deng}, {TOM, li, deng}),
            ((), {deng}, {li, deng}),
            ((TOM,), {TOM, deng}, {TOM, li, deng}),
        ):
            office.settings = office.settings.model_copy(update={"admin_ids": ids})
            async with office.bot_running() as app, app.store.reading() as unit:
                roster = unit.roster
                assert {person.telegram_id for person in roster.holding(Role.ADMIN)} == admins
                assert {one for one in (TOM, li, deng) if roster.by_telegram(one)} == members
                person = roster.by_telegram(li)
                assert person is not None and Role.PRODUCTION in person.roles


# roles ----------------------------------------------------------------------------------------------------
async def test_an_admin_gives_and_takes_roles_by_command(talk: Conversation) -> None:
    await talk.say(
        ADMIN, "/role 李强 +finance -车间", heard={ADMIN: "李强现在是财务", "李强": "您现在是财务"}
    )
    menu = [one["command"] for one in await talk.office.chat.commands(1002, 1002)]
    assert "paid" in menu and "stock" not in menu
    await talk.say(ADMIN, "/role 李强 +财务", heard={ADMIN: "李强现在是财务"})
    await talk.say("李强", "/stock 1 ready", heard={"李强": "订单 1"})
    await talk.say("王芳", "/role 李强 +车间", heard={"王芳": "管理员"})
    await talk.say(ADMIN, "/role 李墙 +车间", heard={ADMIN: ("没有叫“李墙”的成员", "李强")})
    await talk.say(ADMIN, "/role 李强 +厨师", heard={ADMIN: "没有这个岗位：“厨师”"})


async def test_an_admin_gives_and_takes_roles_by_button(talk: Conversation) -> None:
    await talk.say(ADMIN, "/role", heard={ADMIN: "要改谁的岗位"})
    choice = await talk.last(ADMIN)
    assert "王芳" in choice.button_texts and len(choice.button_texts) == 24
    await talk.press(ADMIN, choice, "李强", edited=[ADMIN])
    card = await talk.last(ADMIN)
    assert card.message_id == choice.message_id and "李强 · 车间" in card.text
    assert "✅ 车间" in card.button_texts
    await talk.press(ADMIN, card, "财务", toast="财务", heard={"李强": "财务"}, edited=[ADMIN])
    assert "✅ 财务" in (await talk.last(ADMIN)).button_texts
    # The same press again changes nothing, and the member's message is changed in place.
    await talk.press(ADMIN, card, "财务", toast="财务", earlier=True)
    await talk.press(ADMIN, await talk.last(ADMIN), "✅ 车间", toast="李强现在是财务", edited=[ADMIN, "李强"])
    await talk.press(
        ADMIN, await talk.last(ADMIN), "停用", toast="已停用李强", heard={"李强": "不在成员名单"}
    )
    await talk.press(ADMIN, await talk.last(ADMIN), "恢复", toast="李强现在是财务", heard={"李强": "财务"})
    await talk.press(ADMIN, await talk.last(ADMIN), "返回", edited=[ADMIN])
    assert "要改谁的岗位" in (await talk.last(ADMIN)).text


async def test_whoever_is_taken_off_the_list_is_a_stranger_and_their_tasks_go_on(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.say(
        ADMIN,
        "/role 陈静 停用",
        heard={ADMIN: "已停用陈静", "陈静": "不在成员名单", "钱丽": "请查款：订单 1"},
        edited=[DESK],
    )
    assert "钱丽" in (await talk.card(1)).text
    assert await talk.office.chat.commands(1003, 1003) == []
    task = await talk.last("陈静", "请查款")
    await talk.press("陈静", task, "全款到账", toast="请联系管理员")
    await talk.say("陈静", "/tasks", heard={"陈静": "请联系管理员"})
    await talk.say("陈静", "/paid 1 11500")
    await talk.say(ADMIN, "/role 陈静 on", heard={ADMIN: "陈静现在是财务", "陈静": "您现在是财务"})
    await talk.say("陈静", "/paid 1 11500", heard=ANYTHING)
    assert "陈静" in (await talk.card(1)).text


async def test_the_last_of_a_department_leaves_and_the_director_hears_at_once(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.say(ADMIN, "/role 周伟 off", heard={ADMIN: "周伟", "周伟": "不在", BOSS: ("订单 1", "车辆")})
    # The next one who has the role has the task at once.
    await talk.say(ADMIN, "/role 罗勇 +物流", heard={ADMIN: "罗勇", "罗勇": ["您现在是", "请安排车辆"]})


async def test_whoever_stands_in_for_a_role_that_nobody_holds_any_more_has_its_commands(
    talk: Conversation,
) -> None:
    async def menu() -> list[str]:
        return [str(one["command"]) for one in await talk.office.chat.commands(1002, 1002)]

    assert "sign" not in await menu()
    await talk.say(ADMIN, "/role 马军 off", heard=ANYTHING)
    assert "sign" in await menu(), "the head of the workshop's signature is 李强's now"
    await talk.say(ADMIN, "/members", heard=ANYTHING)
    for _ in range(2):
        await talk.press(ADMIN, await talk.last(ADMIN), "下一页")
    assert "车间主管，由李强代" in (await talk.last(ADMIN)).text
    await talk.say(ADMIN, "/role 马军 on", heard=ANYTHING)
    assert "sign" not in await menu()


async def test_whoever_loses_a_role_heads_it_no_longer_and_does_again_with_it(talk: Conversation) -> None:
    async def heads() -> list[str]:
        assert talk.office.app is not None
        async with talk.office.app.store.unit() as unit:
            return [one.name for one in unit.roster.people if Role.PRODUCTION in one.head_of]

    assert await heads() == ["李强"]
    await talk.say(ADMIN, "/role 李强 -production", heard=ANYTHING)
    assert await heads() == []
    await talk.say(ADMIN, "/role 李强 +production", heard=ANYTHING)
    assert await heads() == ["李强"]


async def test_the_last_admin_stays(talk: Conversation) -> None:
    await talk.say(ADMIN, "/role 邓凯 -admin", heard={ADMIN: "邓凯是唯一的管理员"})
    await talk.say(ADMIN, "/role 邓凯 off", heard={ADMIN: "邓凯是唯一的管理员"})
    await talk.say(ADMIN, f"/role {BOSS} +admin", heard=ANYTHING)
    await talk.say(ADMIN, "/role 邓凯 -admin", heard={ADMIN: "邓凯现在没有岗位"})
    await talk.say(ADMIN, "/members", heard={ADMIN: "管理员"})
    await talk.say(BOSS, "/role 赵敏 off", heard={BOSS: "赵敏是唯一的管理员"})


async def test_of_two_with_one_name_the_id_tells_which(people: Conversation) -> None:
    talk = people
    await talk.office.chat.add_user(2003, "李强", started=True)
    await talk.say(2003, "/join", heard=ANYTHING)
    await talk.press(2003, await talk.last(2003), "车间", heard={ADMIN: "已有同名的成员"})
    await talk.press(ADMIN, await talk.last(ADMIN), "同意", heard=ANYTHING)
    await talk.say(ADMIN, "/role 李强 +财务", heard={ADMIN: ("有 2 位成员叫“李强”", "1002", "2003")})
    await talk.say(ADMIN, "/role 2003 +财务", heard={ADMIN: "李强现在是财务", 2003: "您现在是财务"})


# the list, and who can't be reached -------------------------------------------------------------------------
async def test_the_list_says_who_cannot_be_reached_and_why(talk: Conversation) -> None:
    await talk.office.chat.block(talk.office.id("李强"))
    await talk.later(seconds=1, heard={DESK: "李强"})
    await talk.say("陈静", "/away until 11-28 钱丽", heard=ANYTHING)
    await talk.say(ADMIN, "/members", heard={ADMIN: ("成员 24 人", "1 人收不到私聊，1 人请假")})
    listed = (await talk.last(ADMIN)).text.splitlines()
    assert listed[2:4] == ["李强 · 车间 ⚠️ 屏蔽了机器人", "陈静 · 财务 · 请假到 11-28 周六，钱丽代办"]
    await talk.press(ADMIN, await talk.last(ADMIN), "下一页", toast="第 2 页", edited=[ADMIN])
    await talk.press(ADMIN, await talk.last(ADMIN), "下一页", toast="第 3 页", edited=[ADMIN])
    assert "邓凯 · 管理员" in (await talk.last(ADMIN)).text
    await talk.say("王芳", "/members", heard={"王芳": "管理员"})


async def test_the_list_says_which_roles_nobody_holds_and_who_acts(
    database_url: str, company: Company
) -> None:
    few = tuple(one for one in company.members if one.name in ("王芳", "李强", "陈静", "周伟", "赵敏", ADMIN))
    small = company.model_copy(update={"members": few, "language": "en"})
    async with Office.open(database_url, small, at=MONDAY) as office:
        talk = Conversation(office)
        await talk.skip()
        await talk.say(ADMIN, "/members", heard={ADMIN: ("6 members", "Held by nobody:")})
        text = (await talk.last(ADMIN)).text
        assert "head of the workshop, factory manager; 李强 acts" in text
        assert "collector; 陈静 acts" in text
        assert "head of sales, marketing supervisor; 赵敏 acts" in text
        assert "nobody acts" in text


async def test_whoever_blocks_the_bot_is_passed_over_at_once(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.office.chat.block(talk.office.id("陈静"))
    await talk.later(seconds=1, heard={DESK: "陈静", "钱丽": "请查款"}, edited=[DESK])
    await talk.office.chat.block(talk.office.id("陈静"), blocked=False)
    await talk.office.settled()
    await talk.say("陈静", "/start", heard={"陈静": "您好"})
    await talk.say(ADMIN, "/members", heard={ADMIN: "成员 24 人"})
    assert "⚠️" not in (await talk.last(ADMIN)).text


async def test_what_reached_nobody_is_listed_for_the_admin(database_url: str, company: Company) -> None:
    async with Office.open(database_url, company, at=MONDAY, unstarted=["周伟", "罗勇"]) as office:
        talk = Conversation(office)
        await talk.skip()
        await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
        await talk.say(ADMIN, "/undelivered", heard={ADMIN: ("没送到 1 条", "给 周伟，订单 1：还没点“开始”")})
        await talk.say("李强", "/undelivered", heard={"李强": "管理员"})
        await talk.say("周伟", "/start", heard={"周伟": ["周伟，您好", "请安排车辆"]})
        await talk.say(ADMIN, "未送达", heard={ADMIN: "都送到了"})


# start, language, duty, manners ------------------------------------------------------------------------------
async def test_start_opens_the_private_chat_and_says_what_one_is(both: tuple[Conversation, Words]) -> None:
    talk, words = both
    hello = "王芳，您好。您是客服" if words.service == "客服" else "Hello 王芳. You are customer service"
    await talk.say("王芳", "/start", heard={"王芳": hello})
    await talk.say("王芳", "/start hello", heard={"王芳": hello})


async def test_everyone_chooses_their_language_and_an_admin_the_rooms(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.say("李强", "/language", heard={"李强": "请选择语言"})
    await talk.press("李强", await talk.last("李强"), "English", toast="From now on in English")
    menu = await talk.office.chat.commands(1002, 1002)
    assert menu[0]["description"].isascii()
    await talk.say("李强", "/duty", heard={"李强": "On duty"})
    # A member's own wish in the room is their own; an admin's is the room's.
    await talk.say("李强", "/language zh", DESK, heard={"李强": "以后用中文"})
    await talk.say(ADMIN, "/language", DESK, heard={DESK: "本群用什么语言"})
    question = await talk.last(DESK, "本群用什么语言")
    await talk.press(ADMIN, question, "English", toast="This room is in English", edited=[DESK])
    assert "Order 1" in (await talk.card(1)).text
    await talk.say(ADMIN, "/tasks", heard=ANYTHING)
    assert "待办" in (await talk.last(ADMIN)).text or "没有" in (await talk.last(ADMIN)).text
    await talk.say(ADMIN, "/language 中文", DESK, heard={DESK: "本群以后用中文"}, edited=[DESK])


async def test_the_rota_says_who_is_on_duty_and_who_is_next(both: tuple[Conversation, Words]) -> None:
    talk, words = both
    chinese = words.service == "客服"
    now, then = (
        ("客服：王芳", "物流：现在没有人值班；下一班周伟，11-28 08:00–18:00")
        if chinese
        else ("customer service: 王芳", "logistics: nobody now; next 周伟, 11-28 08:00–18:00")
    )
    await talk.say("王芳", "/duty", heard={"王芳": (now, then)})
    await talk.until("2026-11-23T19:00", heard=ANYTHING)
    at_night = "客服：王芳" if chinese else "customer service: 王芳"
    await talk.say("王芳", "值班", heard={"王芳": at_night})
    await talk.say("王芳", "/away until 11-25 林晓", heard=ANYTHING)
    stands_in = "王芳（请假，林晓代）" if chinese else "王芳 (away, 林晓 stands in)"
    await talk.say("李强", "/duty", DESK, heard={"李强": stands_in})


async def test_an_anonymous_admin_is_asked_to_speak_as_themselves(talk: Conversation) -> None:
    await talk.say("王芳", "/room desk", DESK, anonymous=True, heard={DESK: "请用自己的名义发言"})
    await talk.say("王芳", "大家好", DESK, anonymous=True)


async def test_an_edited_command_is_not_run_again(talk: Conversation) -> None:
    said = await talk.say(ADMIN, "/role 李强 +财务", heard=ANYTHING)
    await talk.edit(ADMIN, said, "/role 李强 +财务 +采购", heard={ADMIN: "改过的消息不算数"})
    await talk.say(ADMIN, "/role 李强", heard={ADMIN: "李强 · 财务、车间"})
    chat = await talk.say(ADMIN, "早", DESK)
    await talk.edit(ADMIN, chat, "早上好")


# leaving the group --------------------------------------------------------------------------------------------------
async def test_who_leaves_the_companys_group_stays_a_member_until_an_admin_says_otherwise(
    talk: Conversation,
) -> None:
    """Told once, though Telegram tells it twice; tasks go on meanwhile, and move at once when the admin says so."""
    office = talk.office
    await talk.bring(("邓凯", "/role 赵敏 +admin"))
    await office.chat.leave(DESK, office.id("陈静"))
    told = ("陈静（财务", "退出了群“业务群”")
    await talk.later(seconds=1, heard={"邓凯": told, "赵敏": told})
    await talk.say("王芳", ORDER, heard=ANYTHING)
    assert "请查款" in (await talk.last("陈静")).text
    await talk.say("邓凯", "/members", heard={"邓凯": "陈静 · 财务 ⚠️ 不在群里"})
    question = await talk.last("邓凯", "退出了群")
    await talk.press("邓凯", question, "停用", toast="陈静", edited=["邓凯"], heard=ANYTHING)
    assert "已停用" in (await talk.last("邓凯", "退出了群")).text
    assert (await talk.last("邓凯", "退出了群")).button_texts == []
    assert "请查款" in (await talk.last("钱丽")).text


async def test_coming_and_going_is_told_once_a_day_and_coming_back_ends_it(talk: Conversation) -> None:
    office = talk.office
    for _ in range(5):
        await office.chat.leave(DESK, office.id("陈静"), by=office.id("王芳"))
        await office.chat.join(DESK, [office.id("陈静")], by=office.id("王芳"))
    await talk.later(seconds=1, heard={"邓凯": ("陈静", "被王芳移出了群")})
    await talk.say("邓凯", "/members", heard={"邓凯": "成员"})
    assert "不在群里" not in (await talk.last("邓凯")).text
    await talk.later(days=1, heard=ANYTHING)
    await office.chat.leave(DESK, office.id("陈静"))
    await talk.later(seconds=1, heard={"邓凯": "陈静"})


async def test_only_members_who_leave_the_desk_are_spoken_of(talk: Conversation) -> None:
    office = talk.office
    await office.chat.add_user(TOM, "Tom", started=True)
    await office.chat.join(DESK, [TOM], by=office.id("王芳"))
    await office.chat.leave(DESK, TOM)
    await office.chat.add_group(-3001, "财务小群", members=[office.id("邓凯"), office.id("陈静")])
    await talk.later(seconds=1, heard=ANYTHING)
    await talk.say("邓凯", "/room 财务", -3001, heard=ANYTHING)
    await office.chat.leave(-3001, office.id("陈静"))
    await talk.later(seconds=1)


async def test_an_admin_who_leaves_is_told_of_to_the_others(talk: Conversation) -> None:
    await talk.bring(("邓凯", "/role 赵敏 +admin"))
    await talk.office.chat.leave(DESK, talk.office.id("邓凯"))
    await talk.later(seconds=1, heard={"赵敏": "邓凯"})


# of one name --------------------------------------------------------------------------------------------------------
async def test_two_of_one_name_are_told_apart_wherever_one_is_chosen(people: Conversation) -> None:
    talk = people
    await talk.office.chat.add_user(TOM, "陈静", started=True, language_code="zh-hans")
    await talk.say(TOM, "/join", heard=ANYTHING)
    await talk.press(TOM, await talk.last(TOM), "客服", toast="已转给", heard=ANYTHING)
    await talk.press("邓凯", await talk.last("邓凯", "申请加入"), "同意", toast="陈静", heard=ANYTHING)
    own = talk.office.id("陈静")
    for text in ("/role 陈静", "/away 陈静 12-01"):
        await talk.say("邓凯", text, heard={"邓凯": (f"{own}：陈静（财务", f"{TOM}：陈静（客服）")})
    await talk.say("邓凯", "/role", heard=ANYTHING)
    texts = (await talk.last("邓凯")).button_texts
    await talk.press("邓凯", await talk.last("邓凯"), "下一页", edited=["邓凯"])
    texts += (await talk.last("邓凯")).button_texts
    assert {"陈静 财务", "陈静 客服"} <= set(texts) and "陈静" not in texts
    await talk.say("邓凯", "/members", heard={"邓凯": f"陈静（{own}） · 财务"})


async def _joined(talk: Conversation, number: int, name: str, role: str) -> None:
    await talk.office.chat.add_user(number, name, started=True, language_code="zh-hans")
    await talk.say(number, "/join", heard=ANYTHING)
    await talk.press(number, await talk.last(number), role, toast="已转给", heard=ANYTHING)
    await talk.press("邓凯", await talk.last("邓凯", "申请加入"), "同意", toast=name, heard=ANYTHING)


async def test_two_of_one_name_are_told_apart_wherever_one_is_read_of(talk: Conversation) -> None:
    await bring_to(talk, "released")
    await talk.bring(("陈静", "/paid 1 10"))
    await _joined(talk, TOM, "陈静", "物流")
    await talk.say("王芳", "/history 1", heard={"王芳": ("陈静 财务 货款到账", "李强 备货")})
    await talk.bring(("周伟", f"/away until 11-28 {TOM}"))
    await place(talk)
    assert (
        "货款 ⏳ 陈静 财务，" in (await talk.card(2)).text
        and "车辆 ⏳ 陈静 物流，" in (await talk.card(2)).text
    )
    await talk.say("王芳", "/show 2", heard={"王芳": ("等财务陈静 财务：货款", "等物流陈静 物流：车辆")})
    await talk.say(
        TOM,
        "/vehicle 2 顺丰 沪A12345 13800000000",
        heard={TOM: "已记下"},
    )
    await talk.say(
        "陈静", "/paid 2 5", heard={"陈静": "已记下", "王芳": "（陈静 财务）", "吴桐": "（陈静 财务）"}
    )
    await talk.say("王芳", "/history 2", heard={"王芳": ("陈静 财务", "陈静 物流")})
    await talk.say("周伟", "/back", heard=ANYTHING)
    await talk.say("邓凯", f"/role {TOM} off", heard=ANYTHING)
    await talk.say("陈静", "/paid 2 6", heard={"陈静": "已记下", "王芳": "（陈静）", "吴桐": "（陈静）"})


async def test_two_of_one_name_and_one_role_are_told_apart_by_number(talk: Conversation) -> None:
    await _joined(talk, TOM, "陈静", "财务")
    await place(talk)
    own = talk.office.id("陈静")
    await talk.say(
        "陈静", "/paid 1 5", heard={"陈静": "已记下", "王芳": f"陈静 财务 {own}", "吴桐": str(own)}
    )
    await talk.say(TOM, "/paid 1 6", heard={TOM: "已记下", "王芳": f"陈静 财务 {TOM}", "吴桐": str(TOM)})


# a colleague who isn't a member yet ---------------------------------------------------------------------------------
async def test_start_offers_to_join_to_whoever_was_seen_in_the_group_and_to_nobody_else(
    talk: Conversation,
) -> None:
    chat = talk.office.chat
    await chat.add_user(TOM, "Tom", started=True)
    await chat.add_user(TOM + 1, "Ann", started=True)
    await chat.join(DESK, [TOM + 1], by=talk.office.id("王芳"))
    await talk.say(TOM, "/start", heard={TOM: "请联系管理员"})
    await talk.say(TOM + 1, "/start", heard={TOM + 1: "想以哪个岗位加入？"})
    await chat.join(DESK, [TOM], by=talk.office.id("王芳"))
    await talk.say(TOM, "大家好", DESK)
    await talk.say(TOM, "/start", heard={TOM: "想以哪个岗位加入？"})
    await chat.leave(DESK, TOM)
    await talk.say(TOM, "/start hello")


async def test_join_in_the_group_is_answered_with_the_link_once_a_day(talk: Conversation) -> None:
    chat = talk.office.chat
    await chat.add_user(TOM, "Tom")
    await chat.join(DESK, [TOM], by=talk.office.id("王芳"))
    await talk.say(TOM, "/join", DESK, heard={DESK: "打开私聊"})
    (button,) = [one for row in (await talk.last(DESK)).buttons for one in row]
    assert button.url is not None and button.url.endswith("?start=join")
    await talk.say(TOM, "/join", DESK)
    await talk.say(TOM, "/start join", heard={TOM: "想以哪个岗位加入？"})
