"""The endpoint, described in its own terms (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.graph import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.serve.world import World

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
VOID = "http://rdfs.org/ns/void#"
INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def description(world: World, base: str) -> Iterator[ox.Triple]:
    """Describe the endpoint at ``{base}/sparql``: what it speaks, and which graphs it holds."""
    service, dataset, default = f"{base}/sparql", f"{base}/sparql#dataset", f"{base}/sparql#default-graph"
    yield say(service, TYPE, f"{SD}Service")
    yield say(service, f"{SD}endpoint", service)
    yield say(service, f"{SD}supportedLanguage", f"{SD}SPARQL11Query")
    for name in RESULT_FORMATS:
        yield say(service, f"{SD}resultFormat", f"{FORMATS}{name}")
    yield say(service, f"{SD}defaultDataset", dataset)
    yield say(service, f"{SD}availableGraphs", dataset)
    yield say(dataset, TYPE, f"{SD}Dataset")
    yield say(dataset, "http://purl.org/dc/terms/isVersionOf", BASE)
    yield say(dataset, f"{SD}defaultGraph", default)
    yield say(default, TYPE, f"{SD}Graph")
    if world.folder:
        return  # a store may be too large to count while someone waits
    yield size(default, world, ox.DefaultGraph())
    for number, graph in enumerate(sorted(world.store.named_graphs(), key=str)):
        node = f"{base}/sparql#graph-{number}"
        yield say(dataset, f"{SD}namedGraph", node)
        yield say(node, TYPE, f"{SD}NamedGraph")
        if isinstance(graph, ox.NamedNode):
            inside = f"{node}-triples"
            yield say(node, f"{SD}name", graph.value)
            yield say(node, f"{SD}graph", inside)
            yield say(inside, TYPE, f"{SD}Graph")
            yield size(inside, world, graph)


def size(node: str, world: World, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Triple:
    """Say how many statements a graph has."""
    count = sum(1 for _ in world.store.quads_for_pattern(None, None, None, graph))
    return ox.Triple(ox.NamedNode(node), ox.NamedNode(f"{VOID}triples"), ox.Literal(str(count), datatype=INTEGER))


def say(subject: str, predicate: str, thing: str) -> ox.Triple:
    """Make a statement of three IRIs."""
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(thing))
