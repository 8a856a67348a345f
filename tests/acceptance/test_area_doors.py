"""Nor does a door of any other area: orders and what follows them, money, storage, forms, reports (U2, U4).

Nothing is listed that could be derived. Every area has a case about the customer, and every case is asked for in every
way; every report of every kind; every button that was ever sent to anybody, and every action that a front knows, is
pressed by those who were never given it; every message that there is a template for is queued for them. An area or a
prefix of presses that isn't met here fails the test.
"""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.access.rights import commands_for
from bot.fronts.areas import FRONTS
from bot.letters.fronts import CODECS, asked
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.keyboards import Press
from bot.wording.messages import FILE as FILE_OF_LINES
from bot.wording.messages import read_messages
from store.company import Company
from store.mail import outbox
from store.mail.outbox import Outbox
from store.process.records import Case
from store.registry import AREAS
from store.reports.requests import Report
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.doors import OTHER_SALES, SECRETS, Watch, all_said, at_work
from tests.acceptance.scenes import HONGDA
from tests.acceptance.test_doors import ALTERS
from tests.databases import SqliteStores

STORY = (
    ("李强", "/stock 1 ready"),
    ("陈静", "/paid 1 11500"),
    ("王芳", "/slip 1"),
    ("周伟", "/ship 1 SF1234567"),
    ("周伟", "/arrive 1"),
    ("王芳", f"/charge {HONGDA} 装卸 4321.09"),
    ("陈静", f"/paid {HONGDA} 777"),
    ("王芳", "/complain 1\n内容: 面漆掉皮\n渠道: 电话"),
    ("吴桐", "/return 1\n原因: 盖子渗漏\n品名: 面漆, 4"),
    ("王芳", f"/statement {HONGDA} 2026-11"),
    ("王芳", "/issue S1"),
    ("王芳", "/agree S1 李采购"),
    ("王芳", "/invoice S1"),
    ("胡斌", f"面积 {HONGDA} 120 二号库 11-1"),
    ("吴桐", f"咨询 面漆几天干\n客户: {HONGDA}"),
    ("吴桐", f"拜访 {HONGDA} 约访 谈合同"),
    (
        "吴桐",
        f"申请 满意度\n客户: {HONGDA}\n受访人: 李采购\n方式: 电话\n产品质量: 9\n交货: 8\n服务: 9\n价格: 7",
    ),
)
"""What else is about the customer: an order on its way, money, a complaint, a return, papers, room, a question, a form."""
SUMS = ("4,321.09", "¥777.00")
"""What stands in the book of them and nowhere else."""
OF_MONEY, TAX = ("陈静", "郑总"), SECRETS[1]
OF_NO_CUSTOMER = {"leads", "calendar", "reports", "emergencies"}
"""A lead is no customer yet; the others' cases are the office's own, or everybody's."""


@pytest.fixture
async def story(sqlite_stores: SqliteStores, company: Company) -> AsyncIterator[Conversation]:
    async with at_work(sqlite_stores, company) as (talk, _number):
        await talk.bring(*STORY)
        await talk.until("2026-12-22T08:31", heard=ANYTHING)
        yield talk


LOOKED = (
    ("吴桐", f"客户 {HONGDA}"),
    ("赵敏", f"客户 {HONGDA}"),
    ("吴桐", f"催款 {HONGDA}"),
    ("赵敏", "客户列表 定级建议"),
    ("王芳", f"应收 {HONGDA}"),
    ("赵敏", "/menu"),
    ("赵敏", "/report sales 2026-11"),
    ("胡斌", "库存"),
)
"""What those who may have looked at: their buttons are pressed by others."""
TAILS = (
    "1",
    "2",
    "1:1",
    "2:1",
    "2:a",
    "sales",
    "list",
    "2026-11",
    "2026-11-01",
    "go:1",
    "customers:1",
    "1:1:1",
)
"""What may stand behind a prefix of presses. One that no case of STORY sends, and that reads none of these, has to be
named below with the reason why it tells nothing of a customer."""
AT_ONCE = 60
"""So many kinds of message are queued together."""
OF_THE_OFFICE = frozenset(
    {
        *("admit", "join", "role", "room", "language", "away", "swap"),  # members, rooms and duty
        *("run", "form", "book", "draft", "figure"),  # what the presser has in hand, by its own row
    }
)


def roles_of(talk: Conversation, who: str) -> Any:
    return next(member.roles for member in talk.office.company.members if member.name == who)


async def cases(talk: Conversation) -> list[tuple[str, int]]:
    """Area and number of every one; every area has some."""
    async with talk.office.app.store.reading() as unit:
        found = list(await unit.session.exec(select(Case.area, Case.number).order_by(col(Case.id))))
    met = {area for area, _ in found}
    assert set(AREAS) - met <= OF_NO_CUSTOMER, "an area has no case about the customer: STORY has none of it"
    return found


