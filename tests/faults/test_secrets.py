"""A day at DEBUG with everything going wrong: no token, no webhook secret and no telephone in what the bot writes."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import httpx

from bot.sandbox.client import ChatClient
from bot.sandbox.server import ChatServer
from store.company import Company

TOKEN, SECRET = "123456:AAF-x_Yz-TOKEN-of-the-day", "webhook-s3cret-of-the-day"
DESK, SERVICE = -1001, 1001
PHONES = ("13900001111", "0512-88889999", "+86 138 0000 2222")
ORDER = "/order\n客户: 甲{n}\n品名: 面漆, 1 桶, 100\n付款: 款到发货\n收货人: 张三\n地址: 星湖街 1 号\n电话: {phone}"


async def test_nothing_secret_is_written_however_the_day_goes(tmp_path: Path, company: Company) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{one.getsockname()[1]}"
    async with (
        ChatServer(token=TOKEN, limits=False, webhook_retry=0.05).running(port=0) as server,
        ChatClient(server.url) as chat,
    ):
        for member in company.members:
            await chat.add_user(member.id, member.name, started=True)
        await chat.add_group(DESK, "业务群", members=[one.id for one in company.members], bot_is_admin=True)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GENDAN_")}
        environment |= {
            "GENDAN_BOT_TOKEN": TOKEN,
            "GENDAN_API_URL": server.url,
            "GENDAN_LISTEN": place,
            "GENDAN_WEBHOOK_URL": f"http://{place}/hook",
            "GENDAN_WEBHOOK_SECRET": SECRET,
            "GENDAN_CLOCK_START": "2026-11-23T10:00",
        }
        pipe = asyncio.subprocess.PIPE
        program = [sys.executable, "-c", "from bot.cli import main; main()", "run", "--debug"]
        bot = await asyncio.create_subprocess_exec(
            *program, cwd=tmp_path, env=environment, stdout=pipe, stderr=pipe
        )
        written = asyncio.create_task(bot.communicate())
        try:
            await chat.do("fault", kind="error", method="sendMessage", status=502)
            await chat.do("fault", kind="drop_after", method="sendMessage", after=2)
            for number, phone in enumerate(PHONES, start=1):
                await chat.say(SERVICE, DESK, ORDER.format(n=number, phone=phone))
            broken = {"message_id": 1, "date": "soon", "chat": {"id": PHONES[0]}, "text": PHONES[1]}
            await chat.do("raw_update", kind="message", body=broken)
            await chat.say(SERVICE, DESK, f"/order\n客户: 甲\n品名: 面漆, 很多, 1\n电话: {PHONES[0]}")
            assert await chat.wait(DESK, f"订单 {len(PHONES)}", within=60)
            assert await chat.do("quiet", seconds=1, within=60)
            async with httpx.AsyncClient(trust_env=False) as http:
                metrics = (await http.get(f"http://{place}/metrics")).text
                health = (await http.get(f"http://{place}/healthz")).text
                await http.post(
                    f"http://{place}/hook", json={}, headers={"X-Telegram-Bot-Api-Secret-Token": "x"}
                )
            server.api.token = "123456:REVOKED"
            await chat.say(SERVICE, DESK, "/help")
            bot.send_signal(signal.SIGTERM)
            async with asyncio.timeout(60):
                out, err = await written
        finally:
            if bot.returncode is None:
                bot.kill()
            await written
    assert b"update_failed" in err and b"Traceback" in err, "it went wrong, and said so"
    assert "gendan_updates_total" in metrics
    whole = b"\n".join([out, err, metrics.encode(), health.encode()]).decode()
    for secret in (TOKEN, TOKEN.partition(":")[2], SECRET, *PHONES, "88889999", "0000 2222"):
        assert secret not in whole
