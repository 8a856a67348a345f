"""An office in which every sentence can be said: cases as values in each state, and what the bot makes of a sentence."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bot.fronts.areas import FRONTS
from bot.grammar import About, Grammar, Mistake, NamedByCustomer
from bot.settings import SHIPPED_TEMPLATES
from bot.speech.book import book_of
from bot.speech.candidates import Subject, Waiting, labelled, subject_of
from bot.speech.openings import Opened
from bot.speech.outcomes import Do, Lost, Meant, Outcome, Propose, Says, Sight, Silent, Stands
from bot.speech.recognizing import recognise
from bot.speech.slots import numbers_in
from bot.speech.weighing import better_explained, said_otherwise
from bot.wording.vocabulary import load_vocabulary
from store.calendar.state import Asked, Kind, Occurrence, Per, Share
from store.calendar.state import State as Entry
from store.company import Role
from store.company.file import load_company
from store.complaints.requests import Channel
from store.complaints.state import Complaint
from store.complaints.state import State as Stage
from store.forms.kinds import load_kinds
from store.hours.worktime import WorkTime
from store.members.requests import LeaveQuestion
from store.money.state import Payment, ReceiptKind
from store.orders.arrival import Arrival
from store.orders.freight import Freight
from store.orders.items import Entry as Entry_
from store.orders.items import Line, Shipment, Slip
from store.orders.requests import Pay
from store.orders.settlement import Settlement
from store.orders.state import Order
from store.orders.tracks import EntryKind, Goods, State
from store.people.actor import Actor
from store.people.roster import Person, Roster
from store.process.steps import Moment
from store.registry import area_of
from store.requests import Area, CaseRequest, Request
from store.returns.state import Goods as Sold
from store.returns.state import Line as Returned
from store.returns.state import Order as Returning
from store.returns.state import Return
from store.returns.state import State as Stand

NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
"""A Saturday, 10:00 in Shanghai."""
TODAY = date(2026, 11, 28)
WORDS = load_vocabulary([SHIPPED_TEMPLATES])
GRAMMAR = Grammar(WORDS, bot_username="rig_desk_bot", kinds=load_kinds([SHIPPED_TEMPLATES]).by_name)
BOOK = book_of(WORDS)
COMPANY = load_company(SHIPPED_TEMPLATES / "company.toml")
WORKTIME = WorkTime(COMPANY)
ORDERS = 300
"""So many orders exist: any figure up to it may be one of them."""

PEOPLE = {
    "陈静": "finance",
    "李强": "production",
    "周伟": "logistics",
    "王芳": "service",
    "主任": "director",
    "刘总": "director",
    "赵敏": "director",
    "郑总": "executive",
    "吴刚": "sales",
    "褚伟": "warehouse",
    "冯工": "technical",
    "主管": "supervisor",
    "孙梅": "purchasing",
    "管理员": "admin",
}
CUSTOMERS = ("宏达钢构", "华东机械")
PRODUCTS = ("环氧富锌底漆", "面漆")
ENTRIES = ("月销量报表",)
MEMBERS = ("钱丽", "王芳", "李强", "褚伟")

_LINES = (
    Line(product="环氧富锌底漆", qty=Decimal(30), unit="桶", price=Decimal(280)),
    Line(product="面漆", qty=Decimal(10), unit="桶", price=Decimal(310)),
)
_NEW = Order(
    number=1,
    state=State.PREPARING,
    customer="宏达钢构",
    customer_id=1,
    lines=_LINES,
    pay=Pay.PREPAID,
    terms_ok=False,
    creator_id=4,
)
_READY = replace(_NEW, goods=Goods.READY, freight=Freight(vehicle_at=NOW))
_PAID = replace(
    _READY,
    settlement=Settlement().paid(
        Payment(
            kind=ReceiptKind.TRANSFER,
            day=NOW.date(),
            amount=Decimal(11500),
            at=NOW,
            member_id=2,
            member="陈静",
        )
    ),
)
_RELEASED = replace(_PAID, state=State.RELEASED, slip=Slip(number=1, at=NOW, member_id=4, member="王芳"))
_PARTS = tuple((at, line.qty) for at, line in enumerate(_LINES))
_SHIPPED = replace(
    _RELEASED, state=State.SHIPPED, shipments=(Shipment(at=NOW, member_id=3, waybill="SF1", parts=_PARTS),)
)
_ARRIVED = replace(_SHIPPED, state=State.ARRIVED, arrival=Arrival(at=NOW))
_HELD = Entry_(kind=EntryKind.COD_REPORTED, amount=Decimal(11500), at=NOW, member_id=3, member="周伟")
_COMPLAINT = Complaint(
    number=1, state=Stage.CAUSE, customer="宏达钢构", channel=Channel.PHONE, text="色差", ours=True
)
_RETURN_LINE = Returned(position=1, product="面漆", unit="桶", price=Decimal(310), listed=Decimal(3))


_SOLD = Sold(position=1, product="面漆", unit="桶", price=Decimal(310), shipped=Decimal(10), left=Decimal(10))
_OF_ORDER = Returning(case_id=1, number=1, shipped=True, creditable=Decimal(3100), goods=(_SOLD,))
_RETURN = Return(number=1, state=Stand.LISTED, order=_OF_ORDER, customer="宏达钢构", lines=(_RETURN_LINE,))


def _entry(**values: Any) -> Occurrence:
    asked = (
        Asked(member_id=3, name="周伟", role=Role.LOGISTICS),
        Asked(member_id=4, name="王芳", role=Role.SERVICE),
        Asked(member_id=5, name="主任", role=Role.DIRECTOR),
    )
    given: dict[str, Any] = {
        "number": 1, "state": Entry.OPEN, "kind": Kind.DEADLINE, "entry": "sales-report", "series": "sales-report",
        "title": "月销量报表", "title_en": "sales report", "date": TODAY, "slot": 0, "starts_at": NOW, "due_at": NOW,
        "ends_at": NOW, "pings": (), "pass_up_at": NOW, "expires_at": None, "per": Per.PERSON,
        "roles": (Role.SERVICE,), "to": Role.DIRECTOR, "silent": False, "asked": asked,
    }  # fmt: skip
    return Occurrence(**given | values)


CASES: dict[str, tuple[Area, Any]] = {
    "new": (Area.ORDERS, _NEW),
    "gate": (Area.ORDERS, _PAID),
    "released": (Area.ORDERS, _RELEASED),
    "shipped": (Area.ORDERS, _SHIPPED),
    "arrived": (Area.ORDERS, _ARRIVED),
    "credit": (Area.ORDERS, replace(_NEW, pay=Pay.CREDIT)),
    "freight": (Area.ORDERS, replace(_ARRIVED, freight=replace(_ARRIVED.freight, cost=Decimal(600)))),
    "cod": (Area.ORDERS, replace(_ARRIVED, pay=Pay.COD, settlement=Settlement())),
    "cod_held": (Area.ORDERS, replace(_ARRIVED, pay=Pay.COD, settlement=Settlement(), entries=(_HELD,))),
    "cause": (Area.COMPLAINTS, _COMPLAINT),
    "remedy": (Area.COMPLAINTS, replace(_COMPLAINT, state=Stage.REMEDY, department=Role.PRODUCTION)),
    "carrying": (
        Area.COMPLAINTS,
        replace(_COMPLAINT, state=Stage.CARRYING, department=Role.PRODUCTION, remedy="补发"),
    ),
    "answering": (Area.COMPLAINTS, replace(_COMPLAINT, state=Stage.ANSWERING)),
    "listed": (Area.RETURNS, _RETURN),
    "checked": (Area.RETURNS, replace(_RETURN, state=Stand.CHECKED)),
    "signed": (
        Area.RETURNS,
        replace(_RETURN, state=Stand.SIGNED, lines=(replace(_RETURN_LINE, approved=Decimal(3)),)),
    ),
    "report": (Area.CALENDAR, _entry(shares=(Share(id=1, member_id=4, name="王芳"),))),
    "meeting": (
        Area.CALENDAR,
        _entry(
            kind=Kind.MEETING,
            state=Entry.AHEAD,
            roles=(Role.SERVICE, Role.LOGISTICS, Role.DIRECTOR),
            caller_id=5,
            title="退货协调",
        ),
    ),
}
"""By name: a case's area, what it is now."""
IDS = {"陈静": 2, "周伟": 3, "王芳": 4, "主任": 5, "刘总": 5}
NOBODY = "nothing"
ROSTER = Roster(
    COMPANY,
    (
        Person(
            id=100 + at,
            telegram_id=1000 + at,
            given=role,
            language="zh",
            roles=frozenset({role}),
            head_of=frozenset({role}),
            reachable=True,
        )
        for at, role in enumerate(Role)
    ),
    (),
)
"""Somebody for every role."""


