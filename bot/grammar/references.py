"""Which case a command is about: the one it names, or the one replied to."""

from bot.grammar.chat import CommandSpec
from bot.grammar.figures import is_money, take_figure
from bot.grammar.naming import Named, number_of, take_reference
from bot.grammar.reading import About, Reading, Wrong
from store.registry import reference
from store.requests import NUMBER_MAX, ShowCase, ShowHistory

_VIEWS = {ShowCase, ShowHistory}


def take_case(reading: Reading, spec: CommandSpec, about: About | None) -> None:
    """Take the reference off the text, or else the case replied to.

    A reply may leave the reference out. A reply that names another case means that other case where nothing but a
    reference can stand there, or where a slash, a `#` or an area's letter says so. Where the figure could as well be
    the amount, the reason or a day, nothing is done to either case: Wrong asks which.
    """
    if not spec.areas or (spec.alone and not reading.words()):
        return
    here = about if about and about.area in spec.areas else None
    found = _found(reading, spec)
    if found and found.maybe_day and not reading.slash and not _VIEWS.issuperset(spec.requests):
        if here is None:
            raise Wrong("day_or_case", "number", str(found.number))
        found = None
    if found and here and not _names_a_case(reading, spec, here, found):
        found = None
    if found:
        if not 1 <= found.number <= NUMBER_MAX:
            raise Wrong("number", "number", reading.rest.split()[0])
        reading.area, reading.number, reading.rest = found.area, number_of(reading, found), found.rest
        reading.reference = found.typed if found.is_slip else reference(found.area, found.number)
    elif here:
        reading.area, reading.number = here.area, here.number
        reading.reference = reference(here.area, here.number)
    if reading.number is not None:
        reading.understand_case()


def meant_elsewhere(reading: Reading, spec: CommandSpec, about: About | None) -> str | None:
    """The command that is meant where a case of another area is named, or replied to, for which there is one. The case
    stands first behind it."""
    named = take_reference(reading.rest, reading.vocabulary) if spec.elsewhere else None
    if named is not None and named.lettered:
        return spec.elsewhere.get(named.area)
    if named is not None or about is None or about.area not in spec.elsewhere:
        return None
    reading.rest = f"{reference(about.area, about.number)} {reading.rest}".rstrip()
    return spec.elsewhere[about.area]


def _found(reading: Reading, spec: CommandSpec) -> Named | None:
    """The reference that the text begins with. A bare number is of the only area that the command is about."""
    counted = not (reading.slash and spec.argument == "text")
    found = take_reference(reading.rest, reading.vocabulary, counted=counted)
    if found and not found.marked and found.area not in spec.areas and len(spec.areas) == 1:
        return found._replace(area=spec.areas[0])
    return found if found and found.area in spec.areas else None


def _names_a_case(reading: Reading, spec: CommandSpec, here: About, found: Named) -> bool:
    same = not found.is_slip and (found.area, found.number) == (here.area, here.number)
    if found.marked or not spec.argument or (same and found.rest):
        return True
    if spec.argument == "waybill":
        # Of two words the second is the waybill; a single one is it, unless it is the case's own number.
        return same or bool(found.rest)
    if spec.argument == "text":
        if reading.slash or same:
            return True
        reading.area, reading.number = here.area, here.number
        reading.reference = reference(here.area, here.number)
        raise Wrong("which_case", "number", str(found.number))
    return _precedes_a_figure(reading, found, same=same)


def _precedes_a_figure(reading: Reading, found: Named, *, same: bool) -> bool:
    vocabulary = reading.vocabulary
    figure, _ = take_figure(found.rest, vocabulary.figures)
    whole = is_money(figure, vocabulary.figures) or vocabulary.value_of("paid", found.rest) is not None
    # 到账 37 about order 37: all of it, or 37 yuan? 到账 38 500 about order 37: order 38, or 38 yuan?
    if (same and not found.rest) or (whole and not reading.slash):
        raise Wrong("which_case", "number", str(found.number))
    return whole
