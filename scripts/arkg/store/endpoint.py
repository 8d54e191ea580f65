"""A SPARQL 1.1 endpoint that is read like a local store: queries by POST, answers as terms, large ones in pages.

Standards: https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-results-json/.
"""

from __future__ import annotations

import ipaddress
import json
import re
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast
from urllib.parse import urlsplit

import pyoxigraph as ox
import urllib3
from urllib3.exceptions import HTTPError

from arkg.errors import StoreFault
from arkg.namespaces import XSD
from arkg.store.transport import Transport, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import IO

TRIPLES = "application/n-triples"
ACCEPT = f"application/sparql-results+json, {TRIPLES};q=0.9"
PROLOGUE = re.compile(r"(?:\s*(?:PREFIX\s+[^\s:]*:|BASE)\s*<[^>]*>)*", re.IGNORECASE)
THREADS = 2
"""How many queries one replica is asked at a time."""
OPEN = 8
"""How many connections to one replica are kept open at most."""
BOOLEANS = {"1": "true", "0": "false"}
"""The other spellings of xsd:boolean, in which Virtuoso answers; a store here answers in the canonical ones."""

Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"
Found: TypeAlias = "ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]"
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint whose default graph is the graph; ``page`` is the most rows that one answer is expected to hold."""

    transport: Transport
    page: int = 10_000

    @property
    def name(self) -> str:
        """Return the address without its query, in which some services put a key."""
        return shown(self.transport.urls[0])

    @property
    def threads(self) -> int:
        """Return how many queries to ask at a time."""
        return THREADS * len(self.transport.urls)

    def query(
        self,
        text: str,
        *,
        prefixes: Mapping[str, str] | None = None,
        base_iri: str | None = None,
        default_graph: Sequence[ox.NamedNode] = (),
        named_graphs: Sequence[ox.NamedNode] = (),
    ) -> Found:
        """Return the answer of a SPARQL query; raise SyntaxError, as a local store does, for what is none."""
        with suppress(RuntimeError):  # the endpoint may have functions that are unknown here
            ox.Store().query(text, prefixes=dict(prefixes or {}), base_iri=base_iri)
        declared = f"BASE <{base_iri}> " if base_iri else ""
        declared += "".join(f"PREFIX {name}: <{space}> " for name, space in (prefixes or {}).items())
        dataset = [("default-graph-uri", each.value) for each in default_graph]
        dataset += [("named-graph-uri", each.value) for each in named_graphs]
        answer = self.transport.ask(declared + text, ACCEPT, dataset)
        check_complete(answer.headers, answer.name, answer.body.count(b"\n"))
        if answer.headers.get("Content-Type", "").partition(";")[0].strip() == TRIPLES:
            return iter([quad.triple for quad in self._quads(answer.body)])
        return self._read(answer.body, read_results)

    def rows(self, text: str) -> Iterator[tuple[Term | None, ...]]:
        """Yield all rows of a SELECT query that has no LIMIT: as they come, or in pages if the endpoint cuts them."""
        rows = self._page(text)
        if len(rows) < self.page:
            yield from rows
            return
        prologue = PROLOGUE.match(text)
        start = prologue.end() if prologue else 0
        prefixes, inner = text[:start], f"WHERE {{ {{ {text[start:]} }} }}"
        number = self._number(f"{prefixes} SELECT (COUNT(*) AS ?n) {inner}")
        if len(rows) == number:
            yield from rows
            return
        columns = " ".join(map(str, cast("ox.QuerySolutions", ox.Store().query(text)).variables))
        for offset in range(0, number, self.page):
            yield from self._page(
                f"{prefixes} SELECT {columns} {inner} ORDER BY {columns} LIMIT {self.page} OFFSET {offset}"
            )

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | ox.BlankNode | None,
        predicate: ox.NamedNode | None,
        value: Term | None,
        _graph: ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """Yield every statement that matches, None matching everything."""
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
        """Yield every statement as it arrives; raise StoreFault if there are fewer than the endpoint holds."""
        seen = 0
        response = self.transport.stream("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", TRIPLES)
        for quad in self._quads(cast("IO[bytes]", response)):
            seen += 1
            yield quad
        if seen != (held := len(self)):
            raise StoreFault(
                f"The endpoint sent {seen:,} statements and holds {held:,}.",
                where=self.name,
                remedy="Raise the number of rows that it sends, or load a dump of it with arkg load.",
            )

    def __len__(self) -> int:
        """Return the number of statements."""
        return self._number("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")

    def __contains__(self, quad: ox.Quad) -> bool:
        """Return whether the endpoint holds a statement."""
        return next(self.quads_for_pattern(quad.subject, quad.predicate, quad.object), None) is not None  # type: ignore[arg-type]

    def close(self) -> None:
        """Close the connections; another query opens one again."""
        self.transport.pool.clear()

    def _page(self, text: str) -> list[tuple[Term | None, ...]]:
        answer = self.transport.ask(text, ACCEPT)
        page = self._read(answer.body, read_rows)
        check_complete(answer.headers, answer.name, len(page), least=self.page)
        return page

    def _number(self, text: str) -> int:
        """Return the answer of a query that counts."""
        try:
            return int(cast("ox.Literal", self._page(text)[0][0]).value)
        except (IndexError, AttributeError, ValueError) as fault:
            raise self._unreadable(fault) from fault

    def _read(self, body: bytes, read: Callable[[bytes], Read]) -> Read:
        """Return what is read from results in JSON, those of engines that depart from the standard included."""
        try:
            with suppress(SyntaxError, ValueError):
                if XSD("boolean").value.encode() not in body:
                    return read(body)
            return read(standardized(body))
        except (SyntaxError, ValueError, OSError, TypeError, AttributeError) as fault:
            raise self._unreadable(fault) from fault

    def _quads(self, body: bytes | IO[bytes]) -> Iterator[ox.Quad]:
        try:
            for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES):
                thing = quad.object
                if isinstance(thing, ox.Literal) and thing.datatype == XSD("boolean"):
                    thing = ox.Literal(BOOLEANS.get(thing.value, thing.value), datatype=thing.datatype)
                yield ox.Quad(quad.subject, quad.predicate, thing)
        except (SyntaxError, ValueError, OSError, HTTPError) as fault:
            raise self._unreadable(fault) from fault

    def _unreadable(self, fault: Exception) -> StoreFault:
        return StoreFault(
            f"Cannot read the answer of the endpoint: {fault}",
            where=self.name,
            remedy="Check that this is the address of a SPARQL endpoint, not of its web page.",
        )


def check_complete(headers: Mapping[str, str], name: str, seen: int, least: int = 0) -> None:
    """Raise StoreFault if an endpoint says that it cut its answer short (Virtuoso does)."""
    cut = headers.get("X-SPARQL-MaxRows")
    if cut and seen >= int(cut) and int(cut) < (least or seen + 1):
        raise StoreFault(
            f"The endpoint sends no more than {cut} rows.",
            where=name,
            remedy=f"Set ARKG_STORE_PAGE={cut}, or raise its limit (ResultSetMaxRows).",
        )


def read_results(body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    """Return the answer in results in JSON; raise SyntaxError or ValueError where they cannot be read to their end.

    The error may be handled in another thread, and its traceback must not bring along what belongs to this one.
    """
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return found
    try:
        for _ in found:
            pass
    finally:
        del found
    return cast("ox.QuerySolutions", ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON))


def read_rows(body: bytes) -> list[tuple[Term | None, ...]]:
    """Return the rows of results in JSON, and raise as ``read_results``."""
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    try:
        return list(map(tuple, cast("Iterable[Iterable[Term | None]]", found)))
    finally:
        del found


def standardized(body: bytes) -> bytes:
    """Return results in JSON without the members that the standard does not have, and with booleans as it spells them.

    Comunica adds ``metadata`` to them, and Virtuoso writes 1 for true.
    """
    given = json.loads(body)
    found = {name: given[name] for name in ("head", "results", "boolean") if name in given}
    for row in found.get("results", {}).get("bindings", ()):
        for term in row.values():
            if term.get("datatype") == XSD("boolean").value:
                term["value"] = BOOLEANS.get(term["value"], term["value"])
    return json.dumps(found).encode()


def open_endpoint(urls: Sequence[str], environment: Mapping[str, str]) -> Endpoint:
    """Return the endpoint at an address, or at those of its replicas, with credentials and limits of the environment.

    Raises:
        StoreFault: there are credentials in an address, or it is plain http to another machine and ARKG_STORE_HTTP
            does not say that it may be; or not all replicas hold as many statements.
    """
    for url in urls:
        _check_address(url, environment)
    page, timeout = (
        _positive(environment, f"ARKG_STORE_{name}", n) for name, n in (("PAGE", 10_000), ("TIMEOUT", 300))
    )
    transport = Transport(tuple(urls), timeout, _authorization(environment), _pool(urls[0]))
    if len(urls) > 1:
        _check_replicas(Endpoint(replace(transport, urls=(url,)), page) for url in urls)
    return Endpoint(transport, page)


def _check_address(url: str, environment: Mapping[str, str]) -> None:
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise StoreFault(
            "Credentials in an address are visible to anyone who sees the command.",
            where=parts.hostname or "",
            remedy="Set ARKG_STORE_USER and ARKG_STORE_PASSWORD instead.",
        )
    if parts.scheme == "http" and not _is_loopback(parts.hostname or "") and environment.get("ARKG_STORE_HTTP") != "1":
        raise StoreFault(
            "Plain HTTP exposes queries and credentials to the network.",
            where=shown(url),
            remedy="Use https, or set ARKG_STORE_HTTP=1 if the network is your own.",
        )


def _pool(url: str) -> urllib3.PoolManager:
    """Return a pool that keeps connections open, through the proxy of the environment if there is one."""
    parts = urlsplit(url)
    proxy = "" if urllib.request.proxy_bypass(parts.netloc) else urllib.request.getproxies().get(parts.scheme, "")
    return urllib3.ProxyManager(proxy, maxsize=OPEN) if proxy else urllib3.PoolManager(maxsize=OPEN)


def _check_replicas(replicas: Iterable[Endpoint]) -> None:
    """Raise StoreFault where replicas do not hold the same number of statements."""
    sizes = {each.name: len(each) for each in replicas}
    (first, size), *others = sizes.items()
    for name, other in others:
        if other != size:
            raise StoreFault(
                f"The replicas differ: this one holds {other:,} statements, and {first} {size:,}.",
                where=name,
                remedy="Load the same graph into each, or leave out those that are behind.",
            )


def _authorization(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the header with the credentials (RFC 7617, RFC 6750), if there are any."""
    if token := environment.get("ARKG_STORE_TOKEN"):
        return {"Authorization": f"Bearer {token}"}
    user, password = (environment.get(f"ARKG_STORE_{name}", "") for name in ("USER", "PASSWORD"))
    if not (user or password):
        return {}
    encoded = urllib3.make_headers(basic_auth=f"{user}:{password}".encode().decode("latin-1"))
    return {"Authorization": encoded["authorization"]}


def _positive(environment: Mapping[str, str], name: str, default: int) -> int:
    """Return a number above zero from the environment; raise StoreFault for anything else."""
    text = environment.get(name, "")
    if text and not re.fullmatch(r"0*[1-9][0-9]*", text):
        raise StoreFault(f"{text!r} is not a number above zero.", where=name, remedy="Correct it, or unset it.")
    return int(text or default)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
