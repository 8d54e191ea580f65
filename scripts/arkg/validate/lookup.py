"""Look-ups in a graph and its rules: classes, types, labels, and names like one that was written."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.formats.values.terms import completions
from arkg.names import ALTERNATIVE, fold, local_name, misspellings, nearest, nearest_names
from arkg.namespaces import ARKG, BASE, DEPRECATED, LANG_STRING, OWL, PREF_LABEL, RDF, RDFS, RECORDS, SH, SHAPE, TYPE
from arkg.validate.compiler.candidates import Hierarchy
from arkg.validate.compiler.paths import Step
from arkg.validate.terms import CLASS, OWL_CLASS, fits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from arkg.schema import Rule, Schema
    from arkg.validate.engine.sources import Overlay, Row
    from arkg.validate.terms import Term

    Names = dict[str, ox.NamedNode]
    Select = Callable[[str], Iterable[Row]]
    from collections.abc import Iterable, Iterator, Mapping

OURS = (RECORDS, ARKG, SHAPE)
"""The namespaces in which nothing exists that this graph does not define."""
NAMES = (PREF_LABEL, *ALTERNATIVE)
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

FEW = 1000
"""How many records of a type are compared with a misspelled name one by one."""
MOST_GUESSES = 50
"""For how many names, among more records, all misspellings are looked up: thousands of look-ups for each."""
LONGEST = 80
BATCH = 2000


class Lookup:
    """Look-ups in a graph with a change applied, and in its rules.

    Names like the one that was written are found without a list of all names, since the graph may be large.
    """

    def __init__(self, graph: Overlay, schema: Schema, select: Select) -> None:
        """Keep the graph, its rules, and what answers SPARQL about the graph without the change."""
        self.graph = graph
        self.schema = schema
        self._select = select
        self._guesses = MOST_GUESSES
        self._near: dict[tuple[object, ...], tuple[ox.NamedNode, ...]] = {}
        self._listed: dict[tuple[ox.NamedNode, ...], Names | None] = {}

    @cached_property
    def classes(self) -> frozenset[ox.NamedNode]:
        """Return every class that the ontology declares or a rule names, and those of the standards."""
        declared = (each.subject for each in self.graph.around(CLASSES, Step(TYPE, inverse=True)))
        return STANDARD | self.schema.classes() | {each for each in declared if isinstance(each, ox.NamedNode)}

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
            for each in self.graph.match(kind, NAMES[0], None):
                if isinstance(each.object, ox.Literal):
                    return each.object.value
            for rule in self.schema:
                if kind in self.schema.targets(rule.iri) and rule.ignored:
                    return rule.name
        return ""

    def near_class(self, kind: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """Return the classes with a similar name that are not deprecated; of one name, that of the same namespace."""
        deprecated = {each.subject for each in self.graph.having(DEPRECATED)}
        space = kind.value.removesuffix(local_name(kind))
        known = sorted(self.classes - STANDARD - {kind} - deprecated, key=lambda each: (space in each.value, str(each)))
        return near_terms(local_name(kind), by_name(known))

    def near_property(self, path: ox.NamedNode, closed: Rule, kinds: list[Term]) -> tuple[ox.NamedNode, ...]:
        """Return the properties with a similar name: of a closed rule, of these classes, else of any."""
        own = {rule.path: rule.name for rule in self.schema.rules_of(kinds) if rule.path and not rule.inverse}
        names = by_name((*closed.ignored, *own)) | {name: each for each, name in own.items()}
        every = by_name(sorted(self.schema.paths(), key=str))
        return near_terms(local_name(path), names) or near_terms(local_name(path), every)

    def near_node(self, node: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """Return the records of its type, the terms or the rules with a name like the end of this one's."""
        if node.value.startswith(RECORDS):
            return self.near_member(local_name(node), type_of(node, self.schema)) if "#" not in node.value else ()
        if node.value.startswith(SHAPE):
            terms = {rule.iri for rule in self.schema}
        else:
            defined = (each.subject for each in self.graph.having(DEFINED_BY))
            terms = {*self.classes, *self.schema.paths(), *(each for each in defined if isinstance(each, ox.NamedNode))}
            terms = {each for each in terms if each.value.startswith(ARKG)}
        return near_terms(local_name(node), by_name(sorted(terms, key=str)))

    def near_member(self, text: str, kinds: tuple[ox.NamedNode, ...]) -> tuple[ox.NamedNode, ...]:
        """Return the nodes of these classes with a name like ``text``; where there are many, those one letter away."""
        if (text, *kinds) not in self._near:
            if kinds not in self._listed:
                self._listed[kinds] = self._list(kinds)
            names = self._listed[kinds]
            self._near[text, *kinds] = near_records(text, self._alike(text, kinds) if names is None else names)
        return self._near[text, *kinds]

    @cached_property
    def _hierarchy(self) -> Hierarchy:
        return Hierarchy(self.graph)

    def _below(self, kinds: Iterable[Term]) -> set[Term]:
        return {each for kind in kinds for each in self._hierarchy.below(kind)}

    def _list(self, kinds: tuple[ox.NamedNode, ...]) -> Names | None:
        """Return every name of a node of these classes, and the node; None where there are too many.

        Names are labels and, which win over those, the ends of IRIs.
        """
        classes = " ".join(self._hierarchy.written(*kinds))
        few = f"SELECT DISTINCT ?node WHERE {{ VALUES ?kind {{ {classes} }} ?node a ?kind }} LIMIT {FEW + 1}"
        labels = "|".join(map(str, NAMES))
        rows = [*self._select(f"SELECT ?node ?name WHERE {{ {{ {few} }} OPTIONAL {{ ?node {labels} ?name }} }}")]
        if len({node for node, _ in rows}) > FEW:
            return None
        nodes = self._with_change((node for node, _ in rows), self._below(kinds))
        stated: set[tuple[object, object]] = {(name, node) for node, name in rows if node not in self._changed}
        stated |= {(each.object, each.subject) for each in self.graph.change.added if each.predicate in NAMES}
        named = [(name.value, node) for name, node in stated if isinstance(name, ox.Literal) and node in nodes]
        return {**dict(sorted(named, key=str)), **by_name(sorted(nodes, key=str))}  # type: ignore[arg-type]

    def _alike(self, text: str, kinds: tuple[ox.NamedNode, ...]) -> Names:
        """Return the names of those nodes of these classes that are this one, or one letter away from it."""
        slug = fold(text)
        self._guesses -= 1
        if self._guesses < 0 or len(slug) > LONGEST or not re.fullmatch("[a-z0-9-]+", slug):
            return {}
        wanted = self._below(kinds)
        found: list[Term | None] = []
        for each in self.schema.record_types.values():
            if not self._below([each.target]) & wanted:
                continue
            names = (f"r:{name}" for name in (slug, *misspellings(slug)))
            while batch := " ".join(islice(names, BATCH)):
                query = f"SELECT ?node ?kind WHERE {{ VALUES ?node {{ {batch} }} ?node a ?kind }}"
                rows = self._select(f"PREFIX r: <{RECORDS}{each.name}/> {query}")
                found += [node for node, kind in rows if kind in wanted]
        return by_name(self._with_change(found, wanted))

    @cached_property
    def _changed(self) -> frozenset[object]:
        """Return the subjects of the change, which states all that there is of them afterwards."""
        return frozenset(each.subject for each in self.graph.change.added | self.graph.change.removed)

    def _with_change(self, nodes: Iterable[Term | None], kinds: set[Term]) -> set[ox.NamedNode]:
        """Return these nodes of some classes, once the change is made."""
        new = {each.subject for each in self.graph.change.added if each.predicate == TYPE and each.object in kinds}
        return {node for node in {*nodes} - self._changed | new if isinstance(node, ox.NamedNode)}


