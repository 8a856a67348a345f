"""Proxies of the environment: followed where they can be, named in one line where they can't, never shown."""

import pytest
from pydantic import SecretStr

from bot.check import token
from bot.check.findings import Level
from bot.running.client import application
from bot.running.proxies import ProxyUnusable, leads_out
from bot.settings import Settings

TELEGRAM = "https://api.telegram.org"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("all_proxy", "http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def settings(api_url: str = TELEGRAM) -> Settings:
    return Settings(
        bot_token=SecretStr("123456:TEST"), api_url=api_url, database_url=SecretStr("sqlite+aiosqlite:///x")
    )


@pytest.mark.parametrize(
    "proxy",
    ["socks5://127.0.0.1:7890", "socks5h://u:p@127.0.0.1:7890", "http://127.0.0.1:7890", "127.0.0.1:7890"],
)
@pytest.mark.parametrize("name", ["all_proxy", "ALL_PROXY", "https_proxy"])
def test_a_proxy_is_followed_whatever_kind_it_is(
    name: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, proxy)
    assert leads_out(TELEGRAM)
    application(settings())


@pytest.mark.parametrize(
    "proxy",
    [
        "socks://u:secret@127.0.0.1:7890/",
        "socks4://u:secret@127.0.0.1:7890",
        "http://u:secret@127.0.0.1:many",
    ],
)
async def test_a_proxy_that_can_not_be_used_is_named_without_its_address(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", proxy)
    with pytest.raises(ProxyUnusable, match="ALL_PROXY names a proxy") as told:
        application(settings())
    assert "secret" not in str(told.value)
    finding = await token.look(settings())
    assert finding.level is Level.BAD and "ALL_PROXY" in finding.text and "secret" not in finding.text


def test_the_way_to_this_machine_leads_through_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks://127.0.0.1:7890/")
    assert not leads_out("http://127.0.0.1:8081")
