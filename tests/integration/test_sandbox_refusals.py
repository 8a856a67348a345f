"""Everything Telegram refuses, refused in its words, as python-telegram-bot hears it."""

import httpx
import pytest
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.sandbox.pictures import small_picture
from tests.integration.test_sandbox_stage import CLUB, DESK, DIRECTOR, LI, WANG, new_bot, refused, stage

STRANGER = 4242


def rows(*rows):
    return InlineKeyboardMarkup(rows)


def button(text="b", data="d"):
    return InlineKeyboardButton(text, callback_data=data)


async def test_a_wrong_token_and_an_unknown_method():
    async with stage() as on, httpx.AsyncClient(trust_env=False) as http:
        with pytest.raises(InvalidToken):
            async with new_bot(on.server, "123456:WRONG"):
                pass
        answers = {
            f"bot{on.server.token}/sendTelepathy": (404, "Not Found: method not found"),
            "bot123456:WRONG/getMe": (401, "Unauthorized"),
            "botnonsense/getMe": (404, "Not Found"),
            f"file/bot{on.server.token}/documents/none": (404, "Not Found"),
            "file/bot123456:WRONG/documents/none": (401, "Unauthorized"),
        }
        for path, (status, description) in answers.items():
            answer = await http.get(f"{on.server.url}/{path}")
            assert answer.status_code == status
            assert answer.json() == {"ok": False, "error_code": status, "description": description}


async def test_texts_that_are_empty_or_too_long():
    async with stage() as on:
        for text in ("", " \n ", "<b> </b>", "\u3000"):
            async with refused("message text is empty", BadRequest):
                await on.bot.send_message(WANG, text, parse_mode="HTML")
        await on.bot.send_message(WANG, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
        async with refused("message is too long", BadRequest):
            await on.bot.send_message(WANG, "x" * 4097)
        async with refused("message is too long", BadRequest):
            await on.bot.send_message(WANG, "🚚" * 2049)
        sent = await on.bot.send_message(WANG, "一")
        async with refused("message_too_long", BadRequest):
            await on.bot.edit_message_text("x" * 4097, WANG, sent.message_id)
        await on.bot.send_photo(WANG, small_picture(), caption="x" * 1024)
        async with refused("caption is too long", BadRequest):
            await on.bot.send_photo(WANG, small_picture(), caption="x" * 1025)


async def test_html_that_telegram_cannot_parse():
    async with stage() as on:
        async with refused('an\'t parse entities: Unsupported start tag "p" at byte offset 0', BadRequest):
            await on.bot.send_message(WANG, "<p>x</p>", parse_mode="HTML")
        async with refused("can't parse entities", BadRequest):
            await on.bot.send_document(WANG, b"x", filename="x", caption="<b>x", parse_mode="HTML")
        async with refused("unsupported parse_mode", BadRequest):
            await on.bot.send_message(WANG, "x", parse_mode="BBCode")


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (rows([button(data="x" * 65)]), "BUTTON_DATA_INVALID"),
        (rows([button(data="订" * 22)]), "BUTTON_DATA_INVALID"),
        (rows([button(data="")]), "BUTTON_DATA_INVALID"),
        (rows(*[[button()] for _ in range(101)]), "reply markup is too long"),
        (rows([button() for _ in range(9)]), "reply markup is too long"),
        (rows([InlineKeyboardButton("c", copy_text=CopyTextButton("x" * 257))]), "BUTTON_COPY_TEXT_INVALID"),
        (rows([InlineKeyboardButton("c", copy_text=CopyTextButton(""))]), "BUTTON_COPY_TEXT_INVALID"),
        (rows([InlineKeyboardButton("u", url="http://localhost/x")]), "Wrong HTTP URL"),
        (rows([InlineKeyboardButton("u", url="nonsense")]), "Wrong HTTP URL"),
        (rows([InlineKeyboardButton("only text")]), "Text buttons are unallowed in the inline keyboard"),
        (rows([button(text=" ")]), "BUTTON_TEXT_INVALID"),
    ],
)
async def test_buttons_that_telegram_refuses(markup, words):
    async with stage() as on:
        with pytest.raises(BadRequest) as caught:
            await on.bot.send_message(WANG, "x", reply_markup=markup)
        assert words.lower() in caught.value.message.lower()


async def test_a_full_keyboard_is_taken():
    async with stage() as on:
        full = rows(
            *[[button(data="x" * 64) for _ in range(8)] for _ in range(12)], [button() for _ in range(4)]
        )
        assert (await on.bot.send_message(WANG, "x", reply_markup=full)).reply_markup == full


