"""What people say: who speaks, what they ask, and on to its handler."""

from telegram import Message, Update

from bot.access.speakers import Speaker, identify
from bot.fronts.areas import FRONTS
from bot.grammar import LookUp, Mistake
from bot.handlers import (
    albums,
    answers,
    forwards,
    lines,
    meaning,
    members,
    menu,
    offers,
    outsiders,
    workbooks,
)
from bot.handlers.commanding import run_command
from bot.handlers.correcting import correct
from bot.handlers.presses import Presses
from bot.handlers.routing import Router
from bot.handlers.speech import Speech
from bot.intake.work import Context, Work
from bot.speech.candidates import means_sum
from bot.speech.outcomes import Do, Lost, Outcome, Says
from bot.speech.weighing import better_explained, said_otherwise
from bot.wording.vocabulary.spelling import fold
from store.drafts import drafts
from store.drafts.requests import AnswerDraft
from store.members import people, questions, rooms
from store.members.requests import AnswerLine, LeaveQuestion
from store.orders.requests import PlaceOrder
from store.process import multipart
from store.process.records import find_case, made_by
from store.process.unit import Attachment
from store.registry import area_of
from store.requests import CaseRequest, Request

CUT = 4_096 - 300
"""UTF-16 units from which a text may be a piece of a longer one: people's programs cut it at a space not far from the end."""


class Messages:
    def __init__(self, router: Router, presses: Presses, speech: Speech) -> None:
        self._router, self._presses, self._speech = router, presses, speech

    async def said(self, update: Update, context: Context) -> None:
        message, work = update.effective_message, context.work
        if message is None:
            return
        text, user = message.text or message.caption or "", message.from_user
        if user is not None:
            await people.named_by_telegram(work.unit, user.id, members.name_of(user))
        if message.chat.id < 0:
            await rooms.spoken_in(work.unit, message.chat.id, message.date)
        who = identify(work.unit.roster, user, message.chat, message.sender_chat)
        work.message_id, work.title = message.message_id, message.chat.title or ""
        work.thread_id = message.message_thread_id if message.is_topic_message else None
        forwarded = forwards.is_forwarded(message)
        if not isinstance(who, Speaker):
            await outsiders.said(work, self._router, who, message, "" if forwarded else text)
            return
        await rooms.titled(work.unit, who.place, work.title)
        work.speaker, work.text = who, text
        work.unit.attachment = _attachment(message)
        work.unit.source = (message.chat.id, message.message_id)
        command = work.front.grammar.is_command(text)
        work.bare = not (who.private or command or "@" in text or message.reply_to_message)
        if forwarded:
            await forwards.said(work, self._router, message, text)
            return
        if not command and await _is_rest(work, message, text):
            return
        await meaning.look_up_reply(work, message)
        if work.about is not None and FRONTS[work.about.area].places:
            work.unit.attachment = work.unit.attachment or _place(message)
        if message.location is not None and who.private and work.unit.attachment is None:
            work.answer("members/place")
            return
        workbook = workbooks.sent(work) if not command else None
        if workbook is not None and not await lines.waits_for_file(work):
            await self._router.run(work, workbook)  # several sent at once come as an album, and each is read
            return
        if message.media_group_id is not None and await albums.joined(work, message.media_group_id, text):
            return
        if (press := await meaning.typed_label(work, text)) is not None:
            await self._presses.typed(work, press)
            return
        request = await meaning.read(work, text)
        if (found := menu.searched(work, text, request)) is not None:
            await self._router.run(work, found)
        elif request is not None and _length(message.text or "") >= CUT:
            await _name_cut(work, message, request)
        elif isinstance(request, Mistake) and not work.question and await _gone_on(work, request):
            work.meant = True
        elif not command and await self._spoken(work, text, request):
            return
        elif isinstance(request, Mistake):
            work.meant = True
            if work.question or not await offers.offer(work, request, text, self._router):
                correct(work, request)
        elif request is not None:
            work.front.metrics.understood("command")
            await self._router.run(work, request)
        elif who.private and not work.front.vocabulary.is_receipt(text):
            work.meant = True
            if work.unit.attachment is not None:
                await albums.ask_whose(work, "members/lost")
            else:
                await menu.lost(work)

    async def _spoken(self, work: Work, text: str, read: Request | Mistake | None) -> bool:
        """Whether what is no whole command was a sentence of another kind, and was dealt with.

        What names a case that isn't there may have had its figures the other way round. A command with a mistake in it is
        explained better by its grammar than by a guess; while something is asked, only what is whole goes before. A command's
        word alone is for the one task of the speaker's that it fits, else it is asked for which.
        """
        if not text.strip() or work.aside:
            return False
        if isinstance(read, Request) and (work.question or isinstance(read, AnswerDraft | AnswerLine)):
            # In reply to what asks, or beside a picture, it is the answer.
            told = work.about_row is not None or work.unit.attachment is not None
            return not told and await self._speech.between(work, text, read)
        if isinstance(read, Request) and await _is_whole(work, read):
            return await self._said_otherwise(work, text, read)
        outcome = await self._speech.understood(work, text)
        alone = not work.question and len(text.split()) == 1 and not _is_done(outcome)
        if isinstance(read, Mistake) and alone and await offers.offer(work, read, text, self._router):
            work.meant = True
            return True
        called = work.front.grammar.form_called(text) if work.by.private and not work.question else None
        if called is not None and isinstance(outcome, Lost) and work.about is None:
            work.meant = True
            await run_command(work, self._router, f"/form {called}")
            return True
        if work.question and not _goes_first(outcome, text):
            return False
        if better_explained(text, read, outcome, work.front.grammar):
            return False
        if work.unit.attachment is not None and not isinstance(outcome, Do):
            return False  # words beside a picture say what it is, or nothing
        await self._speech.run(work, text, outcome)
        return True

    async def _said_otherwise(self, work: Work, text: str, read: Request) -> bool:
        """Whether a reply that could be told in its own words stands in the phrase book for another button of the task."""
        if work.about is None or work.unit.attachment is not None:
            return False
        sight = await self._speech.sight(work, text)
        if sight.about is None:
            return False
        other = said_otherwise(text, read, self._speech.of(work, text, sight), sight.about)
        if other is not None:
            await self._speech.run(work, text, other)
        return other is not None

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


