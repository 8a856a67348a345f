"""`python -m bot.demo.play`: what is played, in both languages, to the terminal or with --write to the tests' transcripts."""

import argparse
import asyncio
import sys
from itertools import product
from pathlib import Path

from bot.demo.play import DAYS, LANGUAGES, play_day
from bot.demo.stage import hush

TRANSCRIPTS = Path(__file__).resolve().parents[3] / "tests" / "transcripts"


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bot.demo.play", description=__doc__)
    options.add_argument("--write", action="store_true")
    write = options.parse_args().write
    hush()
    faults = []
    for language, name in product(LANGUAGES, DAYS):
        day = asyncio.run(play_day(language, name))
        faults += [f"{language}: {fault}" for fault in day.faults]
        if write:
            TRANSCRIPTS.mkdir(parents=True, exist_ok=True)
            (TRANSCRIPTS / f"{name}.{language}.txt").write_text(day.text, "utf-8")
        else:
            print(day.text)
    print(*faults, sep="\n", end="\n" * bool(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