@dataclass(frozen=True)
class Refusal:
    """A whole command or reply of a step that is another's, or that this state doesn't have."""

    request: Request


def actor_of(who: str) -> Actor:
    return Actor(member_id=IDS.get(who, 9), name=who, roles=frozenset({Role(PEOPLE[who])}))


def subject(case: str, number: int, actor: Actor) -> Subject:
    """The case in that state, as this person may answer it."""
    area, state = CASES[case]
    state = replace(state, number=number)
    front = FRONTS[area]
    return subject_of(front, number, state, actor, _moment(actor), _tasks(front, state, actor))


def _moment(actor: Actor) -> Moment:
    return Moment(actor=actor, now=NOW, today=TODAY, company=COMPANY, worktime=WORKTIME, roster=ROSTER)


def _tasks(front: Any, state: Any, actor: Actor) -> list[Waiting]:
    return [
        Waiting(at, duty.kind)
        for at, duty in enumerate(front.table.duties)
        if duty.holds(state)
        for owner in duty.owned_by(state, ROSTER)
        if owner.role in actor.roles and owner.member in (None, actor.member_id)
    ][:9]


def understood(text: str, who: str, case: str, to: str = "") -> Outcome | Refusal | Request | Mistake | None:
    """What the bot makes of it: `to` is empty in private, `card` or `task` for a reply, `room` to nobody."""
    actor = actor_of(who)
    replying = to in ("card", "task")
    about = subject(case, 1, actor) if replying else None
    kinds = tuple(dict.fromkeys(one.task.kind for one in about.own if one.task)) if about else ()
    private, language = not to, "zh"
    read = GRAMMAR.read(
        text,
        today=TODAY,
        about=About(about.area, 1, kinds) if about else None,
        private=private,
        language=language,
    )
    if isinstance(read, NamedByCustomer) and not any(read.said[:2] == name[:2] for name in CUSTOMERS):
        read = Mistake("", "no_customer", None, "customer", read.said, (), "")
    if about is not None and (action := labelled(text, [one.action for one in about.own], WORDS)) is not None:
        front, offer = FRONTS[about.area], about.offer(action)
        return front.actions[action](1) if action in front.actions else Do(Meant(about, offer), None)
    missing = isinstance(read, CaseRequest) and read.number > ORDERS
    left = isinstance(read, LeaveQuestion) and about is not None
    if isinstance(read, Request) and about is not None and not left:
        seen = Sight(actor=actor, today=TODAY, about=about)
        if other := said_otherwise(text, read, recognise(text, BOOK, GRAMMAR, seen), about):
            return other
    if isinstance(read, Request) and not (missing or left):
        return Refusal(read) if isinstance(read, CaseRequest) and _is_refused(read, case, actor) else read
    named = {
        (area, number): subject(case if case in CASES and CASES[case][0] is area else "new", number, actor)
        for area, number in numbers_in(text, WORDS)
        if area is Area.ORDERS and number <= ORDERS
    }
    sight = Sight(
        actor=actor,
        today=TODAY,
        meant=to != "room" or "@rig_desk_bot" in text,
        about=about,
        named=named,
        own=[one for one in ([subject(case, 1, actor)] if case in CASES else []) if one.own],
        customers=[name for name in CUSTOMERS if name[:2] in text],
        entries=[title for title in ENTRIES if title in text],
        members=[name for name in MEMBERS if name in text],
        products=[name for name in PRODUCTS if name[-2:] in text],
    )
    outcome = recognise(text, BOOK, GRAMMAR, sight)
    called = GRAMMAR.form_called(text) if private and isinstance(outcome, Lost) else None
    if called is not None:
        return Says(f"/form {called}")
    if isinstance(outcome, Says):
        said = GRAMMAR.read(outcome.command, today=TODAY, private=True)
        if isinstance(said, CaseRequest) and said.number <= ORDERS and _is_refused(said, case, actor):
            return Refusal(said)
    if not better_explained(text, read, outcome, GRAMMAR):
        return outcome
    return Refusal(read) if isinstance(read, Request) else read


