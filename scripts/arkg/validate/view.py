"""A graph in a store on disk or at an endpoint → what its statements and its places are asked of."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import Location
from arkg.validate.known import whole
from arkg.validate.paths import Step
from arkg.validate.places import Index, Places
from arkg.validate.sources import Change, Overlay, QuerySource, StoreSource
from arkg.workspace import Contribution, Located

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from arkg.store import Store
    from arkg.validate.remembered import Source
    from arkg.validate.sources import Reader, Row
    from arkg.validate.terms import Resource, Term
    from arkg.workspace import Repository


class View:
    """A graph that is only read, with a change laid over it: it gives statements by pattern, as a store does."""

    def __init__(self, reader: Reader, change: Change | None = None) -> None:
        """Keep both; nothing that was read is kept here, since of a large graph it may be too much."""
        self.change = change or Change()
        self._overlay = Overlay(reader, self.change.added, self.change.removed)

    def around(self, nodes: Collection[Term], step: Step) -> Iterator[ox.Triple]:
        """Return every triple that leads from one of these nodes along the step."""
        return self._overlay.around(nodes, step)

    def quads_for_pattern(
        self, subject: Resource | None, predicate: ox.NamedNode | None, value: Term | None, _graph: object = None
    ) -> Iterator[ox.Quad]:
        """Return every statement that fits; at least one of subject, predicate and value is given."""
        if subject is not None:
            found = self._overlay.around([subject], Step(predicate))
        elif value is not None:
            found = self._overlay.around([value], Step(predicate, inverse=True))
        else:
            found = self._overlay.having(predicate)
        return (ox.Quad(*triple) for triple in found if value is None or triple.object == value)


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
        statements = tuple(sorted((Located(quad.triple, Location(file)) for quad in said), key=str))
        return Index(Contribution(statements, {cast("ox.NamedNode", subject): Location(file)}, {}))


def to_source(store: Store) -> Source:
    """Return what reads a store, here or at an endpoint."""
    if isinstance(store, ox.Store):
        return StoreSource(store)
    return QuerySource(cast("Callable[[str], Iterable[Row]]", store.rows))
