"""From a row of the outbox to what a person sees: facts read now, the reader's right checked now, words and buttons."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.access.rights import EVERYONE, offered_to
from bot.fronts.areas import FRONTS
from bot.fronts.front import AreaFront, Front
from bot.letters import cases, refused
from bot.letters.fronts import front_of
from bot.papers.glyphs import unprintable
from bot.papers.papers import Paper, Sheet
from bot.wording.keyboards import Rows
from bot.wording.render import Renderer
from store.customers.reading import Read
from store.database.sqlite import apart
from store.mail import outbox
from store.mail.nods import NOD
from store.mail.outbox import Lane, Outbox
from store.mail.superseded import STRIP
from store.members.people import MENU
from store.people.roster import Person
from store.process import records, tasks
from store.process.records import Case, case_id
from store.process.unit import Unit
from store.process.views import history_view, task_view

VIEWS_KEPT = 256
ROOM = 3_500
"""Characters of news in one message; Telegram takes 4,096 of them once markup is taken off."""

SILENT = (STRIP, MENU, NOD)
"""Rows that say nothing: buttons taken from a twin, a command menu set, a sign that something was read."""


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
    reads: tuple[Read, ...] = ()
    """What it tells its reader of customers' files."""
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
    reads = tuple(read for letter in letters for read in letter.reads)
    return Letter("\n\n".join(texts), letters[0].language, reads=reads), held


class Letters:
    """Composes rows. A row that its reader may no longer read composes to None."""

    def __init__(self, renderer: Renderer, username: str) -> None:
        self.renderer = renderer
        self.words = renderer.vocabulary
        self.username = username
        self._views: dict[tuple[int, int, date], tuple[Any, dict[str, Any]]] = {}

    async def rows(self, unit: Unit, ids: Sequence[int]) -> dict[int, Outbox]:
        """Rows to compose, by id; what they are about is read with them, for all of them at once."""
        rows = await outbox.rows(unit.session, ids)
        await records.cases(unit.session, {row.case_id for row in rows.values() if row.case_id is not None})
        asked = {row.task_id for row in rows.values() if row.task_id is not None}
        await tasks.told_by_task(unit, await tasks.by_ids(unit.session, asked))
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
        offered = cases.undoable(row, facts, unit.now)
        facts["undo"] = offered
        paper = self._paper(row, language, facts)
        facts["unprintable"] = ""
        if isinstance(paper, Paper):
            facts["unprintable"] = await asyncio.to_thread(unprintable, paper.facts)
        text = self.renderer.text(row.kind, language, facts, now=unit.now)
        if row.kind.startswith("refused/") and (one := refused.example(self.words, language, facts, text)):
            text += "\n" + self.renderer.text(refused.BELOW, language, facts | {"one": one}, now=unit.now)
        return Letter(
            text=text,
            language=language,
            buttons=self._buttons(row, language, facts),
            until=offered["until"] if offered else None,
            paper=paper,
            reads=tuple(own.reads(row, facts)) if (own := front_of(row.kind)) is not None else (),
            file=_handed_on(facts),
        )

    def _menu(
        self, row: Outbox, unit: Unit, reader: Person | None, language: str
    ) -> tuple[tuple[str, str], ...]:
        if row.kind != MENU or (reader is None and unit.roster.place(row.chat_id) is None):
            return ()  # no longer a member, or a room: the menu is emptied
        names = offered_to(unit.roster.actor(reader).roles if reader else EVERYONE)
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
            front = FRONTS[case.area]
            _, facts["case"] = await self._view(unit, front, case)
            said = front.table.noun in row.facts and row.kind.startswith("refused/")
            if not said:  # a refusal says by name whom it is about
                facts[front.table.noun] = facts["case"]
            facts |= {"area": case.area, "noun": front.table.noun}
            if actor is not None and not await front.table.shows(unit, case, actor):
                return None
            if row.document is not None and row.document in front.papers:
                facts[row.document] = await front.papers[row.document].read(unit, case)
            if row.kind == f"{case.area}/history":
                facts |= await history_view(unit, case, row.facts["page"])
        if row.task_id is not None:
            facts["task"] = await task_view(unit, row.task_id)
        own = front_of(row.kind)
        with apart():
            listed = await _listed(unit, own, row, reader) if own else {}
        if listed is None:
            return None
        language = row.facts.get("language") or self._language(unit, row, reader)
        return facts | listed | (own.worded(self.renderer, language, row) if own else {})

    async def _view(self, unit: Unit, front: AreaFront[Any], case: Case) -> tuple[Any, dict[str, Any]]:
        """A case's card, tasks and notices are composed together: its view is read once, and kept while it is the latest, and
        no longer than the company's day: what is late today was not yesterday. One that stands on more than its case is read
        anew each time."""
        if front.live:
            return await front.view(unit, case)
        key = (case_id(case), case.version, unit.now.astimezone(unit.company.zone).date())
        if key not in self._views:
            self._views[key] = await front.view(unit, case)
            while len(self._views) > VIEWS_KEPT:
                self._views.pop(next(iter(self._views)))
        return self._views[key]

    def _buttons(self, row: Outbox, language: str, facts: Mapping[str, Any]) -> Rows:
        """Those of its own front, else those that every area has, else those of its kind whatever the case is."""
        area = FRONTS.get(facts["case"]["area"]) if "case" in facts else None
        front = area or front_of(row.kind)
        own = front.buttons(self.renderer, language, row, facts) if front else None
        if own is None:
            own = cases.buttons(self.words, language, row, facts)
        if own is None and (other := front_of(row.kind)) is not None and other is not front:
            own = other.buttons(self.renderer, language, row, facts)
        return own or ()

    def _paper(self, row: Outbox, language: str, facts: Mapping[str, Any]) -> Sheet | None:
        front = FRONTS.get(facts["case"]["area"]) if "case" in facts else front_of(row.kind)
        spec = front.papers.get(row.document or "") if front else None
        if spec is None or facts.get(row.document or "") is None:
            return None
        return spec.make(self.renderer, language, facts)


async def _listed(unit: Unit, front: Front, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    """What its front reads for it, or a page of its area's list, which is no room's business."""
    if not isinstance(front, AreaFront) or front.listing is None:
        return await front.facts(unit, row, reader)
    if row.kind != f"{front.table.name}/{cases.LIST}":
        return await front.facts(unit, row, reader)
    if reader is None or row.chat_id < 0:
        return None
    return await front.listing(unit, unit.roster.actor(reader), row.facts["page"])


def _handed_on(facts: Mapping[str, Any]) -> tuple[str, str] | None:
    file = facts.get("file")
    return (file["kind"], file["file_id"]) if file else None
