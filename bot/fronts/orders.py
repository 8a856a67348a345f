"""Orders in chat: what their buttons do, what they list, the sales slip, the stub of a credit."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.fronts.front import AreaFront, Codec, PaperSpec, Picture, Shelf
from bot.fronts.stubs import SIGNATURES, lines_of, paper
from bot.grammar.order_replies import ORDERS_CHAT
from bot.grammar.reading import About
from bot.papers.documents import Counted, Keeper, SlipFacts, SlipLine, StubFacts
from bot.papers.papers import Paper
from bot.wording import keyboards
from bot.wording.keyboards import Button, Press, Rows
from bot.wording.render import Renderer
from bot.wording.vocabulary import Vocabulary
from store.company import Role
from store.customers.access import Part, may_read
from store.customers.finding import find_customer
from store.forms.lists import list_view as list_forms
from store.mail.outbox import Outbox
from store.members.questions import Ask
from store.orders import filed, lists, views
from store.orders import requests as ask
from store.orders.area import ORDERS
from store.orders.state import Order
from store.orders.tracks import State
from store.people.roster import Person
from store.process.records import Case
from store.process.steps import Moment
from store.process.unit import Unit
from store.requests import Area, Request

_VEHICLE = Ask("vehicle", "/vehicle {case}")
_MONEY_TASKS = ("payment",)


def _question_after(step: str, order: Order, pressed: bool) -> Ask | None:
    """A press says that a vehicle is arranged; which one, whoever likes may add (O4)."""
    if (
        step == "arrange"
        and pressed
        and not order.freight.plate
        and order.state in (State.PREPARING, State.RELEASED)
    ):
        return _VEHICLE
    return None


def _remarks(step: str, order: Order, moment: Moment) -> dict[str, Any]:
    remarks: dict[str, Any] = {}
    if step == "place" and order.wanted is not None and order.wanted < moment.today:
        remarks["past"] = True
    if step == "place" and order.twin is not None:
        remarks["twin"] = order.twin
    if step == "place" and order.off_list:
        remarks["off_list"] = [vars(one) for one in order.off_list]
    if step == "pay" and order.ref_on is not None:
        remarks["ref_on"] = order.ref_on
    return remarks


def _photo(about: About, roles: frozenset[Role], order: Order, picture: Picture) -> Request:
    """It is money only under the very question whether that came, or where it is called so.

    There one photo from finance says that all of it did, and another's is proof to check. Whatever is less clear is kept,
    and asked about.
    """
    finance = _from_finance(roles)
    proof = picture.to == "orders/proof" and bool(about.kinds) and about.kinds[0] in _MONEY_TASKS
    under = picture.under in _MONEY_TASKS or proof
    if under and finance and picture.alone and not order.settlement.received:
        return ask.RecordPayment(number=about.number)
    if picture.named == "proof" or (under and not finance):
        return ask.AttachProof(number=about.number)
    return ask.AttachPicture(number=about.number)


def _from_finance(roles: frozenset[Role]) -> bool:
    return bool(roles & frozenset[Role]().union(*(step.roles for step in ORDERS.asking(ask.RecordPayment))))


def _picture_means(roles: frozenset[Role], order: Order) -> Sequence[str]:
    """Proof of payment, as long as money is to come, from whoever doesn't know better."""
    waits = order.owed > 0 and order.state is not State.CANCELLED and not _from_finance(roles)
    allowed = frozenset[Role]().union(*(step.roles for step in ORDERS.asking(ask.AttachProof)))
    return ("proof",) if waits and allowed & roles else ()


FORMS_SHOWN = 5


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    match row.kind:
        case "orders/show":
            takes = frozenset[Role]().union(*(step.roles for step in ORDERS.asking(ask.PlaceOrder)))
            return {"takes_orders": reader is not None and bool(takes & unit.roster.actor(reader).roles)}
        case "orders/list" if reader is not None:
            search = lists.Search(**{name: _tuple(value) for name, value in row.facts["search"].items()})
            found = await lists.list_view(unit, unit.roster.actor(reader), search, row.facts["page"])
            # What is arranged for a storage customer is no order of ours, and is looked for by the same words (W1).
            looked = search.words if not found["orders"] and row.chat_id > 0 else ()
            forms = (await list_forms(unit, reader, looked, 1, code="W1"))["items"] if looked else []
            file = await _file_of(unit, reader, " ".join(looked)) if looked and not forms else None
            return {**found, "forms": forms[:FORMS_SHOWN], "of_file": file}
        case filed.OFFER if reader is not None:
            return await filed.offer_view(unit, reader, await unit.session.get(Case, row.case_id))
        case "orders/cod_held":
            return await views.cod_held_view(unit)
        case _:
            return {}


