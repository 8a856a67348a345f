"""Messages that cases of every area have, and lists of cases of all areas: their facts and buttons."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.access.rights import roles_for
from bot.fronts.areas import FRONTS
from bot.fronts.front import AreaFront, Front
from bot.grammar.areas import CHATS
from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows
from bot.wording.render import Renderer
from bot.wording.vocabulary import Vocabulary
from store.calendar import mornings
from store.company import Role
from store.customers.access import Part
from store.customers.reading import Path, Read
from store.mail.outbox import Lane, Outbox
from store.members.requests import AskLines
from store.people.roster import Person
from store.process import overdue, reminding
from store.process.lists import overdue_view, reminded_view, tasks_view
from store.process.unit import Unit
from store.requests import Area

PHOTO = "cases/photo"
"""One that is kept with a case, sent to whoever asked to see it."""
PRESS_MAX = 64
"""Bytes of what a button carries."""
LIST = "list"
"""Below an area's name: the page of its cases that are followed."""
LINE = "line"
"""Below an area's name: the question for one more line of its command."""


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    """Lists are read as they are sent; whoever lost the right meanwhile sees the shorter list. None where one that came
    by itself has nothing left to say."""
    match row.kind:
        case "cases/tasks" if reader is not None:
            return await tasks_view(unit, unit.roster.actor(reader), row.facts["page"])
        case mornings.KIND if reader is not None:
            return await mornings.list_view(unit, reader, row.created_at)
        case overdue.OVERDUE:
            return await overdue_view(unit, row.facts["tasks"], reader)
        case reminding.REMINDED:
            return await reminded_view(unit, row.facts["tasks"])
        case _:
            return {}


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    words = renderer.vocabulary
    match row.kind:
        case "cases/tasks" if not facts["in_room"]:
            pages = keyboards.pages(words, language, "tasks", facts["page"], facts["pages"])
            return (*keyboards.opening(facts["tasks"]), *pages)
        case mornings.KIND:
            day = Button(words.button("calendar_day", language), data="cal:today:")
            owed = keyboards.ticks(one for one in facts["items"] if one["kind"] == "owe")
            due = Button(words.button("contacts_due", language), data="contacts:due")
            wishes = Button(words.button("greetings", language), data="contacts:greetings")
            dun = Button(words.button("dun_list", language), data="dun:list")
            last = (
                *[due] * bool(facts["contacts"]),
                *[wishes] * bool(facts["greetings"]),
                *[dun] * bool(facts["dunning"]),
                day,
            )
            return (*owed, *keyboards.opening(facts["items"]), last)
        case overdue.OVERDUE | reminding.REMINDED:
            return keyboards.opening(facts["tasks"])
        case _:
            return None


