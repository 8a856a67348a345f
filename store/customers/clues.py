"""What a customer is found by, kept as one indexed table, so that among very many nobody's names are read for nothing (U1).

A word stands in a name if one of the name's ends begins with it: so all ends are kept, and a word is one stretch of the index.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from store.company import Company
from store.customers.keys import core, grams, name_key
from store.customers.model import Clue, Customer, CustomerClue, CustomerName, CustomerPerson
from store.customers.trade import trade_words
from store.database.columns import LAST_SIGN

SHORTEST_NUMBER = 7
"""Fewer figures are no telephone number."""
Found = tuple[Clue, str]


def ends(text: str) -> set[str]:
    """All that a word in the text may begin."""
    return {text[at:] for at in range(len(text)) if not text[at].isspace()}


def digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isascii() and sign.isdigit())


async def keep(session: AsyncSession, company: Company, customer: int) -> None:
    """Of one customer, as the rows are now. Names that went to another are found there."""
    await session.flush()
    known = {
        (Clue(kind), text)
        for kind, text in await session.exec(
            select(CustomerClue.kind, CustomerClue.text).where(CustomerClue.customer_id == customer)
        )
    }
    wanted = await _of(session, company, customer)
    for kind, text in known - wanted:
        gone = (CustomerClue.kind == kind, CustomerClue.text == text, CustomerClue.customer_id == customer)
        await session.exec(delete(CustomerClue).where(*gone))  # type: ignore[arg-type]
    session.add_all(
        CustomerClue(kind=kind, text=text, customer_id=customer) for kind, text in sorted(wanted - known)
    )


async def _of(session: AsyncSession, company: Company, customer: int) -> set[Found]:
    names = select(CustomerName.name, CustomerName.key).where(CustomerName.customer_id == customer)
    file = select(Customer.region, Customer.phone).where(Customer.id == customer)
    people = select(CustomerPerson.mobile, CustomerPerson.direct).where(
        CustomerPerson.customer_id == customer
    )
    region, office = (await session.exec(file)).one()
    trade = trade_words(company)
    found: set[Found] = {(Clue.REGION, end) for end in ends(region.casefold())}
    for name, key in (await session.exec(names)).all():
        found |= {(Clue.NAME, end) for end in ends(name.casefold()) | ends(key)}
        found |= {(Clue.PIECE, piece) for piece in grams(core(key, trade))}
    phones = [office, *(number for both in await session.exec(people) for number in both)]
    return found | {(Clue.PHONE, number) for number in numbers(phones)}


def numbers(phones: Iterable[str]) -> set[str]:
    return {found for phone in phones if len(found := digits(phone)) >= SHORTEST_NUMBER}


def named(word: str) -> SelectOfScalar[int]:
    """The ids of those who have the word in a name, in whatever spelling it was typed."""
    return _begins(Clue.NAME, {word.casefold(), name_key(word)})


def placed(word: str) -> SelectOfScalar[int]:
    """Of those whose region has it."""
    return _begins(Clue.REGION, {word.casefold()})


def reached_by(phones: Iterable[str]) -> SelectOfScalar[int]:
    """Of those who have one of these telephone numbers: a person's, or the office's."""
    return select(col(CustomerClue.customer_id)).where(
        CustomerClue.kind == Clue.PHONE, col(CustomerClue.text).in_(numbers(phones))
    )


def _begins(kind: Clue, words: set[str]) -> SelectOfScalar[int]:
    text = col(CustomerClue.text)
    ways: list[ColumnElement[bool]] = [
        (text >= word) & (text < word + LAST_SIGN) for word in sorted(words) if word
    ]
    return select(col(CustomerClue.customer_id)).where(CustomerClue.kind == kind, or_(*ways))
