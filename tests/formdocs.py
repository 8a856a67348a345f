"""The generated parts of docs/forms.md: what a form's file may say, made from what reads it."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from bot.settings import SHIPPED_TEMPLATES
from store.company import Role
from store.forms.conditions import Comparison
from store.forms.definition import Effect, FormDefinition, Moment, SignBlock
from store.forms.effects import EFFECTS, Parameter
from store.forms.facts import FACTS
from store.forms.fieldtypes import FIELDS, FieldBase
from store.forms.kinds import load_kinds
from store.forms.terms import Chosen, HeadOf, HeadsOf, MyHead, OfRole, Owner, Starter

_WHO = (
    OfRole(Role.DIRECTOR),
    HeadOf(Role.FINANCE),
    MyHead(),
    HeadsOf("departments"),
    Owner(),
    Chosen("engineer"),
    Starter(),
)
_CONDITIONS: Mapping[Comparison, str] = {
    Comparison.ABOVE: '"> 5000"',
    Comparison.AT_LEAST: '">= 5000"',
    Comparison.BELOW: '"< 5000"',
    Comparison.AT_MOST: '"<= 2027-01-31"',
    Comparison.IS: '"= yes"',
    Comparison.IS_NOT: '"!= gift"',
    Comparison.ONE_OF: '["gift", "travel"]',
    Comparison.FILLED: '"filled"',
    Comparison.EMPTY: '"empty"',
}
Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], str]


def parts(table: Table) -> Mapping[str, Callable[[str], str]]:
    """By the place they have on the page."""

    def kinds(_: str) -> str:
        found = load_kinds([SHIPPED_TEMPLATES]).by_name.values()
        rows = [
            (f"`{one.kind}`", one.code, one.title.en, one.title.zh, " · ".join(one.words)) for one in found
        ]
        return table(("kind", "code", "title", "中文", "also called"), rows)

    def example(_: str) -> str:
        return "```toml\n" + (SHIPPED_TEMPLATES / "forms" / "expense.toml").read_text("utf-8") + "```"

    def head(_: str) -> str:
        return table(("key", "says", "unless given"), _keys(FormDefinition, leave=("kind",)))

    def fields(_: str) -> str:
        return table(("key", "says", "unless given"), _keys(FieldBase))

    def types(_: str) -> str:
        rows = []
        for type, model in FIELDS.items():
            own = [name for name in model.model_fields if name not in (*FieldBase.model_fields, "type")]
            bounds = [f"`{name}`{_unless(model, name)}" for name in own]
            rows.append((f"`{type}`", _first(model), ", ".join(bounds)))
        return table(("type", "value", "bounds and options"), rows)

    def blocks(_: str) -> str:
        return table(("key", "says", "unless given"), _keys(SignBlock))

    def who(_: str) -> str:
        return table(("who", "signs"), [(f"`{one}`", _first(type(one))) for one in _WHO])

    def conditions(_: str) -> str:
        return ", ".join(f"`{_CONDITIONS[one]}`" for one in Comparison)

    def effects(_: str) -> str:
        rows = []
        for name, one in EFFECTS.items():
            takes = [f"`{key}` {_takes(parameter)}" for key, parameter in one.parameters.items()]
            rows.append((f"`{name}`", one.says, ", ".join(takes), " ".join(one.about)))
        return table(("do", "what it does", "told by", "form about"), rows)

    def moments(_: str) -> str:
        keys = [row for row in _keys(Effect) if row[0] != "`do`"]
        said = ", ".join(f"`{moment}`" for moment in Moment)
        return table(("key", "says", "unless given"), keys) + f"\n\n`on` is one of: {said}."

    def facts(_: str) -> str:
        return table(
            ("fact", "what it is", "type"), [(f"`{name}`", one.says, one.type) for name, one in FACTS.items()]
        )

    made = (kinds, example, head, fields, types, blocks, who, conditions, effects, moments, facts)
    return {f"form-{one.__name__}": one for one in made}


def _keys(model: type[BaseModel], leave: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    said = _says(model)
    return [
        (f"`{field.alias or name}`", said.get(name, ""), _shown(field.get_default(call_default_factory=True)))
        for name, field in model.model_fields.items()
        if name not in leave
    ]


def _says(model: type[BaseModel]) -> dict[str, str]:
    """What stands under each attribute, as one line."""
    body = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for before, after in zip(body.body, body.body[1:], strict=False):
        match before, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = " ".join(text.split())
    return found


def _unless(model: type[BaseModel], name: str) -> str:
    default = model.model_fields[name].get_default()
    shown = _shown(default)
    return f" ({shown})" if shown and not isinstance(default, tuple) else ""


def _shown(default: Any) -> str:
    match default:
        case bool():
            return f"`{str(default).lower()}`"
        case None | () | "" | dict():
            return ""
        case _ if default is PydanticUndefined:
            return "needed"
        case _:
            return f"`{default}`"


def _first(model: type) -> str:
    return " ".join((model.__doc__ or "").split("\n\n")[0].split())


def _takes(parameter: Parameter) -> str:
    what = " / ".join(parameter.options) or parameter.takes.value
    return f"({what}{', may be left out' if parameter.optional else ''})"
