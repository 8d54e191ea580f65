"""RDF terms: names used throughout, how a term is written in SPARQL, ill-formed literals, and terms of rdflib."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

import pyoxigraph as ox

from arkg.namespaces import OWL, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

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


def to_rdflib(term: Term) -> Node:
    """Return the term as rdflib has it, its lexical form untouched; ``xsd:string`` is rdflib's plain literal."""
    from rdflib.term import BNode, Literal, URIRef  # noqa: PLC0415 - heavy, and needed only where pySHACL speaks

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype == XSD("string")
    return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)


def from_rdflib(node: Node) -> Term:
    """Return rdflib's term as pyoxigraph has it."""
    from rdflib.term import BNode, Literal, URIRef  # noqa: PLC0415 - as above

    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    if not isinstance(node, Literal):
        raise TypeError(f"{node!r} is no RDF term.")
    if node.language:
        return ox.Literal(str(node), language=node.language)
    return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)


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
