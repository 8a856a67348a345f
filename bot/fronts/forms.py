"""Forms in chat: the kinds as buttons, the word of what is to be done, lists, the stub on paper (A1 to A12)."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

from bot.fronts.front import AreaFront, Codec, PaperSpec, Picture, Shelf
from bot.fronts.stubs import lines_of
from bot.grammar.forms import FORMS_CHAT
from bot.grammar.reading import About
from bot.papers.documents import FormStubFacts, FormStubRow
from bot.papers.papers import Drawn, Paper
from bot.wording import keyboards
from bot.wording.keyboards import Button, Press, Rows
from bot.wording.render import Renderer, titled
from bot.wording.vocabulary import Vocabulary
from store.company import Role
from store.forms import lists, views
from store.forms import requests as ask
from store.forms.area import FORMS
from store.forms.state import ACT, ACT_FILL, Form
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit
from store.requests import Area, Request, Sign

PICTURE = "stub_picture"
KINDS, LIST = "forms/kinds", "forms/list"


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    if reader is None:
        return {}
    if row.kind == KINDS:
        kinds = lists.kinds_for(unit, unit.roster.actor(reader))
        return {"kinds": [views.sketch(one) for one in kinds]}
    if row.kind == LIST:
        return await lists.list_view(
            unit, reader, row.facts["words"], row.facts["page"], row.facts.get("only", ())
        )
    return {}


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    words = renderer.vocabulary
    if row.kind == KINDS:
        named = [Button(one["title"][language], data=f"form:start:{one['kind']}") for one in facts["kinds"]]
        return keyboards.rows(named, 2)
    if row.kind == LIST:
        pages = keyboards.pages(words, language, "orders", facts["page"], facts["pages"])
        return (*keyboards.opening(facts["items"]), *pages)
    if row.kind == "forms/task" and facts["task"]["kind"] == "form_amend" and facts["form"]["cancels"]:
        return () if facts["task"]["closed_at"] else (_cancelled(words, language, facts["form"]),)
    if row.kind in ("forms/stub", "forms/approved"):
        return _opened(words, language, facts)
    if row.kind == "forms/card":
        return () if facts["in_room"] else _of_card(renderer, language, facts)
    return None


def _opened(words: Vocabulary, language: str, facts: Mapping[str, Any]) -> Rows | None:
    """Whoever may read a file now opens it from where they hear of that."""
    case, reader = facts["form"], facts["reader"]
    if reader is None or facts["in_room"] or reader["id"] not in [one["member"] for one in case["granted"]]:
        return None
    opens = Press(case["about"]["area"], case["about"]["number"], keyboards.SHOW, terms=0)
    return ((Button(words.button("open_file", language), data=opens.data()),),)


def _cancelled(words: Vocabulary, language: str, form: Mapping[str, Any]) -> tuple[Button, ...]:
    """What stands of it is taken back by a signed form alone."""
    ask_for = Button(
        words.button("ask_cancel", language), data=f"form:start:{form['cancels']}:{form['number']}"
    )
    ((whole,),) = keyboards.for_case(words, language, form, [["whole"]])
    return (ask_for, whole)


def _beside(words: Vocabulary, language: str, facts: Mapping[str, Any]) -> Rows:
    """For whoever has a seat now what else may be done with it, for its starter what is theirs."""
    case, reader = facts["form"], facts["reader"]
    if reader is None or facts["in_room"]:
        return ()
    turn = ["transfer", "consult"] if reader["id"] in case["turn"] else []
    turn = ["no_reply"] if reader["id"] in case["unanswered"] else turn
    own = reader["id"] == case["creator_id"]
    back = {"signing": ["withdraw"], "rejected": ["amend", "drop"], "filling": ["amend", "drop"]}
    if case["signed_at"] is not None:
        back.pop("rejected")
    if own and case["cancels"] and case["state"] == "rejected":
        return (_cancelled(words, language, case)[:1],)
    shown = {action for row in case["actions"] for action in row}
    mine = [one for one in back.get(case["state"], []) if one not in shown] if own else []
    stub = ["form_stub"] if case["state"] == "done" else []
    whole = [] if "whole" in shown else ["whole"]
    return keyboards.for_case(
        words, language, case, [row for row in [[*whole, *turn], [*mine, *stub]] if row]
    )


def _of_card(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Rows:
    """Under the starter's own message: what they may do with it now."""
    case = facts["form"]
    if case["cancels"] and case["state"] == "rejected":
        return (_cancelled(renderer.vocabulary, language, case),)
    actions = {"signing": ["whole", "urge", "withdraw"], "rejected": ["amend", "drop", "whole"]}
    more = actions.get(case["state"], ["whole"])
    more = [*more, "form_stub"] if case["state"] == "done" else more
    return keyboards.for_case(renderer.vocabulary, language, case, [more])


