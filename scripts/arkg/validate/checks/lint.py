"""What the rules for rules cannot say: a rule that nothing can break, and a rule that nobody has seen fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.names import local_name
from arkg.namespaces import RDFS, SH, TYPE
from arkg.schema import OWN, Rule
from arkg.validate.compiler.candidates import Hierarchy
from arkg.validate.lookup import STANDARD, by_name, is_standard, near_terms
from arkg.validate.messages.breach import Breach
from arkg.validate.terms import SUBCLASS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.validate.lookup import Lookup
    from arkg.validate.terms import Term
    from arkg.workspace import Workspace

EXAMPLES = "tests/contributions/invalid"
DOMAIN = RDFS("domain")
TARGET_RULE = Rule(
    ox.NamedNode(f"{OWN}Rule-target"),
    name="known target",
    description="A rule for a class that does not exist checks nothing.",
    message="Name a class that the ontology declares or that records are of, e.g. sh:targetClass arkg:Initiative .",
)
PATH_RULE = Rule(
    ox.NamedNode(f"{OWN}Rule-known-path"),
    name="possible path",
    description="A rule for a property that its records cannot have checks nothing.",
    message="Name a property that records of this class can have, e.g. sh:path arkg:category .",
)
EXAMPLE_RULE = Rule(
    ox.NamedNode(f"{OWN}Rule-example"),
    name="failing example",
    description="A rule that nobody has seen fail is not a rule.",
    message=f"Add a contribution that breaks exactly this rule, as {EXAMPLES}/ and the name of the rule.",
    severity="warning",
)


def lint(lookup: Lookup, workspace: Workspace) -> Iterator[Breach]:
    """Yield the rules with a target that is no class or a path no record can have, and those without an example."""
    hierarchy = Hierarchy(lookup.graph)
    for rule in lookup.schema:
        yield from of_targets(rule, lookup)
        yield from of_path(rule, lookup, hierarchy)
    examples = workspace.root / EXAMPLES
    if examples.is_dir():
        names = {path.stem for path in examples.iterdir()}
        for rule in lookup.schema:
            if local_name(rule.iri) not in names and rule.iri not in lookup.schema.inner():
                yield Breach(rule.iri, EXAMPLE_RULE, frozenset({"rule"}), note="it has no failing example")


def of_targets(rule: Rule, lookup: Lookup) -> Iterator[Breach]:
    """Yield the targets of a rule that are no classes: none that is declared, none that anything is of."""
    for kind in lookup.schema.targets(rule.iri):
        if kind not in STANDARD and not is_class(kind, lookup):
            near = lookup.near_class(kind) if isinstance(kind, ox.NamedNode) else ()
            near = tuple(each for each in near if each != kind)
            yield Breach(rule.iri, TARGET_RULE, frozenset({"target"}), SH("targetClass"), kind, near=near)


def is_class(kind: Term, lookup: Lookup) -> bool:
    """Return whether the ontology declares a class or ranks it, or anything is of it."""
    find = lookup.graph.match
    declared = lookup.types(kind)
    used = next(find(None, TYPE, kind), None) or next(find(None, SUBCLASS, kind), None)
    return bool(declared or used) or (isinstance(kind, ox.NamedNode) and is_standard(kind))


def of_path(rule: Rule, lookup: Lookup, hierarchy: Hierarchy) -> Iterator[Breach]:
    """Yield the path of a rule where it is no property, or one that the members of its class cannot have."""
    path = rule.path
    if path is None:
        return
    used = lookup.exists(path) or next(lookup.graph.match(None, path, None), None)
    if not used and not is_standard(path):
        near = near_terms(local_name(path), by_name(each for each in lookup.schema.paths() if each != path))
        yield Breach(rule.iri, PATH_RULE, frozenset({"target"}), SH("path"), path, near=near)
        return
    domains = [cast("Term", quad.object) for quad in lookup.graph.match(path, DOMAIN, None)]
    for kind in lookup.schema.classes_with(rule.iri):
        if not rule.inverse and not all(related(kind, domain, hierarchy) for domain in domains):
            yield Breach(rule.iri, PATH_RULE, frozenset({"target"}), SH("path"), path)


def related(kind: Term, domain: Term, hierarchy: Hierarchy) -> bool:
    """Return whether one of two classes is the other, or anywhere above it."""
    return kind in hierarchy.below(domain) or domain in hierarchy.below(kind)
