"""The repository and its names: finds the graph's files, reads them into one store, and knows every short name."""

from arkg.graph.contribution import Contribution, Located, Place
from arkg.graph.names import choose_label, expand, resolve, shorten
from arkg.graph.repository import BASE, NAMESPACE, RECORDS, Repository, find

__all__ = [
    "BASE",
    "NAMESPACE",
    "RECORDS",
    "Contribution",
    "Located",
    "Place",
    "Repository",
    "choose_label",
    "expand",
    "find",
    "resolve",
    "shorten",
]
