"""Reading a company.toml: the company, or every finding in plain words."""

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from store.company.company import Company
from store.company.findings import CompanyError, Finding, perhaps


def load_company(path: Path) -> Company:
    """The company of this file. Raises CompanyError with every finding."""
    try:
        text = path.read_bytes().decode("utf-8-sig")  # Windows' Notepad begins a file with a byte order mark
    except OSError as error:
        raise CompanyError([Finding(str(path), "", "", f"can't be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise CompanyError([Finding(str(path), "", "", "is not UTF-8 text; save it as UTF-8")]) from None
    return parse_company(text)


def parse_company(text: str) -> Company:
    """The company that this text of a company.toml describes. Raises CompanyError with every finding."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CompanyError([Finding("company.toml", "", "", str(error))]) from None
    try:
        return Company.model_validate(raw)
    except ValidationError as error:
        raise CompanyError(_finding(detail, raw) for detail in error.errors()) from None


def _finding(detail: ErrorDetails, raw: dict[str, Any]) -> Finding:
    loc = [str(part) for part in detail["loc"] if part != "[key]"]
    reason = plain_reason(detail)
    top = raw.get(loc[0])
    if isinstance(top, list) and len(loc) > 1:
        entry = str(int(loc[1]) + 1)
        values = top[int(loc[1])]
        if isinstance(values, dict) and (
            named := [values[key] for key in ("name", "key", "date") if key in values]
        ):
            entry += f" ({named[0]})"
        return Finding(f"[[{loc[0]}]]", entry, _field(loc[2:]), reason)
    if isinstance(top, dict) and len(loc) > 1:
        return Finding(f"[{loc[0]}]", "", _field(loc[1:]), reason)
    return Finding("", "", _field(loc), reason)


def _field(loc: list[str]) -> str:
    """`roles 2` for the second of the roles: people count from one."""
    return " ".join(str(int(part) + 1) if part.isdecimal() else part for part in loc)


def plain_reason(detail: ErrorDetails) -> str:
    """What pydantic found, in the words of whoever writes the file."""
    context: dict[str, Any] = detail.get("ctx", {})
    given = detail["input"]
    match detail["type"]:
        case "missing":
            return "missing"
        case "extra_forbidden":
            return "unknown key"
        case "value_error":
            return str(context["error"])
        case "enum" | "literal_error":
            known = re.findall(r"'([^']+)'", context["expected"])
            return f'"{given}" is unknown' + (perhaps(str(given), known) or f"; known are {', '.join(known)}")
        case "string_type":
            return "must be text in quotes"
        case "string_too_short":
            return "must not be empty"
        case "int_type":
            return "must be a whole number"
        case "bool_type":
            return "must be true or false"
        case "tuple_type":
            return "must be a list in [ ]"
        case "dict_type" | "mapping_type" | "model_type":
            return "must be a table"
        case "date_type" | "date_parsing" | "date_from_datetime_parsing" | "date_from_datetime_inexact":
            return "must be a date such as 2027-02-07"
        case "greater_than":
            return "must be above 0"
        case (
            "greater_than_equal"
            | "decimal_type"
            | "decimal_parsing"
            | "decimal_max_places"
            | "decimal_max_digits"
            | "finite_number"
        ):
            return "must be an amount of at least 0 with at most two decimals"
        case _:
            message = detail["msg"]
            return message[:1].lower() + message[1:]
