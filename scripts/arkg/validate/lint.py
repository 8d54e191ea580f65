"""What the rules for rules cannot say: a rule that nothing can break, and a rule that nobody has seen fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.validate.breach import Breach
from arkg.validate.hierarchy import Hierarchy
from arkg.validate.known import STANDARD, is_standard, local
from arkg.validate.rules import OWN, Rule
from arkg.validate.sources import StoreSource
from arkg.validate.suggest import near_terms
from arkg.validate.terms import RDFS, SUBCLASS, TYPE, sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.validate.known import Known
    from arkg.validate.terms import Term
    from arkg.workspace import Repository

EXAMPLES = "tests/contributions/invalid"
DOMAIN = ox.NamedNode(f"{RDFS}domain")
TARGET_RULE = Rule(
    ox.NamedNode(f"{OWN}Rule-target"),
    name="known target",
    why="A rule for a class that does not exist checks nothing.",
    message="Name a class that the ontology declares or that records are of, e.g. sh:targetClass arkg:Initiative .",
)
PATH_RULE = Rule(
    ox.NamedNode(f"{OWN}Rule-known-path"),
    name="possible path",
    why="A rule for a property that its records cannot have checks nothing.",
    message="Name a property that records of this class can have, e.g. sh:path arkg:category .",
)
EXAMPLE_RULE = Rule(
    ox.NamedNode(f"{OWN}Rule-example"),
    name="failing example",
    why="A rule that nobody has seen fail is not a rule.",
    message=f"Add a contribution that breaks exactly this rule, as {EXAMPLES}/ and the name of the rule.",
    severity="warning",
)


def lint(known: Known, repository: Repository) -> Iterator[Breach]:
    """Yield the rules with a target that is no class or a path no record can have, and those without an example."""
    hierarchy = Hierarchy(StoreSource(known.store))
    for rule in known.rules:
        yield from of_targets(rule, known)
        yield from of_path(rule, known, hierarchy)
    examples = repository.root / EXAMPLES
    if examples.is_dir():
        names = {path.stem for path in examples.iterdir()}
        for rule in known.rules:
            if local(rule.iri) not in names:
                yield Breach(rule.iri, EXAMPLE_RULE, frozenset({"rule"}), note="it has no failing example")


def of_targets(rule: Rule, known: Known) -> Iterator[Breach]:
    """Yield the targets of a rule that are no classes: none that is declared, none that anything is of."""
    for kind in known.rules.aimed(rule.iri):
        if kind not in STANDARD and not is_class(kind, known):
            near = known.near_class(kind) if isinstance(kind, ox.NamedNode) else ()
            near = tuple(each for each in near if each != kind)
            yield Breach(rule.iri, TARGET_RULE, frozenset({"target"}), sh("targetClass"), kind, near=near)


def is_class(kind: Term, known: Known) -> bool:
    """Return whether the ontology declares a class or ranks it, or anything is of it."""
    find = known.store.quads_for_pattern
    declared = known.types(kind)
    used = next(find(None, TYPE, kind), None) or next(find(None, SUBCLASS, kind), None)
    return bool(declared or used) or (isinstance(kind, ox.NamedNode) and is_standard(kind))


def of_path(rule: Rule, known: Known, hierarchy: Hierarchy) -> Iterator[Breach]:
    """Yield the path of a rule where it is no property, or one that the members of its class cannot have."""
    path = rule.path
    if path is None:
        return
    used = known.exists(path) or next(known.store.quads_for_pattern(None, path, None), None)
    if not used and not is_standard(path):
        near = near_terms(local(path), {local(each): each for each in known.rules.paths() if each != path})
        yield Breach(rule.iri, PATH_RULE, frozenset({"target"}), sh("path"), path, near=near)
        return
    domains = [cast("Term", quad.object) for quad in known.store.quads_for_pattern(path, DOMAIN, None)]
    for kind in known.rules.having(rule.iri):
        if not rule.inverse and not all(related(kind, domain, hierarchy) for domain in domains):
            yield Breach(rule.iri, PATH_RULE, frozenset({"target"}), sh("path"), path)


def related(kind: Term, domain: Term, hierarchy: Hierarchy) -> bool:
    """Return whether one of two classes is the other, or anywhere above it."""
    return kind in hierarchy.below(domain) or domain in hierarchy.below(kind)
