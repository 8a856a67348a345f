"""Handlers: parse, who, one call. Each area's file says which requests it answers; here they meet Telegram's updates."""

from telegram.ext import CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from bot.handlers import (
    calendar,
    cases,
    complaints,
    drafts,
    lines,
    members,
    orders,
    reports,
    returns,
    rooms,
    workbooks,
)
from bot.handlers import help as helping
from bot.handlers.routing import Routes
from bot.handlers.updates import Updates
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
}


def register(application: App) -> None:
    """In this order: what Telegram says of a chat, edits (never run again), presses, everything people say."""
    updates = Updates(ROUTES)
    application.add_handler(ChatMemberHandler(updates.chat_changed, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, updates.migrated))
    application.add_handler(MessageHandler(filters.StatusUpdate.ALL, updates.service))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, updates.edited))
    application.add_handler(CallbackQueryHandler(updates.pressed))
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, updates.said))
