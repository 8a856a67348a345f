"""The chat front end."""

import os

# python-telegram-bot gives waits as timedelta from now on; without this word every 429 also warns.
os.environ.setdefault("PTB_TIMEDELTA", "1")
