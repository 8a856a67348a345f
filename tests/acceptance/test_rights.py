"""Every step by each role that may not take it, and in each state that doesn't allow it: by command and by press.

The pairs follow from the table of steps. They are walked over HTTP once, on SQLite; who may what is judged before
anything is asked of the database.
"""

from collections.abc import Iterator, Mapping

import pytest
from sqlmodel import func, select

from bot.fronts.orders import ORDERS_FRONT
from store.company import Company, Role
from store.orders import requests as ask
from store.orders.area import ORDERS
from store.orders.steps import STEPS
from store.orders.tracks import State
from store.process.records import Event
from store.requests import Advise, Consult, Reject, Request, Sign, Transfer, Withdraw
from tests.acceptance.conversation import Conversation, pressed_by
from tests.acceptance.scenes import HUADONG, PREPAID_WAY, SHIP, go, order, place
from tests.conftest import MONDAY
from tests.databases import SqliteStores
from tests.office import Office

PREPAID = order(customer=HUADONG)
CREDIT = order(customer=HUADONG, pay="欠款")
COD = order("签回单: 要", customer=HUADONG, pay="代收货款")

SAID: Mapping[type[Request], str] = {
    ask.PlaceOrder: PREPAID,
    ask.ReportReady: "/stock {n} ready",
    ask.ReportShort: "/stock {n} short 2026-11-25 原料不足",
    ask.OrderProduction: "/produce {n}",
    ask.ReportMaterial: "/material {n} 2026-11-25 树脂",
    ask.PromiseDate: "/promise {n} 2026-11-28",
    ask.RecordPayment: "/paid {n} 500",
    ask.ReportNoPayment: "/paid {n} none",
    ask.ArrangeVehicle: "/vehicle {n} 顺丰 沪A12345 13800000000",
    Sign: "/sign {n}",
    Reject: "/reject {n} 账期太长",
    Transfer: "/transfer {n} 高翔 出差",
    Consult: "/consult {n} 高翔 行吗",
    Advise: "/advise {n} 行",
    Withdraw: "/withdraw {n}",
    ask.IssueSlip: "/slip {n}",
    ask.ShipGoods: "/ship {n}",
    ask.ConfirmArrival: "/arrive {n}",
    ask.InformCustomer: "/inform {n}",
    ask.RecordReceipt: "/receipt {n}",
    ask.RecordCod: "/cod {n} 500",
    ask.RecordFreight: "/freight {n} 500",
    ask.CloseOrder: "/close {n}",
    ask.ChangeOrder: "/change {n}\n包装: 木箱",
    ask.CancelOrder: "/cancel {n} 不要了",
    ask.RefundMoney: "/refund {n} 500",
    ask.BounceMoney: "/bounce {n} 账号有误",
    ask.ReportProblem: "/problem {n} 少一桶",
    ask.ResolveProblem: "/resolve {n} 补发了",
    ask.UrgeOrder: "/urge {n}",
}
"""How each request is said. Four have no command: a photo is sent, «not yet arrived» and «keep it in advance» are pressed."""
PRESSED = (ask.ReportNotArrived, ask.KeepSurplus)
SENT = {ask.AttachProof: "凭证", ask.AttachPicture: ""}
"""What stands under the photo."""

PREPARING, ON_CREDIT, RELEASED, SHIPPED, ARRIVED, CLOSED, CANCELLED = range(1, 8)
STATE_OF = {
    PREPARING: State.PREPARING,
    RELEASED: State.RELEASED,
    SHIPPED: State.SHIPPED,
    ARRIVED: State.ARRIVED,
    CLOSED: State.CLOSED,
    CANCELLED: State.CANCELLED,
}


def states_for(request: type[Request]) -> frozenset[str]:
    return frozenset[str]().union(*(step.states for step in ORDERS.asking(request)))


def roles_for(request: type[Request]) -> frozenset[Role]:
    return frozenset[Role]().union(*(step.roles for step in ORDERS.asking(request)))


def ripe(request: type[Request]) -> int:
    """An order in a state from which the request might be granted."""
    if request in (Sign, Reject, Transfer, Consult, Advise, Withdraw):
        return ON_CREDIT
    return next((number for number, state in STATE_OF.items() if state in states_for(request)), PREPARING)


