"""Statements in chat: the list, the sheet to forward as a PDF and as a picture (M2)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.fronts.front import AreaFront, PaperSpec, Picture
from bot.grammar.reading import About
from bot.grammar.statements import STATEMENTS_CHAT
from bot.papers.documents import ConsignmentLine, StatementFacts, StatementLine
from bot.papers.papers import Drawn, Paper
from bot.wording import keyboards
from bot.wording.keyboards import Rows
from bot.wording.render import Renderer
from bot.wording.vocabulary import Vocabulary
from store.company import Role
from store.mail.outbox import Outbox
from store.money.capitals import in_capitals
from store.people.roster import Person
from store.process.unit import Unit
from store.requests import Request
from store.statements import requests as ask
from store.statements import views
from store.statements.area import STATEMENTS
from store.statements.state import State, Statement
from store.statements.steps import OWNERS

LIST, SHEET = "statements/list", "statements/sheet"
BACK = ("refund", "bounce")
"""Kinds of receipt that are money going back: above zero on paper by themselves."""


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    """What is owed is opened in private (U4)."""
    if row.kind != LIST:
        return {}
    if reader is None or row.chat_id < 0:
        return None
    return await views.list_view(unit, unit.roster.actor(reader), row.facts["page"])


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    if row.kind == SHEET and row.chat_id > 0:
        return _answers(renderer.vocabulary, language, facts)
    if row.kind != LIST:
        return None
    pages = keyboards.pages(renderer.vocabulary, language, "statements", facts["page"], facts["pages"])
    return (*keyboards.opening(facts["statements"]), *pages)


def _answers(words: Vocabulary, language: str, facts: Mapping[str, Any]) -> Rows:
    """Under the sheet as it went out: what the customer says of it, whenever that is."""
    case = facts["statement"]
    if case["state"] != State.ISSUED or not OWNERS & facts["reader_roles"]:
        return ()
    return keyboards.for_case(words, language, case, [["statement_agreed", "statement_disputed"]])


def _beside(words: Vocabulary, language: str, facts: Mapping[str, Any]) -> Rows:
    """The sheet, whatever is still to be done with it."""
    case = facts["statement"]
    if case["state"] == State.SKIPPED:
        return ()
    shown = {action for row in case["actions"] for action in row}
    rows = [[one for one in ("statement_sheet", "statement_picture") if one not in shown]]
    if case["state"] == State.AGREED and Role.SERVICE in facts["reader_roles"]:
        rows.append(["statement_invoice"])
    revised = case["state"] in (State.ISSUED, State.DISPUTED, State.AGREED)
    if revised and Role.SERVICE in facts["reader_roles"]:
        rows.append(["statement_revise"])
    return keyboards.for_case(words, language, case, rows)


def _photo(about: About, roles: frozenset[Role], statement: Statement, picture: Picture) -> Request | None:
    """A photo of the signed sheet, without a word, is the customer's consent."""
    if statement.state in (State.ISSUED, State.DISPUTED) and roles & OWNERS and picture.alone:
        return ask.AgreeStatement(number=about.number, how=ask.How.PHOTO)
    return None


def _sheet(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Paper:
    return Paper("statements/sheet", *_made(renderer, language, facts["sheet"], "pdf"))


def _drawn(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Drawn:
    return Drawn("statements/sheet", *_made(renderer, language, facts["picture"], "png"))


def _made(
    renderer: Renderer, language: str, sheet: Mapping[str, Any], ending: str
) -> tuple[Mapping[str, Any], str]:
    filename = renderer.filename("statements/filename", language, {"sheet": sheet}, now=sheet["opened_at"])
    facts = _printed(renderer, language, sheet, picture=ending == "png")
    return facts.model_dump(), f"{filename.strip()}.{ending}"


def _printed(renderer: Renderer, language: str, sheet: Mapping[str, Any], *, picture: bool) -> StatementFacts:
    words, company = renderer.vocabulary, sheet["company"]
    closing = sheet["closing"]
    return StatementFacts(
        company=company["name"],
        our_address=company["address"],
        our_phone=company["phone"],
        tax_number=company["tax_number"],
        bank=company["bank"],
        account=company["account"],
        number=_number(sheet),
        customer=sheet["customer"],
        month=f"{sheet['month']:%Y-%m}",
        first=sheet["first"].isoformat(),
        cut=sheet["cut"].isoformat(),
        date=sheet["dated"].isoformat(),
        opening=f"{sheet['opening']:.2f}",
        charges=f"{sheet['charges']:.2f}",
        credits=f"{sheet['credits']:.2f}",
        receipts=f"{sheet['receipts']:.2f}",
        closing=f"{closing:.2f}",
        closing_capitals=in_capitals(abs(closing)),
        payable=sheet["payable"]["amount"],
        payable_by=sheet["payable"]["by"],
        currency_sign=renderer.sign,
        lines=tuple(_lines(renderer, language, sheet)),
        goods=tuple(ConsignmentLine(**line) for line in sheet["goods"]),
        ages=tuple(
            (words.state("heading", _aged(name, amount), language), amount)
            for name, amount in sheet["age"].items()
        ),
        issued_by=sheet["issued_by"],
        draft=sheet["draft"],
        picture=picture,
    )


def _aged(column: str, amount: str) -> str:
    """What is left over is below zero; above it, more went back than came."""
    return "given_back" if column == "unallocated" and Decimal(amount) > 0 else column


def _number(sheet: Mapping[str, Any]) -> str:
    number = STATEMENTS.reference(sheet["number"])
    return f"{number}/{sheet['revision']}" if sheet["revision"] > 1 else number


def _lines(renderer: Renderer, language: str, sheet: Mapping[str, Any]) -> Sequence[StatementLine]:
    words, balance, found = renderer.vocabulary, sheet["opening"], []
    for line in sheet["lines"]:
        amount = line["amount"]
        balance += amount
        charged = line["ledger"] == "charge"
        found.append(
            StatementLine(
                at=line["at"],
                day=line["day"].isoformat(),
                kind=words.state("charge" if charged else "entry", line["kind"], language),
                ref=line["ref"],
                text=line["text"],
                debit=f"{amount:.2f}" if charged else "",
                credit="" if charged else f"{-amount:.2f}",
                balance=f"{balance:.2f}",
                late=line["late"],
                reversed=(amount < 0) if charged else (amount > 0 and line["kind"] not in BACK),
                disputed=line["disputed"] is not None,
            )
        )
    return found


STATEMENTS_FRONT = AreaFront[Statement](
    table=STATEMENTS,
    view=views.statement_view,
    chat=STATEMENTS_CHAT,
    live=True,
    facts=_facts,
    buttons=_buttons,
    beside=_beside,
    photo=_photo,
    papers={
        "sheet": PaperSpec(read=views.sheet_view, make=_sheet),
        "picture": PaperSpec(read=views.sheet_view, make=_drawn),
    },
)
