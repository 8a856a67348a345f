"""The generated parts of the pages: `python -m tests.docs --write` (make docs). A test fails while they are stale.

Each part stands between `<!-- name -->` and `<!-- /name -->` and is made from what the code itself uses: the settings,
the command line, the table of commands, the tables of steps, the modules' first lines, the import contracts. Only the
coverage has a page of its own, tests/coverage.toml, since no table knows what a person can't do yet, and what the
READMEs say of settings and command line in two languages stands in tests/docs.toml.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
import textwrap
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel, ConfigDict, SecretStr

import bot
import store
from bot.access.rights import roles_for
from bot.cli import app
from bot.grammar import COMMANDS
from bot.settings import SECRETS, SHIPPED_TEMPLATES, Settings
from bot.wording.vocabulary import Vocabulary, load_vocabulary
from store.company import Role
from store.process.areas import AreaTable
from tests import formdocs

ROOT = Path(__file__).resolve().parents[1]
README, README_ZH = ROOT / "README.md", ROOT / "README.zh.md"
STEPS, COVERAGE_PAGE, CONTRIBUTING = (
    ROOT / "docs" / "steps.md",
    ROOT / "docs" / "coverage.md",
    ROOT / "CONTRIBUTING.md",
)
FORMS = ROOT / "docs" / "forms.md"
COVERAGE = ROOT / "tests" / "coverage.toml"
ACCEPTANCE = ROOT / "tests" / "acceptance"
WORDS: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
    (ROOT / "tests" / "docs.toml").read_text("utf-8")
)
HEADS = {
    "settings": {"en": ("variable", "default", "what it is"), "zh": ("变量", "默认", "是什么")},
    "cli": {"en": ("command", "does"), "zh": ("命令", "做什么")},
    "commands": {"en": ("command", "word", "does", "who"), "zh": ("说", "命令", "做什么", "谁")},
    "roles": {"en": ("role", "中文", "who"), "zh": ("代号", "岗位", "做什么")},
}
EVERYONE = {"en": "everyone", "zh": "所有人"}
MOST = {"en": "every department", "zh": "各部门"}
DEPARTMENTS = MOST["en"]
FEW = 12
"""More roles than that are every department: who exactly is in the table of steps."""

LET_THROUGH = {("orders", "close"): frozenset({"arrived"})}
"""Steps that may be asked for in more states than their guard ever lets through, so that it can say what is missing."""


# settings and command line ------------------------------------------------------------------------------
def settings(language: str) -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        variable = f"`GENDAN_{name.upper()}`" + (" (*)" if name in SECRETS else "")
        rows.append((variable, _default(field.default), WORDS["settings"][name][language]))
    return _table(HEADS["settings"][language], rows)


def _default(value: Any) -> str:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Path):
        value = value.relative_to(ROOT)
    return "" if value in (None, ()) else f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def cli(language: str) -> str:
    rows = []
    for path, command in _commands(typer.main.get_command(app)):
        words = [f"gendan {path}"]
        for parameter in command.params:
            if parameter.name == "help":
                continue
            if parameter.param_type_name == "argument":
                words.append(str(parameter.metavar or parameter.name).strip("{}").upper())
            else:
                words.append(f"[{parameter.opts[0]}]")
        says = WORDS["cli"][path][language] if language != "en" else str(command.help)
        rows.append((f"`{' '.join(words)}`", says))
    return _table(HEADS["cli"][language], rows)


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        path = f"{before}{name}"
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} ")
        else:
            yield path, command


# the tables ---------------------------------------------------------------------------------------------
@cache
def areas() -> tuple[AreaTable[Any], ...]:
    """Every area's table of steps, wherever an area's `area` module has one."""
    found = {}
    for module in pkgutil.walk_packages(store.__path__, "store."):
        if module.name.endswith(".area"):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, AreaTable):
                    found[value.name] = value
    return tuple(found.values())


def commands(language: str) -> str:
    words = load_vocabulary([SHIPPED_TEMPLATES])
    rows = []
    for name, spec in COMMANDS.items():
        asked = {step.asks for step in _steps_of(spec.requests)} or spec.requests
        roles = frozenset[Role]().union(*(roles_for(request) for request in asked))
        word, latin = words.command(name, "zh"), f"`/{name}`"
        said = word if word != name else ""
        first = (latin, said) if language == "en" else (f"`{said}`" if said else "", latin)
        rows.append((*first, words.describe(name, language), _who(roles, language, words)))
    return _table(HEADS["commands"][language], rows)


def _who(roles: frozenset[Role], language: str, words: Vocabulary) -> str:
    if roles == frozenset(Role):
        return EVERYONE[language]
    if len(roles) > FEW:
        return MOST[language]
    return " ".join(
        role if language == "en" else words.role(role, language) for role in Role if role in roles
    )


def _steps_of(requests: Iterable[type[Any]]) -> list[Any]:
    return [step for area in areas() for request in requests for step in area.asking(request)]


def roles(language: str) -> str:
    words = load_vocabulary([SHIPPED_TEMPLATES])
    rows = [(f"`{role}`", words.role(role, "zh"), WORDS["roles"][role][language]) for role in Role]
    return _table(HEADS["roles"][language], rows)


def diagram(language: str) -> str:
    """From the tables' `states` to what `act` leads to; steps that stay in their state are left out."""
    words = load_vocabulary([SHIPPED_TEMPLATES])
    parts = []
    for area in areas():
        lines = ["```mermaid", "stateDiagram-v2"]
        for step in area.steps.values():
            for after in sorted(_leads_to(step.act, set())):
                for before in sorted(LET_THROUGH.get((area.name, step.name), step.states) - {after}):
                    lines.append(f"    {'[*]' if before == 'new' else before} --> {after}: {step.name}")
        title = f"## {words.area(area.name, 'en').strip().capitalize()} {words.area(area.name, 'zh').strip()}"
        parts.append("\n".join([title, "", *lines, "```", "", steps(area, words)]))
    return "\n\n".join(parts)


