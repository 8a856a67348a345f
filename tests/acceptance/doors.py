"""A customer's file that is shut to nearly everybody, and what anybody was shown of it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook
from sqlmodel import select

from bot.sandbox.client import ChatMessage
from store.company import Company
from store.customers.model import Customer
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, order
from tests.conftest import MONDAY
from tests.databases import SqliteStores
from tests.office import DESK, Office

SECRETS = ("13955551111", "91320500QW2RST", "虎丘路", "怕冷场", "0512-66554433", "li@hongda")
"""A person's mobile, the tax number, the file's address, its note, the office's telephone, an e-mail."""
FILE = (
    f"客户 {HONGDA}\n联系人: 李采购\n手机: 13955551111\n邮箱: li@hongda.cn\n税号: 91320500QW2RST\n"
    "地址: 虎丘路 8 号\n电话: 0512-66554433\n备注: 怕冷场"
)
SHUT_OUT = ("孙涛", "陈静", "周伟", "李强", "林晓", "郑总", "高翔", "何梅", "邓凯")
"""Another salesperson, finance, logistics, the workshop, the assistant, the executive, sales' head, leasing, the admin:
none of them reads a file of class A."""
OTHER_SALES = ("孙涛", "何梅")
"""Who doesn't even learn that the customer is on file."""


@asynccontextmanager
async def at_work(stores: SqliteStores, company: Company) -> AsyncIterator[tuple[Conversation, int]]:
    """吴桐's customer of class A, with everything on file, an order and a likeness asked; its number beside. What was done
    so far is done once, and copied."""

    async def begun(url: str) -> int:
        async with Office.open(url, company, at=MONDAY) as office:
            return await begin(Conversation(office))

    with stores.ready("a file that is shut", begun) as (url, number):
        async with Office.open(url, company, at=MONDAY) as office:
            talk = Conversation(office)
            await talk.skip()
            yield talk, number


async def begin(talk: Conversation) -> int:
    await talk.skip()
    await talk.bring(("吴桐", FILE), ("赵敏", f"客户 {HONGDA}\n类别: A"))
    await talk.say("王芳", order(), DESK, heard=ANYTHING)
    await talk.bring(("孙涛", order(customer="宏达")), ("王芳", order(customer="宏达钢构厂")))
    for who in (*SHUT_OUT, DESK):
        assert not await found_by(talk, who), who
    async with talk.office.app.store.reading() as unit:
        row = (await unit.session.exec(select(Customer).where(Customer.name == HONGDA))).one()
    return row.number


async def found_by(talk: Conversation, who: str | int) -> dict[str, str]:
    """Which secrets stand in what somebody was shown, in words or in a workbook, and in which message."""
    found = {}
    for message in await talk.office.seen(who):
        text = f"{message.text} {' '.join(message.button_texts)} {await inside(talk, message)}"
        found |= {secret: text[:300] for secret in SECRETS if secret in text}
    return found


async def inside(talk: Conversation, message: ChatMessage) -> str:
    if message.document is None or not message.document.file_name.endswith(".xlsx"):
        return ""
    book = load_workbook(BytesIO(await talk.office.chat.download(message.document)))
    return " ".join(str(cell.value) for sheet in book.worksheets for row in sheet for cell in row)


async def all_said(talk: Conversation, who: str, lines: list[str], *, to: int | None = None) -> None:
    user = talk.office.id(who)
    for start in range(0, len(lines), 10):
        for line in lines[start : start + 10]:
            await talk.office.chat.say(user, user if to is None else to, line)
        await talk.office.settled()


@dataclass
class Watch:
    """What the bot says to whom from now on, toasts included, as long as it is looked at in time."""

    talk: Conversation
    since: int = 0

    async def begin(self) -> None:
        self.since = max([self.since, *(call.number for call in await self.talk.office.chat.calls())])

    async def said_to(self, who: str, words: Iterable[str]) -> dict[str, str]:
        """Which of the words stand in it, and where; a workbook is opened."""
        found: dict[str, str] = {}
        user = self.talk.office.id(who)
        texts = [
            f"{call.params} {call.result}"
            for call in await self.talk.office.chat.calls(since=self.since)
            if call.chat_id == user
        ]
        texts += [
            answer.text for toast in await self.talk.office.chat.toasts(user) for answer in toast.answers
        ]
        texts += [await inside(self.talk, one) for one in await self.talk.office.seen(who)]
        for word in words:
            if (where := next((text for text in texts if word in text), None)) is not None:
                found[word] = where[:400]
        return found
