"""The stub 存根 of whatever was signed on a chain (A1 to A12, O7, C3): one sheet, whichever case it is of."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

from bot.papers.documents import FormStubFacts, FormStubRow, StubLine
from bot.papers.papers import Paper
from bot.wording.render import Renderer
from store.process.chain import Verdict

SIGNATURES = "signatures"
"""The document, and the button that it comes by."""
BETWEEN = " | "
"""Stands between label and value in the template that words a sheet's rows."""


def lines_of(renderer: Renderer, language: str, lines: Sequence[Mapping[str, Any]]) -> tuple[StubLine, ...]:
    """What was said, a row each. `act` names what was done where it was no consent: in the file's own words, or by a button."""
    zone = renderer.company.zone
    return tuple(
        StubLine(
            round=one["round"],
            verdict=_verdict(renderer, language, one),
            role=_post(renderer, language, one),
            name=one["to"] if silent else " → ".join(filter(None, (one["by"], one["to"]))),
            instead_of=one["instead_of"],
            at=f"{one['at'].astimezone(zone):%Y-%m-%d %H:%M}",
            words=one["by"] if silent else one["words"],
        )
        for one in lines
        for silent in (one["verdict"] == Verdict.SILENT,)
    )


def _post(renderer: Renderer, language: str, line: Mapping[str, Any]) -> str:
    """The department, or as whose head it was signed."""
    if not line["role"]:
        return ""
    if line["head"]:
        return renderer.text("cases/head", language, {"role": line["role"]}, now=line["at"]).strip()
    return renderer.vocabulary.role(line["role"], language)


def _verdict(renderer: Renderer, language: str, line: Mapping[str, Any]) -> str:
    words = renderer.vocabulary
    match line.get("act"):
        case None:
            return words.state("verdict", line["verdict"], language)
        case str() as done:
            return words.button(done, language)
        case own:
            return str(own[language])


def paper(renderer: Renderer, language: str, template: str, number: str, stub: Mapping[str, Any]) -> Paper:
    """Of a case that is no form: its title and rows as `template` words them, line by line."""
    text = html.unescape(renderer.text(template, language, {"stub": stub}, now=stub["lines"][-1]["at"]))
    title, *rows = [line.strip() for line in text.splitlines() if line.strip()]
    pairs = (row.partition(BETWEEN) for row in rows)
    facts = FormStubFacts(
        company=renderer.company.about.full_name or renderer.company.name,
        title=title,
        number=number,
        date=f"{stub['lines'][0]['at'].astimezone(renderer.company.zone):%Y-%m-%d}",
        started_by=stub["lines"][0]["by"],
        about="",
        rows=tuple(FormStubRow(label=label, value=value) for label, _, value in pairs if value.strip()),
        rounds=lines_of(renderer, language, stub["lines"]),
    )
    named = {"title": title, "number": number}
    name = renderer.text("cases/stub_filename", language, named, now=stub["lines"][-1]["at"]).strip()
    return Paper("forms/stub", facts.model_dump(), f"{name}.pdf")
