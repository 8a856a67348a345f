"""Who may knock: the bot, the tests, and this page itself; no page of anybody else's, whatever name it came by.

The token stands in the source and every browser on this machine reaches the port, so neither keeps a page that happens
to be open beside ours from acting here. Two signs do, which scripts can't forge: the Host, for a foreign name that was
made to point here, and where the browser says that a request comes from.
"""

from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_OURS = {"same-origin", "none"}
"""What `Sec-Fetch-Site` says of our own page, and of an address typed by a person."""


class OwnVisitors:
    """Answers 403 in the application's place, for every route it has and will have. ``host``: where it is served."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._host = f"[{host}]" if ":" in host else host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        answer: ASGIApp = self._app
        if not self._is_ours(headers.get("host", ""), scope["server"][1]):
            answer = JSONResponse({"error": "asked by a name that is not this server's"}, 403)
        elif not (_is_from_here(headers) or _is_a_visit(scope, headers)):
            answer = JSONResponse({"error": "asked by a page of another site"}, 403)
        await answer(scope, receive, send)

    def _is_ours(self, host: str, port: int) -> bool:
        name, _, given = host.lower().rpartition(":") if not host.endswith("]") else (host, "", "")
        if not name or not given:
            name, given = host.lower(), "80"
        if given != str(port):
            return False
        # Served to every network it can't know its names; an address in figures is nobody's to redirect.
        is_anywhere = self._host in {"0.0.0.0", "[::]"}
        return name in _LOOPBACK or name == self._host.lower() or (is_anywhere and _is_address(name))


def _is_from_here(headers: Headers) -> bool:
    """The bot and the tests send neither sign; browsers send at least one with whatever they do for another page."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    return origin in {None, f"http://{headers['host']}"} and (site is None or site in _OURS)


def _is_a_visit(scope: Scope, headers: Headers) -> bool:
    """A link to the page, wherever it stood. In a frame it is none: presses could be led astray there."""
    is_whole = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return is_whole and scope["method"] == "GET" and scope["path"] == "/"


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
