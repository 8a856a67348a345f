"""Vocabulary and templates: whole in every language, and with words for all that may be said."""

import ast
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, UndefinedError

import bot
import store
from bot.check.findings import Finding, Level
from bot.grammar import KINDS, Mistake
from bot.wording.messages import FILE, MessagesError, read_messages
from bot.wording.render import SUFFIX, Renderer
from bot.wording.vocabulary import LANGUAGES, Vocabulary, VocabularyError, load_vocabulary
from bot.wording.vocabulary.examples import FILE as EXAMPLES
from store.company import Company
from store.registry import AREAS


def check_words(folders: Sequence[Path], company: Company) -> Iterator[Finding]:
    """Vocabulary and templates. The first folder's files win."""
    try:
        vocabulary = load_vocabulary(folders)
    except VocabularyError as error:
        yield from (Finding("vocabulary", Level.BAD, str(finding)) for finding in error.findings)
        return
    unknown = vocabulary.unknown_examples()
    yield from (
        Finding("vocabulary", Level.BAD, f"{EXAMPLES}: {name}: nothing is called so") for name in unknown
    )
    yield Finding("vocabulary", Level.GOOD, f"{len(vocabulary.commands)} commands")
    try:
        renderer = Renderer(folders, vocabulary, company)
    except MessagesError as error:
        yield Finding("templates", Level.BAD, str(error))
        return
    wrong = [*_templates(folders, renderer, vocabulary)]
    yield from wrong
    if not any(finding.level is Level.BAD for finding in wrong):
        yield Finding("templates", Level.GOOD, f"whole in {' and '.join(LANGUAGES)}")


def _templates(folders: Sequence[Path], renderer: Renderer, words: Vocabulary) -> Iterator[Finding]:
    names = {language: set(renderer.names(language)) for language in LANGUAGES}
    for language in LANGUAGES:
        for name in sorted(set().union(*names.values()) - names[language]):
            yield _bad(language, name, "missing; another language has it")
        for name in sorted(names[language]):
            try:
                renderer.environment(language).get_template(name + SUFFIX)
            except TemplateError as error:
                line = getattr(error, "lineno", None)
                yield _bad(language, name, f"{f'line {line}: ' if line else ''}{error.message}")
        wanted = {f"refused/{reason}" for reason in _reasons()} | _notices() | {"members/mistake"}
        wanted |= {f"mistakes/{kind}" for kind in KINDS}
        for name in sorted(wanted - set().union(*names.values())):
            yield _bad(language, name, "missing")
        if "members/mistake" in names[language]:
            yield from _mistakes(renderer, language)
    yield from _replacing_nothing(folders)


def _bad(language: str, name: str, reason: str) -> Finding:
    return Finding("templates", Level.BAD, f"{language}/{name}{SUFFIX}: {' '.join(reason.split())}")


def _reasons() -> set[str]:
    """Every reason for which the program refuses anything, as its own code names them."""
    found = set()
    for package in (bot, store):
        for file in sorted(Path(package.__path__[0]).rglob("*.py")):
            source = file.read_text(encoding="utf-8")
            if "Refused(" not in source:
                continue
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                    given = (word.value for word in node.keywords if word.arg == "reason")
                    found |= {value.value for value in given if isinstance(value, ast.Constant)}
    return {reason for reason in found if isinstance(reason, str)}


def _notices() -> set[str]:
    """What the tables of steps tell people."""
    return {
        f"{table.name}/{tell.notice}"
        for table in AREAS.values()
        for step in table.steps.values()
        for tell in step.tells
    }


def _mistakes(renderer: Renderer, language: str) -> Iterator[Finding]:
    """Each way in which a line can be wrong is worded once, with whatever may stand in it."""
    facts: dict[str, Any] = dict.fromkeys(Mistake.__dataclass_fields__, "")
    facts |= {"understood": (), "line": None, "field": None, "reader": None, "in_room": False}
    facts |= {"username": "", "example": "", "facts": {}}
    now = datetime.now(renderer.company.zone)
    for kind in sorted(kind for kind in KINDS if renderer.has(f"mistakes/{kind}", language)):
        try:
            renderer.text("members/mistake", language, facts | {"kind": kind}, now=now)
        except UndefinedError as error:
            yield _bad(language, f"mistakes/{kind}", str(error.message))
        except TemplateError:
            return  # named already: it doesn't compile
        except LookupError as error:
            yield _bad(language, f"mistakes/{kind}", f"can't be worded: {error!r}")


def _replacing_nothing(folders: Sequence[Path]) -> Iterator[Finding]:
    """A misspelt name replaces no shipped template, silently; of one that stands twice its own file is read."""
    *own, shipped = folders
    for folder in folders:
        for language in LANGUAGES:
            files, lines = _kinds(folder, language)
            for kind in sorted(files & lines):
                yield Finding("templates", Level.NOTE, f"{language}/{kind}{SUFFIX} stands in {FILE} too")
    for folder in own:
        named = {file.relative_to(folder).as_posix() for file in folder.rglob("*.j2")}
        known = set[str]()
        for language in LANGUAGES:
            named |= {f"{language}/{kind}{SUFFIX}" for kind in _kinds(folder, language)[1]}
            known |= {f"{language}/{kind}{SUFFIX}" for kind in set().union(*_kinds(shipped, language))}
        for name in sorted(named - known):
            yield Finding("templates", Level.NOTE, f"{name} replaces no shipped template")


def _kinds(folder: Path, language: str) -> tuple[set[str], set[str]]:
    """What stands in files of their own, and what in messages.toml."""
    root = folder / language
    files = {file.relative_to(root).as_posix().removesuffix(SUFFIX) for file in root.rglob(f"*{SUFFIX}")}
    return files, set(read_messages(root / FILE))
