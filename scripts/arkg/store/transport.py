"""Sends queries to a SPARQL 1.1 endpoint by POST, or to any of its replicas: retries, failover, faults in plain words.

Standard: https://www.w3.org/TR/sparql11-protocol/.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote_plus

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as TimedOut

from arkg.errors import StoreFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Found = TypeVar("Found")

LONGEST_WAIT = 60
"""How many seconds to wait at most before a busy endpoint is asked again, whatever it says."""
RETRIES = urllib3.Retry(
    total=4,
    connect=0,
    read=0,
    redirect=0,  # so that credentials go only to the address that was named
    other=0,
    allowed_methods=None,
    status_forcelist=(429, 503),
    backoff_factor=0.5,
    backoff_max=LONGEST_WAIT,
    retry_after_max=LONGEST_WAIT,
    raise_on_status=False,
)
BUSY = "Try again later, or use a copy of your own."
REMEDIES = {
    401: "Set ARKG_STORE_USER and ARKG_STORE_PASSWORD, or ARKG_STORE_TOKEN, in the environment.",
    403: "Check the credentials in the environment, and what they may read.",
    404: "Check the address; SPARQL endpoints often end in /sparql or /query.",
    429: BUSY,
    503: BUSY,
}
IN_FORM = {code: quote_plus(bytes([code])) for code in range(256)}
OK = 200
UNAVAILABLE = frozenset({502, 503, 504})


class Unavailable(StoreFault):
    """A replica does not answer, or breaks off: another one may."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole body of a response, its headers, and the address that gave it, without a query."""

    body: bytes
    headers: Mapping[str, str]
    name: str


@dataclass(frozen=True, slots=True)
class Transport:
    """The replicas of an endpoint, which are asked in turn; ``timeout`` is in seconds, for every wait on the network.

    A replica that was found to be unavailable is left out from then on, while another one answers. The credentials in
    the headers are neither shown nor compared.
    """

    urls: tuple[str, ...]
    timeout: float = 300.0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    pool: urllib3.PoolManager = field(default_factory=urllib3.PoolManager, repr=False, compare=False)
    _unavailable: set[str] = field(default_factory=set, repr=False, compare=False)
    _turns: Iterator[int] = field(default_factory=itertools.count, repr=False, compare=False)

    def ask(self, text: str, accept: str, dataset: Sequence[tuple[str, str]] = ()) -> Answer:
        """Return the whole answer to a query, from the first replica that gives one; raise StoreFault if none does."""
        return self._from_any(lambda url: self._read(self._post(url, text, accept, dataset), url))

    def stream(self, text: str, accept: str) -> urllib3.BaseHTTPResponse:
        """Return the response to a query, not yet read."""
        return self._from_any(lambda url: self._post(url, text, accept))

    def _from_any(self, attempt: Callable[[str], Found]) -> Found:
        faults: list[Unavailable] = []
        for url in self._in_turn():
            try:
                return attempt(url)
            except Unavailable as fault:
                self._unavailable.add(url)
                faults.append(fault)
        raise faults[-1]

    def _in_turn(self) -> list[str]:
        """Return the replicas, those that answer or else all, beginning with another one each time."""
        urls = [url for url in self.urls if url not in self._unavailable] or list(self.urls)
        first = next(self._turns) % len(urls)
        return [*urls[first:], *urls[:first]]

    def _post(
        self, url: str, text: str, accept: str, dataset: Sequence[tuple[str, str]] = ()
    ) -> urllib3.BaseHTTPResponse:
        """Send a query, again while the endpoint is busy, and return the response, not yet read."""
        headers = {**self.headers, "Accept": accept, "User-Agent": "arkg"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        fields = [f"{name}={to_form(value)}" for name, value in (("query", text), *dataset)]
        try:
            response = self.pool.request(
                "POST",
                url,
                body="&".join(fields).encode(),
                headers=headers,
                retries=RETRIES,
                redirect=False,
                timeout=self.timeout,
                preload_content=False,
            )
        except HTTPError as fault:
            raise self._unreachable(url, getattr(fault, "reason", None) or fault) from fault
        if response.status == OK:
            return response
        raise self._refused(response, url)

    def _read(self, response: urllib3.BaseHTTPResponse, url: str) -> Answer:
        try:
            return Answer(response.read(), response.headers, shown(url))
        except HTTPError as fault:
            raise self._unreachable(url, fault) from fault
        finally:
            response.release_conn()

    def _refused(self, response: urllib3.BaseHTTPResponse, url: str) -> StoreFault:
        message = self._read(response, url).body[:300].decode("utf-8", "replace").partition("\n")[0].strip()
        moved = response.headers.get("Location")
        remedy = f"It has moved to {moved}: use that address." if moved else REMEDIES.get(response.status, "")
        what = f"The endpoint answers {response.status}: {message or response.reason}"
        kind = Unavailable if response.status in UNAVAILABLE else StoreFault
        return kind(what, where=shown(url), remedy=remedy)

    def _unreachable(self, url: str, reason: object) -> Unavailable:
        if isinstance(reason, TimedOut) and not isinstance(reason, urllib3.exceptions.NewConnectionError):
            what = f"The endpoint did not answer within {self.timeout:g} seconds."
            return Unavailable(what, where=shown(url), remedy="Set ARKG_STORE_TIMEOUT to more seconds.")
        why = re.sub(r"^HTTPS?Connection\(.*?\): ", "", str(reason))
        return Unavailable(f"Cannot reach the endpoint: {why}", where=shown(url), remedy="Check that it is running.")


def to_form(text: str) -> str:
    """Return a text as a form sends it, as ``urllib.parse.quote_plus`` does, which takes much longer for a long one."""
    return text.encode().decode("latin-1").translate(IN_FORM)


def shown(url: str) -> str:
    """Return an address without its query, in which some services put a key."""
    return url.partition("?")[0]
