"""The graph that is validated: the files of a workspace, or a store in memory, on disk or at an endpoint."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import Finding, InputFault, StoreFault, SyntaxFault
from arkg.schema import Schema
from arkg.validate.compiler.query import Analyses
from arkg.validate.compiler.shapes import compile_rules
from arkg.validate.engine.sources import to_source
from arkg.validate.engine.validation import notes
from arkg.validate.findings import CANNOT_BE_READ
from arkg.validate.terms import OWL_CLASS

if TYPE_CHECKING:
    from arkg.store import Store
    from arkg.validate.compiler.shapes import Shapes
    from arkg.validate.engine.sources import QuerySource, StoreSource
    from arkg.workspace import Workspace

PARTS = ("ontology", "data", "shapes")
ONTOLOGY = f"SELECT ?class WHERE {{ ?class a {OWL_CLASS} }}"


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph in a store, the compiled rules of a repository, and the files that were parsed with their statements.

    The store of a graph ``in_files`` holds ontology, data and shapes together. ``unreadable`` are the files that cannot
    be read, and ``missing`` the records in them.
    """

    workspace: Workspace
    store: Store
    shapes: Shapes
    schema: Schema
    files: dict[Path, list[ox.Quad]]
    in_files: bool = False
    unreadable: tuple[Finding, ...] = ()
    missing: frozenset[ox.NamedNode] = frozenset()

    @property
    def source(self) -> StoreSource | QuerySource:
        """Return what reads the store."""
        return to_source(self.store)


def load(workspace: Workspace, *, keep: bool = True, cache: Path | None = None) -> Graph:
    """Read the files of the graph and compile its rules.

    ``keep`` the statements of each file of records, to check the whole graph; of the ontology and the shapes they are
    kept in any case. In the folder ``cache``, what takes long to compute is kept for the next time.
    """
    store, files = ox.Store(), dict[Path, list[ox.Quad]]()
    unreadable, missing = list[Finding](), set[ox.NamedNode | None]()
    for part in PARTS:
        for path in workspace.files(part):
            try:
                if keep or part != "data":
                    files[path] = workspace.parse(path)
                else:
                    workspace.load(store, path)
            except (InputFault, SyntaxFault) as fault:
                unreadable.append(Finding(fault.place, fault.message, found=CANNOT_BE_READ))
                missing.add(workspace.record_iri(path))
    store.bulk_extend(quad for quads in files.values() for quad in quads)
    graph = with_rules(workspace, store, files, cache)
    return replace(graph, in_files=True, unreadable=tuple(unreadable), missing=frozenset(filter(None, missing)))


def open_graph(workspace: Workspace, store: Store, shapes: Shapes | None = None, *, cache: Path | None = None) -> Graph:
    """Return the graph in a store, to be validated by the rules of a repository (``shapes``, where compiled already).

    Raises StoreFault where the store does not answer or holds no ontology.
    """
    if next(iter(to_source(store).select(ONTOLOGY)), None) is None:
        raise StoreFault(
            "The store has no ontology, so none of its classes is known.",
            where="--store",
            remedy="Load it with the data: arkg load --replace DIR ontology data",
        )
    parts = ("ontology",) if shapes else ("ontology", "shapes")
    files = {path: workspace.parse(path) for path in workspace.files(*parts)}
    if shapes:
        return Graph(workspace, store, shapes, workspace.schema, files)
    return with_rules(workspace, store, files, cache)


def with_rules(workspace: Workspace, store: Store, files: dict[Path, list[ox.Quad]], cache: Path | None) -> Graph:
    """Return a graph with the rules in these files."""
    triples = [quad.triple for path in workspace.files("shapes") for quad in files.get(path, ())]
    shapes = compile_rules(triples, analyses=Analyses(cache))
    ontology = (quad for path in workspace.files("ontology") for quad in files.get(path, ()))
    schema = Schema(shapes.description, ontology, workspace.prefixes)
    return Graph(workspace, store, shapes, schema, files)


def compiled(workspace: Workspace) -> Shapes:
    """Return the compiled rules of a repository."""
    return compile_rules([quad.triple for quad in workspace.quads("shapes")])


def uncompiled(workspace: Workspace) -> list[str]:
    """Return which rules no query narrows down, so that pySHACL checks them at every record they are for."""
    return notes(compiled(workspace))
