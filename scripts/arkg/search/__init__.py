"""Find records by what a reader types: names, identifiers, subjects, people, places, text, in one ranked list."""

from arkg.search.documents import Document, read_documents, to_json
from arkg.search.index import Found, Hit, SearchIndex
from arkg.search.words import chunks, to_stems

__all__ = ["Document", "Found", "Hit", "SearchIndex", "chunks", "read_documents", "to_json", "to_stems"]
