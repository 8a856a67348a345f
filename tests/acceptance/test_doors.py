"""No door leads to a file for whoever may not read it (U2, U4).

The doors are derived: every command of the vocabulary, every ledger, every press that exists, every message about
customers. One to come is tried by itself, or has to say here with which facts it is tried.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.access.rights import commands_for
from bot.fronts.customers import CUSTOMERS_FRONT
from bot.letters.fronts import CODECS
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.keyboards import Press
from bot.wording.messages import FILE as FILE_OF_LINES
from bot.wording.messages import read_messages
from store.company import Company
from store.customers import requests as customers
from store.customers.model import Customer
from store.exports import KEPT
from store.mail import outbox
from store.process.tasks import Task
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.doors import FILE, SECRETS, SHUT_OUT, all_said, at_work, found_by, inside
from tests.acceptance.scenes import HONGDA
from tests.databases import SqliteStores
from tests.office import DESK

ALTERS = ("language", "away", "role", "room", "export")
"""Would change who is tried, or are tried by themselves."""
READERS = ("吴桐", "王芳", "赵敏")

SHOWN: Mapping[str, Mapping[str, Any]] = {
    "alike": {"likeness": 1},
    "alike_answered": {"likeness": 1, "text": ""},
    "alike_logged": {"by": "吴桐", "customer": "某某", "like": [HONGDA]},
    "alike_noted": {"same": True, "customer": "某某"},
    "blank": {"corrected": ""},
    "classes": {"words": [], "page": 1},
    "greetings": {"words": [], "page": 1},
    "plan": {"words": [], "page": 1},
    "gone": {"by": "赵敏"},
    "given_all": {"count": 1, "name": "孙涛"},
    "handed": {"who": "吴桐", "count": 1, "by": "赵敏"},
    "handed_back": {"count": 1, "by": "赵敏"},
    "due": {"words": [], "page": 1},
    "history": {"page": 1},
    "kept": {},
    "quiet": {"words": [], "page": 1},
    "quiet_again": {"last": "2026-11-01"},
    "reminder": {},
    "lost": {"by": "吴桐", "reason": "换了供应商"},
    "regained": {"by": "吴桐"},
    "graded": {"by": "赵敏", "grade": "a", "was": "b", "gathers": ""},
    "stopped": {"by": "吴桐", "until": "2026-12-01", "reason": "盘点"},
    "task": {},
    "unreached": {"by": "吴桐", "tried": 3, "others": ["李采购"]},
    "left": {"member": 10, "count": 1},
    "line": {"field": "region", "choices": [], "optional": True, "wrong": None},
    "list": {"words": ["李采购"], "page": 1},
    "listed": {"by": "王芳", "count": 2},
    "merged": {"by": "赵敏", "other": "某某"},
    "readers": {"number": None, "page": 1},
    "show": {"page": 1},
    "terms": {"number": None},
    "shut": {"customer": HONGDA},
    "taken": {
        "step": "confirm_file",
        "facts": {},
        "number": 1,
        "event_id": 1,
        "undoable": False,
        "past": False,
    },
    "undone": {"step": "confirm_file", "by": "赵敏"},
    "undone_own": {"step": "confirm_file", "number": 1, "until": None, "count": 1, "title": "某某"},
    "unowned": {"by": "王芳"},
    "whose": {"number": None},
    "yours": {"by": "赵敏"},
}
"""Every message about customers, with the facts that its row would have."""
OF_NO_FILE = (
    "shut",
    "list",
    "line",
    "blank",
    "due",
    "quiet",
    "kept",
    "classes",
    "greetings",
    "plan",
    "terms",
)
SPOKEN_OF = (
    ("陈静", f"/paid {HONGDA} 777"),
    ("吴桐", f"咨询 面漆几天干\n客户: {HONGDA}"),
    (
        "吴桐",
        f"申请 满意度\n客户: {HONGDA}\n受访人: 李采购\n方式: 电话\n产品质量: 9\n交货: 8\n服务: 9\n价格: 7",
    ),
    ("吴桐", f"拜访 {HONGDA} 约访 谈合同"),
)
"""By all that may be about a customer and is no file: a receipt, an inquiry, a form, a wish."""
PRESSED = {
    "give": "give:{n}:1",
    "giveall": "giveall:10:9",
    "like": "like:1:{n}",
    "readers": "readers:{n}",
    "contacts": "contacts:due",
    "grade": "grade:{n}:a",
}
"""Presses about customers that name no action of the file."""


def every_command(number: int, commands: Collection[str]) -> list[str]:
    """With the name and with the file's number; and what is said without a command."""
    said = [f"/{name} {what}" for name in commands if name not in ALTERS for what in (HONGDA, f"U{number}")]
    return [
        *said,
        "/customers 李采购",
        HONGDA,
        f"客户 {HONGDA}",
        f"U{number}",
        "宏达的电话是多少",
        "李采购的手机",
        "宏达",
        "查 宏达",
    ]


