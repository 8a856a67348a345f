"""Whether Telegram knows the token."""

from bot.check.findings import Finding, Level, note
from bot.running.proxies import ProxyUnusable, leads_out
from bot.settings import Settings

PATIENCE = 5.0
"""Seconds that Telegram may take to answer."""


async def look(settings: Settings) -> Finding:
    if settings.bot_token is None:
        return note("token", "GENDAN_BOT_TOKEN is missing: gendan run needs it, from @BotFather")
    return await _get_me(settings.api_url, settings.bot_token.get_secret_value())


async def _get_me(api_url: str, token: str) -> Finding:
    import httpx

    try:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=leads_out(api_url)) as client:
            answer = await client.post(f"{api_url}/bot{token}/getMe")
    except ProxyUnusable as error:
        return Finding("token", Level.BAD, str(error))
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        # The error's own text may hold the address, and the address holds the token.
        return Finding("token", Level.BAD, f"{api_url} can't be reached ({type(error).__name__})")
    try:
        said = answer.json()
        if answer.status_code == 200 and said["ok"]:
            return Finding("token", Level.GOOD, f"@{said['result']['username']}")
    except (ValueError, LookupError, TypeError):
        pass
    if answer.status_code in (401, 404):
        return Finding("token", Level.BAD, "GENDAN_BOT_TOKEN: Telegram doesn't know this token")
    return Finding("token", Level.BAD, f"{api_url} answered {answer.status_code}")
