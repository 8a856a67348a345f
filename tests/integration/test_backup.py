"""Backup and restore of a SQLite store, live and drilled: the sums are equal afterwards."""

import asyncio
import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.operating.files import KEPT, NotThere
from bot.running.backup import BackupError, backup, restore
from bot.running.lock import StoreBusy, StoreLock
from store.company import Company
from store.database.reader import NoStore
from tests.conftest import MONDAY
from tests.databases import SqliteStores
from tests.office import DESK, Office

AT = datetime(2026, 11, 28, 8, 15, tzinfo=UTC)
ORDER = "/order\n客户: 宏达钢构\n品名: 面漆, 10 桶, 310\n付款: 款到发货\n收货人: 张三\n地址: 星湖街 1 号\n电话: 13900001111"


@pytest.fixture
def url(sqlite_stores: SqliteStores) -> Iterator[str]:
    with sqlite_stores.fresh() as url:
        yield url


def path_of(url: str) -> Path:
    return Path(url.partition(":///")[2])


def ask(path: Path, query: str) -> tuple[int, ...]:
    with closing(sqlite3.connect(path)) as connection:
        row: tuple[int, ...] = connection.execute(query).fetchone()
    return row


def sums(path: Path) -> tuple[int, ...]:
    return ask(
        path,
        "SELECT (SELECT count(*) FROM orders), (SELECT sum(total) FROM orders), (SELECT sum(received) FROM orders),"
        " (SELECT sum(amount) FROM receipt), (SELECT count(*) FROM event), (SELECT count(*) FROM outbox)",
    )


