"""The embedded chat in a process of its own, for benchmarks: ``python -m bot.sandbox --latency 50 --no-limits``.

Prints its address and serves until it is interrupted or terminated.
"""

import argparse
import asyncio
import signal

from bot.sandbox.server import ChatServer


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default="123456:TEST")
    parser.add_argument("--latency", type=int, default=0, help="milliseconds added to every call")
    parser.add_argument("--limits", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    ending = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    server = ChatServer(token=options.token, limits=options.limits, latency_ms=options.latency)
    async with server.running(port=options.port):
        print(server.url, flush=True)
        await ending.wait()


if __name__ == "__main__":
    asyncio.run(_serve(_options()))
