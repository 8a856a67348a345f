"""What of the grammar is about forms by what they are called: which a sentence names, begins or wishes, and its questions."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

from bot.grammar.figures import BETWEEN
from bot.grammar.formlines import AREAS_OF, named
from bot.grammar.formscript import FormScript, script_of
from bot.grammar.formspoken import WITHIN, begun, named_within, wished
from bot.grammar.heads import Heads
from bot.grammar.naming import only_reference
from bot.grammar.reading import FormAsked, Reading, sane
from bot.wording.vocabulary import Vocabulary
from store.company import Role
from store.forms.definition import FormDefinition
from store.registry import reference
from store.requests import Refused


class SpokenForms:
    def __init__(self, vocabulary: Vocabulary, kinds: Mapping[str, FormDefinition], heads: Heads) -> None:
        self._vocabulary, self._kinds, self._heads = vocabulary, kinds, heads

    def fault_in(
        self, script: FormScript, field: str, said: str, *, today: date, is_workday: Callable[[date], bool]
    ) -> Refused | None:
        """Why an answer to one of a form's questions can't stand there."""
        return script.fault(field, said, self._reading(today), is_workday)

    def value_in(self, script: FormScript, field: str, said: str, *, today: date) -> Any:
        """What an answer to one of a form's questions says; None where that isn't to be read."""
        return script.value(field, said, self._reading(today))

    def _reading(self, today: date) -> Reading:
        return Reading(vocabulary=self._vocabulary, today=today, language="zh", command="form", rest="")

    def form_called(self, text: str) -> str | None:
        """The kind of form that a text is the name of, and says nothing else."""
        found = named(self._kinds.values(), sane(text).strip(BETWEEN))
        return found[0].kind if found is not None and not found[1] else None

    def form_names(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every kind of form with all that it is called."""
        return ((kind.kind, kind.names) for kind in self._kinds.values())

    def form_about(self, text: str, language: str) -> tuple[str, str]:
        """The kind that a text names, and the command that begins it, where nothing but the lettered case follows that such
        a form is about: 续签 F1; empty for anything else."""
        found = named(self._kinds.values(), sane(text).strip(BETWEEN))
        case = only_reference(found[1], self._vocabulary) if found is not None else None
        if (
            found is None
            or case is None
            or not case.lettered
            or case.area is not AREAS_OF.get(found[0].about)
        ):
            return "", ""
        title = found[0].title.model_dump()[language]
        named_so = f"{title} {reference(case.area, case.number)}"
        return found[0].kind, f"{self._vocabulary.command('form', language)} {named_so}"

    def form_begun(self, text: str, language: str, *, today: date) -> str:
        """A command that begins the form that a sentence asks for, with what it says of it; empty where it names none."""
        reading = Reading(
            vocabulary=self._vocabulary, today=today, language=language, command="form", rest=sane(text)
        )
        found = begun(self._kinds.values(), reading)
        if found is None:
            return ""
        kind, lines = found
        named_so = kind.title.model_dump()[language]
        return "\n".join([f"{self._vocabulary.command('form', language)} {named_so}", *lines])

    def form_within(self, text: str, *, counted: bool = False) -> tuple[str, str] | None:
        """The kind of form whose name stands anywhere in a text, by the longest, and that name as typed. Beside `counted`
        goods a name of two signs is one as well: 面漆出库20桶."""
        return named_within(self._kinds.values(), sane(text), 2 if counted else WITHIN)

    def may_start(self, kind: str, roles: Collection[Role]) -> bool:
        """Whether there is such a form, and who holds these roles may hand it in."""
        return kind in self._kinds and bool(set(self._kinds[kind].start) & set(roles))

    def form_wished(
        self, kind: str, said: str, *, customer: str, order: int | None, language: str, today: date
    ) -> str:
        """A command that begins the form by which a wish is granted, with what is said of it; empty without such a form."""
        if kind not in self._kinds:
            return ""
        reading = Reading(
            vocabulary=self._vocabulary, today=today, language=language, command="form", rest=sane(said)
        )
        begins = wished(self._kinds[kind], reading, customer=customer, order=order)
        return f"{self._vocabulary.command('form', language)} {begins}"

    def script(self, said: str, forms: Mapping[int, FormAsked | None], *, today: date) -> FormScript | None:
        """What is asked for one by one of a form, or of whoever signs it; None for commands of other kinds."""
        opening = self._heads.open(sane(said), replying=False, private=True)
        if opening.head is None or opening.head.command not in ("form", "sign"):
            return None
        reading = Reading(
            vocabulary=self._vocabulary,
            today=today,
            language="zh",
            command=opening.head.command,
            rest=opening.head.rest,
            below=opening.below,
            kinds=self._kinds,
            forms=forms,
            attached=True,
        )
        return script_of(reading)
