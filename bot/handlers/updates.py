"""Telegram's updates: who speaks, what they ask, and on to the area's handler. One route for all of them."""

from typing import Any

from telegram import Chat, Message, Update, User
from telegram.constants import ChatType

from bot import draft_letters, member_letters, rights
from bot.access import Masked, Speaker, Stranger, identify
from bot.areas import AREAS
from bot.fronts import calendar
from bot.fronts.front import AreaFront
from bot.grammar import COMMANDS, About, Mistake
from bot.handlers import answers, members, rooms, workbooks
from bot.handlers.cases import refuse
from bot.handlers.routing import Routes
from bot.keyboards import UNDO, Press, read_page, read_press
from bot.letters import STRIP
from bot.work import Context, Work
from store import outbox, tasks
from store.judging import foresee
from store.members import people, questions
from store.members import rooms as store_rooms
from store.members.requests import AnswerLine, ChooseRole, Join, SetLanguage, SetRoom, ShowRoom
from store.members.roster import Place
from store.outbox import Outbox
from store.records import Case, case_id, find_case, made_by
from store.requests import Area, Request, UndoStep
from store.steps import Refused
from store.unit import Attachment
from store.views import case_seen_by

ASKED = "cases/ask"
LONG, LONGEST = 2_500, 4_000
"""Characters of a corrected message beside what is wrong with it, and alone; Telegram takes 4,096."""


