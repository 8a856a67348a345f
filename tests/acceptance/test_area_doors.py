"""Nor does a door of any other area: orders and what follows them, money, storage, forms, reports (U2, U4).

Nothing is listed that could be derived. Every area has a case about the customer, and every case is asked for in every
way; every report of every kind; every button that was ever sent to anybody, and every action that a front knows, is
pressed by those who were never given it; every message that there is a template for is queued for them. An area or a
prefix of presses that isn't met here fails the test.
"""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.access.rights import commands_for
from bot.fronts.areas import FRONTS
from bot.letters.fronts import CODECS, asked
from bot.letters.letters import Letters
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.keyboards import Press
from bot.wording.render import Renderer
from bot.wording.vocabulary import load_vocabulary
from store.company import Company, Role
from store.customers import access
from store.customers.model import Customer
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.records import Case
from store.process.tasks import Task
from store.registry import AREAS
from store.reports.requests import Report
from store.tables import EXPORTS
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.doors import OTHER_SALES, SECRETS, SHUT_OUT, Watch, all_said, begin
from tests.acceptance.posted import Like, Post, every_kind, said
from tests.acceptance.scenes import HONGDA
from tests.acceptance.test_doors import ALTERS, READERS
from tests.conftest import MONDAY
from tests.databases import SqliteStores
from tests.office import Office

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
    ("王芳", f"定级 {HONGDA}\n类别: A\n理由: 量大\n信息专人: 吴桐"),
    ("陈静", "/paid 没听说过 500"),
    ("吴桐", f"/claim P2 {HONGDA}"),
)
"""What else is about the customer: an order on its way, money, a complaint, a return, papers, room, a question, a form."""
BESIDE = (
    ("吴桐", "商机\n客户: 长江港机\n联系人: 刘工\n手机: 13700001234\n需求: 底漆，每月 50 桶"),
    ("王芳", "急事 仓库漏水"),
    ("王芳", "会议\n主题: 谈底漆\n时间: 今天 14:00-15:00\n人员: 周伟, 主任"),
)
"""What is about no customer: every area has a case."""
SUMS = ("4,321.09", "¥777.00")
"""What stands in the book of them and nowhere else."""
LEAST = OTHER_SALES[0]
"""Reads of no customer but their own."""
OF_MONEY, TAX = ("陈静", "郑总"), SECRETS[1]
IN_ENGLISH = SHUT_OUT[1::2]
"""Half of them read English: both languages have a template of every kind."""
THE_DAY = "2026-12-22T08:31"


@dataclass(frozen=True)
class Story:
    """What is left of it: its store is copied for each test, so is what was sent."""

    presses: frozenset[str]
    """All that any button said."""
    sent: Mapping[str, Like]
    """By kind, the latest row."""


@pytest.fixture
async def story(
    sqlite_stores: SqliteStores, calendar_company: Company
) -> AsyncIterator[tuple[Conversation, Story]]:
    """At a company with one report in its calendar: the others tell the same of everybody."""
    entries = tuple(one for one in calendar_company.calendar if one.key == "sales-report")
    members = tuple(
        one.model_copy(update={"language": "en"}) if one.name in IN_ENGLISH else one
        for one in calendar_company.members
    )
    company = calendar_company.model_copy(update={"calendar": entries, "members": members})

    async def told(url: str) -> Story:
        async with Office.open(url, company, at=MONDAY) as office:
            talk = Conversation(office)
            await begin(talk)
            sent = await rows(talk)
            for lines in (STORY, BESIDE):
                await talk.bring(*lines)
                sent |= await rows(talk)
            await talk.until("2026-11-25T09:00", heard=ANYTHING)
            await talk.say("王芳", "11月销量", heard=ANYTHING)
            await talk.until(THE_DAY, heard=ANYTHING)
            await talk.bring(*LOOKED)
            return Story(frozenset(await sent_to_anybody(talk)), sent | await rows(talk))

    with sqlite_stores.ready("a story with every area in it", told) as (url, left):
        at = datetime.fromisoformat(THE_DAY).replace(tzinfo=company.zone)
        async with Office.open(url, company, at=at) as office:
            yield Conversation(office), left


async def rows(talk: Conversation) -> dict[str, Like]:
    async with talk.office.app.store.reading() as unit:
        return {
            row.kind: Like.of(row) for row in await unit.session.exec(select(Outbox).order_by(col(Outbox.id)))
        }


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
    assert set(AREAS) == met, "an area has no case: the story has none of it"
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


