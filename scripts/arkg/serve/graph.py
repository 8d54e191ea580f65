"""The graph as it is served: the store that workers ask, and what the server itself must know of it."""

from __future__ import annotations

import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from arkg.infer import for_skos
from arkg.namespaces import BASE, DCTERMS, DEPRECATED, PREF_LABEL, RECORDS
from arkg.publish import fill_json, read_project
from arkg.query import questions
from arkg.search import SearchIndex, make_index
from arkg.serve.endpoints.reconcile import Entities
from arkg.serve.web.negotiate import GRAPHS, RESULTS
from arkg.store import Store, is_address, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from arkg.store.endpoint import Endpoint
    from arkg.workspace import Workspace

ANYTHING = "ASK { ?s ?p ?o }"


class ServedGraph:
    """A repository, and the store that is asked in its place.

    In memory, the default graph holds ontology, data and what is derived for SKOS; the ontology, the shapes and each
    record stand in graphs of their own too, a record in that of its Turtle document. A store on disk is opened by each
    worker for itself, to be read only, so that it needs no lock; each has connections of its own to an endpoint.
    """

    def __init__(
        self, workspace: Workspace, places: Sequence[str], environment: Mapping[str, str], answer_limit: int
    ) -> None:
        """Read the graph into memory, or see that the store in these places answers; raise StoreFault."""
        self.workspace = workspace
        self.places = places
        self.is_remote = any(map(is_address, places))
        self.answer_limit = answer_limit
        self._environment = environment
        if self.is_remote:
            store = cast("Endpoint", self.store)
            store.query(ANYTHING)
            store.close()
        elif places:
            with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as executor:
                executor.submit(try_store, places).result()  # in a process of its own: its threads survive no fork
        else:
            _ = self.store, self.search, self.entities

    @cached_property
    def store(self) -> Store:
        """Open or fill the store; raise StoreFault where it cannot be read."""
        if self.places:
            return open_store(self.places, self._environment)
        store = ox.Store()
        store.bulk_extend(quads(self.workspace))
        store.extend(ox.Quad(*triple) for triple in for_skos(self.workspace, store))
        return store

    @cached_property
    def search(self) -> SearchIndex:
        """Make the index of the search; raise InputFault for a store of too many statements."""
        return make_index(self.store)

    @cached_property
    def entities(self) -> Entities:
        """Gather the records that clients match names with."""
        return Entities(self.store, self.workspace.prefixes, self.search)

    def has_graph(self, iri: str) -> bool:
        """Return whether there is a named graph of this IRI."""
        try:
            return bool(self.store.query(f"ASK {{ GRAPH {ox.NamedNode(iri)} {{ ?s ?p ?o }} }}"))
        except ValueError:
            return False


def try_store(places: Sequence[str]) -> None:
    """Open a store on disk and close it again; raise StoreFault."""
    open_store(places, {})


def quads(workspace: Workspace) -> Iterator[ox.Quad]:
    """Yield the graph as it is served: see ServedGraph."""
    for path in workspace.files("ontology", "data", "shapes"):
        record = workspace.record_iri(path)
        part = path.relative_to(workspace.root).parts[0]
        graph = BASE("ns" if part == "ontology" else part) if record is None else ox.NamedNode(f"{record.value}.ttl")
        for quad in workspace.parse(path):
            if part != "shapes":
                yield quad
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record: its name, whether it is withdrawn, and what replaces it, each as kind and slug."""

    label: str
    is_withdrawn: bool
    replaced_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the server must know of the graph: records by kind and slug, questions by name, and which graph this is.

    ``digest`` changes with every file; ``modified`` is when the graph last changed, in seconds since 1970.
    """

    title: str
    version: str
    records: Mapping[str, Entry]
    questions: frozenset[str]
    openapi: Mapping[str, Any]
    """The description of the questions, and of the endpoint, as an API."""
    digest: str
    modified: float


def read_catalog(graph: ServedGraph) -> Catalog:
    """Return the catalog of a graph."""
    workspace, project = graph.workspace, read_project()
    asked, results, graphs = questions(workspace), list(RESULTS.values()), list(GRAPHS.values())
    released = datetime.fromisoformat(project.released).replace(tzinfo=UTC).timestamp()
    on_disk = [] if graph.is_remote else [each for place in graph.places for each in store_files(Path(place))]
    changing = [*on_disk, *(workspace.files() if workspace.writable else ())]
    store = workspace.store("data") if graph.places else graph.store
    return Catalog(
        title=project.title,
        version=project.version,
        records={iri.value.removeprefix(RECORDS): entry(store, iri) for iri in workspace.records},
        questions=frozenset(each.name for each in asked),
        openapi=fill_json("openapi.json", questions=asked, project=project, results=results, graphs=graphs),
        digest=digest(workspace, on_disk),
        modified=max((path.stat().st_mtime for path in changing), default=released),
    )


def entry(store: Store, record: ox.NamedNode) -> Entry:
    """Return what a store says of a record."""

    def values(predicate: ox.NamedNode) -> list[str]:
        found = (each.object for each in store.quads_for_pattern(record, predicate, None, ox.DefaultGraph()))
        return sorted(each.value for each in found if isinstance(each, ox.NamedNode | ox.Literal))

    replaced = tuple(each.removeprefix(RECORDS) for each in values(DCTERMS("isReplacedBy")))
    return Entry(next(iter(values(PREF_LABEL)), ""), "true" in values(DEPRECATED), replaced)


def store_files(folder: Path) -> list[Path]:
    """Return the files of a store on disk that hold something; its LOG tells of readers, too."""
    return [each for each in sorted(folder.absolute().iterdir()) if not each.name.startswith("LOG")]


def digest(workspace: Workspace, on_disk: list[Path]) -> str:
    """Return a fingerprint of all files of the graph, and of a store on disk."""
    found = hashlib.sha256()
    for path in on_disk:
        stat = path.stat()
        found.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    for path in workspace.files():
        content = path.read_bytes()
        found.update(f"{path.relative_to(workspace.root).as_posix()} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()
