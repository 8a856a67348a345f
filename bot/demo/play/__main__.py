"""`python -m bot.demo.play`: both days to the terminal, or with --write to the transcripts that the tests compare with."""

import argparse
import asyncio
import sys
from pathlib import Path

from bot.demo.play import LANGUAGES, play_day
from bot.demo.stage import hush

TRANSCRIPTS = Path(__file__).resolve().parents[3] / "tests" / "transcripts"


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bot.demo.play", description=__doc__)
    options.add_argument("--write", action="store_true")
    write = options.parse_args().write
    hush()
    faults = []
    for language in LANGUAGES:
        day = asyncio.run(play_day(language))
        faults += [f"{language}: {fault}" for fault in day.faults]
        if write:
            TRANSCRIPTS.mkdir(parents=True, exist_ok=True)
            (TRANSCRIPTS / f"day.{language}.txt").write_text(day.text, "utf-8")
        else:
            print(day.text)
    print(*faults, sep="\n", end="\n" * bool(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
