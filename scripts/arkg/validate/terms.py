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
    wrong: set[ox.Literal] = set()
    for name, found in texts.items():
        rows = " ".join(sorted(str(ox.Literal(literal.value)) for literal in found))
        of_text = f"VALUES ?text {{ {rows} }} BIND(<{XSD}{name}>(?text) AS ?value) FILTER(!BOUND(?value))"
        answer = cast("ox.QuerySolutions", ox.Store().query(f"SELECT ?text {{ {of_text} }}"))
        failing = {row["text"].value for row in answer}
        wrong |= {literal for literal in found if literal.value in failing}
    return wrong


def fits(text: str, datatype: ox.NamedNode) -> bool:
    """Return whether a text is of the form that a datatype has; of one that no cast knows, any text is."""
    return not ill_formed([ox.Literal(text, datatype=datatype)])