def _photo(about: About, _roles: frozenset[Role], form: Form, picture: Picture) -> Request:
    """Under a task that wants proof, a photo without a word says that it is done."""
    wanted = picture.under in (ACT, ACT_FILL) and picture.silent
    if wanted and form.current is not None and form.current.proof:
        return Sign(area=Area.FORMS, number=about.number)
    return ask.AttachPicture(number=about.number)


async def _listed(unit: Unit, reader: Person, words: Sequence[str], page: int) -> dict[str, Any]:
    return await lists.list_view(unit, reader, words, page)


def _read(data: str) -> Request | None:
    match data.split(":"):
        case ["form", "kinds"]:
            return ask.ListKinds()
        case ["form", "start", kind]:
            return ask.AskForm(kind=kind)
        case ["form", "list", kind, month]:
            return ask.ListForms(words=(kind, month))
        case ["form", "start", kind, about] if about.isascii() and about.isdigit() and len(about) < 10:
            return ask.AskForm(kind=kind, about=int(about) or None)
        case _:
            return None


def _stub(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Paper:
    stub = facts["stub"]
    filename = renderer.filename("forms/stub_filename", language, facts, now=stub["started_at"])
    return Paper("forms/stub", _stub_facts(renderer, language, stub).model_dump(), f"{filename.strip()}.pdf")


def _stub_drawn(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Drawn:
    paper = _stub(renderer, language, {"stub": facts[PICTURE]})
    return Drawn(paper.name, paper.facts, paper.filename.replace(".pdf", ".png"))


def _stub_facts(renderer: Renderer, language: str, stub: Mapping[str, Any]) -> FormStubFacts:
    zone = renderer.company.zone
    about = stub["about"]
    named = renderer.ref(about["number"], about["area"], language) if about else ""
    return FormStubFacts(
        company=renderer.company.about.full_name or stub["company"],
        title=stub["title"][language],
        number=FORMS.reference(stub["number"]),
        date=f"{stub['started_at'].astimezone(zone):%Y-%m-%d}",
        started_by=stub["creator"],
        about=f"{named} · {titled(about, language)}" if about else "",
        rows=tuple(
            FormStubRow(label=one["label"][language], value=_worded(renderer, language, stub, one))
            for one in stub["fields"]
            if one["filled"] and not one["secret"]
        ),
        rounds=lines_of(renderer, language, stub["lines"]),
    )


def _worded(renderer: Renderer, language: str, stub: Mapping[str, Any], field: Mapping[str, Any]) -> str:
    text = renderer.text("forms/value", language, {"field": field}, now=stub["started_at"])
    return html.unescape(text).strip()


FORMS_FRONT = AreaFront[Form](
    table=FORMS,
    view=views.form_view,
    chat=FORMS_CHAT,
    facts=_facts,
    buttons=_buttons,
    photo=_photo,
    named=views.named,
    own_card=True,
    beside=_beside,
    papers={
        "stub": PaperSpec(read=views.stub_view, make=_stub),
        PICTURE: PaperSpec(read=views.stub_view, make=_stub_drawn),
    },
    shelf=Shelf(listed=_listed),
    presses=Codec(prefixes=frozenset({"form"}), read=_read),
)
