"""The chat on disk, so that a demo can go on tomorrow: people, messages, files, and what the bot has not fetched yet."""

import io
import pickle
from pathlib import Path
from typing import Any

from bot.sandbox.server import ChatServer
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.world import World

_NOT_KEPT = {"clock", "_clock", "listeners"}
_GAP = 1000
"""How far ids move on at loading: the company may remember messages that were posted after the last save."""
_PARTS = {"bot.sandbox.markup", "bot.sandbox.updates", "bot.sandbox.world", "datetime"}


class NotThisChat(Exception):
    """The file holds something else, or was written by another version."""


def save_chat(server: ChatServer, path: Path) -> None:
    """Whole or not at all."""
    kept = {"world": _state(server.world), "queue": _state(server.queue)}
    written = path.with_suffix(".new")
    written.write_bytes(pickle.dumps(kept))
    written.replace(path)


def load_chat(server: ChatServer, path: Path) -> None:
    """Make the server's chat what it was. Raises NotThisChat, FileNotFoundError."""
    try:
        kept = _Reader(io.BytesIO(path.read_bytes())).load()
        world, queue = _changed(server.world, kept["world"]), _changed(server.queue, kept["queue"])
    except (pickle.UnpicklingError, AttributeError, EOFError, KeyError, TypeError, ValueError) as error:
        raise NotThisChat(f"{path} is not a chat that this version wrote") from error
    vars(server.world).update(world)
    vars(server.queue).update(queue)
    for counter in ("_account_message_id", "_serial"):
        vars(server.world)[counter] += _GAP
    vars(server.queue)["_next_id"] += _GAP


def _state(part: World | UpdateQueue) -> dict[str, Any]:
    return {name: value for name, value in vars(part).items() if name not in _NOT_KEPT}


def _changed(part: World | UpdateQueue, kept: dict[str, Any]) -> dict[str, Any]:
    if kept.keys() != _state(part).keys():
        raise ValueError("other fields")
    return kept


class _Reader(pickle.Unpickler):
    """Only what the chat is made of: a file in somebody's folder must not run anything."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module in _PARTS and "." not in name else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a chat")
        return found
