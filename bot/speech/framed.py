"""A sentence that is no phrase of the book, taken by its notions: what only shows something is shown, a form begins its
questions, all else is asked."""

from decimal import Decimal

from bot.grammar import Mistake
from bot.speech import sayings
from bot.speech.book import FORM
from bot.speech.customers import happened, may
from bot.speech.frames import Framed, frames_of
from bot.speech.hits import MOST
from bot.speech.openings import Opened
from bot.speech.ordering import without_name
from bot.speech.outcomes import Do, Lost, Meant, Outcome, Propose, Says, Silent, Stands, Sure
from bot.speech.plain import is_shown, resolved, settled
from bot.speech.sentence import Sentence
from bot.speech.times import times
from bot.wording.vocabulary.spelling import key, level
from store.members.requests import GoAway
from store.requests import Area, Request

BEGUN, SHOWN, ALONE = 0.5, 0.45, 0.36
"""Of 1: a row that covers more of a sentence is begun, or what it shows is shown, without asking; where no other row comes near,
less is enough."""
_RIVAL = 0.7
"""Of the best row's score."""
STRONG = 0.5
"""Covered so well, it goes before what another way of reading made of the sentence."""
COMPLAINT = "complaint"
"""A row that is no command: the sentence is a complaint, in its own words."""
_CONTACTS = ("/call", "/visit")
_NEXT = 0.75
"""Of the best row's score: what isn't the speaker's to do gives way to what is, and scores so much."""


def framed(sentence: Sentence, found: Outcome) -> Outcome | None:
    """What the notions cover better than what was `found`; None where that was said word for word, acts, or stays the best."""
    if not _gives_way(sentence, found):
        return None
    rows = frames_of(sentence.words).likest(level(sentence.slots.left), _read(sentence))
    if not rows or _kept(found, rows[0]):
        return None
    best = rows[0]
    theirs = next((one for one in rows if one.score > _NEXT * best.score and _is_theirs(sentence, one)), None)
    if theirs is None and not (isinstance(found, Lost) or best.command.startswith(FORM)):
        return None
    best = theirs or best
    if best.command == COMPLAINT:
        told = " ".join(sentence.text.split())
        return Opened(Area.COMPLAINTS, sentence.slots.customer, text=told, sure=False)
    meant = _meant(sentence, best)
    if meant is None:
        return None
    rival = any(one.command != best.command and one.score > _RIVAL * best.score for one in rows)
    least = BEGUN if best.acts else SHOWN if rival else ALONE
    undone = "not" in best.notions and "asks" not in best.notions
    undone = undone and sentence.words.is_undone(sentence.text, decided=True)
    sure = best.covers >= least and not (best.asked or undone)
    if sure:
        notes = not best.command.startswith(_CONTACTS) or happened(sentence, best.first, meant.says)
        plain = settled(sentence, Propose((meant,), "", near=True), notes=notes)
        if isinstance(plain, Says):
            return plain
    return Propose(tuple(_several(sentence, rows, meant, found)), key(sentence.said.bare), near=True)


def _gives_way(sentence: Sentence, found: Outcome) -> bool:
    sight = sentence.sight
    if sentence.grammar.form_called(sentence.text) is not None:
        return False
    if not sight.meant or sight.about is not None or sentence.marked or not sentence.said.typed:
        return False
    begins = level(sentence.text).lstrip()[:1].isdigit()
    commanded = sentence.grammar.begins_as_command(sentence.text)
    if commanded or (sentence.named and begins and not isinstance(found, Lost)):
        return False
    match found:
        case Do() | Silent() | Opened():
            return False
        case Stands():
            return not sayings.asks(sentence)  # 客户问37到哪了 is answered, not noted
        case Says(command=command, sure=sure):
            noted = command.startswith(("/inquiry ", "/call ", "/visit ", "/lead ", "/complain"))
            # 查单 SF999 looks for a waybill, 查单 asks which order: both are commands of their own.
            searched = command.startswith("/orders ") and command != f"/orders {sentence.slots.customer}"
            own = searched or not command.startswith("/")
            return sure is Sure.NEAR and not (sentence.slots.waybill or noted or own)
        case Propose(several=several):
            return not any(one.offer for one in several) or (sentence.named and not begins)
        case _:
            return True


def _kept(found: Outcome, best: Framed) -> bool:
    """What another way of reading made of it stands unless a row covers it well."""
    if isinstance(found, Propose):
        return not found.near
    if not isinstance(found, Says) or found.command.startswith(("/orders ", "/show ")):
        return False
    same = found.command.split()[0] == best.command.split()[0]
    return same or best.asked or best.covers < STRONG


def _read(sentence: Sentence) -> set[str]:
    slots, sight = sentence.slots, sentence.sight
    month = any(slot == "{month}" for slot, *_ in times(level(sentence.text), sentence.words, sight.today))
    known = {
        "customer": slots.customer,
        "product": len(sight.products) == 1,
        "figure": len(sentence.figures) == 1,
        "goods": slots.parts or slots.vague,
        "day": slots.days,
        "figures": sentence.figures,
        "month": month,
        "phone": slots.phone,
        "plate": slots.plate,
        "hour": slots.hour,
        "member": slots.member,
        "asks": sayings.asks(sentence)
        or level(sentence.text).rstrip("。.!！ ").endswith(("没", "不", "没有")),
    }
    return {notion for notion, said in known.items() if said}


