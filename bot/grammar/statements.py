"""The readers of commands on statements, and their chat table (M2)."""

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.dates import month_said
from bot.grammar.figures import BETWEEN, ENDS, is_money, money, take_figure
from bot.grammar.naming import only_reference
from bot.grammar.orders import take_value
from bot.grammar.reading import Reading, Wrong, build
from store.requests import Area, Request, ShowCase
from store.statements import requests as ask


def statement(reading: Reading) -> Request:
    """`NAME [MONTH]` drafts or shows it, `S3` shows it, alone the list of those that wait."""
    reading.nothing_below()
    said = reading.words().rstrip(ENDS)
    if not said:
        return ask.ListStatements()
    named = only_reference(said, reading.vocabulary)
    if named is not None and named.lettered and named.area is Area.STATEMENTS:
        return ShowCase(area=Area.STATEMENTS, number=named.number)
    customer, rest = reading.customer(said)
    month = month_said(rest, reading.today) if rest else None
    return build(ask.DraftStatement, customer=customer, month=month)


def agree(reading: Reading) -> Request:
    """`S3 [WHO] [HOW]`: a word such as 电话 or 微信 says how, else the photo that it is said with."""
    number, who, how = reading.case, [], None
    for word in reading.words().strip(BETWEEN + ENDS).split():
        known = reading.vocabulary.value_of("agreed_how", word)
        if known is None:
            who.append(word)
        how = ask.How(known) if known else how
    how = how or (ask.How.PHOTO if reading.attached else ask.How.PHONE)
    return build(ask.AgreeStatement, number=number, who=" ".join(who), how=how)


def dispute(reading: Reading) -> Request:
    """`S3 LINE [AMOUNT] REASON`: the line by its number on the sheet; 第 2 行 too."""
    number, said = reading.case, reading.words().strip()
    said = said.removeprefix("第").strip()
    figure, rest = take_figure(said, reading.vocabulary.figures)
    line = figure.removesuffix("行").removesuffix("笔").strip()
    if not line.isdecimal():
        raise Wrong("missing" if not said else "number", "statement_line", figure)
    rest = _reason(reading, rest.removeprefix("行").removeprefix("笔"))
    amount, behind = take_figure(rest, reading.vocabulary.figures)
    disputed = None
    if amount and is_money(amount, reading.vocabulary.figures) and behind:
        disputed = money(amount, reading.vocabulary.figures, field="amount", kind="amount")
        rest = behind
    if not rest:
        raise Wrong("missing", "reason")
    return build(ask.DisputeStatement, number=number, line=int(line[:9]), reason=rest, amount=disputed)


def _reason(reading: Reading, rest: str) -> str:
    """Without the command's own word where it stands behind the line, as in `S3 第 2 行有异议，少了两桶`."""
    rest = rest.strip(BETWEEN)
    said = rest.casefold()
    own = [word for word, command in reading.vocabulary.command_words.items() if command == "dispute"]
    return rest[max((len(word) for word in own if said.startswith(word)), default=0) :].strip(BETWEEN)


def issue(reading: Reading) -> Request:
    """`S3`; `S3 query TEXT` says what is not right before it goes out, `S3 revise TEXT` why it is drawn up again."""
    number, said = reading.case, reading.words()
    known, rest = take_value(reading, "issue", said)
    if known is not None:
        if not rest:
            raise Wrong("missing", "reason")
        return build(
            ask.QueryStatement if known == "query" else ask.ReviseStatement, number=number, text=rest
        )
    reading.nothing_more(said)
    return build(ask.IssueStatement, number=number)


def _picture(number: int) -> Request:
    return ask.ShowSheet(number=number, picture=True)


STATEMENTS_CHAT = Chat(
    area=Area.STATEMENTS,
    menu="money",
    moves=(
        Move(
            request=ask.DraftStatement,
            command="statement",
            read=statement,
            named=True,
            argument="text",
            others=(ask.ListStatements,),
        ),
        Move(
            request=ask.IssueStatement,
            command="issue",
            read=issue,
            lettered=True,
            buttons={"statement_issue": None},
            answers={"statement_issue": ("issue_statement",)},
        ),
        Move(
            request=ask.QueryStatement,
            command="issue",
            asks={"statement_wrong": Asks("statement_wrong", "query")},
        ),
        Move(
            request=ask.ReviseStatement,
            command="issue",
            asks={"statement_revise": Asks("statement_revised", "revise")},
        ),
        Move(
            request=ask.AgreeStatement,
            command="agree",
            read=agree,
            argument="text",
            lettered=True,
            asks={"statement_agreed": Asks("agreed_with")},
        ),
        Move(
            request=ask.DisputeStatement,
            command="dispute",
            read=dispute,
            argument="text",
            lettered=True,
            reason=True,
            asks={"statement_disputed": Asks("disputed_line")},
        ),
        Move(request=ask.ShowSheet, buttons={"statement_sheet": None, "statement_picture": _picture}),
    ),
    answered_by={"agree_statement": "agree"},
)
