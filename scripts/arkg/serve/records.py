"""A record, a question, the vocabulary or the rules as an RDF document, where the published folder has no such file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import UnknownName
from arkg.graph import BASE, RECORDS
from arkg.query import Statements, find_question, render
from arkg.serve.evaluate import GRAPH_FORMATS
from arkg.serve.negotiate import GRAPHS
from arkg.turtle import layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.query import Question
    from arkg.serve.world import World

SH = "http://www.w3.org/ns/shacl#"
DCTERMS = "http://purl.org/dc/terms/"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PARTS = {"ns": "ontology", "shapes": "shapes"}


def document(world: World, name: str, form: str) -> bytes:
    """Give what this address (id/concept/racism, ns, shapes, query/search) stands for, as ttl, nt, rdf or jsonld.

    Raises UnknownName where there is no such thing.
    """
    if name in PARTS:
        return write(world, (quad.triple for quad in world.repository.quads(PARTS[name])), form)
    if name.startswith("query/"):
        return write(world, describe(find_question(world.repository, name.removeprefix("query/"))), form)
    record = ox.NamedNode(BASE + name)
    path = world.repository.record_path(record)
    if path is None or not path.is_file():
        return write(world, from_store(world, record), form)
    if form == "ttl":
        place = world.repository.place(path)
        return layout(world.repository.read(path), world.repository.prefixes, file=place).encode()
    return write(world, (quad.triple for quad in world.repository.parse(path)), form)


def from_store(world: World, record: ox.NamedNode) -> list[ox.Triple]:
    """Give what a store says of a record and its parts, where it stands in no file."""
    found: dict[ox.Triple, None] = {}
    open_, seen = [record], {record}
    while open_:
        for quad in world.store.quads_for_pattern(open_.pop(), None, None, ox.DefaultGraph()):
            found[quad.triple] = None
            thing = quad.object
            if isinstance(thing, ox.NamedNode) and thing.value.startswith(f"{record.value}#") and thing not in seen:
                seen.add(thing)
                open_.append(thing)
    if not found:
        raise UnknownName("record", record.value.removeprefix(RECORDS), ())
    return list(found)


def write(world: World, triples: Iterable[ox.Triple], form: str) -> bytes:
    """Write statements in a form."""
    if form == "rdf":
        prefixes = dict(world.repository.prefixes)
        return ox.serialize(triples, format=GRAPH_FORMATS[GRAPHS[form]], prefixes=prefixes)  # type: ignore[return-value]
    return render(Statements(tuple(dict.fromkeys(triples))), form, world.repository.prefixes).encode()


def describe(question: Question) -> Iterator[ox.Triple]:
    """Say what a question is, in the terms of SHACL-SPARQL and Dublin Core."""
    subject = ox.NamedNode(f"{BASE}query/{question.name}")
    yield ox.Triple(subject, TYPE, ox.NamedNode(f"{SH}SPARQLExecutable"))
    executables = {"ASK": "SPARQLAskExecutable", "CONSTRUCT": "SPARQLConstructExecutable"}
    yield ox.Triple(subject, TYPE, ox.NamedNode(SH + executables.get(verb(question), "SPARQLSelectExecutable")))
    yield ox.Triple(subject, ox.NamedNode(f"{DCTERMS}title"), ox.Literal(question.summary, language="en"))
    if question.description:
        said = ox.Literal(question.description, language="en")
        yield ox.Triple(subject, ox.NamedNode(f"{DCTERMS}description"), said)
    name = executables.get(verb(question), "SPARQLSelectExecutable")
    predicate = {"SPARQLAskExecutable": "ask", "SPARQLConstructExecutable": "construct"}.get(name, "select")
    yield ox.Triple(subject, ox.NamedNode(SH + predicate), ox.Literal(question.text))
    for tag in question.tags:
        yield ox.Triple(subject, ox.NamedNode(f"{DCTERMS}subject"), ox.Literal(tag, language="en"))


def verb(question: Question) -> str:
    """Give the form of a query: the first of its words that is one."""
    words = (each.strip().upper() for each in question.text.split() if not each.startswith("#"))
    return next((each for each in words if each in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}), "SELECT")
