"""Small random graphs and edits over the vocabulary of ``every_constraint.ttl``, in which every rule gets broken."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

EX = "urn:example:"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")


def ex(name: str) -> ox.NamedNode:
    """Return a term of the example vocabulary."""
    return ox.NamedNode(EX + name)


def typed(text: str, datatype: str) -> ox.Literal:
    """Return a literal of an XML Schema datatype."""
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
    *(typed(text, "dateTime") for text in ("2020-06-30T12:00:00", "2020-06-30T12:00:00Z")),
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
    """Return random triples; types and links come up most."""
    verbs = st.sampled_from([TYPE, TYPE, *VALUES, ex("p"), ex("q"), ex("n"), ex("l")])
    nodes = st.sampled_from(NODES)
    return verbs.flatmap(lambda verb: st.builds(ox.Triple, nodes, st.just(verb), st.sampled_from(VALUES[verb])))


def graphs(most: int = 70) -> SearchStrategy[frozenset[ox.Triple]]:
    """Return random graphs of up to so many triples."""
    return st.frozensets(triples(), min_size=most // 3, max_size=most)


@dataclass(frozen=True, slots=True)
class Edit:
    """A graph, and what an edit adds to it and takes from it."""

    graph: frozenset[ox.Triple]
    added: frozenset[ox.Triple]
    removed: frozenset[ox.Triple]

    @property
    def edited(self) -> ox.Store:
        """Return a store of the graph in which the edit is made."""
        store = stored(self.graph)
        for triple in self.removed:
            store.remove(ox.Quad(*triple))
        store.extend(ox.Quad(*triple) for triple in self.added)
        return store


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """Return random edits of random graphs: values added, changed and removed, nodes removed that others link to."""
    graph = draw(graphs())
    removed = draw(st.frozensets(st.sampled_from(sorted(graph, key=str)), max_size=4))
    gone = draw(st.frozensets(st.sampled_from(NODES), max_size=1))
    removed |= {triple for triple in graph if triple.subject in gone}
    return Edit(graph.union(HIERARCHY), draw(st.frozensets(triples(), max_size=4)), removed)


def drawn(seed: int, size: int) -> frozenset[ox.Triple]:
    """Return so many triples drawn at random, the same for the same seed."""
    choose = random.Random(seed)  # noqa: S311 - for tests
    verbs = choose.choices([TYPE, TYPE, *VALUES], k=size)
    return frozenset(ox.Triple(choose.choice(NODES), verb, choose.choice(VALUES[verb])) for verb in verbs)


def stored(triples: Iterable[ox.Triple], path: Path | None = None) -> ox.Store:
    """Return a store of these triples, in memory or on disk."""
    store = ox.Store() if path is None else ox.Store(path)
    store.extend(ox.Quad(*triple) for triple in triples)
    return store
