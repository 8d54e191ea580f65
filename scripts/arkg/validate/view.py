"""A graph in a store on disk or at an endpoint → what its statements, its names and its places are asked of."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.graph import Contribution, Located, Place
from arkg.validate.hierarchy import Hierarchy
from arkg.validate.known import Known, local, whole
from arkg.validate.paths import Step
from arkg.validate.places import Index, Places
from arkg.validate.sources import Change, Overlay, QuerySource, StoreSource
from arkg.validate.suggest import near_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from arkg.graph import Repository, Store
    from arkg.validate.rules import Rules
    from arkg.validate.sources import Row
    from arkg.validate.terms import Resource, Term

    Source = StoreSource | QuerySource


FEW = 500
"""Of how many members of a class a near miss is looked for."""


class View:
    """A store that is only read, with a change laid over it: it gives statements by pattern, as a store does."""

    def __init__(self, source: Source, change: Change | None = None) -> None:
        """Keep both; a neighbourhood would keep too much of a large graph."""
        change = change or Change()
        self._source = source
        self._overlay = Overlay(source, change.added, change.removed)

    def quads_for_pattern(
        self, subject: Resource | None, predicate: ox.NamedNode | None, value: Term | None, _graph: object = None
    ) -> Iterator[ox.Quad]:
        """Give every statement that fits; at least one of subject, predicate and value is given."""
        if subject is not None:
            found = self._overlay.around([subject], Step(predicate))
        elif value is not None:
            found = self._overlay.around([value], Step(predicate, inverse=True))
        else:
            found = self._overlay.having(predicate)
        return (ox.Quad(*triple) for triple in found if value is None or triple.object == value)


class Elsewhere(Known):
    """What a graph in a store and its rules know; no near misses are looked for among the names of a large graph."""

    def __init__(self, view: View, rules: Rules, source: Source, existing: Iterable[Term] = ()) -> None:
        """Look up at once which of some nodes anything is said of."""
        super().__init__(cast("ox.Store", view), rules)
        self._source = source
        named = [str(node) for node in existing if isinstance(node, ox.NamedNode)]
        self._existing: set[Term] = set()
        for start in range(0, len(named), 500):
            values = " ".join(named[start : start + 500])
            rows = source.select(f"SELECT DISTINCT ?node WHERE {{ VALUES ?node {{ {values} }} ?node ?verb ?thing }}")
            self._existing.update(cast("Term", row[0]) for row in rows)

    def exists(self, node: Term) -> bool:
        """Say whether anything is said of a node."""
        return node in self._existing or super().exists(node)

    def near_node(self, _node: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """Give no guess: a name like this one would have to be looked for among all names."""
        return ()

    def near_member(self, text: str, kinds: tuple[ox.NamedNode, ...]) -> tuple[ox.NamedNode, ...]:
        """Give the nodes of these classes with a name like ``text``, where there are few of them."""
        classes = " ".join(Hierarchy(self._source).written(*kinds))
        few = f"SELECT ?node WHERE {{ VALUES ?kind {{ {classes} }} ?node a ?kind }} LIMIT {FEW + 1}"
        found = [row[0] for row in self._source.select(f"SELECT ?node WHERE {{ {{ {few} }} }}")]
        named = {local(node): node for node in found if isinstance(node, ox.NamedNode)}
        return near_names(text, named) if len(found) <= FEW else ()


class Shelf(Places):
    """The places of statements in what was handed in, in files of the repository, else the file they belong in."""

    def __init__(self, repository: Repository, view: View, contribution: Contribution | None) -> None:
        """Keep what places are found with."""
        super().__init__(repository, {path: repository.parse(path) for path in repository.files("ontology")}, None)
        self._handed_in = Index(contribution) if contribution else None
        self._view = view
        self._shelved: dict[Term, Index] = {}

    def _around(self, subject: Term) -> Iterable[Index]:
        owner = whole(subject)
        path = self._repository.record_path(owner) if owner else None
        if path and not (self._handed_in and subject in self._handed_in.starts):
            if path.is_file():
                self._files = {**self._files, path: self._files.get(path) or self._repository.parse(path)}
                self._homes.setdefault(subject, [path])
            elif subject not in self._shelved:
                self._shelved[subject] = self._shelve(subject, self._repository.place(path))
        return [*super()._around(subject), *([self._shelved[subject]] if subject in self._shelved else [])]

    def _shelve(self, subject: Term, file: str) -> Index:
        said = self._view.quads_for_pattern(cast("Resource", subject), None, None)
        statements = tuple(sorted((Located(quad.triple, Place(file)) for quad in said), key=str))
        return Index(Contribution(statements, {cast("ox.NamedNode", subject): Place(file)}, {}))


def to_source(store: Store) -> Source:
    """Give what reads a store, here or at an endpoint."""
    if isinstance(store, ox.Store):
        return StoreSource(store)
    return QuerySource(cast("Callable[[str], Iterable[Row]]", store.rows))
