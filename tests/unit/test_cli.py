"""The command line: usage, exit codes, one line for each thing that is wrong, and what is not loaded."""

import ast
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import structlog

from bot import cli
from bot.cli import EXPORTS, FORMATS, LANGUAGES, main
from bot.settings import SHIPPED_TEMPLATES, Settings, load_settings
from store.company.file import load_company
from store.forms.kinds import load_kinds
from store.tables import EXPORTS as KEPT
from tests.databases import SqliteStores

ROOT = Path(__file__).parents[2]
COMMANDS = ("new", "demo", "run", "check", "db", "form", "export", "backup", "restore")


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Gendan = Callable[..., Ended]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty working folder and none of our variables, whatever the machine has set."""
    for name in list(os.environ):
        if name.upper().startswith("GENDAN_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def own_logs() -> Iterator[None]:
    """gendan run sets the logs up for its process; here they are taken down again."""
    root = logging.getLogger()
    handlers, level, before = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


@pytest.fixture
def gendan(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Gendan:
    def run(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["gendan", *arguments])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        sys.stdout.flush()
        return Ended(code, *capfd.readouterr())

    return run


@pytest.fixture
def store(sqlite_stores: SqliteStores, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with sqlite_stores.fresh() as url:
        monkeypatch.setenv("GENDAN_DATABASE_URL", url)
        yield Path(url.partition(":///")[2])


# usage --------------------------------------------------------------------------------------------------
def test_the_version_is_a_line(gendan: Gendan) -> None:
    code, out, err = gendan("--version")
    assert (code, err) == (0, "")
    assert out.startswith("gendan 0.")


def test_help_names_every_command(gendan: Gendan) -> None:
    code, out, _ = gendan("--help")
    assert code == 0
    assert all(f"\n  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize("name", [*COMMANDS[:3], *COMMANDS[4:]])
def test_every_command_explains_itself(gendan: Gendan, name: str) -> None:
    code, out, _ = gendan(name, "--help")
    assert code == 0
    assert f"Usage: gendan {name}" in out


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "Usage"),
        ("fly", "fly"),
        ("export", "LEDGER"),
        ("export songs", "'songs' is none of: orders slips"),
        ("export orders --format pdf", "'pdf' is none of: xlsx csv json"),
        ("export orders --from yesterday", "write 2026-11-23"),
        ("export orders --from 2026-11-24 --to 2026-11-23", "the last day comes before the first"),
        ("backup", "FILE"),
        ("restore", "FILE"),
        ("db", "Usage"),
        ("db drop", "drop"),
        ("demo --at noon", "write 2026-11-27T17:00"),
        ("demo --port 99999", "--port"),
    ],
)
def test_wrong_usage_is_two_and_nothing_is_printed_out(gendan: Gendan, line: str, reason: str) -> None:
    code, out, err = gendan(*line.split())
    assert code == 2
    assert reason in out + err
    assert "Traceback" not in err


def test_the_ledgers_of_the_help_are_those_there_are() -> None:
    assert EXPORTS.split() == list(KEPT)


def test_the_example_of_an_env_file_names_every_setting_and_is_understood(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    example = Path(cli.__file__).parents[1] / "deploy" / ".env.example"
    text = example.read_text("utf-8")
    named = set(re.findall(r"^#? ?GENDAN_([A-Z_]+)=", text, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}
    (tmp_path / ".env").write_text(text, "utf-8")
    assert load_settings().bot_token is None  # to be filled in; all else has its default


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_a_new_company_takes_seven_lines_and_is_never_written_over(
    gendan: Gendan, tmp_path: Path, language: str
) -> None:
    name = '华东 "机械" \\ 厂'
    assert gendan("new", "--language", language, "--name", name).code == 0
    file = tmp_path / "company.toml"
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    company = load_company(file)
    assert len(lines) == 7 and (company.name, company.language, company.calendar) == (name, language, ())
    assert not company.members and not company.rooms
    again = gendan("new")
    assert again.code == 1 and "File exists" in again.err and load_company(file) == company


def test_the_examples_calendar_comes_along_on_request_and_nothing_else_of_it(
    gendan: Gendan, tmp_path: Path
) -> None:
    assert gendan("new", "own.toml", "--calendar").code == 0
    company, example = load_company(tmp_path / "own.toml"), load_company(SHIPPED_TEMPLATES / "company.toml")
    assert company.calendar == example.calendar
    assert not company.members and not company.customers


def test_a_name_that_can_not_be_one_is_refused_and_nothing_is_written(gendan: Gendan, tmp_path: Path) -> None:
    assert gendan("new", "--name", "").code == 1
    assert not [*tmp_path.iterdir()]


# failures -----------------------------------------------------------------------------------------------
def test_a_new_form_explains_itself_and_passes_the_check_as_it_is(
    gendan: Gendan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = gendan("form", "new", "car-use")
    assert (said.code, said.err) == (0, "")
    assert (
        said.out == "forms/car-use.toml is written. GENDAN_TEMPLATES=. uses it, gendan check looks at it.\n"
    )
    kinds = load_kinds([Path(), SHIPPED_TEMPLATES])
    assert not kinds.faults and kinds.by_name["car-use"].asked
    assert gendan("form", "new", "car-use").code == 1
    monkeypatch.setenv("GENDAN_TEMPLATES", str(tmp_path / "forms"))
    assert gendan("form", "new", "car-use").code == 0
    assert (tmp_path / "forms" / "forms" / "car-use.toml").is_file()


def test_a_new_form_by_a_shipped_name_is_that_one_to_change(gendan: Gendan, tmp_path: Path) -> None:
    assert gendan("form", "new", "expense", "--folder", "own").code == 0
    written, shipped = (folder / "forms" / "expense.toml" for folder in (tmp_path / "own", SHIPPED_TEMPLATES))
    assert written.read_text("utf-8") == shipped.read_text("utf-8")


@pytest.mark.parametrize("name", ["Car", "../car", "car use", "用车", ""])
def test_a_new_form_has_a_code_name(gendan: Gendan, tmp_path: Path, name: str) -> None:
    said = gendan("form", "new", name)
    assert said.code == 2 and "is no code name" in said.err
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    "line", ["export orders --format json", "backup copy.db", "db current"], ids=lambda line: line.split()[0]
)
def test_without_a_store_there_is_one_line_and_no_file(gendan: Gendan, line: str, tmp_path: Path) -> None:
    code, out, err = gendan(*line.split())
    assert (code, out) == (1, "")
    assert err == "gendan: there is no store at gendan.db yet: gendan run makes it\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("own_logs")
def test_every_wrong_setting_is_a_line(gendan: Gendan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENDAN_LISTEN", "nowhere")
    monkeypatch.setenv("GENDAN_LIMIT_ALL", "fast")
    for command in (("run",), ("export", "orders"), ("backup", "copy.db"), ("db", "upgrade")):
        code, out, err = gendan(*command)
        assert (code, out) == (1, "")
        assert [line.partition(":")[0] for line in err.splitlines()] == ["gendan", "gendan"]
        assert "GENDAN_LISTEN: 'nowhere' is not host:port" in err


@pytest.mark.usefixtures("own_logs")
def test_every_fault_of_the_company_is_a_line(
    gendan: Gendan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "company.toml").write_text('name = "A"\ntimezone = "Mars"\ncountry = "China"\n')
    monkeypatch.setenv("GENDAN_COMPANY", "company.toml")
    monkeypatch.setenv("GENDAN_BOT_TOKEN", "123456:TEST")
    for command in (("run",), ("export", "orders", "--format", "json")):
        code, out, err = gendan(*command)
        assert (code, out) == (1, "")
        assert len(err.splitlines()) == 2
        assert "timezone" in err


@pytest.mark.usefixtures("own_logs")
def test_run_without_a_token_says_what_is_missing(gendan: Gendan) -> None:
    code, _, err = gendan("run")
    assert code == 1
    assert err.startswith("gendan: GENDAN_BOT_TOKEN is missing")
    assert len(err.splitlines()) == 1


def test_a_file_that_is_no_store_is_a_line(gendan: Gendan, tmp_path: Path) -> None:
    (tmp_path / "gendan.db").write_text("a note and no database " * 100)
    for command in (("export", "orders", "--format", "json"), ("db", "current"), ("db", "upgrade")):
        assert gendan(*command)[::2] == (1, "gendan: database: file is not a database\n")


def test_a_store_of_another_version_says_so(gendan: Gendan, tmp_path: Path) -> None:
    (tmp_path / "gendan.db").touch()
    code, _, err = gendan("export", "orders", "--format", "json")
    assert code == 1
    assert re.fullmatch(
        r"gendan: the store is without any revision, this version needs \d+: run gendan db upgrade\n", err
    )


def test_out_that_can_not_be_written_is_a_line(gendan: Gendan, store: Path, tmp_path: Path) -> None:
    code, _, err = gendan("export", "orders", "--out", "nowhere/orders.xlsx")
    assert code == 1
    assert err == "gendan: nowhere/orders.xlsx: No such file or directory\n"
    (tmp_path / "folder").mkdir()
    assert gendan("export", "orders", "--out", "folder") == (1, "", "gendan: folder: Is a directory\n")
    assert [file.name for file in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("driver", ["asyncpg", "psycopg"])
@pytest.mark.parametrize("place", ["127.0.0.1:1", "localhost:1"])
def test_a_database_out_of_reach_is_a_line(
    gendan: Gendan, monkeypatch: pytest.MonkeyPatch, driver: str, place: str
) -> None:
    monkeypatch.setenv("GENDAN_DATABASE_URL", f"postgresql+{driver}://u:hush@{place}/none")
    code, out, err = gendan("export", "orders", "--format", "json")
    assert (code, out) == (1, "")
    assert err.startswith("gendan: database: ")
    assert len(err.splitlines()) == 1
    assert "hush" not in err


def test_a_traceback_is_shown_on_request_and_without_secrets(
    gendan: Gendan, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "123456789:AAAA-very-secret-BBBB"

    def fail() -> None:
        raise RuntimeError(f"call {token} or 13900001111")

    monkeypatch.setattr(cli, "_database_url", fail)
    assert gendan("db", "current") == (
        1,
        "",
        "gendan: RuntimeError: call [token] or [phone]; --debug shows where\n",
    )
    for line in (("--debug", "db", "current"), ("db", "current", "--debug")):
        code, _, err = gendan(*line)
        assert code == 1
        assert "Traceback" in err
        assert token not in err


# what it does -------------------------------------------------------------------------------------------
def test_the_schema_is_shown_and_brought_up(gendan: Gendan, tmp_path: Path) -> None:
    code, out, _ = gendan("db", "upgrade")
    assert code == 0
    assert gendan("db", "current") == (0, out, "")
    assert (tmp_path / "gendan.db").exists()


def test_a_ledger_goes_to_standard_output_and_nothing_else(gendan: Gendan, store: Path) -> None:
    assert gendan("export", "orders", "--format", "json") == (0, "[]\n", "")
    code, out, err = gendan("export", "events", "--format", "csv")
    assert (code, out, err) == (0, "\ufeffcase,action,actor,at,facts\n", "")


def test_a_workbook_goes_to_a_file(gendan: Gendan, store: Path, tmp_path: Path) -> None:
    assert gendan("export", "orders", "--out", "orders.xlsx") == (0, "", "orders.xlsx: 0 rows\n")
    assert (tmp_path / "orders.xlsx").read_bytes()[:2] == b"PK"


def test_a_copy_is_made_and_put_back(gendan: Gendan, store: Path) -> None:
    code, out, told = gendan("backup", "copy.db")
    assert (code, out) == (0, "")
    assert re.fullmatch(r"copy\.db: \d+\.\d MB, checked\n", told)
    code, out, _ = gendan("restore", "copy.db")
    assert code == 0
    kept = rf"copy\.db is the store now; the former one is kept as {store}\.replaced-\d{{8}}-\d{{6}}\n"
    assert re.fullmatch(kept, out)


@pytest.mark.parametrize("command", [("backup",), ("export", "orders", "--out")])
def test_no_command_writes_over_the_store(gendan: Gendan, store: Path, command: tuple[str, ...]) -> None:
    before = store.read_bytes()
    for suffix in ("", "-wal", "-shm", ".lock"):
        code, _, err = gendan(*command, f"{store}{suffix}")
        assert code == 1
        assert err.startswith(f"gendan: {store}{suffix} is ") and err.endswith(": name another file\n")
    assert store.read_bytes() == before


# what it loads ------------------------------------------------------------------------------------------
LOADED = """
import sys
from bot.cli import main
sys.argv = ["gendan", *{arguments}]
try:
    main()
