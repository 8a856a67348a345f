"""A ledger's rows between their reading and the workbook: on disk, so that only a few of them are in memory."""

import pickle
import weakref
from collections.abc import AsyncIterator, Iterator, Sequence
from tempfile import TemporaryFile

from store.export.table import Row

MOST_ROWS = 100_000
"""No more go into a chat: Telegram takes no file of more than 50 MB from a bot, and their workbook has about half of it."""


class KeptRows:
    """In batches, as they were read. The file is gone with the last who holds this."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  # it is open for as long as this is held
        weakref.finalize(self, self._file.close)
        self._batches = self.count = 0

    @classmethod
    async def of(cls, batches: AsyncIterator[Sequence[Row]], *, most: int) -> "KeptRows | None":
        """All of them; None, and no more read, where there are more than `most`."""
        kept = cls()
        async for batch in batches:
            pickle.dump(list(batch), kept._file)
            kept._batches, kept.count = kept._batches + 1, kept.count + len(batch)
            if kept.count > most:
                return None
        return kept

    def __iter__(self) -> Iterator[Sequence[Row]]:
        self._file.seek(0)
        for _ in range(self._batches):
            yield pickle.load(self._file)
