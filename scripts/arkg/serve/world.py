"""What a worker works with: the repository, the store, and where that is asked for, what it says of names."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.errors import StoreFault
from arkg.graph import BASE, find
from arkg.serve.matching import Index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.graph import Repository

ONTOLOGY = f"{BASE}ns"
SHAPES = f"{BASE}shapes"


class World:
    """The graph as it is served.

    In memory, the default graph holds ontology and data; the ontology, the shapes and each record stand in graphs of
    their own too, a record in that of its Turtle document. A store on disk is opened by each worker for itself, to be
    read only, so that it needs no lock.
    """

    def __init__(self, plan: dict[str, Any]) -> None:
        """Find the repository that the plan names."""
        self.repository: Repository = find(Path(plan["graph"]), Path(plan["graph"]))
        self.answer_limit: int = plan["answer_limit"]
        self.folder: str = plan["store"]
        self.is_released: bool = plan["released"]

    @cached_property
    def store(self) -> ox.Store:
        """Open or fill the store; raise StoreFault where it cannot be read."""
        if self.folder:
            try:
                return ox.Store.read_only(self.folder)
            except (OSError, ValueError) as fault:
                raise StoreFault(
                    f"The store cannot be read: {' '.join(str(fault).split())}",
                    where=self.folder,
                    remedy="Name the folder of an Oxigraph store.",
                ) from fault
        store = ox.Store()
        store.bulk_extend(quads(self.repository))
        return store

    @cached_property
    def index(self) -> Index:
        """Gather what the records are called."""
        return Index(self.store, self.repository.prefixes)

    def has_graph(self, iri: str) -> bool:
        """Say whether there is a named graph of this IRI."""
        try:
            return self.store.contains_named_graph(ox.NamedNode(iri))
        except ValueError:
            return False


def quads(repository: Repository) -> Iterator[ox.Quad]:
    """Give the graph as it is served: see World."""
    for path in repository.files("ontology", "data", "shapes"):
        record = repository.record_iri(path)
        part = path.relative_to(repository.root).parts[0]
        name = f"{record.value}.ttl" if record else {"ontology": ONTOLOGY, "shapes": SHAPES}.get(part, BASE)
        graph = ox.NamedNode(name)
        for quad in repository.parse(path):
            if part != "shapes":
                yield quad
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
