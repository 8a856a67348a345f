"""A reply counts as a press: what a few words mean depends on the tasks that are open."""

from collections.abc import Mapping

from bot.grammar.areas import CHATS
from bot.grammar.figures import BETWEEN, ENDS, money
from bot.grammar.reading import About, Reading, Wrong, build
from bot.grammar.replying import Replies
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import key
from store.requests import Area, Request

REPLIES: Mapping[Area, Replies] = {area: chat.replies for area, chat in CHATS.items()}
SPOKEN = 3
"""Characters of what somebody says was done; fewer may begin a name."""
SILENT = Replies(answers={})
"""To messages about other cases a reply says nothing by itself."""


def command_for(about: About) -> str:
    """The command that answers the likeliest task; empty if none is open."""
    kind, table = about.kinds[0] if about.kinds else "", REPLIES.get(about.area, SILENT)
    return table.commands.get(kind, kind if kind in table.good else "")


def are_own_words(about: About, command: str) -> bool:
    """Whether a reply that begins like a command is what the open task asks to be told: 同意，从本单扣."""
    table = REPLIES.get(about.area, SILENT)
    if not about.kinds or about.kinds[0] not in table.spoken:
        return False
    return command not in table.heeded and command != table.commands.get(about.kinds[0], about.kinds[0])


def whole_answer(vocabulary: Vocabulary, said: str, about: About) -> Request | None:
    """The request of a reply that is one known answer; None if it isn't one, or fits no open task."""
    table = REPLIES.get(about.area, SILENT)
    said = said.rstrip(ENDS + BETWEEN + ".")
    meant = vocabulary.answers(said)
    if "good" in meant:
        good = table.good.get(about.kinds[0]) if about.kinds else None
        return good.request(about.number) if good else None
    known = [table.answers[name] for name in meant if name in table.answers]
    for kind in about.kinds:
        for answer in known:
            if kind in answer.kinds:
                return answer.request(about.number)
    # Plain words for a step that isn't open: the step table says so better than we could here.
    return known[0].request(about.number) if len(known) == 1 else None


def free_answer(reading: Reading, about: About) -> Request:
    """A reply in no command's words: just what the open task asks for."""
    table = REPLIES.get(about.area, SILENT)
    said = table.free(reading, about)
    if said is not None:
        return said
    kind = about.kinds[0] if about.kinds else ""
    for detail in table.details:
        if kind == detail.kind and len(reading.words().split()) >= detail.words:
            if _is_spoken(reading, about):
                raise Wrong("usage", None, reading.rest)
            reading.command, reading.number = detail.command, about.number
            return detail.read(reading)
    return _figure(reading, about, table)


def _is_spoken(reading: Reading, about: About) -> bool:
    """车叫好了，德邦 沪A12345: who says what was done besides doesn't say only what the command takes."""
    said = key(reading.words())
    phrases = reading.vocabulary.phrases.get(about.area, {})
    words = {key(word) for action in phrases for word in phrases[action].words if len(word) >= SPOKEN}
    return any(said.startswith(word) for word in words)


def _figure(reading: Reading, about: About, table: Replies) -> Request:
    said = reading.rest.rstrip(ENDS)
    kind = next((kind for kind in about.kinds if kind in table.figures), None)
    looks = any(mark.isdigit() for mark in key(said)) and not reading.below
    if kind is None or not looks or len(said.split()) > 3:
        raise Wrong("usage", None, reading.rest)
    reading.command = table.commands.get(kind, kind)
    amount = money(said, reading.vocabulary.figures, field="amount", kind="amount")
    return build(table.figures[kind], number=about.number, amount=amount)
