"""Who may register, change, contact, give and join customers (U1 to U3). Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from typing import Any

from store.company import Role
from store.customers import requests as ask
from store.customers.access import SELLERS
from store.customers.requests import ContactKind, Level
from store.customers.state import FACTS, OF_PERSON, Contact, CustomerFile, Merge, OnFile, Opened, State
from store.process.steps import Entailed, Moment
from store.requests import Area, Refused

LOOK_BACK = timedelta(days=7)
"""A contact longer ago is the director's to note (U3)."""
OFFICE = frozenset({Role.SERVICE, Role.ASSISTANT, Role.DIRECTOR})
LEFT, HANDED, LISTED = "left", "handed", "listed"
"""Why a customer came into hands: whose they were left; all of those went to one person; they stood in a workbook."""
_NOT_THEIRS = Refused(reason="not_your_customer_file")


def always(_file: CustomerFile, _request: object, _moment: Moment) -> None:
    return None


# the file -----------------------------------------------------------------------------------------------
def may_register(file: CustomerFile, request: ask.RegisterCustomer, moment: Moment) -> Refused | None:
    if file.taken:
        return _taken(request.customer, file)
    return _directors(request.grade, "", moment) or _no_member(file, request)


def register(file: CustomerFile, request: ask.RegisterCustomer, moment: Moment) -> CustomerFile:
    """Whoever registers owns, if they sell; else it is to be given to somebody (U2)."""
    owner = next(
        (found for role in sorted(SELLERS) if (found := moment.actor.acts_for(role)) is not None), None
    )
    file = replace(
        file,
        state=State.ACTIVE,
        sales_id=owner,
        creator_id=moment.actor.member_id,
        since=moment.now,
        given_why=LISTED if request.listed else "",
    )
    file = _filled(file, request, moment)
    return replace(file, people=reduce(_people, request.beside, file.people))


def withdraw(file: CustomerFile) -> CustomerFile:
    """The number is used up; the names and the tax number are free again."""
    return replace(file, state=State.VOID, tax="")


def may_change(file: CustomerFile, request: ask.ChangeCustomer, moment: Moment) -> Refused | None:
    if not _in_charge(file, moment):
        return _NOT_THEIRS
    if file.taken:
        return _taken(request.renamed or request.short or request.tax or "", file)
    if refused := _directors(request.grade, file.grade, moment) or _directors(
        request.salesperson, "", moment
    ):
        return refused
    if request.salesperson is not None and file.heir_id is None:
        return Refused(reason="no_such_seller", facts={"person": request.salesperson})
    if refused := _no_member(file, request):
        return refused
    if change(file, request, moment) == replace(file, checked_at=moment.now):
        return Refused(reason="nothing_changed")
    return None


def change(file: CustomerFile, request: ask.ChangeCustomer, moment: Moment) -> CustomerFile:
    if request.renamed and request.renamed != file.name:
        file = replace(file, name=request.renamed, aliases=_with(file.aliases, file.name))
    if request.salesperson is not None and file.heir_id != file.sales_id:
        why = request.reason or "given"
        file = replace(file, sales_id=file.heir_id, given_why=why)
    return _filled(file, request, moment)


def may_apply(file: CustomerFile, request: ask.ApplySigned, moment: Moment) -> Refused | None:
    """A salesperson is one still; a day that is over opens nothing."""
    if request.sales_id is not None:
        person = moment.roster.person(request.sales_id)
        if person is None or not person.roles & SELLERS:
            return Refused(reason="no_such_seller", facts={"person": person.name if person else ""})
    if request.until is not None and request.until < moment.today:
        return Refused(reason="date_past", facts={"date": request.until})
    return None


def apply_signed(file: CustomerFile, request: ask.ApplySigned, moment: Moment) -> CustomerFile:
    said = request.model_dump(include={"monthly", "credit_limit", "sales_id"}, exclude_none=True)
    if request.grade is not None and request.grade != file.grade:
        said |= {"grade": request.grade, "graded_on": moment.today, "graded_from": file.grade}
    if request.gathers is not None:
        said |= {"gatherer_id": request.gathers, "gathers": moment.roster.name(request.gathers)}
    if request.sales_id is not None and request.sales_id != file.sales_id:
        said["given_why"] = request.ref
    if request.opened_to is not None and request.until is not None:
        opened = Opened(member_id=request.opened_to, until=request.until, ref=request.ref)
        said["opened"] = (*file.opened, opened)
    return replace(file, **said)


