"""Count a graph: records by type, statements, identifiers by scheme, sources and evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.names import record_type_of
from arkg.namespaces import ARKG, OA, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arkg.workspace import Workspace

BEARERS = {
    f"{ARKG}ror": ("ROR", "institution"),
    f"{ARKG}wikidata": ("Wikidata", "institution"),
    f"{ARKG}isni": ("ISNI", "institution"),
    f"{ARKG}grid": ("GRID", "institution"),
    f"{ARKG}doi": ("DOI", "resource"),
    f"{ARKG}pmid": ("PMID", "resource"),
    f"{ARKG}pmcid": ("PMCID", "resource"),
    f"{SCHEMA}isbn": ("ISBN", "resource"),
    f"{SKOS}exactMatch": ("an exact match", "concept"),
}
"""Property → the scheme of its identifiers, and the kind of record that bears them."""
SOURCE, QUOTED = OA.terms("hasSource", "exact")


@dataclass(frozen=True, slots=True)
class Stats:
    """The numbers of a graph; every one is counted from its asserted statements."""

    records: Mapping[str, int]
    """Kind → how many records there are of it."""
    statements: int
    """Triples in the files of the records, parts included."""
    identifiers: Mapping[str, int]
    """Scheme → how many records bear an identifier of it."""
    shares: Mapping[str, float]
    """Scheme → the share of the records of its kind that bear one, from 0 to 1."""
    evidence: int
    """Pieces of evidence."""
    quotations: int
    """Quotations, word for word, among the evidence."""
    sources: int
    """Different sources that the evidence cites."""

    def rows(self) -> list[tuple[str, str]]:
        """Return the numbers as rows of a table: what is counted, and how many."""
        kinds = [(f"{kind} records", f"{count:,}") for kind, count in self.records.items()]
        schemes = [
            (f"records with {scheme}", f"{count:,} ({self.shares[scheme]:.0%} of their kind)")
            for scheme, count in self.identifiers.items()
        ]
        return [
            ("records", f"{sum(self.records.values()):,}"),
            *kinds,
            ("statements", f"{self.statements:,}"),
            *schemes,
            ("pieces of evidence", f"{self.evidence:,}"),
            ("quotations", f"{self.quotations:,}"),
            ("sources", f"{self.sources:,}"),
        ]


def count(workspace: Workspace) -> Stats:
    """Count the graph of a repository.

    Raises:
        SyntaxFault: a file of the graph cannot be read.
    """
    quads = list(workspace.quads("data"))
    records = Counter(record_type_of(record) for record in workspace.records)
    bearing = {(BEARERS[quad.predicate.value], quad.subject) for quad in quads if quad.predicate.value in BEARERS}
    bearers = Counter(scheme for (scheme, _), _ in bearing)
    sources = [quad.object for quad in quads if quad.predicate == SOURCE]
    return Stats(
        records=dict(sorted(records.items())),
        statements=len(quads),
        identifiers={scheme: bearers[scheme] for scheme, _ in BEARERS.values()},
        shares={scheme: bearers[scheme] / max(1, records[kind]) for scheme, kind in BEARERS.values()},
        evidence=len(sources),
        quotations=sum(quad.predicate == QUOTED for quad in quads),
        sources=len(set(sources)),
    )
