"""What may be asked of a form (A1 to A12). Values by field, as JSON: `store.forms.values` reads them."""

from typing import Any

from pydantic import Field

from store.requests import NUMBER_MAX, CaseRequest, Number, Request, Words

Said = dict[str, Any]


class StartForm(Request):
    """`/form KIND` with its lines: handed in at once."""

    kind: str = Field(min_length=1, max_length=40)
    about: Number | None = None
    """The case that it is about, of the area that its kind names."""
    values: Said = Field(default_factory=dict)
    opened_for: int | None = None
    """By member id: whom another form opened it for, who fills in what is missing and hands it in."""


class AmendForm(CaseRequest):
    """`/change F` with lines: handed in again; all sign anew."""

    values: Said = Field(default_factory=dict)


class CancelForm(CaseRequest):
    """What a later signed form asks of this one: it holds no more."""

    ref: Words
    """The later form, as typed: `F3`."""


class WarnOfLapse(CaseRequest):
    """The clock's: it lapses in three days."""


class LapseForm(CaseRequest):
    """The clock's: nobody has brought it through in its time."""


class UrgeForm(CaseRequest):
    """`/urge F`: tells whoever has the ball."""


class GoOn(CaseRequest):
    """Whoever was to answer has let their time pass: whoever comes next goes on without (P6)."""


class AttachPicture(CaseRequest):
    """A photo or file to keep with the form, sent without saying anything."""


class ReadForm(CaseRequest):
    """The whole form: every field, round after round."""


class ListKinds(Request):
    """`/form` alone: the kinds that the speaker may start."""


class AskForm(Request):
    """The press on a kind: it is asked for line by line."""

    kind: str = Field(min_length=1, max_length=40)
    about: int | None = Field(default=None, ge=1, le=NUMBER_MAX)
    """The form that it is about, where one was pressed."""


class ListForms(Request):
    """`/forms [WORDS]`: own ones, those that wait for the speaker, by kind, customer or number."""

    words: tuple[str, ...] = Field(default=(), max_length=10)
    page: int = Field(default=1, ge=1, le=100_000)


class ShowStub(CaseRequest):
    """The stub on paper, with every signature."""
