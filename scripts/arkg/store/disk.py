"""A store in a folder, opened for reading."""

from __future__ import annotations

from threading import local
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.store.endpoint import Found, Term


class DiskStore:
    """A store in a folder, which every thread opens for itself: those that share a cache wait for each other.

    Raises OSError or ValueError where the folder holds no store that can be read.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._opened = local()
        _ = self.here

    @property
    def here(self) -> ox.Store:
        """Return the store as this thread opened it."""
        if not hasattr(self._opened, "store"):
            self._opened.store = ox.Store.read_only(self._folder)
        store: ox.Store = self._opened.store
        return store

    def query(self, text: str, **options: Any) -> Found:
        """Return the answer of a SPARQL query; the options and errors are those of pyoxigraph."""
        return self.here.query(text, **options)

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | ox.BlankNode | ox.Triple | None,
        predicate: ox.NamedNode | None,
        value: Term | None,
        graph: ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """Yield every statement that matches, None matching everything."""
        return self.here.quads_for_pattern(subject, predicate, value, graph)

    def __iter__(self) -> Iterator[ox.Quad]:
        """Yield every statement."""
        return iter(self.here)

    def __len__(self) -> int:
        """Return the number of statements."""
        return len(self.here)
