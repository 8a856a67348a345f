"""One grammar for commands, words, labelled lines, replies, captions and the questions behind buttons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.grammar.commands import COMMANDS
from bot.grammar.corrections import correct, has_blanks
from bot.grammar.figures import BETWEEN
from bot.grammar.formlines import named, said_again
from bot.grammar.goodslines import part_named
from bot.grammar.heads import Head, Heads, Opening
from bot.grammar.labels import blank, split_label
from bot.grammar.naming import number_of, only_reference
from bot.grammar.reading import About, FormAsked, Mistake, NamedBySlip, Reading, Unread, Wrong, sane
from bot.grammar.references import meant_elsewhere, take_case
from bot.grammar.replies import are_own_words, command_for, free_answer, whole_answer
from bot.grammar.spokenforms import SpokenForms
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import fold, level
from store.fields import FieldTable
from store.forms.definition import FormDefinition
from store.members.requests import ShowMenu
from store.registry import reference
from store.requests import CaseRequest, Request, ShowCase

MAX_LINES = 100
NOTHING: Mapping[str, Sequence[str]] = {}
NOBODYS: Mapping[Any, Any] = {}
NO_SLIPS: Mapping[int, int] = {}
NO_CUSTOMERS: Mapping[str, tuple[int, int] | None] = {}
NO_CONTRACTS: Mapping[str, int | None] = {}
NO_KINDS: Mapping[str, FormDefinition] = {}
NO_FORMS: Mapping[int, FormAsked | None] = {}


class Grammar(SpokenForms):
    def __init__(
        self, vocabulary: Vocabulary, *, bot_username: str, kinds: Mapping[str, FormDefinition] = NO_KINDS
    ) -> None:
        super().__init__(vocabulary, kinds, Heads(vocabulary, bot_username))

    def read(
        self,
        text: str,
        *,
        today: date,
        about: About | None = None,
        private: bool = False,
        language: str = "zh",
        slips: Mapping[int, int] = NO_SLIPS,
        customers: Mapping[str, tuple[int, int] | None] = NO_CUSTOMERS,
        contracts: Mapping[str, int | None] = NO_CONTRACTS,
        forms: Mapping[int, FormAsked | None] = NO_FORMS,
        attached: bool = False,
    ) -> Request | Mistake | None:
        """The request that the text makes, what is wrong with it, or None if it isn't for the bot.

        Without a slash, a mention, a private chat or a case replied to, only a whole valid command counts. `private`
        stands for any other sign that the bot is meant, such as a reply to a message about no case. `slips` are the orders
        of sales slips' numbers, `customers` those whose names texts begin with, `contracts` the forms that registered the
        contracts so numbered; a message that names another is NamedBySlip, NamedByCustomer or NamedByContract.
        """
        of = about.area if about is not None else None
        opening = self._heads.open(sane(text), replying=about is not None, private=private, of=of)
        loose = opening.head is None or (opening.head.glued and not opening.head.slash)  # 申请领料
        if loose and about is None and (private or opening.mentioned):
            opening = self._asking_for_form(opening)
        if opening.for_another:
            return None
        greeted = not any(map(str.strip, opening.below)) and self._vocabulary.is_greeting(opening.first)
        if (opening.mentioned and not opening.first) or (
            greeted and (opening.mentioned or private) and not about
        ):
            return ShowMenu()
        reading = Reading(
            vocabulary=self._vocabulary,
            today=today,
            language=language,
            command=opening.head.command if opening.head else "",
            rest=opening.head.rest if opening.head else opening.first,
            below=opening.below,
            slash=opening.head is not None and opening.head.slash,
            slips=slips,
            customers=customers,
            contracts=contracts,
            kinds=self._kinds,
            forms=forms,
            attached=attached,
            commands=COMMANDS,
        )
        meant = private or opening.mentioned or about is not None
        if opening.unknown:
            return self._unknown(opening, today) if meant else None
        if about and self._is_only_read(opening, about):
            return None
        if shown := self._named_alone(reading, opening, about, meant=meant):
            return shown
        if opening.head is None and not (about and _says_something(opening.first)):
            return self._unknown(opening, today) if opening.mentioned and not about else None
        try:
            request = self._run(reading, opening, about)
            if isinstance(request, CaseRequest) and not (meant or reading.slash) and self._is_to_all(opening):
                return None
            return request if reading.unknown_slip is None else NamedBySlip(slip=reading.unknown_slip)
        except Unread as unread:
            return unread.wanted
        except Wrong as wrong:
            if not (meant or reading.slash):
                return None
            mistake = self._mistake(reading, wrong, opening, about)
            return (
                mistake
                if mistake.facts or self._is_worth_copying(mistake, reading, opening)
                else replace(mistake, corrected="")
            )

    def _is_to_all(self, opening: Opening) -> bool:
        """取消1 大家: in a room a line to everybody in it does nothing to a case, though it begins as a command; what goes on in
        lines below was written for the bot."""
        said = level(opening.first)
        return not any(map(str.strip, opening.below)) and any(
            level(word) in said for word in self._vocabulary.speech.to_all
        )

    def is_command(self, text: str) -> bool:
        """Whether it is written as a command, known or not: with a slash."""
        return self._heads.is_command(sane(text))

    def is_signing(self, text: str) -> bool:
        """Whether it is a signature, and what is filled in with it."""
        head = self._heads.open(sane(text), replying=True, private=True).head
        return head is not None and head.command == "sign"

    def begins_as_command(self, text: str) -> bool:
        """Whether a command's word stands at its head, with a slash or without."""
        head = self._heads.open(sane(text), replying=False, private=True).head
        return head is not None and not head.glued

    def goods_in_lines(self, text: str) -> bool:
        """Whether a part of goods stands on a line of its own: 数量: 100 桶."""
        return any(
            part_named(cut[0], self._vocabulary) for line in text.splitlines() if (cut := split_label(line))
        )

    def is_addressed(self, text: str) -> bool:
        """Whether it names the bot."""
        return self._heads.open(sane(text), replying=False, private=False).mentioned

    def blank(
        self,
        command: str,
        language: str,
        *,
        number: int | None = None,
        filled: Mapping[str, Sequence[str]] = NOTHING,
    ) -> str:
        """The labelled lines to copy, of the case of that number; the usage of a command that takes none.

        `filled` are fields whose values are known, line by line; an empty one is left out.
        """
        labels = COMMANDS[command].labels
        if not labels or not labels.blank:
            return self.usage(command, language)
        head = f"/{command}" + (f" {number}" if number else "")
        return blank(self._vocabulary, head, labels, language, filled)

    def lines(self, command: str) -> tuple[str, ...]:
        """The fields that are asked for one by one, in order."""
        labels = COMMANDS[command].labels
        return labels.blank if labels else ()

    def required(self, command: str) -> tuple[str, ...]:
        labels = COMMANDS[command].labels
        return labels.required if labels else ()

    def choices(self, command: str, field: str) -> tuple[str, ...]:
        """The values that a line may have where they are few, by their names in the vocabulary."""
        table = self._table(command)
        return tuple(table.by_label[field].choices) if table else ()

    def known(self, command: str) -> tuple[str, ...]:
        """The fields that the order tells which the command is about."""
        table = self._table(command)
        return tuple(field.name for field in table.fields if field.known) if table else ()

    @staticmethod
    def _table(command: str) -> FieldTable | None:
        labels = COMMANDS[command].labels
        return labels.table if labels else None

    def line(self, field: str, said: str, language: str) -> str:
        """One labelled line."""
        return f"{self._vocabulary.label(field, language)}: {' '.join(said.split())}"

    def behind(self, text: str, commands: Collection[str]) -> tuple[str, str] | None:
        """Which of these commands a text of one line begins with, and what is said behind it."""
        opening = self._heads.open(sane(text), replying=False, private=True)
        head = opening.head
        if head is None or head.command not in commands or any(map(str.strip, opening.below)):
            return None
        return head.command, head.rest.strip()

    def usage(self, command: str, language: str, named: str = "") -> str:
        """An example that runs as it stands; of the case `named`, where that is already known."""
        usage = self._vocabulary.usage(command, language)
        first, line, below = usage.partition("\n")
        word, _, rest = first.partition(" ")
        case, _, behind = rest.partition(" ")
        if not named or only_reference(case, self._vocabulary) is None:
            return usage
        return f"{word} {named} {behind}".rstrip() + line + below

    def example(self, about: About, language: str) -> str:
        """How the likeliest task of the case is answered in one whole line; empty where no command does that."""
        command = command_for(about)
        if command not in COMMANDS or about.area not in COMMANDS[command].areas:
            return ""
        line = self.usage(command, language, reference(about.area, about.number)).partition("\n")[0]
        return line if " " in line else ""

    def _is_only_read(self, opening: Opening, about: About) -> bool:
        """A polite word, or one that shows that the message was read. Where a score is asked for, 1 may be that."""
        if any(map(str.strip, opening.below)) or (opening.head and opening.head.slash):
            return False
        scored = about.kinds[:1] == ("answer",) and any(map(str.isdigit, opening.first))
        return self._vocabulary.is_receipt(opening.first) and not scored

    def _named_alone(
        self, reading: Reading, opening: Opening, about: About | None, *, meant: bool
    ) -> Request | None:
        """A case and nothing else, as the bot writes it, is asked to be shown: `订单 37`, `投诉 C12`, `销售单 000001`."""
        named = only_reference(opening.first, self._vocabulary)
        if not named or not named.marked or any(map(str.strip, opening.below)):
            return None
        if (about and named.lettered) or not (meant or opening.head):
            return None
        number = number_of(reading, named)
        if reading.unknown_slip is not None:
            return NamedBySlip(slip=reading.unknown_slip)
        return ShowCase(area=named.area, number=number)

    def _run(self, reading: Reading, opening: Opening, about: About | None) -> Request:
        if len(reading.below) >= MAX_LINES:
            raise Wrong("too_many")
        # A slash means business; words alone may only wonder.
        reason = opening.head is not None and COMMANDS[opening.head.command].reason
        asks = not reading.slash and self._vocabulary.is_question(opening.first, with_reason=reason)
        asks = asks and not (opening.head is not None and COMMANDS[opening.head.command].asking)
        if about and not reading.slash and not asks and not reading.below:
            answer = whole_answer(self._vocabulary, opening.first, about)
            if answer:
                return answer
        if opening.head and about and not reading.slash and are_own_words(about, opening.head.command):
            reading.rest = opening.first
            return free_answer(reading, about)
        if opening.head is None:
            if about is None or asks:
                raise Wrong("usage", None, opening.first)
            return free_answer(reading, about)
        spec = COMMANDS[opening.head.command]
        if (other := meant_elsewhere(reading, spec, about)) is not None:
            reading.command, spec = other, COMMANDS[other]
        if not opening.head.glued:
            take_case(reading, spec, about)
        if opening.head.glued or asks:
            raise Wrong("usage", None, opening.first)
        return spec.read(reading)

    def _is_worth_copying(self, mistake: Mistake, reading: Reading, opening: Opening) -> bool:
        """Whether the corrected message would be taken as it stands, or shows what is to be filled in.

        Said in plain words, it may also only have asked or wavered: with a slash before it that would be lost.
        """
        if not mistake.corrected or has_blanks(mistake.corrected):
            return bool(mistake.corrected)
        said = opening.first
        if not reading.slash and (self._vocabulary.is_question(said) or self._vocabulary.is_doubtful(said)):
            return False
        again = self._again(
            mistake.corrected, reading.today, slips=reading.slips, customers=reading.customers
        )
        return isinstance(again, Request)

    def _again(
        self,
        text: str,
        today: date,
        *,
        slips: Mapping[int, int] = NOBODYS,
        customers: Mapping[str, tuple[int, int] | None] = NOBODYS,
    ) -> Request | Mistake | None:
        """What would become of a text if it were sent as it stands, not looking for a better one.

        What was looked up for the message is known: a name that nobody has would be refused again.
        """
        opening = self._heads.open(sane(text), replying=False, private=True)
        if opening.head is None:
            return None
        reading = Reading(
            vocabulary=self._vocabulary,
            today=today,
            language="zh",
            command=opening.head.command,
            rest=opening.head.rest,
            below=opening.below,
            slash=opening.head.slash,
            slips=slips,
            customers=customers,
            kinds=self._kinds,
            commands=COMMANDS,
        )
        try:
            return self._run(reading, opening, None)
        except Unread as unread:
            return unread.wanted
        except Wrong as wrong:
            return self._mistake(reading, wrong, opening, None)

    def _unknown(self, opening: Opening, today: date) -> Mistake:
        """A command that nobody knows, or a mention without any; the nearest one is offered."""
        typed = opening.unknown
        nearest = self._heads.nearest(fold(typed).lstrip("/").partition("@")[0]) if typed else None
        whole = "\n".join([opening.first, *opening.below])
        corrected = whole.replace(typed, f"/{nearest}", 1) if nearest else ""
        # Meant was another command: whatever else is wrong with it is said in its turn.
        corrected = corrected if corrected and self._again(corrected, today) else ""
        return Mistake("", "unknown_command", None, "command", typed or opening.first, (), corrected)

    def _mistake(self, reading: Reading, wrong: Wrong, opening: Opening, about: About | None) -> Mistake:
        command = reading.command or (command_for(about) if about else "")
        spec = COMMANDS.get(command)
        named = reading.reference
        if not named and about and spec and about.area in spec.areas and wrong.kind != "which_case":
            named = reference(about.area, about.number)
        head = " ".join(filter(None, (f"/{command}" if command else "", named)))
        in_lines = command in ("order", "complain") or reading.below or ":" in fold(reading.rest)
        labels = reading.labels or (spec.labels if spec else None)
        if wrong.kind == "no_customer":
            corrected = ""  # whom it should have named, only the writer knows
        elif wrong.facts:
            corrected = said_again(reading, head)
        elif labels and in_lines and wrong.kind != "too_many":
            corrected = correct(reading, labels, head, wrong)
        else:
            corrected = "\n".join([f"{head} {reading.rest}".strip(), *reading.below]).strip()
        several = any(line.strip() for line in reading.below)
        return Mistake(
            command=command,
            kind=wrong.kind,
            line=wrong.line + opening.skipped if several and wrong.line else None,
            field=wrong.field,
            said=wrong.said,
            understood=tuple(reading.understood),
            corrected=corrected,
            facts=wrong.facts,
            named=named if spec and spec.areas else "",
        )

    def _asking_for_form(self, opening: Opening) -> Opening:
        """我要报销: a form by what it is called, behind what asks for one or before its lines. A name that begins like what asks
        for one, 要货预测, is the name."""
        words = [level(word) for word in self._vocabulary.value_words("form")]
        said = level(opening.first)
        asked = max((word for word in words if said.startswith(word)), key=len, default="")
        rest = opening.first[len(asked) :].strip(BETWEEN)
        lines = any(map(str.strip, opening.below))
        if lines and asked and named(self._kinds.values(), opening.first) is not None:
            rest = opening.first
        if named(self._kinds.values(), rest) is None or not (asked or lines):
            return opening
        return replace(opening, head=Head("form", rest, slash=False))


def _says_something(text: str) -> bool:
    """Whether there is a word or a figure in it: a lone emoji answers nothing and asks nothing."""
    return any(mark.isalnum() for mark in text)
