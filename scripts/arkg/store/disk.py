"""A store in a folder, opened for reading."""

from __future__ import annotations

from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.errors import StoreFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.store.endpoint import Found, Term


class DiskStore:
    """A store in a folder, which every thread opens for itself: those that share a cache wait for each other.

    Raises StoreFault where the folder holds no store that can be read.
    """

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._opened = local()
        if not (self._folder / "CURRENT").is_file():
            raise StoreFault(
                "There is no store in this folder.", where=folder, remedy="Create one: arkg load DIR PATH…"
            )
        self._first = self._folder.stat().st_ino
        _ = self.here

    @property
    def here(self) -> ox.Store:
        """Return the store as this thread opened it; raise StoreFault where another one has taken its place since."""
        if not hasattr(self._opened, "store"):
            self._opened.store = self._open()
        store: ox.Store = self._opened.store
        return store

    def _open(self) -> ox.Store:
        place = str(self._folder)
        try:
            store = ox.Store.read_only(place)
            is_first = self._folder.stat().st_ino == self._first
        except (OSError, RuntimeError, ValueError) as fault:
            what = str(fault).rstrip(".")
            raise StoreFault(f"Cannot open the store: {what}.", where=place, remedy="Load it again.") from fault
        if not is_first:
            raise StoreFault("The store was replaced while it was read.", where=place, remedy="Run the command again.")
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
