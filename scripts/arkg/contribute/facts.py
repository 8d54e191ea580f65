"""The triples of the shapes and the ontology → what they say of a thing, looked up in either direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"

Term = ox.NamedNode | ox.BlankNode | ox.Literal


class Facts:
    """Triples by subject and predicate, and by predicate and object."""

    __slots__ = ("_backward", "_forward")

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        """Sort the triples into two indexes."""
        self._forward: dict[tuple[Term, str], list[Term]] = {}
        self._backward: dict[str, dict[Term, None]] = {}
        for quad in quads:
            if isinstance(quad.subject, ox.Triple) or isinstance(quad.object, ox.Triple):
                continue
            self._forward.setdefault((quad.subject, quad.predicate.value), []).append(quad.object)
            self._backward.setdefault(quad.predicate.value, {})[quad.subject] = None

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """Give the values of a property."""
        return self._forward.get((subject, predicate), [])

    def iris(self, subject: Term, predicate: str) -> list[ox.NamedNode]:
        """Give the values of a property that are IRIs."""
        return [value for value in self.objects(subject, predicate) if isinstance(value, ox.NamedNode)]

    def texts(self, subject: Term, predicate: str) -> list[str]:
        """Return the texts of a property, sorted."""
        return sorted(value.value for value in self.objects(subject, predicate) if isinstance(value, ox.Literal))

    def example(self, subject: Term) -> ox.NamedNode | ox.Literal | None:
        """Return the value by which a shape is explained, if it has one."""
        found = (each for each in self.objects(subject, f"{SKOS}example") if not isinstance(each, ox.BlankNode))
        return next(found, None)

    def subjects(self, predicate: str) -> list[ox.NamedNode]:
        """Give what has a property, in the order of the IRIs."""
        found = (node for node in self._backward.get(predicate, ()) if isinstance(node, ox.NamedNode))
        return sorted(found, key=lambda node: node.value)

    def text(self, subject: Term, name: str) -> str:
        """Give the English (or only) text of a SHACL or SKOS property, else an empty one."""
        literals = [
            value
            for space in (SH, SKOS)
            for value in self.objects(subject, space + name)
            if isinstance(value, ox.Literal)
        ]
        literals.sort(key=lambda literal: (literal.language or "en") != "en")
        return literals[0].value if literals else ""

    def number(self, subject: Term, name: str) -> int | None:
        """Give the number of a SHACL property."""
        text = self.text(subject, name)
        return int(text) if text.isdecimal() else None

    def members(self, subject: Term, predicate: str) -> Iterator[Term]:
        """Give the members of the RDF list that is the value of a property."""
        for head in self.objects(subject, predicate):
            cell = head
            while first := self.objects(cell, f"{RDF}first"):
                yield first[0]
                cell = self.objects(cell, f"{RDF}rest")[0]
