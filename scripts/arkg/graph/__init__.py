"""The repository and its names: finds the graph's files, reads them into one store, and knows every short name."""

from arkg.graph.contribution import Contribution, Located, Place
from arkg.graph.names import as_key, choose_label, expand, in_words, resolve, resolve_in, says, shorten
from arkg.graph.repository import BASE, NAMESPACE, RECORDS, Repository, decode, find
from arkg.graph.store import Store, open_store

__all__ = [
    "BASE",
    "NAMESPACE",
    "RECORDS",
    "Contribution",
    "Located",
    "Place",
    "Repository",
    "Store",
    "as_key",
    "choose_label",
    "decode",
    "expand",
    "find",
    "in_words",
    "open_store",
    "resolve",
    "resolve_in",
    "says",
    "shorten",
]
