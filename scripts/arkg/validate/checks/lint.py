"""What the rules for rules cannot say: a rule that nothing can break, and a rule that nobody has seen fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.names import local_name
from arkg.namespaces import RDFS, SH, TYPE
from arkg.schema import OWN, Rule
from arkg.validate.compiler.candidates import Hierarchy
from arkg.validate.lookup import STANDARD, is_standard, near_terms
from arkg.validate.messages.breach import Breach
from arkg.validate.terms import SUBCLASS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.validate.compiler.query import Analyses
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
    description="A rule that has never been seen to fail may not work.",
    message=f"Add a contribution that breaks exactly this rule, as {EXAMPLES}/ and the name of the rule.",
    severity="warning",
)


def lint(lookup: Lookup, workspace: Workspace, analyses: Analyses) -> Iterator[Breach]:
    """Yield the rules with a target that is no class or a path no record can have, and those without an example."""
    schema, hierarchy, examples = lookup.schema, Hierarchy(lookup.graph), workspace.root / EXAMPLES
    names = {path.stem for path in examples.iterdir()} if examples.is_dir() else None
    for rule in schema:
        for kind in schema.targets(rule.iri):
            if isinstance(kind, ox.NamedNode) and kind not in STANDARD and not is_used(kind, TYPE, lookup, analyses):
                near = lookup.near_class(kind)
                yield Breach(rule.iri, TARGET_RULE, frozenset({"target"}), SH("targetClass"), kind, near=near)
        if rule.path and not is_used(rule.path, None, lookup, analyses):
            near = near_terms(local_name(rule.path), sorted(schema.paths - {rule.path}, key=str))
            yield Breach(rule.iri, PATH_RULE, frozenset({"target"}), SH("path"), rule.path, near=near)
        elif rule.path and not rule.inverse and not is_possible(rule, rule.path, lookup, hierarchy):
            yield Breach(rule.iri, PATH_RULE, frozenset({"target"}), SH("path"), rule.path)
        if names is not None and local_name(rule.iri) not in names and rule.iri not in schema.inner:
            yield Breach(rule.iri, EXAMPLE_RULE, frozenset({"rule"}))


def is_used(term: ox.NamedNode, class_link: ox.NamedNode | None, lookup: Lookup, analyses: Analyses) -> bool:
    """Return whether another vocabulary has a class or a property, the graph states something of it, or uses it."""
    find = lookup.graph.match
    uses = [find(None, class_link, term), find(None, SUBCLASS, term)] if class_link else [find(None, term, None)]
    return any(next(found, None) for found in uses) or lookup.exists(term) or analyses.holds(is_standard, term)


def is_possible(rule: Rule, path: ox.NamedNode, lookup: Lookup, hierarchy: Hierarchy) -> bool:
    """Return whether the members of the classes of a rule can have its property: one class is, or is above, another."""
    domains = [cast("Term", triple.object) for triple in lookup.graph.match(path, DOMAIN, None)]
    kinds = lookup.schema.classes_with(rule.iri)
    pairs = [(kind, domain) for kind in kinds for domain in domains]
    return all(kind in hierarchy.below(domain) or domain in hierarchy.below(kind) for kind, domain in pairs)
