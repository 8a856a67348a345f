"""From a row of the outbox to what a person sees: facts read now, the reader's right checked now, words and buttons."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import draft_letters, keyboards, member_letters
from bot.actions import request_of
from bot.documents import SlipFacts, SlipLine, render_document
from bot.draft_letters import BlankWorkbook
from bot.keyboards import Button, Rows
from bot.render import Renderer
from bot.rights import EVERYONE, commands_for, roles_for
from store import inbox, mornings, outbox
from store.company import Role
from store.members.people import MENU
from store.members.roster import Person
from store.orders import views
from store.orders.books import ORDERS
from store.orders.state import Order
from store.outbox import Lane, Outbox
from store.records import Case, case_id
from store.steps import Actor
from store.unit import Unit

UNDELIVERED_PAGE = 8
VIEWS_KEPT = 256
ROOM = 3_500
"""Characters of news in one message; Telegram takes 4,096 of them once markup is taken off."""
STRIP = "strip"
SILENT = (STRIP, MENU)
"""Rows that say nothing: buttons taken from a twin, a command menu set."""


@dataclass(frozen=True)
class Paper:
    """A document still to be compiled: its template, its facts and the name of the file."""

    name: str
    facts: Mapping[str, Any]
    filename: str

    def compile(self, language: str, templates: Sequence[Path]) -> bytes:
        return render_document(self.name, language, self.facts, templates=templates)


@dataclass(frozen=True)
class Letter:
    """Ready to send. `text` is HTML, or plain for a toast."""

    text: str
    language: str
    buttons: Rows = ()
    paper: Paper | BlankWorkbook | None = None
    menu: tuple[tuple[str, str], ...] = ()
    """Commands of a chat's menu with their descriptions: a member's own, or in a room all there are."""

    @property
    def digest(self) -> str:
        """The same for letters that look the same."""
        return hashlib.sha256(repr((self.text, self.buttons)).encode()).hexdigest()[:16]


def together(found: Sequence[Letter | None]) -> tuple[Letter | None, int]:
    """One letter of several pieces of news, and how many of them it holds: no more than Telegram takes.

    What its reader may no longer read (None) counts as held, and says nothing.
    """
    held, texts = 0, list[str]()
    for letter in found:
        if letter is not None:
            if texts and sum(map(len, texts)) + len(letter.text) > ROOM:
                break
            texts.append(letter.text)
        held += 1
    letters = [letter for letter in found[:held] if letter is not None]
    if len(letters) <= 1:
        return (letters[0] if letters else None), max(1, held)
    return Letter("\n\n".join(texts), letters[0].language), held


class Letters:
    """Composes rows. A row that its reader may no longer read composes to None."""

    def __init__(self, renderer: Renderer, username: str) -> None:
        self.renderer = renderer
        self.words = renderer.vocabulary
        self.username = username
        self._views: dict[tuple[int, int], tuple[Order, dict[str, Any]]] = {}

    async def compose(self, unit: Unit, row: Outbox) -> Letter | None:
        reader = unit.roster.person(row.member_id)
        if row.member_id is not None and reader is None and row.kind != MENU:
            return None
        language = row.facts.get("language") or self._language(unit, row, reader)
        facts = await self._facts(unit, row, reader)
        if facts is None:
            return None
        if row.kind in SILENT:
            return Letter("", language, menu=self._menu(row, unit, reader, language))
        if row.lane == Lane.TOAST:
            return Letter(self.renderer.toast(row.kind, language, facts, now=unit.now), language)
        return Letter(
            text=self.renderer.text(row.kind, language, facts, now=unit.now),
            language=language,
            buttons=self._buttons(row, language, facts),
            paper=self._paper(row, language, facts),
        )

    def _menu(
        self, row: Outbox, unit: Unit, reader: Person | None, language: str
    ) -> tuple[tuple[str, str], ...]:
        if row.kind != MENU or (reader is None and unit.roster.place(row.chat_id) is None):
            return ()  # no longer a member, or a room: the menu is emptied
        names = commands_for(unit.roster.actor(reader).roles if reader else EVERYONE)
        return tuple((name, self._described(name, language)) for name in names)

    def _described(self, name: str, language: str) -> str:
        return f"{self.words.command(name, language)} {self.words.describe(name, language)}"[:256]

    def _language(self, unit: Unit, row: Outbox, reader: Person | None) -> str:
        if reader is not None:
            return reader.language
        place = unit.roster.place(row.chat_id)
        return place.language if place else unit.company.language

    async def _facts(self, unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
        actor = unit.roster.actor(reader) if reader else None
        facts: dict[str, Any] = {
            **row.facts,
            "reader": {"id": reader.id, "name": reader.name} if reader else None,
            "reader_roles": actor.roles if actor else EVERYONE,
            "in_room": row.chat_id < 0,
            "username": self.username,
        }
        if row.case_id is not None:
            case = await unit.session.get(Case, row.case_id)
            if case is None:
                return None
            order, facts["order"] = await self._view(unit, case)
            if actor is not None and not ORDERS.may_see(order, actor):
                return None
            if row.document == "slip":
                facts["slip"] = await views.slip_view(unit, case)
            if row.kind == "orders/history":
                facts |= await views.history_view(unit, case, row.facts["page"])
        if row.task_id is not None:
            facts["task"] = await views.task_view(unit, row.task_id)
        shown = await member_letters.facts(unit, row, reader)
        drafted = await draft_letters.facts(unit, row, reader)
        if shown is None or drafted is None:
            return None
        return facts | shown | drafted | await self._listed(unit, row, actor, reader)

    async def _view(self, unit: Unit, case: Case) -> tuple[Order, dict[str, Any]]:
        """One order's card, tasks and notices are composed together: a view is kept while its version is the latest."""
        key = (case_id(case), case.version)
        if key not in self._views:
            self._views[key] = await views.order_view(unit, case)
            while len(self._views) > VIEWS_KEPT:
                self._views.pop(next(iter(self._views)))
        return self._views[key]

    async def _listed(
        self, unit: Unit, row: Outbox, actor: Actor | None, reader: Person | None
    ) -> dict[str, Any]:
        """Lists are read as they are sent; whoever lost the right meanwhile sees the shorter list."""
        match row.kind:
            case "orders/list" if actor is not None:
                search = views.Search(**{name: _tuple(value) for name, value in row.facts["search"].items()})
                return await views.list_view(unit, actor, search, row.facts["page"])
            case "orders/tasks" if actor is not None:
                return await views.tasks_view(unit, actor, row.facts["page"])
            case "orders/morning" if reader is not None:
                return {"tasks": await mornings.owed(unit, reader), "most": mornings.MOST}
            case "orders/stuck":
                return {"departments": await mornings.stuck(unit)}
            case "orders/cod_held":
                return await views.cod_held_view(unit)
            case "members/undelivered":
                return await self._undelivered(unit, row.facts["page"])
            case _:
                return {}

    async def _undelivered(self, unit: Unit, page: int) -> dict[str, Any]:
        count = await outbox.count_undelivered(unit.session)
        pages = max(1, -(-count // UNDELIVERED_PAGE))
        page = min(page, pages)
        rows = await outbox.undelivered(
            unit.session, limit=UNDELIVERED_PAGE, offset=(page - 1) * UNDELIVERED_PAGE
        )
        found = []
        for row in rows:
            person = unit.roster.person(row.member_id)
            case = await unit.session.get(Case, row.case_id) if row.case_id else None
            found.append(
                {
                    "kind": row.kind,
                    "to": person.name if person else str(row.chat_id),
                    "number": case.number if case else None,
                    "at": row.created_at,
                    "error": row.error or "",
                }
            )
        quarantined = await inbox.quarantined(unit.session, limit=UNDELIVERED_PAGE)
        updates = [
            {"update_id": one.update_id, "at": one.received_at, "error": one.error or ""}
            for one in quarantined
        ]
        return {"rows": found, "count": count, "page": page, "pages": pages, "quarantined": updates}

    def _buttons(self, row: Outbox, language: str, facts: Mapping[str, Any]) -> Rows:
        words = self.words
        match row.kind:
            case "orders/card":
                order = facts["order"]
                return keyboards.for_case(words, language, ORDERS.name, order, order["actions"], ["show"])
            case "orders/task" | "orders/urged":
                task = {
                    **facts["task"],
                    "actions": self._usable(facts["task"]["actions"], facts["reader_roles"]),
                }
                return keyboards.for_task(words, language, ORDERS.name, facts["order"], task)
            case "orders/show" if not facts["in_room"]:
                order = facts["order"]
                more = [*(["urge"] if order["waiting"] else []), "history"]
                shown = keyboards.for_case(words, language, ORDERS.name, order, order["actions"], more)
                return (*shown, *self._undo(language, facts), *draft_letters.again(words, language, facts))
            case "orders/taken" if not facts["in_room"] and facts["undoable"]:
                return ((keyboards.undo(words, language, ORDERS.name, facts["order"], facts["event_id"]),),)
            case "refused/gate" | "refused/not_closable" if not facts["in_room"]:
                return keyboards.for_case(words, language, ORDERS.name, facts["order"], [["urge"]])
            case "orders/list" | "orders/tasks" | "orders/history" | "members/undelivered" if not facts[
                "in_room"
            ]:
                name = row.kind.partition("/")[2]
                name = "orders" if name == "list" else name
                return keyboards.pages(words, language, name, facts["page"], facts["pages"])
            case "members/language":
                buttons = [
                    Button(words.button(f"language_{code}", language), data=f"language:{code}")
                    for code in ("zh", "en")
                ]
                return keyboards.rows(buttons)
            case "members/unreachable":
                link = f"https://t.me/{self.username}?start=hello"
                return ((Button(words.button("open_private", language), url=link),),)
            case "members/mistake" | "members/blank" if len(facts["corrected"]) <= keyboards.COPY_MAX:
                return ((Button(words.button("copy", language), copy=facts["corrected"]),),)
            case kind if kind.startswith("drafts/"):
                return draft_letters.buttons(self.renderer, language, row, facts)
            case _:
                return member_letters.buttons(words, language, row, facts)

    def _usable(self, actions: Sequence[str], roles: frozenset[Role]) -> list[str]:
        """No button that would be refused: the director is told of a late task, and can look."""
        usable = [action for action in actions if roles_for(request_of(action)) & roles]
        return usable or ["show"] * bool(actions)

    def _undo(self, language: str, facts: Mapping[str, Any]) -> Rows:
        """Offered to whoever took the latest step; whether it still may be taken back is judged at the press."""
        order, last, reader = facts["order"], facts["order"]["last"], facts["reader"]
        if not last or not reader or last["actor_id"] != reader["id"]:
            return ()
        return ((keyboards.undo(self.words, language, ORDERS.name, order, last["event_id"]),),)

    def _paper(self, row: Outbox, language: str, facts: Mapping[str, Any]) -> Paper | BlankWorkbook | None:
        if row.document == "workbook":
            return draft_letters.blank_workbook(self.renderer, language)
        if row.document != "slip" or facts.get("slip") is None:
            return None
        slip = self._slip_facts(language, facts["slip"])
        filename = self.renderer.text("orders/slip_filename", language, facts, now=facts["slip"]["issued_at"])
        return Paper("orders/slip", slip.model_dump(), f"{filename}.pdf")

    def _slip_facts(self, language: str, slip: Mapping[str, Any]) -> SlipFacts:
        words = self.words
        issued = slip["issued_at"].astimezone(self.renderer.company.zone)
        return SlipFacts(
            company=slip["company"],
            number=f"{slip['slip']:06}",
            order=str(slip["number"]),
            issued_on=f"{issued:%Y-%m-%d}",
            issued_by=slip["issued_by"],
            issued_at=f"{issued:%Y-%m-%d %H:%M}",
            customer=slip["customer"],
            consignee=slip["consignee"],
            address=slip["address"],
            phone=slip["phone"],
            packing=slip["packing"],
            pay=words.value("pay", slip["pay"], language),
            wanted=slip["wanted"].isoformat() if slip["wanted"] else "",
            note=slip["note"],
            receipt=slip["receipt"],
            freight=words.value("freight", slip["freight_by"], language),
            lines=tuple(
                SlipLine(
                    product=line["product"],
                    qty=f"{line['qty'].normalize():f}",
                    unit=line["unit"],
                    price=f"{line['price']:.2f}",
                    amount=f"{line['amount']:.2f}",
                )
                for line in slip["lines"]
            ),
            total=f"{slip['total']:.2f}",
            total_capitals=slip["capitals"],
            currency_sign=self.renderer.sign,
        )


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
