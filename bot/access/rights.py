"""Which commands a person has, derived from the step tables: for /help, the menus and the tests."""

from collections.abc import Collection, Mapping
from functools import cache

from bot.grammar import COMMANDS
from bot.grammar.areas import CHATS
from bot.grammar.chat import PARTS, Part
from store.collection.requests import HandInRates, ListCollections, PledgeOf, ShowCollection, ShowRates
from store.collection.steps import DUNNERS, HANDERS
from store.company import Role
from store.customers.access import FILE_READERS, READERS, SELLERS, WHOSE
from store.customers.requests import (
    EditFile,
    GiveAll,
    ListCustomers,
    ShowCustomer,
    ShowReaders,
    WhoseCustomer,
)
from store.customers.steps import KEEPERS
from store.drafts import requests as drafts
from store.exports import MAY_EXPORT, GetExport
from store.inquiries.steps import MEMBERS
from store.leads.area import FOLLOWERS
from store.members import requests as members
from store.orders import requests as orders
from store.orders.departments import INTAKE
from store.phrases import requests as phrases
from store.receipts.requests import ShowOwed
from store.registry import AREAS
from store.reports.requests import HANDED_OVER, HandOver, ShowHandedIn, ShowReport
from store.reports.requests import MAY as MAY_REPORT
from store.reports.requests import READERS as REPORTED_TO
from store.reports.steps import SUBMITTING
from store.requests import Area, ListCases, Request, ShowCase, ShowSignatures, UndoStep
from store.statements.requests import BillStatement, ListStatements, ShowSheet
from store.storage.requests import AreaOf, ListAreas
from store.storage.steps import READERS as STORAGE_READERS

EVERYONE = frozenset(Role)


def _of_step(request: type[Request], area: str | None = None) -> frozenset[Role]:
    """Of whoever may take one of the steps that answer it, of the area where it has any; empty where none does."""
    own = AREAS[area].asking(request) if area is not None else ()
    steps = own or [step for table in AREAS.values() for step in table.asking(request)]
    return frozenset[Role]().union(*(step.roles for step in steps))


def _beginnings() -> dict[type[Request], frozenset[Role]]:
    """A blank, or questions, are for whoever may take one of the steps to which they lead."""
    allowed: dict[type[Request], frozenset[Role]] = {}
    for move in (move for chat in CHATS.values() for move in chat.moves):
        for one in move.begins:
            allowed[one] = allowed.get(one, frozenset()) | _of_step(move.request)
    return {request: roles for request, roles in allowed.items() if roles != EVERYONE}


VIEWS: Mapping[type[Request], frozenset[Role]] = {
    **_beginnings(),
    drafts.ResumeDraft: INTAKE,
    drafts.RestartDraft: INTAKE,
    drafts.AnswerDraft: INTAKE,
    drafts.PressDraft: INTAKE,
    **dict.fromkeys((drafts.ReadWorkbook, drafts.TakeWorkbook, drafts.LeaveWorkbook), INTAKE | KEEPERS),
    members.ListMembers: frozenset({Role.ADMIN}),
    members.ListUndelivered: frozenset({Role.ADMIN}),
    phrases.ListWords: frozenset({Role.ADMIN}),
    phrases.DropWords: frozenset({Role.ADMIN}),
    members.DecideJoin: frozenset({Role.ADMIN}),
    members.ShowRoles: frozenset({Role.ADMIN}),
    members.SetRoles: frozenset({Role.ADMIN}),
    members.ShowRoom: frozenset({Role.ADMIN}),
    members.SetRoom: frozenset({Role.ADMIN}),
    ListCustomers: READERS,
    **dict.fromkeys((ListCollections, ShowCollection, PledgeOf), DUNNERS | {Role.EXECUTIVE}),
    ShowRates: HANDERS | {Role.DIRECTOR, Role.EXECUTIVE, Role.SERVICE},
    HandInRates: HANDERS,
    ShowCustomer: READERS,
    ShowReaders: FILE_READERS,
    EditFile: AREAS[Area.CUSTOMERS].steps["change_file"].roles,
    GiveAll: frozenset({Role.DIRECTOR}),
    orders.KeepInFile: AREAS[Area.CUSTOMERS].steps["change_file"].roles,
    WhoseCustomer: WHOSE,
    ShowOwed: frozenset(
        {*SELLERS, Role.SERVICE, Role.FINANCE, Role.COLLECTOR, Role.DIRECTOR, Role.EXECUTIVE}
    ),
    ShowHandedIn: REPORTED_TO,
    ShowReport: frozenset[Role]().union(*MAY_REPORT.values()),
    HandOver: frozenset[Role]().union(SUBMITTING, HANDERS, *(MAY_REPORT[kind] for kind in HANDED_OVER)),
    ListStatements: frozenset(
        {*SELLERS, Role.SERVICE, Role.FINANCE, Role.COLLECTOR, Role.DIRECTOR, Role.EXECUTIVE}
    ),
    ShowSheet: frozenset(
        {*SELLERS, Role.SERVICE, Role.FINANCE, Role.COLLECTOR, Role.DIRECTOR, Role.EXECUTIVE}
    ),
    BillStatement: frozenset({Role.SERVICE}),
    GetExport: MAY_EXPORT,
    AreaOf: STORAGE_READERS,
    ListAreas: STORAGE_READERS,
    orders.ShowStub: frozenset({Role.SERVICE, Role.FINANCE, Role.COLLECTOR, Role.DIRECTOR, Role.EXECUTIVE}),
    ShowSignatures: frozenset({Role.SERVICE, Role.ASSISTANT, Role.SUPERVISOR, Role.DIRECTOR, Role.EXECUTIVE}),
    orders.ShowConfirmation: INTAKE,
    orders.ListCodHeld: frozenset(
        {
            Role.SERVICE,
            Role.ASSISTANT,
            Role.FINANCE,
            Role.COLLECTOR,
            Role.LOGISTICS,
            Role.DISPATCHER,
            Role.DIRECTOR,
            Role.EXECUTIVE,
        }
    ),
}
"""Requests beside the tables of steps that are not for every member."""

