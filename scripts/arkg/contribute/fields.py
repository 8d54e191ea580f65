"""The shapes → the fields of each kind of record and of each kind of part, under the names readers call them by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.facts import RDF, SH, SKOS, Facts
from arkg.names import squash, to_words
from arkg.namespaces import ARKG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from arkg.graph import Repository

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DASH = "http://datashapes.org/dash#"
DETAILS = ox.NamedNode(f"{DASH}DetailsEditor")
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = ox.NamedNode(f"{RDF}type")
POSITION = ox.NamedNode("https://schema.org/position")
NAME = ox.NamedNode(f"{SKOS}prefLabel")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be said of a record, as its property shape tells it.

    ``kinds`` are the kinds of record a value may be; ``part`` is the class of the parts that the field leads to;
    ``prefixes`` are the characters with which values begin, and that a writer may leave out.
    """

    path: ox.NamedNode
    name: str
    description: str
    message: str
    minimum: int = 0
    maximum: int | None = None
    datatypes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    part: ox.NamedNode | None = None
    choices: tuple[ox.NamedNode, ...] = ()
    pattern: str = ""
    prefixes: tuple[str, ...] = ()
    example: ox.NamedNode | ox.Literal | None = None
    names_property: bool = False
    any_literal: bool = False
    one_a_language: bool = False

    @property
    def has_language(self) -> bool:
        """Say whether the values are prose in a language."""
        return self.datatypes == (f"{RDF}langString",)

    @property
    def is_literal(self) -> bool:
        """Say whether the values are texts, numbers or dates, and no IRIs."""
        return bool(self.datatypes) or self.any_literal

    @property
    def constant(self) -> ox.NamedNode | None:
        """Give the one value that every record must have here, if there is no other."""
        return self.choices[0] if len(self.choices) == 1 and self.minimum else None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record (``stem`` is empty) or a kind of part (``stem`` is how its fragments begin), and its fields.

    ``example`` is the slug of the record by which its rules explain themselves.
    """

    name: str
    label: str
    target: ox.NamedNode
    stem: str = ""
    example: str = ""
    fields: tuple[Field, ...] = ()

    def find(self, name: str) -> Field | None:
        """Give the field of this name; letter case, blanks and other separators do not count."""
        wanted = squash(name)
        return next((each for each in self.fields if squash(each.name) == wanted), None)

    def at(self, path: ox.NamedNode) -> Field | None:
        """Give the field of this property."""
        return next((each for each in self.fields if each.path == path), None)

    @property
    def main(self) -> Field | None:
        """Give the one field that a part of this kind cannot do without, other than its place in an order."""
        needed = [each for each in self.fields if each.minimum and each.path != POSITION and not each.constant]
        return needed[0] if self.stem and len(needed) == 1 and needed[0].is_literal else None


@dataclass(frozen=True, slots=True)
class Model:
    """Every kind of record by name, every kind of part by class, and what the terms of the ontology are called."""

    kinds: Mapping[str, Kind]
    parts: Mapping[ox.NamedNode, Kind]
    labels: Mapping[ox.NamedNode, str]
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def fields(self) -> Iterator[Field]:
        """Give the fields of all kinds of record and of part."""
        for kind in (*self.kinds.values(), *self.parts.values()):
            yield from kind.fields

    def label(self, term: ox.NamedNode) -> str:
        """Give what a term is called: its label, or its local name in words."""
        local = re.split(r"[#/]", term.value)[-1]
        return self.labels.get(term) or to_words(local)


def read_model(repository: Repository) -> Model:
    """Derive the fields of every kind from the shapes of a repository and the terms of its ontology."""
    shapes, ontology = Facts(repository.quads("shapes")), Facts(repository.quads("ontology"))
    kinds = [kind for node in shapes.subjects(f"{SH}targetClass") for kind in read_kind(shapes, node)]
    stems = {kind.target: kind for kind in kinds}
    merged = [replace(kind, fields=tuple(read_fields(shapes, ontology, kind.target, stems))) for kind in stems.values()]
    return Model(
        {kind.name: kind for kind in merged if not kind.stem},
        {kind.target: kind for kind in merged if kind.stem},
        {term: label for term in ontology.subjects(f"{SKOS}prefLabel") if (label := ontology.text(term, "prefLabel"))},
        repository.prefixes,
    )


def read_kind(shapes: Facts, node: ox.NamedNode) -> Iterator[Kind]:
    """Yield the record type, or the kind of part, that a node shape declares."""
    example = shapes.example(node)
    slug = example.value.rpartition("/")[2] if isinstance(example, ox.NamedNode) else ""
    for target in shapes.iris(node, f"{SH}targetClass"):
        for name in shapes.texts(node, f"{ARKG}recordType"):
            yield Kind(name, shapes.text(node, "name"), target, example=slug)
        for name in shapes.texts(node, f"{ARKG}fragment"):
            yield Kind(name, shapes.text(node, "name"), target, name)


def read_fields(
    shapes: Facts, ontology: Facts, target: ox.NamedNode, kinds: Mapping[ox.NamedNode, Kind]
) -> Iterator[Field]:
    """Give the fields of a class: what its own shapes say first, then what every record's shapes say."""
    nodes = [node for node in shapes.subjects(f"{SH}targetClass") if target in shapes.iris(node, f"{SH}targetClass")]
    rules = dict.fromkeys(rule for node in nodes for rule in shapes.iris(node, f"{SH}property"))
    for rule in sorted(rules, key=lambda each: (shapes.number(each, "order") or 0, each.value)):
        for path in shapes.iris(rule, f"{SH}path"):
            yield read_field(shapes, ontology, rule, path, kinds)


