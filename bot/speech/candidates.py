"""What a speaker could mean of a case: the buttons of its area that lead to a step open to them now. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bot.access.rights import roles_for
from bot.fronts.front import AreaFront, Named
from bot.grammar.figures import BETWEEN, ENDS
from bot.wording.keyboards import called
from bot.wording.vocabulary import LANGUAGES, Vocabulary
from bot.wording.vocabulary.spelling import key
from store.people.actor import Actor
from store.process.choice import open_to
from store.process.steps import Moment
from store.requests import Area, CaseRequest, Request, ShowCase, ShowHistory

LOOKING = (ShowCase, ShowHistory)

UNNAMED: Mapping[str, Named] = {}


@dataclass(frozen=True)
class Waiting:
    """An open task of a case, as far as the speaker has to do with it."""

    id: int | None
    kind: str


@dataclass(frozen=True)
class Offer:
    """A button; `task` is the speaker's own open task under which it stands, `first` its good answer."""

    action: str
    task: Waiting | None = None
    first: bool = False


@dataclass(frozen=True)
class Subject:
    """A case in sight. `offers` begin with those of the speaker's own tasks, the likeliest task first."""

    area: Area
    number: int
    title: str
    terms: int
    offers: tuple[Offer, ...]
    lines: tuple[Any, ...] = ()
    """Its goods, where it has any."""
    waits: frozenset[str] = frozenset()
    """The buttons of what it waits for, whoever has it."""
    title_en: str = ""
    """As it is called in English, where that is another."""
    named: Mapping[str, Named] = field(default_factory=dict, hash=False)
    """What the case itself calls some of its buttons."""

    @property
    def products(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.product for line in self.lines))

    @property
    def own(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if offer.task is not None)

    def offer(self, action: str) -> Offer | None:
        return next((offer for offer in self.offers if offer.action == action), None)


def subject_of(
    front: AreaFront[Any],
    number: int,
    state: Any,
    actor: Actor,
    moment: Moment,
    waiting: Sequence[Waiting],
    *,
    terms: int = 0,
) -> Subject:
    """`waiting` are the speaker's own tasks of the case, the one replied to first."""
    offers: dict[str, Offer] = {}
    for task in waiting:
        duty = front.table.duty(task.kind)
        for at, action in enumerate(duty.actions if duty else ()):
            for one in buttons_of(front, action):
                offers.setdefault(one, Offer(one, task, first=at == 0))
    for action in (*front.actions, *front.questions):
        if action not in offers and _is_open(front, action, number, state, actor, moment):
            offers[action] = Offer(action)
    return Subject(
        area=Area(front.table.name),
        number=number,
        title=front.table.title(state),
        title_en=front.table.title_en(state),
        terms=terms,
        offers=tuple(offers.values()),
        named=front.named(state),
        lines=tuple(getattr(state, "lines", ())),
        waits=frozenset(
            action for duty in front.table.duties if duty.holds(state) for action in duty.actions
        ),
    )


def buttons_of(front: AreaFront[Any], action: str) -> tuple[str, ...]:
    """Some of a duty's actions stand for several buttons."""
    if front.has(action):
        return (action,)
    return ("half_hour", "lunch", "tomorrow") if action == "put_off" else ()


def _is_open(
    front: AreaFront[Any], action: str, number: int, state: Any, actor: Actor, moment: Moment
) -> bool:
    asks = front.request_of(action)
    asking = (step for step in front.table.asking(asks) if state.state in step.states)
    steps = [step for step in asking if open_to(step, state, moment)]
    if steps and action in front.actions:
        request = front.actions[action](number)
        return any(step.judge(state, request, moment) is None for step in steps)
    if not front.table.asking(asks):
        return asks in LOOKING or bool(roles_for(asks) & actor.roles)
    return bool(steps)


def labelled(
    text: str, actions: Iterable[str], words: Vocabulary, named: Mapping[str, Named] = UNNAMED
) -> str | None:
    """The button of these whose words were typed, and nothing else; 客户接受了 is what 客户接受 says. A name of the case's own
    goes before what everybody calls another."""
    if "\n" in text.strip():
        return None
    said = key(text.strip(BETWEEN + ENDS))
    labels = [(one, {key(called(words, language, named, one)) for language in LANGUAGES}) for one in actions]
    own = ((one, {*known, *(f"{word}了" for word in known)}) for one, known in labels if one in named)
    return next((action for action, known in (*own, *labels) if said in known), None)


@lru_cache(maxsize=256)
def fields_of(request: type[Request]) -> tuple[frozenset[str], frozenset[str]]:
    """What a request takes beside its case: what it needs, and what it may have."""
    fields = {
        name: info for name, info in request.model_fields.items() if name not in CaseRequest.model_fields
    }
    needed = frozenset(name for name, info in fields.items() if info.is_required())
    return needed, frozenset(fields) - needed


DAYS = ("until", "day", "wanted")
"""What a request calls the day that it needs."""


def takes_day(request: type[Request]) -> bool:
    return bool(set(DAYS) & fields_of(request)[0])


def has_money(request: type[Request]) -> bool:
    return bool({"amount", "cost", "deduction"} & set(request.model_fields))


def means_sum(request: Request) -> bool:
    """Whether a sum is booked by it though none is said: all that is owed. What something costs isn't, until it is told."""
    return "amount" in type(request).model_fields
