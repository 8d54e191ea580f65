"""RDF terms: names used throughout, how a term is written in SPARQL, and the same term for rdflib and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

Resource: TypeAlias = ox.NamedNode | ox.BlankNode
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal

SH = "http://www.w3.org/ns/shacl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"

TYPE = ox.NamedNode(f"{RDF}type")
FIRST = ox.NamedNode(f"{RDF}first")
REST = ox.NamedNode(f"{RDF}rest")
NIL = ox.NamedNode(f"{RDF}nil")
LANG_STRING = ox.NamedNode(f"{RDF}langString")
SUBCLASS = ox.NamedNode(f"{RDFS}subClassOf")
CLASS = ox.NamedNode(f"{RDFS}Class")
OWL_CLASS = ox.NamedNode(f"{OWL}Class")
ONTOLOGY = ox.NamedNode(f"{OWL}Ontology")


def sh(name: str) -> ox.NamedNode:
    """Return the SHACL term of this local name."""
    return ox.NamedNode(SH + name)


def xsd(name: str) -> ox.NamedNode:
    """Return the XML Schema datatype of this local name."""
    return ox.NamedNode(XSD + name)


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


def is_true(term: Term) -> bool:
    """Return whether a term is the boolean literal true, in either of its spellings."""
    return isinstance(term, ox.Literal) and term.datatype == xsd("boolean") and term.value in {"true", "1"}


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
    plain = term.datatype == xsd("string")
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
