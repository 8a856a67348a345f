"""A refusal, answered."""

from bot.intake.work import Work
from store.customers import likeness, reading
from store.process import private
from store.process.records import find_case
from store.registry import AREAS
from store.requests import Area, Refused


def refuse(work: Work, refused: Refused, area: str = Area.ORDERS) -> None:
    """A refusal goes to whoever asked, in private where they can be reached; worded by the case whose step was refused."""
    work.front.metrics.refused(refused.reason)
    said = refused.facts.get("area", area)
    of = said if said in AREAS else area  # what it entails in another area's case may be what is refused
    facts = {"area": of, "noun": AREAS[of].noun, **refused.facts}
    work.answer(f"refused/{refused.reason}", facts, private=True, case_id=refused.facts.get("case_id"))


async def out_of_sight(work: Work, area: str, number: int) -> None:
    """A case that the speaker may not see: answered as one that doesn't exist, and kept where its area keeps that. Whoever
    knows the customer by name is told that the file is shut, and how it is opened (A9)."""
    case = await find_case(work.unit.session, area, number)
    if case is not None:
        await AREAS[area].denied(work.unit, case, work.by.actor)
    if case is not None and area == Area.CUSTOMERS:
        name = await reading.known_by_name(work.unit, case, work.by.actor)
        if name:
            refuse(work, Refused(reason="file_shut", facts={"customer": name}), area)
            return
    refuse(work, Refused(reason="unknown", facts={"number": number}), area)


async def ask_likeness(work: Work, refused: Refused) -> None:
    """Whose name was typed: of the asker, or of the director where the asker may not see whom it is like. What was typed
    waits for the answer."""
    work.front.metrics.refused(refused.reason)
    row, directors = await likeness.ask(work.unit, work.by.actor, refused.facts, work.text)
    facts = {**refused.facts, "area": Area.CUSTOMERS}
    if directors or refused.facts["hidden"]:
        for person in directors:
            private.tell(work.unit, person, likeness.ASKED, {"likeness": row.id})
        work.answer(f"refused/{refused.reason}", facts, private=True)
        return
    if work.callback_id is not None:
        work.answer(f"refused/{refused.reason}", facts)
    work.say(likeness.ASKED, {"likeness": row.id}, private=True)
    work.answered = True