except SystemExit as ended:
    code = ended.code
import json
print(json.dumps(dict(code=code, loaded=sorted({{name.partition(".")[0] for name in sys.modules}}))), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments", [["check"], *(["export", "events", "--format", form] for form in FORMATS.split())]
)
def test_neither_telegram_nor_matplotlib_is_loaded(store: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(arguments=arguments)],
        capture_output=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])},
    )
    told = json.loads(done.stderr.splitlines()[-1])
    assert told["code"] in (None, 0, 1)
    heavy = {"telegram", "matplotlib", "typst", "apscheduler", "uvicorn", "starlette"}
    assert not heavy & set(told["loaded"])
    if arguments[0] == "export":
        # What was done is worded by templates in a workbook, for people; machines read codes.
        words = {"jinja2"} if arguments[-1] != "xlsx" else set()
        assert not {"alembic", "holidays", "httpx", *words} & set(told["loaded"])


def test_what_an_operator_reads_is_in_one_language() -> None:
    """Names that people gave excepted: they are no part of the program."""
    folders = ("bot/check", "bot/running", "bot/operating")
    files = [*(path for folder in folders for path in (ROOT / folder).rglob("*.py")), ROOT / "bot/cli.py"]
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        said = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes
        ]
        assert not [text for text in said if re.search(r"[\u3000-\u9fff]", text)], path
