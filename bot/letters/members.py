"""Messages about people and rooms: what is read for them as they are sent, and their buttons, written and read."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.exports import MOST_ROWS, ExportSheet, KeptRows
from bot.fronts.front import Codec, Front, PaperSpec
from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows
from bot.wording.render import Renderer
from bot.wording.vocabulary import LANGUAGES, Vocabulary
from store.company import DESK, Role
from store.customers.reading import Read
from store.exports import GetExport, ledgers_for, reads_of, rows_for
from store.mail.outbox import Outbox
from store.members import barred, duty, joining, presence, rooms, views
from store.members import requests as ask
from store.people.roster import Person
from store.people.rota import rota
from store.process.unit import Unit
from store.registry import reference
from store.requests import Area, Request
from store.tables import EXPORTS

ROLES = "members/roles"
ROOM = "members/room"
ADMINS_ONLY = ("members/list", presence.LEFT, ROLES, ROOM, "members/rooms", rooms.QUESTION, joining.ADMINS)
WIDE = 3
"""Chinese names of roles fit in threes, English ones in twos."""


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    """None for what the reader may no longer see, or what is gone."""
    if row.kind in ADMINS_ONLY and (reader is None or Role.ADMIN not in unit.roster.actor(reader).roles):
        return None
    match row.kind:
        case "members/list":
            return await views.members_view(unit, row.facts["page"])
        case kind if kind == ROLES:
            return await views.roles_view(unit, row.facts)
        case "members/roles_now" | "members/joined":
            return {"roles": sorted(reader.roles) if reader else []}
        case joining.ASKER | joining.ADMINS:
            join = await views.join_view(unit, row.facts["request"])
            return None if join is None else {"join": join}
        case "members/room" | rooms.QUESTION | "members/room_lost" | barred.NOTICE | barred.OVER:
            room = await views.room_view(unit, row.facts["room"])
            if room is None:
                return None
            added = {name: row.facts.get(name, "") for name in ("outsider", "by_id", "sure")}
            return {"room": room, **added}
        case presence.LEFT:
            room = await views.room_view(unit, row.facts["room"])
            return None if room is None else {"room": room} | await presence.left_view(unit, row.facts["who"])
        case "refused/several_members":
            return {"same": views.same_name(unit, row.facts["ids"])}
        case "members/rooms":
            return await views.rooms_view(unit)
        case "members/away_list" if reader is not None:
            return views.away_view(unit, reader)
        case "members/export":
            return {"ledgers": ledgers_for(unit.roster.actor(reader).roles) if reader else ()}
        case "members/export_book":
            return await _export_facts(unit, row, reader)
        case duty.SWAP:
            swap = await duty.swap_view(unit, row.facts["swap"])
            return None if swap is None else {"swap_": swap}
        case "members/duty":
            return {"rota": rota(unit.company, unit.roster, unit.now)}
        case _:
            return {}


async def _export_facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    """Without rows where there are more than a chat takes."""
    asked = GetExport.model_validate({name: row.facts[name] for name in GetExport.model_fields})
    actor = unit.roster.actor(reader) if reader else None
    if actor is None or asked.ledger not in ledgers_for(actor.roles):
        return None
    rows = await KeptRows.of(rows_for(unit, actor, asked), most=MOST_ROWS)
    return {
        "rows": rows,
        "reads": await reads_of(unit, EXPORTS[asked.ledger], (one for batch in rows or () for one in batch)),
        "count": rows.count if rows is not None else 0,
        "most": MOST_ROWS,
        "first": asked.first,
        "last": asked.last,
        "at": unit.now.astimezone(unit.company.zone),
    }


def _buttons(renderer: Renderer, language: str, row: Outbox, shown: Mapping[str, Any]) -> Rows | None:
    words = renderer.vocabulary
    match row.kind:
        case "members/list" if not shown["in_room"]:
            return keyboards.pages(words, language, "members", shown["page"], shown["pages"])
        case kind if kind == ROLES:
            return _roles(words, language, shown)
        case joining.ASKER if shown["join"]["state"] == joining.State.ASKING:
            return _role_choice(words, language, shown["join"])
        case joining.ADMINS if shown["join"]["state"] == joining.State.OPEN:
            pair = (("accept", "yes"), ("refuse", "no"))
            number = shown["join"]["id"]
            return ((*(_button(words, language, name, f"admit:{number}:{data}") for name, data in pair),),)
        case "members/export":
            return keyboards.rows(
                [
                    Button(words.state("ledger", name, language), data=f"export:{name}")
                    for name in shown["ledgers"]
                ]
            )
        case "members/room" | rooms.QUESTION if shown["version"] == shown["room"]["version"]:
            if shown["sure"]:
                return _room_again(words, language, shown["room"], shown["sure"])
            return _room(words, language, shown["room"], roles=shown.get("roles", False))
        case presence.LEFT if shown["who"]["active"]:
            off = _button(words, language, "member_off", f"role:{shown['who']['telegram_id']}:off")
            return ((off,),)
        case duty.SWAP if shown["swap_"]["answered_at"] is None:
            number = shown["swap_"]["id"]
            pair = (("swap_agree", "yes"), ("swap_refuse", "no"))
            return ((*(_button(words, language, name, f"swap:{number}:{data}") for name, data in pair),),)
        case "members/lost" | "members/forwarded" if not shown["in_room"]:
            offers = [(Area(area), number) for area, number in shown.get("offers", ())]
            named = words.button("keep_with", language)
            return keyboards.rows(
                [
                    Button(
                        named.format(case=_named(words, language, area, number)), data=f"keep:{area}:{number}"
                    )
                    for area, number in offers
                ],
                2,
            )
        case "members/which":
            return keyboards.choices(shown["command"], shown["cases"])
        case "members/language":
            codes = [_button(words, language, f"language_{code}", f"language:{code}") for code in LANGUAGES]
            return keyboards.rows(codes)
        case "members/unreachable" | "members/join_here":
            start = "join" if row.kind == "members/join_here" else "hello"
            link = f"https://t.me/{shown['username']}?start={start}"
            return ((Button(words.button("open_private", language), url=link),),)
        case "members/mistake" | "members/blank":
            return keyboards.rows(keyboards.copy(words, language, shown["corrected"]))
        case "members/duty_begins":
            return ((_button(words, language, "menu_tasks", "menu:tasks"),),)
        case "members/away_set_own" if "over" not in shown:
            return ((_button(words, language, "away_off", "away:off"),),)
        case "members/away_list" if shown["mine"]:
            return ((_button(words, language, "away_off", "away:off"),),)
        case _:
            return None


def _named(words: Vocabulary, language: str, area: Area, number: int) -> str:
    return f"{words.area(area, language)} {reference(area, number)}"


def _read(data: str) -> Request | None:
    kind, _, rest = data.partition(":")
    match [kind, *rest.split(":")]:
        case ["join", number, role]:
            return ask.ChooseRole(request=_id(number), role=Role(role))
        case ["admit", number, "yes" | "no" as answer]:
            return ask.DecideJoin(request=_id(number), accept=answer == "yes")
        case ["who", telegram_id]:
            return ask.ShowRoles(who=str(_id(telegram_id)) if telegram_id else "")
        case ["role", telegram_id, "on" | "off" as active]:
            return ask.SetRoles(who=str(_id(telegram_id)), active=active == "on")
        case ["role", telegram_id, "add" | "remove" as way, role]:
            return ask.SetRoles(who=str(_id(telegram_id)), **{way: (Role(role),)})
        case ["room", number, "roles" | "back" as way]:
            return ask.ShowRoom(room=_id(number), roles=way == "roles")
        case ["room", number, purpose, version] | ["room", number, purpose, version, "sure"]:
            known = purpose if purpose in (DESK, rooms.OFF) else Role(purpose)
            sure = data.endswith(":sure")
            return ask.SetRoom.model_validate(
                {"room": _id(number), "purpose": known, "version": _id(version), "sure": sure}
            )
        case ["swap", number, "yes" | "no" as answer]:
            return ask.AnswerSwap(swap=_id(number), agree=answer == "yes")
        case ["line", command, "ask", number]:
            order = _id(number) if number else None
            return ask.AskLines.model_validate({"command": command, "order": order})
        case ["line", field, value]:
            return ask.AnswerLine(text=value, field=field)
        case ["keep", area, number]:
            return ask.KeepPicture(area=Area(area), number=_id(number))
        case ["export", ledger]:
            return GetExport(ledger=ledger)
        case ["away", "off"]:
            return ask.ComeBack()
        case ["language", "zh" | "en" as language]:
            return ask.SetLanguage(language=language)
        case _:
            return None


def _id(text: str) -> int:
    return keyboards.figure(text, keyboards.TELEGRAM_MAX)


def _button(words: Vocabulary, language: str, name: str, data: str) -> Button:
    return Button(words.button(name, language), data=data)


def _per_row(language: str) -> int:
    return WIDE if language == "zh" else WIDE - 1


def _role_choice(words: Vocabulary, language: str, join: Mapping[str, Any]) -> Rows:
    """Names of roles and nothing else: whoever asks may be a stranger."""
    open_roles = [role for role in Role if role is not Role.ADMIN and role not in join["held"]]
    choice = [Button(words.role(role, language), data=f"join:{join['id']}:{role}") for role in open_roles]
    return keyboards.rows(choice, _per_row(language))


def _roles(words: Vocabulary, language: str, shown: Mapping[str, Any]) -> Rows:
    member = shown["member"]
    if member is None:
        people = [Button(_called(one), data=f"who:{one['telegram_id']}") for one in shown["choices"]]
        return keyboards.rows(people) + keyboards.pages(
            words, language, "members", shown["page"], shown["pages"]
        )
    number = member["telegram_id"]
    toggles = []
    for role in Role:
        held = role in member["roles"]
        name = words.role(role, language)
        text = words.button("chosen", language).format(name=name) if held else name
        toggles.append(Button(text, data=f"role:{number}:{'remove' if held else 'add'}:{role}"))
    active = "off" if member["active"] else "on"
    last = (
        _button(words, language, f"member_{active}", f"role:{number}:{active}"),
        _button(words, language, "choose_other", "who:"),
    )
    return (*(keyboards.rows(toggles, _per_row(language)) if member["active"] else ()), last)


def _called(one: Mapping[str, Any]) -> str:
    """A name to choose, in brackets whoever has left."""
    name = f"{one['name']} {one['apart']}".rstrip()
    return name if one["active"] else f"({name})"


def _room(words: Vocabulary, language: str, room: Mapping[str, Any], *, roles: bool) -> Rows:
    number, version = room["id"], room["version"]
    if roles:
        choice = [
            Button(words.role(role, language), data=f"room:{number}:{role}:{version}")
            for role in Role
            if role is not Role.ADMIN
        ]
        back = _button(words, language, "choose_other", f"room:{number}:back")
        return (*keyboards.rows(choice, _per_row(language)), (back,))
    first = [
        _button(words, language, "room_desk", f"room:{number}:{DESK}:{version}"),
        _button(words, language, "room_role", f"room:{number}:roles"),
        _button(words, language, "room_off", f"room:{number}:{rooms.OFF}:{version}"),
    ]
    return keyboards.rows(first, _per_row(language))


def _room_again(words: Vocabulary, language: str, room: Mapping[str, Any], purpose: str) -> Rows:
    """The second question before a stranger's group becomes a room."""
    number = room["id"]
    sure = _button(words, language, "room_sure", f"room:{number}:{purpose}:{room['version']}:sure")
    return ((sure, _button(words, language, "choose_other", f"room:{number}:back")),)


def _reads(_row: Outbox, facts: Mapping[str, Any]) -> Sequence[Read]:
    """A ledger of customers that is handed out."""
    reads: Sequence[Read] = facts.get("reads", ())
    return reads


def _ledger(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> ExportSheet | None:
    if facts["rows"] is None:
        return None
    named = renderer.filename("members/export_filename", language, facts, now=facts["at"])
    zone, ledger = renderer.company.zone, EXPORTS[facts["ledger"]]
    return ExportSheet(ledger, facts["rows"], zone, renderer, f"{named}.xlsx")


MEMBERS_FRONT = Front(
    kinds=("members", "refused/several_members"),
    facts=_facts,
    buttons=_buttons,
    papers={"ledger": PaperSpec(make=_ledger)},
    presses=Codec(
        prefixes=frozenset(
            {
                *("join", "admit", "who", "role", "room", "swap", "line", "keep", "export", "away"),
                "language",
            }
        ),
        read=_read,
    ),
    reads=_reads,
)
