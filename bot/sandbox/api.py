"""The Bot API over HTTP: who may call, what goes wrong on purpose, the limits, then the method itself."""

import asyncio
import itertools
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox import chats, messages
from bot.sandbox.delivery import Delivery
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.limits import LimitCounter
from bot.sandbox.parameters import Parameters, read_parameters
from bot.sandbox.people import People
from bot.sandbox.refusals import Refusal, too_many_requests
from bot.sandbox.wire import EscapedJson
from bot.sandbox.world import Json

Method = Callable[[People, Parameters], Any]
Waiting = Callable[[Parameters], Awaitable[Any]]

_LOG_LENGTH = 50_000
_METHODS: tuple[Method, ...] = (
    messages.send_message,
    messages.send_photo,
    messages.send_document,
    messages.edit_message_text,
    messages.edit_message_caption,
    messages.edit_message_reply_markup,
    messages.set_message_reaction,
    messages.delete_message,
    messages.pin_chat_message,
    messages.unpin_chat_message,
    chats.get_me,
    chats.get_chat,
    chats.get_chat_member,
    chats.get_chat_administrators,
    chats.get_chat_member_count,
    chats.leave_chat,
    chats.send_chat_action,
    chats.answer_callback_query,
    chats.get_file,
    chats.set_my_commands,
    chats.get_my_commands,
    chats.delete_my_commands,
    chats.set_my_description,
    chats.get_my_description,
    chats.set_my_short_description,
    chats.get_my_short_description,
    chats.set_my_name,
    chats.get_my_name,
)


@dataclass(frozen=True)
class Call:
    """One Bot API call as the log keeps it; ``at`` is monotonic seconds, ``status`` 0 a connection dropped."""

    number: int
    method: str
    chat_id: int | None
    params: Json
    status: int
    description: str
    at: float
    result: Any = None

    def as_json(self) -> Json:
        return asdict(self)


class BotApi:
    def __init__(
        self, token: str, people: People, delivery: Delivery, limits: LimitCounter, faults: Faults
    ) -> None:
        self.token = token
        self.people = people
        self.limits = limits
        self.faults = faults
        self.log: deque[Call] = deque(maxlen=_LOG_LENGTH)
        self.in_flight = 0
        self._numbers = itertools.count(1)
        self._methods = {_wire_name(method): method for method in _METHODS}
        self._waiting: dict[str, Waiting] = {
            "getupdates": delivery.get_updates,
            "setwebhook": delivery.set_webhook,
            "deletewebhook": delivery.delete_webhook,
            "getwebhookinfo": delivery.get_webhook_info,
        }
        delivery.answer = self._answer_of_webhook

    async def handle(self, request: Request) -> Response:
        token, method = request.path_params["token"], request.path_params["method"]
        try:
            self._check_token(token)
            params = await read_parameters(request)
        except Refusal as refusal:
            return _respond(refusal.as_json(), refusal.status)
        chat_id = _chat_id(params)
        struck = self.faults.strike(method, chat_id)
        fault = next((f for f in struck if f.kind != "delay"), None)
        pause = self.faults.latency_ms / 2000
        await _sleep(pause + sum(f.delay_ms for f in struck) / 1000)
        if fault and fault.kind == "drop_before":
            self._note(method, chat_id, params, 0, "dropped before")
            return await _drop(request)
        answer, status = await self._answer(method, chat_id, params, fault)
        if fault and fault.kind == "drop_after":
            return await _drop(request)
        await _sleep(pause)
        response = _respond(answer, status)
        return _truncated(response) if fault and fault.kind == "truncate" else response

    async def download(self, request: Request) -> Response:
        """``/file/bot<token>/<file_path>``; an unknown path is Telegram's bare 404."""
        try:
            self._check_token(request.path_params["token"])
        except Refusal as refusal:
            return _respond(refusal.as_json(), refusal.status)
        path = request.path_params["path"]
        for file in self.people.world.files.values():
            if file.path == path:
                return Response(file.content, media_type=file.mime_type)
        return _respond(Refusal(404, "Not Found").as_json(), 404)

    def _check_token(self, token: str) -> None:
        if not re.fullmatch(r"\d+:[\w-]+", token):
            raise Refusal(404, "Not Found")
        if token != self.token:
            raise Refusal(401, "Unauthorized")

    async def _answer(
        self, method: str, chat_id: int | None, params: Parameters, fault: Fault | None
    ) -> tuple[Json, int]:
        self.in_flight += 1
        try:
            if fault and (refusal := fault.refusal()):
                raise refusal
            result = await self._carry_out(method, chat_id, params)
        except Refusal as refusal:
            self._note(method, chat_id, params, refusal.status, refusal.description)
            return refusal.as_json(), refusal.status
        finally:
            self.in_flight -= 1
        self._note(method, chat_id, params, 200, "", result)
        return {"ok": True, "result": result}, 200

    async def _carry_out(self, method: str, chat_id: int | None, params: Parameters) -> Any:
        name = method.lower()
        if waiting := self._waiting.get(name):
            self.in_flight -= 1  # A long poll is not work under way.
            try:
                return await waiting(params)
            finally:
                self.in_flight += 1
        if name not in self._methods:
            raise Refusal(404, "Not Found: method not found")
        if seconds := self.limits.check(method, chat_id):
            raise too_many_requests(seconds)
        return self._methods[name](self.people, params)

    async def _answer_of_webhook(self, method: str, values: Json) -> None:
        params = Parameters(values, {})
        await self._answer(method, _chat_id(params), params, None)

    def _note(
        self, method: str, chat_id: int | None, params: Parameters, status: int, why: str, result: Any = None
    ) -> None:
        number = next(self._numbers)
        kept = result if method.lower() != "getupdates" else None
        at = time.monotonic()
        call = Call(number, method, chat_id, params.for_log(), status, why, at, kept)
        self.log.append(call)
        self.people.world.changed("call", number=number, method=method, chat_id=chat_id, status=status)


def _wire_name(method: Method) -> str:
    return method.__name__.replace("_", "")


def _chat_id(params: Parameters) -> int | None:
    try:
        return int(params.text("chat_id"))
    except ValueError:
        return None


async def _sleep(seconds: float) -> None:
    if seconds > 0:
        await asyncio.sleep(seconds)


def _respond(answer: Json, status: int) -> Response:
    headers = {"Retry-After": str(answer["parameters"]["retry_after"])} if status == 429 else None
    return EscapedJson(answer, status, headers=headers)


def _truncated(response: Response) -> Response:
    body = bytes(response.body)
    return Response(body[: len(body) // 2], response.status_code, media_type="application/json")


async def _drop(request: Request) -> Response:
    """Close the connection without a word; what is returned here reaches nobody."""
    request.scope["transport"].abort()
    await asyncio.sleep(0.001)  # The loop has to notice, or the server would complain of a missing response.
    return Response(status_code=500)