async def test_the_files_readers_do_read_it(sqlite_stores: SqliteStores, company: Company) -> None:
    async with at_work(sqlite_stores, company) as (talk, _number):
        for who in READERS:
            await talk.say(who, f"客户 {HONGDA}", heard=ANYTHING)
            assert set(await found_by(talk, who)) == set(SECRETS), who


async def test_no_command_yields_a_secret(sqlite_stores: SqliteStores, company: Company) -> None:
    async with at_work(sqlite_stores, company) as (talk, number):
        for who in SHUT_OUT:
            roles = next(member.roles for member in company.members if member.name == who)
            await all_said(talk, who, every_command(number, commands_for(roles)))
            assert not await found_by(talk, who), who
        await all_said(talk, "王芳", every_command(number, ("customer", "customers", "who", "show")), to=DESK)
        assert not await found_by(talk, DESK)


async def test_no_ledger_yields_a_secret(sqlite_stores: SqliteStores, company: Company) -> None:
    """Nor says to another salesperson that the customer is on file, whatever speaks of them by then."""
    async with at_work(sqlite_stores, company) as (talk, _number):
        await talk.bring(*SPOKEN_OF)
        for who in SHUT_OUT:
            await all_said(talk, who, [f"/export {ledger}" for ledger in KEPT])
            assert not await found_by(talk, who), who
        for who in ("孙涛", "何梅"):
            written = [await inside(talk, message) for message in await talk.office.seen(who)]
            assert any(written) and not [text for text in written if HONGDA in text], who
        await talk.say("吴桐", "/export people", heard=ANYTHING)
        assert "13955551111" in await found_by(talk, "吴桐")


async def test_what_is_owed_and_every_list_is_shut_to_who_may_not_read_of_it(
    sqlite_stores: SqliteStores, company: Company
) -> None:
    lists = [
        "/owed",
        "/lead",
        "/inquiry",
        "/forms",
        "/customers",
        "/orders",
    ]
    lists += [f"/customers {word}" for word in customers.LISTS]
    async with at_work(sqlite_stores, company) as (talk, _number):
        await talk.bring(*SPOKEN_OF)
        for who in ("孙涛", "何梅"):
            await all_said(talk, who, lists)
            for message in await talk.office.seen(who):
                assert HONGDA not in f"{message.text} {message.button_texts}", (who, message.text)
        for said in lists:
            await talk.say("王芳", said, DESK, heard=ANYTHING)
        shown = [one.text for one in await talk.office.seen(DESK) if "¥777" in one.text]
        assert not shown, "what is owed, and every list of people's, is opened in private"


