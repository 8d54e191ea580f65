"""What tools for SKOS look for, and records say in other terms: plain definitions, and the concepts at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from arkg.workspace import Workspace


def for_skos(workspace: Workspace, store: ox.Store) -> frozenset[ox.Triple]:
    """Return what the query ``ontology/skos.rq`` makes of a graph; nothing where there is no such query."""
    path = workspace.root / "ontology" / "skos.rq"
    found = store.query(path.read_text(encoding="utf-8")) if path.is_file() else ()
    return frozenset(found) if isinstance(found, ox.QueryTriples) else frozenset()
