"""`gendan check`: what it finds in settings, company.toml, words, store and token."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import col, update

from bot.app import CannotStart, Gendan
from bot.check import reports
from bot.check.everything import check
from bot.check.findings import Finding, Level
from bot.check.forms import check_forms, of_calendar, of_people, of_store
from bot.check.missing import missing
from bot.check.words import check_words
from bot.operating.scaffold import company_text
from bot.sandbox.client import ChatClient
from bot.sandbox.server import ChatServer
from bot.settings import SHIPPED_TEMPLATES, load_settings
from bot.wording.messages import FILE
from bot.wording.vocabulary import LANGUAGES
from store.company import Company, Role
from store.company.file import load_company
from store.company.tables import Duty
from store.database.db import Database
from store.forms.kinds import load_kinds
from store.hours.clock import Clock
from store.members.people import read_company
from store.people.model import Member, MemberRole
from store.people.roster import Person, Roster
from store.reports.requests import ASKED_FOR
from tests.conftest import MONDAY
from tests.databases import SqliteStores
from tests.office import TOKEN, Office


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.upper().startswith("GENDAN_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def said(findings: list[Finding], part: str, level: Level = Level.BAD) -> list[str]:
    return [finding.text for finding in findings if (finding.part, finding.level) == (part, level)]


def bad(findings: list[Finding]) -> list[str]:
    return [f"{finding.part}: {finding.text}" for finding in findings if finding.level is Level.BAD]


# words --------------------------------------------------------------------------------------------------
def test_the_shipped_words_are_whole(company: Company) -> None:
    assert bad([*check_words([SHIPPED_TEMPLATES], company)]) == []


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """A company's own folder of templates."""
    folder = tmp_path / "own"
    (folder / "zh" / "orders").mkdir(parents=True)
    (folder / "zh" / "members").mkdir()
    yield folder


def test_a_template_that_does_not_compile_is_named_with_its_line(own: Path, company: Company) -> None:
    (own / "zh" / "orders" / "card.html.j2").write_text("好\n{% if order %}", encoding="utf-8")
    (own / "zh" / "orders" / "paid.html.j2").write_text("{{ order.total|mony }}", encoding="utf-8")
    found = said([*check_words([own, SHIPPED_TEMPLATES], company)], "templates")
    assert any(text.startswith("zh/orders/card.html.j2: line 2: ") for text in found)
    assert any("zh/orders/paid.html.j2" in text and "mony" in text for text in found)


def test_a_mistake_without_words_is_named(tmp_path: Path, company: Company) -> None:
    shipped = Path(shutil.copytree(SHIPPED_TEMPLATES, tmp_path / "shipped"))
    for language in LANGUAGES:
        lines = (shipped / language / FILE).read_text("utf-8").splitlines(keepends=True)
        left = [line for line in lines if not line.startswith("above_zero = ")]
        (shipped / language / FILE).write_text("".join(left), encoding="utf-8")
    found = said([*check_words([shipped], company)], "templates")
    assert found == [f"{language}/mistakes/above_zero.html.j2: missing" for language in LANGUAGES]


def test_a_mistake_that_cannot_be_worded_is_named(own: Path, company: Company) -> None:
    (own / "zh" / FILE).write_text("[mistakes]\nabove_zero = \"{{ 'nothing'|label }}\"\n", encoding="utf-8")
    (found,) = said([*check_words([own, SHIPPED_TEMPLATES], company)], "templates")
    assert found == "zh/mistakes/above_zero.html.j2: can't be worded: KeyError('nothing')"


def test_a_template_that_another_language_lacks_is_named(own: Path, company: Company) -> None:
    (own / "zh" / "orders" / "extra.html.j2").write_text("多", encoding="utf-8")
    found = [*check_words([own, SHIPPED_TEMPLATES], company)]
    assert "en/orders/extra.html.j2: missing; another language has it" in said(found, "templates")
    assert "zh/orders/extra.html.j2 replaces no shipped template" in said(found, "templates", Level.NOTE)


def test_a_broken_vocabulary_is_named(own: Path, company: Company) -> None:
    (own / "vocabulary.toml").write_text('[commands.order]\nwords = "下单"\n', encoding="utf-8")
    found = [*check_words([own, SHIPPED_TEMPLATES], company)]
    assert any(text.startswith("commands.order.words: ") for text in said(found, "vocabulary"))


