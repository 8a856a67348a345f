"""Open questions: one per member, in a row, so that the answer may come tomorrow and after a restart."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam
from sqlmodel import col, select

from store.mail.outbox import Outbox
from store.people.model import Question
from store.process.records import Case
from store.process.unit import Unit


@dataclass(frozen=True)
class Ask:
    """What is asked (a template knows the words) and the command whose line the answer completes.

    With `lines`, each line of the answer is a labelled line of the command; a label left out is filled in.
    """

    asks: str
    command: str
    lines: str = ""


FIGURE = "figure:"
"""What a question asks that waits for what a figure is; the figure follows."""
LINE = "line:"
"""What a question asks that waits for one labelled line of a command; the line's field follows."""
OPTIONAL = ("vehicle",)
"""What whoever likes may add: asked for after a step, and for a while only."""
LAPSES = timedelta(hours=2)
OVER = "cases/ask_over"
"""What the message of a question becomes once it is answered or left."""


async def ask(unit: Unit, member_id: int, case: Case, question: Ask) -> bool:
    """Open a question; an older one of the same member is left. False for one that may wait until that is answered."""
    before = await open_question(unit, member_id)
    if before is not None and question.asks in OPTIONAL and before.asks not in OPTIONAL:
        return False
    row = await _begin(unit, member_id)
    named = {"number": case.number, "case": unit.areas[case.area].reference(case.number)}
    row.command, row.asks = question.command.format(**named), question.asks
    row.lines, row.case_id, row.asked_at = question.lines, case.id, unit.now
    return True


async def ask_figure(unit: Unit, member_id: int, case: Case, command: str, figure: str) -> None:
    """Ask what a figure in a command about the case is; `command` is all that has been said."""
    row = await _begin(unit, member_id)
    row.command, row.asks, row.lines = command, FIGURE + figure, ""
    row.case_id, row.asked_at = case.id, unit.now


async def ask_line(unit: Unit, member_id: int, command: str, field: str, *, said: str = "") -> None:
    """Ask for one more line of a command; `command` is what has been `said` of it so far, the last line by itself."""
    row = await _begin(unit, member_id, said)
    row.command, row.asks, row.lines = command, LINE + field, ""
    row.case_id, row.asked_at = None, unit.now


async def _begin(unit: Unit, member_id: int, said: str = "") -> Question:
    row = await _of(unit, member_id)
    if row is None:
        row = Question(member_id=member_id, command="", asks="", asked_at=unit.now)
        unit.session.add(row)
    else:
        await _turn(unit, row, said)
    row.outbox_id = None
    return row


async def asked_in(unit: Unit, member_id: int, message: Outbox) -> None:
    """The message that asks the open question: it will say what became of it."""
    await unit.session.flush()
    if (row := await _of(unit, member_id)) is not None:
        row.outbox_id = message.id


async def asked_under(unit: Unit, question: Question) -> str | None:
    """The kind of the task whose button asked it; None when none did."""
    message = await unit.session.get(Outbox, question.outbox_id) if question.outbox_id is not None else None
    return message.facts.get("answering") if message is not None else None


_OPEN = select(Question).where(Question.member_id == bindparam("member"))
_LAPSED = select(Question).where(
    col(Question.asks).in_(OPTIONAL), col(Question.asked_at) <= bindparam("before")
)


async def _of(unit: Unit, member_id: int) -> Question | None:
    return (await unit.session.exec(_OPEN, params={"member": member_id})).first()


async def open_question(unit: Unit, member_id: int) -> Question | None:
    row = await _of(unit, member_id)
    lapsed = row is not None and row.asks in OPTIONAL and row.asked_at <= unit.now - LAPSES
    return None if lapsed else row


async def leave(unit: Unit, member_id: int, *, said: str = "") -> bool:
    """Close the member's question, with what was `said` to it; false when there was none."""
    row = await _of(unit, member_id)
    if row is not None:
        await _end(unit, row, said)
    return row is not None


async def lapse(unit: Unit) -> None:
    """Nobody was bound to answer, and nobody did."""
    for row in (await unit.session.exec(_LAPSED, params={"before": unit.now - LAPSES})).all():
        await _end(unit, row)


async def _end(unit: Unit, row: Question, said: str = "") -> None:
    await _turn(unit, row, said)
    await unit.session.delete(row)


async def _turn(unit: Unit, row: Question, said: str) -> None:
    message = await unit.session.get(Outbox, row.outbox_id) if row.outbox_id is not None else None
    if message is None or message.state != "open":
        return
    message.kind, message.facts = OVER, {"said": " ".join(said.split())[:200]}
    message.wanted, message.changed_at = message.wanted + 1, unit.now


def complete(question: Question, answer: str) -> str:
    """The whole command that the answer makes."""
    if not question.lines:
        return f"{question.command} {answer}"
    lines = [line for line in answer.splitlines() if line.strip()]
    labelled = [line if ":" in line or "：" in line else f"{question.lines}: {line}" for line in lines]
    return "\n".join([question.command, *labelled])
