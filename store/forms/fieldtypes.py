"""The fields of a form: each type with bounds of its own, so that one in the wrong place is an unknown key."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

from store.company.calendar import Title
from store.company.fields import matching
from store.company.roles import HEADED, Role
from store.company.tables import Table
from store.forms.conditions import WrittenCondition
from store.forms.terms import KEY, Bound, FieldName, Plain
from store.hours.words import read_minute
from store.requests import MONEY_MAX

Key = Annotated[str, matching(KEY, "a-z, 0-9 and _, a letter first, at most 32")]
Conditions = Annotated[Mapping[Key, WrittenCondition], Field(min_length=1)]
Pieces = Annotated[StrictInt, Field(ge=0, le=50)]
Characters = Annotated[StrictInt, Field(ge=0, le=2000)]
Figure = Annotated[Decimal, Field(ge=0, le=MONEY_MAX), AfterValidator(lambda figure: Decimal(f"{figure:f}"))]
"""Never in powers of ten."""


class Part(Table):
    """Of a form's file. The file as a whole is what is read, so that nothing of it is built before."""

    model_config = ConfigDict(defer_build=True)


class FieldBase(Part):
    """What every field says. Order in the file is the order of questions."""

    key: Key
    """Stays for ever: stored forms have their values under it."""
    label: Title
    """In both languages; people may type either, or the key."""
    required: StrictBool = True
    """Whether it has to be filled in."""
    help: Title | None = None
    """How to fill it in, in both languages."""
    fill: Plain = None
    """What is proposed and may be changed: a fact such as `order.owed`, another field, `today`, or a value."""
    ask_when: Conditions | None = None
    """Conditions on earlier fields; else it is not asked, and kept empty."""
    card: StrictBool = True
    """False: only where the whole form is read."""
    secret: StrictBool = False
    """Only for the starter, the signers and those in `sees`."""
    private: StrictBool = False
    """Masked in exports."""


class TextField(FieldBase):
    """One line."""

    type: Literal["text"]
    min: Characters = 0
    max: Characters = 200
    like: Literal["phone", "plate", "tax"] | None = None
    unique: bool = False
    """Whether another form of the kind about the same customer may not have it too."""


class LongField(FieldBase):
    """Several lines."""

    type: Literal["long"]
    min: Characters = 0
    max: Characters = 500
    said: StrictBool = False
    """Whether the words with which somebody begins the form are what belongs here."""


def _same_in_both(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


class _Amount(FieldBase):
    """Never rounded: what has more decimals is refused."""

    min: Figure | None = None
    max: Figure | None = None
    at_most: FieldName | None = None
    """No more than this other field has: what a signer grants of what was asked."""
    unit: Annotated[Title | None, BeforeValidator(_same_in_both)] = None
    """One word serves both languages."""


class MoneyField(_Amount):
    """An amount with two decimals; above zero unless `min` says otherwise."""

    type: Literal["money"]
    places: ClassVar[int] = 2


class NumberField(_Amount):
    """A figure with three decimals at most."""

    type: Literal["number"]
    places: ClassVar[int] = 3


class WholeField(_Amount):
    """A figure without decimals."""

    type: Literal["whole"]
    places: ClassVar[int] = 0


class DateField(FieldBase):
    """A day; with `month` any day of it, or its name, says which month is meant."""

    type: Literal["date"]
    min: Bound | None = None
    max: Bound | None = None
    month: StrictBool = False


def _time_of_day(text: str) -> str:
    minute = read_minute(text)
    return f"{minute // 60:02}:{minute % 60:02}"


TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]


class TimeField(FieldBase):
    """An hour of the day."""

    type: Literal["time"]
    min: TimeOfDay | None = None
    max: TimeOfDay | None = None


class SpanField(FieldBase):
    """From a day to a day, both included."""

    type: Literal["span"]
    min: Bound | None = None
    max: Bound | None = None


class Option(Part):
    """`key` is what a form keeps, and what conditions name."""

    key: str
    label: Title


def _options(given: Any) -> Any:
    """A list is the same in both languages, and each word its own key; in a table zh/en the English word is the key."""
    match given:
        case list() | tuple() if all(isinstance(word, str) for word in given):
            return [{"key": word, "label": {"zh": word, "en": word}} for word in given]
        case {"zh": list() as zh, "en": list() as en, **rest} if not rest and len(zh) == len(en):
            return [{"key": key, "label": {"zh": word, "en": key}} for word, key in zip(zh, en, strict=True)]
        case list() | tuple():
            return given
    raise ValueError('write a list of words, or { zh = ["…"], en = ["…"] } with as many in each')