# forms --------------------------------------------------------------------------------------------------
def test_a_broken_form_is_named_by_file_and_line_and_the_others_are_counted(own: Path) -> None:
    (own / "forms").mkdir()
    (own / "forms" / "leave.toml").write_text('code = "H1"\nfields = [', encoding="utf-8")
    found = [*check_forms(load_kinds([own, SHIPPED_TEMPLATES]))]
    assert said(found, "forms") == ["leave.toml, line 2: is not good TOML: Invalid value"]
    [counted] = said(found, "forms", Level.GOOD)
    assert counted == f"{len(load_kinds([SHIPPED_TEMPLATES]).by_name)} kinds"


def test_an_entry_that_is_done_by_a_form_names_one_that_is_there(calendar_company: Company) -> None:
    kinds = load_kinds([SHIPPED_TEMPLATES])
    assert any(entry.form for entry in calendar_company.calendar)
    assert [*of_calendar(kinds, calendar_company)] == []
    entries = tuple(
        entry.model_copy(update={"form": entry.form and "surveys", "reads": entry.reads and "news"})
        for entry in calendar_company.calendar
    )
    wrong = [*of_calendar(kinds, calendar_company.model_copy(update={"calendar": entries}))]
    assert "market-survey-first is done by the form surveys, which isn't there" in said(wrong, "calendar")
    assert "market-analysis reads the form news, which isn't there" in said(wrong, "calendar")


def test_an_entry_that_is_done_by_a_report_asks_whoever_hands_it_in_for_whoever_receives_it(
    calendar_company: Company,
) -> None:
    assert {entry.report for entry in calendar_company.calendar} - {None} == ASKED_FOR
    assert [*reports.of_calendar(calendar_company)] == []
    wrong = {
        "sales-report": {"report": "sale"},
        "production-plan": {"roles": (Role.SALES,)},
        "turnover-report": {"to": Role.EXECUTIVE},
    }
    entries = tuple(entry.model_copy(update=wrong.get(entry.key, {})) for entry in calendar_company.calendar)
    found = said(
        [*reports.of_calendar(calendar_company.model_copy(update={"calendar": entries}))], "calendar"
    )
    assert len(found) == 3
    assert "turnover-report is due to executive, but the report turnover goes to director" in found
    assert "production-plan asks for the report plan, which assistant hands in: not asked" in found
    assert any(
        line.startswith("sales-report is done by the report sale, which can't be: there are")
        for line in found
    )


def test_a_key_that_has_another_type_in_forms_of_the_store_asks_for_a_new_one(own: Path) -> None:
    (own / "forms").mkdir()
    file, text = (
        own / "forms" / "request.toml",
        (SHIPPED_TEMPLATES / "forms" / "request.toml").read_text("utf-8"),
    )
    before = load_kinds([SHIPPED_TEMPLATES]).by_name["request"]
    file.write_text(text, encoding="utf-8")
    assert [*of_store(load_kinds([own]), [before])] == []
    file.write_text(text.replace('type = "long"', 'type = "text"'), encoding="utf-8")
    reason = "forms in the store have long under this key; give the field a new key"
    line = 1 + text.splitlines().index('type = "long"')
    found = [*of_store(load_kinds([own]), [before, before])]
    assert said(found, "forms") == [f"request.toml, line {line}: [[field]] 2 (why) type: {reason}"]


CAR = """
title = { zh = "用车", en = "Car use" }
start = ["service"]
[[sign]]
who = ["director"]
[[sign]]
who = ["head of technical"]
[[sign]]
who = ["supervisor"]
[[sign]]
who = ["starter"]
act = { zh = "还车", en = "bring back" }
"""


def people(own: Path, *roles: tuple[str, ...]) -> list[str]:
    """What is said of the form above where these are the members."""
    (own / "forms").mkdir(exist_ok=True)
    (own / "forms" / "car.toml").write_text(CAR, encoding="utf-8")
    persons = [
        Person(
            id=number,
            telegram_id=number,
            given=f"M{number}",
            language="zh",
            roles=frozenset(map(Role, held)),
            head_of=frozenset(),
            reachable=True,
        )
        for number, held in enumerate(roles, start=1)
    ]
    found = [*of_people(load_kinds([own]), Roster(Company(name="-"), persons, []))]
    return [finding.text for finding in found]


