"""Terms of pyoxigraph ↔ those of rdflib, with every literal as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.namespaces import STRING

if TYPE_CHECKING:
    from rdflib.term import Node


def to_rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    """Return the term as rdflib has it; ``xsd:string`` is rdflib's plain literal."""
    from rdflib.term import BNode, Literal, URIRef  # noqa: PLC0415 - slow to import

    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal() if term.language:
            return Literal(term.value, lang=term.language)
        case ox.Literal():
            plain = term.datatype == STRING
            return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)
    raise InputFault(f"A triple cannot be a term here: {term}")


def from_rdflib(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return rdflib's term as pyoxigraph has it."""
    from rdflib.term import BNode, Literal  # noqa: PLC0415 - as above

    text = str(node)
    if isinstance(node, BNode):
        return ox.BlankNode(text)
    if not isinstance(node, Literal):
        return ox.NamedNode(text)
    if node.language:
        return ox.Literal(text, language=node.language)
    return ox.Literal(text, datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