def _is_done(outcome: Outcome) -> bool:
    """Whether a command's word alone was enough; of money it never is."""
    return isinstance(outcome, Do) and not (outcome.request and means_sum(outcome.request))


async def _gone_on(work: Work, mistake: Mistake) -> bool:
    """A form that lacks a line is asked for it, whatever stands there already."""
    if not (mistake.lacks and mistake.facts and mistake.field and mistake.corrected):
        return False
    await lines.go_on(work, mistake.corrected, mistake.field)
    return True


async def _is_whole(work: Work, read: Request) -> bool:
    """取消 in reply to a case leaves no question where none is open; a case that isn't there was not meant."""
    if isinstance(read, LeaveQuestion) and work.about is not None:
        asked = await questions.open_question(work.unit, work.by.person.id)
        return asked is not None or await drafts.of(work.unit, work.by.person.id) is not None
    if not isinstance(read, CaseRequest):
        return True
    area = area_of(read)
    return area is None or await find_case(work.unit.session, area, read.number) is not None


def _goes_first(outcome: Outcome, text: str) -> bool:
    """While something is asked, and this is no answer to it: what is whole and names its case, or a sentence of its own."""
    if isinstance(outcome, Says):
        return True
    if not isinstance(outcome, Do) or outcome.request is None or outcome.meant.subject is None:
        return False
    return outcome.meant.open and str(outcome.meant.subject.number) in fold(text)


async def _is_rest(work: Work, message: Message, text: str) -> bool:
    """Whether it is what Telegram cut off a longer text: that is answered already. A whole command on a case is none."""
    if message.text is None or work.unit.source is None:
        return False
    chat_id, message_id = work.unit.source
    who = {"chat_id": chat_id, "member_id": work.by.person.id, "message_id": message_id}
    if not await multipart.is_rest(work.unit, **who, sent_at=message.date):
        return False
    if isinstance(answers.whole_command(work, text, free=True), CaseRequest | LookUp):
        return False
    work.meant = True
    if _length(message.text) >= CUT:
        await multipart.cut(work.unit, **who, sent_at=message.date)
    return True


async def _name_cut(work: Work, message: Message, request: Request | Mistake) -> None:
    """Nothing of it is run: its end may stand in the next message, and half an order is none."""
    work.meant = True
    member_id = work.by.person.id
    await multipart.cut(
        work.unit,
        chat_id=message.chat.id,
        member_id=member_id,
        message_id=message.message_id,
        sent_at=message.date,
    )
    order = isinstance(request, PlaceOrder) or (isinstance(request, Mistake) and request.command == "order")
    work.answer("members/cut", {"order": order}, private=True)


def _length(text: str) -> int:
    """As Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def _place(message: Message) -> Attachment | None:
    """Where somebody says to be: of one place pinned twice nobody says that it is the same."""
    if message.location is None:
        return None
    where = f"{message.location.latitude},{message.location.longitude}"
    return Attachment("location", where, f"{where} {message.chat.id} {message.message_id}")


def _attachment(message: Message) -> Attachment | None:
    if message.photo:
        largest = message.photo[-1]
        return Attachment("photo", largest.file_id, largest.file_unique_id)
    if message.document:
        file = message.document
        return Attachment("document", file.file_id, file.file_unique_id, (file.file_name or "")[:200])
    return None