def test_seats_that_nobody_could_sign_in_are_noted(own: Path) -> None:
    assert people(own, ("service",), ("director",)) == [
        "technical has no head_of: the director signs forms in its place"
    ]
    vacant = people(own, ("service",))
    assert "technical has no head_of: nobody signs forms" in vacant
    assert people(own, ("admin",)) == []
    assert [text for text in vacant if text.startswith("nobody")] == [
        "nobody could sign as director: car",
        "nobody could sign as head of technical: car",
        "nobody could sign as supervisor: car",
    ]


def test_the_only_signer_who_is_the_only_one_who_may_start_it_is_noted_unless_leadership_is_above(
    own: Path,
) -> None:
    alone = people(own, ("service", "director"), ("technical",))
    assert [text for text in alone if text.startswith("nobody")] == [
        "nobody could sign as director: car",
        "nobody could sign as supervisor: car",
    ]
    assert "technical has no head_of: M2 signs forms as head" in alone
    above = people(own, ("service", "director"), ("technical",), ("executive",))
    assert not [text for text in above if text.startswith("nobody")]


def test_what_only_the_one_executive_could_start_and_sign_is_noted_for_the_director_stands_below(
    own: Path,
) -> None:
    (own / "forms").mkdir(exist_ok=True)
    form = 'title = { zh = "车", en = "Car" }\nstart = ["executive"]\n\n[[sign]]\nwho = ["executive"]\n'
    (own / "forms" / "car.toml").write_text(form, encoding="utf-8")
    people = [
        Person(
            id=number,
            telegram_id=number,
            given=f"M{number}",
            language="zh",
            roles=frozenset({role}),
            head_of=frozenset(),
            reachable=True,
        )
        for number, role in enumerate((Role.DIRECTOR, Role.EXECUTIVE), start=1)
    ]
    found = [*of_people(load_kinds([own]), Roster(Company(name="-"), people, []))]
    assert "nobody could sign as executive: car" in [one.text for one in found]


