"""English beside Chinese: a member who chose English, and a company that works in English."""

import re

import pytest

from store.company import Company
from tests.acceptance.conversation import ANYTHING, Conversation, pressed_by
from tests.acceptance.scenes import bring_to, place
from tests.conftest import MONDAY
from tests.office import DESK, Office

HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
BOTH_NAMES = re.compile(r"/\w+ [\u3400-\u9fff]+")
"""/help gives both names of a command in either language."""
ORDER = """/order
customer: Hongda Steel
item: epoxy primer, 30 pails, 280
item: top coat, 10 pails, 310
packing: pallet
pay: prepaid
to: Zhang San
address: 1 Xinghu Street, Suzhou
phone: 13900001111
wanted: 2026-11-28
receipt: yes"""
ENGLISH = {
    "王芳": "Fang Wang",
    "李强": "Qiang Li",
    "陈静": "Jing Chen",
    "钱丽": "Li Qian",
    "周伟": "Wei Zhou",
    "赵敏": "Min Zhao",
    "邓凯": "Kai Deng",
    "孙涛": "Tao Sun",
}


def english(company: Company) -> Company:
    """The example company with English names, working in English."""
    members = tuple(
        member.model_copy(update={"name": ENGLISH.get(member.name, f"Member {member.id}")})
        for member in company.members
    )
    return company.model_copy(update={"members": members, "language": "en", "name": "Example Logistics"})


async def all_said(office: Office) -> list[str]:
    """Every text of the bot: messages, captions, buttons, toasts, menus, file names."""
    texts = []
    for call in await office.chat.calls():
        if call.status == 200 and call.method in ("sendMessage", "sendDocument", "editMessageText"):
            result = call.result
            texts.append(result.get("text") or result.get("caption") or "")
            texts += [
                button["text"]
                for row in (result.get("reply_markup") or {}).get("inline_keyboard", [])
                for button in row
            ]
            texts.append((result.get("document") or {}).get("file_name", ""))
    texts += [answer.text for toast in await office.chat.toasts() for answer in toast.answers]
    return texts


