"""P3: every move of goods as a ledger, what was taken back too."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import Company
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.process.records import Case
from store.stock.model import Product, StockMove
from store.stock.weeks import is_late


async def _rows(session: AsyncSession, period: Period, company: Company) -> Batches:
    """By the day on which they were entered: a closed week's rows are those that it had."""
    query = (
        select(StockMove, Product.name, Case.area, Case.number)
        .join(Product, col(Product.id) == col(StockMove.product_id))
        .outerjoin(Case, col(Case.id) == col(StockMove.case_id))
    )
    if period.since is not None:
        query = query.where(StockMove.entered_on >= period.since.astimezone(company.zone).date())
    if period.until is not None:
        query = query.where(StockMove.entered_on < period.until.astimezone(company.zone).date())
    async for page in pages(session, query, StockMove.id):
        yield [
            {
                "number": move.id,
                "day": move.day,
                "product": product,
                "unit": move.unit,
                "kind": move.kind,
                "qty": move.qty,
                "counted": move.counted,
                "case": (area, number) if area else None,
                "by": move.member,
                "entered": move.entered_on,
                "late": is_late(move.day, move.entered_on),
                "takes_back": move.of_id,
                "note": move.note,
            }
            for move, product, area, number in page
        ]


EXPORT = Export(
    "stock",
    (
        Field("number", Kind.WHOLE),
        Field("day", Kind.DAY),
        *texts("product unit kind"),
        Field("qty", Kind.QUANTITY),
        Field("counted", Kind.QUANTITY),
        Field("case", Kind.CASE),
        Field("by"),
        Field("entered", Kind.DAY),
        Field("late", Kind.YES),
        Field("takes_back", Kind.WHOLE),
        Field("note"),
    ),
    reckoned=_rows,
    desk=True,
)
