"""People and rooms in the store: the file and the chat, stand-ins and substitutes, rota, a group's new id."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from bot.courier.settling import settle
from bot.telegram.outcomes import Fate, Outcome
from store.company import Company, Role
from store.company.file import parse_company
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.mail import outbox
from store.mail.outbox import Outbox
from store.members import absences, people, roles, rooms
from store.orders.area import ORDERS
from store.orders.requests import LineAsked, Pay, PlaceOrder
from store.people.model import Absence, Member, Room
from store.people.names import Found, find
from store.people.roster import Away, Person, Place, Roster, Substitute
from store.people.rota import rota
from store.process.cases import take
from store.process.records import Case
from store.process.unit import Store, Unit
from store.registry import AREAS
from store.requests import Refused
from tests.conftest import MONDAY

DESK, NEW = -1001, -1_000_000_000_777


@pytest.fixture
async def store(database_url: str, company: Company) -> AsyncIterator[Store]:
    """A store that has read the example company, without any chat."""
    database = Database(database_url)
    store = Store(database, company, FrozenClock(MONDAY), AREAS)
    await read(store, company)
    yield store
    await database.close()


async def read(store: Store, company: Company, *, admin_ids: tuple[int, ...] = ()) -> None:
    """As at a start of the bot."""
    async with store.database.transaction() as session:
        await people.read_company(session, company, admin_ids=admin_ids, now=MONDAY)
    store.forget_roster()


def changed(company: Company, name: str, **values: Any) -> Company:
    """The company with one member's entry written otherwise."""
    members = tuple(
        member.model_copy(update=values) if member.name == name else member for member in company.members
    )
    return company.model_copy(update={"members": members})


def one(unit: Unit, name: str) -> Person:
    return next(person for person in unit.roster.people if person.name == name)


async def member(unit: Unit, name: str) -> Member:
    return (await unit.session.exec(select(Member).where(Member.name == name))).one()


# the file and the chat ----------------------------------------------------------------------------------------
async def test_what_the_chat_changed_stands_while_the_files_entry_stays_as_it_was(
    store: Store, company: Company
) -> None:
    async with store.unit() as unit:
        await roles.change(
            unit, await member(unit, "李强"), one(unit, "邓凯"), add=[Role.FINANCE], remove=[Role.PRODUCTION]
        )
        await people.set_language(unit, one(unit, "陈静").id, "en")
    await read(store, company)
    async with store.reading() as unit:
        assert one(unit, "李强").roles == {Role.FINANCE}
        assert one(unit, "陈静").language == "en"


async def test_an_entry_changed_in_the_file_wins_over_what_the_chat_said_before(
    store: Store, company: Company
) -> None:
    async with store.unit() as unit:
        await roles.change(unit, await member(unit, "李强"), one(unit, "邓凯"), active=False)
    await read(store, changed(company, "李强", roles=(Role.PURCHASING,)))
    async with store.reading() as unit:
        assert one(unit, "李强").roles == {Role.PURCHASING}, "and back on the list"
    async with store.unit() as unit:
        await roles.change(unit, await member(unit, "李强"), one(unit, "邓凯"), add=[Role.FINANCE])
    await read(store, changed(company, "李强", roles=(Role.PURCHASING,)))
    async with store.reading() as unit:
        assert one(unit, "李强").roles == {Role.PURCHASING, Role.FINANCE}, "of the two the later wins"


async def test_whoever_leaves_the_file_stays_a_member_until_the_chat_says_otherwise(
    store: Store, company: Company
) -> None:
    without = tuple(member for member in company.members if member.name != "李强")
    await read(store, company.model_copy(update={"members": without}))
    async with store.reading() as unit:
        assert one(unit, "李强").roles == {Role.PRODUCTION}


async def test_whoever_joined_in_the_chat_comes_last_and_an_entry_of_theirs_wins(
    store: Store, company: Company
) -> None:
    async with store.unit() as unit:
        await roles.take_on(unit, 2001, "小明", "zh", Role.FINANCE)
        assert [person.name for person in unit.roster.in_turn(Role.FINANCE, unit.now)] == [
            "陈静",
            "钱丽",
            "小明",
        ]
    entry = company.members[0].model_copy(
        update={"id": 2001, "name": "王小明", "roles": (Role.WAREHOUSE,), "head_of": ()}
    )
    await read(store, company.model_copy(update={"members": (*company.members, entry)}))
    async with store.reading() as unit:
        assert one(unit, "王小明").roles == {Role.WAREHOUSE}


