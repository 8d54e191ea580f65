"""What is known, and what is not: classes nobody defines, references that lead nowhere, statements out of place."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.namespaces import ARKG, BASE, RECORDS
from arkg.validate.breach import Breach
from arkg.validate.hierarchy import Hierarchy
from arkg.validate.rules import EXAMPLE
from arkg.validate.sources import StoreSource
from arkg.validate.suggest import near_records, near_terms
from arkg.validate.terms import OWL, RDF, RDFS, SH, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.validate.rules import Rule, Rules
    from arkg.validate.terms import Resource, Term

SHAPES = f"{BASE}shapes#"
OURS = (RECORDS, ARKG, SHAPES)
"""The namespaces in which nothing exists that this graph does not define."""

NAMES = tuple(ox.NamedNode(f"http://www.w3.org/2004/02/skos/core#{name}") for name in ("prefLabel", "altLabel"))
CLASS_RULE, FILE_RULE, REFERENCE_RULE = (
    ox.NamedNode(f"{SHAPES}Record-{name}") for name in ("class", "file", "reference")
)
SUPPORTS, SUPPORTS_RULE = ox.NamedNode(f"{ARKG}supports"), ox.NamedNode(f"{SHAPES}Evidence-supports")
CLASSES = (ox.NamedNode(f"{OWL}Class"), ox.NamedNode(f"{RDFS}Class"))
STANDARD = frozenset(
    map(
        ox.NamedNode,
        (
            *(
                f"{OWL}{name}"
                for name in ("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
            ),
            *(f"{RDFS}{name}" for name in ("Class", "Datatype")),
            *(f"{RDF}{name}" for name in ("Property", "List")),
            *(f"{SH}{name}" for name in ("NodeShape", "PropertyShape", "SPARQLConstraint", "PrefixDeclaration")),
        ),
    )
)
"""The classes of ontologies and shapes themselves."""


class Known:
    """What a graph, in a store, and its rules know."""

    def __init__(self, store: ox.Store, rules: Rules) -> None:
        """Keep both; what is known is looked up when it is asked for."""
        self.store = store
        self.rules = rules
        self._near: dict[tuple[object, ...], tuple[ox.NamedNode, ...]] = {}
        self._members: dict[tuple[Term, ...], dict[str, ox.NamedNode]] = {}

    @cached_property
    def classes(self) -> frozenset[ox.NamedNode]:
        """Return every class that the ontology declares or a rule names, and those of the standards."""
        declared = (quad.subject for kind in CLASSES for quad in self.store.quads_for_pattern(None, TYPE, kind))
        return STANDARD | self.rules.targets() | {each for each in declared if isinstance(each, ox.NamedNode)}

    def exists(self, node: Term) -> bool:
        """Return whether anything is said of a node."""
        return next(self.store.quads_for_pattern(cast("Resource", node), None, None), None) is not None

    def exists_as(self, node: ox.NamedNode, path: ox.NamedNode, value: ox.NamedNode) -> bool:
        """Return whether this very statement is made."""
        return next(self.store.quads_for_pattern(node, path, value), None) is not None

    def having(self, path: ox.NamedNode) -> list[str]:
        """Return what those kinds of record, or of part, are called that can have a property."""
        rules = [rule for rule in self.rules if rule.path == path and not rule.inverse]
        kinds = {kind for rule in rules for kind in self.rules.having(rule.iri)} - STANDARD
        return sorted({rule.name for rule in self.rules if rule.ignored and kinds & {*self.rules.aimed(rule.iri)}})

    def types(self, node: Term) -> list[Term]:
        """Return the classes that a node is said to be of."""
        if isinstance(node, ox.Literal):
            return []
        return [cast("Term", quad.object) for quad in self.store.quads_for_pattern(node, TYPE, None)]

    def near_class(self, kind: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """Return the classes with a name like this one's."""
        return near_terms(
            local(kind), {local(each): each for each in sorted(self.classes - STANDARD - {kind}, key=str)}
        )

    def near_property(self, path: ox.NamedNode, closed: Rule, kinds: list[Term]) -> tuple[ox.NamedNode, ...]:
        """Return the properties with a name like this one's: of a closed rule, of these classes, else of any."""
        own = {rule.path: rule.name for rule in self.rules.about(kinds) if rule.path and not rule.inverse}
        names = {local(each): each for each in (*closed.ignored, *own)} | {name: each for each, name in own.items()}
        every = {local(each): each for each in sorted(self.rules.paths(), key=str)}
        return near_terms(local(path), names) or near_terms(local(path), every)

    def near_node(self, node: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """Return the nodes with a name like the end of this one's, in its own namespace and of its own kind."""
        space = next((space for space in OURS if node.value.startswith(space)), "")
        if (node,) not in self._near:
            like = space if space != RECORDS else f"{node.value[: -len(local(node))]}"
            names = {name: each for name, each in self._names if each.value.startswith(like)}
            self._near[node,] = (near_records if space == RECORDS else near_terms)(local(node), names)
        return self._near[node,]

    def near_member(self, text: str, kinds: tuple[ox.NamedNode, ...]) -> tuple[ox.NamedNode, ...]:
        """Return the nodes of these classes with a name like ``text``."""
        if (text, *kinds) not in self._near:
            self._near[text, *kinds] = near_records(text, self._named(kinds))
        return self._near[text, *kinds]

    def _named(self, kinds: tuple[ox.NamedNode, ...]) -> dict[str, ox.NamedNode]:
        """Return every name of a node of these classes, and the node."""
        if kinds not in self._members:
            hierarchy = Hierarchy(StoreSource(self.store))
            below = {each for kind in kinds for each in hierarchy.below(kind)}
            found = (quad.subject for kind in below for quad in self.store.quads_for_pattern(None, TYPE, kind))
            members = set(found)
            self._members[kinds] = {name: node for name, node in self._names if node in members}
        return self._members[kinds]

    def call(self, node: Term) -> str:
        """Say in words what a node is: the label of its first class; nothing where it has none."""
        for kind in sorted(self.types(node), key=str):
            labels = self.store.quads_for_pattern(cast("Resource", kind), NAMES[0], None)
            for quad in labels:
                if isinstance(quad.object, ox.Literal):
                    return quad.object.value
            for rule in self.rules:
                if kind in self.rules.aimed(rule.iri) and rule.ignored:
                    return rule.name
        return ""

    @cached_property
    def _names(self) -> list[tuple[str, ox.NamedNode]]:
        """Return every label and every end of an IRI, of everything in our namespaces; ends win over labels."""
        labels = [
            (quad.object.value, quad.subject)
            for term in reversed(NAMES)
            for quad in self.store.quads_for_pattern(None, term, None)
            if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode)
        ]
        subjects = {quad.subject for quad in self.store.quads_for_pattern(None, TYPE, None)}
        ours = sorted((each for each in subjects if isinstance(each, ox.NamedNode) and is_ours(each)), key=str)
        return [*sorted(labels, key=str), *((local(each), each) for each in ours)]


