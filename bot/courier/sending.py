"""The calls to Telegram: a letter as a new message, as an edit of the one it was, as a toast, a menu, a document."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from telegram import Bot, BotCommandScopeChat, InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode, ReactionEmoji

from bot.letters.letters import Letter
from bot.telegram.outcomes import Fate, Outcome
from bot.wording import keyboards
from store.mail.nods import NOD
from store.mail.outbox import Lane, Outbox
from store.mail.superseded import STRIP
from store.members.people import MENU

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Sender:
    """One call per letter. Raises telegram.error.TelegramError, and whatever a document's compilation raises."""

    def __init__(self, bot: Bot, templates: Sequence[Path]) -> None:
        self._bot, self._templates = bot, templates

    async def send(self, row: Outbox, letter: Letter) -> Outcome:
        if row.lane == Lane.TOAST:
            await self._bot.answer_callback_query(row.callback_id or "", letter.text)
            return Outcome(Fate.DELIVERED)
        if row.kind == MENU:
            await self._bot.set_my_commands(letter.menu, scope=BotCommandScopeChat(row.chat_id))
            return Outcome(Fate.DELIVERED)
        if row.kind == NOD and row.message_id is not None:
            await self._bot.set_message_reaction(row.chat_id, row.message_id, ReactionEmoji.THUMBS_UP)
            return Outcome(Fate.DELIVERED, message_id=row.message_id)
        if row.kind == STRIP:
            await self._bot.edit_message_reply_markup(row.chat_id, row.message_id)
            return Outcome(Fate.DELIVERED, message_id=row.message_id)
        buttons = keyboards.markup(letter.buttons)
        if row.message_id is not None and row.digest == letter.digest:
            return Outcome(Fate.DELIVERED, message_id=row.message_id, digest=row.digest, called=False)
        if row.message_id is not None:
            await self._bot.edit_message_text(
                letter.text,
                row.chat_id,
                row.message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=buttons,
                link_preview_options=_NO_PREVIEW,
            )
            return Outcome(Fate.DELIVERED, message_id=row.message_id, digest=letter.digest)
        message = await self._post(row, letter)
        return Outcome(Fate.DELIVERED, message_id=message.message_id, digest=letter.digest)

    async def _post(self, row: Outbox, letter: Letter) -> Message:
        reply = ReplyParameters(row.reply_to, allow_sending_without_reply=True) if row.reply_to else None
        buttons = keyboards.markup(letter.buttons)
        if letter.paper is not None:
            paper = letter.paper
            content = await asyncio.to_thread(paper.compile, letter.language, self._templates)
            send = self._bot.send_photo if paper.filename.endswith(".png") else self._bot.send_document
            return await send(
                row.chat_id,
                InputFile(content, filename=paper.filename),
                caption=letter.text,
                parse_mode=ParseMode.HTML,
                message_thread_id=row.thread_id,
                reply_parameters=reply,
                reply_markup=buttons,
            )
        if letter.file is not None:
            return await self._hand_on(row, letter, *letter.file)
        return await self._bot.send_message(
            row.chat_id,
            letter.text,
            parse_mode=ParseMode.HTML,
            message_thread_id=row.thread_id,
            reply_parameters=reply,
            reply_markup=buttons,
            link_preview_options=_NO_PREVIEW,
        )

    async def _hand_on(self, row: Outbox, letter: Letter, kind: str, file_id: str) -> Message:
        """A photo or document that somebody sent goes on as it is."""
        send = self._bot.send_photo if kind == "photo" else self._bot.send_document
        return await send(
            row.chat_id,
            file_id,
            caption=letter.text,
            parse_mode=ParseMode.HTML,
            message_thread_id=row.thread_id,
        )
