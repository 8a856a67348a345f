"""The embedded chat: a Telegram Bot API server with people in it, for the demo, the tests and the benchmarks.

It refuses what Telegram refuses, in Telegram's words, and counts Telegram's limits. It knows nothing of our bot:
another bot could be pointed at it as well.
"""

from bot.sandbox.client import ChatClient
from bot.sandbox.limits import Limits
from bot.sandbox.server import ChatServer

__all__ = ["ChatClient", "ChatServer", "Limits"]
