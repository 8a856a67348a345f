"""The table of commands: those of every area's chat table, and those that are about no area."""

from collections.abc import Callable, Iterator, Mapping

from bot.grammar import cases, changes, customers, members, orders, reports
from bot.grammar.areas import CHATS
from bot.grammar.chat import CommandSpec
from bot.grammar.reading import Reading
from store.customers.requests import ListCustomers, WhoseCustomer
from store.exports import GetExport
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
    ShowRoles,
    ShowRoom,
    Start,
)
from store.orders.requests import ListOrders
from store.phrases.requests import ListWords
from store.registry import AREAS
from store.reports.requests import ShowReport
from store.requests import Area, ListTasks, Request, ShowCase, ShowHistory, UndoStep

CASES = tuple(map(Area, AREAS))
"""Whose cases people can name."""

_LAST = (Area.CALENDAR,)
"""Areas whose commands stand behind those for every case, in help and menus."""
_FIRST = (Area.ORDERS, Area.RETURNS, Area.COMPLAINTS)


def _case(read: Callable[[Reading], Request], *requests: type[Request]) -> CommandSpec:
    """A command that takes a case of any area."""
    return CommandSpec(read=read, requests=requests, areas=CASES)


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
    "show": _case(orders.show, ShowCase),
    "history": _case(orders.history, ShowHistory),
    "orders": CommandSpec(read=orders.orders, requests=(ListOrders, ShowCase), argument="words"),
    "customers": CommandSpec(read=customers.customers, requests=(ListCustomers,), argument="words"),
    "who": CommandSpec(read=customers.who, requests=(WhoseCustomer,), argument="text", named=True),
    "tasks": CommandSpec(read=orders.tasks, requests=(ListTasks,)),
    "report": CommandSpec(read=reports.report, requests=(ShowReport,)),
    "export": CommandSpec(read=reports.export, requests=(GetExport,)),
    "away": CommandSpec(read=members.away, requests=(GoAway, ComeBack, ShowAway)),
    "back": CommandSpec(read=members.back, requests=(ComeBack,)),
    **dict(_of(_LAST)),
    "duty": CommandSpec(read=members.duty, requests=(ShowDuty, SetDuty, EndDuty, AskSwap), argument="words"),
    "join": CommandSpec(read=members.join, requests=(Join,)),
    "members": CommandSpec(read=members.members, requests=(ListMembers,)),
    "role": CommandSpec(read=members.role, requests=(ShowRoles, SetRoles)),
    "room": CommandSpec(read=members.room, requests=(ShowRoom, SetRoom)),
    "undelivered": CommandSpec(read=members.undelivered, requests=(ListUndelivered,)),
    "words": CommandSpec(read=members.words, requests=(ListWords,)),
    "language": CommandSpec(read=members.language, requests=(SetLanguage,)),
    "morning": CommandSpec(read=members.morning, requests=(SetMorning,)),
    "help": CommandSpec(read=members.help_, requests=(Help,)),
    "start": CommandSpec(read=members.start, requests=(Start, Join)),
}
