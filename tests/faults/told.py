"""The example company in a chat with `gendan run` as processes of their own: what people said, and what must come of it."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from sqlmodel import col, not_, select

from bot.sandbox.client import ChatClient
from bot.sandbox.server import ChatServer
from bot.settings import SHIPPED_TEMPLATES
from store.company import Company
from store.database.db import Database
from store.mail.inbox import Inbox
from store.mail.outbox import Outbox
from store.money.model import ReceiptRow
from store.orders.model import OrderRow
from store.process.records import Case, Event
from store.requests import Area

TOKEN, DESK, SERVICE, FINANCE = "123456:TEST", -1001, 1001, 1003
RUN = (sys.executable, "-c", "from bot.cli import main; main()", "run")


def environment(server: ChatServer, database_url: str, **more: str) -> dict[str, str]:
    """Of a process on this store, without Telegram's limits; `more` by the names of settings."""
    values = {
        "bot_token": TOKEN,
        "api_url": server.url,
        "database_url": database_url,
        "company": str(SHIPPED_TEMPLATES / "company.toml"),
        "limit_group": "10000",
        "limit_chat": "10000",
        "limit_all": "10000",
        **more,
    }
    bare = {name: value for name, value in os.environ.items() if not name.startswith("GENDAN_")}
    return bare | {f"GENDAN_{name.upper()}": value for name, value in values.items()}


@asynccontextmanager
async def office(company: Company, **options: Any) -> AsyncIterator[tuple[ChatServer, ChatClient]]:
    async with (
        ChatServer(token=TOKEN, limits=False, **options).running(port=0) as server,
        ChatClient(server.url) as chat,
    ):
        for member in company.members:
            await chat.add_user(member.id, member.name, started=True)
        people = [member.id for member in company.members]
        await chat.add_group(DESK, "业务群", members=people, bot_is_admin=True)
        yield server, chat


class Told:
    """What people have said so far: orders in the room, and yuan for yuan payments in private."""

    def __init__(self, chat: ChatClient) -> None:
        self.chat, self.placed, self.paid = chat, 0, 0

    async def place(self) -> None:
        self.placed += 1
        line = f"/order\n客户: 甲{self.placed}\n品名: 面漆, 1 桶, 100\n付款: 款到发货"
        await self.chat.say(SERVICE, DESK, line)

    async def pay(self, number: int) -> None:
        self.paid += 1
        await self.chat.say(FINANCE, FINANCE, f"/paid {number} 1 ref{self.paid}")

    async def quiet(self, url: str) -> None:
        """Until nothing is pending at the server and nothing is owed in the store."""
        database = Database(url)
        # What stands there and will look different in a while owes nothing now.
        later = (Outbox.shown > 0) & (Outbox.attempts == 0) & col(Outbox.not_before).is_not(None)
        owed = (Outbox.state == "open", col(Outbox.wanted) > col(Outbox.shown), not_(later))
        try:
            async with asyncio.timeout(240):
                while True:
                    await asyncio.sleep(0.3)
                    if await self.chat.pending_updates():
                        continue
                    async with database.snapshot() as session:
                        new = (await session.exec(select(Inbox.id).where(Inbox.state == "new"))).first()
                        dirty = (await session.exec(select(Outbox.id).where(*owed))).first()
                    if new is None and dirty is None:
                        return
        finally:
            await database.close()

    async def check(self, url: str, troubles: int) -> None:
        """All of it was done once, and heard of; at most one message came twice in the room for each trouble."""
        database = Database(url)
        async with database.snapshot() as session:
            orders = (await session.exec(select(OrderRow).order_by(col(OrderRow.number)))).all()
            receipts = (await session.exec(select(ReceiptRow))).all()
            # The calendar opens by itself what falls due on these days; that is nobody's step.
            steps = select(Event).join(Case, col(Case.id) == col(Event.case_id))
            steps = steps.where(col(Event.actor_id).is_not(None), Case.area == Area.ORDERS)
            taken = (await session.exec(steps)).all()
            unsent = (col(Outbox.state) != "open", Outbox.kind != "menu")
            lost = (await session.exec(select(Outbox).where(*unsent))).all()
            bad = (await session.exec(select(Inbox).where(Inbox.state == "quarantined"))).all()
        await database.close()
        numbers = range(1, self.placed + 1)
        assert [order.number for order in orders] == list(numbers), "an order lost, doubled or skipped"
        assert Counter(receipt.ref for receipt in receipts) == Counter(
            f"ref{one}" for one in range(1, self.paid + 1)
        )
        assert sum((order.received for order in orders), Decimal(0)) == self.paid
        assert len(taken) == self.placed + self.paid
        assert not lost and not bad
        cards = Counter(
            message.text.split(" · ")[0]
            for message in await self.chat.messages(DESK)
            if message.from_bot and message.text.startswith("订单 ")
        )
        assert set(cards) == {f"订单 {number}" for number in numbers}
        assert sum(cards.values()) - len(cards) <= troubles, "more than one message twice per trouble"
