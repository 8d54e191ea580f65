"""The repository and its names: finds the graph's files, reads them into one store, and resolves every short name."""

from arkg.graph.contribution import Contribution, Located
from arkg.graph.names import resolve, resolve_in, says
from arkg.graph.repository import Repository, decode, find
from arkg.graph.store import Store, open_store

__all__ = [
    "Contribution",
    "Located",
    "Repository",
    "Store",
    "decode",
    "find",
    "open_store",
    "resolve",
    "resolve_in",
    "says",
]
