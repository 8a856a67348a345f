"""P3: the ledger of this office's words."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.people.reading import every_name
from store.phrases.model import PhraseRow


async def _rows(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    query = select(PhraseRow, PhraseRow.phrase).where(*period.covers(PhraseRow.pressed_at))
    async for page in pages(session, query, PhraseRow.id):
        yield [
            {
                "phrase": row.phrase,
                "area": row.area,
                "action": row.action,
                "role": row.role,
                "member": names.get(row.member_id),
                "pressed_at": row.pressed_at,
                "again_at": row.again_at,
                "dropped_at": row.dropped_at,
            }
            for row, _ in page
        ]


EXPORT = Export(
    "words",
    (
        *texts("phrase area action"),
        Field("role", Kind.ROLE),
        *texts("member"),
        Field("pressed_at", Kind.TIME),
        Field("again_at", Kind.TIME),
        Field("dropped_at", Kind.TIME),
    ),
    _rows,
)