async def test_no_case_of_any_area_and_no_report_yields_a_secret(story: tuple[Conversation, Story]) -> None:
    talk, _left = story
    named = [AREAS[area].reference(number) for area, number in await cases(talk)]
    for who in ("孙涛", "李强", "陈静"):
        lines = [f"/{name}" for name in commands_for(roles_of(talk, who)) if name not in ALTERS]
        lines += [f"/{asks} {one}" for one in named for asks in ("show", "history", "urge")]
        lines += [*named, *(f"/report {kind.value} 2026-11" for kind in Report)]
        watch = await watching(talk)
        await all_said(talk, who, lines)
        await nothing_told(watch, who)


async def sent_to_anybody(talk: Conversation) -> set[str]:
    """All that any button says."""
    found = set()
    for call in await talk.office.chat.calls():
        for row in json.loads(call.params.get("reply_markup") or "{}").get("inline_keyboard", ()):
            found |= {button["callback_data"] for button in row if "callback_data" in button}
    return found


async def test_no_press_of_any_area_yields_a_secret(story: tuple[Conversation, Story]) -> None:
    """All of them by who may read least, and each by one of the others, in turn; those of the file itself are pressed by
    everybody in test_doors."""
    talk, left = story
    tried = {f"{prefix}:{tail}" for prefix in CODECS for tail in TAILS}
    met = {data.partition(":")[0] for data in (*left.presses, *filter(asked, tried))}
    assert set(CODECS) - met <= OF_THE_OFFICE, "a prefix of presses is tried with nothing that it reads"
    presses = set(left.presses) | {data for data in tried if asked(data)}
    for area, number in await cases(talk):
        front = FRONTS[area]
        presses |= {Press(area, number, action, 1).data() for action in (*front.actions, *front.questions)}
    others = [who for who in SHUT_OUT if who != LEAST]
    in_turn = {who: sorted(presses)[at :: len(others)] for at, who in enumerate(others)}
    for who, theirs in (in_turn | {LEAST: sorted(presses)}).items():
        await talk.say(who, "/help", heard=ANYTHING)
        shown, watch = await talk.last(who), await watching(talk)
        for data in theirs:
            await talk.office.chat.press(talk.office.id(who), shown, data=data)
        await talk.office.settled()
        await nothing_told(watch, who)


_PART = "is a part of another message, or names a file"
_OWN = "is of what the reader was about to do themselves"
_PEOPLE = "is about a newcomer, a room, somebody's absence or duty"
_WORDS = "says why something was refused, in the words that its row brings"
_TASK = "is about a task of a kind that the story has none of; its facts are those of the case that is tried"
UNTRIED: Mapping[str, str] = {
    **dict.fromkeys(
        ("members/mistake", "statements/filename", "complaints/remedy_stub", "invoices/red"), _PART
    ),
    **dict.fromkeys(("complaints/line", "returns/line"), _PART),
    **dict.fromkeys(("drafts/book_refused", "drafts/noted", "drafts/past", "drafts/question"), _OWN),
    **dict.fromkeys(("drafts/workbook", "members/forwarded", "members/lost"), _OWN),
    **dict.fromkeys(("members/away_set", "members/away_set_other", "members/away_substitute"), _PEOPLE),
    **dict.fromkeys(("members/duty_swap", "members/gap", "members/join", "members/join_request"), _PEOPLE),
    **{
        f"members/{kind}": _PEOPLE for kind in ("room", "room_again", "room_barred", "room_left", "room_lost")
    },
    "members/room_question": _PEOPLE,
    "cases/nobody_signs": _WORDS,
    "cases/reminded": _TASK,
    "reports/task": _TASK,
    **dict.fromkeys(
        (
            "refused/form_once",
            "refused/no_rate",
            "refused/no_worth",
            "refused/nothing_to_sign",
            "refused/signed_elsewhere",
            "refused/undo_needed",
        ),
        _WORDS,
    ),
    **dict.fromkeys(("orders/due_moved", "orders/let_off", "orders/promised"), _WORDS),
}
"""Kinds of which no letter can be made of stand-ins, with the reason why each tells nothing of a customer's file."""