class Updates:
    def __init__(self, routes: Routes) -> None:
        self._routes = routes

    # messages ---------------------------------------------------------------------------------------
    async def said(self, update: Update, context: Context) -> None:
        message, work = update.effective_message, context.work
        if message is None:
            return
        text, user = message.text or message.caption or "", message.from_user
        if user is not None:
            await people.named_by_telegram(work.unit, user.id, members.name_of(user))
        who = identify(work.unit.roster, user, message.chat, message.sender_chat)
        work.message_id, work.title = message.message_id, message.chat.title or ""
        work.thread_id = message.message_thread_id if message.is_topic_message else None
        if not isinstance(who, Speaker):
            if not await self._from_outside(work, who, message, text):
                await _turn_away(work, who, message, text)
            return
        await store_rooms.titled(work.unit, who.place, work.title)
        work.speaker = who
        work.unit.attachment = _attachment(message)
        work.unit.source = (message.chat.id, message.message_id)
        work.bare = not (who.private or _is_command(text) or "@" in text or message.reply_to_message)
        await _look_up_reply(work, message)
        request = await _read(work, text)
        if isinstance(request, Mistake):
            work.meant = True
            _correct(work, request)
        elif request is not None:
            await self._run(work, request)
        elif who.private and not work.front.vocabulary.is_courtesy(text):
            work.meant = True
            work.answer("members/lost", {"photo": work.unit.attachment is not None})

    async def _from_outside(
        self, work: Work, who: Stranger | Masked | None, message: Message, text: str
    ) -> bool:
        """What is answered to outsiders: a wish to join, in private; and an admin who says what a new group is."""
        user = message.from_user
        if not isinstance(who, Stranger) or user is None or not text.strip():
            return False
        private = message.chat.id > 0
        today = work.unit.now.astimezone(work.unit.company.zone).date()
        request = work.front.grammar.read(text, today=today, private=private)
        if private and isinstance(request, Join):
            await members.join_as_stranger(work, user)
            return True
        if isinstance(request, ShowRoom | SetRoom) and _opens_a_room(work, user, message.chat):
            await self._run(work, request)
            return True
        return False

    async def edited(self, update: Update, context: Context) -> None:
        """A command is never run a second time; whoever edits one hears how to go on."""
        message, work = update.effective_message, context.work
        if message is None:
            return
        who = identify(work.unit.roster, message.from_user, message.chat, message.sender_chat)
        if not isinstance(who, Speaker):
            return
        work.speaker, work.message_id = who, message.message_id
        text, today = message.text or message.caption or "", work.unit.moment(who.actor).today
        if work.front.grammar.read(text, today=today, private=who.private) is None:
            return
        work.meant = True
        case = await made_by(work.unit.session, chat_id=message.chat.id, message_id=message.message_id)
        facts = {"area": case.area if case else None, "number": case.number if case else None}
        work.answer("members/edited", facts, private=True, case_id=case.id if case else None)

    # presses ----------------------------------------------------------------------------------------
    async def pressed(self, update: Update, context: Context) -> None:
        query, work = update.callback_query, context.work
        if query is None or await outbox.answered(work.unit.session, query.id):
            return
        work.meant, work.callback_id = True, query.id
        chat = query.message.chat if query.message else None
        who = identify(work.unit.roster, query.from_user, chat)
        data = query.data or ""
        if not isinstance(who, Speaker):
            request = member_letters.read(data)
            user = query.from_user
            if isinstance(request, ChooseRole) and chat is not None and chat.id == user.id:
                await members.choose_as_stranger(work, user, request)
            elif isinstance(request, ShowRoom | SetRoom) and chat and _opens_a_room(work, user, chat):
                message_id = query.message.message_id if query.message else 0
                work.about_row = await outbox.about(work.unit.session, chat_id=chat.id, message_id=message_id)
                await self._run(work, request)
            else:
                work.answer("members/stranger", {"language": work.unit.company.language})
            return
        work.speaker = who
        message_id = query.message.message_id if query.message else 0
        row = await outbox.about(work.unit.session, chat_id=who.chat_id, message_id=message_id)
        if (page := read_page(data)) is not None:
            await _turn_page(work, row, page)
        elif data in ("language:zh", "language:en"):
            await self._run(work, SetLanguage(language="zh" if data.endswith("zh") else "en"))
        elif (request := member_letters.read(data)) is not None:
            work.about_row = row
            await self._run(work, request)
        elif (request := draft_letters.read(data)) is not None:
            work.about_row, work.message_id = row, message_id
            await self._run(work, request)
        elif (request := calendar.read(data)) is not None:
            work.about_row = row
            await self._run(work, request)
        elif (press := read_press(data)) is not None and press.area in AREAS:
            await self._press(work, press)
            await _refresh(work, row, press, message_id)
        else:
            work.answer("refused/unreadable")

    async def _press(self, work: Work, press: Press) -> None:
        front = AREAS[press.area]
        case = await case_seen_by(work.unit, work.by.actor, press.area, press.number)
        if case is None:
            refuse(work, Refused(reason="unknown", facts={"number": press.number}), press.area)
        elif press.action == UNDO:
            undo = UndoStep(area=Area(press.area), number=press.number, event_id=press.task_id or 0)
            await self._run(work, undo)
        elif stale := await _stale(work, press, case):
            refuse(work, stale, press.area)
        elif make := front.actions.get(press.action):
            task = await work.unit.session.get(tasks.Task, press.task_id) if press.task_id else None
            work.answering = task.kind if task else None
            await self._run(work, make(press.number))
        elif press.action in front.questions:
            await self._ask(work, front, case, press.action)
        else:
            work.answer("refused/unreadable")

    async def _ask(self, work: Work, front: AreaFront[Any], case: Case, action: str) -> None:
        """A button that needs more than a press: asked in private, if this person may take the step now."""
        question, request = front.questions[action]
        own = front.table.asking(request)
        refused = await foresee(work.unit, front.table, work.by.actor, request, case) if own else None
        if not own and not rights.roles_for(request) & work.by.actor.roles:
            refused = Refused(reason="role", facts={"roles": sorted(rights.roles_for(request))})
        if refused is not None:
            refuse(work, refused, case.area)
            return
        await questions.ask(work.unit, work.by.person.id, case, question)
        facts = {"asks": question.asks, "area": case.area, "number": case.number}
        work.answer("cases/asked", facts)
        work.say(ASKED, facts, private=True, case_id=case.id)

    # what Telegram says of a chat ---------------------------------------------------------------------
    async def migrated(self, update: Update, context: Context) -> None:
        message = update.effective_message
        if message is not None and message.migrate_to_chat_id is not None:
            await store_rooms.move_room(
                context.work.unit, old=message.chat.id, new=message.migrate_to_chat_id
            )

    async def chat_changed(self, update: Update, context: Context) -> None:
        if update.my_chat_member is not None:
            context.work.meant = True
            await rooms.chat_changed(context.work, update.my_chat_member)

    async def service(self, _update: Update, _context: Context) -> None:
        """Joins, pins, titles: nothing is asked of the bot."""

    async def _run(self, work: Work, request: Request) -> None:
        work.meant = True
        allowed = rights.roles_for(type(request))
        if type(request) in rights.VIEWS and not allowed & work.by.actor.roles:
            refuse(work, Refused(reason="role", facts={"roles": sorted(allowed)}))
            return
        await self._routes[type(request)](work, request)


def _correct(work: Work, mistake: Mistake) -> None:
    """What is wrong, and the whole message to copy; a long one as a message of its own, so that nothing is cut."""
    facts = {name: getattr(mistake, name) for name in Mistake.__dataclass_fields__}
    areas = COMMANDS[mistake.command].areas if mistake.command in COMMANDS else ()
    facts["of_area"] = areas[0] if len(areas) == 1 else ""
    row = work.about_row
    case = row.case_id if row else None
    if len(mistake.corrected) <= LONG:
        work.answer("members/mistake", facts, private=True, case_id=case)
        return
    work.answer("members/mistake", facts | {"corrected": ""}, private=True, case_id=case)
    for at in range(0, len(mistake.corrected), LONGEST):
        work.say(
            "members/corrected",
            {"corrected": mistake.corrected[at : at + LONGEST]},
            private=True,
            case_id=case,
        )


def _opens_a_room(work: Work, user: User, chat: Chat) -> bool:
    """Whether an admin speaks in a group that is no room yet; then they are listened to there."""
    admin = work.unit.roster.by_telegram(user.id)
    if admin is None or chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return False
    actor = work.unit.roster.actor(admin)
    if not rights.roles_for(SetRoom) & actor.roles:
        return False
    place = Place(chat.id, work.thread_id, "", work.unit.company.language)
    work.speaker = Speaker(admin, actor, chat.id, place)
    return True


