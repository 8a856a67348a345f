"""A command that was not typed itself: pressed in the menu, or what a sentence stands for."""

from bot.grammar import Mistake
from bot.handlers import lines, offers
from bot.handlers.correcting import correct
from bot.handlers.meaning import understood
from bot.handlers.routing import Router
from bot.intake.work import Work
from store.requests import Request


async def run_command(work: Work, router: Router, command: str) -> None:
    """What it lacks is offered to press, else asked for, else shown as an example."""
    read = await understood(work, command, private=True)
    if isinstance(read, Request):
        await router.run(work, read)
    elif isinstance(read, Mistake) and read.lacks and read.facts and read.field:
        await lines.go_on(work, read.corrected, read.field)
    elif isinstance(read, Mistake) and not await offers.offer(work, read, command, router):
        if read.kind == "missing" and read.command in lines.AREA and read.field is not None:
            await lines.go_on(work, command, read.field)
        else:
            correct(work, read)
