"""A SPARQL 1.1 endpoint that reads like a store: queries go out by POST, and answers come back as terms.

Standards: https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-results-json/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

import pyoxigraph as ox

from arkg.errors import StoreFault
from arkg.graph.connection import Connection, connect, positive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from http.client import HTTPResponse

TRIPLES = "application/n-triples"
ACCEPT = f"application/sparql-results+json, {TRIPLES};q=0.9"
PROLOGUE = re.compile(r"(?:\s*(?:PREFIX\s+[^\s:]*:|BASE)\s*<[^>]*>)*", re.IGNORECASE)

Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"
Found: TypeAlias = "ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint whose default graph is the graph; ``page`` is the most rows that one answer is expected to hold."""

    connection: Connection
    page: int = 10_000

    @property
    def name(self) -> str:
        """Give the address without its query."""
        return self.connection.name

    def query(self, text: str, *, prefixes: Mapping[str, str] | None = None) -> Found:
        """Answer a SPARQL query; raise SyntaxError, as a store does, for what is none, and StoreFault."""
        declared = "".join(f"PREFIX {name}: <{space}> " for name, space in (prefixes or {}).items())
        ox.Store().query(text, prefixes=dict(prefixes or {}))
        with self.connection.post(declared + text, ACCEPT) as response:
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
        with self.connection.post("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", TRIPLES) as response:
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
        with self.connection.post(text, ACCEPT) as response:
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
            raise self.connection.silent(fault) from fault

    def _uncut(self, response: HTTPResponse, seen: int, least: int = 0) -> None:
        """Raise StoreFault where the endpoint says that it cut its answer short (Virtuoso does)."""
        cut = response.headers.get("X-SPARQL-MaxRows")
        if cut and seen >= int(cut) and int(cut) < (least or seen + 1):
            raise StoreFault(
                f"The endpoint gives no more than {cut} rows.",
                where=self.name,
                remedy=f"Set ARKG_STORE_PAGE={cut}, or raise its limit (ResultSetMaxRows).",
            )

    def _strange(self, fault: Exception) -> StoreFault:
        return StoreFault(
            f"The answer of the endpoint cannot be read: {fault}",
            where=self.name,
            remedy="Check that this is the address of a SPARQL endpoint, and not of its page for people.",
        )


def open_endpoint(url: str, environment: Mapping[str, str]) -> Endpoint:
    """Give the endpoint at an address, with credentials and limits from the environment; see ``connect``."""
    return Endpoint(connect(url, environment), int(positive(environment, "ARKG_STORE_PAGE", 10_000)))
