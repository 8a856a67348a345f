"""Handlers: parse, who, one call. Each area's file says which requests it answers; here they meet Telegram's updates."""

from telegram.ext import CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from bot.handlers import (
    albums,
    calendar,
    cases,
    chats,
    collection,
    customers,
    drafts,
    emergencies,
    figures,
    forms,
    invoices,
    lines,
    members,
    menu,
    orders,
    receipts,
    reports,
    rooms,
    statements,
    storage,
    warehouse,
    words,
    workbooks,
)
from bot.handlers import help as helping
from bot.handlers.messages import Messages
from bot.handlers.presses import Presses
from bot.handlers.routing import Router, Routes
from bot.handlers.speech import Speech
from bot.intake.work import App

ROUTES: Routes = {
    **cases.ROUTES,
    **orders.ROUTES,
    **reports.ROUTES,
    **calendar.ROUTES,
    **members.ROUTES,
    **rooms.ROUTES,
    **helping.ROUTES,
    **lines.ROUTES,
    **drafts.ROUTES,  # behind the others: a question left, or a blank, may be about a half-filled order
    **workbooks.ROUTES,
    **albums.ROUTES,
    **figures.ROUTES,
    **customers.ROUTES,
    **forms.ROUTES,
    **emergencies.ROUTES,
    **storage.ROUTES,
    **receipts.ROUTES,
    **statements.ROUTES,
    **invoices.ROUTES,
    **warehouse.ROUTES,
    **collection.ROUTES,
    **words.ROUTES,
    **menu.ROUTES,
}


ROUTER = Router(ROUTES)
ROUTER.add(customers.routes(ROUTER))


def register(application: App) -> None:
    """In this order: what Telegram says of a chat, edits (never run again), presses, everything people say."""
    presses = Presses(ROUTER)
    speech = Speech(ROUTER, presses)
    presses.meant = speech.pressed
    messages = Messages(ROUTER, presses, speech)
    application.add_handler(ChatMemberHandler(chats.changed, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, chats.migrated))
    application.add_handler(ChatMemberHandler(chats.member_changed, ChatMemberHandler.CHAT_MEMBER))
    moves = filters.StatusUpdate.NEW_CHAT_MEMBERS | filters.StatusUpdate.LEFT_CHAT_MEMBER
    application.add_handler(MessageHandler(moves, chats.came_or_went))
    reopened = filters.StatusUpdate.FORUM_TOPIC_REOPENED | filters.StatusUpdate.GENERAL_FORUM_TOPIC_UNHIDDEN
    application.add_handler(MessageHandler(reopened, chats.topic_opened))
    application.add_handler(MessageHandler(filters.StatusUpdate.ALL, chats.service))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, messages.edited))
    application.add_handler(CallbackQueryHandler(presses.pressed))
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, messages.said))