@asynccontextmanager
async def post(talk: Conversation, left: Story) -> AsyncIterator[Post]:
    words = load_vocabulary([SHIPPED_TEMPLATES])
    letters = Letters(Renderer([SHIPPED_TEMPLATES], words, talk.office.company), "gendan_bot")
    async with talk.office.app.store.reading() as unit:
        every = select(Case.area, Case.id).order_by(col(Case.id))
        owed = select(Task.area, Task.id).order_by(col(Task.id))
        cases = dict((await unit.session.exec(every)).all())
        yield Post(unit, letters, left.sent, cases, dict((await unit.session.exec(owed)).all()))


async def told_by_letters(
    by: Post, who: Person, kinds: Iterable[str], secrets: Iterable[str]
) -> dict[str, str]:
    """What of the secrets stands in the letter that would go to somebody."""
    found = {}
    for kind in kinds:
        letter = await by.letter(kind, who)
        text = said(letter) if letter else ""
        found |= {f"{kind}: {secret}": text[:300] for secret in secrets if secret in text}
    return found


async def test_no_message_of_any_area_yields_a_secret(story: tuple[Conversation, Story]) -> None:
    """As one would be that was asked for before the customer was theirs no more. Each has somebody who does read it, so
    that what is shut out is shut out, and not merely broken."""
    talk, left = story
    async with post(talk, left) as by:
        readers = sorted(by.unit.roster.people, key=lambda one: one.name not in READERS)
        kinds = [kind for kind in every_kind() if kind not in UNTRIED]
        unread = {kind: why for kind in kinds if (why := await not_read_by_one(by, kind, readers))}
        assert not unread, "nobody is sent these: what are they for?"
        shown = await told_by_letters(
            by, by.unit.roster.by_telegram(talk.office.id("吴桐")), by.found, SECRETS
        )
        assert shown, "whose customer it is reads some of them"
        for who in SHUT_OUT:
            person = by.unit.roster.by_telegram(talk.office.id(who))
            hidden = (
                shut_from(who) if who not in OTHER_SALES else SECRETS
            )  # sums stand in facts that rows have
            assert not await told_by_letters(by, person, kinds, hidden), who


async def not_read_by_one(by: Post, kind: str, readers: Iterable[Person]) -> str:
    """Why, if nobody is sent it; empty as soon as somebody is."""
    for person in readers:
        try:
            if await by.letter(kind, person) is not None:
                return ""
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:120]
    return "shut to everybody"


async def test_a_door_that_is_left_open_is_noticed(
    story: tuple[Conversation, Story], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a ledger, a template, by a message, a command and a press."""
    talk, left = story
    for declared in (EXPORTS["people"].files, {}):
        monkeypatch.setitem(EXPORTS, "people", replace(EXPORTS["people"], files=declared))
        watch = await watching(talk)
        await talk.say("林晓", "/export people", heard=ANYTHING)
        told = await watch.said_to("林晓", SECRETS)
        assert bool(told) is not bool(declared), "a ledger that names no part of a file tells all of it"
    async with talk.office.app.store.reading() as unit:
        number = (await unit.session.exec(select(Customer.number).where(Customer.name == HONGDA))).one()
    async with post(talk, left) as by:
        person = by.unit.roster.by_telegram(talk.office.id("孙涛"))
        assert not await told_by_letters(by, person, ["customers/show"], SECRETS)
        for language in ("zh", "en"):
            page = tmp_path / language / "refused" / "left_open.html.j2"
            page.parent.mkdir(parents=True)
            page.write_text("{{ '139' ~ '55551111' }}", "utf-8")
        words = load_vocabulary([SHIPPED_TEMPLATES])
        renderer = Renderer([tmp_path, SHIPPED_TEMPLATES], words, talk.office.company)
        by.letters = Letters(renderer, "gendan_bot")
        assert await told_by_letters(by, person, ["refused/left_open"], SECRETS), "a template that tells"
    for name in ("_EVERY_FILE", "_A_CLASS"):
        monkeypatch.setattr(access, name, frozenset(Role))
    async with post(talk, left) as by:
        assert await told_by_letters(by, person, ["customers/show"], SECRETS), (
            "a message that is read by whoever asks"
        )
    await talk.say("孙涛", "/help", heard=ANYTHING)
    shown = await talk.last("孙涛")
    for door in (
        lambda: talk.say("孙涛", f"客户 {HONGDA}", heard=ANYTHING),
        lambda: talk.office.press("孙涛", shown, data=Press("customers", number, "show", 1).data()),
    ):
        watch = await watching(talk)
        before = len(await talk.office.seen("孙涛"))
        await door()
        assert len(await talk.office.seen("孙涛")) > before
        assert await watch.said_to("孙涛", SECRETS)
