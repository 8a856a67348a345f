"""Customers in chat: the file, lists, the question whose name it is, and what their own buttons say (U1 to U3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.fronts.front import AreaFront, Codec, Picture, Shelf
from bot.grammar.customers import CUSTOMERS_CHAT
from bot.grammar.reading import About
from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows
from bot.wording.render import Renderer
from bot.wording.vocabulary import Vocabulary
from store.company import Role
from store.customers import agenda, care, classes, leaving, likeness, reading, terms, views
from store.customers.access import LEADERS, SELLERS, Part
from store.customers.area import CUSTOMERS
from store.customers.reading import Path, Read
from store.customers.requests import (
    DUE_LIST,
    GREETINGS_LIST,
    AnswerLikeness,
    ConfirmGrade,
    GiveAll,
    GiveCustomer,
    Grade,
    ListCustomers,
    ProveVisit,
    RunKept,
    ShowReaders,
)
from store.customers.state import CustomerFile
from store.forms.invitations import invitations
from store.mail.outbox import Outbox
from store.orders import quiet
from store.people.roster import Person
from store.process.unit import Unit
from store.requests import Request

DUE = ["called", "missed", "another_day"]
"""What is pressed beside each customer who is due."""


def _photo(about: About, _roles: frozenset[Role], _file: CustomerFile, _picture: Picture) -> Request | None:
    """From a visit."""
    return ProveVisit(number=about.number)


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    match row.kind:
        case "customers/list" if reader is not None:
            words, page = row.facts["words"], row.facts["page"]
            return await views.list_view(
                unit, unit.roster.actor(reader), words, page, in_room=row.chat_id < 0
            )
        case reading.FILE | reading.READERS | terms.TERMS if row.chat_id < 0:
            return None  # a file is opened in private, whatever way its message would have gone
        case reading.FILE if reader is not None:
            return await reading.on_file(unit, unit.roster.actor(reader), row.case_id)
        case terms.TERMS if reader is not None:
            return await terms.terms_view(unit, unit.roster.actor(reader), row.facts["number"])
        case reading.READERS if reader is not None:
            return await reading.readers_view(
                unit, unit.roster.actor(reader), row.facts["number"], row.facts["page"]
            )
        case "customers/due" if reader is not None:
            words, page = row.facts["words"], row.facts["page"]
            return await views.due_view(unit, unit.roster.actor(reader), words, page)
        case "customers/quiet" if reader is not None:
            return await quiet.quiet_view(
                unit, unit.roster.actor(reader), row.facts["words"], row.facts["page"]
            )
        case agenda.PLAN if reader is not None:
            return await agenda.plan_view(unit, unit.roster.actor(reader), row.facts["page"])
        case "customers/kept" if _leads(unit, reader):
            return await agenda.kept_view(unit)
        case classes.PROPOSED if _leads(unit, reader):
            return await classes.classes_view(unit, row.facts["page"])
        case "customers/kept" | classes.PROPOSED:
            return None
        case "customers/greetings" if reader is not None and row.chat_id > 0:
            actor = unit.roster.actor(reader)
            invited = await invitations(unit) if actor.roles & SELLERS else []
            return {**await care.greetings_view(unit, actor), "invitations": invited}
        case "customers/greetings":
            return None  # whose birthday it is is no room's business
        case "customers/whose":
            return await views.whose_view(unit, row.facts["number"])
        case likeness.ASKED | likeness.ANSWERED:
            return await likeness.question(unit, row.facts["likeness"], reader)
        case leaving.TOLD:
            return await leaving.left_view(unit, row.facts["member"])
        case "customers/unowned":
            return {"sellers": views.sellers(unit)}
        case _:
            return {}


def _leads(unit: Unit, reader: Person | None) -> bool:
    return reader is not None and bool(unit.roster.actor(reader).roles & LEADERS)


async def _listed(unit: Unit, reader: Person, words: Sequence[str], page: int) -> dict[str, Any]:
    found = await views.list_view(unit, unit.roster.actor(reader), words, page)
    items = [
        {**one, "noun": CUSTOMERS.noun, "title": one["name"], "state": "active"}
        for one in found["customers"]
        if one["open"]
    ]
    return {**found, "items": items}


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    words = renderer.vocabulary
    match row.kind:
        case "customers/list" if not facts["in_room"]:
            pages = keyboards.pages(words, language, "customers", facts["page"], facts["pages"])
            return (*keyboards.opening([one for one in facts["customers"] if one["open"]]), *pages)
        case "customers/due" if not facts["in_room"]:
            each = (
                tuple(
                    Button(f"{one['at']} {button.text}", data=button.data)
                    for button in keyboards.for_case(words, language, one, [DUE])[0]
                )
                for one in facts["customers"]
            )
            return (*each, *keyboards.pages(words, language, "customers", facts["page"], facts["pages"]))
        case "customers/quiet" | agenda.PLAN if not facts["in_room"]:
            pages = keyboards.pages(words, language, "customers", facts["page"], facts["pages"])
            return (*keyboards.opening(facts["customers"]), *pages)
        case agenda.KEPT if not facts["in_room"]:
            shown = ("due",) * bool(facts["shares"]) + ("untouched",) * bool(facts["untouched"])
            return keyboards.rows(
                [Button(words.button(f"contacts_{one}", language), data=f"contacts:{one}") for one in shown]
            )
        case classes.PROPOSED if not facts["in_room"]:
            pages = keyboards.pages(words, language, "customers", facts["page"], facts["pages"])
            moves = facts["customers"] if Role.DIRECTOR in facts["reader_roles"] else ()
            text = words.button("set_grade", language)
            return (
                *keyboards.rows(
                    [
                        Button(
                            text.format(at=one["at"], grade=one["proposed"].upper()),
                            data=f"grade:{one['number']}:{one['proposed']}",
                        )
                        for one in moves
                    ]
                ),
                *pages,
            )
        case likeness.ASKED if not facts["answered"]:
            asked = facts["id"]
            same = [
                (
                    Button(
                        words.button("same_as", language).format(name=one["name"]),
                        data=f"like:{asked}:{one['id']}",
                    ),
                )
                for one in facts["like"]
            ]
            return (*same, (Button(words.button("another", language), data=f"like:{asked}:0"),))
        case likeness.ANSWERED if row.facts["text"]:
            return ((Button(words.button("go_on", language), data=f"like:go:{row.facts['likeness']}"),),)
        case leaving.TOLD if facts["waiting"]:
            former = facts["member"]
            return keyboards.rows(
                [
                    Button(
                        words.button("give_all", language).format(name=name), data=f"giveall:{former}:{one}"
                    )
                    for one, name in facts["sellers"][: keyboards.NUMBERS]
                ]
            )
        case reading.READERS:
            return keyboards.pages(words, language, "readers", facts["page"], facts["pages"])
        case "customers/unowned":
            number = facts["case"]["number"]
            return keyboards.rows(
                [
                    Button(words.button("give", language).format(name=name), data=f"give:{number}:{member}")
                    for member, name in facts["sellers"][: keyboards.NUMBERS]
                ]
            )
        case _:
            return None


def _read(data: str) -> Request | None:
    match data.split(":"):
        case ["contacts", "due"]:
            return ListCustomers(words=(DUE_LIST,))
        case ["contacts", "untouched"]:
            return ListCustomers(words=(views.UNTOUCHED,))
        case ["contacts", "greetings"]:
            return ListCustomers(words=(GREETINGS_LIST,))
        case ["grade", number, grade]:
            return ConfirmGrade(number=keyboards.figure(number), grade=Grade(grade))
        case ["give", number, member]:
            return GiveCustomer(number=keyboards.figure(number), member=keyboards.figure(member))
        case ["giveall", former, member]:
            return GiveAll(former=keyboards.figure(former), member=keyboards.figure(member))
        case ["readers", number]:
            return ShowReaders(number=keyboards.figure(number))
        case ["like", "go", asked]:
            return RunKept(likeness=keyboards.figure(asked))
        case ["like", asked, same]:
            chosen = keyboards.figure(same)
            return AnswerLikeness(likeness=keyboards.figure(asked), same=chosen or None)
        case _:
            return None


def _beside(words: Vocabulary, language: str, facts: Mapping[str, Any]) -> Rows:
    """Who has read the file, for the director (U4)."""
    if not facts["all_readers"]:
        return ()
    return ((Button(words.button("readers", language), data=f"readers:{facts['case']['number']}"),),)


def _reads(row: Outbox, facts: Mapping[str, Any]) -> Sequence[Read]:
    """A file shown, by itself or with something that goes on with it, and in lists those found with whom to ring."""
    match row.kind:
        case "customers/list":
            found = [one["id"] for one in facts["customers"] if one["person"]]
            return [Read(customer_id=one, part=Part.FILE, path=Path.SEARCH) for one in found]
        case terms.TERMS:
            return [Read(customer_id=facts["customer_id"], part=Part.MONEY, path=Path.COMMAND)]
        case reading.FILE if not row.shown:
            path = Path.ATTACHMENT if facts.get("file") else Path.COMMAND
            return [Read(customer_id=facts["case"]["customer_id"], part=Part.FILE, path=path)]
        case _:
            return ()


CUSTOMERS_FRONT = AreaFront[CustomerFile](
    table=CUSTOMERS,
    view=views.customer_view,
    chat=CUSTOMERS_CHAT,
    photo=_photo,
    live=True,
    places=True,
    facts=_facts,
    buttons=_buttons,
    shelf=Shelf(listed=_listed),
    presses=Codec(
        prefixes=frozenset({"give", "giveall", "grade", "like", "contacts", "readers"}), read=_read
    ),
    beside=_beside,
    reads=_reads,
)
