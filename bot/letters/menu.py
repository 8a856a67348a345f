"""The menu: one private message, edited in place, from which everything a person may do is two presses away."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.access.rights import menu_for
from bot.fronts.areas import FRONTS
from bot.fronts.front import AreaFront, Codec, Front
from bot.grammar import COMMANDS
from bot.grammar.chat import Part
from bot.wording import keyboards
from bot.wording.keyboards import Button, Press, Rows
from bot.wording.render import Renderer
from bot.wording.vocabulary import Vocabulary
from store.company import Role
from store.mail.outbox import Outbox
from store.members.requests import RunCommand, ShowMenu
from store.people.actor import Actor
from store.people.roster import Person
from store.process import offers
from store.process.lists import cases_view, tasks_view
from store.process.unit import Unit
from store.requests import (
    Advise,
    Area,
    CaseRequest,
    Consult,
    Reject,
    Request,
    Sign,
    Transfer,
    Withdraw,
)

MENU, POINTER = "menu/menu", "menu/pointer"
HELP, START = "members/help", "members/start"
"""What begins with the menu's buttons as well."""
TASKS: Part = "tasks"
_SIGNED: Mapping[str, type[CaseRequest]] = {
    "sign": Sign,
    "reject": Reject,
    "transfer": Transfer,
    "consult": Consult,
    "advise": Advise,
    "withdraw": Withdraw,
}
"""Of what stands with one's tasks, what is for signatures only."""


def shelved(front: Front) -> Part:
    """In which part of the menu a front has its shelf."""
    return front.chat.menu if isinstance(front, AreaFront) else front.menu


def menu_front(others: Sequence[Front]) -> Front:
    """Of all that the other fronts have on their shelves."""

    async def facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
        if row.kind == POINTER:
            return {}
        if reader is None:
            return None
        roles = unit.roster.actor(reader).roles
        if part := row.facts.get("part"):
            if part not in menu_for(roles):
                return None
            found = await _listed(unit, reader, part, row.facts["words"].split(), row.facts["page"])
            idle = await _idle(unit, unit.roster.actor(reader)) if part == TASKS else []
            return found | {"searched": is_searched(part), "idle": idle}
        counts = {part: (await _listed(unit, reader, part, (), 1))["count"] for part in menu_for(roles)}
        owed = await tasks_view(unit, unit.roster.actor(reader), 1)
        return {"counts": counts, "first": next(iter(owed["tasks"]), None)}

    async def _listed(
        unit: Unit, reader: Person, part: Part, words: Sequence[str], page: int
    ) -> dict[str, Any]:
        actor = unit.roster.actor(reader)
        if part == TASKS:
            found = await tasks_view(unit, actor, page)
            return {"items": found["tasks"], **{name: found[name] for name in ("count", "page", "pages")}}
        on = [front for front in others if shelved(front) == part]
        for front in on:
            if front.shelf.listed is not None:
                return await front.shelf.listed(unit, reader, words, page)
        tables = [front.table for front in on if isinstance(front, AreaFront)]
        return await cases_view(unit, actor, tables, words, page) if tables else dict(_NOTHING)

    async def _idle(unit: Unit, actor: Actor) -> list[str]:
        """Commands on signatures for which there is nothing: none is theirs to give, none to take back."""
        tables = [front.table for front in others if isinstance(front, AreaFront)]
        return [
            name
            for name, request in _SIGNED.items()
            if not any([await offers.owes(unit, actor, table, request) for table in tables])
            and not (
                request is Withdraw
                and any(
                    [
                        await offers.asked_for(unit, actor, table, Withdraw(number=1, area=Area(table.name)))
                        for table in tables
                        if table.asking(Withdraw)
                    ]
                )
            )
        ]

    def buttons(renderer: Renderer, language: str, row: Outbox, shown: Mapping[str, Any]) -> Rows | None:
        words = renderer.vocabulary
        if row.kind == POINTER:
            link = f"https://t.me/{shown['username']}?start=menu"
            return ((Button(words.button("open_private", language), url=link),),)
        if shown["in_room"]:
            return ()
        if part := shown.get("part"):
            own = [
                one
                for front in others
                if shelved(front) == part
                for one in front.shelf.buttons(words, language)
            ]
            pages = keyboards.pages(words, language, "orders", shown["page"], shown["pages"])
            return (
                *_opening(shown["items"]),
                *pages,
                *own,
                *commands_of(words, language, shown["reader_roles"], part, shown.get("idle", ())),
            )
        undo = Button(words.button("undo_ask", language), data="undo:ask")
        below = (undo, *keyboards.more(words, language, shown["page"])) if row.kind == HELP else ()
        return (
            *((below,) if below else ()),
            *parts_of(words, language, shown["reader_roles"], shown["counts"]),
        )

    return Front(
        kinds=(MENU, POINTER, HELP, START),
        facts=facts,
        buttons=buttons,
        presses=Codec(prefixes=frozenset({"menu", "run"}), read=_read),
    )


_NOTHING: Mapping[str, Any] = {"items": (), "count": 0, "page": 1, "pages": 1}


def is_searched(part: str) -> bool:
    """Whether words may be looked for in the part's list."""
    return any(shelved(front) == part and front.shelf.searched for front in FRONTS.values())


def parts_of(words: Vocabulary, language: str, roles: frozenset[Role], counts: Mapping[str, int]) -> Rows:
    """The menu itself: every part that has something for these roles, with how many."""
    named = {part: words.button(f"menu_{part}", language) for part in menu_for(roles)}
    return keyboards.rows(
        [
            Button(f"{name} {counts[part]}" if counts.get(part) else name, data=f"menu:{part}")
            for part, name in named.items()
        ],
        2,
    )


def commands_of(
    words: Vocabulary, language: str, roles: frozenset[Role], part: Part, idle: Sequence[str] = ()
) -> Rows:
    """What may be done in a part, but for the `idle`, and the way back."""
    commands = [
        Button(words.command(name, language), data=data_of(name))
        for name in menu_for(roles).get(part, ())
        if name not in idle
    ]
    return (*keyboards.rows(commands), (Button(words.button("menu_home", language), data="menu:"),))


def data_of(command: str) -> str:
    """One touch does it; what can't be told from its word alone is asked, undoing first of all."""
    return "undo:ask" if command == "undo" else f"run:{command}"


def _opening(items: Sequence[Mapping[str, Any]]) -> Rows:
    found = [
        Button(
            str(one["at"]),
            data=one.get("data") or Press(one["area"], one["number"], keyboards.SHOW, terms=0).data(),
        )
        for one in items
    ]
    wide = all(len(one.text) < 3 for one in found)
    return keyboards.rows(found, keyboards.NUMBERS if wide else keyboards.WIDE_NUMBERS)


def _read(data: str) -> Request | None:
    match data.split(":"):
        case ["menu", part]:
            return ShowMenu(part=part)
        case ["run", command] if command in COMMANDS:
            return RunCommand(command=command)
        case _:
            return None
