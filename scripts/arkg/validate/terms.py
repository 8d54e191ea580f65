"""RDF terms: names used throughout, how a term is written in SPARQL, and ill-formed literals."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

import pyoxigraph as ox

from arkg.namespaces import OWL, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

Resource: TypeAlias = ox.NamedNode | ox.BlankNode
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal

SUBCLASS = RDFS("subClassOf")
CLASS = RDFS("Class")
OWL_CLASS = OWL("Class")
ONTOLOGY = OWL("Ontology")


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


def is_true(term: Term) -> bool:
    """Return whether a term is the boolean literal true, in either of its spellings."""
    return isinstance(term, ox.Literal) and term.datatype == XSD("boolean") and term.value in {"true", "1"}


def listed(terms: Iterable[str]) -> str:
    """Write terms as the list that SPARQL's IN takes."""
    return f"({', '.join(terms)})"


CASTS = frozenset(
    {"boolean", "integer", "decimal", "double", "float", "date", "dateTime", "time"}
    | {"gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "duration", "dayTimeDuration", "yearMonthDuration"}
)


def ill_formed(literals: Iterable[ox.Literal]) -> set[ox.Literal]:
    """Return those of these literals whose text is not of the form that their datatype has."""
    texts: dict[str, set[ox.Literal]] = {}
    for literal in literals:
        name = literal.datatype.value.removeprefix(XSD)
        if name in CASTS:
            texts.setdefault(name, set()).add(literal)
    return {literal for name, found in texts.items() for literal in of_type(name, found)}


def fits(text: str, datatype: ox.NamedNode) -> bool:
    """Return whether a text is of the form that a datatype has; of one that no cast knows, any text is."""
    return not ill_formed([ox.Literal(text, datatype=datatype)])


def of_type(name: str, literals: set[ox.Literal]) -> set[ox.Literal]:
    """Return those of these literals of one datatype that cannot be cast to it."""
    rows = " ".join(sorted(str(ox.Literal(literal.value)) for literal in literals))
    query = f"SELECT ?text {{ VALUES ?text {{ {rows} }} BIND(<{XSD}{name}>(?text) AS ?value) FILTER(!BOUND(?value)) }}"
    found = {row["text"].value for row in cast("ox.QuerySolutions", ox.Store().query(query))}
    return {literal for literal in literals if literal.value in found}
