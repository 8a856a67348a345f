"""The table of commands: those of every area's chat table, and those that are about no area."""

from collections.abc import Callable, Iterator, Mapping

from bot.grammar import (
    cases,
    changes,
    collection,
    customers,
    duty,
    forms,
    leave,
    members,
    orders,
    receipts,
    reports,
    warehouse,
)
from bot.grammar.areas import CHATS
from bot.grammar.chat import CommandSpec, Part
from bot.grammar.reading import Reading
from store.collection.requests import (
    ExcludeCollection,
    FinishMeasure,
    ListCollections,
    RecordDun,
    RecordPledge,
    ResumeDeliveries,
    SetMeasure,
    ShowCollection,
    StopDeliveries,
)
from store.customers.requests import ListCustomers, WhoseCustomer
from store.exports import GetExport
from store.forms.requests import ListForms
from store.members.requests import (
    AskSwap,
    ComeBack,
    EndDuty,
    GoAway,
    Help,
    Join,
    ListMembers,
    ListUndelivered,
    SetDuty,
    SetLanguage,
    SetMorning,
    SetRoles,
    SetRoom,
    ShowAway,
    ShowDuty,
    ShowMenu,
    ShowRoles,
    ShowRoom,
    Start,
)
from store.orders.requests import ListOrders
from store.phrases.requests import ListWords
from store.receipts.requests import ShowOwed
from store.registry import AREAS
from store.requests import Area, ListTasks, Request, ShowCase, ShowHistory, UndoStep
from store.warehouse.requests import ShowStock

CASES = tuple(map(Area, AREAS))
"""Whose cases people can name."""

_LAST = (Area.CALENDAR,)
"""Areas whose commands stand behind those for every case, in help and menus."""
_FIRST = (Area.ORDERS, Area.RETURNS, Area.COMPLAINTS)


def _case(read: Callable[[Reading], Request], *requests: type[Request], menu: Part = "tasks") -> CommandSpec:
    """A command that takes a case of any area."""
    return CommandSpec(read=read, requests=requests, areas=CASES, menu=menu)


def _shared(command: str) -> CommandSpec | None:
    """`urge` is no step of the work: it stands with what every case has."""
    return cases.SHARED.get(command) if command != "urge" else None


def _of(areas: tuple[Area, ...]) -> Iterator[tuple[str, CommandSpec]]:
    """The commands of areas as their tables have them; one of several areas where it stands first."""
    for area in areas:
        own = CHATS[area].commands
        for move in CHATS[area].moves:
            if spec := own.get(move.command) or _shared(move.command):
                yield move.command, spec


COMMANDS: Mapping[str, CommandSpec] = {
    **dict(_of((*_FIRST, *(area for area in CHATS if area not in _FIRST + _LAST)))),
    "undo": _case(changes.undo, UndoStep),
    "urge": cases.SHARED["urge"],
    "show": _case(orders.show, ShowCase, menu="orders"),
    "history": _case(orders.history, ShowHistory, menu="orders"),
    "orders": CommandSpec(
        read=orders.orders, requests=(ListOrders, ShowCase), argument="words", menu="orders"
    ),
    "inventory": CommandSpec(
        read=warehouse.stock, requests=(ShowStock,), argument="text", named=True, menu="orders"
    ),
    "customers": CommandSpec(
        read=customers.customers, requests=(ListCustomers,), argument="words", menu="customers"
    ),
    "forms": CommandSpec(read=forms.forms, requests=(ListForms,), argument="words", menu="forms"),
    "who": CommandSpec(
        read=customers.who, requests=(WhoseCustomer,), argument="text", named=True, menu="customers"
    ),
    "owed": CommandSpec(read=receipts.owed, requests=(ShowOwed,), argument="text", named=True, menu="money"),
    "dun": CommandSpec(
        read=collection.dun,
        requests=(
            ListCollections,
            ShowCollection,
            RecordDun,
            RecordPledge,
            ExcludeCollection,
            SetMeasure,
            StopDeliveries,
            ResumeDeliveries,
            FinishMeasure,
        ),
        areas=(Area.COLLECTION, Area.ORDERS),
        alone=True,
        argument="text",
        menu="money",
    ),
    "tasks": CommandSpec(read=orders.tasks, requests=(ListTasks,)),
    "export": CommandSpec(read=reports.export, requests=(GetExport,), menu="reports"),
    "away": CommandSpec(read=leave.away, requests=(GoAway, ComeBack, ShowAway), menu="people"),
    "back": CommandSpec(read=leave.back, requests=(ComeBack,), menu="people"),
    **dict(_of(_LAST)),
    "duty": CommandSpec(
        read=duty.duty, requests=(ShowDuty, SetDuty, EndDuty, AskSwap), argument="words", menu="people"
    ),
    "join": CommandSpec(read=members.join, requests=(Join,), menu="people"),
    "members": CommandSpec(read=members.members, requests=(ListMembers,), menu="people"),
    "role": CommandSpec(read=members.role, requests=(ShowRoles, SetRoles), menu="people"),
    "room": CommandSpec(read=members.room, requests=(ShowRoom, SetRoom), menu="people"),
    "undelivered": CommandSpec(read=members.undelivered, requests=(ListUndelivered,), menu="people"),
    "words": CommandSpec(read=members.words, requests=(ListWords,), menu="people"),
    "language": CommandSpec(read=members.language, requests=(SetLanguage,), menu="people"),
    "morning": CommandSpec(read=members.morning, requests=(SetMorning,), menu="people"),
    "menu": CommandSpec(read=members.menu, requests=(ShowMenu,), menu=""),
    "help": CommandSpec(read=members.help_, requests=(Help,), menu="people"),
    "start": CommandSpec(read=members.start, requests=(Start, Join), menu=""),
}