async def test_no_press_yields_a_secret(sqlite_stores: SqliteStores, company: Company) -> None:
    own = {prefix for prefix, codec in CODECS.items() if codec is CUSTOMERS_FRONT.presses}
    assert own == set(PRESSED), "a press about customers is named here, or isn't tried"
    actions = (*CUSTOMERS_FRONT.actions, *CUSTOMERS_FRONT.questions, "show", "history", "urge", "undo")
    async with at_work(sqlite_stores, company) as (talk, number):
        presses = [Press("customers", number, action, 1).data() for action in actions]
        for who in SHUT_OUT:
            await talk.say(who, "/help", heard=ANYTHING)
            shown = await talk.last(who)
            for data in (*presses, *(data.format(n=number) for data in PRESSED.values())):
                await talk.office.press(who, shown, data=data)
            assert not await found_by(talk, who), who


async def test_no_message_about_customers_yields_a_secret_to_who_lost_the_file(
    sqlite_stores: SqliteStores, company: Company
) -> None:
    """Each kind of row is queued for them, as one would be that was asked for before the file changed hands or class."""
    folder = Path(SHIPPED_TEMPLATES, "zh")
    kinds = {path.name.removesuffix(".html.j2") for path in (folder / "customers").iterdir()}
    kinds |= {
        kind.partition("/")[2]
        for kind in read_messages(folder / FILE_OF_LINES)
        if kind.startswith("customers/")
    }
    assert {kind for kind in kinds if not kind.startswith("_")} == set(SHOWN), "every message is named here"
    async with at_work(sqlite_stores, company) as (talk, number):
        office = talk.office
        async with office.app.store.unit() as unit:
            row = (await unit.session.exec(select(Customer).where(Customer.name == HONGDA))).one()
            task = Task(
                case_id=row.case_id,
                area="customers",
                kind="quiet",
                round=1,
                role="sales",
                opened_at=unit.now,
                starts_at=unit.now,
                due_at=unit.now,
                next_tell_at=None,
            )
            unit.session.add(task)
            await unit.session.flush()
            for who in SHUT_OUT:
                person = unit.roster.by_telegram(office.id(who))
                for kind, facts in SHOWN.items():
                    about = {"case_id": row.case_id} if kind not in OF_NO_FILE else {}
                    about |= {"task_id": task.id} if kind in ("reminder", "task") else {}
                    asked = {**facts, **({"number": number} if "number" in facts else {})}
                    for chat in (person.telegram_id, DESK):
                        outbox.notice(
                            unit.session,
                            f"customers/{kind}",
                            chat_id=chat,
                            now=unit.now,
                            facts=asked,
                            member_id=person.id,
                            **about,
                        )
        office.app.courier.wake()
        await office.settled()
        for who in (*SHUT_OUT, DESK):
            assert not await found_by(talk, who), who


@pytest.mark.parametrize("change", ["类别: A", "业务员: 孙涛"])
async def test_a_file_on_show_is_taken_out_of_the_chats_of_who_may_no_longer_read_it(
    talk: Conversation, change: str
) -> None:
    await talk.bring(("吴桐", FILE), ("赵敏", f"客户 {HONGDA}\n类别: B"))
    lost = "林晓" if "A" in change else "吴桐"
    for who in (lost, "王芳"):
        await talk.say(who, f"客户 {HONGDA}", heard={who: "13955551111"})
    old = await talk.last(lost)
    await talk.say("赵敏", f"客户 {HONGDA}\n{change}", heard=ANYTHING)
    assert not await found_by(talk, lost) and "不归您看" in (await talk.last(lost, "档案")).text
    assert await found_by(talk, "王芳")
    for data in ("called", "history", "show"):
        await talk.office.press(lost, old, data=Press("customers", 1, data, 1).data())
    assert not await found_by(talk, lost)


async def test_the_names_of_anothers_customers_are_proposed_to_no_salesperson(talk: Conversation) -> None:
    for said in ("宏达的单到哪了", "查一下宏达的单", "宏达", "宏达投诉面漆掉皮", "宏达要 30 桶面漆"):
        await talk.say("孙涛", said, heard=ANYTHING)
        for message in await talk.office.seen("孙涛"):
            assert HONGDA not in f"{message.text} {message.button_texts}", said
