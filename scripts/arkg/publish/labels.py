"""Labels, looked up in a store as they are needed, many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.graph import RECORDS
from arkg.graph.names import PREFERRED, in_english
from arkg.validate.paths import Step
from arkg.validate.view import to_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from arkg.graph import Store
    from arkg.publish.publication import Record

MOST = 200_000
"""How many labels are kept."""


class StoredLabels:
    """The labels of the records in a store; all others are those of ``vocabulary``."""

    __slots__ = ("_found", "_near", "_source", "_vocabulary")

    def __init__(self, store: Store, vocabulary: Mapping[str, str]) -> None:
        """Begin without any of a record."""
        self._source = to_source(store)
        self._vocabulary = vocabulary
        self._found: dict[str, str] = {}
        self._near: Iterable[Record] = ()

    def expect(self, records: Iterable[Record]) -> None:
        """Be told which records are read now: when the first label is asked for, those of all their links are found."""
        self._near = records

    def get(self, key: str, default: str, /) -> str:
        """Give a label, or ``default`` where there is none."""
        if not key.startswith(RECORDS):
            return self._vocabulary.get(key, default)
        if key not in self._found:
            if len(self._found) > MOST:
                self._found.clear()
            links = (triple.object for record in self._near for triple in record.triples)
            iris = {each.value for each in links if isinstance(each, ox.NamedNode)}
            wanted = {iri for iri in iris if iri.startswith(RECORDS) and "#" not in iri}
            self._look_up(sorted(({key} | wanted) - self._found.keys()))
            self._near = ()
        return self._found[key] or default

    def _look_up(self, iris: Iterable[str]) -> None:
        """Find the labels of these, an empty text for one that has none."""
        missing = {iri: list[object]() for iri in iris}
        for term in PREFERRED:
            nodes = [ox.NamedNode(iri) for iri, labels in missing.items() if not labels]
            for triple in self._source.around(nodes, Step(ox.NamedNode(term))) if nodes else ():
                if isinstance(triple.subject, ox.NamedNode):
                    missing[triple.subject.value].append(triple.object)
        self._found |= {iri: in_english(labels) for iri, labels in missing.items()}
