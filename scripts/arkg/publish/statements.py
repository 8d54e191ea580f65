"""Statements about named things, said one after the other."""

from __future__ import annotations

import pyoxigraph as ox

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"


class Describer:
    """Says things, one after the other."""

    __slots__ = ("triples",)

    def __init__(self) -> None:
        """Begin with nothing said."""
        self.triples: list[ox.Triple] = []

    def say(self, subject: str, predicate: str, *values: str | ox.Literal) -> None:
        """Say something: a text among the values is an IRI."""
        for value in values:
            term = ox.NamedNode(value) if isinstance(value, str) else value
            self.triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term))

    def type(self, subject: str, *classes: str) -> None:
        """Say of what class something is."""
        self.say(subject, f"{RDF}type", *classes)


def day(date: str) -> ox.Literal:
    """Give a day as a literal."""
    return ox.Literal(date, datatype=ox.NamedNode(f"{XSD}date"))


def integer(number: int) -> ox.Literal:
    """Give a number as a literal."""
    return ox.Literal(str(number), datatype=ox.NamedNode(f"{XSD}integer"))
