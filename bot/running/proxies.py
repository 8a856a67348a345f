"""The way out to Telegram: a proxy of the environment (HTTPS_PROXY, ALL_PROXY), as the HTTP client will read it."""

from urllib.parse import urlsplit
from urllib.request import getproxies


class ProxyUnusable(Exception):
    """Which variable names a proxy that can't be used, in one line; never its address, which may hold a password."""


def leads_out(api_url: str) -> bool:
    """Whether the environment's proxies count: they lead out of this machine, never back into it. Raises ProxyUnusable."""
    if urlsplit(api_url).hostname in ("127.0.0.1", "localhost", "::1"):
        return False
    import httpx

    for scheme, address in getproxies().items():
        if scheme not in ("http", "https", "all"):
            continue
        try:
            httpx.Proxy(address if "://" in address else f"http://{address}")
        except (ValueError, httpx.InvalidURL):
            raise ProxyUnusable(
                f"{scheme.upper()}_PROXY names a proxy that can't be used:"
                " write http://host:port or socks5://host:port, or unset it"
            ) from None
    return True
