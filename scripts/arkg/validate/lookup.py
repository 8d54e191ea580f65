"""Look-ups in a graph and its rules: classes, types, labels, and names like one that was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.formats.values.terms import completions
from arkg.names import local_name, nearest, to_record, to_slug
from arkg.namespaces import ARKG, BASE, DEPRECATED, LANG_STRING, OWL, PREF_LABEL, RDF, RDFS, RECORDS, SH, SHAPE, TYPE
from arkg.validate.compiler.paths import Step
from arkg.validate.terms import CLASS, OWL_CLASS, fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeGuard

    from arkg.formats.references import Names
    from arkg.schema import Rule, Schema
    from arkg.validate.engine.sources import Overlay
    from arkg.validate.terms import Term

OURS = (RECORDS, ARKG, SHAPE)
"""The namespaces in which nothing exists that this graph does not define."""
DEFINED_BY = RDFS("isDefinedBy")
CLASSES = (OWL_CLASS, CLASS)
STANDARD = frozenset(
    (
        *OWL.terms("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"),
        *RDFS.terms("Class", "Datatype"),
        *RDF.terms("Property", "List"),
        *SH.terms("NodeShape", "PropertyShape", "SPARQLConstraint", "PrefixDeclaration"),
    )
)
"""The classes of ontologies and shapes themselves."""


@dataclass(eq=False)
class Lookup:
    """Look-ups in a graph with a change applied, in its rules, and among the names of its records."""

    graph: Overlay
    schema: Schema
    names: Names

    @cached_property
    def classes(self) -> frozenset[ox.NamedNode]:
        """Return every class that the ontology declares or a rule names, and those of the standards."""
        declared = (each.subject for each in self.graph.around(CLASSES, Step(TYPE, inverse=True)))
        return STANDARD | self.schema.classes() | {each for each in declared if isinstance(each, ox.NamedNode)}

    @cached_property
    def current_classes(self) -> frozenset[ox.NamedNode]:
        """Return the classes that a suggestion may name: none of the standards, and none that is deprecated."""
        own = self.classes - STANDARD
        return own - {each.subject for each in self.graph.around(own, Step(DEPRECATED))}

    @cached_property
    def terms(self) -> frozenset[ox.NamedNode]:
        """Return the terms of this graph: classes, properties, and whatever else its ontology defines."""
        defined = (each.subject for each in self.graph.having(DEFINED_BY))
        known = {*self.classes, *self.schema.paths, *(each for each in defined if isinstance(each, ox.NamedNode))}
        return frozenset(each for each in known if each.value.startswith(ARKG))

    def exists(self, node: Term) -> bool:
        """Return whether anything is stated about a node."""
        return next(self.graph.match(node, None, None), None) is not None or self.schema.defines(node)

    def types(self, node: Term) -> list[Term]:
        """Return the classes that a node is stated to be of."""
        return [cast("Term", each.object) for each in self.graph.match(node, TYPE, None)]

    def having(self, path: ox.NamedNode) -> list[str]:
        """Return the names of the types of record, or of part, that can have a property."""
        rules = [rule for rule in self.schema if rule.path == path and not rule.inverse]
        kinds = {kind for rule in rules for kind in self.schema.classes_with(rule.iri)} - STANDARD
        return sorted({rule.name for rule in self.schema if rule.ignored and kinds & {*self.schema.targets(rule.iri)}})

    def call(self, node: Term) -> str:
        """Return the label of the first class of a node; an empty text where it has none."""
        for kind in sorted(self.types(node), key=str):
            for each in self.graph.match(kind, PREF_LABEL, None):
                if isinstance(each.object, ox.Literal):
                    return each.object.value
            if closed := self.schema.closed(kind):
                return closed.name
        return ""

    def near_class(self, kind: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """Return the classes with a similar name that are not deprecated; of one name, that of the same namespace."""
        space = kind.value.removesuffix(local_name(kind))
        known = sorted(self.current_classes - {kind}, key=lambda each: (space in each.value, str(each)))
        return near_terms(local_name(kind), known)

    def near_property(self, path: ox.NamedNode, closed: Rule, kinds: list[Term]) -> tuple[ox.NamedNode, ...]:
        """Return the properties with a similar name: of a closed rule, of these classes, else of any."""
        own = [rule for rule in self.schema.rules_of(kinds) if rule.path and not rule.inverse]
        paths = {rule.name: rule.path for rule in own if rule.path}
        name = local_name(path)
        every = sorted(self.schema.paths, key=str)
        return near_terms(name, (*closed.ignored, *paths.values()), paths) or near_terms(name, every)

    def near_node(self, node: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """Return the records of its type, the terms or the rules with a name like the end of this one's."""
        if node.value.startswith(RECORDS):
            own = self.schema.type_at(node) if "#" not in node.value else None
            return tuple(self.names.near(local_name(node), (own.target,))) if own else ()
        terms = {rule.iri for rule in self.schema} if node.value.startswith(SHAPE) else self.terms
        return near_terms(local_name(node), sorted(terms, key=str))