async def test_edits_that_change_nothing_or_have_nothing_to_change():
    async with stage() as on:
        sent = await on.bot.send_message(DESK, "<b>一</b>", parse_mode="HTML", reply_markup=rows([button()]))
        same = {"parse_mode": "HTML", "reply_markup": rows([button()])}
        async with refused(
            "message is not modified: specified new message content and reply markup", BadRequest
        ):
            await on.bot.edit_message_text("<b>一</b> ", DESK, sent.message_id, **same)
        async with refused("is not modified"):
            await on.bot.edit_message_reply_markup(DESK, sent.message_id, reply_markup=rows([button()]))
        await on.bot.edit_message_text("一", DESK, sent.message_id, reply_markup=rows([button()]))
        async with refused("there is no caption in the message to edit"):
            await on.bot.edit_message_caption(DESK, sent.message_id, caption="x")
        photo = await on.bot.send_photo(DESK, small_picture())
        async with refused("there is no text in the message to edit"):
            await on.bot.edit_message_text("x", DESK, photo.message_id)


async def test_messages_that_are_not_there_or_not_the_bots():
    async with stage() as on:
        theirs = await on.chat.say(WANG, CLUB, "大家好")
        own = await on.bot.send_message(CLUB, "一")
        await on.bot.delete_message(CLUB, own.message_id)
        for missing in (own.message_id, 999):
            async with refused("message to edit not found", BadRequest):
                await on.bot.edit_message_text("x", CLUB, missing)
            async with refused("message to delete not found", BadRequest):
                await on.bot.delete_message(CLUB, missing)
            async with refused("message to be replied not found", BadRequest):
                await on.bot.send_message(CLUB, "x", reply_to_message_id=missing)
        async with refused("message can't be edited", BadRequest):
            await on.bot.edit_message_text("x", CLUB, theirs.message_id)
        async with refused("message can't be deleted", BadRequest):
            await on.bot.delete_message(CLUB, theirs.message_id)
        lenient = ReplyParameters(999, allow_sending_without_reply=True)
        assert (await on.bot.send_message(CLUB, "x", reply_parameters=lenient)).reply_to_message is None


async def test_messages_older_than_two_days_stay():
    async with stage() as on:
        sent = await on.bot.send_message(WANG, "一")
        await on.chat.advance(hours=49)
        async with refused("message can't be deleted for everyone", BadRequest):
            await on.bot.delete_message(WANG, sent.message_id)
        await on.bot.edit_message_text("二", WANG, sent.message_id)


async def test_a_private_chat_must_be_started_and_not_blocked():
    async with stage() as on:
        async with refused("bot can't initiate conversation with a user", Forbidden):
            await on.bot.send_message(DIRECTOR, "x")
        await on.chat.say(DIRECTOR, DIRECTOR, "/start")
        sent = await on.bot.send_message(DIRECTOR, "x")
        await on.chat.block(DIRECTOR)
        async with refused("bot was blocked by the user", Forbidden):
            await on.bot.send_message(DIRECTOR, "x")
        async with refused("bot was blocked by the user", Forbidden):
            await on.bot.edit_message_text("y", DIRECTOR, sent.message_id)
        await on.chat.block(DIRECTOR, False)
        await on.bot.send_message(DIRECTOR, "x")
        async with refused("bots can't send messages to bots", Forbidden):
            await on.bot.send_message(1087968824, "x")


async def test_unknown_chats_and_people():
    async with stage() as on:
        for call in (on.bot.send_message(STRANGER, "x"), on.bot.get_chat(-1), on.bot.get_chat("@nobody")):
            async with refused("chat not found", BadRequest):
                await call
        async with refused("user not found", BadRequest):
            await on.bot.get_chat_member(DESK, STRANGER)
        async with refused("invalid user_id specified", BadRequest):
            await on.bot.get_chat_member(DESK, 0)
        async with refused("there are no administrators in the private chat", BadRequest):
            await on.bot.get_chat_administrators(WANG)
        async with refused("chat_id is empty", BadRequest):
            await on.bot.get_chat("")


@pytest.mark.parametrize(("chat_id", "kind"), [(DESK, "group"), (CLUB, "supergroup")])
async def test_groups_the_bot_was_thrown_out_of_or_has_left(chat_id, kind):
    async with stage() as on:
        await on.chat.remove_bot(chat_id, by=WANG)
        async with refused(f"bot was kicked from the {kind} chat", Forbidden):
            await on.bot.send_message(chat_id, "x")
        await on.chat.add_bot(chat_id, by=WANG)
        await on.bot.leave_chat(chat_id)
        async with refused(f"bot is not a member of the {kind} chat", Forbidden):
            await on.bot.send_message(chat_id, "x")


async def test_an_upgraded_group_names_its_new_id():
    async with stage() as on:
        sent = await on.bot.send_message(DESK, "x")
        new_id = await on.chat.upgrade(DESK, by=WANG)
        for call in (on.bot.send_message(DESK, "x"), on.bot.edit_message_text("y", DESK, sent.message_id)):
            with pytest.raises(ChatMigrated) as caught:
                await call
            assert caught.value.new_chat_id == new_id
        carried = [message.service for message in await on.chat.messages(new_id)]
        assert carried == [{"migrate_from_chat_id": DESK}]