def shut_from(who: str) -> tuple[str, ...]:
    """The words that somebody is not to read: of who has no customers but their own nothing of their money either (U2); who
    may read of money reads on an invoice the tax number that it is made out to. The name itself stands in many examples."""
    if who in OTHER_SALES:
        return (*SECRETS, *SUMS)
    return tuple(one for one in SECRETS if who not in OF_MONEY or one != TAX)


async def watching(talk: Conversation) -> Watch:
    watch = Watch(talk)
    await watch.begin()
    return watch


async def nothing_told(watch: Watch, who: str) -> None:
    assert not await watch.said_to(who, shut_from(who)), who


async def test_no_case_of_any_area_and_no_report_yields_a_secret(story: Conversation) -> None:
    named = [AREAS[area].reference(number) for area, number in await cases(story)]
    for who in ("孙涛", "李强", "陈静"):
        said = [f"/{name}" for name in commands_for(roles_of(story, who)) if name not in ALTERS]
        said += [f"/{asks} {one}" for one in named for asks in ("show", "history", "urge")]
        said += [*named, *(f"/report {kind.value} 2026-11" for kind in Report)]
        watch = await watching(story)
        await all_said(story, who, said)
        await nothing_told(watch, who)


async def sent_to_anybody(talk: Conversation) -> set[str]:
    """All that any button says."""
    found = set()
    for call in await talk.office.chat.calls():
        for row in json.loads(call.params.get("reply_markup") or "{}").get("inline_keyboard", ()):
            found |= {button["callback_data"] for button in row if "callback_data" in button}
    return found


async def test_no_press_of_any_area_yields_a_secret(story: Conversation) -> None:
    await story.bring(*LOOKED)
    presses = await sent_to_anybody(story)
    tried = {f"{prefix}:{tail}" for prefix in CODECS for tail in TAILS}
    met = {data.partition(":")[0] for data in (*presses, *filter(asked, tried))}
    assert set(CODECS) - met <= OF_THE_OFFICE, "a prefix of presses is tried with nothing that it reads"
    for area, number in await cases(story):
        front = FRONTS[area]
        presses |= {Press(area, number, action, 1).data() for action in (*front.actions, *front.questions)}
    presses |= tried
    for who in ("孙涛", "李强"):
        await story.say(who, "/help", heard=ANYTHING)
        shown, watch = await story.last(who), await watching(story)
        for data in sorted(presses):
            await story.office.chat.press(story.office.id(who), shown, data=data)
        await story.office.settled()
        await nothing_told(watch, who)


def every_kind() -> list[str]:
    """Of message, as the templates have them."""
    folder = Path(SHIPPED_TEMPLATES, "zh")
    kinds = {f"{path.parent.name}/{path.name.partition('.')[0]}" for path in folder.glob("*/*.html.j2")}
    kinds |= set(read_messages(folder / FILE_OF_LINES))
    return sorted(kind for kind in kinds if "/_" not in kind)


async def test_no_message_of_any_area_yields_a_secret(story: Conversation) -> None:
    """Queued as one would be that was asked for before the customer was theirs no more: with the facts of a row of its
    kind where the story had one, else with whatever other rows say."""
    await story.bring(*LOOKED)
    store = story.office.app.store
    async with store.reading() as unit:
        rows = list(await unit.session.exec(select(Outbox).order_by(col(Outbox.id))))
        cases_of = {
            case.area: case.id for case in await unit.session.exec(select(Case).order_by(col(Case.id)))
        }
    anything: dict[str, Any] = {}
    for row in rows:
        anything |= row.facts or {}
    by_kind, kinds = {row.kind: row for row in rows}, every_kind()
    for who in ("孙涛", "李强"):
        watch = await watching(story)
        for first in range(0, len(kinds), AT_ONCE):
            async with store.unit() as unit:
                person = unit.roster.by_telegram(story.office.id(who))
                for kind in kinds[first : first + AT_ONCE]:
                    like = by_kind.get(kind)
                    outbox.notice(
                        unit.session,
                        kind,
                        chat_id=person.telegram_id,
                        now=unit.now,
                        facts=(like.facts if like else anything) or {},
                        member_id=person.id,
                        case_id=like.case_id if like else cases_of.get(kind.partition("/")[0]),
                        task_id=like.task_id if like else None,
                    )
            story.office.app.courier.wake()
            await story.office.settled()
        assert not await watch.said_to(who, SECRETS), who  # sums stand in the facts that were handed in
