"""What is asked back when somebody was nearly understood, where a case stands, and the buttons of both."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.access.rights import roles_for
from bot.fronts.areas import FRONTS
from bot.fronts.front import Codec, Front
from bot.grammar.chat import PARTS
from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows, called
from bot.wording.render import Renderer
from bot.wording.vocabulary import Vocabulary
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.phrases import learning
from store.phrases.requests import DropWords, PressMeant
from store.process.unit import Unit
from store.registry import reference
from store.requests import Request
from store.tables import EXPORTS

REASONS = ("reason", "cause")
"""Within what questions are called that ask why."""
ASKED, STANDS, LOST, WORDS = "speech/ask", "speech/stands", "speech/lost", "speech/words"


async def _facts(unit: Unit, row: Outbox, _reader: Person | None) -> dict[str, Any] | None:
    return await learning.words_view(unit, row.facts["page"]) if row.kind == WORDS else {}


def _worded(renderer: Renderer, language: str, row: Outbox) -> dict[str, Any]:
    if row.kind != ASKED:
        return {}
    several = row.facts["several"]
    one_case = len({(one["area"], one["number"]) for one in several}) == 1 and several[0]["number"]
    named = _named(renderer, language, several[0], alone=False) if len(several) == 1 else ""
    asked = row.facts["phrase"] if "answers" in row.facts else ""
    return {"named": named, "one": several[0] if one_case else None, "asked": asked}


def _buttons(renderer: Renderer, language: str, row: Outbox, shown: Mapping[str, Any]) -> Rows | None:
    words = renderer.vocabulary
    match row.kind:
        case kind if kind == ASKED:
            several = shown["several"]
            one_case = len({(one["area"], one["number"]) for one in several}) == 1
            kept = row.facts.get("answers")
            if kept is not None:
                form = kept["command"].startswith(("/form ", "/sign F"))  # its fields have names of their own
                why = not form and any(reason in kept["asks"] for reason in REASONS)
                answer = Button(words.button("as_reason" if why else "as_answer", language), data="say:0")
                others = [
                    Button(_named(renderer, language, one, alone=False), data=f"say:{at}")
                    for at, one in enumerate(several)
                    if at
                ]
                return keyboards.rows([answer, *others], 2)
            choices = [
                Button(_named(renderer, language, one, alone=one_case), data=f"say:{at}")
                for at, one in enumerate(several)
            ]
            none = Button(words.button("none_of_these", language), data="say:none")
            return keyboards.rows([*choices, none], 2)
        case kind if kind == STANDS and not shown["in_room"]:
            urge = ["urge"] if shown["urges"] and shown["case"]["waiting"] else []
            own = [
                [action for action in actions if _is_own(shown, action)]
                for actions in shown["case"]["actions"]
            ]
            return keyboards.for_case(
                words, language, shown["case"], [row for row in own if row], [*urge, "show"]
            )
        case kind if kind == LOST:
            menu = Button(words.button("menu_home", language), data="menu:")
            task, has = shown["task"], FRONTS[shown["case"]["area"]].has
            pressed = {**task, "actions": [action for action in task["actions"] if has(action)]}
            return (*keyboards.for_task(words, language, shown["case"], pressed), (menu,))
        case kind if kind == WORDS:
            drop = [Button(f"✗ {one['at']}", data=f"words:{one['id']}") for one in shown["phrases"]]
            return (
                *keyboards.rows(drop, keyboards.TICKS),
                *keyboards.pages(words, language, "words", shown["page"], shown["pages"]),
            )
        case _:
            return ()


def _is_own(shown: Mapping[str, Any], action: str) -> bool:
    front = FRONTS[shown["area"]]
    return bool(roles_for(front.request_of(action), front.table.name) & shown["reader_roles"])


def _named(renderer: Renderer, language: str, one: Mapping[str, Any], *, alone: bool) -> str:
    if one["says"]:
        words, says = renderer.vocabulary, str(one["says"])
        if title := one.get("form"):
            head, kind, *rest = says.split(" ")
            known = words.value_of("form_kind", kind) is not None
            says = " ".join([head, kind if known else title[language], *rest])
        return spelled(words, says, language)[:40]
    names = {one["action"]: one["named"]} if one.get("named") else {}
    label = called(renderer.vocabulary, language, names, one["action"])
    told = "".join(f" {_told(renderer, language, name, value)}" for name, value in one["values"].items())
    place = "" if alone else f"{reference(one['area'], one['number'])} "
    return f"{place}{label}{told}"[:40]


_BEHIND = {"customer": "file"}
"""Of a command, what may be asked behind a name; of a file it is said which line is which."""


def spelled(words: Vocabulary, command: str, language: str) -> str:
    """A command as people call it, its lines without their labels."""
    top, *lines = command.splitlines()
    head, _, rest = top.partition(" ")
    name = words.command_named(head.removeprefix("/"))
    groups, spoken = words.value_groups, rest
    named, _, last = rest.rpartition(" ")
    if named and name in _BEHIND and (asked := words.value_of(_BEHIND[name], last)):
        spoken = f"{named} {words.value(_BEHIND[name], asked, language)}"  # Customer 宏达钢构 change
    first, _, more = rest.partition(" ")
    if name and more and name in groups and (asked := words.value_of(name, first)):
        spoken = f"{words.value(name, asked, language)} {more}"  # 值班 换 李强
    if name == "export" and first in EXPORTS:
        spoken = f"{words.state('ledger', first, language)} {more}".rstrip()  # 导出 联系, not contacts
    if name == "menu" and rest in PARTS:
        spoken = words.button(f"menu_{rest}", language)  # 菜单 款项, not money
    group = next(
        (one for one in (f"{name}_kind", name or "") if one in groups and words.value_of(one, rest)), ""
    )
    value = words.value_of(group, rest) if group and rest else None
    told = [
        words.command(name, language) if name else head,
        words.value(group, value, language) if value else spoken,  # 日程 本周, not week
        *(line.replace(": ", " ", 1) if name in _BEHIND else line.partition(": ")[2] for line in lines),
    ]
    return " ".join(filter(None, told))


def _told(renderer: Renderer, language: str, name: str, value: Any) -> str:
    """What was read out of the sentence, as it would be taken."""
    if name in ("amount", "cost"):
        return renderer.money(value)
    if name == "line":
        return f"{renderer.vocabulary.label('statement_line', language)} {value}"
    if isinstance(value, list):
        return " ".join(f"{one['product']}{Decimal(one['qty']).normalize():f}" for one in value)
    return str(value)


def _read(data: str) -> Request | None:
    match data.split(":"):
        case ["say", "none"]:
            return PressMeant()
        case ["say", at] if at.isascii() and at.isdigit() and len(at) == 1:
            return PressMeant(at=int(at))
        case ["words", number] if number.isascii() and number.isdigit() and len(number) < 10:
            return DropWords(phrase=int(number))
    return None


SPEECH_FRONT = Front(
    kinds=("speech",),
    facts=_facts,
    worded=_worded,
    buttons=_buttons,
    presses=Codec(prefixes=frozenset({"say", "words"}), read=_read),
)
