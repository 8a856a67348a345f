"""What guards a statement's steps and what each changes (M2). Pure."""

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from store.complaints.requests import TakeComplaint
from store.money.requests import FollowClaim
from store.money.state import CHARGE, ChargeKind
from store.process.steps import Entailed, Moment
from store.requests import Area, Refused
from store.statements import requests as ask
from store.statements.state import OUT, Dispute, State, Statement, digest_of

ANSWER_BY = 15
"""The day of the next month by which a customer is expected to have answered."""
DRAFTS_OPEN_UNTIL = 10
"""The day of the next month from which service is asked for what hasn't gone out."""


def always(_statement: Statement, _request: object, _moment: Moment) -> None:
    return None


def last_month(today: date) -> date:
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def next_month(month: date, day: int) -> date:
    return (last_day(month) + timedelta(days=1)).replace(day=day)


def cut_of(month: date, today: date) -> date:
    """Of the month under way, today: what comes later goes on the next one."""
    return min(last_day(month), today)


# drafting -----------------------------------------------------------------------------------------------
def may_draft(statement: Statement, _request: ask.DraftStatement, moment: Moment) -> Refused | None:
    if statement.month > moment.today:
        return Refused(reason="statement_ahead", facts={"month": f"{statement.month:%Y-%m}"})
    if statement.follower is not None:
        return Refused(reason="statement_later", facts={"statement": statement.follower})
    return None


def draft(statement: Statement, _request: ask.DraftStatement, moment: Moment) -> Statement:
    nothing = not statement.content.lines and not statement.content.closing
    skipped = nothing and moment.actor.member_id is None
    return replace(
        statement,
        state=State.SKIPPED if skipped else State.DRAFT,
        creator_id=moment.actor.member_id,
        by_hand=moment.actor.member_id is not None,
        drafted_at=moment.now,
    )


def may_revise(statement: Statement, _request: ask.ReviseStatement, _moment: Moment) -> Refused | None:
    if statement.follower is not None:
        return Refused(reason="statement_later", facts={"statement": statement.follower})
    if statement.invoiced:
        return Refused(reason="statement_invoiced", facts={"number": statement.number})
    return None


def revise(statement: Statement, _request: ask.ReviseStatement, moment: Moment) -> Statement:
    return replace(
        statement,
        state=State.DRAFT,
        revision=statement.revision + 1,
        creator_id=moment.actor.member_id,
        by_hand=True,
        cut=cut_of(statement.month, moment.today),
        drafted_at=moment.now,
        digest="",
        issued_at=None,
        issued_by="",
        agreed=None,
        agreed_at=None,
        agreed_with="",
        agreed_how="",
    )


# issuing ------------------------------------------------------------------------------------------------
def agrees(statement: Statement) -> bool:
    """Opening and lines are the balance of the book as of the cut: nothing is on paper twice, nothing missing."""
    return statement.content.closing == statement.content.live


def may_issue(statement: Statement, _request: ask.IssueStatement, _moment: Moment) -> Refused | None:
    if statement.follower is not None:
        return Refused(reason="statement_later", facts={"statement": statement.follower})
    if statement.before is not None:
        return Refused(reason="statement_before", facts={"statement": statement.before})
    if not agrees(statement):
        content = statement.content
        return Refused(
            reason="statement_mismatch",
            facts={"number": statement.number, "closing": content.closing, "live": content.live},
        )
    return None


def issue(statement: Statement, _request: ask.IssueStatement, moment: Moment) -> Statement:
    """A revision is disputed where the one before was, as far as its line is still there."""
    issued = replace(_restated(statement), issued_at=moment.now, issued_by=moment.actor.name)
    return replace(issued, digest=digest_of(issued))


def query(statement: Statement, _request: ask.QueryStatement, _moment: Moment) -> Statement:
    return statement


# the customer's answer ----------------------------------------------------------------------------------
def agree(statement: Statement, request: ask.AgreeStatement, moment: Moment) -> Statement:
    """What is disputed is set aside, and what was let off on a claim since it went out doesn't count."""
    return replace(
        statement,
        state=State.AGREED,
        agreed=statement.acceptable,
        agreed_at=moment.now,
        agreed_with=request.who,
        agreed_how=request.how,
    )


def may_dispute(statement: Statement, request: ask.DisputeStatement, _moment: Moment) -> Refused | None:
    known = {one.line for one in statement.disputes if not one.settled}
    for asked in request.lines:
        if refused := _line_refused(statement, asked, known):
            return refused
        known.add(asked.line)
    return None


