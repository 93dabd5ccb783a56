"""`CSM_AUTH=local`: one user with every right, so nothing but this machine's own programs may ask."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import problem
from copilot.errors import NotAllowed, Unavailable
from copilot.settings import Settings

NAMES = frozenset(("localhost", "127.0.0.1", "::1"))
"""What this machine calls itself; any other name in `Host` may be a web page's trick (DNS rebinding)."""

_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


def check_auth(settings: Settings) -> None:
    """Refuse to serve under a setting that would leave the copilot open."""
    if settings.auth == "tokens":
        raise Unavailable(
            "CSM_AUTH=tokens is not there yet, and without it nobody could be told apart.",
            "Leave CSM_AUTH at `local`, which serves this machine alone.",
        )


def check_address(settings: Settings, host: str) -> None:
    """Refuse to serve on an address that other machines reach; NotAllowed says how to go about it."""
    check_auth(settings)
    if host not in NAMES and not _is_loopback(host):
        raise NotAllowed(
            f"CSM_AUTH=local serves this machine alone, and {host} can be reached from others.",
            "Leave --host at 127.0.0.1, and use an SSH tunnel to reach it from elsewhere.",
        )


class LocalOnly:
    """Lets only requests pass that come from this machine, are meant for it, and were not sent by a foreign page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with a problem."""
        reason = _why_not(scope) if scope["type"] in ("http", "websocket") else None
        if reason is None:
            await self.app(scope, receive, send)
        else:
            await problem(NotAllowed.status, reason)(scope, receive, send)


def _why_not(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    client = scope.get("client")
    if client is None or not _is_loopback(client[0]):
        return "CSM_AUTH=local answers this machine alone."
    host = headers.get("host", "")
    if _name_of(f"//{host}") not in NAMES:
        return f"The host {host!r} is not this machine; open http://localhost or http://127.0.0.1 instead."
    if scope.get("method") in _SAFE:
        return None
    origin = headers.get("origin")
    is_foreign = origin is not None and (urlsplit(origin).netloc != host or _name_of(origin) not in NAMES)
    if is_foreign or headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "A page of another site may not send this."
    return None


def _name_of(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