def steps(area: AreaTable[Any], words: Vocabulary) -> str:
    """Each step with the command that asks for it, who may, and its rule's code."""
    asking = {request: f"`/{name}`" for name, spec in COMMANDS.items() for request in spec.requests}
    rows = []
    for step in area.steps.values():
        who = (
            DEPARTMENTS
            if step.roles >= frozenset(Role) - {Role.ADMIN}
            else " ".join(role for role in Role if role in step.roles)
        )
        rows.append(
            (f"`{step.name}`", asking.get(step.asks, ""), " ".join(sorted(step.states)), who, step.code)
        )
    return _table(("step", "command", "from", "who", "rule"), rows)


def _leads_to(act: Callable[..., Any], read: set[str]) -> set[str]:
    """The states named in the step's own source, and in that of its module's helpers: `state=State.SHIPPED`."""
    names = vars(importlib.import_module(act.__module__))
    read.add(act.__name__)
    found = set[str]()
    for kept in inspect.getclosurevars(
        act
    ).nonlocals.values():  # what an area has a chain do once it is signed
        if inspect.isfunction(kept) and kept.__name__ != "<lambda>":
            found |= _leads_to(kept, read)
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(act)))):
        match node:
            case ast.keyword(arg="state", value=value):
                for part in ast.walk(value):
                    match part:
                        case ast.Attribute(value=ast.Name(id=states), attr=member) if states in names:
                            found.add(str(getattr(names[states], member)))
            case ast.Call(func=ast.Name(id=helper)) if helper not in read:
                called = names.get(helper)
                if inspect.isfunction(called) and called.__module__ == act.__module__:
                    found |= _leads_to(called, read)
    return found