def may_grade(file: CustomerFile, request: ask.ConfirmGrade, _moment: Moment) -> Refused | None:
    return Refused(reason="nothing_changed") if request.grade == file.grade else None


def grade(file: CustomerFile, request: ask.ConfirmGrade, moment: Moment) -> CustomerFile:
    return replace(file, grade=request.grade, graded_on=moment.today, graded_from=file.grade)


def confirm(file: CustomerFile, _request: ask.ConfirmFile, moment: Moment) -> CustomerFile:
    return replace(file, checked_at=moment.now)


def in_charge(file: CustomerFile, _request: object, moment: Moment) -> Refused | None:
    return None if _in_charge(file, moment) else _NOT_THEIRS


def _in_charge(file: CustomerFile, moment: Moment) -> bool:
    """The owner, and the office for all of them."""
    return bool(moment.actor.roles & OFFICE) or file.sales_id in moment.actor.ids


def _directors(said: str | None, was: str, moment: Moment) -> Refused | None:
    """The class is the director's to set (U3)."""
    if said in (None, was) or Role.DIRECTOR in moment.actor.roles:
        return None
    return Refused(reason="role", facts={"roles": [Role.DIRECTOR]})


def _no_member(file: CustomerFile, request: ask.FileLines) -> Refused | None:
    """News is gathered by one of ours; an empty line takes them off."""
    if not request.gathers or file.gatherer is not None:
        return None
    return Refused(reason="no_member", facts={"who": request.gathers, "near": []})


def _taken(name: str, file: CustomerFile) -> Refused:
    return Refused(reason="customer_taken", facts={"customer": name, "owner": file.taken})


def _filled(file: CustomerFile, request: ask.FileLines, moment: Moment) -> CustomerFile:
    said: dict[str, Any] = {name: getattr(request, name) for name in FACTS}
    if request.gathers is not None:
        gatherer_id, said["gathers"] = file.gatherer if request.gathers and file.gatherer else (None, "")
        file = replace(file, gatherer_id=gatherer_id)
    before = file.grade
    file = replace(file, **{name: value for name, value in said.items() if value is not None})
    if file.grade != before:
        file = replace(file, graded_on=moment.today, graded_from=before)
    if request.short:
        file = replace(file, aliases=_with(file.aliases, request.short))
    return replace(file, people=_people(file.people, request), checked_at=moment.now)


def _people(people: tuple[OnFile, ...], request: ask.FileLines) -> tuple[OnFile, ...]:
    """The person named is added, or what is said of them. Without a name it is said of the only one there is, else kept as
    somebody's who has none yet: the next name is theirs."""
    said = {name: value for name in OF_PERSON if (value := getattr(request, name)) is not None}
    if not said and not request.contact:
        return people
    named = {one.name: one for one in people}
    known = people[0] if not request.contact and len(people) == 1 else named.get(request.contact or "")
    known = known or named.get("")
    name = request.contact or (known.name if known is not None else "")
    if known is None:
        return (*people, OnFile(name=name, **said))
    return tuple(replace(one, name=name, **said) if one is known else one for one in people)


def _with(aliases: tuple[str, ...], name: str) -> tuple[str, ...]:
    return aliases if name in aliases else (*aliases, name)


# contacts -----------------------------------------------------------------------------------------------
def may_note(file: CustomerFile, request: ask.NoteContact, moment: Moment) -> Refused | None:
    on = request.on or moment.today
    if on > moment.today:
        return Refused(reason="date_ahead", facts={"date": on})
    if on < moment.today - LOOK_BACK and Role.DIRECTOR not in moment.actor.roles:
        return Refused(reason="contact_long_ago", facts={"date": on, "days": LOOK_BACK.days})
    return in_charge(file, request, moment)


def note(file: CustomerFile, request: ask.NoteContact, moment: Moment) -> CustomerFile:
    met = _met(file, request)
    on = request.on or moment.today
    shown = file.evidence if on == moment.today else ""
    contact = Contact(
        kind=request.kind,
        on=on,
        at=moment.now,
        member_id=moment.actor.member_id,
        member=moment.actor.name,
        person=request.person or (met.name if met else ""),
        level=_higher(request.level, met.level if met else None),
        reached=request.reached,
        place=request.place,
        proof=shown or ("place" if request.place else ""),
        note=request.text,
    )
    calls, visits = counts(contact, file.grade)
    if request.kind is ContactKind.VISIT and request.reached:
        file = replace(file, wished_on=None, wish="")
    return replace(file, contacts=(*file.contacts, replace(contact, calls=calls, visits=visits)))


