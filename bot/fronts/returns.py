"""Returns in chat: what their buttons do, the signed list and the statement (R1)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.fronts.front import AreaFront, PaperSpec, Picture
from bot.fronts.stubs import SIGNATURES, paper
from bot.grammar.reading import About
from bot.grammar.returns import RETURNS_CHAT
from bot.papers.documents import ReturnFacts, ReturnLine, Signed
from bot.papers.papers import Paper
from bot.wording.render import Renderer
from store.company import Role
from store.process.records import Case
from store.process.unit import Unit
from store.requests import Refused, Request
from store.returns import requests as ask
from store.returns import views
from store.returns.area import RETURNS
from store.returns.state import Return


def _photo(about: About, roles: frozenset[Role], _state: Return, picture: Picture) -> Request:
    """From whoever acts for the dealer, and under the question for it, it is the signed statement; else something to keep.

    Where money follows, only one photo without a word says that the dealer agreed. The paper that is still missing
    afterwards may have several pages.
    """
    allowed = frozenset[Role]().union(*(step.roles for step in RETURNS.asking(ask.ConfirmReturn)))
    signed = (picture.under == "return_confirm" and picture.alone) or (
        picture.under == "return_paper" and picture.silent
    )
    if allowed & roles and signed:
        return ask.ConfirmReturn(number=about.number)
    return ask.AttachPicture(number=about.number)


def _picture_means(_roles: frozenset[Role], _state: Return) -> Sequence[str]:
    return ()


async def _filled(unit: Unit, case: Case) -> Mapping[str, Sequence[str]] | Refused:
    """The goods that can come back, to strike out what doesn't."""
    order = await views.goods_of(unit, case)
    if not order.shipped:
        return Refused(reason="return_not_shipped", facts={"order": case.number})
    left = [f"{one.product}, {one.left.normalize():f}" for one in order.goods if one.left > 0]
    return {"number": (), "item": left or ("",)}


def _paper(name: str) -> Callable[[Renderer, str, Mapping[str, Any]], Paper]:
    def make(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Paper:
        said = facts[name]
        filename = renderer.filename(f"returns/{name}_filename", language, facts, now=said["opened_at"])
        return Paper(
            f"returns/{name}", _facts(renderer, language, name, said).model_dump(), f"{filename}.pdf"
        )

    return make


def _facts(renderer: Renderer, language: str, name: str, paper: Mapping[str, Any]) -> ReturnFacts:
    tracks = {track: _signed(renderer, done) for track, done in paper["tracks"].items()}
    about = renderer.company.about
    dated = tracks["signed" if name == "list" else "counted"]
    return ReturnFacts(
        company=about.full_name or paper["company"],
        number=RETURNS.reference(paper["number"]),
        order=str(paper["order"]),
        date=dated.at[:10],
        customer=paper["customer"],
        freight=renderer.vocabulary.value("bearer", paper["bearer"], language),
        reason=paper["reason"],
        lines=tuple(
            ReturnLine(
                product=line["product"],
                unit=line["unit"],
                price=f"{line['price']:.2f}",
                listed=_quantity(line["listed"]),
                approved=_quantity(line["approved"]),
                received=_quantity(line["received"]),
                amount=f"{line['amount']:.2f}",
            )
            for line in paper["lines"]
        ),
        differs=bool(paper["differences"]),
        total=f"{paper['total']:.2f}",
        total_capitals=paper["capitals"],
        currency_sign=renderer.sign,
        asked=tracks["asked"],
        checked=tracks["checked"],
        signed=tracks["signed"],
        counted=tracks["counted"],
        our_address=about.address or "",
        our_phone=about.phone or "",
        void=paper["void"],
    )


def _quantity(value: Any) -> str:
    return f"{value.normalize():f}" if value is not None else "0"


def _signed(renderer: Renderer, done: Mapping[str, Any] | None) -> Signed:
    if done is None:
        return Signed()
    return Signed(name=done["by"], at=f"{done['at'].astimezone(renderer.company.zone):%Y-%m-%d %H:%M}")


def _stub_paper(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Paper:
    stub = facts[SIGNATURES]
    return paper(renderer, language, "returns/list_stub", RETURNS.reference(stub["number"]), stub)


RETURNS_FRONT = AreaFront[Return](
    table=RETURNS,
    view=views.return_view,
    chat=RETURNS_CHAT,
    photo=_photo,
    picture_means=_picture_means,
    papers={
        "list": PaperSpec(read=views.list_view, make=_paper("list")),
        SIGNATURES: PaperSpec(read=views.stub_view, make=_stub_paper),
        "statement": PaperSpec(read=views.statement_view, make=_paper("statement")),
    },
    filled=_filled,
)