# coverage -----------------------------------------------------------------------------------------------
class Procedure(BaseModel):
    """One of the company's procedures: how it is asked for, the tests that walk it, what a person can't do yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    zh: str
    commands: tuple[str, ...] = ()
    """Beside those whose steps carry the code."""
    tests: tuple[str, ...] = ()
    open: str = ""


@cache
def procedures() -> Mapping[str, Procedure]:
    given = tomllib.loads(COVERAGE.read_text("utf-8"))
    return {code: Procedure.model_validate(entry) for code, entry in given.items()}


def coverage(language: str) -> str:
    rows = []
    for code, procedure in procedures().items():
        tests = ", ".join(
            f"[{_sentence(test)}](../tests/acceptance/{test.partition('::')[0]})" for test in procedure.tests
        )
        state = (
            "open"
            if not procedure.tests
            else f"in part; open: {procedure.open}"
            if procedure.open
            else "done"
        )
        asked = " ".join(f"`/{name}`" for name in commands_of(code))
        rows.append((code, f"{procedure.title} {procedure.zh}".strip(), asked, state, tests))
    return _table(("code", "procedure", "asked by", "state", "walked by"), rows)


def commands_of(code: str) -> list[str]:
    """Commands whose steps carry the code, then those that the page adds."""
    asks = {step.asks for area in areas() for step in area.steps.values() if step.code == code}
    derived = [name for name, spec in COMMANDS.items() if asks & set(spec.requests)]
    return derived + [name for name in procedures()[code].commands if name not in derived]


def acceptance_tests() -> set[str]:
    """`file::function` of every acceptance test."""
    return {
        f"{file.name}::{node.name}"
        for file in ACCEPTANCE.glob("test_*.py")
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and node.name.startswith("test_")
    }


def _sentence(test: str) -> str:
    return test.partition("::")[2].removeprefix("test_").replace("_", " ")


# the house ----------------------------------------------------------------------------------------------
def rooms(language: str) -> str:
    """Every module with the first sentence that it says of itself; a silent package with what is in it."""
    lines = []
    for package in (bot, store):
        lines.append(f"{package.__name__}/")
        entries = list(_modules(Path(package.__path__[0])))
        width = max(len(name) for name, _ in entries) + 2
        for name, says in entries:
            lines += textwrap.wrap(
                says, 116, initial_indent=f"  {name:<{width}}", subsequent_indent=" " * (width + 2)
            )
    return "\n".join(["```", *lines, "```"])


def _modules(folder: Path) -> Iterator[tuple[str, str]]:
    for module in sorted(pkgutil.iter_modules([str(folder)]), key=lambda one: (one.ispkg, one.name)):
        if not module.ispkg:
            yield f"{module.name}.py", _says(folder / f"{module.name}.py")
            continue
        inside = [one.name for one in pkgutil.iter_modules([str(folder / module.name)]) if not one.ispkg]
        yield f"{module.name}/", _says(folder / module.name / "__init__.py") or " ".join(inside)


def _says(file: Path) -> str:
    text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return re.split(r"(?<=[.!?])\s", " ".join(text.split("\n\n")[0].split()), maxsplit=1)[0]


def contracts(language: str) -> str:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return "\n".join(f"- {contract['name']}." for contract in config["tool"]["importlinter"]["contracts"])


# the pages ----------------------------------------------------------------------------------------------
PAGES: Mapping[Path, tuple[str, Mapping[str, Callable[[str], str]]]] = {
    README: ("en", {"commands": commands, "settings": settings, "cli": cli}),
    README_ZH: ("zh", {"commands": commands, "settings": settings, "cli": cli}),
    ROOT / "docs" / "roles.md": ("en", {"roles": roles}),
    STEPS: ("en", {"diagram": diagram}),
    COVERAGE_PAGE: ("en", {"coverage": coverage}),
    CONTRIBUTING: ("en", {"rooms": rooms, "contracts": contracts}),
    FORMS: ("en", formdocs.parts(lambda head, rows: _table(head, rows))),
}
"""Which generated parts a page has, and in which language."""


def written(page: Path) -> str:
    """The page with every part as it should be now. Raises ValueError for a part that has no place on it."""
    text = page.read_text("utf-8")
    language, parts = PAGES[page]
    for name, make in parts.items():
        place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not place.search(text):
            raise ValueError(f"{page.name} has no place for {name}")
        made = make(language)
        text = place.sub(lambda found: f"{found[1]}{made}\n{found[2]}", text)  # noqa: B023 (used at once)
    return text


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    for page in PAGES:
        if "--write" in sys.argv:
            page.write_text(written(page), "utf-8")
        elif written(page) != page.read_text("utf-8"):
            sys.exit(f"{page.name} is stale: make docs")
