"""Files with secrets or customers in them: what is written is the account's own, and what is open is said."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import cli
from bot.check import privacy
from bot.settings import Settings


def test_check_names_every_secret_file_and_store_that_others_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(database_url=SecretStr(f"sqlite+aiosqlite:///{tmp_path}/gendan.db"))
    files = [tmp_path / name for name in (".env", "token", "gendan.db", "gendan.db-wal")]
    named = {"GENDAN_BOT_TOKEN_FILE": str(tmp_path / "token")}
    for file in files:
        file.touch()
        file.chmod(0o640)
    assert len(list(privacy.look(settings, named))) == len(files)
    for file in files:
        file.chmod(0o600)
    assert not list(privacy.look(settings, named))


def test_what_the_program_writes_is_its_own_accounts_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o022)
    monkeypatch.setattr("sys.argv", ["gendan", "--version"])
    try:
        with pytest.raises(SystemExit):
            cli.main()
        (tmp_path / "new").touch()
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600