def _met(file: CustomerFile, request: ask.NoteContact) -> OnFile | None:
    """Of those on file whom the words name, the one who stands highest."""
    named = [
        one for one in file.people if one.name and (one.name == request.person or one.name in request.text)
    ]
    return min(named, key=lambda one: _rank(one.level), default=None)


def _higher(said: Level | None, known: Level | None) -> Level | None:
    return min(said, known, key=_rank)


def _rank(level: Level | None) -> int:
    levels = list(Level)
    return levels.index(level) if level is not None else len(levels)


_WANTED = {"a": frozenset({Level.TOP}), "b": frozenset({Level.TOP, Level.HEAD})}


def counts(contact: Contact, grade: str) -> tuple[bool, bool]:
    """On which tracks a contact counts, calls and visits: a visit needs somebody high enough and something that shows it."""
    if not contact.reached:
        return False, False
    wanted = _WANTED.get(grade)
    high_enough = wanted is None or contact.level in wanted
    return True, contact.kind is ContactKind.VISIT and bool(contact.proof) and high_enough


# whose --------------------------------------------------------------------------------------------------
def may_give(file: CustomerFile, _request: ask.GiveCustomer, moment: Moment) -> Refused | None:
    if not file.owner_known:
        return Refused(reason="unreadable")
    if file.sales_id is not None:
        return Refused(reason="customer_owned", facts={"customer": file.name, "owner": file.taken})
    return None


def give(file: CustomerFile, request: ask.GiveCustomer, _moment: Moment) -> CustomerFile:
    return replace(file, sales_id=request.member, given_why=HANDED if request.handed else "given")


def may_release(file: CustomerFile, request: ask.ReleaseCustomer, _moment: Moment) -> Refused | None:
    return None if file.sales_id == request.member else _NOT_THEIRS


def release(file: CustomerFile, _request: ask.ReleaseCustomer, _moment: Moment) -> CustomerFile:
    return replace(file, sales_id=None, given_why=LEFT)


# two that are one ---------------------------------------------------------------------------------------
def may_merge(file: CustomerFile, _request: ask.MergeCustomers, _moment: Moment) -> Refused | None:
    return (
        None
        if file.other is not None
        else Refused(reason="customer_same_already", facts={"customer": file.name})
    )


def merge(file: CustomerFile, _request: ask.MergeCustomers, _moment: Moment) -> CustomerFile:
    """The earlier first contact stays, and whose it was; what isn't known of the one is what is known of the other."""
    other = file.other
    assert other is not None and other.id is not None, "judged"
    earlier = other if other.since and file.since and other.since < file.since else file
    merges = (*file.merges, Merge(other=other.id, number=other.number, name=other.name))
    known: dict[str, Any] = {name: getattr(other, name) for name in FACTS if not getattr(file, name)}
    if "gathers" in known:
        known["gatherer_id"] = other.gatherer_id
    if not file.grade:
        known |= {"graded_on": other.graded_on, "graded_from": other.graded_from}
    file = replace(file, **known)
    if other.lost_on is None:
        file = replace(file, lost_on=None, lost_why="")  # one of the two still buys
    if file.wished_on is None and other.wished_on is not None:
        # Whoever is visited is visited under either name.
        file = replace(file, wished_on=other.wished_on, wish=other.wish, wish_round=file.wish_round + 1)
    return replace(
        file,
        merges=merges,
        since=earlier.since,
        sales_id=earlier.sales_id if earlier.sales_id is not None else file.sales_id or other.sales_id,
        other=None,
    )


def absorbs(old: CustomerFile, new: CustomerFile) -> Sequence[Entailed]:
    added = new.merges[len(old.merges) :]
    gone = bool(new.tax) and new.tax != old.tax
    return [
        Entailed(
            area=Area.CUSTOMERS,
            request=ask.JoinCustomer(number=one.number, into=new.number, tax_goes=gone),
        )
        for one in added
    ]


def join(file: CustomerFile, request: ask.JoinCustomer, _moment: Moment) -> CustomerFile:
    tax = "" if request.tax_goes else file.tax
    return replace(file, state=State.MERGED, merged_into=request.into, tax=tax)