async def _file_of(unit: Unit, reader: Person, said: str) -> int | None:
    """The customer who is named, where there is nothing but the file to be shown of them, and the reader may read it."""
    row = await find_customer(unit.session, said)
    may = row is not None and may_read(unit.roster.actor(reader), row.sales_id, row.grade, Part.FILE)
    return row.number if row is not None and may else None


async def _listed(unit: Unit, reader: Person, words: Sequence[str], page: int) -> dict[str, Any]:
    found = await lists.list_view(unit, unit.roster.actor(reader), lists.Search(words=tuple(words)), page)
    items = [
        {
            "area": ORDERS.name,
            "noun": ORDERS.noun,
            "at": one["number"],
            "number": one["number"],
            "title": one["customer"],
            "state": one["state"],
        }
        for one in found["orders"]
    ]
    return {"items": items} | {name: found[name] for name in ("count", "page", "pages")}


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    words = renderer.vocabulary
    match row.kind:
        case "orders/unowned":
            given = facts["unowned"]
            text = words.button("give", language).format(name=given["who"])
            return ((Button(text, data=f"give:{given['customer']}:{given['member']}"),),)
        case filed.OFFER if facts["fields"] and not facts["in_room"]:
            return ((Button(words.button("to_file", language), data=f"file:{facts['case']['number']}"),),)
        case "orders/taken" if "twin" in facts and not facts["in_room"]:
            case = facts["case"]
            press = Press(case["area"], case["number"], "cancel", case["terms"])
            return ((Button(words.button("cancel_twin", language), data=press.data()),),)
        case "orders/taken" if facts["step"] == "place" and not facts["in_room"]:
            undo = facts["undo"]
            given = [keyboards.undo(words, language, facts["case"], undo["event_id"])] if undo else []
            return ((_confirmation(words, language, facts["case"]["number"]), *given),)
        case "orders/list" if not facts["in_room"]:
            listed = [
                {"area": ORDERS.name, "number": one["number"], "at": one["number"]} for one in facts["orders"]
            ]
            pages = keyboards.pages(words, language, "orders", facts["page"], facts["pages"])
            file = keyboards.rows(
                [_opens_file(words, language, facts["of_file"])] if facts.get("of_file") else []
            )
            return (*keyboards.opening([*listed, *facts.get("forms", ())]), *file, *pages)
        case _:
            return None


def _opens_file(words: Vocabulary, language: str, number: int) -> Button:
    press = Press(Area.CUSTOMERS, number, keyboards.SHOW, terms=0)
    return Button(words.button("open_file", language), data=press.data())


def _again(words: Vocabulary, language: str, facts: Mapping[str, Any]) -> Rows:
    """Order again, and the words for the customer, for whoever takes orders."""
    if not facts.get("takes_orders"):
        return ()
    number = facts["order"]["number"]
    again = Button(words.button("order_again", language), data=f"draft:again:{number}")
    return ((again, _confirmation(words, language, number)),)


def _confirmation(words: Vocabulary, language: str, number: int) -> Button:
    return Button(words.button("confirmation", language), data=f"confirmation:{number}")


def _read(data: str) -> Request:
    kind, _, number = data.partition(":")
    request = {"file": ask.KeepInFile, "confirmation": ask.ShowConfirmation}[kind]
    return request(number=keyboards.figure(number))


def _slip_paper(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Paper:
    slip = facts["slip"]
    filename = renderer.filename("orders/slip_filename", language, facts, now=slip["issued_at"])
    return Paper(
        "orders/slip",
        _slip_facts(renderer, language, slip, _copies(facts["reader_roles"], slip)).model_dump(),
        f"{filename}.pdf",
    )


def _copies(roles: frozenset[Role], slip: Mapping[str, Any]) -> tuple[Keeper, ...]:
    """Who gets the slip prints what is theirs: whoever sends the goods, all that travels with them."""
    copies: tuple[Keeper, ...] = ()
    if Role.FINANCE in roles:
        copies += ("finance",)
    if roles & {Role.LOGISTICS, Role.DISPATCHER}:
        copies += ("warehouse", "customer", *(("receipt",) if slip["receipt"] else ()))
    return copies if copies and Role.SERVICE not in roles else ("stub", *copies)


def _quantities(lines: Sequence[Mapping[str, Any]]) -> tuple[Counted, ...]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line["unit"]] = sums.get(line["unit"], Decimal(0)) + line["qty"]
    return tuple(Counted(qty=f"{qty.normalize():f}", unit=unit) for unit, qty in sums.items())


