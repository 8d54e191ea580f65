"""What tools look for, and the graph says in other terms: queries beside the vocabulary that make it from the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from arkg.workspace import Workspace


def for_skos(workspace: Workspace, store: ox.Store) -> frozenset[ox.Triple]:
    """Return a plain definition of each concept in a graph, and the concepts at the top of the tree."""
    return _construct(workspace, "skos.rq", store)


def for_owl(workspace: Workspace) -> frozenset[ox.Triple]:
    """Return the declarations of the terms of others that the vocabulary speaks of."""
    return _construct(workspace, "owl.rq", workspace.store("ontology"))


def _construct(workspace: Workspace, name: str, store: ox.Store) -> frozenset[ox.Triple]:
    """Return what a query in the folder of the vocabulary makes of a graph; nothing where there is no such query."""
    path = workspace.root / "ontology" / name
    found = store.query(path.read_text(encoding="utf-8")) if path.is_file() else ()
    return frozenset(found) if isinstance(found, ox.QueryTriples) else frozenset()
