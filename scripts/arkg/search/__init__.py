"""Find records by what a reader types: names, identifiers, subjects, people, places, text, in one ranked list.

For others: ``compact`` writes the index as pages load it.
"""

from __future__ import annotations

from arkg.search.documents import Document, read_documents
from arkg.search.index import IDENTIFIER, NAME, OTHER_NAME, SOME_WORDS, WORDS, Found, Hit, SearchIndex
from arkg.search.words import chunks, to_stems
from arkg.store import Store, check_size

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
    "to_stems",
]


def make_index(store: Store) -> SearchIndex:
    """Return an index of the records of a store; raise InputFault for a store of too many statements."""
    check_size(store, "Search", "Ask its engine: arkg query FILE.rq with a query that filters labels.")
    return SearchIndex(read_documents(store))
