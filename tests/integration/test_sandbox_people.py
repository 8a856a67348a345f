"""What people do, and what the bot gets to see of it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.sandbox.pictures import small_picture
from store.hours.clock import Clock
from tests.integration.test_sandbox_stage import CLUB, DESK, DIRECTOR, LI, WANG, Stage, refused, stage

FORUM = -1009


async def card_in(on: Stage, chat_id: int, *buttons: str):
    markup = InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=f"d:{text}") for text in buttons]]
    )
    sent = await on.bot.send_message(chat_id, "订单 37", reply_markup=markup)
    return await on.chat.message(chat_id, sent.message_id)


async def test_in_privacy_mode_the_bot_sees_only_what_is_meant_for_it():
    async with stage() as on:
        own = await on.bot.send_message(CLUB, "谁在?")
        theirs = await on.chat.say(LI, CLUB, "到账了吗?")
        await on.chat.say(WANG, CLUB, "到账 12000", reply_to=theirs)
        await on.chat.say(WANG, CLUB, "/other@another_bot")
        await on.chat.say(WANG, CLUB, "看 /show 37")
        await on.chat.photo(WANG, CLUB, small_picture())
        assert await on.updates() == []
        await on.chat.say(WANG, CLUB, "/show 37")
        await on.chat.say(WANG, CLUB, "/show@Gendan_Bot 37")
        await on.chat.say(WANG, CLUB, "@gendan_bot 好了")
        await on.chat.say(WANG, CLUB, "好了", reply_to=own.message_id)
        await on.chat.photo(WANG, CLUB, small_picture(), caption="/paid 37 100")
        await on.chat.join(CLUB, [DIRECTOR], by=WANG)
        assert len(await on.updates()) == 6


async def test_as_admin_the_bot_sees_everything():
    async with stage() as on:
        await on.chat.say(WANG, CLUB, "一")
        await on.chat.add_bot(CLUB, by=WANG, admin=True)
        promoted = (await on.update()).my_chat_member
        assert promoted.new_chat_member.status == "administrator"
        said = await on.chat.say(WANG, CLUB, "二")
        assert (await on.update()).message.text == "二"
        await on.chat.edit(WANG, said, "三")
        update = await on.update()
        assert (update.edited_message.text, update.message) == ("三", None)
        assert update.edited_message.edit_date is not None


async def test_commands_carry_their_entities():
    async with stage() as on:
        await on.chat.say(WANG, WANG, "/show@gendan_bot 37 @wangfang")
        (command, mention) = (await on.update()).message.entities
        assert (command.type, command.offset, command.length) == ("bot_command", 0, 16)
        assert mention.type == "mention"


async def test_the_bot_comes_and_goes():
    async with stage() as on:
        await on.chat.remove_bot(DESK, by=WANG)
        left, removed = await on.updates()
        assert left.message.left_chat_member.id == on.bot.id
        assert removed.my_chat_member.new_chat_member.status == "kicked"
        await on.chat.say(WANG, DESK, "/order")
        assert await on.updates() == []
        await on.chat.add_bot(DESK, by=LI)
        added, welcome = await on.updates()
        assert added.my_chat_member.from_user.id == LI
        assert added.my_chat_member.old_chat_member.status == "kicked"
        assert welcome.message.new_chat_members[0].id == on.bot.id


async def test_members_come_and_go():
    async with stage() as on:
        await on.chat.join(CLUB, [DIRECTOR], by=WANG)
        assert (await on.update()).message.new_chat_members[0].first_name == "郑总"
        await on.chat.leave(CLUB, DIRECTOR)
        assert (await on.update()).message.left_chat_member.id == DIRECTOR


async def test_the_first_word_opens_a_private_chat_and_a_block_is_told():
    async with stage() as on:
        await on.chat.say(DIRECTOR, DIRECTOR, "/start join-7")
        update = await on.update()
        assert update.message.chat.type == "private"
        assert update.effective_user.language_code == "en"
        await on.bot.send_message(DIRECTOR, "您好")
        await on.chat.block(DIRECTOR)
        assert (await on.update()).my_chat_member.new_chat_member.status == "kicked"
        with pytest.raises(Exception, match="blocked"):
            await on.chat.say(DIRECTOR, DIRECTOR, "x")
        await on.chat.block(DIRECTOR, False)
        assert (await on.update()).my_chat_member.new_chat_member.status == "member"


async def test_an_upgrade_gives_a_new_id_and_leaves_the_messages_behind():
    async with stage() as on:
        await on.chat.say(WANG, DESK, "一")
        await on.updates()
        new_id = await on.chat.upgrade(DESK, by=WANG)
        assert new_id < -1_000_000_000_000
        old, new = await on.updates()
        assert (old.message.chat.id, old.message.migrate_to_chat_id) == (DESK, new_id)
        assert (new.message.chat.id, new.message.migrate_from_chat_id) == (new_id, DESK)
        assert new.message.chat.type == "supergroup"
        await on.bot.send_message(new_id, "搬好了")
        await on.chat.say(LI, new_id, "好")
        assert (await on.update()).message.chat.id == new_id
        with pytest.raises(Exception, match="upgraded"):
            await on.chat.say(WANG, DESK, "x")


async def test_a_message_taken_back_is_gone_and_the_bot_not_told():
    async with stage() as on:
        said = await on.chat.say(WANG, DESK, "/order")
        await on.updates()
        with pytest.raises(Exception, match="somebody else"):
            await on.chat.delete(LI, said)
        await on.chat.delete(WANG, said)
        assert await on.updates() == []
        async with refused("message to be replied not found"):
            await on.bot.send_message(DESK, "x", reply_to_message_id=said.message_id)


async def test_topics_keep_what_belongs_to_them():
    async with stage() as on:
        await on.chat.add_group(FORUM, "论坛", members=[WANG], bot_is_admin=True, is_forum=True)
        thread = await on.chat.add_topic(FORUM, "订单", by=WANG)
        created = (await on.update()).message
        assert created.forum_topic_created.name == "订单"
        said = await on.chat.say(WANG, FORUM, "/order", thread=thread)
        message = (await on.update()).message
        assert (message.message_thread_id, message.is_topic_message, message.chat.is_forum) == (
            thread,
            True,
            True,
        )
        # Telegram lets every message of a topic answer the one that made it.
        assert message.reply_to_message.message_id == thread
        sent = await on.bot.send_message(FORUM, "一", message_thread_id=thread)
        answered = await on.bot.send_message(FORUM, "二", reply_to_message_id=said.message_id)
        assert [m.message_thread_id for m in (sent, answered)] == [thread, thread]
        await on.chat.say(WANG, FORUM, "大厅")
        assert (await on.update()).message.message_thread_id is None


async def test_an_anonymous_admin_speaks_for_the_group():
    async with stage() as on:
        await on.chat.say(WANG, DESK, "/order", anonymous=True)
        message = (await on.update()).message
        assert (message.from_user.id, message.from_user.username) == (1087968824, "GroupAnonymousBot")
        assert message.sender_chat.id == DESK


async def test_a_press_reaches_the_bot_and_its_answer_the_person():
    async with stage() as on:
        card = await card_in(on, DESK, "备好了", "缺货")

        async def serve() -> None:
            query = (await on.update()).callback_query
            assert (query.from_user.id, query.data, query.message.text) == (LI, "d:缺货", "订单 37")
            assert query.chat_instance
            await query.answer("已记下", show_alert=True)

        serving = asyncio.create_task(serve())
        toast = await on.chat.press(LI, card, "缺货")
        await serving
        assert (toast.text, toast.answers[0].show_alert) == ("已记下", True)
        assert [t.data for t in await on.chat.toasts(LI)] == ["d:缺货"]


async def test_every_answer_to_a_press_is_counted():
    async with stage() as on:
        card = await card_in(on, DESK, "好")
        toast = await on.chat.press(WANG, card, 0, within=0)
        assert toast.answers == []
        query = (await on.update()).callback_query
        await query.answer()
        await query.answer("再来")
        assert [a.text for a in (await on.chat.answers(toast)).answers] == ["", "再来"]


async def test_a_press_may_arrive_twice():
    async with stage() as on:
        card = await card_in(on, DESK, "好")
        await on.chat.press(WANG, card, "好", repeat="update", within=0)
        first, second = await on.updates()
        assert first.update_id != second.update_id
        assert first.callback_query.id == second.callback_query.id
        await on.chat.press(WANG, card, "好", repeat="query", within=0)
        first, second = await on.updates()
        assert first.callback_query.id != second.callback_query.id


async def test_anybody_may_forge_old_or_invented_buttons():
    async with stage() as on:
        card = await card_in(on, DESK, "备好了")
        await on.bot.edit_message_text("订单 37 已发", DESK, card.message_id)
        with pytest.raises(Exception, match="no button"):
            await on.chat.press(LI, card, "备好了")
        await on.chat.press(LI, card, "备好了", earlier=True, within=0)
        await on.chat.press(LI, card, data="forged", within=0)
        await on.chat.press(LI, card, data="late", gone=True, within=0)
        queries = [update.callback_query for update in await on.updates()]
        assert [query.data for query in queries] == ["d:备好了", "forged", "late"]
        assert queries[0].message.reply_markup is None
        assert not queries[2].message.is_accessible
        await on.bot.delete_message(DESK, card.message_id)
        await on.chat.press(LI, card, data="d:备好了", within=0)
        assert (await on.update()).callback_query.data == "d:备好了"


async def test_only_members_press():
    async with stage() as on:
        card = await card_in(on, CLUB, "好")
        with pytest.raises(Exception, match="not in this chat"):
            await on.chat.press(DIRECTOR, card, "好")


async def test_anything_at_all_can_be_put_in_the_queue():
    async with stage() as on:
        await on.chat.raw_update("message", {"message_id": "nonsense"})
        await on.chat.raw_update("message", None)
        raw = [update["message"] for update in await on.chat.pending_updates()]
        assert raw == [{"message_id": "nonsense"}, None]
        assert Update.de_json({"update_id": 1, "message": None}, on.bot).message is None


async def test_the_clock_dates_messages_and_can_be_pushed():
    async with stage() as on:
        first = await on.bot.send_message(WANG, "一")
        assert first.date == datetime(2026, 11, 27, 9, tzinfo=UTC)
        assert await on.chat.advance(hours=1, minutes=30) == datetime(2026, 11, 27, 10, 30, tzinfo=UTC)
        assert await on.chat.advance_until("08:00") == datetime(2026, 11, 28, 0, 0, tzinfo=UTC)
        assert await on.chat.advance_until("08:00") == datetime(2026, 11, 29, 0, 0, tzinfo=UTC)
        edited = await on.bot.edit_message_text("二", WANG, first.message_id)
        assert edited.edit_date == await on.chat.now()
        waited = await on.chat.wait(WANG, "二", after=first.message_id, edited_since=first.date)
        assert waited.message_id == first.message_id


async def test_a_running_clock_runs():
    clock = Clock(datetime(2026, 11, 27, 17, tzinfo=UTC))
    async with stage(clock=clock) as on:
        assert await on.chat.now() - datetime(2026, 11, 27, 17, tzinfo=UTC) < timedelta(seconds=30)


async def test_whoever_watches_hears_of_every_change():
    async with (
        stage() as on,
        httpx.AsyncClient(base_url=on.server.url, trust_env=False, verify=False) as http,
    ):
        heard = []
        async with http.stream("GET", "/sandbox/events") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            card = await card_in(on, DESK, "好")
            await on.chat.press(WANG, card, "好", within=0)
            await (await on.update()).callback_query.answer("好的")
            await on.bot.delete_message(DESK, card.message_id)
            await on.chat.advance(hours=1)
            async for line in lines:
                if line.startswith("data: "):
                    heard.append(json.loads(line.removeprefix("data: ")))
                    if heard[-1]["kind"] == "clock":
                        break
        kinds = [event["kind"] for event in heard]
        assert [k for k in kinds if k in {"message", "toast", "deleted", "clock"}] == [
            "message",
            "toast",
            "deleted",
            "clock",
        ]
        (message,) = [event["message"] for event in heard if event["kind"] == "message"]
        assert message["buttons"][0][0]["text"] == "好"
        (toast,) = [event for event in heard if event["kind"] == "toast"]
        assert (toast["user_id"], toast["text"]) == (WANG, "好的")


async def test_the_server_stops_while_somebody_watches_and_polls():
    async with (
        stage() as on,
        httpx.AsyncClient(base_url=on.server.url, trust_env=False, verify=False) as http,
    ):
        poll = asyncio.create_task(on.bot.get_updates(timeout=30))
        async with http.stream("GET", "/sandbox/events") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            async with asyncio.timeout(2):
                await on.server.stop()
        assert await poll == ()


async def test_the_page_and_its_font_are_served_from_here():
    async with (
        stage() as on,
        httpx.AsyncClient(base_url=on.server.url, trust_env=False, verify=False) as http,
    ):
        page = await http.get("/")
        assert page.headers["content-type"].startswith("text/html")
        for name in ("app.js", "style.css"):
            assert (await http.get(f"/{name}")).status_code == 200
        font = await http.get("/font.otf")
        assert font.headers["content-type"] == "font/otf"
        assert font.content[:4] == b"OTTO"
        assert (await http.get("/secret.txt")).status_code == 404
        for text in (page.text, (await http.get("/app.js")).text, (await http.get("/style.css")).text):
            assert "http://" not in text.replace("http://www.w3.org", "")
            assert "https://" not in text


async def test_other_sites_cannot_post_to_the_control_api():
    async with (
        stage() as on,
        httpx.AsyncClient(base_url=on.server.url, trust_env=False, verify=False) as http,
    ):
        said = {"user": WANG, "chat_id": DESK, "text": "x"}
        simple = await http.post(
            "/sandbox/say", content=json.dumps(said), headers={"content-type": "text/plain"}
        )
        assert simple.status_code == 400
        assert await on.chat.messages(DESK) == []
