"""What a message means: a command, a reply to what the bot said, an answer to what it asked, a bare word."""

from telegram import Message

from bot.fronts.areas import FRONTS
from bot.fronts.complaints import FIGURE
from bot.fronts.front import Picture, nothing_named
from bot.grammar import About, LookUp, Mistake, NamedByCustomer, NamedBySlip
from bot.grammar.reading import FormAsked, NamedByContract, NamedByForm
from bot.handlers import answers, figures
from bot.handlers.cases import ASKED, question_that_stands
from bot.intake.work import Work
from bot.speech.candidates import UNNAMED, buttons_of, labelled
from bot.wording.keyboards import Press
from store.customers.finding import customer_named
from store.forms.subjects import contract_numbered
from store.forms.views import asked_of
from store.leads.naming import by_reference
from store.mail import outbox
from store.mail.outbox import Outbox
from store.members import questions
from store.members.requests import AnswerLine, LeaveQuestion
from store.orders.slips import order_of
from store.process import tasks
from store.process.notices import kept_elsewhere
from store.process.records import Case, case_id, find_case
from store.requests import Area, CaseRequest, Refused, Request

FREE = frozenset(
    {
        *(
            "reason",
            "reason_bounce",
            "reason_cancel",
            "reason_reopen",
            "remedy",
            "opinion",
            "result",
            "heard",
            "lesson",
        ),
        *(
            "how",
            "problem",
            "cause",
            "cause_not_ours",
            "minutes",
            "consult",
            "transfer",
            "advice",
            "meeting_off",
            "contact_called",
            "contact_visited",
            "file_lines",
            "lead_said",
            "lead_lost",
            "answer_inquiry",
            "inquiry_off",
            "settle_emergency",
            "explain_report",
            "dispute_fee",
            "refuse_correction",
            "agreed_with",
            "statement_wrong",
            "statement_revised",
            "invoice_corrected",
            "in_dispute",
            f"{questions.LINE}text",
        ),
    }
)
"""Questions that are answered in people's own words: what begins like a command, and is none, may be one of them."""

QUESTIONS = (ASKED, FIGURE)
"""Messages of which a reply is the answer to the open question."""


async def read(work: Work, text: str) -> Request | Mistake | None:
    """A command, a reply, the open question's answer, a bare word, in this order. A photo alone may be an answer too."""
    grammar, words = work.front.grammar, work.front.vocabulary
    if not text.strip() or words.value_of("picture", text) is not None:
        return await _line_shown(work) or await picture(work, text)
    command = grammar.is_command(text)
    answer = None if work.about or work.aside or command else await answers.meant(work, text)
    if answer is not None:
        return answer
    unit, by, row = work.unit, work.by, work.about_row
    question = None
    if (
        work.about is None
        and not work.aside
        and not command
        and (by.private or (row is not None and row.kind in QUESTIONS))
    ):
        question = await question_that_stands(work)
    if question is not None:
        if not any(map(str.isdigit, text)) and words.is_receipt(text):
            return None  # it was read; the answer is yet to come
        if (told := figures.answered(words, question, text)) is not None:
            return told
        whole = answers.whole_command(work, text, free=question.asks in FREE)
        if isinstance(whole, LookUp):
            whole = await understood(work, text, private=True)
            if isinstance(whole, Mistake) and not whole.understood:
                whole = None  # 记录 有误: nobody on file is named, so it is the answer
        if whole is not None:
            return whole
        if question.asks in questions.OPTIONAL and words.value_of("draft", text) == "skip":
            return LeaveQuestion()
        if question.asks.startswith(questions.LINE):
            return AnswerLine(text=text[:4096])
        if not question.asks.startswith(questions.FIGURE):
            work.question = text
            work.answering = await questions.asked_under(unit, question)
            return await understood(work, questions.complete(question, text), private=True)
    read = await understood(work, text, about=work.about, private=by.private or row is not None)
    if unit.attachment is not None and isinstance(read, Mistake):
        usage = read.kind == "usage" and await understood(work, text, private=True) is None
        if usage or not read.command:
            # Words that are no command only go along with the picture.
            return await picture(work, text) or read
    beside = unit.attachment is not None and work.about is not None and not command
    of_no_case = isinstance(read, Request) and not isinstance(read, CaseRequest)
    if beside and of_no_case and len(text.split()) == 1:
        # A list's word alone, under a picture in reply to what asks, says what the picture is of.
        return await picture(work, text) or read
    return read


async def _line_shown(work: Work) -> AnswerLine | None:
    """A picture is the answer to a line that asks for one."""
    if work.unit.attachment is None or work.about is not None or not work.by.private:
        return None
    question = await questions.open_question(work.unit, work.by.person.id)
    asked = question is not None and question.asks.startswith(questions.LINE)
    return AnswerLine(text="") if asked else None