async def test_a_restored_store_has_the_sums_it_had(url: str, company: Company, tmp_path: Path) -> None:
    store, copy = path_of(url), tmp_path / "copy.db"
    async with Office.open(url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            await office.say("王芳", ORDER, to=DESK)
            await office.say("陈静", "/paid 1 3000")
            then = sums(store)
            await asyncio.to_thread(backup, url, copy)
            await office.later(minutes=1)
            await office.say("王芳", ORDER, to=DESK)
            with pytest.raises(StoreBusy):
                restore(url, copy, at=AT, force=True)
        later = sums(store)
        assert sums(copy) == then != later

        with pytest.raises(BackupError, match="the store is newer: it holds 2026-11-23 02:01"):
            restore(url, copy, at=AT)
        assert sums(store) == later
        kept = restore(url, copy, at=AT, force=True)

        assert kept == store.with_name(f"{store.name}{KEPT}-20261128-081500")
        assert (sums(store), sums(kept)) == (then, later)
        async with office.bot_running():
            await office.say("陈静", "/paid 1 100")
        assert sums(store)[2] == then[2] + 100_00


def test_a_copy_is_one_file_for_its_owner_alone(url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("an older one")
    assert backup(url, copy) == copy.stat().st_size
    assert list(tmp_path.iterdir()) == [copy]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_copy_of_the_same_age_goes_back_without_force(url: str, tmp_path: Path) -> None:
    backup(url, tmp_path / "copy.db")
    assert restore(url, tmp_path / "copy.db", at=AT) is not None


def test_every_store_that_was_put_aside_is_kept(url: str, tmp_path: Path) -> None:
    """One restore after the other, within a second too: none costs what the one before it put aside."""
    store, copy = path_of(url), tmp_path / "copy.db"
    backup(url, copy)
    kept = []
    for number in range(3):
        with closing(sqlite3.connect(store)) as connection:
            connection.execute("INSERT INTO counter (name, value) VALUES ('told', ?)", [number])
            connection.commit()
        kept.append(restore(url, copy, at=AT))
    kept.append(restore(url, copy, at=AT.replace(year=2027)))
    assert len(set(kept)) == 4
    for number, former in enumerate(kept[:3]):
        assert former is not None
        assert ask(former, "SELECT value FROM counter WHERE name = 'told'") == (number,)


def test_a_store_that_is_linked_to_is_restored_where_it_is(url: str, tmp_path: Path) -> None:
    store, copy, link = path_of(url), tmp_path / "copy.db", tmp_path / "link.db"
    link.symlink_to(store)
    linked = f"sqlite+aiosqlite:///{link}"
    backup(linked, copy)
    with StoreLock(store), pytest.raises(StoreBusy):
        restore(linked, copy, at=AT)
    kept = restore(linked, copy, at=AT)
    assert link.is_symlink() and link.readlink() == store
    assert kept is not None and kept.parent == store.parent


def test_a_store_that_is_gone_comes_back(url: str, tmp_path: Path) -> None:
    backup(url, tmp_path / "copy.db")
    path_of(url).unlink()
    assert restore(url, tmp_path / "copy.db", at=AT) is None
    assert ask(path_of(url), "SELECT count(*) FROM event") == (0,)


def test_what_a_killed_bot_left_in_its_log_does_not_leak_into_the_restored_store(
    url: str, tmp_path: Path
) -> None:
    store, copy = path_of(url), tmp_path / "copy.db"
    backup(url, copy)
    killed = tmp_path / "killed.db"
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("INSERT INTO counter (name, value) VALUES ('later', 7)")
        connection.commit()
        for suffix in ("", "-wal"):
            shutil.copy(f"{store}{suffix}", f"{killed}{suffix}")
    assert Path(f"{killed}-wal").stat().st_size > 0

    kept = restore(f"sqlite+aiosqlite:///{killed}", copy, at=AT)

    assert kept is not None
    assert ask(killed, "SELECT count(*) FROM counter WHERE name = 'later'") == (0,)
    assert ask(kept, "SELECT count(*) FROM counter WHERE name = 'later'") == (1,)


def test_a_copy_holds_whole_transactions_only(url: str, tmp_path: Path) -> None:
    """Two counters that are always raised together are never seen apart."""
    store, enough = path_of(url), threading.Event()
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("INSERT INTO counter (name, value) VALUES ('left', 0), ('right', 0)")
        connection.commit()

    def write() -> None:
        with closing(sqlite3.connect(store, timeout=30)) as connection:
            while not enough.is_set():
                connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'left'")
                connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'right'")
                connection.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            copy = tmp_path / f"{number}.db"
            backup(url, copy)
            (different,) = ask(
                copy, "SELECT count(DISTINCT value) FROM counter WHERE name IN ('left', 'right')"
            )
            assert different == 1
    finally:
        enough.set()
        writer.join()


def test_a_damaged_or_foreign_file_is_not_put_in_place(url: str, tmp_path: Path) -> None:
    store = path_of(url)
    before = store.read_bytes()
    damaged, foreign, text = tmp_path / "damaged.db", tmp_path / "foreign.db", tmp_path / "note.txt"
    backup(url, damaged)
    pages = bytearray(damaged.read_bytes())
    pages[4096:-4096] = b"\xff" * (len(pages) - 8192)
    damaged.write_bytes(pages)
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE song (title TEXT)")
    text.write_text("no database at all, but long enough to look at " * 30)
    for file, reason in ((damaged, "damaged|can't be read"), (foreign, "no store"), (text, "can't be read")):
        with pytest.raises(BackupError, match=reason) as refused:
            restore(url, file, at=AT, force=True)
        assert str(file) in str(refused.value)
        assert "\n" not in str(refused.value)
    assert store.read_bytes() == before
    assert not [file for file in store.parent.iterdir() if file.name.endswith(".part") or KEPT in file.name]


def test_a_store_that_can_not_be_read_is_replaced_only_by_force(url: str, tmp_path: Path) -> None:
    store, copy = path_of(url), tmp_path / "copy.db"
    backup(url, copy)
    store.write_text("broken " * 1000)
    with pytest.raises(BackupError, match="can't be read"):
        restore(url, copy, at=AT)
    kept = restore(url, copy, at=AT, force=True)
    assert kept is not None
    assert kept.read_text().startswith("broken")
    assert ask(store, "SELECT count(*) FROM event") == (0,)


def test_a_bot_that_has_the_store_keeps_it(url: str, tmp_path: Path) -> None:
    backup(url, tmp_path / "copy.db")
    with StoreLock(path_of(url)), pytest.raises(StoreBusy, match="another gendan is running"):
        restore(url, tmp_path / "copy.db", at=AT, force=True)


def test_the_store_is_no_copy_of_itself(url: str) -> None:
    with pytest.raises(NotThere, match="is the store itself"):
        backup(url, path_of(url))
    with pytest.raises(BackupError, match="is the store itself"):
        restore(url, path_of(url), at=AT)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    missing = f"sqlite+aiosqlite:///{tmp_path}/none.db"
    with pytest.raises(NoStore, match=r"none\.db yet"):
        backup(missing, tmp_path / "copy.db")
    with pytest.raises(BackupError, match=r"there is no file .*copy\.db"):
        restore(missing, tmp_path / "copy.db", at=AT)
    assert list(tmp_path.iterdir()) == []


def test_postgresql_has_tools_of_its_own(tmp_path: Path) -> None:
    url = "postgresql+asyncpg://gendan:secret@db:5433/company"
    with pytest.raises(
        BackupError, match=r"pg_dump --format=custom --file=.* postgresql://gendan@db:5433/company"
    ) as told:
        backup(url, tmp_path / "a copy.dump")
    assert "secret" not in str(told.value)
    assert f"'{tmp_path}/a copy.dump'" in str(told.value)
    with pytest.raises(BackupError, match="pg_restore"):
        restore(url, tmp_path / "a copy.dump", at=AT)


def test_the_hint_for_postgresql_holds_no_password_wherever_it_stood(tmp_path: Path) -> None:
    for url in (
        "postgresql+asyncpg://gendan:hunter2@db/company?ssl=require",
        "postgresql+psycopg://gendan@db/company?password=hunter2&sslmode=require",
        "postgresql+asyncpg://db/company?user=gendan&password=hunter2&ssl=require&statement_cache_size=0",
        "postgresql+psycopg://db/company?passfile=hunter2&sslpassword=hunter2&options=-chunter2&sslmode=require",
    ):
        with pytest.raises(BackupError) as caught:
            backup(url, tmp_path / "copy.db")
        assert "hunter2" not in str(caught.value)
        assert "sslmode=require" in str(caught.value), "what pg_dump needs is there"
        assert "cache_size" not in str(caught.value), "and nothing that it doesn't know"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("CREATE TRIGGER paid AFTER INSERT ON event BEGIN DELETE FROM outbox; END", "holds a trigger, paid"),
        ("CREATE VIEW money AS SELECT * FROM orders", "holds a view, money"),
        ("UPDATE alembic_version SET version_num = '9999'", "revision 9999, which this version doesn't know"),
        ("DELETE FROM alembic_version", "revision none"),
        ("ALTER TABLE outbox DROP COLUMN digest", "outbox has no digest"),
    ],
)
def test_a_copy_that_this_version_does_not_know_whole_is_refused_and_the_store_stays(
    url: str, tmp_path: Path, change: str, reason: str
) -> None:
    copy, store = tmp_path / "copy.db", path_of(url)
    backup(url, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute(change)
        connection.commit()
    before = store.read_bytes()
    with pytest.raises(BackupError, match=reason):
        restore(url, copy, at=AT, force=True)
    assert store.read_bytes() == before
    with pytest.raises(BackupError, match=reason):
        restore(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}", copy, at=AT)
    assert not (tmp_path / "new.db").exists()


async def test_a_store_deleted_or_replaced_under_the_bot_turns_health_red(url: str, company: Company) -> None:
    """The open file can still be written to, and nobody will ever read it."""
    store = path_of(url)
    elsewhere = store.with_name(f"{store.name}.elsewhere")
    async with Office.open(url, company, at=MONDAY) as office:
        assert office.app is not None
        assert (await office.app.health())["ok"]
        store.rename(elsewhere)
        assert not (await office.app.health())["store"]
        shutil.copy(elsewhere, store)
        assert not (await office.app.health())["ok"], "another file of that name is not it"