async def test_the_operators_admins_are_admins_again_at_every_start(store: Store, company: Company) -> None:
    await read(store, company, admin_ids=(1006,))
    async with store.unit() as unit:
        await roles.change(unit, await member(unit, "赵敏"), one(unit, "邓凯"), active=False)
    await read(store, company, admin_ids=(1006, 3001))
    async with store.reading() as unit:
        assert Role.ADMIN in one(unit, "赵敏").roles
        assert one(unit, "3001").roles == {Role.ADMIN}


async def test_rooms_too_are_the_later_of_file_and_chat(store: Store, company: Company) -> None:
    async with store.unit() as unit:
        room = await rooms.known(unit, DESK, "业务群")
        await rooms.set_purpose(unit, room, "finance", by=one(unit, "邓凯"), version=None, thread_id=None)
    await read(store, company)
    async with store.reading() as unit:
        assert [place.purpose for place in unit.roster.places] == ["finance"]
    entry = company.rooms[0].model_copy(update={"language": "en"})
    await read(store, company.model_copy(update={"rooms": (entry,)}))
    async with store.reading() as unit:
        assert [(place.purpose, place.language) for place in unit.roster.places] == [("desk", "en")]


# who acts -------------------------------------------------------------------------------------------------------
def roster_of(toml: str, *held: tuple[str, str], heads: dict[str, str] | None = None) -> Roster:
    """People with one role each, written as (name, role), ids from 1."""
    company = parse_company(f'name = "x"\n{toml}')
    everyone = [
        Person(
            id=number,
            telegram_id=1000 + number,
            given=name,
            language="zh",
            roles=frozenset({Role(role)} if role else ()),
            head_of=frozenset({Role(heads[name])} if heads and name in heads else ()),
            reachable=True,
        )
        for number, (name, role) in enumerate(held, 1)
    ]
    return Roster(company, everyone, [Place(DESK, None, "desk", "zh")])


def acting(roster: Roster, role: Role) -> list[str]:
    return [person.name for person in roster.acting(role)]


def test_a_role_that_nobody_holds_is_its_stand_ins() -> None:
    held = (("李强", "production"), ("小刘", "production"), ("陈静", "finance"), ("赵敏", "director"))
    roster = roster_of("", *held, heads={"小刘": "production"})
    assert acting(roster, Role.WORKSHOP_LEAD) == acting(roster, Role.FACTORY) == ["小刘"], "the head"
    assert acting(roster, Role.PRODUCTION) == ["李强", "小刘"]
    assert acting(roster, Role.COLLECTOR) == ["陈静"]
    assert acting(roster, Role.SUPERVISOR) == acting(roster, Role.SALES_LEAD) == ["赵敏"]
    assert acting(roster, Role.QUALITY) == [], "technical has nobody either"
    assert roster.actor(roster.people[1]).roles == {Role.PRODUCTION, Role.WORKSHOP_LEAD, Role.FACTORY}
    assert roster.actor(roster.people[0]).roles == {Role.PRODUCTION}


def test_without_a_head_the_department_stands_in_and_the_files_own_stand_ins_count() -> None:
    roster = roster_of(
        '[stand_in]\nquality = "warehouse"\nwarehouse = "logistics"',
        ("周伟", "logistics"),
        ("李强", "production"),
    )
    assert acting(roster, Role.WORKSHOP_LEAD) == ["李强"]
    assert acting(roster, Role.QUALITY) == acting(roster, Role.WAREHOUSE) == ["周伟"], "one after the other"
    assert roster.actor(roster.people[0]).roles >= {Role.LOGISTICS, Role.QUALITY, Role.DISPATCHER}


def test_a_holder_ends_the_stand_in() -> None:
    roster = roster_of("", ("陈静", "finance"), ("许丹", "collector"))
    assert acting(roster, Role.COLLECTOR) == ["许丹"]
    assert Role.COLLECTOR not in roster.actor(roster.people[0]).roles


FINANCE = (("陈静", "finance"), ("钱丽", "finance"), ("李强", "production"), ("赵敏", "director"))


