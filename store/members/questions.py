"""Open questions: one per member, in a row, so that the answer may come tomorrow and after a restart."""

from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import select

from store.members.model import Question
from store.records import Case
from store.unit import Unit


@dataclass(frozen=True)
class Ask:
    """What is asked (a template knows the words) and the command whose line the answer completes.

    With `lines`, each line of the answer is a labelled line of the command; a label left out is filled in.
    """

    asks: str
    command: str
    lines: str = ""


async def ask(unit: Unit, member_id: int, case: Case, question: Ask) -> None:
    """Open a question; an older one of the same member is dropped."""
    row = await _question(unit, member_id)
    row.command, row.asks = question.command.format(number=case.number), question.asks
    row.lines, row.case_id, row.asked_at = question.lines, case.id, unit.now


FIGURE = "figure:"
"""What a question asks that waits for what a figure is; the figure follows."""


async def ask_figure(unit: Unit, member_id: int, case: Case, command: str, figure: str) -> None:
    """Ask what a figure in a command about the case is; `command` is all that has been said."""
    row = await _question(unit, member_id)
    row.command, row.asks, row.lines = command, FIGURE + figure, ""
    row.case_id, row.asked_at = case.id, unit.now


async def _question(unit: Unit, member_id: int) -> Question:
    row = await open_question(unit, member_id)
    if row is None:
        row = Question(member_id=member_id, command="", asks="", asked_at=unit.now)
        unit.session.add(row)
    return row


LINE = "line:"
"""What a question asks that waits for one labelled line of a command; the line's field follows."""


async def ask_line(unit: Unit, member_id: int, command: str, field: str) -> None:
    """Ask for one more line of a command; `command` is what has been said of it so far."""
    row = await _question(unit, member_id)
    row.command, row.asks, row.lines = command, LINE + field, ""
    row.case_id, row.asked_at = None, unit.now


_OPEN = select(Question).where(Question.member_id == bindparam("member"))


async def open_question(unit: Unit, member_id: int) -> Question | None:
    return (await unit.session.exec(_OPEN, params={"member": member_id})).first()


async def leave(unit: Unit, member_id: int) -> bool:
    """Close the member's question; false when there was none."""
    row = await open_question(unit, member_id)
    if row is not None:
        await unit.session.delete(row)
    return row is not None


def complete(question: Question, answer: str) -> str:
    """The whole command that the answer makes."""
    if not question.lines:
        return f"{question.command} {answer}"
    lines = [line for line in answer.splitlines() if line.strip()]
    labelled = [line if ":" in line or "：" in line else f"{question.lines}: {line}" for line in lines]
    return "\n".join([question.command, *labelled])