async def typed_label(work: Work, text: str) -> Press | None:
    """What stands on a button of the message replied to, typed: as if it were pressed.

    A message about a task has that task's buttons, any other those of the tasks that the speaker may answer.
    """
    row, about = work.about_row, work.about
    if about is None:
        return await _asking_label(work, text)
    if row is None or row.case_id is None:
        return None
    words, front = work.front.vocabulary, FRONTS[about.area]
    task = await work.unit.session.get(tasks.Task, row.task_id) if row.task_id is not None else None
    case, named = await work.unit.session.get_one(Case, row.case_id), UNNAMED
    if front.named is not nothing_named:
        named = front.named(await front.table.load(work.unit, case))
    for kind in [task.kind] if task is not None else about.kinds:
        duty = front.table.duty(kind)
        offered = [one for action in (duty.actions if duty else ()) for one in buttons_of(front, action)]
        if (action := labelled(text, offered, words, named)) is not None:
            return Press(case.area, case.number, action, case.terms, row.task_id)
    return None


async def _asking_label(work: Work, text: str) -> Press | None:
    """The label of the button that opened a question is no answer to it: it is asked once more.

    Where the label is also the word that leaves a question, as of the button that cancels an order, it leaves it.
    """
    if not work.by.private or work.aside or not text.strip() or work.unit.attachment is not None:
        return None
    if isinstance(await understood(work, text, private=True), LeaveQuestion):
        return None
    question = await questions.open_question(work.unit, work.by.person.id)
    if question is None or question.case_id is None:
        return None
    case = await work.unit.session.get_one(Case, question.case_id)
    asked = FRONTS[Area(case.area)].questions.items()
    offered = [action for action, (one, _) in asked if one.asks == question.asks]
    action = labelled(text, offered, work.front.vocabulary)
    return Press(case.area, case.number, action, case.terms, None) if action is not None else None


async def understood(
    work: Work, text: str, *, about: About | None = None, private: bool
) -> Request | Mistake | None:
    """What the grammar makes of it, with every sales slip's number and every customer's name looked up; a slip that doesn't
    stand is left as it is."""
    unit, by = work.unit, work.by
    text = await _of_own_lead(work, text) if private else text
    today, slips = unit.moment(by.actor).today, dict[int, int]()
    named = dict[str, tuple[int, int] | None]()
    forms, contracts = dict[int, FormAsked | None](), dict[str, int | None]()
    attached = unit.attachment is not None
    while True:
        read = work.front.grammar.read(
            text,
            today=today,
            about=about,
            private=private,
            language=by.person.language,
            slips=slips,
            customers=named,
            contracts=contracts,
            forms=forms,
            attached=attached,
        )
        if isinstance(read, NamedByForm):
            signing = work.front.grammar.is_signing(text)
            forms[read.number] = await form_asked(work, read.number, signing=signing)
            continue
        if isinstance(read, NamedByContract):
            contracts[read.said] = await contract_numbered(unit, by.actor, read.said)
            continue
        if isinstance(read, NamedByCustomer):
            named[read.said] = await customer_named(
                unit, by.actor, read.said, anybodys=read.anybodys, on_paper=read.on_paper
            )
            continue
        if not isinstance(read, NamedBySlip):
            return read
        order = await order_of(unit, by.actor, read.slip)
        if isinstance(order, Refused):
            return read
        slips[read.slip] = order


_OF_LEADS = {"lead": "lead", "history": "history", "call": "lead", "visit": "lead"}
"""Commands that may name a lead by its name, and what they are of one: who was spoken to is noted with it."""


async def _of_own_lead(work: Work, text: str) -> str:
    """商机 新源机械 演示 as 商机 L1 演示, where that is the name of a lead of the speaker's own."""
    found = work.front.grammar.behind(text, _OF_LEADS)
    if found is None or not found[1]:
        return text
    command, said = found
    of = await by_reference(work.unit, work.by.actor, said, first=True)
    told = of.partition(" ")[2].strip()
    if not of or (command in ("call", "visit") and (not told or _apart_from_talk(work, told))):
        return text
    return f"/{_OF_LEADS[command]} {of}"


def _apart_from_talk(work: Work, told: str) -> bool:
    """没接, 改天: nobody spoke."""
    return work.front.vocabulary.value_of("reached", told.split()[0]) is not None


async def form_asked(work: Work, number: int, *, signing: bool) -> FormAsked | None:
    """What a form that is there asks of whoever speaks."""
    asked = await asked_of(work.unit, work.by.actor, number, signing=signing)
    return FormAsked(*asked) if asked is not None else None


async def picture(work: Work, text: str) -> Request | None:
    """A photo or file as a reply, without words that say what to do: the area knows what it says."""
    unit, about, given = work.unit, work.about, work.unit.attachment
    if given is None or about is None:
        return None
    front, words, row = FRONTS[about.area], work.front.vocabulary, work.about_row
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
    if question is not None and row is not None and row.kind in QUESTIONS and question.case_id == case.id:
        return  # the answer to what was asked, whether or not it was sent as a reply
    kinds = []
    if row is not None and row.task_id is not None:
        task = await work.unit.session.get(tasks.Task, row.task_id)
        kinds = [task.kind] if task else []
        work.answering = task.kind if task else None
        work.task_id = task.id if task and task.closed_at is None else None
    for task in await tasks.open_tasks(work.unit.session, case_id(case)):
        if task.role in work.by.actor.roles or task.member_id in work.by.actor.ids - {None}:
            kinds += [task.kind] if task.kind not in kinds else []
            work.task_id = work.task_id or task.id
    work.about = About(Area(case.area), case.number, tuple(kinds))
