"""The operator's settings: GENDAN_* from the environment or a `.env` in the working folder, secrets also from files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from store.requests import FIRST_DAY, LAST_DAY

SHIPPED_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
TELEGRAM_API = "https://api.telegram.org"
SECRETS = ("bot_token", "webhook_secret", "database_url")

_DATABASES = ("sqlite+aiosqlite", "postgresql+asyncpg", "postgresql+psycopg")


class SettingsError(Exception):
    """What is wrong or missing, one line each; never a secret's value."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


class Listen(NamedTuple):
    """Where the web part listens; port 0 takes a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class _NoSecret:
    """Stands where a secret should have come from a file, so that it is named among the other findings."""

    reason: str


def _secret(value: object) -> object:
    if isinstance(value, _NoSecret):
        raise ValueError(value.reason)
    return value.strip() if isinstance(value, str) else value


def _admin_ids(value: object) -> object:
    if not isinstance(value, str):
        return value
    words = [word for word in re.split(r"[\s,，]+", value) if word]
    for word in words:
        if not re.fullmatch(r"[1-9][0-9]{0,17}", word):
            raise ValueError(f"{word!r} is not a Telegram user id; write whole numbers with commas between")
    return tuple(int(word) for word in words)


def _listen(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/\[\]]+)):([0-9]{1,5})", value.strip())
    if not match or int(match[3]) > 65535:
        raise ValueError(f"{value!r} is not host:port, such as 127.0.0.1:8080")
    return Listen(match[1] or match[2], int(match[3]))


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be a web address that begins with https:// (or http://)")
    return value.rstrip("/")


Secret = Annotated[SecretStr, BeforeValidator(_secret)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class SecretFiles(PydanticBaseSettingsSource):
    """Reads a secret from the file that NAME_FILE names, as container secrets are handed over."""

    def __init__(self, settings_cls: type[BaseSettings], *variables: EnvSettingsSource) -> None:
        super().__init__(settings_cls)
        self._variables: dict[str, str | None] = {}
        for source in reversed(variables):
            self._variables.update({name.lower(): value for name, value in source.env_vars.items() if value})

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = self._variables.get(f"gendan_{field_name}_file")
        if field_name not in SECRETS or not path:
            return None, field_name, False
        if self._variables.get(f"gendan_{field_name}"):
            return _NoSecret(f"set this or {_variable(field_name)}_FILE, not both"), field_name, False
        try:
            return Path(path).read_text("utf-8").strip(), field_name, False
        except OSError as error:
            reason = error.strerror or type(error).__name__
        except ValueError as error:
            reason = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "no name of a file"
        return _NoSecret(f"the file {path} can't be read: {reason}"), field_name, False

    def __call__(self) -> dict[str, Any]:
        read = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in read.items() if value is not None}


class Settings(BaseSettings):
    """One frozen set, built once by the command line and passed down. Names are those of the README's table."""

    model_config = SettingsConfigDict(
        env_prefix="GENDAN_",
        env_file=".env",
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: Secret | None = None
    api_url: WebAddress = TELEGRAM_API
    """The base before `/bot<token>/` and `/file/bot<token>/`, without a slash at its end."""
    database_url: Secret = SecretStr("sqlite+aiosqlite:///gendan.db")
    company: Path = SHIPPED_TEMPLATES / "company.toml"
    templates: Path | None = None
    """A folder whose files win over the shipped ones."""
    admin_ids: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_admin_ids)] = ()
    webhook_url: WebAddress | None = None
    webhook_secret: Secret | None = None
    listen: Annotated[Listen, NoDecode, BeforeValidator(_listen)] = Listen("127.0.0.1", 8080)
    limit_group: Annotated[int, Field(gt=0)] = 20
    """Calls in any 60 seconds per group."""
    limit_chat: Rate = 1
    """Calls a second per private chat, with bursts of 5."""
    limit_all: Rate = 30
    """Calls a second in all."""
    log_format: Literal["console", "json"] = "console"
    clock_start: datetime | None = None
    """A simulated start; without an offset it is in the company's time zone."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        variables = [
            source for source in (env_settings, dotenv_settings) if isinstance(source, EnvSettingsSource)
        ]
        # Ahead of the plain variables, because it is the one that notices when both are set.
        return init_settings, SecretFiles(settings_cls, *variables), env_settings, dotenv_settings

    @property
    def on_telegram(self) -> bool:
        """Whether the API is Telegram's own rather than a test server or the embedded chat."""
        return urlsplit(self.api_url).hostname == urlsplit(TELEGRAM_API).hostname

    @property
    def example_on_telegram(self) -> str | None:
        """Why this company may not work on Telegram: the example's people are made up, their ids are somebody's."""
        shipped = SHIPPED_TEMPLATES / "company.toml"
        if not self.on_telegram or self.company.read_bytes() != shipped.read_bytes():
            return None
        return (
            "GENDAN_COMPANY: this is the example, and on Telegram its made-up user ids are somebody's: copy"
            " templates/company.toml, make it your company's and name it here"
        )

    def require(self, *names: str) -> None:
        """Raise SettingsError naming each of these settings that has no value: commands need different ones."""
        missing = [name for name in names if getattr(self, name) in (None, ())]
        if missing:
            raise SettingsError([_missing(name) for name in missing])

    @field_validator("bot_token")
    @classmethod
    def _token_fits_an_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"[A-Za-z0-9:_-]+", value.get_secret_value()):
            raise ValueError("is not a bot token; copy it whole from @BotFather")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret_fits_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("must be 1 to 256 of the characters A-Z a-z 0-9 _ -")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        scheme, separator, place = value.get_secret_value().partition("://")
        accepted = ", ".join(f"{name}://" for name in _DATABASES)
        if not separator or not re.fullmatch(r"[A-Za-z0-9+_.-]+", scheme):
            raise ValueError(f"must begin with one of {accepted}")
        if scheme not in _DATABASES:
            raise ValueError(f"{scheme} is not supported, use one of {accepted}")
        if scheme.startswith("sqlite") and not place.startswith("/"):
            raise ValueError("must be sqlite+aiosqlite:///FILE, with three slashes (four before a full path)")
        try:
            make_url(value.get_secret_value())
        except (ArgumentError, ValueError):  # their own words hold the password
            raise ValueError("is no address of a database; write USER:PASSWORD@HOST:PORT/NAME") from None
        return value

    @field_validator("company", "templates")
    @classmethod
    def _is_there(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is None:
            return None
        try:
            if info.field_name == "company" and not value.is_file():
                raise ValueError(f"there is no file {value}")
            if info.field_name == "templates" and not value.is_dir():
                raise ValueError(f"there is no folder {value}")
        except OSError as error:
            raise ValueError(f"{value} can't be read: {error.strerror}") from None
        return value

    @field_validator("clock_start")
    @classmethod
    def _is_a_day_to_work_on(cls, value: datetime | None) -> datetime | None:
        if value and not FIRST_DAY < value.date() < LAST_DAY:
            raise ValueError(f"must lie between {FIRST_DAY} and {LAST_DAY}")
        return value

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        findings = []
        if self.webhook_url and not self.webhook_secret:
            findings.append(_missing("webhook_secret") + "; GENDAN_WEBHOOK_URL needs it")
        if self.webhook_url and self.on_telegram and not self.webhook_url.startswith("https://"):
            findings.append("GENDAN_WEBHOOK_URL: Telegram calls only addresses that begin with https://")
        if self.clock_start and self.on_telegram:
            findings.append("GENDAN_CLOCK_START: a simulated clock is refused against Telegram itself")
        if findings:
            raise SettingsError(findings)
        return self


def load_settings() -> Settings:
    """The settings in force here. Raises SettingsError, whose text has one line for each wrong value."""
    lines = [*_misspelt()]
    try:
        settings = Settings()
        if not lines:
            return settings
    except ValidationError as error:
        lines = [*map(_wrong, error.errors()), *lines]
    except SettingsError as error:
        lines = [*error.lines, *lines]
    except UnicodeDecodeError:
        lines = [".env: not UTF-8 text"]
    except OSError as error:
        lines = [f".env: can't be read: {error.strerror}"]
    # Raised here, outside the handlers: the validation error holds the values, and a traceback would print them.
    raise SettingsError(lines)


def unknown_variables() -> dict[str, str | None]:
    """Every GENDAN_… variable that is no setting, with the setting that was probably meant."""
    known = {*Settings.model_fields, *(f"{name}_file" for name in SECRETS)}
    try:
        given = {*EnvSettingsSource(Settings).env_vars, *DotEnvSettingsSource(Settings).env_vars}
    except (OSError, UnicodeDecodeError):
        return {}  # said by whoever reads the settings
    names = sorted(
        name.lower().removeprefix("gendan_") for name in given if name.lower().startswith("gendan_")
    )
    near = {name: get_close_matches(name, known, 1, cutoff=0.7) for name in names if name not in known}
    return {_variable(name): _variable(found[0]) if found else None for name, found in near.items()}


def _misspelt() -> Iterator[str]:
    for name, meant in unknown_variables().items():
        if meant is not None:
            yield f"{name} is no setting, perhaps {meant}"


def _variable(name: str) -> str:
    return f"GENDAN_{name.upper()}"


def _missing(name: str) -> str:
    variable = _variable(name)
    return f"{variable} is missing" + (
        f": set it, or {variable}_FILE to a file that holds it" if name in SECRETS else ""
    )


def _wrong(detail: ErrorDetails) -> str:
    name = str(detail["loc"][0])
    if detail["type"] == "value_error":
        return f"{_variable(name)}: {detail['ctx']['error']}"
    given = "" if name in SECRETS else f", not {detail['input']!r}"
    return f"{_variable(name)}: {_plain(detail)}{given}"


def _plain(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "int_parsing" | "int_type" | "int_from_float":
            return "must be a whole number"
        case "float_parsing" | "float_type" | "finite_number":
            return "must be a number"
        case "greater_than":
            return f"must be above {context['gt']:g}"
        case "literal_error":
            return f"must be {context['expected']}"
        case "datetime_from_date_parsing" | "datetime_parsing" | "datetime_type":
            return "must be a date and time such as 2026-11-27T17:00"
        case _:
            return detail["msg"]