def unknown(triples: Iterable[ox.Triple], known: Known) -> Iterator[Breach]:
    """Yield what these statements speak of and nobody knows: classes, and things in our own namespaces."""
    subjects: dict[Term, list[ox.Triple]] = {}
    for triple in triples:
        subjects.setdefault(cast("Term", triple.subject), []).append(triple)
        if refers(triple) and is_ours(triple.object) and not known.exists(cast("Term", triple.object)):
            yield dangling(triple, known)
        if triple.predicate == SUPPORTS:
            yield from unsupported(triple, known)
    for subject, about in subjects.items():
        yield from of_unknown_class(subject, about, known)


def refers(triple: ox.Triple) -> bool:
    """Return whether the object of a statement is referred to: a class and the example of a rule are not."""
    return triple.predicate not in (TYPE, EXAMPLE)


def unsupported(triple: ox.Triple, known: Known) -> Iterator[Breach]:
    """Yield the breach of a piece of evidence that supports what no rule knows as a property of any record or part."""
    meant, owner = triple.object, whole(cast("Term", triple.subject))
    if not isinstance(meant, ox.NamedNode) or meant in known.rules.paths() or meant == TYPE or is_ours(meant):
        return
    rule, kinds = known.rules.find(SUPPORTS_RULE), known.types(owner) if owner else []
    near = known.near_property(meant, rule, kinds)
    yield Breach(cast("Term", triple.subject), rule, frozenset({"reference"}), SUPPORTS, meant, near=near)