def buttons(words: Vocabulary, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    """Of the messages that cases of every area have; None for other messages."""
    name, private = row.kind.partition("/")[2], not facts["in_room"]
    if name == LINE:
        return _line(words, language, facts)
    if name == "blank":
        return _blank(words, language, row.kind.partition("/")[0], facts)
    if name == LIST and "listed" in facts:
        pages = keyboards.pages(words, language, LIST, facts["page"], facts["pages"])
        return (*keyboards.opening(facts["listed"]), *pages)
    if "case" not in facts:
        return None
    case = facts["case"]
    front = FRONTS[case["area"]]
    match row.kind:
        case "members/forwarded" if private:
            return _of_forwarded(words, front, language, facts)
        case "cases/picture" if private:
            return _of_picture(words, front, language, facts)
        case "members/undo_ask":
            return _undo(words, language, facts)
    if not row.kind.startswith(f"{front.table.name}/"):
        return None
    match name:
        case "card":
            return keyboards.for_case(words, language, case, case["actions"], ["show"])
        case "task":
            task, reader = facts["task"], facts["reader"]
            own = reader is not None and task["member_id"] == reader["id"]
            actions = task["actions"]
            usable = actions if own else _usable(front, actions, facts)
            buttons = keyboards.for_task(words, language, case, {**task, "actions": usable})
            opens = keyboards.also(words, language, task.get("opens", ()) if private and usable else ())
            return (*keyboards.beside(buttons, opens), *_undo(words, language, facts))
        case "urged" | "reminder":
            return keyboards.for_task(words, language, case, facts["task"])
        case "show" if private:
            urge = ["urge"] if case["waiting"] and front.has("urge") else []
            allowed = _allowed(front, case["more"], facts["reader_roles"])
            photos = ["photos"] if case["proofs"] else []
            more = [*urge, *allowed, *photos, "history"]
            own = [_open_to_reader(front, row, facts) for row in case["actions"]]
            shown = keyboards.for_case(words, language, case, [row for row in own if row], more)
            return (*shown, *_undo(words, language, facts), *front.beside(words, language, facts))
        case "taken" if private:
            return _undo(words, language, facts)
        case "history" if private:
            return keyboards.pages(words, language, name, facts["page"], facts["pages"])
        case _:
            return None


def _line(words: Vocabulary, language: str, shown: Mapping[str, Any]) -> Rows:
    field = shown["field"]
    if "options" in shown:
        return _options(words, language, shown)
    choices = [
        Button(words.value(field, value, language), data=f"line:{field}:{value}")
        for value in shown["choices"]
    ]
    skip = [Button(words.button("skip", language), data=f"line:{field}:skip")] if shown["optional"] else []
    return keyboards.rows([*choices, *skip])


def _options(words: Vocabulary, language: str, shown: Mapping[str, Any]) -> Rows:
    """Of a form's field, whose words stand in its own file."""
    field = shown["field"]
    choices = [Button(one[language], data=f"line:{field}:{one['key']}") for one in shown["options"]]
    choices = [one for one in choices if len((one.data or "").encode()) <= PRESS_MAX]
    skip = [Button(words.button("skip", language), data=f"line:{field}:skip")] if shown["optional"] else []
    return keyboards.rows([*choices, *skip])


def _blank(words: Vocabulary, language: str, area: str, facts: Mapping[str, Any]) -> Rows:
    """To copy, and where the area asks line by line, to be asked."""
    moves = CHATS[Area(area)].moves
    asked = [
        Button(words.button("ask", language), data=f"line:{move.command}:ask:{facts['order'] or ''}")
        for move in moves
        if AskLines in move.begins
    ]
    return keyboards.rows([*keyboards.copy(words, language, facts["corrected"]), *asked])


def _of_forwarded(words: Vocabulary, front: AreaFront[Any], language: str, facts: Mapping[str, Any]) -> Rows:
    """The case that the words were about, and what the reader owes there."""
    case, task = facts["case"], facts.get("task")
    actions = _open_to_reader(front, task["actions"], facts) if task else []
    if not task or not actions:
        return keyboards.for_case(words, language, case, [["show"]])
    return keyboards.for_task(words, language, case, {**task, "actions": actions})


def _of_picture(words: Vocabulary, front: AreaFront[Any], language: str, facts: Mapping[str, Any]) -> Rows:
    """What was kept may be said to be something: by the buttons of the task that it answers, or by its own."""
    case, task = facts["case"], facts.get("task")
    offers = _allowed(front, task["actions"] if task else facts["offers"], facts["reader_roles"])
    if task:
        return keyboards.for_task(words, language, case, {**task, "actions": offers})
    return keyboards.for_case(words, language, case, [offers] if offers else [])


def _usable(front: AreaFront[Any], actions: Sequence[str], facts: Mapping[str, Any]) -> list[str]:
    """No button that would be refused: the director is told of a late task, and can look."""
    return _open_to_reader(front, actions, facts) or ["show"] * bool(actions)


def _open_to_reader(front: AreaFront[Any], actions: Sequence[str], facts: Mapping[str, Any]) -> list[str]:
    """Those that their roles allow, of a signature only whose turn it is: what is one person's own is no other's."""
    reader, seated = facts["reader"], facts["case"]["seated"]
    steps = {step.asks for step in front.table.steps.values()}
    return [
        action
        for action in _allowed(front, actions, facts["reader_roles"])
        if action not in seated
        or front.request_of(action) not in steps
        or (reader is not None and reader["id"] in seated[action])
    ]


def _allowed(front: AreaFront[Any], actions: Sequence[str], roles: frozenset[Role]) -> list[str]:
    return [action for action in actions if roles_for(front.request_of(action), front.table.name) & roles]


def _undo(words: Vocabulary, language: str, facts: Mapping[str, Any]) -> Rows:
    if not facts["undo"]:
        return ()
    case = facts["undo"].get("of", facts["case"])
    return ((keyboards.undo(words, language, case, facts["undo"]["event_id"]),),)


def undoable(row: Outbox, facts: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
    """The latest step of the case, offered for as long as it may be taken back to whoever took it: in the answer to
    it, in the task that it did, and where the case is looked at."""
    reader, last = facts["reader"], facts["case"]["last"] if "case" in facts else None
    name = row.kind.partition("/")[2]
    if not last or not reader or facts["in_room"] or row.lane == Lane.TOAST:
        return None
    did = {"show": True, "taken": facts.get("event_id") == last["event_id"]}
    did["undo_ask"] = did["taken"]
    if "task" in facts and name == "task":
        task = facts["task"]
        did["task"] = (task["closed_at"], task["result"]) == (last["at"], last["step"])
    own = last["actor_id"] == reader["id"] and now < last["until"]
    return last if own and did.get(name) else None


def _reads(row: Outbox, facts: Mapping[str, Any]) -> Sequence[Read]:
    """A photo from a visit is of the customer's file."""
    if row.kind != PHOTO or facts["case"]["area"] != Area.CUSTOMERS:
        return ()
    return [Read(customer_id=facts["case"]["customer_id"], part=Part.FILE, path=Path.ATTACHMENT)]


CASES_FRONT = Front(kinds=("cases",), facts=_facts, buttons=_buttons, reads=_reads)