def away(roster: Roster, *absent: tuple[str, str | None], at: datetime = MONDAY) -> Roster:
    """The roster at a moment with these people away, each with their substitute."""
    ids = {person.name: person.id for person in roster.people}
    found = [
        Away(
            id=number,
            member_id=ids[who],
            substitute_id=ids[substitute] if substitute else None,
            starts_at=MONDAY - timedelta(hours=1),
            ends_at=MONDAY + timedelta(hours=1),
        )
        for number, (who, substitute) in enumerate(absent, 1)
    ]
    return Roster(roster.company, roster.people, roster.places, found).at(at)


@pytest.mark.parametrize(
    ("absent", "turn"),
    [
        ((), ["陈静", "钱丽"]),
        ((("陈静", "李强"),), ["李强", "钱丽"]),
        ((("钱丽", "李强"),), ["陈静", "李强"]),
        ((("陈静", None),), ["钱丽"]),
        ((("陈静", "钱丽"),), ["钱丽"]),
        ((("陈静", "钱丽"), ("钱丽", "李强")), ["李强"]),
        ((("陈静", "李强"), ("李强", "赵敏")), ["钱丽"]),
        ((("陈静", "钱丽"), ("钱丽", "陈静")), []),
        ((("陈静", None), ("钱丽", None)), []),
    ],
)
def test_a_substitute_stands_in_the_place_of_the_absent(
    absent: tuple[tuple[str, str | None], ...], turn: list[str]
) -> None:
    roster = away(roster_of("", *FINANCE), *absent)
    assert [person.name for person in roster.in_turn(Role.FINANCE, MONDAY)] == turn


def test_whoever_is_on_duty_comes_first_and_so_does_their_substitute() -> None:
    duty = '[[member]]\nid = 1002\nname = "钱丽"\nroles = ["finance"]\n[[duty]]\nrole = "finance"\nmember = 1002\nwhen = "mon-sun"'
    roster = roster_of(duty, *FINANCE)
    assert [person.name for person in roster.in_turn(Role.FINANCE, MONDAY)] == ["钱丽", "陈静"]
    assert [person.name for person in away(roster, ("钱丽", "李强")).in_turn(Role.FINANCE, MONDAY)] == [
        "李强",
        "陈静",
    ]


def test_the_director_hears_even_when_away_with_nobody_in_their_place() -> None:
    roster = away(roster_of("", *FINANCE), ("赵敏", None))
    assert [person.name for person in roster.in_turn(Role.DIRECTOR, MONDAY)] == ["赵敏"]


def test_a_substitute_has_the_absents_roles_and_says_in_whose_place() -> None:
    roster = away(roster_of("", *FINANCE, ("周伟", "logistics")), ("陈静", "李强"), ("周伟", "李强"))
    actor = roster.actor(roster.people[2])
    assert isinstance(actor, Substitute)
    assert actor.roles >= {Role.PRODUCTION, Role.FINANCE, Role.COLLECTOR, Role.LOGISTICS, Role.DISPATCHER}
    assert actor.instead_of({Role.PRODUCTION, Role.FINANCE}) is None
    assert actor.instead_of({Role.FINANCE, Role.COLLECTOR}) == "陈静"
    assert actor.instead_of({Role.DISPATCHER}) == "周伟"
    assert actor.ids == {3, 1, 5} and roster.actor(roster.people[1]).ids == {2}
    # The absent keep their own rights: whoever looks in may act.
    assert Role.FINANCE in roster.actor(roster.people[0]).roles


def test_an_absence_ends_by_the_clock() -> None:
    roster = away(roster_of("", *FINANCE), ("陈静", "李强"))
    later = roster.at(MONDAY + timedelta(hours=1))
    assert [person.name for person in later.in_turn(Role.FINANCE, MONDAY)] == ["陈静", "钱丽"]
    assert not isinstance(later.actor(later.people[2]), Substitute)
    assert later.at(MONDAY).away(later.people[0]) is not None
    assert roster.at(MONDAY) is roster


