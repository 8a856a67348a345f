import asyncio

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.sandbox import ChatClient, ChatServer


async def test_a_bot_and_a_person_talk():
    async with ChatServer(limits=True).running() as server, ChatClient(server.url) as chat:
        await chat.add_user(1001, "王芳", started=True)
        await chat.add_group(-1001, "业务群", members=[1001], bot_is_admin=True)
        async with Bot(
            server.token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot"
        ) as bot:
            m = await chat.say(1001, -1001, "/order 你好")
            (u,) = await bot.get_updates(timeout=5)
            assert u.message.text == "/order 你好"
            sent = await bot.send_message(
                -1001,
                "<b>订单</b> 37",
                parse_mode="HTML",
                reply_to_message_id=m.message_id,
                reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("备好了", callback_data="x")]]),
            )
            assert sent.text == "订单 37"

            async def answer():
                (q,) = await bot.get_updates(offset=u.update_id + 1, timeout=5)
                await q.callback_query.answer("好")

            task = asyncio.create_task(answer())
            card = await chat.wait(-1001, "订单")
            toast = await chat.press(1001, card, "备好了")
            assert toast.text == "好"
            await task
