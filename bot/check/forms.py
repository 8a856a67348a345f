"""Forms: every file whole, and whether there is somebody to sign what it asks for."""

from collections.abc import Iterable, Iterator

from bot.check.findings import Finding, Level, note
from bot.check.missing import held, sign_in_place
from store.company import Company, Role
from store.forms.consequences import CARRIED_OUT
from store.forms.definition import FormDefinition
from store.forms.fieldtypes import RolesField
from store.forms.kinds import FormKinds
from store.forms.terms import HeadOf, MyHead, OfRole, Who
from store.people.roster import Person, Roster


def check_forms(kinds: FormKinds) -> Iterator[Finding]:
    yield from (Finding("forms", Level.BAD, str(fault)) for fault in kinds.faults)
    for kind, definition in kinds.by_name.items():
        for effect in definition.effects:
            if effect.do not in CARRIED_OUT:
                yield Finding("forms", Level.BAD, f"{kind} isn't offered: nothing carries out {effect.do}")
    if kinds.by_name:
        yield Finding("forms", Level.GOOD, f"{len(kinds.by_name)} kinds")


def of_store(kinds: FormKinds, kept: Iterable[FormDefinition]) -> Iterator[Finding]:
    """What doesn't fit the forms that were made so far; `kept` are the versions that they were made by."""
    yield from (Finding("forms", Level.BAD, line) for line in dict.fromkeys(map(str, kinds.retyped(kept))))


def of_calendar(kinds: FormKinds, company: Company) -> Iterator[Finding]:
    """Entries that a form is to tick: by a kind that isn't there they would never be done; and those for which forms are read."""
    for entry in company.calendar:
        if entry.form is not None and entry.form not in kinds.by_name:
            yield Finding(
                "calendar", Level.BAD, f"{entry.key} is done by the form {entry.form}, which isn't there"
            )
        if entry.reads is not None and entry.reads not in kinds.by_name:
            yield Finding(
                "calendar", Level.BAD, f"{entry.key} reads the form {entry.reads}, which isn't there"
            )


def of_people(kinds: FormKinds, roster: Roster) -> Iterator[Finding]:
    """Who is missing: people come and go in the chat, so that none of this is the file's fault."""
    if not held(roster):
        return
    unsigned: dict[str, list[str]] = {}
    for kind, definition in kinds.by_name.items():
        for seat in dict.fromkeys(_unsigned(definition, roster)):
            unsigned.setdefault(seat, []).append(kind)
    for seat, forms in unsigned.items():
        yield note("forms", f"nobody could sign as {seat}: {', '.join(forms)}")
    for role in sorted(_departments(kinds) - set(roster.company.credit.departments)):
        if not any(role in person.head_of for person in roster.people):
            yield note("roles", f"{role} has no head_of: {sign_in_place(roster, role, 'forms')}")


def _departments(kinds: FormKinds) -> set[Role]:
    """Whose heads may be asked."""
    found = set[Role]()
    for definition in kinds.by_name.values():
        found |= {who.role for block in definition.blocks for who in block.who if isinstance(who, HeadOf)}
        found |= {
            role for field in definition.fields if isinstance(field, RolesField) for role in field.options
        }
    return found


def _unsigned(definition: FormDefinition, roster: Roster) -> Iterator[str]:
    """Seats that nobody holds or stands in for, and those whose only holder is the only one who may start it."""
    starters = {person.id for person in roster.people if set(definition.start) & person.roles}
    for block in definition.blocks:
        for who in block.who:
            signers = {person.id for person in _signers(who, roster)}
            own = not block.act and len(starters) == 1 and signers <= starters
            above = {person.id for role in _above(who) for person in roster.acting(role)}
            if not signers or (own and not above - starters):
                yield str(who)


def _above(who: Who) -> tuple[Role, ...]:
    """Where an own request goes up to: nobody stands above leadership."""
    return (Role.EXECUTIVE,) if who == OfRole(Role.EXECUTIVE) else (Role.DIRECTOR, Role.EXECUTIVE)


def _signers(who: Who, roster: Roster) -> tuple[Person, ...]:
    """Who could; whom only the filled-in form names is anybody."""
    match who:
        case OfRole(Role.DIRECTOR):
            return roster.acting(Role.DIRECTOR)
        case OfRole(role):
            return roster.acting(role) or roster.acting(Role.DIRECTOR)
        case HeadOf(role):
            heads = tuple(person for person in roster.people if role in person.head_of)
            return heads or roster.acting(role) or roster.acting(Role.DIRECTOR)
        case MyHead():
            heads = tuple(person for person in roster.people if person.head_of)
            return heads or roster.acting(Role.DIRECTOR) or roster.acting(Role.EXECUTIVE)
        case _:
            return roster.people
