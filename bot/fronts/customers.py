"""Customers in chat: the file, lists, the question whose name it is, and what their own buttons say (U1 to U3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.fronts.front import AreaFront, Codec, Shelf
from bot.grammar.customers import CUSTOMERS_CHAT
from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows
from bot.wording.render import Renderer
from store.customers import likeness, views
from store.customers.area import CUSTOMERS
from store.customers.requests import AnswerLikeness, GiveCustomer, RunKept
from store.customers.state import CustomerFile
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit
from store.requests import Request


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    match row.kind:
        case "customers/list" if reader is not None:
            return await views.list_view(
                unit, unit.roster.actor(reader), row.facts["words"], row.facts["page"]
            )
        case "customers/whose":
            return await views.whose_view(unit, row.facts["number"])
        case likeness.ASKED | likeness.ANSWERED:
            return await likeness.question(unit, row.facts["likeness"], reader)
        case "customers/unowned":
            return {"sellers": views.sellers(unit)}
        case _:
            return {}


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
        case ["give", number, member]:
            return GiveCustomer(number=keyboards.figure(number), member=keyboards.figure(member))
        case ["like", "go", asked]:
            return RunKept(likeness=keyboards.figure(asked))
        case ["like", asked, same]:
            chosen = keyboards.figure(same)
            return AnswerLikeness(likeness=keyboards.figure(asked), same=chosen or None)
        case _:
            return None


CUSTOMERS_FRONT = AreaFront[CustomerFile](
    table=CUSTOMERS,
    view=views.customer_view,
    chat=CUSTOMERS_CHAT,
    facts=_facts,
    buttons=_buttons,
    shelf=Shelf(listed=_listed),
    presses=Codec(prefixes=frozenset({"give", "like"}), read=_read),
)