async def _read(work: Work, text: str) -> Request | Mistake | None:
    """A command, a reply, the open question's answer, a bare word, in this order. A photo alone may be an answer too."""
    if not _is_command(text) and (workbook := workbooks.sent(work)) is not None:
        return workbook
    if not text.strip():
        return _photo(work)
    answer = None if work.about or _is_command(text) else await answers.meant(work, text)
    if answer is not None:
        return answer
    unit, by, row = work.unit, work.by, work.about_row
    grammar, language = work.front.grammar, by.person.language
    today = unit.moment(by.actor).today
    question = None
    if (
        work.about is None
        and not _is_command(text)
        and (by.private or (row is not None and row.kind == ASKED))
    ):
        question = await questions.open_question(unit, by.person.id)
    if question is not None and question.asks.startswith(questions.LINE):
        return AnswerLine(text=text[:4096])
    if question is not None:
        completed = questions.complete(question, text)
        work.question = True
        return grammar.read(completed, today=today, private=True, language=language)
    addressed = by.private or row is not None
    read = grammar.read(text, today=today, about=work.about, private=addressed, language=language)
    if isinstance(read, Mistake) and not read.command and unit.attachment is not None:
        return _photo(work)
    return read


def _is_command(text: str) -> bool:
    return text.lstrip().startswith(("/", "／"))


def _photo(work: Work) -> Request | None:
    """A photo or file without words, as a reply: the area knows what it says."""
    if work.unit.attachment is None or work.about is None:
        return None
    return AREAS[work.about.area].photo(work.about, work.by.actor.roles)


async def _look_up_reply(work: Work, message: Message) -> None:
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
    if question is not None and row is not None and row.kind == ASKED and question.case_id == case.id:
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


def _attachment(message: Message) -> Attachment | None:
    if message.photo:
        largest = message.photo[-1]
        return Attachment("photo", largest.file_id, largest.file_unique_id)
    if message.document:
        file = message.document
        return Attachment("document", file.file_id, file.file_unique_id, (file.file_name or "")[:200])
    return None


async def _turn_away(work: Work, who: Stranger | Masked | None, message: Message, text: str) -> None:
    """One polite line at most to an unknown person or room; an anonymous administrator is asked to say who it is."""
    if who is None:
        return
    today = work.unit.now.astimezone(work.unit.company.zone).date()
    private = message.chat.id > 0
    read = work.front.grammar.read(text, today=today)
    if not private and (read is None or (isinstance(who, Stranger) and not _is_command(text))):
        return
    work.meant = True
    user = message.from_user
    language = (
        "en"
        if private and user and (user.language_code or "").startswith("en")
        else work.unit.company.language
    )
    columns: dict[str, Any] = {
        "chat_id": message.chat.id,
        "thread_id": message.message_thread_id if message.is_topic_message else None,
    }
    if isinstance(who, Masked):
        outbox.notice(
            work.unit.session, "members/masked", now=work.unit.now, reply_to=message.message_id, **columns
        )
        return
    known_as = user.id if who.known_room and user else message.chat.id
    if await people.first_meeting(work.unit, known_as):
        facts = {"language": language}
        outbox.notice(
            work.unit.session,
            "members/stranger",
            now=work.unit.now,
            facts=facts,
            reply_to=message.message_id,
            **columns,
        )


async def _stale(work: Work, press: Press, case: Case) -> Refused | None:
    """Stale only when its task is closed or the terms have changed: another department's progress doesn't make it so."""
    facts = {"area": case.area, "number": case.number, "case_id": case.id, "state": case.state}
    if press.terms != case.terms:
        return Refused(reason="stale", facts=facts)
    if press.task_id is None:
        return None
    task = await work.unit.session.get(tasks.Task, press.task_id)
    if task is None or task.case_id != case.id:
        return Refused(reason="stale", facts=facts)
    if task.closed_at is None:
        return None
    person = work.unit.roster.person(task.done_by)
    if person is None:
        return Refused(reason="stale", facts=facts)
    return Refused(reason="already", facts=facts | {"done_by": person.name, "done_at": task.closed_at})


async def _refresh(work: Work, row: Outbox | None, press: Press, message_id: int) -> None:
    """What was pressed shows the present; a twin left by a crash loses its buttons."""
    now, session = work.unit.now, work.unit.session
    if row is not None and row.id is not None:
        await outbox.refresh(session, row.id, now=now)
    elif message_id:
        case = await find_case(session, press.area, press.number)
        outbox.notice(
            session,
            STRIP,
            chat_id=work.by.chat_id,
            now=now,
            message_id=message_id,
            case_id=case.id if case else None,
        )


async def _turn_page(work: Work, row: Outbox | None, page: int) -> None:
    if row is None or "page" not in row.facts or row.member_id != work.by.person.id:
        work.answer("refused/unreadable")
        return
    row.facts = {**row.facts, "page": max(1, page)}
    row.wanted, row.changed_at = row.wanted + 1, work.unit.now
    work.answer("members/page", {"page": page})
