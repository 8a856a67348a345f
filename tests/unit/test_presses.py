"""What buttons carry: one registry of prefixes, and old buttons that still mean what they said."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.fronts.areas import FRONTS
from bot.handlers import ROUTER, lines
from bot.handlers.presses import Presses
from bot.letters.fronts import CODECS, EVERY, asked, front_of, once
from bot.wording.keyboards import Press, read_choice, read_page, read_press
from store.calendar import requests as calendar
from store.collection.requests import HandInRates, ListCollections
from store.company import Role
from store.complaints.requests import AnswerFigure
from store.customers.requests import (
    AnswerLikeness,
    ConfirmGrade,
    GiveAll,
    GiveCustomer,
    Grade,
    ListCustomers,
    RunKept,
    ShowReaders,
)
from store.drafts import requests as drafts
from store.exports import GetExport
from store.forms.requests import AskForm, ListKinds
from store.members import requests as members
from store.orders.requests import KeepInFile, ShowConfirmation
from store.phrases.requests import DropWords, PressMeant
from store.reports.requests import HandOver, Report, ShowReport
from store.requests import Area, Request

HOUSE = Path(__file__).parents[2]

SENT: list[tuple[str, Request]] = [
    ("join:4:sales", members.ChooseRole(request=4, role=Role.SALES)),
    (
        "report:sales:2026-11:book",
        ShowReport(report=Report.SALES, month=date(2026, 11, 1), part="book"),
    ),
    ("admit:4:yes", members.DecideJoin(request=4, accept=True)),
    ("admit:4:no", members.DecideJoin(request=4, accept=False)),
    ("who:", members.ShowRoles(who="")),
    ("who:7000000001", members.ShowRoles(who="7000000001")),
    ("role:1001:on", members.SetRoles(who="1001", active=True)),
    ("role:1001:off", members.SetRoles(who="1001", active=False)),
    ("role:1001:add:finance", members.SetRoles(who="1001", add=(Role.FINANCE,))),
    ("role:1001:remove:finance", members.SetRoles(who="1001", remove=(Role.FINANCE,))),
    ("room:2:roles", members.ShowRoom(room=2, roles=True)),
    ("room:2:back", members.ShowRoom(room=2, roles=False)),
    ("room:2:desk:3", members.SetRoom(room=2, purpose="desk", version=3)),
    ("room:2:off:3", members.SetRoom(room=2, purpose="off", version=3)),
    ("room:2:finance:3:sure", members.SetRoom(room=2, purpose=Role.FINANCE, version=3, sure=True)),
    ("swap:5:yes", members.AnswerSwap(swap=5, agree=True)),
    ("swap:5:no", members.AnswerSwap(swap=5, agree=False)),
    ("line:complain:ask:", members.AskLines(command="complain")),
    ("line:complain:ask:37", members.AskLines(command="complain", order=37)),
    ("line:severity:serious", members.AnswerLine(text="serious", field="severity")),
    ("line:since:skip", members.AnswerLine(text="skip", field="since")),
    ("keep:orders:37", members.KeepPicture(area=Area.ORDERS, number=37)),
    ("keep:returns:5", members.KeepPicture(area=Area.RETURNS, number=5)),
    ("give:3:8", GiveCustomer(number=3, member=8)),
    ("contacts:due", ListCustomers(words=("due",))),
    ("dun:list", ListCollections()),
    ("rates:2026-11-01", HandInRates(month=date(2026, 11, 1))),
    ("report:stock:2026-11-23:how", ShowReport(report=Report.STOCK, month=date(2026, 11, 23), part="how")),
    ("report:stock:2026-11-23:over", HandOver(report=Report.STOCK, month=date(2026, 11, 23))),
    ("contacts:greetings", ListCustomers(words=("greetings",))),
    ("grade:3:b", ConfirmGrade(number=3, grade=Grade.B)),
    ("confirmation:37", ShowConfirmation(number=37)),
    ("form:kinds", ListKinds()),
    ("form:start:expense", AskForm(kind="expense")),
    ("giveall:7:8", GiveAll(former=7, member=8)),
    ("readers:3", ShowReaders(number=3)),
    ("file:37", KeepInFile(number=37)),
    ("like:4:7", AnswerLikeness(likeness=4, same=7)),
    ("like:4:0", AnswerLikeness(likeness=4)),
    ("like:go:4", RunKept(likeness=4)),
    ("figure:expense", AnswerFigure(kind="expense")),
    ("figure:aside", AnswerFigure(kind="aside")),
    ("export:orders", GetExport(ledger="orders")),
    ("menu:orders", members.ShowMenu(part="orders")),
    ("run:orders", members.RunCommand(command="orders")),
    ("away:off", members.ComeBack()),
    ("menu:", members.ShowMenu()),
    ("menu:orders", members.ShowMenu(part="orders")),
    ("run:away", members.RunCommand(command="away")),
    ("language:en", members.SetLanguage(language="en")),
    ("language:zh", members.SetLanguage(language="zh")),
    ("draft:start", drafts.StartDraft()),
    ("draft:again:37", drafts.StartDraft(order=37)),
    ("draft:on:4", drafts.ResumeDraft(draft=4)),
    ("draft:new:4", drafts.RestartDraft(draft=4)),
    ("draft:new:4:37", drafts.RestartDraft(draft=4, order=37)),
    ("draft:4:9:pick:2", drafts.PressDraft(draft=4, version=9, action="pick", at=2)),
    ("draft:4:9:place", drafts.PressDraft(draft=4, version=9, action="place")),
    ("book:blank", drafts.SendBlankWorkbook()),
    ("book:6:take", drafts.TakeWorkbook(workbook=6)),
    ("book:6:leave", drafts.LeaveWorkbook(workbook=6)),
    ("share:12:40", calendar.FinishShare(number=12, share=40)),
    ("tick:12", calendar.FinishShare(number=12)),
    ("say:1", PressMeant(at=1)),
    ("say:none", PressMeant()),
    ("words:4", DropWords(phrase=4)),
    ("cal:today:", calendar.ShowCalendar(view="today", key="")),
    ("cal:entry:centre-week-meeting", calendar.ShowCalendar(view="entry", key="centre-week-meeting")),
]
"""As they stand under messages in people's chats: none of this may change."""


