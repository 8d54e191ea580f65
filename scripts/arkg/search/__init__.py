"""Find records by what a reader types: names, identifiers, subjects, people, places, text, in one ranked list.

For others: ``compact`` writes the index as pages load it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.search.documents import Document, read_documents
from arkg.search.index import IDENTIFIER, NAME, OTHER_NAME, SOME_WORDS, WORDS, Found, Hit, SearchIndex
from arkg.search.words import chunks, to_stems
from arkg.store import Store, check_size

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox


__all__ = [
    "IDENTIFIER",
    "NAME",
    "OTHER_NAME",
    "SOME_WORDS",
    "WORDS",
    "Document",
    "Found",
    "Hit",
    "SearchIndex",
    "chunks",
    "make_index",
    "read_documents",
    "search_records",
    "to_stems",
]


def make_index(store: Store) -> SearchIndex:
    """Return an index of the records of a store; raise InputFault for a store of too many statements."""
    check_size(store, "Search", "Ask its engine: arkg query FILE.rq with a query that filters labels.")
    return SearchIndex(read_documents(store))


def search_records(store: Store) -> Callable[[str], list[ox.NamedNode]]:
    """Return what finds records of a store, the best first; raise InputFault as ``make_index``."""
    return make_index(store).find
