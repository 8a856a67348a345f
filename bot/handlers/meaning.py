"""What a message means: a command, a reply to what the bot said, an answer to what it asked, a bare word."""

from telegram import Message

from bot.areas import AREAS
from bot.fronts.front import Picture
from bot.grammar import About, Mistake
from bot.handlers import answers, workbooks
from bot.handlers.cases import ASKED
from bot.work import Work
from store import outbox, tasks
from store.members import questions
from store.members.requests import AnswerLine, LeaveQuestion
from store.outbox import Outbox
from store.records import Case, case_id, find_case
from store.requests import Area, Request
from store.telling import kept_elsewhere

FREE = frozenset(
    {
        *("reason", "reason_cancel", "reason_reopen", "remedy", "opinion", "result", "heard", "lesson"),
        *("how", "problem", "cause", "cause_not_ours", "minutes", "meeting_off", f"{questions.LINE}text"),
    }
)
"""Questions that are answered in people's own words: what begins like a command, and is none, may be one of them."""


async def read(work: Work, text: str) -> Request | Mistake | None:
    """A command, a reply, the open question's answer, a bare word, in this order. A photo alone may be an answer too."""
    if not is_command(text) and (workbook := workbooks.sent(work)) is not None:
        return workbook
    if not text.strip() or work.front.vocabulary.value_of("picture", text) is not None:
        return await picture(work, text)
    answer = None if work.about or work.aside or is_command(text) else await answers.meant(work, text)
    if answer is not None:
        return answer
    unit, by, row = work.unit, work.by, work.about_row
    grammar, words, language = work.front.grammar, work.front.vocabulary, by.person.language
    today = unit.moment(by.actor).today
    question = None
    if (
        work.about is None
        and not work.aside
        and not is_command(text)
        and (by.private or (row is not None and row.kind == ASKED))
    ):
        question = await questions.open_question(unit, by.person.id)
    if question is not None:
        command = answers.whole_command(work, text, free=question.asks in FREE)
        if command is not None:
            return command
        if question.asks in questions.OPTIONAL and words.value_of("draft", text) == "skip":
            return LeaveQuestion()
        if question.asks.startswith(questions.LINE):
            return AnswerLine(text=text[:4096])
        work.question = text
        completed = questions.complete(question, text)
        return grammar.read(completed, today=today, private=True, language=language)
    addressed = by.private or row is not None
    read = grammar.read(text, today=today, about=work.about, private=addressed, language=language)
    usage = isinstance(read, Mistake) and read.kind == "usage" and unit.attachment is not None
    if usage and grammar.read(text, today=today, private=True, language=language) is None:
        # Words that are no command only go along with the picture.
        return await picture(work, text) or read
    return read


def is_command(text: str) -> bool:
    return text.lstrip().startswith(("/", "／"))


async def picture(work: Work, text: str) -> Request | None:
    """A photo or file as a reply, without words that say what to do: the area knows what it says."""
    unit, about, given = work.unit, work.about, work.unit.attachment
    if given is None or about is None:
        return None
    front, words, row = AREAS[about.area], work.front.vocabulary, work.about_row
    case = await find_case(unit.session, about.area, about.number)
    state = await front.table.load(unit, case) if case is not None else None
    if case is None or state is None:
        return None
    under = work.answering if row is not None and row.kind == f"{about.area}/task" else None
    silent = not text.strip()
    photo = given.kind == "photo" and unit.act is None
    sent = Picture(
        under=under or "",
        to=row.kind if row is not None else "",
        silent=silent,
        doubtful=words.is_doubtful(text),
        alone=silent and photo and await kept_elsewhere(unit, case, given) is None,
        named=words.value_of("picture", text),
    )
    return front.photo(about, work.by.actor.roles, state, sent)


async def look_up_reply(work: Work, message: Message) -> None:
    """Which case the message replied to is about, and which open tasks the speaker could mean."""
    replied = message.reply_to_message
    work.aside = message.external_reply is not None
    if replied is None or replied.from_user is None or not replied.from_user.is_bot:
        return
    await look_up(
        work, await outbox.about(work.unit.session, chat_id=message.chat.id, message_id=replied.message_id)
    )


async def look_up(work: Work, row: Outbox | None) -> None:
    work.about_row = row
    case = await work.unit.session.get(Case, row.case_id) if row is not None and row.case_id else None
    if case is None:
        return
    question = await questions.open_question(work.unit, work.by.person.id)
    if question is not None and row is not None and row.kind == ASKED and question.case_id == case.id:
        return  # the answer to what was asked, whether or not it was sent as a reply
    kinds = []
    if row is not None and row.task_id is not None:
        task = await work.unit.session.get(tasks.Task, row.task_id)
        kinds = [task.kind] if task else []
        work.answering = task.kind if task else None
        work.task_id = task.id if task and task.closed_at is None else None
    for task in await tasks.open_tasks(work.unit.session, case_id(case)):
        if task.role in work.by.actor.roles:
            kinds += [task.kind] if task.kind not in kinds else []
            work.task_id = work.task_id or task.id
    work.about = About(Area(case.area), case.number, tuple(kinds))