def dangling(triple: ox.Triple, known: Known) -> Breach:
    """Make the breach of a reference to what does not exist."""
    value = cast("ox.NamedNode", triple.object)
    record = ox.NamedNode(value.value.partition("#")[0]) if value.value.startswith(RECORDS) else value
    note = "" if record == value or not known.exists(record) else "The record is there, but has no such part."
    rule = known.rules.find(REFERENCE_RULE)
    return Breach(cast("Term", triple.subject), rule, frozenset({"reference"}), triple.predicate, value, note=note)


def of_unknown_class(subject: Term, about: list[ox.Triple], known: Known) -> Iterator[Breach]:
    """Yield the breaches of a subject whose classes nobody defines, or of a record that has none."""
    rule = known.rules.find(CLASS_RULE)
    kinds = [cast("Term", triple.object) for triple in about if triple.predicate == TYPE]
    for kind in kinds:
        if kind not in known.classes:
            near = known.near_class(kind) if isinstance(kind, ox.NamedNode) else ()
            yield Breach(subject, rule, frozenset({"class"}), TYPE, kind, near=near)
    if not kinds and isinstance(subject, ox.NamedNode) and not subject.value.startswith((ARKG, SHAPES)):
        yield Breach(subject, rule, frozenset({"class"}), TYPE, near=kind_of(subject, known))


def kind_of(subject: ox.NamedNode, known: Known) -> tuple[ox.NamedNode, ...]:
    """Return the class that a record of this IRI must be of, as another record of its kind is."""
    kind, _, slug = subject.value.removeprefix(RECORDS).partition("/")
    stem = slug.partition("#")[2].partition("-")[0]
    found = known.rules.fragments.get(stem) if stem else known.rules.record_types.get(kind)
    return (found,) if found else ()


def misplaced(subjects: Iterable[Term], home: ox.NamedNode | None, known: Known) -> Iterator[Breach]:
    """Yield the subjects that do not belong where they stand: in the file of the record ``home``.

    Where there is no such file, whatever is a record of this graph, or a part of a record that stands beside it, may
    stand there, and so may the terms and the rules of this graph.
    """
    rule, among = known.rules.find(FILE_RULE), set(subjects)
    for subject in sorted(among, key=str):
        owner = whole(subject)
        if isinstance(subject, ox.BlankNode) and home is None:
            continue
        if owner is None or not (owner == home if home else owner in among or not owner.value.startswith(RECORDS)):
            yield Breach(subject, rule, frozenset({"file"}))


def whole(subject: Term) -> ox.NamedNode | None:
    """Return the record that a subject is, or is a part of; a term or a rule is itself; None for all else."""
    if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(BASE):
        return None
    return ox.NamedNode(subject.value.partition("#")[0]) if subject.value.startswith(RECORDS) else subject


def is_ours(node: object) -> bool:
    """Return whether a node is in a namespace of this graph."""
    return isinstance(node, ox.NamedNode) and node.value.startswith(OURS)


def is_standard(term: ox.NamedNode) -> bool:
    """Return whether another vocabulary has this term; of a vocabulary that rdflib does not know, yes."""
    if term.value.startswith(BASE):
        return False
    from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SH, SKOS, VANN, VOID  # noqa: PLC0415

    spaces = (DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SH, SKOS, VANN, VOID)
    return all(term.value in space for space in spaces if term.value.startswith(str(space)))


def local(iri: ox.NamedNode) -> str:
    """Return the end of an IRI, which tells it from its neighbours."""
    return iri.value.rstrip("/#").replace("#", "/").rpartition("/")[2]
