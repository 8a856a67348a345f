"""JSON as Telegram writes it."""

import json
from typing import Any

from starlette.responses import JSONResponse


class EscapedJson(JSONResponse):
    """Half a pair of a character, which a client may send in a text, has no other way to be written than escaped."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, separators=(",", ":")).encode("ascii")
