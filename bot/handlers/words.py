"""What was learnt of this office's words: shown to administrators, and taken back."""

from bot.handlers.routing import Routes
from bot.intake.work import Work
from bot.letters.speech import WORDS
from store.phrases import learning
from store.phrases.requests import DropWords, ListWords


async def show(work: Work, request: ListWords) -> None:
    work.answer(WORDS, {"page": request.page}, private=True)


async def drop(work: Work, request: DropWords) -> None:
    row = await learning.drop(work.unit, request.phrase)
    work.answer("speech/dropped", {"phrase": row.phrase if row is not None else ""})


ROUTES: Routes = {ListWords: show, DropWords: drop}