async def test_presses_that_are_unknown_or_too_old():
    async with stage() as on:
        sent = await on.bot.send_message(DESK, "x", reply_markup=rows([button("好", "1")]))
        card = await on.chat.message(DESK, sent.message_id)
        await on.chat.press(WANG, card, "好", within=0)
        query = (await on.update()).callback_query
        async with refused("message_too_long", BadRequest):
            await query.answer("x" * 201)
        await query.answer("x" * 200)
        await on.chat.advance(seconds=151)
        for query_id in (query.id, "77"):
            async with refused("query is too old and response timeout expired or query id is invalid"):
                await on.bot.answer_callback_query(query_id)


async def test_commands_that_are_badly_named_or_too_many():
    async with stage() as on:
        for name in ("Order", "下单", "a-b", "x" * 33):
            async with refused("bot_command_invalid", BadRequest):
                await on.bot.set_my_commands([BotCommand(name, "x")])
        async with refused("description_invalid", BadRequest):
            await on.bot.set_my_commands([BotCommand("a", "x" * 257)])
        async with refused("bot_commands_too_much", BadRequest):
            await on.bot.set_my_commands([BotCommand(f"c{n}", "x") for n in range(101)])
        async with refused("chat not found", BadRequest):
            await on.bot.set_my_commands([BotCommand("a", "x")], scope=BotCommandScopeChat(STRANGER))
        async with refused("invalid language code specified", BadRequest):
            await on.bot.set_my_commands([BotCommand("a", "x")], language_code="zh-CN")


async def test_files_that_are_too_big_unknown_or_no_pictures():
    async with stage() as on, httpx.AsyncClient(trust_env=False, timeout=30) as http:
        url = f"{on.server.url}/bot{on.server.token}/sendDocument?chat_id={WANG}"
        with pytest.raises(NetworkError, match="Request Entity Too Large"):
            await on.bot.send_document(WANG, b"\0" * (50 * 1024 * 1024 + 1), filename="x.bin")
        answer = await http.post(url, content=b"\0" * 52 * 1024 * 1024)
        assert answer.status_code == 413
        big = await on.bot.send_document(WANG, b"\0" * (20 * 1024 * 1024 + 1), filename="x.bin")
        async with refused("file is too big", BadRequest):
            await on.bot.get_file(big.document.file_id)
        async with refused("invalid file_id", BadRequest):
            await on.bot.get_file("nonsense")
        async with refused("wrong file identifier", BadRequest):
            await on.bot.send_document(WANG, "nonsense")
        async with refused("failed to get HTTP URL content", BadRequest):
            await on.bot.send_document(WANG, "https://example.com/x.pdf")
        async with refused("image_process_failed", BadRequest):
            await on.bot.send_photo(WANG, b"no picture")
        async with refused("photo_invalid_dimensions", BadRequest):
            await on.bot.send_photo(WANG, small_picture(9000, 2000))
        async with refused("file must be non-empty", BadRequest):
            await on.bot.send_document(WANG, b"", filename="x")


async def test_other_things_asked_for_in_vain():
    async with stage() as on:
        theirs = await on.chat.say(WANG, CLUB, "x")
        async with refused("not enough rights to manage pinned messages in the chat", BadRequest):
            await on.bot.pin_chat_message(CLUB, theirs.message_id)
        async with refused("message to pin not found", BadRequest):
            await on.bot.pin_chat_message(DESK, 999)
        async with refused("wrong parameter action in request", BadRequest):
            await on.bot.send_chat_action(WANG, "dance")
        async with refused("message thread not found", BadRequest):
            await on.bot.send_message(CLUB, "x", message_thread_id=5)
        async with refused("private chats", BadRequest):
            await on.bot.leave_chat(WANG)
        async with refused("description is too long", BadRequest):
            await on.bot.set_my_description("x" * 513)


async def test_people_cannot_do_the_impossible_either():
    async with stage() as on:
        message = await on.chat.say(WANG, DESK, "x")
        impossible = (
            on.chat.say(STRANGER, DESK, "x"),
            on.chat.say(DIRECTOR, CLUB, "x"),
            on.chat.say(WANG, -9, "x"),
            on.chat.say(WANG, DESK, "x" * 4097),
            on.chat.say(WANG, DESK, " "),
            on.chat.say(WANG, DESK, "x", reply_to=99),
            on.chat.say(WANG, DESK, "x", thread=99),
            on.chat.edit(LI, message, "y"),
            on.chat.press(WANG, message, "没有"),
            on.chat.photo(WANG, DESK, b"no picture"),
            on.chat.upgrade(CLUB, by=WANG),
            on.chat.do("nonsense"),
            on.chat.do("say", user=WANG),
            on.chat.message(DESK, 99),
        )
        for attempt in impossible:
            with pytest.raises(Exception, match=r".") as caught:
                await attempt
            assert type(caught.value).__name__ == "ChatError"
        assert not isinstance(caught.value, TelegramError)
