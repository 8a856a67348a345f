"""The bot is down for minutes, hours, days: what Telegram kept is handled once, and nobody is flooded."""

from collections.abc import Iterator

import pytest

from store.company import Company
from tests.conftest import MONDAY
from tests.databases import SqliteStores
from tests.office import DESK, Office

ORDER = "/order\n客户: 宏达钢构\n品名: 底漆, 30 桶, 280\n付款: 款到发货"
AT_MOST = 4
"""Messages to one reader as the bot comes back: what was lost, the morning, their tasks, what is late."""


@pytest.fixture
def database_url(sqlite_stores: SqliteStores) -> Iterator[str]:
    with sqlite_stores.fresh() as url:
        yield url


@pytest.mark.parametrize(
    ("down", "kept"),
    [({"minutes": 3}, True), ({"hours": 23}, True), ({"hours": 25}, False), ({"days": 8}, False)],
    ids=["3 minutes", "23 hours", "25 hours", "8 days"],
)
async def test_what_telegram_kept_is_handled_once_and_nobody_is_flooded(
    database_url: str, company: Company, down: dict[str, int], kept: bool
) -> None:
    async with Office.open(database_url, company, at=MONDAY, network=True, running=False) as office:
        async with office.bot_running():
            await office.say("王芳", ORDER, to=DESK)
        readers = [DESK, *(member.id for member in company.members)]
        before = {reader: len(await office.seen(reader)) for reader in readers}
        await office.chat.say(office.id("李强"), office.id("李强"), "/stock 1 ready")
        await office.chat.say(office.id("王芳"), DESK, ORDER)
        await office.chat.advance(**down)
        for _ in range(2):  # and the second start finds nothing left to say
            async with office.bot_running():
                titles = [
                    one.text.split(" · ")[0] for one in await office.seen() if one.text.startswith("订单")
                ]
                assert titles == (["订单 1", "订单 2"] if kept else ["订单 1"])
                assert ("备货 ✅" in (await office.last(DESK, "订单 1")).text) is kept
                more = {reader: len(await office.seen(reader)) - before[reader] for reader in readers}
                assert max(more.values()) <= AT_MOST, more