@pytest.mark.parametrize(
    ("who", "found"),
    [("李强", "李强"), (" li  QIANG ", "Li Qiang"), ("1002", "Li Qiang"), ("liqiang", "Li Qiang")],
)
def test_a_name_is_found_however_it_is_spaced(who: str, found: str) -> None:
    roster = roster_of("", ("李强", "production"), ("Li Qiang", "finance"))
    assert find(roster.people, who) == Found(next(one for one in roster.people if one.name == found))


def test_an_unknown_name_offers_the_nearest_and_two_of_one_name_their_ids() -> None:
    roster = roster_of("", ("李强", "production"), ("李强", "finance"), ("王芳", "service"))
    unknown, several = find(roster.people, "王房"), find(roster.people, "李强")
    assert isinstance(unknown, Refused) and (unknown.reason, unknown.facts["near"]) == ("no_member", ["王芳"])
    assert isinstance(several, Refused) and several.facts["ids"] == [1001, 1002]
    assert isinstance(find(roster.people, ""), Refused)


# the rota ---------------------------------------------------------------------------------------------------------
DUTY = """
[[member]]
id = 1001
name = "王芳"
roles = ["service"]
[[member]]
id = 1002
name = "林晓"
roles = ["service"]
[[duty]]
role = "service"
member = 1001
when = "mon-fri 18:00-08:00"
[[duty]]
role = "service"
member = 1002
when = "sat,sun"
[[duty]]
role = "service"
member = 1002
when = "2027-03-01..2027-03-02"
"""


@pytest.mark.parametrize(
    ("at", "now", "shift", "then", "following"),
    [
        ("2026-11-23T10:00", [], (None, None), ["王芳"], ("2026-11-23T18:00", "2026-11-24T08:00")),
        ("2026-11-23T23:00", ["王芳"], ("2026-11-23T18:00", "2026-11-24T08:00"), [], None),
        ("2026-11-24T03:00", ["王芳"], ("2026-11-23T18:00", "2026-11-24T08:00"), [], None),
        (
            "2026-11-27T19:00",
            ["王芳"],
            ("2026-11-27T18:00", "2026-11-28T00:00"),
            ["王芳", "林晓"],
            ("2026-11-28T00:00", "2026-11-28T08:00"),
        ),
        (
            "2026-11-28T09:00",
            ["林晓"],
            ("2026-11-28T08:00", "2026-11-30T00:00"),
            ["王芳"],
            ("2026-11-30T18:00", "2026-12-01T08:00"),
        ),
    ],
)
def test_the_rota_knows_both_ends_of_each_shift_and_who_is_next(
    at: str,
    now: list[str],
    shift: tuple[str | None, str | None],
    then: list[str],
    following: tuple[str, str] | None,
) -> None:
    roster = roster_of(DUTY, ("王芳", "service"), ("林晓", "service"))
    zone = ZoneInfo("Asia/Shanghai")

    def moment(said: str | None) -> datetime | None:
        return datetime.fromisoformat(said).replace(tzinfo=zone) if said else None

    (service,) = rota(roster.company, roster, moment(at) or MONDAY)
    assert [one["name"] for one in service["now"]] == now
    assert (service["since"], service["until"]) == tuple(map(moment, shift))
    if following:
        assert [one["name"] for one in service["next"]] == then
        assert (service["from"], service["to"]) == tuple(map(moment, following))


def test_a_company_without_a_rota_has_none() -> None:
    roster = roster_of("", ("王芳", "service"))
    assert rota(roster.company, roster, MONDAY) == []


# durable ------------------------------------------------------------------------------------------------------------
async def test_a_change_of_people_is_never_hidden_by_what_was_read_before_it(store: Store) -> None:
    """A reader that began before the commit must not leave the old people behind for those that come after it."""
    store.forget_roster()
    async with store.unit() as unit:
        await people.set_language(unit, one(unit, "李强").id, "en")
        async with store.reading() as before:
            assert one(before, "李强").language == "zh"
    async with store.reading() as after:
        assert one(after, "李强").language == "en"