def _line_refused(statement: Statement, asked: ask.LineDisputed, known: Collection[int]) -> Refused | None:
    lines = statement.content.lines
    if asked.line > len(lines):
        return Refused(reason="no_line", facts={"line": asked.line, "lines": len(lines)})
    if asked.line in known:
        return Refused(reason="line_disputed", facts={"line": asked.line})
    line = lines[asked.line - 1]
    if asked.amount is None and line.amount <= 0:
        return Refused(reason="dispute_how_much", facts={"line": asked.line})
    if asked.amount is not None and line.amount > 0 and asked.amount > line.amount:
        return Refused(reason="dispute_too_much", facts={"line": asked.line, "amount": line.amount})
    return None


def dispute(statement: Statement, request: ask.DisputeStatement, _moment: Moment) -> Statement:
    lines = statement.content.lines
    found = tuple(
        Dispute(line=one.line, amount=one.amount or lines[one.line - 1].amount, reason=one.reason)
        for one in request.lines
    )
    return replace(statement, state=State.DISPUTED, disputes=(*statement.disputes, *found))


def claimed(old: Statement, new: Statement) -> Sequence[Entailed]:
    """A claim is a complaint: only its signatures take money off."""
    known = {one.id for one in old.disputes}
    return [
        Entailed(area=Area.COMPLAINTS, request=_claim(new, one))
        for one in new.disputes
        if one.id not in known
    ]


def _claim(statement: Statement, one: Dispute) -> TakeComplaint:
    line = statement.content.lines[one.line - 1]
    if line.ledger == CHARGE and line.kind == ChargeKind.GOODS and line.ref.isdecimal():
        return TakeComplaint(order=int(line.ref), text=one.reason)
    return TakeComplaint(customer=statement.customer, text=one.reason)


def may_decide(_statement: Statement, request: FollowClaim, _moment: Moment) -> Refused | None:
    return None if request.decided else Refused(reason="state")


def may_open_again(_statement: Statement, request: FollowClaim, _moment: Moment) -> Refused | None:
    return Refused(reason="state") if request.decided else None


def follow_claim(statement: Statement, request: FollowClaim, moment: Moment) -> Statement:
    """The line follows its complaint: what is left of it is chased again once the decision can't be taken back any more, and
    no longer when the complaint is opened again. What was agreed meanwhile stays agreed."""
    decided = moment.now if request.decided else None
    disputes = tuple(
        replace(one, decided=decided, settled=False) if one.claim == request.claim else one
        for one in statement.disputes
    )
    after = replace(statement, disputes=disputes)
    return _restated(after) if after.state in (State.ISSUED, State.DISPUTED) else after


def _restated(statement: Statement) -> Statement:
    still = any(not one.settled for one in statement.disputes)
    return replace(statement, state=State.DISPUTED if still else State.ISSUED)


def may_be_settled(statement: Statement, _request: ask.SettleDisputes, _moment: Moment) -> Refused | None:
    return None if all(one.settled for one in statement.disputes) else Refused(reason="state")


def settle_disputes(statement: Statement, _request: ask.SettleDisputes, _moment: Moment) -> Statement:
    return _restated(statement)


# what follows -------------------------------------------------------------------------------------------
def follow_invoices(statement: Statement, request: ask.FollowInvoices, _moment: Moment) -> Statement:
    whole = statement.agreed is not None and request.invoiced >= statement.agreed
    if statement.state is State.SETTLED:
        return replace(statement, invoiced=request.invoiced)
    return replace(statement, state=State.INVOICED if whole else State.AGREED, invoiced=request.invoiced)


def may_settle(statement: Statement, _request: ask.SettleStatement, _moment: Moment) -> Refused | None:
    return None if statement.paid else Refused(reason="state")


def settle(statement: Statement, _request: ask.SettleStatement, _moment: Moment) -> Statement:
    return replace(statement, state=State.SETTLED)


def withdraw(statement: Statement) -> Statement:
    return replace(statement, state=State.VOID)


def sound(statement: Statement) -> bool:
    """Invoices stand on what was agreed."""
    return not statement.invoiced or statement.agreed is not None


def unanswered(statement: Statement) -> bool:
    return statement.state in (State.ISSUED, State.DISPUTED)


def is_out(statement: Statement) -> bool:
    return statement.state in OUT
