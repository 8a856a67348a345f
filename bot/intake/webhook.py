"""The web part: the webhook, health for a load balancer, metrics for Prometheus."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1_000_000

PATIENCE = 20.0
"""Seconds that the whole of an update may take to arrive."""

log = structlog.get_logger("web")


async def _body(request: Request) -> bytes | None:
    """None for one that is too large, of which no more is read than tells."""
    if int(request.headers.get("content-length") or 0) > LARGEST:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return bytes(body)


def web(
    *,
    health: Callable[[], Awaitable[Mapping[str, Any]]],
    metrics: Callable[[], Awaitable[bytes]],
    secret: str | None,
    keep: Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]],
    path: str = "/webhook",
) -> Starlette:
    """The webhook answers 200 only for an update that is kept, else Telegram brings it again; without a secret there
    is no webhook."""

    async def healthz(_request: Request) -> Response:
        state = await health()
        return JSONResponse(state, status_code=200 if state["ok"] else 503)

    async def metrics_page(_request: Request) -> Response:
        try:
            content = await metrics()
        except (SQLAlchemyError, OSError):
            return Response(status_code=503)
        return PlainTextResponse(content, media_type="text/plain; version=0.0.4")

    async def webhook(request: Request) -> Response:
        if secret is None or not right_secret(request.headers.get(SECRET_HEADER), secret):
            return Response(status_code=403)
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _body(request)
        except TimeoutError:
            return Response(status_code=408)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413, headers={"Connection": "close"})
        try:
            update = json.loads(body)
            json.dumps(update)  # as it will be kept: what is nested too deep is no update
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not isinstance(update, dict):
            return Response(status_code=400)
        try:
            await keep([update])
        except Exception as error:
            log.error("not_kept", error=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    routes = [Route("/healthz", healthz), Route("/metrics", metrics_page)]
    if secret is not None:
        routes.append(Route(path, webhook, methods=["POST"]))
    return Starlette(routes=routes)


def right_secret(given: str | None, secret: str) -> bool:
    """In constant time, so that its letters can't be guessed one by one."""
    return hmac.compare_digest((given or "").encode(), secret.encode())
