"""How much is tried: a sample wherever the tests run, all of it with GENDAN_FULL=1 (`make faults`)."""

import os

FULL = bool(os.environ.get("GENDAN_FULL"))


def many(sample: int, full: int) -> int:
    return full if FULL else sample