class _Options(FieldBase):
    options: Annotated[tuple[Option, ...], BeforeValidator(_options), Field(min_length=1, max_length=30)]

    def option(self, key: str) -> Option | None:
        return next((one for one in self.options if one.key == key), None)


class ChoiceField(_Options):
    """One of the options."""

    type: Literal["choice"]


class ManyField(_Options):
    """Several of the options."""

    type: Literal["many"]
    min: Pieces = 1
    max: Pieces | None = None


class YesField(FieldBase):
    """Yes or no."""

    type: Literal["yes"]


class MemberField(FieldBase):
    """A member; with `of`, one who holds any of these roles."""

    type: Literal["member"]
    of: tuple[Role, ...] = ()


class RolesField(FieldBase):
    """One or more departments."""

    type: Literal["roles"]
    options: Annotated[tuple[Role, ...], Field(min_length=1)] = HEADED
    min: Pieces = 1
    max: Pieces | None = None


class CustomerField(FieldBase):
    """A customer on file."""

    type: Literal["customer"]


class OrderField(FieldBase):
    """An order, by its number."""

    type: Literal["order"]


class ProductField(FieldBase):
    """A product, by its name."""

    type: Literal["product"]


class ContractField(FieldBase):
    """A contract on file."""

    type: Literal["contract"]


class PhotoField(FieldBase):
    """Photos, so many pieces."""

    type: Literal["photo"]
    min: Pieces = 1
    max: Annotated[Pieces, Field(ge=1)] = 10


class FileField(FieldBase):
    """Files, so many pieces."""

    type: Literal["file"]
    min: Pieces = 1
    max: Annotated[Pieces, Field(ge=1)] = 10


Column = Literal["product", "qty", "price"]


class LinesField(FieldBase):
    """A table, typed line by line: `NAME, QTY UNIT, UNIT PRICE`, without the parts that `columns` leaves out."""

    type: Literal["lines"]
    columns: Annotated[tuple[Column, ...], AfterValidator(lambda columns: _in_order(columns))] = (
        "product",
        "qty",
        "price",
    )
    min: Pieces = 1
    max: Annotated[Pieces, Field(ge=1)] = 50
    zero: bool = False
    """Whether none is a quantity too: what was counted."""

    @property
    def priced(self) -> bool:
        return "price" in self.columns


def _in_order(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    if columns not in (("product",), ("product", "qty"), ("product", "qty", "price")):
        raise ValueError('write ["product"], ["product", "qty"] or ["product", "qty", "price"]')
    return columns


class SumField(FieldBase):
    """Computed, never asked: the total of a table with prices, `of = "$lines.total"`."""

    type: Literal["sum"]
    of: Annotated[str, matching(rf"\${KEY}\.total", "the total of a table of the form, such as $lines.total")]

    @property
    def lines(self) -> str:
        """The table's key."""
        return self.of.removeprefix("$").removesuffix(".total")


class DifferenceField(FieldBase):
    """Computed, never asked: what the second table has more or less than the first, `of = ["$ordered", "$delivered"]`."""

    type: Literal["difference"]
    of: tuple[FieldName, FieldName]

    @property
    def tables(self) -> tuple[str, str]:
        return self.of[0].key, self.of[1].key


COMPUTED = (SumField, DifferenceField)


FieldDefinition = Annotated[
    TextField
    | LongField
    | MoneyField
    | NumberField
    | WholeField
    | DateField
    | TimeField
    | SpanField
    | ChoiceField
    | ManyField
    | YesField
    | MemberField
    | RolesField
    | CustomerField
    | OrderField
    | ProductField
    | ContractField
    | PhotoField
    | FileField
    | LinesField
    | SumField
    | DifferenceField,
    Field(discriminator="type"),
]

FIELDS: Mapping[str, type[FieldBase]] = {
    get_args(model.model_fields["type"].annotation)[0]: model
    for model in get_args(get_args(FieldDefinition)[0])
}
"""By the type that a file names."""
AMOUNTS = (MoneyField, NumberField, WholeField)
ATTACHED = (PhotoField, FileField)