@pytest.mark.parametrize(("data", "request_"), SENT)
def test_a_button_that_was_sent_before_still_asks_for_the_same(data: str, request_: Request) -> None:
    assert asked(data) == request_


@pytest.mark.parametrize(
    ("area", "action"),
    [(area, action) for area, front in FRONTS.items() for action in [*front.actions, *front.questions]],
)
def test_every_action_of_every_area_is_read_back_from_its_button(area: str, action: str) -> None:
    for press in (Press(area, 37, action, 2), Press(area, 37, action, 2, 41)):
        assert read_press(press.data()) == press
        assert press.data() in (f"{area}:37:{action}:2:", f"{area}:37:{action}:2:41")


def test_pages_choices_and_undo_are_read_as_they_were_written() -> None:
    assert read_page("page:2") == 2
    assert read_choice("do:ship:orders:37") == ("ship", "orders", 37)
    known = Presses(ROUTER).prefixes
    assert {"page", "do", "undo", *FRONTS, *CODECS} == known
    assert {data.partition(":")[0] for data, _ in SENT} == set(CODECS)


@pytest.mark.parametrize("prefix", sorted(CODECS))
@pytest.mark.parametrize(
    "rest", ["", ":", "::", ":x", ":-1:yes", ":99999999999999999999:no", ":١:2", ":1:2:3:4:5"]
)
def test_nothing_forged_behind_a_known_prefix_stops_the_reading(prefix: str, rest: str) -> None:
    read: Any = asked(prefix + rest)
    assert read is None or isinstance(read, Request)


def test_a_forged_wish_to_be_asked_for_what_is_not_asked_line_by_line_is_no_question() -> None:
    for command in ("order", "count", "show", "nothing"):
        assert asked(f"line:{command}:ask:") == members.AskLines(command=command)
        assert command not in lines.AREA
    assert lines.AREA == {
        "complain": Area.COMPLAINTS,
        "return": Area.RETURNS,
        "customer": Area.CUSTOMERS,
        "lead": Area.LEADS,
        "inquiry": Area.INQUIRIES,
    }


def test_two_may_not_claim_the_same_presses() -> None:
    with pytest.raises(ValueError, match="cal stands twice"):
        once([("cal", 1), ("cal", 2)])


def test_whatever_the_bot_writes_on_a_button_begins_with_a_prefix_that_somebody_reads() -> None:
    known, written = Presses(ROUTER).prefixes, set[str]()
    for folder in ("fronts", "letters", "wording"):
        for path in (HOUSE / "bot" / folder).rglob("*.py"):
            written |= set(re.findall(r'data=f?"(\w+):', path.read_text(encoding="utf-8")))
    assert len(written) > 10
    assert written <= known


def test_every_message_with_a_front_has_exactly_one() -> None:
    assert len(EVERY) == len({id(front) for front in EVERY})
    assert front_of("members/undelivered") is not front_of("members/list")
    assert front_of("orders/card") is FRONTS["orders"]
    assert front_of("nobody/yours") is None
