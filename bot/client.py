"""Telegram's library, set up for one bot: its two HTTP clients and nothing that handles, schedules or sends by itself."""

from typing import Any
from urllib.parse import urlsplit

import httpx
from telegram.ext import Application, ContextTypes
from telegram.request import HTTPXRequest

from bot.courier import AT_ONCE
from bot.proxies import leads_out
from bot.settings import Settings
from bot.work import App, Context


def application(settings: Settings) -> App:
    token = settings.bot_token
    assert token is not None, "required above"
    base = urlsplit(settings.api_url)
    out = leads_out(settings.api_url)
    # One for both clients, since each reads every authority there is; nobody is asked who they are on plain HTTP here.
    trusted = False if not out and base.scheme == "http" else httpx.create_ssl_context()
    options: dict[str, Any] = {"trust_env": out, "verify": trusted}
    request = HTTPXRequest(
        connection_pool_size=AT_ONCE * 2, read_timeout=20, pool_timeout=30, httpx_kwargs=options
    )
    return (
        Application.builder()
        .token(token.get_secret_value())
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(request)
        .get_updates_request(HTTPXRequest(connection_pool_size=2, httpx_kwargs=options))
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
        .build()
    )
