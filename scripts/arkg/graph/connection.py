"""A request to a SPARQL 1.1 endpoint → its open answer, or what is wrong and what to do about it.

Standard: https://www.w3.org/TR/sparql11-protocol/.
"""

from __future__ import annotations

import base64
import ipaddress
import re
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, cast

from arkg.errors import StoreFault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPResponse

BUSY = (429, 503)
LONGEST_WAIT = 60.0
"""How many seconds to wait at most when the endpoint asks to be asked later."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect, so that credentials go nowhere but to the address that was named."""

    def redirect_request(self, *_: object) -> None:
        """Give no other request."""


@dataclass(frozen=True, slots=True)
class Connection:
    """The way to an endpoint; what it takes to be let in is neither shown nor compared.

    ``timeout`` is in seconds, for every wait on the network; ``attempts`` is how often a busy endpoint is asked.
    """

    url: str
    authorization: str = field(default="", repr=False, compare=False)
    timeout: float = 300.0
    attempts: int = 5
    opener: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(NoRedirect), repr=False, compare=False
    )

    @property
    def name(self) -> str:
        """Give the address without its query, in which some services put a key."""
        return self.url.partition("?")[0]

    def post(self, text: str, accept: str) -> HTTPResponse:
        """Send a query, again where the endpoint is busy; give the open answer, or raise StoreFault."""
        body = urllib.parse.urlencode({"query": text}).encode()
        headers = {"Accept": accept, "User-Agent": "arkg", "Content-Type": "application/x-www-form-urlencoded"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        for attempt in range(1, self.attempts + 1):
            request = urllib.request.Request(self.url, body, headers)  # noqa: S310 - the scheme was checked
            try:
                return cast("HTTPResponse", self.opener.open(request, timeout=self.timeout))
            except urllib.error.HTTPError as fault:
                with fault:
                    if fault.code not in BUSY or attempt == self.attempts:
                        raise self._refused(fault) from fault
                    time.sleep(pause(fault.headers.get("Retry-After"), attempt))
            except (OSError, HTTPException) as fault:
                raise self.silent(fault) from fault
        raise StoreFault("The endpoint was not asked.", where=self.name)

    def _refused(self, fault: urllib.error.HTTPError) -> StoreFault:
        said = fault.read(300).decode("utf-8", "replace").partition("\n")[0].strip()
        remedies = {
            401: "Put ARKG_STORE_USER and ARKG_STORE_PASSWORD, or ARKG_STORE_TOKEN, into the environment.",
            403: "Check the credentials in the environment, and what they may read.",
            404: "Check the address; SPARQL endpoints often end in /sparql or /query.",
            429: "Ask again later, or ask a copy of your own.",
            503: "Ask again later, or ask a copy of your own.",
        }
        moved = fault.headers.get("Location")
        remedy = f"It has moved to {moved}: name that address." if moved else remedies.get(fault.code, "")
        return StoreFault(f"The endpoint answers {fault.code}: {said or fault.reason}", where=self.name, remedy=remedy)

    def silent(self, fault: Exception) -> StoreFault:
        """Make the error for an endpoint that does not answer, or stops answering."""
        reason = getattr(fault, "reason", fault)
        if isinstance(reason, TimeoutError | socket.timeout):
            what = f"The endpoint did not answer within {self.timeout:g} seconds."
            return StoreFault(what, where=self.name, remedy="Set ARKG_STORE_TIMEOUT to more seconds.")
        return StoreFault(f"The endpoint cannot be reached: {reason}", where=self.name, remedy="Does it run?")


def pause(after: str | None, attempt: int) -> float:
    """Give how many seconds to wait: what Retry-After says (RFC 9110, 10.2.3), else 0.5, 1, 2, …."""
    if after is None:
        return 0.5 * 2.0 ** (attempt - 1)
    try:
        seconds = float(after) if after.isdigit() else parsedate_to_datetime(after).timestamp() - time.time()
    except ValueError:
        seconds = 1.0
    return min(max(seconds, 0.0), LONGEST_WAIT)


def connect(url: str, environment: Mapping[str, str]) -> Connection:
    """Give the way to an address, with credentials and the longest wait from the environment.

    Raises StoreFault for credentials in the address, and for plain http to another machine unless ARKG_STORE_HTTP
    says that it may be.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.username or parts.password:
        raise StoreFault(
            "An address with credentials is seen by whoever sees the command.",
            where=parts.hostname or "",
            remedy="Put them into ARKG_STORE_USER and ARKG_STORE_PASSWORD.",
        )
    plain = parts.scheme == "http" and not is_loopback(parts.hostname or "")
    if plain and environment.get("ARKG_STORE_HTTP") != "1":
        raise StoreFault(
            "Plain http shows queries and credentials to everyone on the way.",
            where=url.partition("?")[0],
            remedy="Use https, or set ARKG_STORE_HTTP=1 where the network is your own.",
        )
    timeout = positive(environment, "ARKG_STORE_TIMEOUT", 300)
    return Connection(url, authorization(environment), timeout)


def authorization(environment: Mapping[str, str]) -> str:
    """Give the value of the header Authorization (RFC 7617, RFC 6750), empty where there are no credentials."""
    if token := environment.get("ARKG_STORE_TOKEN"):
        return f"Bearer {token}"
    user, password = (environment.get(f"ARKG_STORE_{name}", "") for name in ("USER", "PASSWORD"))
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() if user or password else ""


def positive(environment: Mapping[str, str], name: str, otherwise: float) -> float:
    """Give a number above zero from the environment; raise StoreFault for anything else."""
    text = environment.get(name, "")
    if text and not re.fullmatch(r"0*[1-9][0-9]*", text):
        raise StoreFault(f"{text!r} is no number above zero.", where=name, remedy="Correct it, or unset it.")
    return float(text or otherwise)


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
