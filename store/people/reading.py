"""The people and rooms as the store has them now, read once and kept."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import Company, Duty, Role
from store.hours.words import parse_duty_time
from store.people.model import Absence, DutyRow, Member, MemberRole, Room, SwapRow
from store.people.roster import UNTITLED, Away, Person, Place, Roster, Swap, Titles


async def read_roster(session: AsyncSession, company: Company, titles: Titles = UNTITLED) -> Roster:
    members = (
        await session.exec(select(Member).where(Member.active).order_by(col(Member.rank), col(Member.id)))
    ).all()
    roles: dict[int, set[Role]] = {}
    for row in await session.exec(select(MemberRole)):
        roles.setdefault(row.member_id, set()).add(Role(row.role))
    people = (
        Person(
            id=member.id,
            telegram_id=member.telegram_id,
            given=member.name,
            language=member.language or company.language,
            roles=frozenset(roles.get(member.id, ())),
            head_of=frozenset(Role(role) for role in member.head_of),
            reachable=member.unreachable is None,
        )
        for member in members
        if member.id is not None
    )
    rooms = (await session.exec(select(Room).where(Room.active).order_by(col(Room.id)))).all()
    places = (
        Place(
            room.chat_id,
            room.thread_id,
            room.purpose,
            room.language or company.language,
            room.title,
            room.barred,
        )
        for room in rooms
    )
    open_absences = await session.exec(
        select(Absence)
        .where(col(Absence.ended_at).is_(None))
        .order_by(col(Absence.starts_at), col(Absence.id))
    )
    absences = (
        Away(
            id=row.id,
            member_id=row.member_id,
            substitute_id=row.substitute_id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in open_absences
        if row.id is not None
    )
    telegram = {member.id: member.telegram_id for member in members}
    rows = await session.exec(
        select(DutyRow).where(col(DutyRow.ended_at).is_(None)).order_by(col(DutyRow.id))
    )
    duties = [
        Duty(role=Role(row.role), member=telegram[row.member_id], when=parse_duty_time(row.when))
        for row in rows
        if row.member_id in telegram
    ]
    agreed = await session.exec(select(SwapRow).where(SwapRow.agreed))
    swaps = [
        Swap(telegram[row.giver_id], telegram[row.taker_id], row.day, row.back)
        for row in agreed
        if {row.giver_id, row.taker_id} <= set(telegram)
    ]
    return Roster(company, people, places, absences, duties=duties, swaps=swaps, titles=titles)


async def every_name(session: AsyncSession) -> dict[int | None, str]:
    """Everybody's by id, also of those who have left."""
    return dict((await session.exec(select(Member.id, Member.name))).all())
