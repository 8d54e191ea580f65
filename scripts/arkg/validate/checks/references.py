"""Check for undeclared classes, dangling references, ill-formed literals and misplaced subjects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.namespaces import ARKG, BASE, RDF, RECORDS, SHAPE, SKOS, TYPE, XSD
from arkg.schema import OWN, Rule
from arkg.validate.compiler.paths import IN, Step
from arkg.validate.engine.fragments import follow
from arkg.validate.engine.sources import CachedReader, Overlay
from arkg.validate.lookup import is_ours, record_of
from arkg.validate.messages.breach import Breach
from arkg.validate.terms import ill_formed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.validate.engine.sources import Source
    from arkg.validate.lookup import Lookup
    from arkg.validate.terms import Term

CLASS_RULE, FILE_RULE, REFERENCE_RULE = SHAPE.terms("Record-class", "Record-file", "Record-reference")
SUPPORTS, SUPPORTS_RULE = ARKG("supports"), SHAPE("Evidence-supports")
LITERAL_RULE = Rule(
    ox.NamedNode(f"{OWN}Literal"),
    name="value of its type",
    description="Invalid dates and numbers can be neither sorted nor compared.",
    message="Write the value in the form of its type.",
)
EXAMPLE = SKOS("example")
PROPERTIES = "SELECT DISTINCT ?p WHERE { ?s ?p ?o }"
CLASSLESS = "SELECT DISTINCT ?s WHERE { { SELECT DISTINCT ?s WHERE { ?s ?p ?o } } MINUS { ?s a ?class } }"
KEPT = f'STRSTARTS(STR(?o), "{BASE}") || (DATATYPE(?o) != <{RDF}langString> && DATATYPE(?o) != <{XSD}string>)'
MANY = 10**12
"""More than any graph has: no engine moves a filter into a sub-query with a limit."""


def in_statements(triples: Iterable[ox.Triple], lookup: Lookup) -> Iterator[Breach]:
    """Yield the breaches of some statements: undeclared classes, dangling references, ill-formed literals."""
    subjects: dict[Term, list[ox.Triple]] = {}
    stated = list(triples)
    for triple in stated:
        subjects.setdefault(cast("Term", triple.subject), []).append(triple)
    yield from dangling(stated, lookup)
    for subject, about in subjects.items():
        yield from of_unknown_class(subject, about, lookup)
    yield from of_supports(stated, lookup)
    yield from of_literals(stated, lookup)


def in_graph(source: Source, lookup: Lookup) -> Iterator[Breach]:
    """Yield the same of a whole graph, found by SPARQL; what is read about the nodes found is read at once."""
    ends = [cast("Term", row[0]) for row in source.select(loose_ends(source))]
    references = [*source.around(sorted(filter(is_ours, ends), key=str), IN)]
    wrong = ill_formed(end for end in ends if isinstance(end, ox.Literal))
    literals = [*source.around(sorted(wrong, key=str), IN)]
    supports = [triple for triple in source.having(SUPPORTS) if not is_supportable(triple.object, lookup)]
    cache = CachedReader(source)

    def found() -> list[Breach]:
        near = replace(lookup, graph=Overlay(cache))
        return [*dangling(references, near), *of_literals(literals, near), *of_supports(supports, near)]

    yield from cache.prefetch(found) or found()
    yield from of_classes(source, lookup)


def loose_ends(source: Source) -> str:
    """Return the query for objects that are no subjects, and that are ours or literals with a datatype.

    A store finds out quickly which objects are the same or have a class, and takes long to read one. So each is read
    once, of the few without a class, and property by property, which is the order in which Oxigraph keeps them.
    """
    properties = " ".join(sorted(str(row[0]) for row in source.select(PROPERTIES)))
    bare = f"VALUES ?p {{ {properties} }} ?s ?p ?o MINUS {{ ?o a ?class }}"
    once = f"SELECT DISTINCT ?o WHERE {{ {bare} }} LIMIT {MANY}"
    read = f"SELECT ?o WHERE {{ {{ {once} }} FILTER({KEPT}) }}"
    return f"SELECT ?o WHERE {{ {{ {read} }} FILTER NOT EXISTS {{ ?o ?verb ?thing }} }}"


def dangling(triples: Iterable[ox.Triple], lookup: Lookup) -> Iterator[Breach]:
    """Yield a breach for each reference to what does not exist, but for those to classes and examples of rules."""
    rule = lookup.schema.rule(REFERENCE_RULE)
    for triple in triples:
        value = triple.object
        if triple.predicate in (TYPE, EXAMPLE) or not is_ours(value) or lookup.exists(value):
            continue
        record = ox.NamedNode(value.value.partition("#")[0]) if value.value.startswith(RECORDS) else value
        note = "" if record == value or not lookup.exists(record) else "The record exists, but has no such part."
        subject = cast("Term", triple.subject)
        yield Breach(subject, rule, frozenset({"reference"}), triple.predicate, value, note=note)


def of_supports(triples: Iterable[ox.Triple], lookup: Lookup) -> Iterator[Breach]:
    """Yield a breach for each piece of evidence that supports what no rule knows as a property."""
    rule = lookup.schema.rule(SUPPORTS_RULE)
    for triple in triples:
        meant, subject = cast("ox.NamedNode", triple.object), cast("Term", triple.subject)
        if triple.predicate != SUPPORTS or is_supportable(meant, lookup):
            continue
        if not (near := lookup.schema.successors(meant)):
            owner = record_of(subject)
            near = lookup.near_property(meant, rule, lookup.types(owner) if owner else [])
        yield Breach(subject, rule, frozenset({"reference"}), SUPPORTS, meant, near=near)


def is_supportable(meant: object, lookup: Lookup) -> bool:
    """Return whether evidence may support this: a property that a rule knows; whatever is no IRI is left to a rule."""
    if not isinstance(meant, ox.NamedNode):
        return True
    known = is_ours(meant) or meant == TYPE or meant in lookup.schema.paths
    return known and not lookup.schema.successors(meant)


def of_literals(triples: Iterable[ox.Triple], lookup: Lookup) -> Iterator[Breach]:
    """Yield the literals that are ill-formed for their datatype, which pySHACL does not always see."""
    found = [each for each in triples if isinstance(each.object, ox.Literal)]
    wrong = ill_formed({each.object for each in found})  # type: ignore[misc]
    for each in found:
        if each.object in wrong:
            subject = cast("Term", each.subject)
            fitting = lookup.schema.rules_of(lookup.types(subject))
            rule = next((rule for rule in fitting if rule.path == each.predicate and not rule.inverse), LITERAL_RULE)
            yield Breach(subject, rule, frozenset({"literal"}), each.predicate, cast("Term", each.object))


def of_classes(source: Source, lookup: Lookup) -> Iterator[Breach]:
    """Yield the breaches of the subjects of undeclared classes, and of those without a class."""
    kinds = {cast("Term", row[0]) for row in source.select("SELECT DISTINCT ?class WHERE { ?s a ?class }")}
    strange = follow(source, kinds - lookup.classes, Step(TYPE, inverse=True))
    strange |= {cast("Term", row[0]) for row in source.select(CLASSLESS)}
    stated: dict[Term, list[ox.Triple]] = {subject: [] for subject in sorted(strange, key=str)}
    for triple in lookup.graph.around(stated, Step(TYPE)):
        stated[cast("Term", triple.subject)].append(triple)
    for subject, about in stated.items():
        yield from of_unknown_class(subject, about, lookup)


def of_unknown_class(subject: Term, about: Iterable[ox.Triple], lookup: Lookup) -> Iterator[Breach]:
    """Yield the breaches of a subject whose classes are not declared, or of a record that has none."""
    rule = lookup.schema.rule(CLASS_RULE)
    kinds = [cast("Term", triple.object) for triple in about if triple.predicate == TYPE]
    for kind in kinds:
        if kind not in lookup.classes:
            near = lookup.near_class(kind) if isinstance(kind, ox.NamedNode) else ()
            yield Breach(subject, rule, frozenset({"class"}), TYPE, kind, near=near)
    if not kinds and isinstance(subject, ox.NamedNode) and not subject.value.startswith((ARKG, SHAPE)):
        own = lookup.schema.type_at(subject)
        yield Breach(subject, rule, frozenset({"class"}), TYPE, near=(own.target,) if own else ())


def misplaced(subjects: Iterable[Term], home: ox.NamedNode | None, lookup: Lookup) -> Iterator[Breach]:
    """Yield the subjects that do not belong in their file, which is that of the record ``home``.

    A file outside the graph (``home`` is None) may hold whatever is a record of this graph, or a part of a record in
    the same file, and the terms and the rules of this graph.
    """
    rule, among = lookup.schema.rule(FILE_RULE), set(subjects)
    for subject in sorted(among, key=str):
        owner = record_of(subject)
        if isinstance(subject, ox.BlankNode) and home is None:
            continue
        if owner is None or not (owner == home if home else owner in among or not owner.value.startswith(RECORDS)):
            yield Breach(subject, rule, frozenset({"file"}))