def _is_theirs(sentence: Sentence, one: Framed) -> bool:
    if one.command == COMPLAINT:
        return may(sentence, "/complain")
    if one.command.startswith(FORM):
        return sentence.grammar.may_start(one.command.removeprefix(FORM), sentence.sight.actor.roles)
    written = _written(sentence, one)
    return bool(written) and is_shown(sentence, written) and (not one.asked or may(sentence, one.command))


def _meant(sentence: Sentence, one: Framed) -> Meant | None:
    if one.command == COMPLAINT:
        return None
    if one.command.startswith(FORM):
        slots = sentence.slots
        said = sentence.text if sentence.named else slots.said
        says = sentence.grammar.form_wished(
            one.command.removeprefix(FORM),
            said,
            customer=slots.customer,
            order=None,
            language=sentence.sight.language,
            today=sentence.sight.today,
        )
        return Meant(says=says) if says else None
    says = _written(sentence, one)
    read = resolved(sentence.grammar, says, sentence) if says else None
    if read is None or (isinstance(read, Mistake) and not read.lacks):
        return None
    return Meant(says=says)


def _written(sentence: Sentence, one: Framed) -> str:
    """The command with what was read in its places; empty where a place stays empty."""
    slots = sentence.slots
    if "{at}" in one.command:
        return _at_an_hour(sentence, one)
    told = " ".join(without_name(slots.said, slots.customer).split()).strip(" ,，。")
    weighed = [f"{part.qty.normalize():f}{part.unit}" for part in slots.parts]
    figures = [f"{Decimal(str(figure)).normalize():f}" for figure in sentence.figures] or weighed
    read = {
        "{customer}": slots.customer,
        "{day}": slots.days[0].isoformat() if len(slots.days) == 1 else "",
        "{amount}": figures[0] if len(figures) == 1 else "",
        "{product}": sentence.sight.products[0] if len(sentence.sight.products) == 1 else "",
        "{said}": told,
        "{apart}": _apart(sentence),
        "{sentence}": " ".join(sentence.text.split()),
    }
    says = _of_month(sentence, one.command)
    for place, value in read.items():
        if place in says and not value:
            return ""
        says = says.replace(place, value)
    return says


def _of_month(sentence: Sentence, command: str) -> str:
    """上个月做了多少营业额: a report of the month that was said."""
    if not command.startswith("/report ") or "{" in command:
        return command
    text = level(sentence.text)
    months = (one for one in times(text, sentence.words, sentence.sight.today) if one[0] == "{month}")
    for _, _, _, month in months:
        read = sentence.grammar.read(f"{command} {month}", today=sentence.sight.today, private=True)
        if isinstance(read, Request):
            return f"{command} {month}"
    return command


_OF_LEAVE = frozenset({"leave", "absent", "me", "want", "matters"})


def _apart(sentence: Sentence) -> str:
    """What is said of a leave beside that it is one: from when, until when, and who stands in."""
    text, gone = level(sentence.slots.said), set[int]()
    for span in frames_of(sentence.words).spans(text):
        if span.notions & _OF_LEAVE:
            gone.update(range(span.start, span.end))
    kept = "".join(" " if at in gone else mark for at, mark in enumerate(sentence.slots.said))
    day = sentence.slots.days[0].isoformat() if len(sentence.slots.days) == 1 else ""
    for when in (" ".join(kept.split()), day):
        read = (
            sentence.grammar.read(f"/away {when}", today=sentence.sight.today, private=True) if when else None
        )
        if isinstance(read, GoAway):
            return when
    return ""


def _at_an_hour(sentence: Sentence, one: Framed) -> str:
    slots = sentence.slots
    day = slots.days[0].isoformat() if len(slots.days) == 1 else ""
    at = level(slots.said).find(one.first)
    about = slots.said[at + len(one.first) :].strip(" ,，。") if at >= 0 else ""
    lines = [
        one.command.replace("{at}", "").rstrip(),
        sentence.grammar.line("at", f"{day} {slots.hour}".strip(), "zh"),
    ]
    lines += [sentence.grammar.line("subject", about, "zh")] if about else []
    return "\n".join(lines)


def _several(sentence: Sentence, rows: list[Framed], first: Meant, found: Outcome) -> list[Meant]:
    """The best, the next two that are the speaker's, and what else was near."""
    several = [first]
    for one in rows[1:]:
        if len(several) < MOST and _is_theirs(sentence, one) and (meant := _meant(sentence, one)):
            several += [meant] if meant not in several else []
    if isinstance(found, Propose):
        several += [one for one in found.several if one not in several]
    if isinstance(found, Says) and found.command not in {one.says for one in several}:
        several.append(Meant(says=found.command))
    return several[: MOST + 1]
