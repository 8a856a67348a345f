"""Which commands a person has, derived from the step tables: for /help, the menus and the tests."""

from collections.abc import Collection, Mapping
from functools import cache

from bot.grammar import COMMANDS, OrderBlank, ReturnBlank
from store.company import Role
from store.customers.requests import GiveCustomer
from store.drafts import requests as drafts
from store.exports import MAY_EXPORT, GetExport
from store.members import requests as members
from store.orders import requests as orders
from store.orders.departments import INTAKE
from store.phrases import requests as phrases
from store.registry import AREAS
from store.reports.requests import ShowReport
from store.requests import Request, UndoStep

EVERYONE = frozenset(Role)
UNLISTED = frozenset({"undo"})
"""Commands that stand in no menu: there one touch sends them, and these act at once."""

VIEWS: Mapping[type[Request], frozenset[Role]] = {
    drafts.StartDraft: INTAKE,
    drafts.ResumeDraft: INTAKE,
    drafts.RestartDraft: INTAKE,
    drafts.AnswerDraft: INTAKE,
    drafts.PressDraft: INTAKE,
    drafts.SendBlankWorkbook: INTAKE,
    drafts.ReadWorkbook: INTAKE,
    drafts.TakeWorkbook: INTAKE,
    drafts.LeaveWorkbook: INTAKE,
    members.ListMembers: frozenset({Role.ADMIN}),
    members.ListUndelivered: frozenset({Role.ADMIN}),
    phrases.ListWords: frozenset({Role.ADMIN}),
    phrases.DropWords: frozenset({Role.ADMIN}),
    members.DecideJoin: frozenset({Role.ADMIN}),
    members.ShowRoles: frozenset({Role.ADMIN}),
    members.SetRoles: frozenset({Role.ADMIN}),
    members.ShowRoom: frozenset({Role.ADMIN}),
    members.SetRoom: frozenset({Role.ADMIN}),
    GiveCustomer: frozenset({Role.DIRECTOR}),
    OrderBlank: INTAKE,
    ShowReport: frozenset({Role.DIRECTOR, Role.EXECUTIVE, Role.SERVICE}),
    GetExport: MAY_EXPORT,
    ReturnBlank: INTAKE,
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


def roles_for(request: type[Request]) -> frozenset[Role]:
    """Who may make a request: the union over the steps that answer it, or the view's own list."""
    every = [step for table in AREAS.values() for step in table.steps.values()]
    if request is UndoStep:
        return frozenset[Role]().union(*(step.roles for step in every if step.undoable))
    if steps := [step for step in every if step.asks is request]:
        return frozenset[Role]().union(*(step.roles for step in steps))
    return VIEWS.get(request, EVERYONE)


def commands_for(roles: Collection[Role]) -> tuple[str, ...]:
    """The Latin names of the commands that these roles can use, in the table's order; Telegram itself offers /start."""
    return _commands_for(frozenset(roles))


@cache
def _commands_for(held: frozenset[Role]) -> tuple[str, ...]:
    return tuple(
        name
        for name, spec in COMMANDS.items()
        if name != "start" and any(roles_for(request) & held for request in spec.requests)
    )