def _is_refused(read: CaseRequest, case: str, actor: Actor) -> bool:
    area = area_of(read)
    if area is None or not FRONTS[area].table.asking(type(read)):
        return False
    found = FRONTS[area]
    state = CASES[case][1] if case in CASES and CASES[case][0] == found.table.name else _NEW
    steps = [
        step for step in found.table.asking(type(read)) if step.open_to(actor) and state.state in step.states
    ]
    return all(step.judge(state, read, _moment(actor)) is not None for step in steps)


def describe(outcome: Outcome | Refusal | Request | Mistake | None) -> str:
    """In a few words, for tables: what is done, asked or shown."""
    match outcome:
        case Refusal():
            return f"refused {_request(outcome.request)}"
        case None | Silent():
            return "silent"
        case Mistake():
            return f"mistake {outcome.kind}"
        case Request():
            return _request(outcome)
        case Do(request=None):
            return f"need {outcome.meant.offer.action if outcome.meant.offer else ''}"
        case Do():
            done = _request(outcome.request) if outcome.request else ""
            return done if outcome.meant.open else f"refused {done}"
        case Propose():
            return "ask " + " ".join(_meant(one) for one in outcome.several)
        case Stands():
            return f"status {outcome.subject.number}"
        case Says():
            return f"says {outcome.command}"
        case Opened():
            goods = " ".join(
                f"{one.product}/{_short(one.qty)}{one.unit}/{_short(one.price)}" for one in outcome.goods
            )
            sure = "" if outcome.sure else "ask "
            return f"{sure}opens {outcome.area} {outcome.customer} {goods} {outcome.pay or ''} {outcome.text}"
        case Lost():
            return "lost"


def _meant(one: Any) -> str:
    values = "".join(f":{_short(value)}" for value in one.values.values())
    return one.says or f"{one.subject.number}.{one.offer.action}{values}"


def _request(request: Request) -> str:
    values = request.model_dump(exclude_defaults=True)
    return " ".join([type(request).__name__, *(f"{name}={_short(value)}" for name, value in values.items())])


def _short(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ",".join(_short(one) for one in value) + "]"
    if isinstance(value, dict):
        return "/".join(_short(one) for one in value.values())
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
