"""Telegram's library, set up for one bot: its two HTTP clients and nothing that handles, schedules or sends by itself."""

import json
from typing import Any
from urllib.parse import urlsplit

import httpx
from telegram.error import NetworkError
from telegram.ext import Application, ContextTypes
from telegram.request import HTTPXRequest

from bot.courier.courier import AT_ONCE
from bot.intake.work import App, Context
from bot.running.proxies import leads_out
from bot.settings import Settings


class Asking(HTTPXRequest):
    """Takes only Telegram's own answers for answers: a proxy's page refuses nothing, whatever status it comes with."""

    async def do_request(self, url: str, method: str, *what: Any, **more: Any) -> tuple[int, bytes]:
        status, content = await super().do_request(url, method, *what, **more)
        # A file comes by GET, and may be anything.
        if method == "POST" and not _of_telegram(url.rpartition("/")[2], status, content):
            raise NetworkError(f"not an answer of Telegram's ({status})")
        return status, content


def _of_telegram(called: str, status: int, content: bytes) -> bool:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return False
    if not isinstance(said, dict):
        return False
    if not 200 <= status <= 299:
        return said.get("ok") is False and isinstance(said.get("description"), str)
    if said.get("ok") is not True or said.get("result") is None:
        return False
    return not called.startswith("send") or (
        isinstance(said["result"], dict) and isinstance(said["result"].get("message_id"), int)
    )


def application(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> App:
    """`transport` leads to a chat in this process, without a network between."""
    token = settings.bot_token
    assert token is not None, "required above"
    base = urlsplit(settings.api_url)
    out = leads_out(settings.api_url)
    # One for both clients, since each reads every authority there is; nobody is asked who they are on plain HTTP here.
    trusted = False if not out and base.scheme == "http" else httpx.create_ssl_context()
    options: dict[str, Any] = {"trust_env": out, "verify": trusted, "transport": transport}
    request = Asking(connection_pool_size=AT_ONCE * 2, read_timeout=20, pool_timeout=30, httpx_kwargs=options)
    return (
        Application.builder()
        .token(token.get_secret_value())
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(request)
        .get_updates_request(Asking(connection_pool_size=2, httpx_kwargs=options))
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
        .build()
    )