async def test_what_is_not_committed_changes_nobody(store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with store.unit() as unit:
            await people.set_language(unit, one(unit, "李强").id, "en")
            raise RuntimeError
    async with store.reading() as after:
        assert one(after, "李强").language == "zh"


async def test_leave_said_again_takes_the_place_of_the_one_under_way(store: Store) -> None:
    async with store.unit() as unit:
        for day in (1, 2, 3):
            until = unit.now + timedelta(days=day)
            await absences.go_away(
                unit, one(unit, "陈静"), until=until, substitute=None, by=one(unit, "陈静")
            )
        rows = (await unit.session.exec(select(Absence).order_by(col(Absence.id)))).all()
        assert [row.ended_at is None for row in rows] == [False, False, True]


# a group's new id -------------------------------------------------------------------------------------------------------
async def place_orders(store: Store, count: int) -> None:
    async with store.unit() as unit:
        for number in range(count):
            asked = PlaceOrder(
                customer="宏达钢构",
                pay=Pay.PREPAID,
                lines=(LineAsked(product="面漆", qty=1 + number, unit="桶", price=1),),
            )
            await take(unit, ORDERS, unit.roster.actor(one(unit, "王芳")), asked, chat_id=DESK)
        for row in await unit.session.exec(select(Outbox).where(Outbox.kind == "orders/card")):
            row.shown, row.message_id = row.wanted, row.id
        closed = (await unit.session.exec(select(Case).where(Case.area == "orders", Case.number == 1))).one()
        closed.state = "closed"


async def cards(unit: Unit) -> list[tuple[int | None, int, int | None, bool]]:
    rows = await unit.session.exec(
        select(Outbox).where(Outbox.kind == "orders/card").order_by(col(Outbox.id))
    )
    return [(row.case_id, row.chat_id, row.message_id, row.wanted > row.shown) for row in rows]


async def test_telegrams_refusal_moves_the_room_as_its_message_does(store: Store) -> None:
    await place_orders(store, 2)
    async with store.unit() as unit:
        row = outbox.notice(unit.session, "members/gap", chat_id=DESK, now=unit.now, facts={})
        await unit.session.flush()
        assert row.id is not None
        await settle(unit, row, 1, Outcome(Fate.MOVED, chat_id=NEW))
        # The message that says so comes too, and changes nothing more.
        await rooms.move_room(unit, old=DESK, new=NEW)
    async with store.reading() as unit:
        assert [place.chat_id for place in unit.roster.desks] == [NEW]
        (one_closed, one_open) = await cards(unit)
        assert one_closed[1:] == (NEW, None, False), "nobody needs the card of a closed order again"
        assert one_open[1:] == (NEW, None, True)
        waiting = (await unit.session.exec(select(Outbox).where(Outbox.kind == "members/gap"))).one()
        assert (waiting.chat_id, waiting.state) == (NEW, "open"), "and is said in the new group"


async def test_a_new_id_heard_of_before_the_move_is_the_same_room(store: Store) -> None:
    async with store.unit() as unit:
        await rooms.bot_added(unit, NEW, "业务群", by=None, by_name="Group")
        await rooms.bot_removed(unit, DESK, by_name="Group")
    async with store.unit() as unit:
        await rooms.move_room(unit, old=DESK, new=NEW)
    async with store.reading() as unit:
        assert [(place.chat_id, place.purpose) for place in unit.roster.places] == [(NEW, "desk")]
        assert len((await unit.session.exec(select(Room))).all()) == 1
        asked = (await unit.session.exec(select(Outbox).where(Outbox.kind == rooms.QUESTION))).one()
        room = (await unit.session.exec(select(Room))).one()
        assert asked.facts["room"] == room.id and asked.facts["version"] != room.version, "it is answered"
    async with store.unit() as unit:
        await rooms.move_room(unit, old=-5, new=-6)  # never heard of


@pytest.mark.parametrize("reason", ["kicked", "chat_not_found", "deactivated"])
async def test_a_room_that_telegram_says_is_gone_is_gone_and_the_admins_hear_it_once(
    store: Store, reason: str
) -> None:
    async with store.unit() as unit:
        for _ in range(2):
            row = outbox.notice(unit.session, "members/gap", chat_id=DESK, now=unit.now, facts={})
            await unit.session.flush()
            assert row.id is not None
            await settle(unit, row, 1, Outcome(Fate.UNREACHABLE, reason=reason))
            assert row.state == "failed"
    async with store.reading() as unit:
        assert unit.roster.desks == ()
        told = (await unit.session.exec(select(Outbox).where(Outbox.kind == "members/room_lost"))).all()
        assert [row.member_id for row in told] == [one(unit, "邓凯").id]