def _slip_facts(
    renderer: Renderer, language: str, slip: Mapping[str, Any], copies: tuple[Keeper, ...]
) -> SlipFacts:
    words = renderer.vocabulary
    about = renderer.company.about
    issued = slip["issued_at"].astimezone(renderer.company.zone)
    return SlipFacts(
        company=about.full_name or slip["company"],
        number=f"{slip['slip']:06}",
        order=str(slip["number"]),
        issued_on=renderer.text("orders/slip_date", language, {"day": issued}, now=issued).strip(),
        issued_by=slip["issued_by"],
        issued_at=f"{issued:%Y-%m-%d %H:%M}",
        customer=slip["customer"],
        consignee=slip["consignee"],
        address=slip["address"],
        phone=slip["phone"],
        packing=slip["packing"],
        pay=words.value("pay", slip["pay"], language),
        salesperson=slip["salesperson"] or "",
        received=f"{slip['received']:.2f}",
        owed=f"{slip['owed']:.2f}",
        collect=slip["pay"] == ask.Pay.COD,
        pay_by=slip["pay_by"].isoformat() if slip["pay_by"] else "",
        wanted=slip["wanted"].isoformat() if slip["wanted"] else "",
        note=slip["note"],
        receipt=slip["receipt"],
        freight=words.state("freight", slip["freight_by"], language),
        freight_paid=words.state("freight_paid", slip["freight_by"], language),
        carrier=slip["carrier"] or "",
        plate=slip["plate"] or "",
        driver_phone=slip["driver_phone"] or "",
        quantities=_quantities(slip["lines"]),
        lines=tuple(
            SlipLine(
                product=line["product"],
                qty=f"{line['qty'].normalize():f}",
                unit=line["unit"],
                price=f"{line['price']:.2f}",
                amount=f"{line['amount']:.2f}",
                note=line["note"],
            )
            for line in slip["lines"]
        ),
        total=f"{slip['total']:.2f}",
        total_capitals=slip["capitals"],
        currency_sign=renderer.sign,
        our_address=about.address or "",
        our_phone=about.phone or "",
        tax_number=about.tax_number or "",
        bank=about.bank or "",
        account=about.account or "",
        tax=renderer.company.slip.tax,
        paper=renderer.company.slip.paper,
        copies=copies,
    )


def _stub_paper(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Paper:
    stub = facts["stub"]
    filename = renderer.filename("orders/stub_filename", language, facts, now=stub["signed_at"])
    return Paper("orders/stub", _stub_facts(renderer, language, stub).model_dump(), f"{filename}.pdf")


def _stub_facts(renderer: Renderer, language: str, stub: Mapping[str, Any]) -> StubFacts:
    words, zone = renderer.vocabulary, renderer.company.zone
    return StubFacts(
        company=renderer.company.about.full_name or stub["company"],
        order=ORDERS.reference(stub["number"]),
        date=f"{stub['signed_at'].astimezone(zone):%Y-%m-%d}",
        customer=stub["customer"],
        salesperson=stub["salesperson"] or "",
        asked_by=stub["asked_by"],
        pay=words.value("pay", stub["pay"], language),
        promised=stub["promised"].isoformat() if stub["promised"] else "",
        note=stub["note"],
        goods=renderer.text("orders/stub_goods", language, {"lines": stub["lines"]}, now=stub["signed_at"]),
        total=f"{stub['total']:.2f}",
        total_capitals=stub["capitals"],
        currency_sign=renderer.sign,
        rounds=lines_of(renderer, language, stub["rounds"]),
    )


def _production_paper(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Paper:
    stub = facts[SIGNATURES]
    return paper(renderer, language, "orders/production_stub", str(stub["production_number"]), stub)


ORDERS_FRONT = AreaFront[Order](
    table=ORDERS,
    view=views.order_view,
    chat=ORDERS_CHAT,
    question_after=_question_after,
    remarks=_remarks,
    photo=_photo,
    named=views.named,
    picture_means=_picture_means,
    papers={
        "slip": PaperSpec(read=views.slip_view, make=_slip_paper),
        "stub": PaperSpec(read=views.stub_view, make=_stub_paper),
        SIGNATURES: PaperSpec(read=views.production_view, make=_production_paper),
    },
    facts=_facts,
    buttons=_buttons,
    beside=_again,
    shelf=Shelf(listed=_listed),
    presses=Codec(prefixes=frozenset({"confirmation", "file"}), read=_read),
)
