import os
import traceback
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.settings import (
    SECRETS,
    SHIPPED_TEMPLATES,
    Listen,
    Settings,
    SettingsError,
    load_settings,
    unknown_variables,
)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty working folder and none of our variables, whatever the machine has set."""
    for name in list(os.environ):
        if name.upper().startswith("GENDAN_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def findings() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).splitlines() == list(caught.value.lines)
    return str(caught.value).splitlines()


def test_without_any_variable_every_setting_has_its_documented_default() -> None:
    settings = load_settings()

    assert settings.bot_token is None
    assert settings.api_url == "https://api.telegram.org"
    assert settings.on_telegram
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///gendan.db"
    assert settings.company == SHIPPED_TEMPLATES / "company.toml"
    assert settings.templates is None
    assert settings.admin_ids == ()
    assert (settings.webhook_url, settings.webhook_secret) == (None, None)
    assert str(settings.listen) == "127.0.0.1:8080"
    assert (settings.limit_group, settings.limit_chat, settings.limit_all) == (20, 1, 30)
    assert settings.log_format == "console"
    assert settings.clock_start is None


def test_it_reads_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").touch()
    (tmp_path / "words").mkdir()
    for name, value in {
        "BOT_TOKEN": "123:abc",
        "API_URL": "http://127.0.0.1:9000/",
        "DATABASE_URL": "postgresql+asyncpg://u:p@db/gendan",
        "COMPANY": "mine.toml",
        "TEMPLATES": "words",
        "ADMIN_IDS": "1001, 1002",
        "WEBHOOK_URL": "https://bot.example.com/hook",
        "WEBHOOK_SECRET": "s-e_cret",
        "LISTEN": "0.0.0.0:0",
        "LIMIT_GROUP": "15",
        "LIMIT_CHAT": "0.5",
        "LIMIT_ALL": "25",
        "LOG_FORMAT": "json",
        "CLOCK_START": "2026-11-27T17:00",
    }.items():
        monkeypatch.setenv(f"GENDAN_{name}", value)

    settings = load_settings()

    assert settings.bot_token is not None and settings.bot_token.get_secret_value() == "123:abc"
    assert settings.api_url == "http://127.0.0.1:9000"
    assert not settings.on_telegram
    assert settings.company == Path("mine.toml")
    assert settings.templates == Path("words")
    assert settings.admin_ids == (1001, 1002)
    assert settings.listen == Listen("0.0.0.0", 0)
    assert (settings.limit_group, settings.limit_chat, settings.limit_all) == (15, 0.5, 25)
    assert settings.log_format == "json"
    assert settings.clock_start == datetime(2026, 11, 27, 17)  # noqa: DTZ001  the company's zone comes later


def test_it_reads_a_dotenv_of_the_working_folder_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("GENDAN_LIMIT_ALL=10\nGENDAN_LIMIT_GROUP=10\nSOMETHING_ELSE=1\n", "utf-8-sig")
    monkeypatch.setenv("GENDAN_LIMIT_ALL", "20")

    settings = load_settings()

    assert (settings.limit_group, settings.limit_all) == (10, 20)


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENDAN_BOT_TOKEN", "")
    monkeypatch.setenv("GENDAN_LIMIT_ALL", "")

    assert load_settings().bot_token is None
    assert load_settings().limit_all == 30


@pytest.mark.parametrize("place", ["environment", "dotenv"])
def test_every_secret_may_stand_in_a_file(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"bot_token": "1:x", "webhook_secret": "shh", "database_url": "sqlite+aiosqlite:///a.db"}
    assert set(values) == set(SECRETS)
    for name, value in values.items():
        Path(name).write_text(value + "\n", "utf-8")
        if place == "environment":
            monkeypatch.setenv(f"GENDAN_{name.upper()}_FILE", name)
        else:
            with Path(".env").open("a", encoding="utf-8") as dotenv:
                dotenv.write(f"GENDAN_{name.upper()}_FILE={name}\n")

    settings = load_settings()

    assert {name: getattr(settings, name).get_secret_value() for name in values} == values


def test_a_secret_and_its_file_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("token").write_text("1:x", "utf-8")
    Path(".env").write_text("GENDAN_BOT_TOKEN_FILE=token", "utf-8")
    monkeypatch.setenv("GENDAN_BOT_TOKEN", "2:y")

    assert findings() == ["GENDAN_BOT_TOKEN: set this or GENDAN_BOT_TOKEN_FILE, not both"]


def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("binary").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("GENDAN_BOT_TOKEN_FILE", "nowhere")
    monkeypatch.setenv("GENDAN_WEBHOOK_SECRET_FILE", "binary")

    assert findings() == [
        "GENDAN_BOT_TOKEN: the file nowhere can't be read: No such file or directory",
        "GENDAN_WEBHOOK_SECRET: the file binary can't be read: not UTF-8 text",
    ]


def test_every_wrong_value_is_named_in_one_line_and_no_secret_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = {
        "BOT_TOKEN": "hunter2 hunter2",
        "API_URL": "telegram",
        "DATABASE_URL": "mysql://root:hunter2@db/gendan",
        "COMPANY": "nowhere.toml",
        "TEMPLATES": "nowhere",
        "ADMIN_IDS": "1001;-100",
        "WEBHOOK_URL": "ftp://x",
        "WEBHOOK_SECRET": "hunter2!",
        "LISTEN": "8080",
        "LIMIT_GROUP": "0",
        "LIMIT_CHAT": "-1",
        "LIMIT_ALL": "many",
        "LOG_FORMAT": "xml",
        "CLOCK_START": "soon",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(f"GENDAN_{name}", value)

    lines = findings()

    assert [line.split(":")[0] for line in lines] == [f"GENDAN_{name}" for name in wrong]
    assert "hunter2" not in "".join(lines)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_a_secret_shows_nowhere_in_the_settings_own_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENDAN_BOT_TOKEN", "1:hunter2")
    monkeypatch.setenv("GENDAN_DATABASE_URL", "postgresql+psycopg://u:hunter2@db/gendan")

    assert "hunter2" not in repr(load_settings())
    assert "hunter2" not in str(load_settings())


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("mysql+aiomysql://db/x", "mysql+aiomysql is not supported"),
        ("sqlite:///x.db", "sqlite is not supported"),
        ("postgresql://db/x", "postgresql is not supported"),
        ("x.db", "must begin with one of"),
        ("hunter2 ://x", "must begin with one of"),
        ("sqlite+aiosqlite://x.db", "three slashes"),
    ],
)
def test_other_databases_are_refused_by_name(url: str, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENDAN_DATABASE_URL", url)

    (line,) = findings()

    assert line.startswith("GENDAN_DATABASE_URL: ")
    assert named in line
    assert "hunter2" not in line


def test_a_simulated_clock_is_refused_against_telegram_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENDAN_CLOCK_START", "2026-11-27T17:00+08:00")
    for address in ("https://api.telegram.org", "https://API.telegram.org/", "http://api.telegram.org:443"):
        monkeypatch.setenv("GENDAN_API_URL", address)
        assert findings() == ["GENDAN_CLOCK_START: a simulated clock is refused against Telegram itself"]

    monkeypatch.setenv("GENDAN_API_URL", "http://127.0.0.1:9000")
    assert load_settings().clock_start == datetime.fromisoformat("2026-11-27T09:00Z")


def test_a_webhook_needs_its_secret_and_telegram_calls_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENDAN_WEBHOOK_URL", "http://bot.example.com")

    assert [line.split()[0] for line in findings()] == ["GENDAN_WEBHOOK_SECRET", "GENDAN_WEBHOOK_URL:"]

    monkeypatch.setenv("GENDAN_WEBHOOK_SECRET", "x" * 256)
    monkeypatch.setenv("GENDAN_API_URL", "http://127.0.0.1:9000")
    assert load_settings().webhook_url == "http://bot.example.com"

    monkeypatch.setenv("GENDAN_WEBHOOK_SECRET", "x" * 257)
    assert findings() == ["GENDAN_WEBHOOK_SECRET: must be 1 to 256 of the characters A-Z a-z 0-9 _ -"]


@pytest.mark.parametrize(
    "value", ["8080", ":8080", "localhost", "localhost:", "localhost:70000", "http://x:1", "::1:80", "a b:1"]
)
def test_listen_is_host_and_port(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENDAN_LISTEN", value)

    assert findings() == [f"GENDAN_LISTEN: {value!r} is not host:port, such as 127.0.0.1:8080"]


def test_listen_takes_an_address_of_version_6(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENDAN_LISTEN", "[::1]:8080")

    assert load_settings().listen == Listen("::1", 8080)
    assert str(load_settings().listen) == "[::1]:8080"


@hypothesis.given(
    st.lists(st.integers(min_value=1, max_value=2**52)), st.sampled_from([",", ", ", "，", " "])
)
def test_admin_ids_may_be_typed_with_any_comma(ids: list[int], comma: str) -> None:
    settings = Settings(_env_file=None, admin_ids=comma.join(map(str, ids)))

    assert settings.admin_ids == tuple(ids)


def test_each_command_asks_for_the_settings_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    settings.require("database_url", "listen")

    with pytest.raises(SettingsError) as caught:
        settings.require("bot_token", "admin_ids")

    assert caught.value.lines == (
        "GENDAN_BOT_TOKEN is missing: set it, or GENDAN_BOT_TOKEN_FILE to a file that holds it",
        "GENDAN_ADMIN_IDS is missing",
    )


def test_settings_cannot_be_changed_afterwards() -> None:
    settings = load_settings()

    with pytest.raises(ValidationError):
        settings.limit_all = 1  # type: ignore[misc]


def test_a_dotenv_that_is_no_text_is_named() -> None:
    Path(".env").write_bytes("GENDAN_ADMIN_IDS=1 # 管理员".encode("gbk"))

    assert findings() == [".env: not UTF-8 text"]


@pytest.mark.parametrize("place", ["environment", "dotenv"])
def test_a_misspelt_variable_is_named_with_the_one_that_was_meant(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {
        "ADMIN_ID": "ADMIN_IDS",
        "TOKEN": "BOT_TOKEN",
        "DATABSE_URL": "DATABASE_URL",
        "LIMIT_GRUOP": "LIMIT_GROUP",
    }
    for name in wrong:
        if place == "environment":
            monkeypatch.setenv(f"GENDAN_{name}", "hunter2")
        else:
            with Path(".env").open("a", encoding="utf-8") as dotenv:
                dotenv.write(f"GENDAN_{name}=hunter2\n")
    monkeypatch.setenv("GENDAN_LIMIT_ALL", "many")

    first, *lines = findings()

    assert first.startswith("GENDAN_LIMIT_ALL: "), "beside whatever else is wrong"
    assert lines == [f"GENDAN_{name} is no setting, perhaps GENDAN_{wrong[name]}" for name in sorted(wrong)]


def test_a_variable_like_no_setting_is_known_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENDAN_WEATHER", "fine")
    monkeypatch.setenv("GENDAN_BOT_TOKEN_FILE", "")

    load_settings()
    assert unknown_variables() == {"GENDAN_WEATHER": None}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COMPANY", "x" * 5000),
        ("TEMPLATES", "x" * 5000),
        ("BOT_TOKEN_FILE", "x" * 5000),
        ("DATABASE_URL", "postgresql+asyncpg://u:hunter2@db:port/x"),
        ("DATABASE_URL", "postgresql+asyncpg://u:hunter2@[::1/x"),
        ("API_URL", "http://["),
        ("WEBHOOK_URL", "https://["),
        ("CLOCK_START", "9999-12-31T10:00"),
        ("CLOCK_START", "0001-01-01T10:00"),
    ],
)
def test_whatever_is_wrong_with_a_value_its_variable_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"GENDAN_{name}", value)
    monkeypatch.setenv("GENDAN_WEBHOOK_SECRET", "x")
    monkeypatch.setenv(
        "GENDAN_API_URL" if name != "API_URL" else "GENDAN_LIMIT_ALL",
        "http://127.0.0.1:1" if name != "API_URL" else "1",
    )

    (line,) = findings()

    assert line.startswith(f"GENDAN_{name.removesuffix('_FILE')}: ")
    assert "hunter2" not in line


def test_the_example_company_may_not_work_on_telegram_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor a copy of it: its made-up ids are somebody's there."""
    Path("company.toml").write_bytes((SHIPPED_TEMPLATES / "company.toml").read_bytes())
    for company in (None, "company.toml"):
        if company:
            monkeypatch.setenv("GENDAN_COMPANY", company)
        refused = load_settings().example_on_telegram
        assert refused is not None and refused.startswith("GENDAN_COMPANY: ") and "\n" not in refused
    with Path("company.toml").open("a") as file:
        file.write("\n# ours\n")
    assert load_settings().example_on_telegram is None
    monkeypatch.delenv("GENDAN_COMPANY")
    monkeypatch.setenv("GENDAN_API_URL", "http://127.0.0.1:9000")
    assert load_settings().example_on_telegram is None