def type_of(subject: ox.NamedNode, schema: Schema) -> tuple[ox.NamedNode, ...]:
    """Return the class that a record, or a part, of this IRI must be of."""
    kind, _, slug = subject.value.removeprefix(RECORDS).partition("/")
    stem = slug.partition("#")[2].partition("-")[0]
    if stem:
        return (schema.fragments[stem],) if stem in schema.fragments else ()
    return (schema.record_types[kind].target,) if kind in schema.record_types else ()


def record_of(subject: Term) -> ox.NamedNode | None:
    """Return the record that a subject is, or is a part of; a term or a rule is itself; None for all else."""
    if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(BASE):
        return None
    return ox.NamedNode(subject.value.partition("#")[0]) if subject.value.startswith(RECORDS) else subject


def is_ours(node: object) -> bool:
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


def by_name(terms: Iterable[ox.NamedNode]) -> dict[str, ox.NamedNode]:
    """Return terms by the ends of their IRIs; of those with one name, the last."""
    return {local_name(each): each for each in terms}


def near_terms(name: str, known: Mapping[str, ox.NamedNode]) -> tuple[ox.NamedNode, ...]:
    """Return the terms with a name like this one, best first; ``known`` holds every name and what bears it."""
    return tuple(dict.fromkeys(known[each] for each in nearest(name, known)))


def near_records(name: str, known: Mapping[str, ox.NamedNode]) -> tuple[ox.NamedNode, ...]:
    """Return the records that a name may mean, best first; ``known`` holds every name and what bears it."""
    return tuple(dict.fromkeys(known[each] for each in nearest_names(name, known)))


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
    record, _, part = iri.value.partition("#")
    targets = schema.targets(rule.iri)
    if fragment := next((name for name, target in schema.fragments.items() if target in targets), None):
        number = re.search(r"[0-9]+$", part)
        made = to_iri(f"{record}#{fragment}-{number[0] if number else 1}")
    elif kind := next((name for name, each in schema.record_types.items() if each.target in targets), None):
        slug = re.sub(r"[^a-z0-9]+", "-", record.rstrip("/").rpartition("/")[2].lower()).strip("-")
        made = to_iri(f"{RECORDS}{kind}/{slug}")
    else:
        return None
    return made if made and made != iri and rule.fits(made.value) else None