def read_field(
    shapes: Facts, ontology: Facts, rule: ox.NamedNode, path: ox.NamedNode, kinds: Mapping[ox.NamedNode, Kind]
) -> Field:
    """Give the field of one property shape."""
    alternatives = [rule, *shapes.members(rule, f"{SH}or")]
    datatypes = tuple(each.value for node in alternatives for each in shapes.iris(node, f"{SH}datatype"))
    classes = [each for node in alternatives for each in shapes.iris(node, f"{SH}class")]
    fixed = shapes.iris(rule, f"{SH}hasValue")
    choices = [term for term in shapes.members(rule, f"{SH}in") if isinstance(term, ox.NamedNode)]
    return Field(
        path=path,
        name=shapes.text(rule, "name"),
        description=shapes.text(rule, "description"),
        message=shapes.text(rule, "message"),
        minimum=shapes.number(rule, "minCount") or len(fixed),
        maximum=shapes.number(rule, "maxCount"),
        datatypes=datatypes,
        kinds=tuple(sorted({name for each in classes for name in kinds_within(ontology, each, kinds)})),
        part=next(iter(classes), None) if DETAILS in shapes.iris(rule, f"{DASH}editor") else None,
        choices=tuple(fixed or choices),
        pattern=shapes.text(rule, "pattern"),
        any_literal=ox.NamedNode(f"{SH}Literal") in shapes.iris(rule, f"{SH}nodeKind"),
        prefixes=tuple(shapes.texts(rule, f"{ARKG}valuePrefix")),
        example=shapes.example(rule),
        names_property=bool(shapes.iris(rule, f"{ARKG}valueType")),
        one_a_language=shapes.text(rule, "uniqueLang") == "true",
    )


def kinds_within(ontology: Facts, wanted: ox.NamedNode, kinds: Mapping[ox.NamedNode, Kind]) -> Iterator[str]:
    """Give the kinds of record whose class is this one, is under it, or is above it."""
    for target, kind in kinds.items():
        if not kind.stem and (target in upwards(ontology, wanted) or wanted in upwards(ontology, target)):
            yield kind.name


def upwards(ontology: Facts, start: ox.NamedNode) -> dict[ox.NamedNode, None]:
    """Give a class and every class above it."""
    found = {start: None}
    waiting = [start]
    while waiting:
        for above in ontology.iris(waiting.pop(), f"{RDFS}subClassOf"):
            if above not in found:
                found[above] = None
                waiting.append(above)
    return found
