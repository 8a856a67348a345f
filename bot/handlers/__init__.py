"""Handlers: parse, who, one call. Each area's file says which requests it answers; here they meet Telegram's updates."""

from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.handlers import help as helping
from bot.handlers import members, orders
from bot.handlers.routing import Routes
from bot.handlers.updates import Updates
from bot.work import App

ROUTES: Routes = {**orders.ROUTES, **members.ROUTES, **helping.ROUTES}


def register(application: App) -> None:
    """In this order: what Telegram says of a chat, edits (never run again), presses, everything people say."""
    updates = Updates(ROUTES)
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, updates.migrated))
    application.add_handler(MessageHandler(filters.StatusUpdate.ALL, updates.service))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, updates.edited))
    application.add_handler(CallbackQueryHandler(updates.pressed))
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, updates.said))
