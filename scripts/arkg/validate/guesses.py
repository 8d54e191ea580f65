"""A name that a graph in a store does not have → the records it may mean, without a list of all names."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.names import fold, misspellings
from arkg.namespaces import ARKG, RECORDS
from arkg.validate.hierarchy import Hierarchy
from arkg.validate.known import NAMES, Known, kind_of, local
from arkg.validate.suggest import near_records, near_terms
from arkg.validate.terms import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.validate.remembered import Remembered, Source
    from arkg.validate.rules import Rules
    from arkg.validate.terms import Term
    from arkg.validate.view import View

FEW = 500
"""How many records of a kind are compared with a misspelt name one by one."""
MOST_GUESSES = 50
"""For how many names, among more records, all misspellings are looked up: thousands of look-ups for each."""
LONGEST = 80
BATCH = 2000

Names = dict[str, ox.NamedNode]


class Elsewhere(Known):
    """What a graph in a store, with a change laid over it, and its rules know."""

    def __init__(self, view: View, rules: Rules, source: Source | Remembered) -> None:
        """Keep what is asked."""
        super().__init__(cast("ox.Store", view), rules)
        self._change = view.change
        self._source = source
        self._guesses = MOST_GUESSES
        self._listed: dict[tuple[ox.NamedNode, ...], Names | None] = {}

    def near_node(self, node: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """Return the records of its kind, or the terms, with a name like the end of this one's."""
        if node.value.startswith(RECORDS):
            return self.near_member(local(node), kind_of(node, self)) if "#" not in node.value else ()
        terms = sorted((*self.classes, *self.rules.paths()), key=str)
        return near_terms(local(node), {local(each): each for each in terms if each.value.startswith(ARKG)})

    def near_member(self, text: str, kinds: tuple[ox.NamedNode, ...]) -> tuple[ox.NamedNode, ...]:
        """Return the nodes of these classes with a name like ``text``; where there are many, but one letter away."""
        if (text, *kinds) not in self._near:
            if kinds not in self._listed:
                self._listed[kinds] = self._list(kinds)
            names = self._listed[kinds]
            self._near[text, *kinds] = near_records(text, self._alike(text, kinds) if names is None else names)
        return self._near[text, *kinds]

    @cached_property
    def _hierarchy(self) -> Hierarchy:
        return Hierarchy(self._source)

    def _list(self, kinds: tuple[ox.NamedNode, ...]) -> Names | None:
        """Return every name of a node of these classes, and the node; None where there are too many."""
        classes = " ".join(self._hierarchy.written(*kinds))
        few = f"SELECT DISTINCT ?node WHERE {{ VALUES ?kind {{ {classes} }} ?node a ?kind }} LIMIT {FEW + 1}"
        nodes = [row[0] for row in self._source.select(f"SELECT ?node WHERE {{ {{ {few} }} }}")]
        return self._called(self._changed(nodes, self._below(kinds))) if len(nodes) <= FEW else None

    def _called(self, nodes: Iterable[ox.NamedNode]) -> Names:
        """Return the names of some nodes: their labels, and, which win over those, the ends of their IRIs."""
        named = sorted(nodes, key=str)
        values, labels = " ".join(map(str, named)), list[tuple[str, ox.NamedNode]]()
        for term in NAMES:
            rows = self._source.select(f"SELECT ?node ?name WHERE {{ VALUES ?node {{ {values} }} ?node {term} ?name }}")
            said = {ox.Triple(cast("ox.NamedNode", node), term, cast("Term", name)) for node, name in rows}
            said |= {each for each in self._change.added if each.predicate == term and each.subject in named}
            labels += [(each.object.value, each.subject) for each in said - self._change.removed]  # type: ignore[misc,union-attr]
        return dict([*sorted(labels, key=str), *((local(node), node) for node in named)])

    def _alike(self, text: str, kinds: tuple[ox.NamedNode, ...]) -> Names:
        """Return the names of those nodes of these classes that are this one, or one letter away from it."""
        slug = fold(text)
        self._guesses -= 1
        if self._guesses < 0 or len(slug) > LONGEST or not re.fullmatch("[a-z0-9-]+", slug):
            return {}
        wanted = self._below(kinds)
        found: list[Term | None] = []
        for space in self._spaces(wanted):
            names = (f"r:{each}" for each in (slug, *misspellings(slug)))
            while batch := " ".join(islice(names, BATCH)):
                query = f"SELECT ?node ?kind WHERE {{ VALUES ?node {{ {batch} }} ?node a ?kind }}"
                rows = self._source.select(f"PREFIX r: <{space}> {query}")
                found += [node for node, kind in rows if kind in wanted]
        return {local(node): node for node in self._changed(found, wanted)}

    def _below(self, kinds: Iterable[Term]) -> set[Term]:
        return {each for kind in kinds for each in self._hierarchy.below(kind)}

    def _changed(self, nodes: Iterable[Term | None], kinds: set[Term]) -> set[ox.NamedNode]:
        """Return these nodes of some classes once the change is made."""
        gone, new = (
            {each.subject for each in triples if each.predicate == TYPE and each.object in kinds}
            for triples in (self._change.removed, self._change.added)
        )
        return {node for node in {*nodes}.difference(gone).union(new) if isinstance(node, ox.NamedNode)}

    def _spaces(self, kinds: set[Term]) -> set[str]:
        """Return how the IRIs of the records of these classes begin."""
        types = self.rules.record_types.items()
        return {f"{RECORDS}{name}/" for name, target in types if self._below([target]) & kinds}
