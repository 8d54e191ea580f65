"""Small random graphs and edits over the vocabulary of ``every_constraint.ttl``, in which every rule gets broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

EX = "urn:example:"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")


def ex(name: str) -> ox.NamedNode:
    """Give a term of the example vocabulary."""
    return ox.NamedNode(EX + name)


def typed(text: str, datatype: str) -> ox.Literal:
    """Give a literal of an XML Schema datatype."""
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


HIERARCHY = (ox.Triple(ex("B"), SUBCLASS, ex("A")), ox.Triple(ex("D"), SUBCLASS, ex("B")))
NODES = tuple(ex(f"x{number}") for number in range(7))
CLASSES = tuple(map(ex, "ABCD"))
TEXTS = (
    *(ox.Literal(text) for text in ("a", "", "abc 1", "B", "A\n")),
    *(ox.Literal(text, language=tag) for text in ("a", "b", "Ü") for tag in ("en", "en-gb", "de", "de-at")),
)
NUMBERS = (
    *(typed(text, "integer") for text in ("0", "1", "2", "3", "01")),
    *(typed(text, "decimal") for text in ("1.0", "2.5")),
    typed("2.5", "double"),
)
DAYS = (
    *(typed(text, "date") for text in ("2019-12-31", "2020-01-01", "2020-06-30", "2020-02-31")),
    *(typed(text, "gYear") for text in ("2019", "2020")),
    typed("2020-06", "gYearMonth"),
    ox.Literal("2020"),
)
ODD = (typed("abc", "integer"), ox.Literal("a", datatype=ex("Datatype")), typed("true", "boolean"), *TEXTS[:2])
VALUES: dict[ox.NamedNode, tuple[ox.NamedNode | ox.Literal, ...]] = {
    TYPE: CLASSES,
    ex("p"): NODES,
    ex("q"): (*NODES, ox.Literal("a")),
    ex("r"): (*NODES, *NUMBERS[:3], *ODD),
    ex("s"): NODES[:3],
    ex("n"): (*NUMBERS, ox.Literal("1")),
    ex("m"): NUMBERS,
    ex("d"): DAYS,
    ex("e"): DAYS,
    ex("l"): TEXTS,
}


def triples() -> SearchStrategy[ox.Triple]:
    """Give random triples; types and links come up most."""
    verbs = st.sampled_from([TYPE, TYPE, *VALUES, ex("p"), ex("q"), ex("n"), ex("l")])
    return verbs.flatmap(lambda verb: st.builds(ox.Triple, st.sampled_from(NODES), st.just(verb), st.sampled_from(VALUES[verb])))


def graphs(most: int = 70) -> SearchStrategy[frozenset[ox.Triple]]:
    """Give random graphs of up to so many triples."""
    return st.frozensets(triples(), min_size=most // 3, max_size=most)


def edits() -> SearchStrategy[tuple[frozenset[ox.Triple], frozenset[ox.Triple], frozenset[ox.NamedNode]]]:
    """Give random edits: triples to add, triples to remove where they stand, and nodes to remove with all they say."""
    few = st.frozensets(triples(), max_size=4)
    return st.tuples(few, st.frozensets(triples(), max_size=10), st.frozensets(st.sampled_from(NODES), max_size=1))
