"""A customer who is called otherwise, or was joined with another, has the name of now in every area (U2).

Nothing is listed that could be derived: every area has a case about the customer, every ledger is read, every command is
given, every case shown, every kind of message composed. A paper that was frozen keeps the name it was issued to.
"""

import re
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import col, select

from bot.access.rights import commands_for
from bot.letters.letters import Letters
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.render import Renderer
from bot.wording.vocabulary import load_vocabulary
from store.company import Company
from store.customers.model import Customer
from store.process.records import Case
from store.process.tasks import Task
from store.registry import AREAS
from store.reports.requests import Report
from store.tables import EXPORTS
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.doors import FILE, all_said, inside
from tests.acceptance.posted import Post, every_kind, said
from tests.acceptance.scenes import HONGDA, order
from tests.acceptance.test_area_doors import BESIDE, STORY, cases, roles_of
from tests.acceptance.test_doors import ALTERS
from tests.conftest import MONDAY
from tests.databases import SqliteStores
from tests.office import DESK, Office

OLD, NEW = "鹿港防腐", "太湖船舶"
READERS = ("王芳", "赵敏", "吴桐", "陈静")
THE_DAY = "2026-12-22T08:31"
CALLED = {
    "renamed": (("王芳", f"客户 {OLD}\n新名称: {NEW}"),),
    "merged": (("吴桐", f"客户 {NEW}\n手机: 13700007777"), ("赵敏", f"/same {NEW}, {OLD}")),
}
WAS = re.compile(rf"又名：{OLD}|S1( ·)? {OLD}|{OLD} 和 {NEW} 是同一家|合并客户 {OLD}|aliases[^]]*{OLD}")
"""Where the old name stands by right: as an alias, on the statement that was issued, and where it is said that they are one."""
OF_THEIR_DAY = {"events": "facts", "outbox": "facts"}
"""What was written down as it happened, and is read by nobody without the case's own title beside it."""


def of(text: str) -> str:
    return text.replace(HONGDA, OLD)


@pytest.fixture(params=CALLED)
async def called(
    request: pytest.FixtureRequest, sqlite_stores: SqliteStores, calendar_company: Company
) -> AsyncIterator[Conversation]:
    """With an old name in every area, and then with another. What comes before is done once, and copied."""
    keys = ("sales-report", "statements", "reconciliation")
    entries = tuple(one for one in calendar_company.calendar if one.key in keys)
    company = calendar_company.model_copy(update={"calendar": entries})

    async def told(url: str) -> None:
        async with Office.open(url, company, at=MONDAY) as office:
            talk = Conversation(office)
            await talk.bring(("吴桐", of(FILE)), ("赵敏", f"客户 {OLD}\n类别: A"))
            await talk.say("王芳", order(customer=OLD), DESK, heard=ANYTHING)
            await talk.bring(*((who, of(text)) for who, text in STORY), *BESIDE)
            await talk.until("2026-11-25T09:00", heard=ANYTHING)
            await talk.say("王芳", "11月销量", heard=ANYTHING)
            await talk.until(THE_DAY, heard=ANYTHING)

    with sqlite_stores.ready("a story of who is called otherwise", told) as (url, _left):
        at = datetime.fromisoformat(THE_DAY).replace(tzinfo=company.zone)
        async with Office.open(url, company, at=at) as office:
            talk = Conversation(office)
            await talk.skip()
            await talk.bring(*CALLED[request.param])
            yield talk


def stands(text: str) -> bool:
    return OLD in WAS.sub("", text)


async def test_no_ledger_has_the_old_name_but_of_frozen_papers(called: Conversation) -> None:
    found = []
    for ledger in EXPORTS:
        for row in await called.office.exported(ledger):
            frozen = row.get("issued_at") if ledger == "statements" else None
            past = {"aliases", OF_THEIR_DAY.get(ledger, ""), "customer" if frozen else ""}
            found += [
                (ledger, name, value) for name, value in row.items() if name not in past and OLD in str(value)
            ]
    assert not found


async def test_no_command_shows_the_old_name(called: Conversation) -> None:
    """Of a file that was joined it is said with whom, and it is no longer one of those that are shown."""
    gone = await joined(called)
    named = [
        AREAS[area].reference(n) for area, n in await cases(called) if area != "customers" or n not in gone
    ]
    for who in READERS:
        commands = [one for one in commands_for(roles_of(called, who)) if one not in (*ALTERS, "undo")]
        lines = [f"/{one}" for one in commands]
        lines += [f"/{asks} {one}" for one in named for asks in ("show", "history", "urge")]
        lines += [f"/report {kind.value} 2026-11" for kind in Report]
        lines += [f"/export {ledger}" for ledger in EXPORTS if ledger not in OF_THEIR_DAY]
        before = max(call.number for call in await called.office.chat.calls())
        await all_said(called, who, lines)
        assert not [text for text in await shown(called, who, before) if stands(text)], who


async def joined(talk: Conversation) -> set[int]:
    """Files that are no longer shown by themselves."""
    async with talk.office.app.store.reading() as unit:
        return {
            *await unit.session.exec(select(Customer.number).where(col(Customer.merged_into).is_not(None)))
        }


async def shown(talk: Conversation, who: str, since: int) -> list[str]:
    """Words, buttons and pictures' words; and of each workbook the rows, but for its columns of frozen names."""
    user = talk.office.id(who)
    calls = [one for one in await talk.office.chat.calls(since=since) if one.chat_id == user]
    texts = [
        f"{one.params.get('text', '')}{one.params.get('caption', '')}{one.params.get('reply_markup', '')}"
        for one in calls
    ]
    books = [
        one for one in await talk.office.seen(who) if one.document and "对账单" not in one.document.file_name
    ]
    return texts + [await inside(talk, one) for one in books if "客户台账" not in one.document.file_name]


async def test_no_message_is_composed_with_the_old_name(called: Conversation) -> None:
    words = load_vocabulary([SHIPPED_TEMPLATES])
    letters = Letters(Renderer([SHIPPED_TEMPLATES], words, called.office.company), "gendan_bot")
    async with called.office.app.store.reading() as unit:
        first = select(Case.area, Case.id).where(Case.title.contains(NEW)).order_by(col(Case.id))
        owed = select(Task.area, Task.id).order_by(col(Task.id).desc())
        post = Post(
            unit,
            letters,
            {},
            dict((await unit.session.exec(first)).all()),
            dict((await unit.session.exec(owed)).all()),
        )
        composed = 0
        for who in READERS:
            person = unit.roster.by_telegram(called.office.id(who))
            async for kind, text in letters_of(post, every_kind(), person):
                composed += NEW in text
                assert not stands(text), (who, kind, text)
        assert composed > 50, "most are about a customer, who is named"


async def test_a_file_that_was_joined_says_with_whom(called: Conversation) -> None:
    for number in await joined(called):
        await called.say("王芳", f"/show U{number}", heard={"王芳": f"已并入 {NEW}"})


async def letters_of(post: Post, kinds: Iterable[str], person: Any) -> AsyncIterator[tuple[str, str]]:
    for kind in kinds:
        try:
            letter = await post.letter(kind, person)
        except Exception:
            continue  # of what no stand-in makes a letter, test_area_doors has the list
        if letter is not None:
            yield kind, said(letter)


async def test_what_comes_by_itself_the_next_morning_has_the_name_of_now(called: Conversation) -> None:
    await called.until("2026-12-23T08:31", heard=ANYTHING)
    texts = [text for heard in called.heard.values() for text in heard] + [text for _, text in called.daily]
    assert any(NEW in text for text in texts)
    assert not [text for text in texts if stands(text)]
