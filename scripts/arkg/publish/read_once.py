"""A store whose statements have been read: they come from files, and only what is looked for is asked of the store."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from arkg.graph import Store
    from arkg.graph.endpoint import Term


@dataclass(frozen=True, slots=True)
class ReadOnce:
    """The statements of a store in files of N-Triples, to be read as the store is."""

    store: Store
    files: Sequence[Path]

    def __iter__(self) -> Iterator[ox.Quad]:
        """Give every statement."""
        return chain.from_iterable(ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES) for path in self.files)

    def __len__(self) -> int:
        """Count the statements."""
        return len(self.store)

    def quads_for_pattern(
        self, subject: ox.NamedNode | ox.BlankNode | None, predicate: ox.NamedNode | None, value: Term | None
    ) -> Iterator[ox.Quad]:
        """Give every statement that fits, None fitting everything."""
        return iter(self.store.quads_for_pattern(subject, predicate, value))