async def test_a_company_that_works_in_english_hears_no_chinese(database_url: str, company: Company) -> None:
    async with Office.open(database_url, english(company), at=MONDAY) as office:
        talk = Conversation(office)
        await talk.skip()
        service, workshop, finance, logistics = "Fang Wang", "Qiang Li", "Jing Chen", "Wei Zhou"
        for who, text in (
            (service, "/order"),
            (service, "/order\ncustomer: A\nitem: b, many pails, 3\npay: prepaid"),
            (service, ORDER),
            (service, "/slip 1"),
            (workshop, "/paid 1 500"),
            (workshop, "ok?"),
            (workshop, "/help"),
            (workshop, "/help stock"),
            (workshop, "/oder"),
            (service, "/urge 1"),
            (service, "/urge 1"),
            (workshop, "/stock 1 ready"),
            (workshop, "/stock 1 ready"),
            (finance, "/paid 1 none"),
            (finance, "/paid 1 1500 TX1"),
            (finance, "/paid 1 1500 TX1"),
            (finance, "/paid 1 1.2w"),
            (finance, "/paid 1 10000"),
            (logistics, "/vehicle 1 SF 沪A12345 13800000000 600".replace("沪", "H")),
            (logistics, "/ship 1"),
            (service, "/slip 1"),
            (logistics, "/ship 1 SF1000001\nitem: top coat, 4"),
            (logistics, "/ship 1\nitem: top coat, 40"),
            (logistics, "/ship 1\nitem: nothing, 4"),
            (logistics, "/ship 1 SF1000002"),
            (logistics, "/cod 1 5"),
            (logistics, "/cod"),
            (service, "/close 1"),
            (logistics, "/arrive 1"),
            (service, "/inform 1"),
            (service, "/close 1"),
            (logistics, "/receipt 1"),
            (logistics, "/freight 1 650"),
            (finance, "/freight 1 600"),
            (finance, "/freight 1 650"),
            (service, "/show 1"),
            (service, "/tasks"),
            (service, "/orders"),
            (service, "/orders nothing"),
            (service, "/history 1"),
            (service, "/show 9"),
            (service, "/cancel"),
            (service, "/close 1"),
            (service, "/language"),
            ("Kai Deng", "/members"),
            ("Kai Deng", "/undelivered"),
            ("Kai Deng", "/start"),
        ):
            await talk.say(who, text, heard=ANYTHING)
        credit = ORDER.replace("prepaid", "credit") + "\npays on: 2026-12-20"
        for number in (2, 3):
            await talk.say(service, credit, DESK, heard=ANYTHING)
            await talk.press(
                "Min Zhao", await talk.task("Min Zhao", "sign", number), "reject", heard=ANYTHING
            )
            await talk.say("Min Zhao", "/tasks", heard=ANYTHING)
            await talk.say("Min Zhao", "too long", heard=ANYTHING)
        await talk.press(workshop, await talk.card(2), "short", heard=ANYTHING)
        await talk.say(workshop, "11-25 no resin", heard=ANYTHING)
        await talk.say(service, ORDER.replace("prepaid", "cod"), DESK, heard=ANYTHING)
        await talk.press(logistics, await talk.card(4), "vehicle", heard=ANYTHING)
        await talk.press(logistics, await talk.card(4), "show", heard=ANYTHING)
        await talk.press(finance, await talk.card(4), "ready", heard=ANYTHING)
        await talk.photo(service, 5, reply_to=await talk.card(4), heard=ANYTHING)
        await talk.photo(service, 5, reply_to=await talk.card(3), heard=ANYTHING)
        await talk.photo(service, 6, heard=ANYTHING)
        await talk.later(hours=1, heard=ANYTHING)
        await talk.later(hours=5, heard=ANYTHING)
        await talk.until("2026-11-24T09:00", heard=ANYTHING)
        assert "closed" in (await talk.card(1)).text
        for text in await all_said(office):
            assert not HAN.search(
                BOTH_NAMES.sub("", text).replace("中文", "").replace("沪A12345", "").replace("¥", "")
            ), text
        for who in ENGLISH.values():
            for entry in await office.chat.commands(office.id(who), office.id(who)):
                assert not HAN.search(entry["description"].partition(" ")[2] or "x"), entry


async def test_a_member_who_chose_english_gets_everything_in_english(
    talk: Conversation, office: Office
) -> None:
    await talk.say("陈静", "/language", heard={"陈静": ""})
    (row,) = (await talk.last("陈静")).buttons
    assert [button.text for button in row] == ["中文", "English"]
    await talk.press("陈静", await talk.last("陈静"), "English")
    await talk.say("陈静", "/start", heard={"陈静": "finance"})
    start = (await talk.last("陈静")).message_id
    await talk.say(
        "王芳",
        ORDER,
        DESK,
        heard={DESK: "订单 1 · Hongda Steel", "李强": "请备货", "陈静": "Hongda Steel", "周伟": "请安排车辆"},
    )
    await talk.press("陈静", await talk.last("陈静"), "part", heard=ANYTHING)
    for text in (
        "many",
        "500",
        "/tasks",
        "/stock 1 ready",
        "/paid 1 0",
        "/show 1",
        "/history 1",
        "/help",
        "hello",
    ):
        await talk.say("陈静", text, heard=ANYTHING)
    await talk.bring(("李强", "/stock 1 ready"), ("陈静", "/paid 1 11000"), ("王芳", "/slip 1"))
    toast = await talk.press("陈静", await talk.card(1), "ship")
    assert not HAN.search(toast.text)
    names = "|".join(member.name for member in office.company.members)
    for message in await office.seen("陈静"):
        if message.message_id >= start:
            assert not HAN.search(re.sub(names, "", BOTH_NAMES.sub("", message.text))), message.text
            assert not any(HAN.search(text) for text in message.button_texts)
    (slip,) = [one.document for one in await office.seen("陈静") if one.document]
    assert slip is not None and not HAN.search(slip.file_name)
    menu = await office.chat.commands(office.id("陈静"), office.id("陈静"))
    assert any("Record money received" in entry["description"] for entry in menu)
    await talk.say("陈静", "/language 中文", heard={"陈静": "中文"})
    await talk.say("陈静", "/tasks", heard={"陈静": "没有"})
    await talk.say("李强", "语言 英文", heard={"李强": "English"})


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("postpone the due day of 华东机械", "Later payment"),
        ("waive 200 for 华东机械", "Write-off"),
        ("write off 200 of 华东机械", "Write-off"),
        ("change the terms of 华东机械", "Customer entry notice"),
    ],
)
async def test_a_wish_that_only_a_form_grants_opens_it_or_names_it_in_english(
    talk: Conversation, said: str, form: str
) -> None:
    await talk.say("陈静", "/language en", heard=ANYTHING)
    await talk.say("陈静", said, heard={"陈静": form})


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("华东机械货款延期到1月15号", "延期付款申请单"),
        ("华东机械到期日改到1月15号", "延期付款申请单"),
        ("华东机械免掉200", "减免核销单"),
        ("华东机械账期改成60天", "新（重）进客户操作通知单"),
        ("华东机械额度加到20万", "新（重）进客户操作通知单"),
    ],
)
async def test_a_wish_that_only_a_form_grants_opens_it(talk: Conversation, said: str, form: str) -> None:
    await talk.say("孙涛", said, heard={"孙涛": form})


