"""P3: the ledgers of customers and of contacts with them."""

from collections.abc import Mapping, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import Company
from store.customers.access import Part
from store.customers.agenda import Agenda, read
from store.customers.model import ContactRow, Customer, CustomerName
from store.customers.state import State
from store.database.marks import worked_on
from store.export.table import Batches, Export, Period, Row, pages
from store.fields import Field, Kind, texts
from store.hours.worktime import WorkTime
from store.money import book
from store.money.reckoning import Account
from store.money.state import ZERO
from store.people.reading import every_name


async def _customers(session: AsyncSession, period: Period, company: Company) -> Batches:
    names = await every_name(session)
    # Of everybody at once: what falls in a long holiday is spread over all of a salesperson's.
    agenda = await read(session, company, WorkTime(company))
    today = await worked_on(session, company.zone)
    active = col(Customer.state) == State.ACTIVE
    query = select(Customer, Customer.name).where(active, *period.covers(Customer.created_at))
    async for page in pages(session, query, Customer.id):
        customers = [customer for customer, _ in page]
        aliases = await _aliases(session, customers)
        accounts = await book.accounts(session, today, [one.id or 0 for one in customers])
        yield [
            _row(one, aliases, names, agenda.get(one.id or 0), accounts.get(one.id or 0), company)
            for one in customers
        ]


def _row(
    customer: Customer,
    aliases: Mapping[int, Sequence[str]],
    names: Mapping[int | None, str],
    agenda: Agenda | None,
    account: Account | None,
    company: Company,
) -> Row:
    followed, due = (agenda.followed, agenda.due) if agenda else (None, None)
    return {
        "name": customer.name,
        "aliases": "、".join(aliases.get(customer.id or 0, ())) or None,
        "class": customer.grade or None,
        "region": customer.region or None,
        "salesperson": names.get(customer.sales_id),
        "gathers": names.get(customer.gatherer_id),
        "lost_on": customer.lost_on,
        "lost_why": customer.lost_why or None,
        "since": customer.created_at.astimezone(company.zone).date(),
        "terms": "monthly" if customer.monthly else None,
        "credit_limit": customer.credit_limit,
        "last_call": followed.called if followed else None,
        "last_visit": followed.visited if followed else None,
        "next_call": due.call if due else None,
        "next_visit": due.visit if due else None,
        "owed": account.owed if account else ZERO,
        "overdue": account.overdue() if account else ZERO,
        "created_at": customer.created_at,
    }


async def _aliases(session: AsyncSession, customers: Sequence[Customer]) -> Mapping[int, Sequence[str]]:
    full = {customer.id: customer.name for customer in customers}
    query = select(CustomerName).where(col(CustomerName.customer_id).in_(full))
    found: dict[int, list[str]] = {}
    for one in await session.exec(query.order_by(col(CustomerName.id))):
        if one.name != full[one.customer_id]:
            found.setdefault(one.customer_id, []).append(one.name)
    return found


async def _contacts(session: AsyncSession, period: Period) -> Batches:
    """Those that stand, attempts among them. `counts` is the track on which it counts: a visit is a call too."""
    query = (
        select(ContactRow, Customer.name)
        .join(Customer, col(Customer.id) == col(ContactRow.customer_id))
        .where(col(ContactRow.void_at).is_(None), Customer.state != State.VOID)
        .where(*period.covers(ContactRow.noted_at))
    )
    async for page in pages(session, query, ContactRow.id):
        yield [
            {
                "customer": name,
                "kind": one.kind,
                "at": one.happened_on,
                "noted_at": one.noted_at,
                "by": one.member,
                "with": one.person or None,
                "reached": one.reached,
                "counts": "visit" if one.visits else "call" if one.calls else None,
            }
            for one, name in page
        ]


EXPORT = Export(
    "customers",
    (
        *texts("name aliases"),
        Field("class", Kind.CHOICE, words="grade"),
        *texts("region salesperson gathers"),
        Field("since", Kind.DAY),
        Field("terms", Kind.CHOICE, words="pay"),
        Field("credit_limit", Kind.MONEY),
        *(Field(name, Kind.MONEY) for name in ("owed", "overdue")),
        *(Field(name, Kind.DAY) for name in ("last_call", "last_visit", "next_call", "next_visit")),
        Field("lost_on", Kind.DAY),
        Field("lost_why", head="lost_because"),
        Field("created_at", Kind.TIME),
    ),
    reckoned=_customers,
    own="name",
    files={
        "name": Part.NAME,
        "terms": Part.MONEY,
        **dict.fromkeys(("credit_limit", "owed", "overdue"), Part.MONEY),
        **dict.fromkeys(("class", "region", "last_call", "last_visit", "next_call", "next_visit"), Part.FILE),
        **dict.fromkeys(("gathers", "lost_on", "lost_why"), Part.FILE),
    },
    desk=True,
)

CONTACTS = Export(
    "contacts",
    (
        Field("customer"),
        Field("kind", Kind.CHOICE, words="contact_kind"),
        Field("at", Kind.DAY),
        Field("noted_at", Kind.TIME),
        *texts("by with"),
        Field("reached", Kind.YES),
        Field("counts", Kind.CHOICE, words="contact_kind"),
    ),
    _contacts,
    own="customer",
    files={"customer": Part.FILE},
    desk=True,
)
