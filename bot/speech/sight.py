"""What a speaker may mean, read from the store: the case replied to, those named, those of their open tasks."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from bot.fronts.areas import FRONTS
from bot.grammar import Grammar
from bot.speech.book import Book
from bot.speech.candidates import Subject, Waiting, subject_of
from bot.speech.outcomes import Sight
from bot.speech.recognizing import phrases_in
from bot.speech.slots import numbers_in
from bot.wording.vocabulary.spelling import level
from store.customers.naming import named_in
from store.orders.lists import customers_of
from store.people.actor import Actor
from store.phrases.learning import learnt
from store.process import tasks
from store.process.records import Case, case_id, find_case
from store.process.tasks import Task
from store.process.unit import Unit
from store.warehouse.views import products_in

TASKS = 12
"""So many of the speaker's open tasks are looked at, the oldest first."""
NUMBERS = 4


async def sight_of(
    unit: Unit,
    book: Book,
    grammar: Grammar,
    actor: Actor,
    text: str,
    *,
    about: Case | None,
    first: Sequence[int],
    meant: bool,
) -> Sight:
    """`first` are the ids of the tasks that a reply answers, the likeliest first."""
    named = {}
    for area, number in sorted(numbers_in(text, book.vocabulary))[: 2 * NUMBERS]:
        case = await find_case(unit.session, area, number)
        if case is not None and (one := await subject(unit, actor, case)) is not None:
            named[area, number] = one
    subject_about = await subject(unit, actor, about, first) if about is not None else None
    own = [] if subject_about is not None or not meant else await _own(unit, actor)
    sight = Sight(
        actor=actor,
        today=unit.moment(actor).today,
        language=person.language
        if (person := unit.roster.person(actor.member_id))
        else unit.company.language,
        meant=meant,
        about=subject_about,
        named=named,
        own=own,
        customers=await named_in(unit, actor, text, also=customers_of(actor)) if meant else (),
        members=[person.given for person in unit.roster.people if person.given in text],
        entries=[
            title
            for entry in unit.company.calendar
            for title in (entry.title.zh, entry.title.en)
            if title in text
        ],
    )
    if meant and any(word in level(text) for _, words in book.of_product() for word in words.longest):
        sight = replace(sight, products=await products_in(unit, text))
    return replace(sight, learnt=await learnt(unit, phrases_in(text, book, grammar, sight), actor.roles))


async def subject(unit: Unit, actor: Actor, case: Case, first: Collection[int] = ()) -> Subject | None:
    """None for a case that the speaker may not see, or that has no front."""
    front = FRONTS.get(case.area)
    if front is None or not await front.table.shows(unit, case, actor):
        return None
    state = await front.table.load(unit, case)
    waiting = _own_of(await tasks.open_tasks(unit.session, case_id(case)), actor, first)
    return subject_of(front, case.number, state, actor, unit.moment(actor), waiting, terms=case.terms)


def _own_of(open_tasks: Sequence[Task], actor: Actor, first: Collection[int]) -> list[Waiting]:
    """Of their departments, and their own whatever roles they have, as `store.process.tasks.owed` has it."""
    mine = [
        one
        for one in open_tasks
        if (one.role in actor.roles if one.member_id is None else one.member_id in actor.ids)
    ]
    mine.sort(key=lambda one: one.id not in first)
    return [Waiting(one.id, one.kind) for one in mine]


async def _own(unit: Unit, actor: Actor) -> list[Subject]:
    owed = await tasks.owed_by(unit.session, sorted(actor.roles), actor.member_id, limit=TASKS)
    found: dict[int, Any] = {}
    for task in owed:
        if task.case_id not in found and task.starts_at <= unit.now:
            found[task.case_id] = await subject(unit, actor, await unit.session.get_one(Case, task.case_id))
    return [one for one in found.values() if one is not None]
