"""What Gendan is measured against: a bare python-telegram-bot echo bot that keeps nothing.

`python -m tests.bench.echo URL TOKEN AT_ONCE`; at_once 1 is the library as shipped: one update after the other.
"""

import logging
import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message is not None, "the filter lets only messages through"
    await message.reply_text(message.text or "")


def main(url: str, token: str, at_once: int) -> None:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    builder = Application.builder().token(token).base_url(f"{url}/bot").concurrent_updates(at_once)
    application = builder.connection_pool_size(max(at_once, 1) * 2).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(poll_interval=0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
