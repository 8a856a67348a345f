"""Every method the embedded chat knows, called by python-telegram-bot."""

import httpx
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction, ChatMemberStatus, ChatType

from bot.sandbox.pictures import small_picture
from tests.integration.test_sandbox_stage import CLUB, DESK, DIRECTOR, LI, WANG, stage


def keyboard(*texts: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=f"t:{text}") for text in texts]])


async def test_the_bot_introduces_itself():
    async with stage(bot_name="跟单", bot_username="gendan_bot") as on:
        me = await on.bot.get_me()
        assert (me.id, me.username, me.first_name, me.is_bot) == (123456, "gendan_bot", "跟单", True)
        assert me.can_read_all_group_messages is False


async def test_a_message_is_sent_with_everything_on_it():
    async with stage() as on:
        asked = await on.chat.say(WANG, DESK, "/order")
        markup = InlineKeyboardMarkup(
            [
                [InlineKeyboardButton("备好了", callback_data="x" * 64)],
                [InlineKeyboardButton("网页", url="https://example.com/a")],
                [InlineKeyboardButton("复制", copy_text=CopyTextButton("订单 37"))],
            ]
        )
        sent = await on.bot.send_message(
            DESK,
            "<b>订单 37</b> &lt;急&gt;",
            parse_mode="HTML",
            reply_parameters=ReplyParameters(asked.message_id),
            reply_markup=markup,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            protect_content=True,
        )
        assert sent.text == "订单 37 <急>"
        assert sent.text_html == "<b>订单 37</b> &lt;急&gt;"
        assert sent.chat.type == ChatType.GROUP
        assert sent.from_user.id == on.bot.id
        assert sent.reply_to_message.message_id == asked.message_id
        assert sent.reply_markup == markup
        assert sent.has_protected_content
        seen = await on.chat.message(DESK, sent.message_id)
        assert seen.reply_to == asked.message_id
        assert seen.button_texts == ["备好了", "网页", "复制"]
        assert seen.buttons[2][0].copy_text == "订单 37"
        copied = await on.chat.press(WANG, seen, "复制")
        assert (copied.data, copied.answers) == (None, [])


async def test_text_a_caption_and_buttons_can_be_edited():
    async with stage() as on:
        sent = await on.bot.send_message(DESK, "一", reply_markup=keyboard("a"))
        edited = await on.bot.edit_message_text("<i>二</i>", DESK, sent.message_id, parse_mode="HTML")
        assert (edited.text, edited.reply_markup) == ("二", None)
        assert edited.edit_date is not None
        again = await on.bot.edit_message_reply_markup(DESK, sent.message_id, reply_markup=keyboard("b"))
        assert again.reply_markup == keyboard("b")
        photo = await on.bot.send_photo(DESK, small_picture(), caption="三")
        captioned = await on.bot.edit_message_caption(
            DESK, photo.message_id, caption="<b>四</b>", parse_mode="HTML"
        )
        assert captioned.caption_html == "<b>四</b>"
        seen = await on.chat.message(DESK, sent.message_id)
        assert len(seen.edited) == 2


async def test_a_message_is_deleted():
    async with stage() as on:
        sent = await on.bot.send_message(DESK, "一")
        assert await on.bot.delete_message(DESK, sent.message_id)
        assert await on.chat.messages(DESK) == []
        assert (await on.chat.message(DESK, sent.message_id)).deleted


async def test_a_photo_has_sizes_and_can_be_fetched():
    async with stage() as on:
        picture = small_picture(1000, 400)
        sent = await on.bot.send_photo(WANG, picture, caption="到账")
        assert [size.width for size in sent.photo] == [90, 320, 800, 1000]
        again = await on.bot.send_photo(WANG, sent.photo[-1].file_id)
        assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
        assert again.photo[-1].file_id != sent.photo[-1].file_id
        file = await on.bot.get_file(sent.photo[-1])
        assert bytes(await file.download_as_bytearray()) == picture


async def test_a_document_reaches_the_person_and_back():
    async with stage() as on:
        sent = await on.bot.send_document(WANG, b"PK-data", filename="发货单-XS-1.xlsx", caption="发货单")
        assert sent.document.file_name == "发货单-XS-1.xlsx"
        assert sent.document.mime_type.endswith("spreadsheetml.sheet")
        seen = (await on.chat.messages(WANG))[-1]
        assert (seen.text, seen.document.size) == ("发货单", 7)
        assert await on.chat.download(seen.document) == b"PK-data"
        said = await on.chat.document(WANG, WANG, b"abc", "a.csv", mime_type="text/csv", caption="请看")
        update = await on.update()
        assert update.message.caption == "请看"
        assert update.message.document.file_name == "a.csv"
        file = await update.message.document.get_file()
        assert bytes(await file.download_as_bytearray()) == b"abc"
        assert said.document.file_unique_id == update.message.document.file_unique_id


async def test_the_same_picture_is_known_again_by_its_unique_id():
    async with stage() as on:
        first = await on.chat.photo(WANG, WANG, small_picture(shade=1), caption="到账 12000")
        second = await on.chat.photo(LI, DESK, small_picture(shade=1))
        other = await on.chat.photo(LI, DESK, small_picture(shade=2))
        assert first.photo.file_unique_id == second.photo.file_unique_id != other.photo.file_unique_id
        assert first.photo.file_id != second.photo.file_id


