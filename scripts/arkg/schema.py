"""The schema: which types of record there are, which fields each has, and which rules apply, read from the shapes.

Everything is read from triples on the shapes (see *Shapes* in CONTRIBUTING): ``sh:name``, ``sh:order``, ``sh:class``,
``skos:example``, ``dash:editor``, ``arkg:recordType``, ``arkg:fragment``, ``arkg:valuePrefix`` …. No meaning is read
from a pattern or the words of a message. What a field is called in a format is decided there, from its name alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.description import Description
from arkg.errors import UnknownName
from arkg.names import in_english, nearest, squash, to_words
from arkg.namespaces import ARKG, DASH, DCTERMS, LANG_STRING, PREF_LABEL, RDFS, RECORDS, SCHEMA, SH, SKOS, TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    Term = ox.NamedNode | ox.BlankNode | ox.Literal


POSITION = SCHEMA("position")
SEVERITIES = ("violation", "warning", "info")
"""From the gravest to the lightest."""
OWN = "urn:arkg:rule:"
"""How the IRIs of the rules begin that no shape can state, and that are not published."""
REPLACED_BY = DCTERMS("isReplacedBy")
_OF_TERMS = (PREF_LABEL, RDFS("subClassOf"), REPLACED_BY)


@dataclass(frozen=True, slots=True)
class Rule:
    """A named shape: what it is called, what it asks for and why, and what of its constraints helps to fix a breach.

    ``description`` says why the rule exists, ``message`` what to do. ``example`` is a value to show, ``concerns`` are
    the properties at fault where a rule about a whole record is broken, ``nested`` values are parts of the record,
    ``value_type`` is the class of the terms that values name, and ``prefixes`` are the characters with which values
    begin, and that a contributor may leave out. ``choices`` are the IRIs of ``sh:in``, or of ``sh:hasValue``.
    """

    iri: ox.NamedNode
    name: str = ""
    description: str = ""
    message: str = ""
    severity: str = SEVERITIES[0]
    path: ox.NamedNode | None = None
    inverse: bool = False
    datatypes: tuple[ox.NamedNode, ...] = ()
    classes: tuple[ox.NamedNode, ...] = ()
    choices: tuple[ox.NamedNode, ...] = ()
    pattern: str = ""
    ignored: tuple[ox.NamedNode, ...] = ()
    minimum: int = 0
    maximum: int | None = None
    order: int = 0
    group: ox.NamedNode | None = None
    example: ox.NamedNode | ox.Literal | None = None
    concerns: tuple[ox.NamedNode, ...] = ()
    nested: bool = False
    value_type: ox.NamedNode | None = None
    prefixes: tuple[str, ...] = ()
    any_literal: bool = False
    one_per_language: bool = False

    def fits(self, text: str) -> bool:
        """Return whether a text matches the pattern of the rule, if it has one."""
        return not self.pattern or re.search(self.pattern, text) is not None


@dataclass(frozen=True, slots=True)
class Field(Rule):
    """A rule about a property of a record type: one thing that can be said of a record.

    ``record_types`` are the names of the types of record that a value may be of.
    """

    path: ox.NamedNode = TYPE
    record_types: tuple[str, ...] = ()

    @property
    def part(self) -> ox.NamedNode | None:
        """Return the class of the parts that the field leads to; None where it leads to none."""
        return self.classes[0] if self.nested and self.classes else None

    @property
    def has_language(self) -> bool:
        """Return whether the values are prose in a language."""
        return self.datatypes == (LANG_STRING,)

    @property
    def is_literal(self) -> bool:
        """Return whether the values are texts, numbers or dates, and no IRIs."""
        return bool(self.datatypes) or self.any_literal

    @property
    def is_single(self) -> bool:
        """Return whether there is one text at most, or one in each language."""
        return self.is_literal and (self.maximum == 1 or self.one_per_language)

    @property
    def constant(self) -> ox.NamedNode | None:
        """Return the one value that every record must have, where there is no other."""
        return self.choices[0] if len(self.choices) == 1 and self.minimum else None


@dataclass(frozen=True)
class RecordType:
    """A type of record or, where ``fragment`` says how their fragment identifiers begin, of parts of records.

    ``example`` is the slug of the record by which its rules are explained.
    """

    name: str
    label: str
    target: ox.NamedNode
    fragment: str = ""
    example: str = ""
    fields: tuple[Field, ...] = ()

    def find(self, name: str) -> Field | None:
        """Return the field of this name; letter case, blanks and other separators do not count."""
        return self._by_name.get(squash(name))

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {squash(each.name): each for each in reversed(self.fields)}

    def at(self, path: ox.NamedNode) -> Field | None:
        """Return the field of this property."""
        return next((each for each in self.fields if each.path == path), None)

    @property
    def main(self) -> Field | None:
        """Return the one field that a part of this type cannot do without, other than its position."""
        needed = [each for each in self.fields if each.minimum and each.path != POSITION and not each.constant]
        return needed[0] if self.fragment and len(needed) == 1 and needed[0].is_literal else None


class Schema:
    """The types of record by name, the types of part by class, and every rule by its IRI."""

    def __init__(self, shapes: Description, ontology: Iterable[ox.Quad], prefixes: Mapping[str, str]) -> None:
        """Read the shapes, and from the ontology which class is under which and what its terms are called."""
        self.prefixes = prefixes
        self._shapes = shapes
        self._ontology = Description(each.triple for each in ontology if each.predicate in _OF_TERMS)
        self._rules = {node: read_rule(shapes, node) for node in shapes.named(SH("severity"))}
        rules = self._rules.values()
        self.paths = frozenset(rule.path for rule in rules if rule.path)
        """Every property that a rule is about."""
        self.to_parts = frozenset(rule.path for rule in rules if rule.path and rule.nested)
        """The properties whose values are parts of the same record."""
        self.inner = shapes.values(SH("node"))
        """The shapes that others ask of values by sh:node; a breach is reported under the rule that asks."""
        self._of_class: dict[Term, list[ox.NamedNode]] = {}
        for node in shapes.having(SH("targetClass")):
            for target in shapes.all(node, SH("targetClass")):
                self._of_class.setdefault(target, []).extend(_iris(shapes, node, SH("property")))
        self.record_types: dict[str, RecordType] = {}
        self.parts: dict[ox.NamedNode, RecordType] = {}
        self._read_types()
        self.fragments = {part.fragment: part.target for part in self.parts.values()}
        """How the fragment identifiers of each type of part begin → its class."""

    def __len__(self) -> int:
        """Return the number of rules."""
        return len(self._rules)

    def __iter__(self) -> Iterator[Rule]:
        """Yield the rules in the order of their names."""
        return iter(self._rules.values())

    def rule(self, iri: Term) -> Rule:
        """Return the rule of this IRI; one that says nothing where there is no such named shape."""
        found = self._rules.get(iri) if isinstance(iri, ox.NamedNode) else None
        return found or Rule(iri if isinstance(iri, ox.NamedNode) else SH("NodeShape"))

    def defines(self, node: Term) -> bool:
        """Return whether the shapes state anything about a node."""
        return bool(self._shapes.about(node))

    def rules_of(self, classes: Iterable[Term]) -> list[Rule]:
        """Return the rules about properties of members of these classes."""
        nodes = dict.fromkeys(node for each in classes for node in self._of_class.get(each, ()))
        return [self._rules[node] for node in nodes if node in self._rules]

    def targets(self, rule: ox.NamedNode) -> list[Term]:
        """Return the target classes of a node shape."""
        return self._shapes.all(rule, SH("targetClass"))

    def closed(self, kind: Term) -> Rule | None:
        """Return the rule that says which properties the members of a class can have."""
        return next((rule for rule in self if rule.ignored and kind in self.targets(rule.iri)), None)

    def classes_with(self, rule: ox.NamedNode) -> list[Term]:
        """Return the classes to whose members a property shape applies."""
        return [each for each, members in self._of_class.items() if rule in members]

    def classes(self) -> set[ox.NamedNode]:
        """Return every class that a rule names: as its target, as the class of a value, or as one of several types."""
        shapes = self._shapes
        named = {*shapes.values(SH("targetClass")), *shapes.values(SH("class"))}
        types = {choice for rule in self._rules.values() if rule.path == TYPE for choice in rule.choices}
        return {each for each in named | types if isinstance(each, ox.NamedNode)}

    def by_path(self, path: ox.NamedNode) -> Rule | None:
        """Return the rule of a field; None where there is none, or where the property has several names."""
        found = [rule for rule in self if rule.path == path and not rule.inverse and rule.order]
        return found[0] if len({rule.name for rule in found}) == 1 else None

    def required(self, rule: Rule) -> list[Rule]:
        """Return the rules about what a part must have, where a rule leads to parts."""
        needed = [each for each in self.rules_of(rule.classes) if each.minimum and each.path and not each.inverse]
        return sorted(needed, key=lambda each: each.name, reverse=True)

    def fields(self) -> Iterator[Field]:
        """Yield the fields of all types of record and of part."""
        for each in (*self.record_types.values(), *self.parts.values()):
            yield from each.fields

    def types_of(self, classes: Collection[ox.NamedNode]) -> tuple[str, ...]:
        """Return the names of the types of record whose class is one of these, or is under or above one."""
        return tuple(
            sorted(
                name
                for target, name in self._named.items()
                if any(target in self._upwards(each) or each in self._upwards(target) for each in classes)
            )
        )

    def type_at(self, iri: ox.NamedNode) -> RecordType | None:
        """Return the type that a record, or a part of one, of this IRI must be of."""
        kind, _, slug = iri.value.removeprefix(RECORDS).partition("/")
        if stem := slug.partition("#")[2].partition("-")[0]:
            return next((part for part in self.parts.values() if part.fragment == stem), None)
        return self.record_types.get(kind)

    def below(self, classes: Collection[ox.NamedNode]) -> list[ox.NamedNode]:
        """Return these classes and those that the ontology puts under one of them."""
        placed = self._ontology.named(RDFS("subClassOf"))
        under = (each for each in placed if not self._upwards(each).isdisjoint(classes))
        return list(dict.fromkeys((*classes, *under)))

    def find(self, name: str) -> RecordType | None:
        """Return the type of record of this name; letter case, blanks and other separators do not count."""
        wanted = squash(name)
        return next((each for each in self.record_types.values() if squash(each.name) == wanted), None)

    def record_type(self, name: str) -> RecordType:
        """Return the type of record of exactly this name; raise UnknownName, with those that may be meant, for none."""
        if name not in self.record_types:
            remedy = f"Kinds are {', '.join(self.record_types)}."
            raise UnknownName("kind", name, nearest(name, self.record_types), remedy=remedy)
        return self.record_types[name]

    def label(self, term: ox.NamedNode) -> str:
        """Return what a term is called: its label in the ontology, or its local name in words."""
        return in_english(self._ontology.all(term, PREF_LABEL)) or to_words(re.split(r"[#/]", term.value)[-1])

    def successors(self, term: Term) -> tuple[ox.NamedNode, ...]:
        """Return the terms that replace one of an earlier version."""
        return tuple(_iris(self._ontology, term, REPLACED_BY))

    def successors_of_name(self, name: str) -> tuple[ox.NamedNode, ...]:
        """Return the terms that replace one of an earlier version, which had this name."""
        old = (each for each in self._ontology.named(REPLACED_BY) if squash(self.label(each)) == squash(name))
        return tuple(found for each in old for found in self.successors(each))

    def _read_types(self) -> None:
        """Read the types of record and of part, then their fields, which may lead to one another."""
        nodes = self._shapes.named(SH("targetClass"))
        found = [each for node in nodes for each in self._read_type(node)]
        self._named = {each.target: each.name for each in found if not each.fragment}
        for each in found:
            whole = replace(each, fields=tuple(self._read_fields(each.target)))
            if each.fragment:
                self.parts[each.target] = whole
            else:
                self.record_types[each.name] = whole

    def _read_type(self, node: ox.NamedNode) -> Iterator[RecordType]:
        shapes, label = self._shapes, _text(self._shapes, node, "name")
        example = next((each.value.rpartition("/")[2] for each in _iris(shapes, node, SKOS("example"))), "")
        for target in _iris(shapes, node, SH("targetClass")):
            for name in _texts(shapes, node, ARKG("recordType")):
                yield RecordType(name, label, target, example=example)
            for name in _texts(shapes, node, ARKG("fragment")):
                yield RecordType(name, label, target, name)

    def _read_fields(self, target: ox.NamedNode) -> Iterator[Field]:
        """Yield the fields of a class in their order."""
        rules = (rule for rule in self.rules_of([target]) if rule.path and not rule.inverse)
        for rule in sorted(rules, key=lambda each: (each.order, each.iri.value)):
            given = {each.name: getattr(rule, each.name) for each in fields(Rule)}
            yield Field(**given, record_types=self.types_of(rule.classes))

    def _upwards(self, start: ox.NamedNode) -> set[ox.NamedNode]:
        """Return a class and every class above it."""
        found = [start]
        for each in found:
            found += [above for above in _iris(self._ontology, each, RDFS("subClassOf")) if above not in found]
        return {*found}


def read_rule(shapes: Description, node: ox.NamedNode) -> Rule:
    """Read one named shape."""
    path = shapes.one(node, SH("path"))
    inverse = None if path is None else shapes.one(path, SH("inversePath"))
    alternatives = [node, *(each for head in shapes.all(node, SH("or")) for each in shapes.items(head))]
    datatypes = tuple(each for one in alternatives for each in _iris(shapes, one, SH("datatype")))
    of_value = [node, *shapes.all(node, SH("node"))]
    step = path if inverse is None else inverse
    fixed = _iris(shapes, node, SH("hasValue"))
    return Rule(
        node,
        name=_text(shapes, node, "name"),
        description=_text(shapes, node, "description"),
        message=_text(shapes, node, "message"),
        severity=next((each.value[len(SH) :].lower() for each in _iris(shapes, node, SH("severity"))), SEVERITIES[0]),
        path=step if isinstance(step, ox.NamedNode) else None,
        inverse=inverse is not None,
        datatypes=datatypes,
        classes=tuple(each for one in alternatives for each in _iris(shapes, one, SH("class"))),
        choices=tuple(fixed) or _members(shapes, node, SH("in")),
        pattern=next((text for one in of_value if (text := _text(shapes, one, "pattern"))), ""),
        ignored=_members(shapes, node, SH("ignoredProperties")),
        minimum=_number(shapes, node, "minCount") or len(fixed),
        maximum=_number(shapes, node, "maxCount"),
        order=_number(shapes, node, "order") or 0,
        group=next(iter(_iris(shapes, node, SH("group"))), None),
        example=next((each for each in shapes.all(node, SKOS("example")) if not isinstance(each, ox.BlankNode)), None),
        concerns=tuple(_iris(shapes, node, ARKG("concerns"))),
        nested=DASH("DetailsEditor") in shapes.all(node, DASH("editor")),
        value_type=next(iter(_iris(shapes, node, ARKG("valueType"))), None),
        prefixes=tuple(each for one in of_value for each in _texts(shapes, one, ARKG("valuePrefix"))),
        any_literal=SH("Literal") in shapes.all(node, SH("nodeKind")) and not datatypes,
        one_per_language=_text(shapes, node, "uniqueLang") == "true",
    )


def _iris(graph: Description, node: Term, predicate: ox.NamedNode) -> list[ox.NamedNode]:
    return [each for each in graph.all(node, predicate) if isinstance(each, ox.NamedNode)]


def _texts(graph: Description, node: Term, predicate: ox.NamedNode) -> list[str]:
    return sorted(each.value for each in graph.all(node, predicate) if isinstance(each, ox.Literal))


def _members(graph: Description, node: Term, predicate: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
    members = (each for head in graph.all(node, predicate) for each in graph.items(head))
    return tuple(each for each in members if isinstance(each, ox.NamedNode))


def _text(graph: Description, node: Term, name: str) -> str:
    """Return the English text of a SHACL property, else any, else an empty one."""
    return in_english(graph.all(node, SH(name)))


def _number(graph: Description, node: Term, name: str) -> int | None:
    text = _text(graph, node, name)
    return int(text) if text.isdecimal() else None