class Scene:
    """One order in each state, and a member for each role who holds that role alone."""

    def __init__(self, talk: Conversation) -> None:
        self.talk, self.office = talk, talk.office
        self.terms: dict[int, str] = {}
        self.holder = {
            role: next(one.name for one in self.office.company.members if one.roles == (role,))
            for role in Role
            if any(one.roles == (role,) for one in self.office.company.members)
        }

    async def prepare(self) -> None:
        talk = self.talk
        for text in (PREPAID, CREDIT, PREPAID, PREPAID, COD, PREPAID, PREPAID):
            await place(talk, text)
        for number, steps in ((RELEASED, 3), (SHIPPED, 4), (CLOSED, 7)):
            await go(talk, number, *PREPAID_WAY[:steps])
        await go(talk, ARRIVED, PREPAID_WAY[0], ("王芳", "/slip {n}"), SHIP, ("周伟", "/arrive {n}"))
        await go(talk, CANCELLED, ("王芳", "/cancel {n} 不要了"))
        for number in (*STATE_OF, ON_CREDIT):
            data = pressed_by(await talk.card(number))[0]
            self.terms[number] = data.split(":")[3]

    async def events(self) -> int:
        assert self.office.app is not None
        async with self.office.app.store.reading() as unit:
            return (await unit.session.exec(select(func.count()).select_from(Event))).one()

    def may(self, role: Role, request: type[Request]) -> bool:
        """Stand-ins included: whoever acts for a role that nobody holds may do what it may."""
        assert self.office.app is not None
        roster = self.office.app.store._roster
        assert roster is not None
        person = roster.by_telegram(self.office.id(self.holder[role]))
        assert person is not None
        return bool(roster.actor(person).roles & roles_for(request))

    async def say_all(self, said: list[tuple[str, str]]) -> None:
        """All of it in private, and nothing of it may be done; everybody hears something for it."""
        before = await self.events()
        for start in range(0, len(said), 20):
            for who, text in said[start : start + 20]:
                await self.office.chat.say(self.office.id(who), self.office.id(who), text)
            await self.office.settled()
        await self.talk.skip()
        assert await self.events() == before, f"one of these was done: {await self.newest()}"
        heard = {who for who, _ in said if self.talk.heard.get(self.office.id(who))}
        assert heard == {who for who, _ in said}

    async def press_all(self, presses: list[tuple[str, int, str]], refusals: tuple[str, ...]) -> None:
        """Forged onto the card of order 1; each is answered once by a refusal, and nothing of it is done."""
        before = await self.events()
        card = await self.talk.card(PREPARING)
        for who, number, action in presses:
            data = f"orders:{number}:{action}:{self.terms[number]}:"
            toast = await self.office.press(who, card, data=data)
            assert any(words in toast.text for words in refusals), f"{who} {action} {number}: {toast.text}"
        await self.office.settled()
        await self.talk.skip()
        assert await self.events() == before, f"one of these was done: {await self.newest()}"

    async def newest(self) -> str:
        assert self.office.app is not None
        async with self.office.app.store.reading() as unit:
            event = (await unit.session.exec(select(Event).order_by(Event.id.desc()).limit(1))).one()  # type: ignore[union-attr]
            return f"{event.actor} {event.step} of case {event.case_id}"


@pytest.fixture
async def scene(sqlite_stores: SqliteStores, company: Company):
    with sqlite_stores.fresh() as url:
        async with Office.open(url, company, at=MONDAY) as office:
            talk = Conversation(office)
            scene = Scene(talk)
            await scene.prepare()
            yield scene
            await talk.check_manners()


def requests() -> Iterator[type[Request]]:
    """All that people may ask for: what another area's step entails has nobody's role."""
    return iter(dict.fromkeys(step.asks for step in STEPS.values() if step.roles))


def test_the_table_of_what_is_said_covers_every_step() -> None:
    assert {*SAID, *PRESSED, *SENT} == set(requests())


async def test_no_role_takes_a_step_that_is_not_its_own(scene: Scene) -> None:
    wrong = {
        request: [role for role in scene.holder if not scene.may(role, request)] for request in requests()
    }
    assert sum(map(len, wrong.values())) > 300
    said = [
        (scene.holder[role], SAID[request].format(n=ripe(request)))
        for request, roles in wrong.items()
        if request in SAID
        for role in roles
    ]
    await scene.say_all(said)
    presses = [
        (scene.holder[role], ripe(ORDERS_FRONT.request_of(action)), action)
        for action in (*ORDERS_FRONT.actions, *ORDERS_FRONT.questions)
        if ORDERS_FRONT.request_of(action) in wrong
        for role in wrong[ORDERS_FRONT.request_of(action)]
    ]
    await scene.press_all(presses, ("这一步由", "没有订单"))
    card = await scene.talk.card(PREPARING)
    for request, caption in SENT.items():
        for role in wrong[request]:
            who = scene.holder[role]
            await scene.talk.photo(who, reply_to=card, caption=caption, heard={who: ""})
    assert (await scene.talk.card(PREPARING)).text == card.text


async def test_no_step_is_taken_in_a_state_that_does_not_allow_it(scene: Scene) -> None:
    said: list[tuple[str, str]] = []
    presses: list[tuple[str, int, str]] = []
    for request in requests():
        if request is ask.PlaceOrder or request in SENT:
            continue
        role = next(role for role in scene.holder if role in roles_for(request))
        for number, state in STATE_OF.items():
            if state in states_for(request):
                continue
            if request in SAID:
                said.append((scene.holder[role], SAID[request].format(n=number)))
            presses += [
                (scene.holder[role], number, action)
                for action in (*ORDERS_FRONT.actions, *ORDERS_FRONT.questions)
                if ORDERS_FRONT.request_of(action) is request
            ]
    assert len(said) > 60 and len(presses) > 50
    await scene.say_all(said)
    await scene.press_all(presses, ("现在做不了", "已失效", "不用", "已由"))


async def test_a_role_that_may_is_not_refused_for_its_role(scene: Scene) -> None:
    """The other half: every role in the table gets past the question who it is."""
    card = await scene.talk.card(PREPARING)
    for action in ORDERS_FRONT.actions:
        request = ORDERS_FRONT.request_of(action)
        if request not in set(requests()) or request is ask.UrgeOrder:
            continue
        for role in sorted(roles_for(request)):
            if role is Role.SALES or role not in scene.holder:
                continue
            number = next((one for one, state in STATE_OF.items() if state not in states_for(request)), 0)
            if not number:
                continue
            data = f"orders:{number}:{action}:{scene.terms[number]}:"
            toast = await scene.talk.press(scene.holder[role], card, data=data)
            assert "这一步由" not in toast.text, f"{role} {action}"
