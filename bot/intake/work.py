"""One update's work: the unit of the store, who speaks, and the ways to answer. Handlers get it from their context."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import to_jsonable_python
from telegram.ext import Application, CallbackContext, ExtBot

from bot.access.speakers import Speaker
from bot.grammar import About, Grammar
from bot.operating.metrics import Metrics
from bot.wording.vocabulary import Vocabulary
from store.mail import outbox
from store.mail.outbox import Lane, Outbox
from store.process.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Front:
    """What every handler may use besides the store."""

    grammar: Grammar
    vocabulary: Vocabulary
    metrics: Metrics
    username: str


@dataclass(kw_only=True)
class Work:
    """`meant` says that the update was for the bot; chatter is emptied when done."""

    unit: Unit
    front: Front
    meant: bool = False
    error: Exception | None = None
    speaker: Speaker | None = None
    callback_id: str | None = None
    message_id: int | None = None
    text: str = ""
    """What was typed, where a request came of it."""
    title: str = ""
    """The group's, as Telegram says it."""
    thread_id: int | None = None
    """The topic of a forum in which it was said."""
    about: About | None = None
    about_row: Outbox | None = None
    question: str = ""
    """What was said in answer to the speaker's open question, which is closed once the step is taken."""
    bare: bool = False
    """Said in a room by a word alone, to nobody in particular: what means nothing isn't answered."""
    answering: str | None = None
    """The kind of the task whose message was pressed or replied to."""
    task_id: int | None = None
    """The open task that a reply answers: that of the message, else the speaker's likeliest."""
    aside: bool = False
    """It quotes another chat: a statement of its own, and no answer to what was asked here."""
    moved: int | None = None
    """The id of the case on which a step was taken: its card and tasks are asked for again already."""
    answered: bool = field(default=False, init=False)

    @property
    def by(self) -> Speaker:
        assert self.speaker is not None, "only a member's update gets this far"
        return self.speaker

    def answer(
        self, kind: str, facts: Mapping[str, Any] | None = None, *, private: bool = False, **columns: Any
    ) -> None:
        """Answer once, where it belongs: a press by a toast, a private message in its chat, a room's in the room.

        `private` sends a room's answer to the speaker alone where they can be reached, else to the room.
        """
        if self.answered:
            return
        self.answered = True
        if self.callback_id is not None:
            self.toast(kind, facts)
        else:
            self.say(kind, facts, private=private, **columns)

    def toast(self, kind: str, facts: Mapping[str, Any] | None = None) -> None:
        assert self.callback_id is not None, "only a press is answered by a toast"
        person = self.by.person if self.speaker else None
        outbox.notice(
            self.unit.session,
            kind,
            chat_id=person.telegram_id if person else 0,
            now=self.unit.now,
            facts=to_jsonable_python(dict(facts or {})),
            lane=Lane.TOAST,
            member_id=person.id if person else None,
            callback_id=self.callback_id,
        )

    def say(
        self,
        kind: str,
        facts: Mapping[str, Any] | None = None,
        *,
        private: bool = False,
        lane: Lane = Lane.NOTICE,
        **columns: Any,
    ) -> Outbox:
        """Queue a message to the speaker, beside whatever answers the update."""
        by = self.by
        place = by.place
        to_person = place is None or (private and by.person.reachable)
        if to_person:
            columns |= {"chat_id": by.person.telegram_id}
            if place is not None:
                columns = {"fallback_chat_id": place.chat_id} | columns
        elif place is not None:
            columns |= {"chat_id": place.chat_id, "thread_id": self.thread_id or place.thread_id}
        if self.message_id is not None and self.callback_id is None and (place is None or not to_person):
            columns.setdefault("reply_to", self.message_id)
        return outbox.notice(
            self.unit.session,
            kind,
            now=self.unit.now,
            facts=to_jsonable_python(dict(facts or {})),
            lane=lane,
            member_id=by.person.id,
            **columns,
        )


WORK: ContextVar[Work] = ContextVar("work")


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """Gives handlers the update's work; nothing is kept in PTB's own dictionaries."""

    @property
    def work(self) -> Work:
        return WORK.get()


App = Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], Any]
