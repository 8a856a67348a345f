"""What may have been meant, asked with a button for each."""

from collections.abc import Sequence
from typing import Any

from bot.intake.work import Work
from bot.letters.speech import ASKED
from bot.speech.outcomes import Meant


def propose(
    work: Work, several: Sequence[Meant], phrase: str = "", *, answers: dict[str, Any] | None = None
) -> None:
    """`phrase` is what is remembered of the sentence if one is pressed. With `answers` the first choice is that it answers
    what is asked."""
    asked = [
        {
            "area": one.subject.area if one.subject else "",
            "number": one.subject.number if one.subject else 0,
            "title": one.subject.title if one.subject else "",
            "title_en": (one.subject.title_en or one.subject.title) if one.subject else "",
            "terms": one.subject.terms if one.subject else 0,
            "action": one.offer.action if one.offer else "",
            "task": one.offer.task.id if one.offer and one.offer.task else None,
            "values": dict(one.values),
            "named": one.subject.named.get(one.offer.action) if one.subject and one.offer else None,
            "form": _form(work, one.says),
            "says": one.says,
        }
        for one in ((Meant(), *several) if answers else several)
    ]
    facts = {"several": asked, "phrase": phrase}
    work.answer(ASKED, facts | ({"answers": answers} if answers else {}), private=True)


def _form(work: Work, says: str) -> dict[str, str] | None:
    """What the form that a command begins is called."""
    head, *rest = says.split()[:2] or [""]
    kind = work.unit.forms.get(rest[0]) if head == "/form" and rest else None
    return kind.title.model_dump() if kind is not None else None
