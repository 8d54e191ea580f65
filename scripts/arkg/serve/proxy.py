"""The public address of the server: as it was told, as a trusted proxy says, or as the request names it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Scope

    from arkg.serve.service import Service
    from arkg.serve.settings import Settings

PERSISTENT = "/arkg"
"""The path under which the persistent IRIs stand."""
ROOT = "arkg.root"
HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
PREFIX = re.compile(r"(/[\w.~-]+)+")


def locate(scope: Scope, settings: Settings) -> None:
    """Make the path of a request that of a route, its client the one that asked, and keep its public address.

    The path may be a whole address, as some proxies send it, and begin with that of ``--base``, of the proxy or of the
    persistent IRIs.
    """
    path = scope["path"]
    if path.startswith(("http://", "https://")):
        path = "/" + path.partition("://")[2].partition("/")[2]
    scope[ROOT] = settings.base.rstrip("/")
    if scope.get("client") and scope["client"][0] in settings.trusted:
        forward(scope, settings)
    for prefix in (urlsplit(scope[ROOT]).path, PERSISTENT):
        if prefix and f"{path}/".startswith(f"{prefix}/"):
            path = path[len(prefix) :] or "/"
    scope["path"] = path


def forward(scope: Scope, settings: Settings) -> None:
    """Believe what a trusted proxy says of the client and of the address that it asked."""
    said = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    if client := last(said.get("x-forwarded-for", "")):
        scope["client"] = (client, 0)
    scheme, host = last(said.get("x-forwarded-proto", "")), last(said.get("x-forwarded-host", ""))
    prefix = said.get("x-forwarded-prefix", "").rstrip("/")
    host = host or said.get("host", "")
    if not settings.base and HOST.fullmatch(host) and (not prefix or PREFIX.fullmatch(prefix)):
        scope[ROOT] = f"{scheme if scheme in {'http', 'https'} else scope['scheme']}://{host}{prefix}"


def last(values: str) -> str:
    """Return the last of the values in a header, the one that the nearest proxy has added."""
    return values.rpartition(",")[2].strip()


def root_of(request: Request) -> str:
    """Return what stands before the paths in a response: nothing, unless a proxy stands before the server."""
    root: str = request.scope[ROOT]
    return root


def public_address(service: Service, request: Request) -> str:
    """Return the address by which this server was asked, without a slash at its end."""
    host = request.headers.get("host", "")
    return root_of(request) or (f"{request.url.scheme}://{host}" if HOST.fullmatch(host) else service.base)
