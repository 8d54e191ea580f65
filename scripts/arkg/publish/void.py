"""The records → what VoID tells of a dataset: how many of what it has, in which vocabularies, and where it is.

Standard: https://www.w3.org/TR/void/.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import BASE, RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from arkg.publish.site import Site

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
FEATURES = {"ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF_XML", "jsonld": "JSON-LD", "nq": "N-Quads", "trig": "TriG"}
VOCABULARIES = {
    "arkg": f"{BASE}ns",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core",
}
"""How vocabularies name themselves, where that is not their namespace."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many of what a graph has; ``entities`` are the records, ``classes`` and ``properties`` by their IRIs."""

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]


@dataclass(slots=True)
class Describer:
    """Collects triples that describe something."""

    triples: list[ox.Triple] = field(default_factory=list)

    def say(self, subject: str, predicate: str, *values: str | ox.Literal) -> None:
        """State something: a text among the values is an IRI."""
        for value in values:
            term = ox.NamedNode(value) if isinstance(value, str) else value
            self.triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term))

    def type(self, subject: str, *classes: str) -> None:
        """State of what class something is."""
        self.say(subject, f"{RDF}type", *classes)


def day(date: str) -> ox.Literal:
    """Return a day as a literal."""
    return ox.Literal(date, datatype=ox.NamedNode(f"{XSD}date"))


def integer(number: int) -> ox.Literal:
    """Return a number as a literal."""
    return ox.Literal(str(number), datatype=ox.NamedNode(f"{XSD}integer"))


def count(triples: Iterable[ox.Triple]) -> Statistics:
    """Count what distinct triples hold."""
    told = list(triples)
    subjects = {each.subject for each in told}
    types = (each.object.value for each in told if is_type(each) and isinstance(each.object, ox.NamedNode))
    return Statistics(
        len(told),
        sum(isinstance(each, ox.NamedNode) and is_record(each.value) for each in subjects),
        len(subjects),
        len({each.object for each in told}),
        dict(sorted(Counter(types).items())),
        dict(sorted(Counter(each.predicate.value for each in told).items())),
    )


def is_type(triple: ox.Triple) -> bool:
    """Return whether a triple states a class."""
    return triple.predicate.value == f"{RDF}type"


def is_record(iri: str) -> bool:
    """Return whether an IRI is that of a record, not of a part of one."""
    return iri.startswith(RECORDS) and "#" not in iri


def say_void(says: Describer, site: Site, dataset: str, dumps: Iterable[str], numbers: Statistics) -> None:
    """Say in VoID what the records are made of; ``dumps`` are the paths of their files."""
    says.type(dataset, f"{VOID}Dataset")
    say_numbers(says, dataset, numbers)
    says.say(dataset, f"{VOID}uriSpace", ox.Literal(RECORDS))
    says.say(dataset, f"{VOID}uriRegexPattern", ox.Literal(f"^{re.escape(RECORDS)}[a-z]+/[a-z0-9-]+$"))
    says.say(dataset, f"{VOID}vocabulary", *vocabularies(site, (*numbers.classes, *numbers.properties)))
    for path in dumps:
        says.say(dataset, f"{VOID}dataDump", f"{site.base or BASE}{path}")
        if feature := FEATURES.get(path.rpartition(".")[2]):
            says.say(dataset, f"{VOID}feature", f"{FORMATS}{feature}")
    for records in site.records.values():
        says.say(dataset, f"{VOID}exampleResource", records[0].iri.value)
    if site.served:
        says.say(dataset, f"{VOID}sparqlEndpoint", f"{site.base}sparql")
    say_partitions(says, site, dataset, numbers)


def say_numbers(says: Describer, dataset: str, numbers: Statistics) -> None:
    """Say how many of what the dataset has."""
    for name, number in (
        ("triples", numbers.triples),
        ("entities", numbers.entities),
        ("classes", len(numbers.classes)),
        ("properties", len(numbers.properties)),
        ("distinctSubjects", numbers.subjects),
        ("distinctObjects", numbers.objects),
    ):
        says.say(dataset, f"{VOID}{name}", integer(number))


def say_partitions(says: Describer, site: Site, dataset: str, numbers: Statistics) -> None:
    """Say how many things the dataset has of each class, and how many triples with each property."""
    for kind, counted, parts in (("class", "entities", numbers.classes), ("property", "triples", numbers.properties)):
        for iri, number in parts.items():
            node = f"{dataset}-{kind}-{partition(site, iri)}"
            says.say(dataset, f"{VOID}{kind}Partition", node)
            says.say(node, f"{VOID}{kind}", iri)
            says.say(node, f"{VOID}{counted}", integer(number))


def vocabularies(site: Site, terms: Iterable[str]) -> list[str]:
    """Return the vocabularies that terms come from: their own names for themselves where these are known."""
    spaces = {prefix: space for prefix, space in site.repository.prefixes.items() if space.endswith(("#", "/"))}
    found = {prefix for term in terms for prefix, space in spaces.items() if term.startswith(space)}
    return sorted(VOCABULARIES.get(prefix, spaces[prefix]) for prefix in found)


def partition(site: Site, iri: str) -> str:
    """Return the end of the name of a partition: the prefix and the local name of a term."""
    space = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
    prefix = next((name for name, each in site.repository.prefixes.items() if each == space), "other")
    return f"{prefix}-{iri.removeprefix(space)}"
