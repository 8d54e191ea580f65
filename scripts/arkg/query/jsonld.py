"""Statements → a JSON-LD 1.1 document (https://www.w3.org/TR/json-ld11/) that says the same with our prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.names import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
STRING = "http://www.w3.org/2001/XMLSchema#string"


def to_jsonld(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, Any]:
    """Return a document with one object for each subject, all in the order of their IRIs, and the prefixes it uses."""
    spaces = {prefix: space for prefix, space in prefixes.items() if space.endswith(tuple(":/?#[]@"))}
    nodes: dict[str, dict[str, Any]] = {}
    used: set[str] = set()
    for triple in sorted(triples, key=in_order):
        used.update(shorten(iri, spaces).partition(":")[0] for iri in iris(triple))
        node = nodes.setdefault(name := to_name(triple.subject, spaces), {"@id": name})
        key = "@type" if triple.predicate.value == TYPE else to_name(triple.predicate, spaces)
        value = to_name(triple.object, spaces) if key == "@type" else to_value(triple.object, spaces)
        node.setdefault(key, []).append(value)
    context = {prefix: spaces[prefix] for prefix in sorted(used & set(spaces))}
    return {"@context": context, "@graph": list(nodes.values())}


def in_order(triple: ox.Triple) -> tuple[str, str, str]:
    """Return what triples are sorted by: IRIs without their brackets, so that a record comes before its parts."""
    return bare(triple.subject), bare(triple.predicate), str(triple.object)


def bare(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """Return an IRI without its brackets, any other term as N-Triples writes it."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def iris(triple: ox.Triple) -> Iterator[str]:
    """Yield the IRIs of a triple that JSON-LD may shorten, that of a datatype included."""
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value if not term.language and term.datatype.value != STRING else ""


def to_name(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, spaces: Mapping[str, str]) -> str:
    """Return an IRI as a compact IRI, a blank node as its label."""
    return shorten(term.value, spaces) if isinstance(term, ox.NamedNode) else str(term)


def to_value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, spaces: Mapping[str, str]) -> Any:
    """Return a value as JSON-LD writes it: a reference, a text, a text with its language, or one with its datatype."""
    if not isinstance(term, ox.Literal):
        return {"@id": to_name(term, spaces)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == STRING:
        return term.value
    return {"@value": term.value, "@type": shorten(term.datatype.value, spaces)}
