"""What the areas' tables offer may be said everywhere alike: by its button's words and by each phrase of the book."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from bot.fronts.areas import FRONTS
from bot.fronts.front import AreaFront
from bot.grammar import COMMANDS, About, Mistake, NamedByCustomer
from bot.speech.candidates import Offer, Subject, Waiting, buttons_of, labelled
from bot.speech.outcomes import Do, Meant, Propose, Says, Sight, Silent
from bot.speech.padding import spoken
from bot.speech.recognizing import recognise
from bot.speech.weighing import better_explained, said_otherwise
from store.company import Role
from store.people.actor import Actor
from store.process.steps import Duty
from store.registry import reference
from store.requests import Area, Request
from tests.speech.office import BOOK, GRAMMAR, TODAY, WORDS

NUMBER = 7
PLACES = {
    "private, its number before": ("{ref}{said}", ""),
    "private, its number apart": ("{ref} {said}", ""),
    "private, its number behind": ("{said} {ref}", ""),
    "private, nothing named": ("{said}", ""),
    "in reply to the task": ("{said}", "task"),
    "in reply to the card": ("{said}", "card"),
    "in reply to a notice": ("{said}", "notice"),
    "under a picture, with its number": ("{ref}{said}", "picture"),
    "under a picture, in reply to the task": ("{said}", "task picture"),
    "under a picture, in reply to the card": ("{said}", "card picture"),
    "behind a mention": ("@rig_desk_bot {ref}{said}", "room"),
    "in the room, with its number": ("{ref}{said}", "room"),
}
"""The form of the sentence, and what it answers: the task's own message; the card, of which the speaker may have every task of
the case; or a message that tells of the case and asks for nothing, where the step is open to them and is nobody's task."""
ANYBODY = Actor(member_id=9, name="某某", roles=frozenset(Role))


REPLIES = ("task", "card", "notice")


class Said(NamedTuple):
    area: Area
    duty: str
    action: str
    phrase: str


def _said() -> Iterator[Said]:
    for area, front in FRONTS.items():
        phrases = WORDS.phrases.get(area, {})
        for duty in front.table.duties:
            for action in _buttons(front, duty):
                written = phrases[action].zh if action in phrases else ()
                for phrase in dict.fromkeys((WORDS.button(action, "zh"), *written)):
                    yield Said(Area(area), duty.kind, action, phrase)


def _buttons(front: AreaFront[Any], duty: Duty[Any]) -> list[str]:
    return [one for action in duty.actions for one in buttons_of(front, action)]


def _subject(one: Said, to: str) -> Subject:
    front = FRONTS[one.area]
    offers: dict[str, Offer] = {}
    for task, kind in enumerate(_kinds(one, to) or [one.duty]):
        duty = front.table.duty(kind)
        assert duty is not None
        waiting = None if to == "notice" else Waiting(task, kind)
        for at, name in enumerate(_buttons(front, duty)):
            offers.setdefault(name, Offer(name, waiting, first=waiting is not None and at == 0))
    return Subject(one.area, NUMBER, "宏达钢构", 0, tuple(offers.values()))


def _kinds(one: Said, to: str) -> list[str]:
    """The tasks of the speaker on the case that a reply is about, its own first."""
    if to == "notice":
        return []
    others = [duty.kind for duty in FRONTS[one.area].table.duties] if to.startswith("card") else []
    return list(dict.fromkeys([one.duty, *others]))


def _outcome(one: Said, form: str, to: str) -> Any:
    ref = reference(one.area, NUMBER)
    text = form.format(ref=ref, said=one.phrase)
    subject = _subject(one, to)
    about = subject if to.startswith(REPLIES) else None
    if about is not None and (action := labelled(text, [offer.action for offer in about.own], WORDS)):
        return Do(Meant(about, about.offer(action)), None)
    read = GRAMMAR.read(
        text,
        today=TODAY,
        about=About(one.area, NUMBER, tuple(_kinds(one, to))) if about else None,
        private=to in ("", "picture"),
        attached=to.endswith("picture"),
    )
    named = {(one.area, NUMBER): subject} if ref in text else {}
    meant = to != "room" or "@" in text
    own = (subject,) if meant and not about else ()
    sight = Sight(actor=ANYBODY, today=TODAY, meant=meant, about=about, named=named, own=own)
    outcome = recognise(text, BOOK, GRAMMAR, sight)
    if isinstance(read, Request) and about and (other := said_otherwise(text, read, outcome, about)):
        return other
    if isinstance(read, Request | NamedByCustomer) or (
        read is not None and better_explained(text, read, outcome, GRAMMAR)
    ):
        return read
    return outcome