async def test_the_room_keeps_its_own_language(talk: Conversation) -> None:
    await talk.say("王芳", "/language en", heard={"王芳": "English"})
    await place(talk)
    assert "订单 1" in (await talk.card(1)).text
    await bring_to(talk, "closed", 2)
    assert "已结单" in (await talk.card(2)).text


LISTS = (
    "/tasks",
    "/forms",
    "/orders",
    "/calendar",
    "/calendar week",
    "/calendar mine",
    "/owed",
    "/dun",
    "/statement",
)
OPENED = (
    ("Fang Wang", ORDER),
    ("Fang Wang", "/complain 1 a pail leaks"),
    ("Fang Wang", "/inquiry Hongda Steel asks for the data sheet"),
    ("Qiang Li", "/urgent the boiler leaks"),
    ("Fang Wang", "/form request\nwhat: new printer\nwhy: the old one is broken"),
    ("Fang Wang", "/form supplies\nsupplies: paper, 2 boxes\nreason: none left"),
    ("Jing Chen", "/paid Hongda Steel 500"),
)
"""Cases of many kinds, in English words."""


async def test_every_list_in_english_names_cases_in_english(
    database_url: str, calendar_company: Company
) -> None:
    """What stands in them in Chinese is what people typed or are called: here only customers of the company's file."""
    company = english(calendar_company)
    names = re.compile("|".join(re.escape(one.name) for one in company.customers))
    async with Office.open(database_url, company, at=MONDAY) as office:
        talk = Conversation(office)
        await talk.skip()
        for who, text in OPENED:
            await talk.say(who, text, heard=ANYTHING)
        await talk.until("2026-11-25T10:00", heard=ANYTHING)
        for who in ("Fang Wang", "Jing Chen", "Min Zhao"):
            await talk.say(who, "/menu", heard=ANYTHING)
            menu = await talk.last(who)
            for part in [data for data in pressed_by(menu) if data.startswith("menu:")]:
                await talk.press(who, menu, data=part, heard=ANYTHING)
            for text in LISTS:
                await talk.say(who, text, heard=ANYTHING)
        said = [
            names.sub("", BOTH_NAMES.sub("", text)).replace("中文", "") for text in await all_said(office)
        ]
    for named in ("Monthly sales report", "Office supplies"):
        assert any(re.search(rf"\n\d+ .*{named}", text) for text in said), f"{named} is on no list"
    assert [text for text in said if HAN.search(text.replace("¥", ""))] == []
