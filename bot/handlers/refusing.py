"""A refusal, answered."""

from bot.intake.work import Work
from store.registry import AREAS
from store.requests import Area, Refused


def refuse(work: Work, refused: Refused, area: str = Area.ORDERS) -> None:
    """A refusal goes to whoever asked, in private where they can be reached."""
    work.front.metrics.refused(refused.reason)
    facts = {"area": area, "noun": AREAS[area].noun, **refused.facts}
    work.answer(f"refused/{refused.reason}", facts, private=True, case_id=refused.facts.get("case_id"))
