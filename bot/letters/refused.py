"""Under every refusal what would do instead: the buttons of the reader's own task on the case, and one example."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.access.rights import roles_for
from bot.fronts.areas import FRONTS
from bot.fronts.front import AreaFront, Front
from bot.speech.candidates import buttons_of
from bot.wording import keyboards
from bot.wording.keyboards import Button, Press, Rows
from bot.wording.render import Renderer
from bot.wording.vocabulary import Vocabulary
from store.company import Role
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process import tasks
from store.process.records import Case, case_id
from store.process.unit import Unit

NOT_THEIRS = "refused/form_role"
"""Of a form that the reader may not hand in: what they may is a press away."""
BELOW = "cases/helps"
"""The line that says how, below whatever was said."""


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    """The reader's own open task on the case, that which is due first, and whether others hold it up."""
    case = await unit.session.get(Case, row.case_id) if row.case_id is not None else None
    if reader is None or case is None or row.chat_id < 0:
        return {"own": None, "others": False}
    actor = unit.roster.actor(reader)
    open_ = await tasks.open_tasks(unit.session, case_id(case))
    mine = [one for one in open_ if one.role in actor.roles and one.member_id in (None, *actor.ids)]
    mine.sort(key=lambda one: (one.starts_at > unit.now, one.due_at))
    own = {"id": mine[0].id, "kind": mine[0].kind} if mine else None
    return {"own": own, "others": len(mine) < len(open_)}


def helping(
    front: AreaFront[Any], kind: str, roles: frozenset[Role], case: Mapping[str, Any] | None = None
) -> list[str]:
    """The buttons that these roles may press of a task of this kind, the good answer first; none that is nobody's as the
    case stands."""
    duty, seated = front.table.duty(kind), case["seated"] if case else {}
    named = [one for action in (duty.actions if duty else ()) for one in buttons_of(front, action)]
    return [one for one in named if roles_for(front.request_of(one)) & roles and seated.get(one, True)]


def _buttons(renderer: Renderer, language: str, row: Outbox, shown: Mapping[str, Any]) -> Rows | None:
    if row.kind == NOT_THEIRS and not shown["in_room"]:
        return ((Button(renderer.vocabulary.button("form_kinds", language), data="form:kinds"),),)
    if "case" not in shown or shown["in_room"]:
        return ()
    return beside(
        renderer.vocabulary, language, shown["case"], shown["own"], shown["others"], shown["reader_roles"]
    )


def beside(
    words: Vocabulary,
    language: str,
    case: Mapping[str, Any],
    own: Mapping[str, Any] | None,
    others: bool,
    roles: frozenset[Role],
) -> Rows:
    """The own task's; what can be done while it is another's turn: urge, for whoever may, and look."""
    front, rows = FRONTS[case["area"]], list[Sequence[Button]]()

    def press(action: str, task: int | None = None) -> Button:
        data = Press(case["area"], case["number"], action, case["terms"], task).data()
        return Button(keyboards.named(words, language, case, action), data=data)

    if own is not None:
        rows += keyboards.rows([press(one, own["id"]) for one in helping(front, own["kind"], roles, case)])
    urges = others and front.has("urge") and roles_for(front.request_of("urge")) & roles
    rows.append([press("urge"), press("show")] if urges else [press("show")])
    return tuple(map(tuple, rows))


def example(words: Vocabulary, language: str, shown: Mapping[str, Any], said: str) -> str:
    """How the task's good answer is said in one line; empty where the refusal has an example of its own."""
    if "case" not in shown or not shown.get("own") or "<code>" in said:
        return ""
    case = shown["case"]
    named = helping(FRONTS[case["area"]], shown["own"]["kind"], shown["reader_roles"], case)
    return keyboards.named(words, language, case, named[0]) if named else ""


REFUSED_FRONT = Front(kinds=("refused",), facts=_facts, buttons=_buttons)
