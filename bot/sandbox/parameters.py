"""The parameters of one Bot API call, however they were sent: query, form, multipart or JSON."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.sandbox.refusals import UPLOAD_LIMIT, Refusal, bad_request

# Room for the other parameters beside the largest file.
_BODY_LIMIT = UPLOAD_LIMIT + 1024 * 1024
_TOO_LARGE = Refusal(413, "Request Entity Too Large")


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes
    mime_type: str


class Parameters:
    """Absent and empty are the same to Telegram, so they are here."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload]) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}
        self.uploads = uploads

    def text(self, name: str, default: str = "") -> str:
        value = self._values.get(name, default)
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def required(self, name: str) -> str:
        return self.text(name) or bad_request(f'parameter "{name}" is required')

    def integer(self, name: str, default: int = 0) -> int:
        try:
            return int(self.text(name) or default)
        except ValueError:
            return 0

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "yes", "1"}

    def json(self, name: str, what: str) -> Any:
        """The decoded value, or None when it is absent; ``what`` names it in Telegram's complaint."""
        value = self._values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            bad_request(f"can't parse {what} JSON object")

    def upload(self, name: str) -> Upload | str:
        """The file sent under that name, directly or by attach://; else the file_id or address given."""
        reference = self.text(name)
        field = reference.removeprefix("attach://") if reference.startswith("attach://") else name
        return self.uploads.get(field) or reference

    def for_log(self) -> dict[str, Any]:
        files = {n: {"file_name": u.name, "size": len(u.content)} for n, u in self.uploads.items()}
        return {**self._values, **files}


async def read_parameters(request: Request) -> Parameters:
    values: dict[str, Any] = dict(request.query_params)
    if request.method != "POST":
        return Parameters(values, {})
    if int(request.headers.get("content-length") or 0) > _BODY_LIMIT:
        raise _TOO_LARGE
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            bad_request("can't parse request JSON object")
        if not isinstance(body, dict):
            bad_request("can't parse request JSON object")
        return Parameters(values | body, {})
    uploads: dict[str, Upload] = {}
    if kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        async with request.form(max_part_size=_BODY_LIMIT) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    content = await value.read()
                    if len(content) > UPLOAD_LIMIT:
                        raise _TOO_LARGE
                    mime_type = value.content_type or "application/octet-stream"
                    uploads[name] = Upload(value.filename or "file", content, mime_type)
                else:
                    values[name] = value
    return Parameters(values, uploads)
