"""The question or draft that is open while something is said: what of it is kept until a press tells that it was answered."""

from typing import Any

from bot.grammar import Mistake
from bot.handlers import answers
from bot.handlers.correcting import correct
from bot.handlers.meaning import FREE, understood
from bot.handlers.routing import Router
from bot.intake.work import Work
from store.drafts import drafts
from store.drafts.requests import AnswerDraft
from store.members import questions
from store.members.requests import AnswerLine
from store.people.model import Question
from store.requests import Request


async def asked(work: Work, text: str, answer: Request) -> dict[str, Any] | None:
    """What this answers, as it is kept beside the choice; None where nothing is asked.

    `free`: any words may be its answer; `chosen`: this is one of the few words that it waits for, or the draft's own lines.
    """
    if isinstance(answer, AnswerDraft):
        draft = await drafts.of(work.unit, work.by.person.id)
        if draft is None:
            return None
        chosen = answers.is_choice(work, draft.asks, text) or answers.is_lines(work, text)
        return {"draft": draft.id, "asks": draft.asks, "command": "", "free": not chosen, "chosen": chosen}
    question = await questions.open_question(work.unit, work.by.person.id)
    if question is None:
        return None
    line = question.asks.startswith(questions.LINE)
    chosen = line and _chosen(work, question, text)
    free = not chosen if line else question.asks in FREE
    asks = {"asks": question.asks, "command": question.command}
    return {"draft": None, **asks, "free": free, "chosen": chosen}


def _chosen(work: Work, question: Question, text: str) -> bool:
    """Whether it is one of the few words that a line waits for."""
    script = work.front.grammar.script(question.command, {}, today=work.unit.moment(work.by.actor).today)
    if script is not None and script.chooses(question.asks.removeprefix(questions.LINE), text):
        return True
    command, field = question.command.split()[0].removeprefix("/"), question.asks.removeprefix(questions.LINE)
    groups = work.front.vocabulary.value_groups
    choices = work.front.grammar.choices(command, field) if command in work.front.vocabulary.commands else ()
    known = work.front.vocabulary.value_of(field, text) if field in groups else None
    return known is not None and known in choices


async def as_answer(work: Work, router: Router, text: str, kept: dict[str, Any]) -> None:
    """What was said is the answer, if that is still what is asked."""
    if kept["draft"] is not None:
        draft = await drafts.of(work.unit, work.by.person.id)
        same = draft is not None and (draft.id, draft.asks) == (kept["draft"], kept["asks"])
        request: Request | Mistake | None = AnswerDraft(text=text) if same else None
    else:
        request = await _completed(work, text, kept)
    if request is None:
        work.answer("members/line_over")
        return
    work.toast("members/opened")
    work.callback_id = None  # the press is answered; what follows is said as to words
    if isinstance(request, Mistake):
        correct(work, request)
    else:
        await router.run(work, request)


async def _completed(work: Work, text: str, kept: dict[str, Any]) -> Request | Mistake | None:
    question = await questions.open_question(work.unit, work.by.person.id)
    if question is None or (question.asks, question.command) != (kept["asks"], kept["command"]):
        return None
    if question.asks.startswith(questions.LINE):
        return AnswerLine(text=text[:4096])
    work.question = text
    work.answering = await questions.asked_under(work.unit, question)
    return await understood(work, questions.complete(question, text), private=True)
