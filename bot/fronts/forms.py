"""Forms in chat: the kinds as buttons, the word of what is to be done, lists, the stub on paper (A1 to A12)."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.fronts.front import AreaFront, Codec, PaperSpec, Picture, Shelf
from bot.grammar.forms import FORMS_CHAT
from bot.grammar.reading import About
from bot.papers.documents import FormStubFacts, FormStubRow, StubLine
from bot.papers.papers import Drawn, Paper
from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows
from bot.wording.render import Renderer
from bot.wording.vocabulary import Vocabulary
from store.company import Role
from store.forms import requests as ask
from store.forms import views
from store.forms.area import FORMS
from store.forms.state import ACT, ACT_FILL, FILL, SAY, Form
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.chain import Verdict
from store.process.unit import Unit
from store.requests import Area, Request, Sign

PICTURE = "stub_picture"
KINDS, LIST = "forms/kinds", "forms/list"


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    if reader is None:
        return {}
    if row.kind == KINDS:
        kinds = views.kinds_for(unit, unit.roster.actor(reader))
        return {"kinds": [views.sketch(one) for one in kinds]}
    if row.kind == LIST:
        return await views.list_view(unit, reader, row.facts["words"], row.facts["page"])
    return {}


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    words = renderer.vocabulary
    if row.kind == KINDS:
        named = [Button(one["title"][language], data=f"form:start:{one['kind']}") for one in facts["kinds"]]
        return keyboards.rows(named, 2)
    if row.kind == LIST:
        pages = keyboards.pages(words, language, "orders", facts["page"], facts["pages"])
        return (*keyboards.opening(facts["items"]), *pages)
    acts = row.kind == "forms/task" and facts["task"]["kind"] in (ACT, ACT_FILL, SAY)
    if acts and facts["form"]["act"] and facts["task"]["actions"]:
        return _named_first(renderer, language, facts, facts["form"]["act"][language])
    if row.kind == "forms/task" and facts["task"]["kind"] == FILL and facts["task"]["actions"]:
        return _named_first(renderer, language, facts, words.button("agree", language))
    if row.kind == "forms/card":
        return () if facts["in_room"] else _of_card(renderer, language, facts)
    return None


def _named_first(renderer: Renderer, language: str, facts: Mapping[str, Any], name: str) -> Rows:
    """What is to be done is called as the form's own file calls it; a consent with a figure is a consent."""
    case, task = facts["form"], facts["task"]
    first, *others = keyboards.for_task(renderer.vocabulary, language, case, task)
    act, *beside = first
    return ((replace(act, text=name), *beside), *others)


def _beside(words: Vocabulary, language: str, facts: Mapping[str, Any]) -> Rows:
    """For whoever has a seat now what else may be done with it, for its starter what is theirs."""
    case, reader = facts["form"], facts["reader"]
    if reader is None or facts["in_room"]:
        return ()
    turn = ["transfer", "consult"] if reader["id"] in case["turn"] else []
    turn = ["no_reply"] if reader["id"] in case["unanswered"] else turn
    own = reader["id"] == case["creator_id"]
    back = {"signing": ["withdraw"], "rejected": ["amend", "drop"], "filling": ["amend", "drop"]}
    mine = back.get(case["state"], []) if own else []
    stub = ["form_stub"] if case["state"] == "done" else []
    whole = [] if any("whole" in row for row in case["actions"]) else ["whole"]
    return keyboards.for_case(
        words, language, case, [row for row in [[*whole, *turn], [*mine, *stub]] if row]
    )


def _of_card(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Rows:
    """Under the starter's own message: what they may do with it now."""
    case = facts["form"]
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
    return await views.list_view(unit, reader, words, page)


def _read(data: str) -> Request | None:
    match data.split(":"):
        case ["form", "start", kind]:
            return ask.AskForm(kind=kind)
        case _:
            return None


def _stub(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Paper:
    stub = facts["stub"]
    filename = renderer.text("forms/stub_filename", language, facts, now=stub["started_at"])
    return Paper("forms/stub", _stub_facts(renderer, language, stub).model_dump(), f"{filename.strip()}.pdf")


def _stub_drawn(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Drawn:
    paper = _stub(renderer, language, {"stub": facts[PICTURE]})
    return Drawn(paper.name, paper.facts, paper.filename.replace(".pdf", ".png"))


def _stub_facts(renderer: Renderer, language: str, stub: Mapping[str, Any]) -> FormStubFacts:
    words, zone = renderer.vocabulary, renderer.company.zone
    about = stub["about"]
    named = renderer.ref(about["number"], about["area"], language) if about else ""
    return FormStubFacts(
        company=renderer.company.about.full_name or stub["company"],
        title=stub["title"][language],
        number=FORMS.reference(stub["number"]),
        date=f"{stub['started_at'].astimezone(zone):%Y-%m-%d}",
        started_by=stub["creator"],
        about=f"{named} · {about['title']}" if about else "",
        rows=tuple(
            FormStubRow(label=one["label"][language], value=_worded(renderer, language, stub, one))
            for one in stub["fields"]
            if one["filled"] and not one["secret"]
        ),
        rounds=tuple(
            StubLine(
                round=one["round"],
                verdict=words.state("verdict", one["verdict"], language),
                role=words.role(one["role"], language) if one["role"] else "",
                name=one["to"] if silent else " → ".join(filter(None, (one["by"], one["to"]))),
                instead_of=one["instead_of"],
                at=f"{one['at'].astimezone(zone):%Y-%m-%d %H:%M}",
                words=one["by"] if silent else one["words"],
            )
            for one in stub["lines"]
            for silent in (one["verdict"] == Verdict.SILENT,)
        ),
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
    own_card=True,
    beside=_beside,
    papers={
        "stub": PaperSpec(read=views.stub_view, make=_stub),
        PICTURE: PaperSpec(read=views.stub_view, make=_stub_drawn),
    },
    shelf=Shelf(listed=_listed),
    presses=Codec(prefixes=frozenset({"form"}), read=_read),
)