LISTED: Mapping[str, frozenset[Role]] = {Area.LEADS: SELLERS | FOLLOWERS, Area.INQUIRIES: MEMBERS}
"""Whose an area's list is, where it has one of its own."""

DAILY: Mapping[Role, tuple[str, ...]] = {
    Role.SERVICE: ("order", "slip", "problem", "complain", "show"),
    Role.ASSISTANT: ("order", "show", "orders", "complain"),
    Role.SALES: ("order", "show", "promise", "urge"),
    Role.SALES_LEAD: ("orders", "show", "urge"),
    Role.LAND_LEASE: ("calendar", "done", "show"),
    Role.PRODUCTION: ("stock", "problem", "show"),
    Role.WORKSHOP_LEAD: ("sign", "reject", "show"),
    Role.FACTORY: ("sign", "reject", "show"),
    Role.FINANCE: ("paid", "cod", "freight", "refund", "show"),
    Role.COLLECTOR: ("paid", "opinion", "cod", "show"),
    Role.LOGISTICS: ("vehicle", "ship", "arrive", "receipt", "freight"),
    Role.DISPATCHER: ("vehicle", "ship", "arrive", "receipt", "freight"),
    Role.WAREHOUSE: ("count", "show", "problem"),
    Role.ORDER_CLERK: ("calendar", "done", "show"),
    Role.TECHNICAL: ("cause", "remedy", "sign", "show"),
    Role.ENGINEER: ("cause", "remedy", "show"),
    Role.QUALITY: ("cause", "remedy", "show"),
    Role.PURCHASING: ("material", "sign", "reject", "show"),
    Role.SUPERVISOR: ("sign", "reject", "cause", "show"),
    Role.DIRECTOR: ("sign", "reject", "urge", "orders", "report"),
    Role.EXECUTIVE: ("sign", "reject", "urge", "orders", "report"),
    Role.ADMIN: ("members", "role", "room", "undelivered"),
}
"""What each department's days are made of, the most usual first."""
FIRST = 6
"""So many commands /help names before it is asked for more."""
OFFERED = 8
"""So many Telegram itself offers, beside the menu."""


def roles_for(request: type[Request], area: str | None = None) -> frozenset[Role]:
    """Who may make a request, on an area's cases where it has steps of its own for it: the union over the steps that
    answer it, or the view's own list."""
    if area is not None and area in LISTED and request in (ListCases, ShowCase):
        return LISTED[area]
    if request is UndoStep:
        every = [step for table in AREAS.values() for step in table.steps.values()]
        return frozenset[Role]().union(*(step.roles for step in every if step.undoable))
    return _of_step(request, area) or VIEWS.get(request, EVERYONE)


def commands_for(roles: Collection[Role]) -> tuple[str, ...]:
    """The Latin names of the commands that these roles can use, in the table's order; Telegram itself offers /start."""
    return _commands_for(frozenset(roles))


def daily_for(roles: Collection[Role], most: int = FIRST) -> tuple[str, ...]:
    """The few commands that whoever has these roles needs most, the list of what waits for them among them."""
    own = [DAILY[role] for role in Role if role in roles]
    in_turn = [names[at] for at in range(most) for names in own if at < len(names)]
    known = commands_for(roles)
    named = dict.fromkeys(name for name in (*in_turn, "show", "orders", "calendar", "away") if name in known)
    return (*[name for name in named if name != "tasks"][: most - 1], "tasks")


def offered_to(roles: Collection[Role]) -> tuple[str, ...]:
    """Telegram's own menu of commands: ours, and what is used most."""
    return ("menu", *daily_for(roles, OFFERED))


def menu_for(roles: Collection[Role]) -> Mapping[Part, tuple[str, ...]]:
    """The parts of the menu that have something for these roles, each with their commands of it."""
    known = commands_for(roles)
    parts = {part: tuple(name for name in known if COMMANDS[name].menu == part) for part in PARTS}
    return {part: names for part, names in parts.items() if names}


_BLANKS = frozenset(one for chat in CHATS.values() for move in chat.moves for one in move.begins)
"""What only leads to a step is nobody's command by itself: questions line by line may lead to several."""


@cache
def _commands_for(held: frozenset[Role]) -> tuple[str, ...]:
    return tuple(
        name
        for name, spec in COMMANDS.items()
        if name != "start"
        and any(_has(request, spec.area) & held for request in spec.requests if request not in _BLANKS)
    )


def _has(request: type[Request], area: str | None) -> frozenset[Role]:
    """Whose command it is: who is only shown a customer's terms may name one, and has no blank."""
    return FILE_READERS if request is ShowCustomer else roles_for(request, area)