def _comes_to(one: Said, outcome: Any, to: str) -> bool:
    front = FRONTS[one.area]
    wanted = front.request_of(one.action)
    match outcome:
        case Do(meant=meant) if meant.offer is not None:
            done = front.request_of(meant.offer.action)
            return done is wanted or (to.startswith("card") and _is_anothers_too(one, done))
        case Propose(several=several):
            return any(
                meant.offer is not None and front.request_of(meant.offer.action) is wanted
                for meant in several
            )
        case Says(command=command):
            return isinstance(GRAMMAR.read(command, today=TODAY, private=True), wanted)
        case NamedByCustomer():
            return one.area is Area.CUSTOMERS
        case Mistake():
            return outcome.kind == "missing"
        case _:
            own = isinstance(outcome, wanted)
            return own or (to.startswith("card") and _is_anothers_too(one, type(outcome)))


def _is_anothers_too(one: Said, done: type[Request]) -> bool:
    """Whether the phrase is said for another button as well, that of a task which the case never has beside this one."""
    front = FRONTS[one.area]
    words = {action: BOOK.words(one.area, action) for action in (*front.actions, *front.questions)}
    said = spoken(WORDS, one.phrase)
    if any(front.request_of(action) is done and words[action].have(said) for action in words):
        return True
    tasks = (About(one.area, NUMBER, (duty.kind,)) for duty in front.table.duties)
    return any(isinstance(GRAMMAR.read(one.phrase, today=TODAY, about=task), done) for task in tasks)


def _says_else(one: Said, form: str) -> bool:
    """收到 alone says that it was read, 到 whatever is likeliest, 请假 is a command, 7点 an hour, K7 before 30 is K730; 不满意 is a score too."""
    alone, glued = form == "{said}", form.startswith("{ref}{said}") or "{ref}{said}" in form
    command = WORDS.command_words.get(one.phrase)
    foreign = command is not None and one.area not in COMMANDS[command].areas
    return (
        (alone and (WORDS.is_receipt(one.phrase) or len(one.phrase) == 1))
        or (foreign and form != "{ref}{said}")
        or (glued and (one.phrase[0].isdigit() or one.phrase[0] == "点"))
        or WORDS.value_of("score", one.phrase) is not None
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("area", FRONTS)
def test_what_a_task_asks_for_is_understood_wherever_it_is_said(area: Area, place: str) -> None:
    form, to = PLACES[place]
    silent_at_most = place == "in the room, with its number"
    lost = []
    for one in _said():
        if one.area != area or _says_else(one, form):
            continue
        outcome = _outcome(one, form, to)
        if not (_comes_to(one, outcome, to) or (silent_at_most and isinstance(outcome, Silent))):
            lost.append((one.duty, one.action, one.phrase, outcome))
    assert not lost, "\n".join(map(repr, lost))


def _is_final(one: Said) -> bool:
    """Whether the button answers a task, and nobody can take it back."""
    front = FRONTS[one.area]
    return any(
        step.answers and not step.undoable for step in front.table.asking(front.request_of(one.action))
    )


FINAL = [one for one in _said() if _is_final(one)]


@pytest.mark.parametrize("place", PLACES)
def test_what_nobody_can_take_back_is_asked_wherever_it_is_said(place: str) -> None:
    """By the phrases of the book; a whole command with its case, S7 发出, says it in so many words."""
    form, to = PLACES[place]
    assert FINAL
    for one in FINAL:
        done = _outcome(one, form, to)
        assert not (isinstance(done, Do) and done.request is not None), (one, done)


def test_a_phrase_of_two_open_tasks_of_one_person_is_asked_and_not_taken_for_the_first() -> None:
    offers = (
        Offer("cod_confirm", Waiting(0, "cod_confirm"), first=True),
        Offer("paid", Waiting(1, "payment"), first=True),
    )
    about = Subject(Area.ORDERS, NUMBER, "宏达钢构", 0, offers)
    sight = Sight(actor=ANYBODY, today=TODAY, meant=True, about=about)
    outcome = recognise("货款收到", BOOK, GRAMMAR, sight)
    assert isinstance(outcome, Propose)
    assert {one.offer.action for one in outcome.several if one.offer} == {"cod_confirm", "paid"}
