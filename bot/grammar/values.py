"""One value by itself: the answer to a question, or a cell of a workbook, read as the line with its label is."""

from dataclasses import replace
from datetime import date

from bot.grammar.fields import ORDER
from bot.grammar.figures import money, quantity
from bot.grammar.items import spaced
from bot.grammar.labels import Labels, Read, field_of, split_label, typed_lines
from bot.grammar.reading import Reading, Wrong, bounded, sane
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import fold
from store.orders.requests import LineAsked


class Values:
    """The readers of an order's fields, and of the parts of an item: `product`, `qty`, `unit`, `price`."""

    def __init__(self, vocabulary: Vocabulary, *, today: date, language: str, labels: Labels = ORDER) -> None:
        self.vocabulary = vocabulary
        self._labels = labels
        self._reading = Reading(
            vocabulary=vocabulary, today=today, language=language, command="order", rest=""
        )

    def read(self, field: str, said: str) -> Read:
        """Raises Wrong. A quantity is read to its figure and its unit."""
        said = " ".join(sane(said).split())
        figures = self.vocabulary.figures
        match field:
            case _ if not said:
                raise Wrong("missing", field)
            case "product":
                return Read(bounded(LineAsked, "product", "item", said), said)
            case "line_note":
                return Read(bounded(LineAsked, "note", "note", said), said)
            case "unit":
                return Read(bounded(LineAsked, "unit", "unit", said), said)
            case "qty":
                qty, unit = quantity(said, figures)
                return Read((qty, bounded(LineAsked, "unit", "qty", unit)), f"{qty} {unit}".strip())
            case "price":
                return Read(money(said, figures, field="price", kind="price", free=True), said)
            case _:
                return self._labels.parsers[field](self._reading, said)

    def spaced(self, said: str) -> str:
        """A line of goods typed without commas, with them."""
        return said if "," in fold(said) else spaced(sane(said), self.vocabulary.figures)

    def under(self, labels: Labels) -> "Values":
        """The same for the fields of another command."""
        reading = self._reading
        return Values(self.vocabulary, today=reading.today, language=reading.language, labels=labels)

    def labelled(self, line: str) -> tuple[str, str] | None:
        """The field and the value of a line that begins with one of `/order`'s labels."""
        return field_of(sane(line), self.vocabulary, ORDER)

    def lines(self, text: str) -> list[str]:
        """The labelled lines, goods whose parts stand on lines of their own as one; what they lack is asked next."""
        reading = replace(self._reading, below=tuple(text.splitlines()))
        return [line.text.rstrip(" ,") for line in typed_lines(reading, ORDER)]

    def is_labelled(self, text: str) -> bool:
        """Whether every line of the text begins with a label; an unknown one counts only beside known ones."""
        lines = [line for line in text.splitlines() if line.strip()]
        known = [self.labelled(line) for line in lines]
        return any(known) and all(split_label(line) for line in lines)
