"""`gendan check`, whole. Nothing is changed and nothing is sent; Telegram is asked by plain HTTP."""

from pathlib import Path

from bot.check import database, forms, privacy, reports, token
from bot.check.findings import Finding, Level, note
from bot.check.todo import left_to_do
from bot.check.words import check_words
from bot.settings import SHIPPED_TEMPLATES, Settings, SettingsError, load_settings, unknown_variables
from store.company import Company, CompanyError
from store.company.file import load_company
from store.forms.kinds import load_kinds


async def check() -> list[Finding]:
    """Everything, in the order in which it would stop the bot; then what is left to do, in its order."""
    try:
        settings = load_settings()
    except SettingsError as error:
        return [Finding("settings", Level.BAD, line) for line in error.lines]
    findings = [Finding("settings", Level.GOOD, f"read; templates from {_folder(settings)}")]
    findings += [note("settings", f"{name} is no setting") for name in unknown_variables()]
    if settings.bot_token and settings.example_on_telegram:
        findings.append(Finding("company", Level.BAD, settings.example_on_telegram))
    company = None
    try:
        company = load_company(settings.company)
        findings.append(Finding("company", Level.GOOD, f"{company.name}, {settings.company}"))
    except CompanyError as error:
        findings += [Finding("company", Level.BAD, str(finding)) for finding in error.findings]
    kinds = load_kinds(_folders(settings))
    findings += forms.check_forms(kinds)
    if company is not None:
        findings += forms.of_calendar(kinds, company)
        findings += reports.of_calendar(company)
    findings += check_words(_folders(settings), company or Company(name="-"))
    kept, roster = await database.look(settings, company, kinds)
    if roster is not None:
        kept += forms.of_people(kinds, roster)
    known = await token.look(settings)
    left = [line async for line in left_to_do(settings, roster, token_is_good=known.level is Level.GOOD)]
    findings += [*kept, *privacy.look(settings), known]
    return findings + [Finding(f"{place}.", Level.TODO, line) for place, line in enumerate(left, start=1)]


def _folders(settings: Settings) -> list[Path]:
    return [folder for folder in (settings.templates, SHIPPED_TEMPLATES) if folder is not None]


def _folder(settings: Settings) -> str:
    return f"{settings.templates}, then the shipped ones" if settings.templates else "the shipped folder"