async def test_pins_are_kept_and_taken_away():
    async with stage() as on:
        first, second = [await on.bot.send_message(DESK, text) for text in "一二"]
        for message in (first, second):
            assert await on.bot.pin_chat_message(DESK, message.message_id, disable_notification=True)
        assert (await on.bot.get_chat(DESK)).pinned_message.message_id == second.message_id
        assert await on.bot.unpin_chat_message(DESK)
        assert (await on.bot.get_chat(DESK)).pinned_message.message_id == first.message_id
        assert await on.bot.unpin_chat_message(DESK, first.message_id)
        assert (await on.bot.get_chat(DESK)).pinned_message is None


async def test_chats_and_members_can_be_looked_up():
    async with stage() as on:
        desk = await on.bot.get_chat(DESK)
        assert (desk.type, desk.title) == (ChatType.GROUP, "业务群")
        assert (await on.bot.get_chat(CLUB)).type == ChatType.SUPERGROUP
        assert (await on.bot.get_chat(WANG)).first_name == "王芳"
        statuses = [(await on.bot.get_chat_member(DESK, user)).status for user in (WANG, LI, on.bot.id)]
        assert statuses == ["administrator", "member", "administrator"]
        assert (await on.bot.get_chat_member(CLUB, DIRECTOR)).status == ChatMemberStatus.LEFT
        admins = await on.bot.get_chat_administrators(DESK)
        assert [admin.user.id for admin in admins] == [WANG, on.bot.id]
        assert await on.bot.get_chat_member_count(DESK) == 4


async def test_the_bot_types_and_leaves():
    async with stage() as on:
        assert await on.bot.send_chat_action(WANG, ChatAction.UPLOAD_DOCUMENT)
        assert await on.bot.leave_chat(CLUB)
        assert (await on.chat.state())["chats"][-1]["bot_status"] == "left"


async def test_each_person_sees_the_narrowest_command_menu():
    async with stage() as on:

        async def menu(name: str, scope: object, language: str | None = None) -> None:
            await on.bot.set_my_commands([BotCommand(name, name)], scope=scope, language_code=language)

        async def shown(user: int, chat_id: int) -> list[str]:
            return [command["command"] for command in await on.chat.commands(user, chat_id)]

        await on.bot.set_my_commands([("any", "任何地方")])
        assert await shown(WANG, DESK) == ["any"]
        await menu("private", BotCommandScopeAllPrivateChats())
        await menu("wo", BotCommandScopeAllPrivateChats(), "zh")
        await menu("groups", BotCommandScopeAllGroupChats())
        await menu("desk", BotCommandScopeChat(DESK))
        await menu("admins", BotCommandScopeChatAdministrators(DESK))
        await menu("li", BotCommandScopeChatMember(DESK, LI))
        assert await shown(WANG, WANG) == ["wo"]
        assert await shown(DIRECTOR, DIRECTOR) == ["private"]
        assert await shown(WANG, CLUB) == ["groups"]
        assert await shown(WANG, DESK) == ["admins"]
        assert await shown(LI, DESK) == ["li"]
        assert await shown(DIRECTOR, DESK) == ["desk"]
        assert await on.bot.get_my_commands(scope=BotCommandScopeChat(DESK)) == (BotCommand("desk", "desk"),)
        assert await on.bot.delete_my_commands(scope=BotCommandScopeChat(DESK))
        assert await shown(DIRECTOR, DESK) == ["groups"]


async def test_descriptions_are_kept_per_language():
    async with stage() as on:
        await on.bot.set_my_description("跟单机器人")
        await on.bot.set_my_description("Order bot", language_code="en")
        await on.bot.set_my_short_description("跟单")
        await on.bot.set_my_name("小跟")
        assert (await on.bot.get_my_description("en")).description == "Order bot"
        assert (await on.bot.get_my_description("de")).description == "跟单机器人"
        assert (await on.bot.get_my_short_description()).short_description == "跟单"
        assert (await on.bot.get_my_name()).name == "小跟"


async def test_a_question_asks_for_a_reply():
    async with stage() as on:
        sent = await on.bot.send_message(
            WANG, "客户?", reply_markup=ForceReply(input_field_placeholder="名称")
        )
        assert sent.reply_markup is None
        seen = await on.chat.message(WANG, sent.message_id)
        assert seen.reply_markup["force_reply"] is True


async def test_methods_take_query_form_and_json_in_any_case():
    async with stage() as on, httpx.AsyncClient(trust_env=False) as http:
        base = f"{on.server.url}/bot{on.server.token}"
        by_query = await http.get(f"{base}/sendmessage", params={"chat_id": WANG, "text": "一"})
        by_form = await http.post(f"{base}/SendMessage", data={"chat_id": WANG, "text": "二"})
        nested = {"reply_markup": {"inline_keyboard": [[{"text": "b", "callback_data": "1"}]]}}
        by_json = await http.post(f"{base}/sendMessage", json={"chat_id": WANG, "text": "三", **nested})
        assert [answer.json()["result"]["text"] for answer in (by_query, by_form, by_json)] == [
            "一",
            "二",
            "三",
        ]
        assert by_json.json()["result"]["reply_markup"] == nested["reply_markup"]
