"""From a row of the outbox to what a person sees: facts read now, the reader's right checked now, words and buttons."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.access.rights import EVERYONE, UNLISTED, commands_for, roles_for
from bot.exports import ExportSheet
from bot.fronts.areas import FRONTS
from bot.fronts.front import AreaFront
from bot.letters import drafts, members, speech
from bot.papers.papers import Sheet
from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows
from bot.wording.render import Renderer
from store.calendar import mornings
from store.company import Role
from store.database.sqlite import apart
from store.mail import inbox, outbox
from store.mail.outbox import Lane, Outbox
from store.mail.superseded import STRIP
from store.members.people import MENU
from store.members.views import barred_view
from store.people.actor import Actor
from store.people.roster import Person
from store.process import escalation, records, tasks
from store.process.records import Case, case_id
from store.process.unit import Unit
from store.process.views import history_view, numbered, overdue_view, task_view, tasks_view
from store.tables import EXPORTS

UNDELIVERED_PAGE = 8
VIEWS_KEPT = 256
ROOM = 3_500
"""Characters of news in one message; Telegram takes 4,096 of them once markup is taken off."""

SILENT = (STRIP, MENU)
"""Rows that say nothing: buttons taken from a twin, a command menu set."""


@dataclass(frozen=True)
class Letter:
    """Ready to send. `text` is HTML, or plain for a toast."""

    text: str
    language: str
    buttons: Rows = ()
    paper: Sheet | None = None
    file: tuple[str, str] | None = None
    """A photo or document that somebody sent, handed on: its kind and Telegram's id of it."""
    until: datetime | None = None
    """When it looks different by itself: a button that stands for a while is taken away then."""
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
        self._views: dict[tuple[int, int], tuple[Any, dict[str, Any]]] = {}

    async def rows(self, unit: Unit, ids: Sequence[int]) -> dict[int, Outbox]:
        """Rows to compose, by id; what they are about is read with them, for all of them at once."""
        rows = await outbox.rows(unit.session, ids)
        await records.cases(unit.session, {row.case_id for row in rows.values() if row.case_id is not None})
        await tasks.by_ids(unit.session, {row.task_id for row in rows.values() if row.task_id is not None})
        return rows

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
        offered = self._undoable(row, facts, unit.now)
        facts["undo"] = offered
        return Letter(
            text=self.renderer.text(row.kind, language, facts, now=unit.now),
            language=language,
            buttons=self._buttons(row, language, facts),
            until=offered["until"] if offered else None,
            paper=self._paper(row, language, facts),
            file=_handed_on(facts),
        )

    def _menu(
        self, row: Outbox, unit: Unit, reader: Person | None, language: str
    ) -> tuple[tuple[str, str], ...]:
        if row.kind != MENU or (reader is None and unit.roster.place(row.chat_id) is None):
            return ()  # no longer a member, or a room: the menu is emptied
        names = commands_for(unit.roster.actor(reader).roles if reader else EVERYONE)
        return tuple((name, self._described(name, language)) for name in names if name not in UNLISTED)

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
            front = FRONTS[case.area]
            _, facts["case"] = await self._view(unit, front, case)
            facts[front.noun] = facts["case"]
            facts |= {"area": case.area, "noun": front.noun}
            if actor is not None and not await front.table.shows(unit, case, actor):
                return None
            if row.document is not None and row.document in front.papers:
                facts[row.document] = await front.papers[row.document].read(unit, case)
            if row.kind == f"{case.area}/history":
                facts |= await history_view(unit, case, row.facts["page"])
        if row.task_id is not None:
            facts["task"] = await task_view(unit, row.task_id)
        shown = await members.facts(unit, row, reader)
        drafted = await drafts.facts(unit, row, reader)
        if shown is None or drafted is None:
            return None
        facts |= await speech.facts(
            unit, self.renderer, row.facts.get("language") or self._language(unit, row, reader), row
        )
        with apart():
            listed = await self._listed(unit, row, actor, reader)
        return None if listed is None else facts | shown | drafted | listed

    async def _view(self, unit: Unit, front: AreaFront[Any], case: Case) -> tuple[Any, dict[str, Any]]:
        """A case's card, tasks and notices are composed together: its view is read once, and kept while it is the latest."""
        key = (case_id(case), case.version)
        if key not in self._views:
            self._views[key] = await front.view(unit, case)
            while len(self._views) > VIEWS_KEPT:
                self._views.pop(next(iter(self._views)))
        return self._views[key]

    async def _listed(
        self, unit: Unit, row: Outbox, actor: Actor | None, reader: Person | None
    ) -> dict[str, Any] | None:
        """Lists are read as they are sent; whoever lost the right meanwhile sees the shorter list. None where one that
        came by itself has nothing left to say."""
        match row.kind:
            case "cases/tasks" if actor is not None:
                return await tasks_view(unit, actor, row.facts["page"])
            case mornings.KIND if reader is not None:
                return await mornings.list_view(unit, reader, row.created_at)
            case escalation.OVERDUE:
                return await overdue_view(unit, row.facts["tasks"], reader)
            case "members/undelivered":
                return await self._undelivered(unit, row.facts["page"])
        front = FRONTS.get(row.kind.partition("/")[0])
        return await front.listed(unit, row, actor) if front else {}

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
                    "to": person.name if person else unit.roster.called(row.chat_id),
                    "area": case.area if case else None,
                    "number": case.number if case else None,
                    "created_at": row.created_at,
                    "error": row.error or "",
                }
            )
        quarantined = await inbox.quarantined(unit.session, limit=UNDELIVERED_PAGE)
        updates = [
            {"update_id": one.update_id, "at": one.received_at, "error": one.error or ""}
            for one in quarantined
        ]
        rooms = await barred_view(unit)
        counted = {"count": count, "page": page, "pages": pages}
        return {"rows": numbered(found), "rooms": rooms, "quarantined": updates, **counted}

    def _buttons(self, row: Outbox, language: str, facts: Mapping[str, Any]) -> Rows:
        words = self.words
        if (said := speech.buttons(self.renderer, language, row, facts)) is not None:
            return said
        front = FRONTS.get(facts["case"]["area"] if "case" in facts else row.kind.partition("/")[0])
        own = front.buttons(self.renderer, language, row, facts) if front else None
        if own is not None:
            return own
        if front is not None and (shared := self._of_case(front, row, language, facts)) is not None:
            return shared
        match row.kind:
            case "cases/tasks" if not facts["in_room"]:
                pages = keyboards.pages(words, language, "tasks", facts["page"], facts["pages"])
                return (*keyboards.opening(facts["tasks"]), *pages)
            case "members/forwarded" if "case" in facts and not facts["in_room"]:
                return self._of_forwarded(front, language, facts)
            case "cases/picture" if front is not None and not facts["in_room"]:
                return self._of_picture(front, language, facts)
            case "members/undelivered" if not facts["in_room"]:
                pages = keyboards.pages(words, language, "undelivered", facts["page"], facts["pages"])
                return (*keyboards.opening(facts["rows"]), *pages)
            case mornings.KIND:
                day = Button(words.button("calendar_day", language), data="cal:today:")
                owed = keyboards.ticks(one for one in facts["items"] if one["kind"] == "owe")
                return (*owed, *keyboards.opening(facts["items"]), (day,))
            case "members/which":
                return keyboards.choices(facts["command"], facts["cases"])
            case "members/undo_ask":
                return self._undo(language, facts)
            case "members/help":
                return ((Button(words.button("undo_ask", language), data="undo:ask"),),)
            case escalation.OVERDUE:
                return keyboards.opening(facts["tasks"])
            case "members/language":
                buttons = [
                    Button(words.button(f"language_{code}", language), data=f"language:{code}")
                    for code in ("zh", "en")
                ]
                return keyboards.rows(buttons)
            case "members/unreachable" | "members/join_here":
                start = "join" if row.kind == "members/join_here" else "hello"
                link = f"https://t.me/{self.username}?start={start}"
                return ((Button(words.button("open_private", language), url=link),),)
            case "members/mistake" | "members/blank":
                return keyboards.rows(keyboards.copy(words, language, facts["corrected"]))
            case kind if kind.startswith("drafts/"):
                return drafts.buttons(self.renderer, language, row, facts)
            case _:
                return members.buttons(words, language, row, facts)

    def _of_case(
        self, front: AreaFront[Any], row: Outbox, language: str, facts: Mapping[str, Any]
    ) -> Rows | None:
        """Buttons of the messages that cases of every area have; None for other messages."""
        words, name, private = self.words, row.kind.partition("/")[2], not facts["in_room"]
        if not row.kind.startswith(f"{front.table.name}/") or "case" not in facts:
            return None
        case = facts["case"]
        match name:
            case "card":
                return keyboards.for_case(words, language, case, case["actions"], ["show"])
            case "task":
                usable = self._usable(front, facts["task"]["actions"], facts["reader_roles"])
                task = keyboards.for_task(words, language, case, {**facts["task"], "actions": usable})
                return (*task, *self._undo(language, facts))
            case "show" if private:
                urge = ["urge"] if case["waiting"] and front.has("urge") else []
                allowed = self._allowed(front, case["more"], facts["reader_roles"])
                more = [*urge, *allowed, "history"]
                own = [self._allowed(front, row, facts["reader_roles"]) for row in case["actions"]]
                shown = keyboards.for_case(words, language, case, [row for row in own if row], more)
                return (*shown, *self._undo(language, facts), *drafts.again(words, language, facts))
            case "taken" if private:
                return self._undo(language, facts)
            case "history" if private:
                return keyboards.pages(words, language, name, facts["page"], facts["pages"])
            case _:
                return None

    def _of_forwarded(self, front: AreaFront[Any] | None, language: str, facts: Mapping[str, Any]) -> Rows:
        """The case that the words were about, and what the reader owes there."""
        case, task = facts["case"], facts.get("task")
        actions = self._allowed(front, task["actions"], facts["reader_roles"]) if front and task else []
        if not task or not actions:
            return keyboards.for_case(self.words, language, case, [["show"]])
        return keyboards.for_task(self.words, language, case, {**task, "actions": actions})

    def _of_picture(self, front: AreaFront[Any], language: str, facts: Mapping[str, Any]) -> Rows:
        """What was kept may be said to be something: by the buttons of the task that it answers, or by its own."""
        case, task = facts["case"], facts.get("task")
        offers = self._allowed(front, task["actions"] if task else facts["offers"], facts["reader_roles"])
        if task:
            return keyboards.for_task(self.words, language, case, {**task, "actions": offers})
        return keyboards.for_case(self.words, language, case, [offers] if offers else [])

    def _usable(self, front: AreaFront[Any], actions: Sequence[str], roles: frozenset[Role]) -> list[str]:
        """No button that would be refused: the director is told of a late task, and can look."""
        return self._allowed(front, actions, roles) or ["show"] * bool(actions)

    @staticmethod
    def _allowed(front: AreaFront[Any], actions: Sequence[str], roles: frozenset[Role]) -> list[str]:
        return [action for action in actions if roles_for(front.request_of(action)) & roles]

    def _undo(self, language: str, facts: Mapping[str, Any]) -> Rows:
        if not facts["undo"]:
            return ()
        return ((keyboards.undo(self.words, language, facts["case"], facts["undo"]["event_id"]),),)

    @staticmethod
    def _undoable(row: Outbox, facts: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
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

    def _paper(self, row: Outbox, language: str, facts: Mapping[str, Any]) -> Sheet | None:
        if row.document == "workbook":
            return drafts.blank_workbook(self.renderer, language)
        if row.document == "ledger":
            return self._ledger(language, facts)
        front = FRONTS.get(facts["case"]["area"] if "case" in facts else row.kind.partition("/")[0])
        spec = front.papers.get(row.document or "") if front else None
        if spec is None or facts.get(row.document or "") is None:
            return None
        return spec.make(self.renderer, language, facts)

    def _ledger(self, language: str, facts: Mapping[str, Any]) -> Sheet:
        named = self.renderer.text("members/export_filename", language, facts, now=facts["at"])
        zone, ledger = self.renderer.company.zone, EXPORTS[facts["ledger"]]
        return ExportSheet(ledger, facts["rows"], zone, self.words, f"{named}.xlsx")


def _handed_on(facts: Mapping[str, Any]) -> tuple[str, str] | None:
    file = facts.get("file")
    return (file["kind"], file["file_id"]) if file else None
