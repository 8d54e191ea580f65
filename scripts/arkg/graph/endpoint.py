"""A SPARQL 1.1 endpoint that reads like a store: queries go out by POST, and answers come back as terms.

Standards: https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-results-json/.
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
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

import pyoxigraph as ox

from arkg.errors import StoreFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from http.client import HTTPResponse

TRIPLES = "application/n-triples"
ACCEPT = f"application/sparql-results+json, {TRIPLES};q=0.9"
BUSY = (429, 503)
LONGEST_WAIT = 60.0
"""How many seconds to wait at most when the endpoint asks to be asked later."""
PROLOGUE = re.compile(r"(?:\s*(?:PREFIX\s+[^\s:]*:|BASE)\s*<[^>]*>)*", re.IGNORECASE)

Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"
Found: TypeAlias = "ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint whose default graph is the graph; what it takes to be let in is neither shown nor compared.

    ``timeout`` is in seconds, for every wait on the network; ``attempts`` is how often a busy endpoint is asked, and
    ``page`` the most rows that one answer is expected to hold.
    """

    url: str
    authorization: str = field(default="", repr=False, compare=False)
    timeout: float = 300.0
    attempts: int = 5
    page: int = 10_000

    @property
    def name(self) -> str:
        """Give the address without its query, in which some services put a key."""
        return self.url.partition("?")[0]

    def query(self, text: str, *, prefixes: Mapping[str, str] | None = None) -> Found:
        """Answer a SPARQL query; raise SyntaxError, as a store does, for what is none, and StoreFault."""
        declared = "".join(f"PREFIX {name}: <{space}> " for name, space in (prefixes or {}).items())
        ox.Store().query(text, prefixes=dict(prefixes or {}))
        with self._post(declared + text) as response:
            whole, kind = self._read(response), response.headers.get_content_type()
            self._uncut(response, whole.count(b"\n"))
        if kind == TRIPLES:
            return iter([quad.triple for quad in self._parsed(ox.parse(whole, ox.RdfFormat.N_TRIPLES))])
        answer = self._results(whole)
        if isinstance(answer, ox.QuerySolutions):
            for _ in self._parsed(answer):
                pass
            return self._results(whole)
        return answer

    def rows(self, text: str) -> Iterator[tuple[Term | None, ...]]:
        """Give all rows of a SELECT query that has no LIMIT, page by page where they are more than a page."""
        first = self._page(f"{text} LIMIT {self.page}")
        if len(first) < self.page:
            yield from first
            return
        prologue = PROLOGUE.match(text)
        cut = prologue.end() if prologue else 0
        columns = " ".join(map(str, cast("ox.QuerySolutions", ox.Store().query(text)).variables))
        offset, page = 0, first
        while len(page) == self.page:
            inner = f"{text[:cut]} SELECT {columns} WHERE {{ {{ {text[cut:]} }} }} ORDER BY {columns}"
            page = self._page(f"{inner} LIMIT {self.page} OFFSET {offset}")
            offset += self.page
            yield from page

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | ox.BlankNode | None,
        predicate: ox.NamedNode | None,
        value: Term | None,
        _graph: ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """Give every statement that fits, None fitting everything."""
        given = (subject, predicate, value)
        if any(isinstance(term, ox.BlankNode) for term in given):
            return
        if given == (None, None, None):
            yield from self
            return
        names = ("?s", "?p", "?o")
        pattern = " ".join(name if term is None else str(term) for name, term in zip(names, given, strict=True))
        columns = " ".join(name for name, term in zip(names, given, strict=True) if term is None)
        if not columns:
            if next(self.rows(f"SELECT (1 AS ?one) WHERE {{ {pattern} }}"), None):
                yield ox.Quad(subject, predicate, value)  # type: ignore[arg-type]
            return
        for row in self.rows(f"SELECT {columns} WHERE {{ {pattern} }}"):
            rest = iter(row)
            yield ox.Quad(*(next(rest) if term is None else term for term in given))  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[ox.Quad]:
        """Give every statement as it arrives; raise StoreFault where the endpoint gave fewer than it holds."""
        seen = 0
        with self._post("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", TRIPLES) as response:
            for quad in self._parsed(ox.parse(response, ox.RdfFormat.N_TRIPLES)):
                seen += 1
                yield quad
        if seen != (held := len(self)):
            raise StoreFault(
                f"The endpoint gave {seen:,} statements and holds {held:,}.",
                where=self.name,
                remedy="Raise the number of rows that it gives, or load a dump of it with arkg load.",
            )

    def __len__(self) -> int:
        """Count the statements."""
        number = next(self.rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"))[0]
        return int(cast("ox.Literal", number).value)

    def __contains__(self, quad: ox.Quad) -> bool:
        """Say whether a statement is made."""
        return next(self.quads_for_pattern(quad.subject, quad.predicate, quad.object), None) is not None  # type: ignore[arg-type]

    def _page(self, text: str) -> list[tuple[Term | None, ...]]:
        with self._post(text) as response:
            whole = self._read(response)
            found = self._results(whole)
            page = [tuple(row) for row in self._parsed(cast("Iterable[Iterable[Term | None]]", found))]
            self._uncut(response, len(page), least=self.page)
            return page

    def _results(self, whole: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
        try:
            return ox.parse_query_results(whole, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError, OSError) as fault:
            raise self._strange(fault) from fault

    def _parsed(self, found: Iterable[Row]) -> Iterator[Row]:
        try:
            yield from found
        except (SyntaxError, ValueError, OSError, HTTPException) as fault:
            raise self._strange(fault) from fault

    def _read(self, response: HTTPResponse) -> bytes:
        try:
            return response.read()
        except (OSError, HTTPException) as fault:
            raise self._silent(fault) from fault

    def _uncut(self, response: HTTPResponse, seen: int, least: int = 0) -> None:
        """Raise StoreFault where the endpoint says that it cut its answer short (Virtuoso does)."""
        cut = response.headers.get("X-SPARQL-MaxRows")
        if cut and seen >= int(cut) and int(cut) < (least or seen + 1):
            raise StoreFault(
                f"The endpoint gives no more than {cut} rows.",
                where=self.name,
                remedy=f"Set ARKG_STORE_PAGE={cut}, or raise its limit (ResultSetMaxRows).",
            )

    def _post(self, text: str, accept: str = ACCEPT) -> HTTPResponse:
        """Send a query, again where the endpoint is busy; give the open answer."""
        body = urllib.parse.urlencode({"query": text}).encode()
        headers = {"Accept": accept, "User-Agent": "arkg", "Content-Type": "application/x-www-form-urlencoded"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        for attempt in range(1, self.attempts + 1):
            request = urllib.request.Request(self.url, body, headers)  # noqa: S310 - the scheme was checked
            try:
                return cast("HTTPResponse", urllib.request.build_opener(NoRedirect).open(request, timeout=self.timeout))
            except urllib.error.HTTPError as fault:
                with fault:
                    if fault.code not in BUSY or attempt == self.attempts:
                        raise self._refused(fault) from fault
                    time.sleep(pause(fault.headers.get("Retry-After"), attempt))
            except (OSError, HTTPException) as fault:
                raise self._silent(fault) from fault
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

    def _silent(self, fault: Exception) -> StoreFault:
        reason = getattr(fault, "reason", fault)
        if isinstance(reason, TimeoutError | socket.timeout):
            what = f"The endpoint did not answer within {self.timeout:g} seconds."
            return StoreFault(what, where=self.name, remedy="Set ARKG_STORE_TIMEOUT to more seconds.")
        return StoreFault(f"The endpoint cannot be reached: {reason}", where=self.name, remedy="Does it run?")

    def _strange(self, fault: Exception) -> StoreFault:
        return StoreFault(
            f"The answer of the endpoint cannot be read: {fault}",
            where=self.name,
            remedy="Check that this is the address of a SPARQL endpoint, and not of its page for people.",
        )


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect, so that credentials go nowhere but to the address that was named."""

    def redirect_request(self, *_: object) -> None:
        """Give no other request."""


def pause(after: str | None, attempt: int) -> float:
    """Give how many seconds to wait: what Retry-After says (RFC 9110, 10.2.3), else 0.5, 1, 2, …."""
    if after is None:
        return 0.5 * 2.0 ** (attempt - 1)
    try:
        seconds = float(after) if after.isdigit() else parsedate_to_datetime(after).timestamp() - time.time()
    except ValueError:
        seconds = 1.0
    return min(max(seconds, 0.0), LONGEST_WAIT)


def open_endpoint(url: str, environment: Mapping[str, str]) -> Endpoint:
    """Give the endpoint at an address, with credentials and limits from the environment.

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
    return Endpoint(
        url,
        authorization(environment),
        timeout=positive(environment, "ARKG_STORE_TIMEOUT", 300),
        page=int(positive(environment, "ARKG_STORE_PAGE", 10_000)),
    )


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
