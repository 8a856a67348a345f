"""Handlers: parse, who, one call. Each area's file says which requests it answers; here they meet Telegram's updates."""

from telegram.ext import CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from bot.handlers import (
    calendar,
    cases,
    chats,
    complaints,
    customers,
    drafts,
    figures,
    lines,
    members,
    orders,
    reports,
    returns,
    rooms,
    workbooks,
)
from bot.handlers import help as helping
from bot.handlers.messages import Messages
from bot.handlers.presses import Presses
from bot.handlers.routing import Router, Routes
from bot.work import App

ROUTES: Routes = {
    **cases.ROUTES,
    **orders.ROUTES,
    **returns.ROUTES,
    **complaints.ROUTES,
    **reports.ROUTES,
    **calendar.ROUTES,
    **members.ROUTES,
    **rooms.ROUTES,
    **helping.ROUTES,
    **drafts.ROUTES,  # behind members: leaving a question may be leaving a half-filled order
    **workbooks.ROUTES,
    **lines.ROUTES,
    **figures.ROUTES,
    **customers.ROUTES,
}


def register(application: App) -> None:
    """In this order: what Telegram says of a chat, edits (never run again), presses, everything people say."""
    router = Router(ROUTES)
    messages, presses = Messages(router), Presses(router)
    application.add_handler(ChatMemberHandler(chats.changed, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, chats.migrated))
    application.add_handler(MessageHandler(filters.StatusUpdate.ALL, chats.service))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, messages.edited))
    application.add_handler(CallbackQueryHandler(presses.pressed))
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, messages.said))
