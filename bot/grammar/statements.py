"""The readers of commands on statements, and their chat table (M2)."""

import re
from typing import Any

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.dates import month_said
from bot.grammar.figures import BETWEEN, ENDS, is_money, money, take_figure
from bot.grammar.naming import only_reference
from bot.grammar.orders import take_value
from bot.grammar.reading import About, Reading, Wrong, build
from bot.wording.vocabulary.spelling import level
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


LINE = re.compile(
    r"第\s*([1-9][0-9]{0,2}|[一二三四五六七八九十])\s*[行笔]的?|\bline\s*([1-9][0-9]{0,2})\b", re.IGNORECASE
)
"""A line of a sheet by its number, as it is said."""
_APART = re.compile(
    rf"[\s{BETWEEN}。.]+(?=第\s*[1-9一二三四五六七八九十][0-9]{{0,2}}\s*[行笔]|line\s*[1-9])", re.IGNORECASE
)
"""Between what is said of one line and of the next."""


def line_of(found: re.Match[str]) -> int:
    said = found[1] or found[2]
    return int(said) if said.isdecimal() else "一二三四五六七八九十".index(said) + 1


def dispute(reading: Reading) -> Request:
    """`S3 LINE [AMOUNT] REASON`: the line by its number on the sheet; 第 2 行 too, and so several, each with its reason."""
    return _disputed(reading, reading.case, _APART.split(reading.words().strip()))


def _disputed(reading: Reading, number: int, parts: list[str]) -> Request:
    """Lines that are named together have one reason: 第1行、第3行少了两桶."""
    reason, lines = "", list[dict[str, Any]]()
    for part in reversed(parts):
        alone = LINE.fullmatch(part.strip(BETWEEN + ENDS)) if reason else None
        lines.insert(0, {"line": line_of(alone), "reason": reason} if alone else _line(reading, part))
        reason = lines[0]["reason"]
    first, *more = lines
    return build(
        ask.DisputeStatement, number=number, **first, more=[build(ask.LineDisputed, **one) for one in more]
    )


def _line(reading: Reading, said: str) -> dict[str, Any]:
    if marked := LINE.match(said):
        line, rest = line_of(marked), said[marked.end() :].strip(BETWEEN)
    else:
        figure, rest = take_figure(said, reading.vocabulary.figures)
        digits = figure.removesuffix("行").removesuffix("笔").strip()
        if not digits.isdecimal():
            raise Wrong("missing" if not said else "number", "statement_line", figure)
        line = int(digits[:9])
    rest = _reason(reading, rest.removeprefix("行").removeprefix("笔"))
    amount, behind = take_figure(rest, reading.vocabulary.figures)
    disputed = None
    if amount and is_money(amount, reading.vocabulary.figures) and behind:
        disputed = money(amount, reading.vocabulary.figures, field="amount", kind="amount")
        rest = behind
    if not rest:
        raise Wrong("missing", "reason")
    return {"line": line, "reason": rest, "amount": disputed}


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


def _answered(reading: Reading, about: About) -> Request | None:
    """What the customer says of the sheet, in reply to it: 张三签了 under its picture, and 张三 电话, that they agree; 第1行… and
    第3行… that each of these isn't accepted, where they stand under a picture or are several. One line alone is speech."""
    words, said = reading.vocabulary, reading.words()
    parts = _APART.split(said)
    if all(map(LINE.match, parts)) and (reading.attached or len(parts) > 1):
        right = [level(one) for one in words.phrases[Area.STATEMENTS]["statement_agreed"].words]
        if not any(one in level(said) for one in right):
            reading.command = "dispute"
            return _disputed(reading, about.number, parts)
    elif not words.is_doubtful(said) and not any(map(str.isdigit, said)):
        if reading.attached and (signed := _signed(reading, said)) is not None:
            reading.command = "agree"
            return build(ask.AgreeStatement, number=about.number, who=signed, how=ask.How.PHOTO)
        if len(said.split()) in (2, 3) and words.value_of("agreed_how", said.split()[-1]) is not None:
            reading.command, reading.area, reading.number = "agree", about.area, about.number
            return agree(reading)
    return None


def _signed(reading: Reading, said: str) -> str | None:
    """Who signed, as far as a name stands there; None where nobody is said to have signed, or is yet to."""
    text = level(said)
    signs = [level(one) for one in reading.vocabulary.value_words("signed")]
    found = max((one for one in signs if one in text), key=len, default="")
    if not found or any(level(one) in text for one in reading.vocabulary.value_words("unsigned")):
        return None
    who = said[: text.index(found)] if len(text) == len(said) else ""
    for one in (*reading.vocabulary.speech.no_customers, *reading.vocabulary.speech.inside):
        who = who.replace(one, "")
    return who.strip(BETWEEN + ENDS)[:64]


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
        Move(request=ask.BillStatement, buttons={"statement_invoice": None}),
        Move(request=ask.ShowSheet, buttons={"statement_sheet": None, "statement_picture": _picture}),
    ),
    answered_by={"agree_statement": "agree"},
    free=_answered,
)
