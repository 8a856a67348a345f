"""A figure in a remedy or its result that may be money: asked before anything counts (C3, C5)."""

from bot.fronts.areas import FRONTS
from bot.fronts.complaints import FIGURE
from bot.grammar.figures import BETWEEN, ENDS
from bot.handlers.cases import stepped
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import fold
from store.complaints.area import COMPLAINTS
from store.complaints.requests import AnswerFigure, AskFigure, CarryOut, ProposeRemedy
from store.members import questions
from store.people.model import Question
from store.process.choice import choose
from store.process.views import case_seen_by
from store.requests import Area, Refused, Request


async def ask(work: Work, request: AskFigure) -> None:
    """Only of whoever may say it, and only while it may be said."""
    case = await case_seen_by(work.unit, work.by.actor, Area.COMPLAINTS, request.number)
    if case is None:
        refuse(work, Refused(reason="unknown", facts={"number": request.number}), Area.COMPLAINTS)
        return
    state, number = await COMPLAINTS.load(work.unit, case), request.number
    meant = (
        ProposeRemedy(number=number, text="-") if "deduction" in request.kinds else CarryOut(number=number)
    )
    judged = await choose(work.unit, COMPLAINTS, work.by.actor, meant, case, state)
    if isinstance(judged, Refused):
        refuse(work, judged, Area.COMPLAINTS)
        return
    await questions.ask_figure(work.unit, work.by.person.id, case, request.command, request.figure)
    facts = {"figure": request.figure, "kinds": [*request.kinds, "aside"], "number": request.number}
    message = work.say(FIGURE, facts, private=True, case_id=case.id)
    await questions.asked_in(work.unit, work.by.person.id, message)


def answered(vocabulary: Vocabulary, question: Question, text: str) -> AnswerFigure | None:
    """`费用`, `扣款500`, `都不是`; None for anything else, which is no answer."""
    if not question.asks.startswith(questions.FIGURE):
        return None
    said = fold(text).replace(_figure(question), "").strip(BETWEEN + ENDS)
    kind = vocabulary.value_of("figure", said)
    return AnswerFigure.model_validate({"kind": kind}) if kind else None


async def answer(work: Work, request: AnswerFigure) -> None:
    """The next figure is asked; with all of them told apart, the step is taken."""
    question = await questions.open_question(work.unit, work.by.person.id)
    if question is None or not question.asks.startswith(questions.FIGURE):
        work.answer("members/line_over")
        return
    pressed = work.about_row.id if work.about_row is not None else None
    if work.callback_id is not None and pressed != question.outbox_id:
        work.answer("members/line_over")  # the button of an earlier figure
        return
    grammar, language = work.front.grammar, work.by.person.language
    told = grammar.line(request.kind, _figure(question), language)
    said = f"{question.command}\n{told}"
    await questions.leave(work.unit, question.member_id, said=told)
    await work.unit.session.flush()
    today = work.unit.moment(work.by.actor).today
    read = grammar.read(said, today=today, private=True, language=language)
    if isinstance(read, Request) and not isinstance(read, AskFigure):
        await stepped(work, FRONTS[Area.COMPLAINTS], read)
        return
    if work.callback_id is not None:
        work.answer("members/line_noted", {"field": request.kind, "label": None})
    if isinstance(read, AskFigure):
        await ask(work, read)
    else:
        work.say("members/corrected", {"corrected": said}, private=True)


def _figure(question: Question) -> str:
    return question.asks.removeprefix(questions.FIGURE)


ROUTES: Routes = {AskFigure: ask, AnswerFigure: answer}