@pytest.fixture
def no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling every template is most of the work; these tests look elsewhere."""
    monkeypatch.setattr("bot.check.everything.check_words", lambda *_: ())


# settings and company -----------------------------------------------------------------------------------
async def test_wrong_settings_are_named_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENDAN_LISTEN", "nowhere")
    monkeypatch.setenv("GENDAN_LIMIT_ALL", "fast")
    found = await check()
    assert {finding.part for finding in found} == {"settings"}
    assert [text.partition(":")[0] for text in said(found, "settings")] == [
        "GENDAN_LISTEN",
        "GENDAN_LIMIT_ALL",
    ]


async def test_every_fault_of_the_company_is_a_line_and_the_rest_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "company.toml").write_text(
        'timezone = "Mars/Base"\n[[member]]\nid = 1\nname = "A"\nroles = ["boss"]\n'
    )
    monkeypatch.setenv("GENDAN_COMPANY", "company.toml")
    found = await check()
    assert len(said(found, "company")) == 3
    assert said(found, "vocabulary", Level.GOOD)


async def test_without_a_store_or_a_token_it_says_so_and_nothing_is_bad(tmp_path: Path) -> None:
    found = await check()
    assert said(found, "database", Level.NOTE) == ["there is no store at gendan.db yet: gendan run makes it"]
    assert said(found, "token", Level.NOTE) == [
        "GENDAN_BOT_TOKEN is missing: gendan run needs it, from @BotFather"
    ]
    assert {finding.part for finding in found if finding.level is Level.BAD} <= {"templates"}
    assert os.listdir(tmp_path) == []  # noqa: PTH208


@pytest.mark.usefixtures("no_words")
async def test_roles_that_nobody_holds_are_notes_with_who_acts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "company.toml").write_text(
        'name = "小厂"\n[[member]]\nid = 7\nname = "陈静"\nroles = ["finance", "director"]\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("GENDAN_COMPANY", "company.toml")
    found = await check()
    roles = said(found, "roles", Level.NOTE)
    assert "nobody holds sales_lead, collector, supervisor: 陈静 acts" in roles
    assert any(
        text.startswith("nobody holds service,") and text.endswith("and nobody acts") for text in roles
    )
    assert "no desk room: order cards have nowhere to go" in said(found, "rooms", Level.NOTE)
    assert "nobody is admin: write to the bot, and gendan check names your id for GENDAN_ADMIN_IDS" in said(
        found, "members", Level.NOTE
    )


def test_hours_of_the_rota_in_which_nobody_of_service_is_on_duty_are_named(company: Company) -> None:
    def found(*whens: str) -> list[str]:
        duty = tuple(Duty.model_validate({"role": "service", "member": 1001, "when": when}) for when in whens)
        roster = Roster(company.model_copy(update={"duty": duty}), (), ())
        return [one.text for one in missing(roster, company, load_settings(), MONDAY) if one.part == "duty"]

    assert found("mon-sun 17:30-08:00", "mon-sun 08:00-17:30") == []
    (text,) = found("mon-sun 17:30-08:00", "mon-fri 08:00-17:30")
    assert text == "nobody of service is on duty: 11-28 08:00 to 11-28 17:30, 11-29 08:00 to 11-29 17:30"
    assert found() == [], "where there is no rota nobody is missed"


@pytest.mark.usefixtures("no_words")
async def test_calendar_entries_whose_roles_nobody_holds_are_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entry = '[[calendar]]\nkey = "{key}"\ntitle = "{key}"\nwhen = "monthly 5"\nkind = "deadline"\nroles = ["{role}"]\n'
    entries = [("plan", "sales"), ("papers", "finance"), ("sums", "collector"), ("land", "land_lease")]
    (tmp_path / "company.toml").write_text(
        'name = "小厂"\n[[member]]\nid = 7\nname = "陈静"\nroles = ["finance"]\n'
        + "".join(entry.format(key=key, role=role) for key, role in entries),
        encoding="utf-8",
    )
    monkeypatch.setenv("GENDAN_COMPANY", "company.toml")
    # finance stands in for the collector
    assert "2 entries ask roles that nobody holds or stands in for: plan, land" in said(
        await check(), "calendar", Level.NOTE
    )


# the store ----------------------------------------------------------------------------------------------
SMALL = """name = "示例"
[[room]]
chat_id = {room}
purpose = "desk"
[[member]]
id = 1001
name = "王芳"
roles = [{roles}]
[[member]]
id = 1002
name = "李强"
roles = ["production"]
"""


@pytest.mark.usefixtures("no_words")
async def test_what_the_chat_and_the_file_say_differently_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str
) -> None:
    file = tmp_path / "company.toml"
    file.write_text(SMALL.format(room=-1001, roles='"service"'), encoding="utf-8")
    database = Database(database_url)
    async with database.transaction() as session:
        await read_company(session, load_company(file), admin_ids=[1002], now=MONDAY)
    monkeypatch.setenv("GENDAN_COMPANY", "company.toml")
    monkeypatch.setenv("GENDAN_DATABASE_URL", database_url)
    monkeypatch.setenv("GENDAN_ADMIN_IDS", "1002")
    found = await check()
    assert bad(found) == []
    assert said(found, "members", Level.NOTE) == said(found, "rooms", Level.NOTE) == []

    async with database.transaction() as session:
        session.add(Member(telegram_id=1009, name="新来"))
        session.add(MemberRole(member_id=2, role="sales"))
        await session.exec(
            update(Member).where(col(Member.telegram_id) == 1002).values(unreachable="blocked")
        )
    await database.close()
    file.write_text(SMALL.format(room=-1002, roles='"service", "sales"'), encoding="utf-8")
    found = await check()
    assert said(found, "members", Level.NOTE) == [
        "王芳's entry in company.toml has changed: taken over at the next start",
        "李强 was changed in the chat since: roles is production, sales, in the file production",
        "新来 (1009) joined in the chat: no role",
        "can't be written to until they press Start: 李强",
    ]
    assert said(found, "rooms", Level.NOTE) == [
        "-1002 is new in company.toml: taken on at the next start",
        "-1001 (desk) left company.toml and is still a room",
    ]


@pytest.mark.usefixtures("no_words")
async def test_an_admin_by_file_and_by_setting_was_changed_by_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str
) -> None:
    file = tmp_path / "company.toml"
    file.write_text(SMALL.format(room=-1001, roles='"admin"'), encoding="utf-8")
    database = Database(database_url)
    async with database.transaction() as session:
        await read_company(session, load_company(file), admin_ids=[1001], now=MONDAY)
    await database.close()
    monkeypatch.setenv("GENDAN_COMPANY", "company.toml")
    monkeypatch.setenv("GENDAN_DATABASE_URL", database_url)
    monkeypatch.setenv("GENDAN_ADMIN_IDS", "1001")
    assert said(await check(), "members", Level.NOTE) == []


@pytest.mark.usefixtures("no_words")
async def test_a_store_of_another_revision_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, company: Company, database_url: str
) -> None:
    database = Database(database_url)
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    monkeypatch.setenv("GENDAN_DATABASE_URL", database_url)
    assert said(await check(), "database") == [], "a newer schema that serves this version is no fault"
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("UPDATE schema_serves SET oldest = '9999'")
    await database.close()
    (told,) = said(await check(), "database")
    assert "at revision 9999, which this version doesn't know" in told


@pytest.mark.usefixtures("no_words")
async def test_an_empty_store_is_upgraded_by_the_bot_or_by_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str
) -> None:
    database = Database(database_url)
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("DELETE FROM alembic_version")
    await database.close()
    monkeypatch.setenv("GENDAN_DATABASE_URL", database_url)
    found = await check()
    if database_url.startswith("sqlite"):
        assert said(found, "database", Level.NOTE)[0].endswith("gendan run upgrades it")
    else:
        assert said(found, "database")[0].endswith("run gendan db upgrade")


@pytest.mark.usefixtures("no_words")
async def test_a_database_that_does_not_answer_is_a_line_without_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(
        "GENDAN_DATABASE_URL", f"postgresql+asyncpg://gendan:hush@127.0.0.1:{free_port()}/none"
    )
    (told,) = said(await check(), "database")
    assert "hush" not in told
    assert "\n" not in told


@pytest.mark.usefixtures("no_words")
async def test_a_file_that_is_no_database_is_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "gendan.db").write_text("a note, and no database " * 100)
    (told,) = said(await check(), "database")
    assert told == "database: file is not a database"


@pytest.mark.usefixtures("no_words")
async def test_a_bot_at_work_is_not_disturbed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENDAN_DATABASE_URL", office.settings.database_url.get_secret_value())
    monkeypatch.setenv("GENDAN_API_URL", office.server.url)
    monkeypatch.setenv("GENDAN_BOT_TOKEN", TOKEN)
    found = await check()
    assert bad(found) == []
    assert said(found, "token", Level.GOOD) == ["@gendan_bot"]
    assert said(found, "roles", Level.NOTE) == []


# the token ----------------------------------------------------------------------------------------------
def free_port() -> int:
    with closing(socket.socket()) as place:
        place.bind(("127.0.0.1", 0))
        port: int = place.getsockname()[1]
    return port


@pytest.mark.usefixtures("no_words")
async def test_a_token_that_telegram_does_not_know_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ChatServer(token=TOKEN).running(port=0) as server:
        monkeypatch.setenv("GENDAN_API_URL", server.url)
        monkeypatch.setenv("GENDAN_BOT_TOKEN", "654321:WRONG-AND-SECRET")
        found = await check()
    assert said(found, "token") == ["GENDAN_BOT_TOKEN: Telegram doesn't know this token"]


@pytest.mark.usefixtures("no_words")
async def test_telegram_out_of_reach_is_a_finding_and_the_token_stays_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GENDAN_API_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("GENDAN_BOT_TOKEN", "654321:SECRET-AND-LONG")
    (told,) = said(await check(), "token")
    assert "can't be reached" in told
    assert "SECRET" not in told


# what is left to do -------------------------------------------------------------------------------------
def todo(findings: list[Finding]) -> list[str]:
    return [finding.text for finding in findings if finding.level is Level.TODO]


async def test_a_beginner_is_told_what_to_do_in_its_order(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    father, example = todo(await check())
    assert "BotFather" in father and "GENDAN_COMPANY" in example
    own = tmp_path / "company.toml"
    own.write_text('name = "甲公司"\nlanguage = "zh"\ntimezone = "Asia/Shanghai"\n', "utf-8")
    monkeypatch.setenv("GENDAN_COMPANY", str(own))
    findings = await check()
    assert "GENDAN_ADMIN_IDS" in todo(findings)[1]
    assert said(findings, "roles", Level.NOTE) == [
        "nobody has joined yet: who acts for whom, and who signs, is said here then"
    ]
    assert not said(findings, "forms", Level.NOTE)
    own.write_text(company_text(name=None, language="en", calendar=False), "utf-8")
    assert "company's name" in todo(await check())[2]
    own.write_text(company_text(name="甲公司", language="en", calendar=False), "utf-8")
    monkeypatch.setenv("GENDAN_ADMIN_IDS", "5")
    father, group, members = todo(await check())
    assert "BotFather" in father
    assert "make it an admin" in group
    assert "nobody acts for service, production, finance, logistics" in members


async def test_what_cant_be_read_is_put_right_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "company.toml"
    broken.write_text("name = 3", "utf-8")
    monkeypatch.setenv("GENDAN_COMPANY", str(broken))
    assert todo(await check())[-1] == "put right what is marked bad above"


@pytest.mark.parametrize(
    ("status", "said"),
    [("administrator", ""), ("member", "privacy mode"), ("kicked", "add the bot to the group")],
)
async def test_how_the_bot_stands_in_its_group_is_asked_of_telegram(
    monkeypatch: pytest.MonkeyPatch, status: str, said: str
) -> None:
    company = load_company(SHIPPED_TEMPLATES / "company.toml")
    async with ChatServer(token=TOKEN).running() as server, ChatClient(server.url) as chat:
        for member in company.members:
            await chat.add_user(member.id, member.name, started=True)
        await chat.add_group(-1001, "业务群", members=[1001])
        await chat.do("bot_status", chat_id=-1001, status=status, by=1001)
        monkeypatch.setenv("GENDAN_API_URL", server.url)
        monkeypatch.setenv("GENDAN_BOT_TOKEN", TOKEN)
        monkeypatch.setenv("GENDAN_ADMIN_IDS", "1001")
        left = todo(await check())
    assert "GENDAN_COMPANY" in left[0]
    assert [said in line for line in left[1:]] == [True] * bool(said)


@pytest.mark.usefixtures("no_words")
async def test_the_example_company_on_telegram_itself_is_bad(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def nobody(*_: object) -> Finding:
        return Finding("token", Level.NOTE, "not asked here")

    monkeypatch.setattr("bot.check.token.look", nobody)
    monkeypatch.setenv("GENDAN_BOT_TOKEN", TOKEN)
    (line,) = said(await check(), "company")
    assert line.startswith("GENDAN_COMPANY: this is the example")
    with pytest.raises(CannotStart, match="GENDAN_COMPANY: this is the example"):
        Gendan(load_settings(), load_company(SHIPPED_TEMPLATES / "company.toml"), Clock())


@pytest.mark.usefixtures("no_words")
async def test_while_nobody_is_admin_it_names_the_ids_of_who_wrote_in_private(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_stores: SqliteStores
) -> None:
    """The operator learns their own id so; who wrote learns nothing."""
    own = tmp_path / "company.toml"
    own.write_text('name = "小厂"\n', encoding="utf-8")
    monkeypatch.setenv("GENDAN_COMPANY", str(own))
    with sqlite_stores.fresh() as url:
        monkeypatch.setenv("GENDAN_DATABASE_URL", url)
        async with Office.open(url, load_company(own), at=MONDAY, running=False) as office:
            await office.chat.add_user(77, "老\u202e板", started=True)
            async with office.bot_running():
                await office.say(77, "你好")
                (line,) = await office.seen(77)
                assert "77" not in line.text
        assert "老板 (77) wrote to the bot in private" in said(await check(), "members", Level.NOTE)
        monkeypatch.setenv("GENDAN_ADMIN_IDS", "5")
        assert not [text for text in said(await check(), "members", Level.NOTE) if "77" in text]
