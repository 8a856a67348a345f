"""What a message means: a command, a reply to what the bot said, an answer to what it asked, a bare word."""

from telegram import Message

from bot.areas import AREAS
from bot.fronts.complaints import FIGURE
from bot.grammar import About, Mistake
from bot.handlers import answers, figures, workbooks
from bot.handlers.cases import ASKED
from bot.work import Work
from store import outbox, tasks
from store.members import questions
from store.members.requests import AnswerLine
from store.records import Case, case_id
from store.requests import Area, Request

QUESTIONS = (ASKED, FIGURE)
"""Messages of which a reply is the answer to the open question."""


async def read(work: Work, text: str) -> Request | Mistake | None:
    """A command, a reply, the open question's answer, a bare word, in this order. A photo alone may be an answer too."""
    if not is_command(text) and (workbook := workbooks.sent(work)) is not None:
        return workbook
    if not text.strip():
        return _photo(work)
    answer = None if work.about or is_command(text) else await answers.meant(work, text)
    if answer is not None:
        return answer
    unit, by, row = work.unit, work.by, work.about_row
    grammar, language = work.front.grammar, by.person.language
    today = unit.moment(by.actor).today
    question = None
    if (
        work.about is None
        and not is_command(text)
        and (by.private or (row is not None and row.kind in QUESTIONS))
    ):
        question = await questions.open_question(unit, by.person.id)
    if question is not None and question.asks.startswith(questions.LINE):
        return AnswerLine(text=text[:4096])
    if question is not None and (told := figures.answered(work.front.vocabulary, question, text)) is not None:
        return told
    if question is not None and not question.asks.startswith(questions.FIGURE):
        completed = questions.complete(question, text)
        work.question = True
        return grammar.read(completed, today=today, private=True, language=language)
    addressed = by.private or row is not None
    read = grammar.read(text, today=today, about=work.about, private=addressed, language=language)
    if isinstance(read, Mistake) and not read.command and unit.attachment is not None:
        return _photo(work)
    return read


def is_command(text: str) -> bool:
    return text.lstrip().startswith(("/", "／"))


def _photo(work: Work) -> Request | None:
    """A photo or file without words, as a reply: the area knows what it says."""
    if work.unit.attachment is None or work.about is None:
        return None
    return AREAS[work.about.area].photo(work.about, work.by.actor.roles)


async def look_up_reply(work: Work, message: Message) -> None:
    """Which case the message replied to is about, and which open tasks the speaker could mean."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or not replied.from_user.is_bot:
        return
    row = await outbox.about(work.unit.session, chat_id=message.chat.id, message_id=replied.message_id)
    work.about_row = row
    case = await work.unit.session.get(Case, row.case_id) if row is not None and row.case_id else None
    if case is None:
        return
    question = await questions.open_question(work.unit, work.by.person.id)
    if question is not None and row is not None and row.kind in QUESTIONS and question.case_id == case.id:
        return  # the answer to what was asked, whether or not it was sent as a reply
    kinds = []
    if row is not None and row.task_id is not None:
        task = await work.unit.session.get(tasks.Task, row.task_id)
        kinds = [task.kind] if task else []
        work.answering = task.kind if task else None
    for task in await tasks.open_tasks(work.unit.session, case_id(case)):
        if task.role in work.by.actor.roles and task.kind not in kinds:
            kinds.append(task.kind)
    work.about = About(Area(case.area), case.number, tuple(kinds))