def record_of(subject: Term) -> ox.NamedNode | None:
    """Return the record that a subject is, or is a part of; a term or a rule is itself; None for all else."""
    if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(BASE):
        return None
    return ox.NamedNode(subject.value.partition("#")[0]) if subject.value.startswith(RECORDS) else subject


def is_ours(node: object) -> TypeGuard[ox.NamedNode]:
    """Return whether a node is in a namespace of this graph."""
    return isinstance(node, ox.NamedNode) and node.value.startswith(OURS)


def is_standard(term: ox.NamedNode) -> bool:
    """Return whether another vocabulary has this term; True for a vocabulary that rdflib does not know."""
    if term.value.startswith(BASE):
        return False
    from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SH, SKOS, VANN, VOID  # noqa: PLC0415

    spaces = (DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SH, SKOS, VANN, VOID)
    return all(term.value in space for space in spaces if term.value.startswith(str(space)))


HOST = re.compile(r"[\w-]+([.][\w-]+)+(/|$)")
"""How an address begins that has no scheme."""


def near_terms(
    name: str, terms: Iterable[ox.NamedNode], names: Mapping[str, ox.NamedNode] | None = None
) -> tuple[ox.NamedNode, ...]:
    """Return the terms with a name like this one, best first: the end of their IRI, or one of other ``names``.

    Of terms with one name, it is that of the last, or that in ``names``.
    """
    known = {local_name(each): each for each in terms} | dict(names or {})
    return tuple(dict.fromkeys(known[each] for each in nearest(name, known)))


def accepted(value: Term, rule: Rule) -> ox.NamedNode | ox.Literal | None:
    """Return what the writer of a value may have meant and the rule accepts; None where that is not plain."""
    if rule.classes or rule.choices or isinstance(value, ox.BlankNode):
        return None
    if rule.datatypes:
        return next((new for new in as_typed(value, rule) if new != value), None)
    if isinstance(value, ox.Literal) and value.value.startswith(("http://", "https://")) and rule.fits(value.value):
        return to_iri(value.value)
    if rule.prefixes:
        found = list(dict.fromkeys(completions(value.value, rule)))
        return to_iri(found[0]) if len(found) == 1 else None
    fitting = (each for each in addresses(value.value) if rule.pattern and rule.fits(each) and each != value.value)
    return next(filter(None, map(to_iri, fitting)), None)


def as_typed(value: ox.Literal | ox.NamedNode, rule: Rule) -> Iterator[ox.Literal]:
    """Yield the same text, or what of it is of the rule's pattern, with the datatypes that the rule admits."""
    whole = re.fullmatch(r"\^(.*)\$", rule.pattern)
    inside = re.search(whole[1], value.value) if whole else None
    language = value.language if isinstance(value, ox.Literal) else ""
    hyphenated = re.sub(r"\s*[\u2010-\u2015\u2212]\s*", "-", value.value)
    texts = [value.value, hyphenated, value.value.partition("T")[0], *filter(None, [inside and inside[0]])]
    texts += [re.sub(r"[-\s]", "", value.value), value.value.upper()] if rule.pattern else []
    for datatype in rule.datatypes:
        for text in texts:
            if datatype == LANG_STRING:
                new = ox.Literal(text, language=language or "en")
            else:
                new = ox.Literal(text, datatype=datatype)
            if text and rule.fits(text) and fits(text, datatype):
                yield new


def addresses(text: str) -> Iterator[str]:
    """Yield other spellings of an address: without a slash at its end, with the other scheme, or with one at all."""
    for each in (text.strip(), text.strip().rstrip("/")):
        yield each
        yield re.sub("^http:", "https:", each)
        yield re.sub("^https:", "http:", each)
        if HOST.match(each):
            yield f"https://{each}"


def to_iri(text: str) -> ox.NamedNode | None:
    """Make an IRI of a text, where it is one."""
    try:
        return ox.NamedNode(text)
    except ValueError:
        return None


def identifier(iri: ox.NamedNode, rule: Rule, schema: Schema) -> ox.NamedNode | None:
    """Return an identifier of the form that the rule asks for, made from the one that was written, or None."""
    kinds = (*schema.parts.values(), *schema.record_types.values())
    kind = next((each for each in kinds if each.target in schema.targets(rule.iri)), None)
    if kind is None:
        return None
    record, _, part = iri.value.partition("#")
    if kind.fragment:
        number = re.search(r"[0-9]+$", part)
        made = to_iri(f"{record}#{kind.fragment}-{number[0] if number else 1}")
    else:
        made = to_record(kind.name, to_slug(local_name(record)))
    return made if made and made != iri and rule.fits(made.value) else None
