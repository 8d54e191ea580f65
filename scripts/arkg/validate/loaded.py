"""The files of the graph → a store and compiled rules; what cannot be read or compiled is kept as what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import SyntaxFault
from arkg.validate.breach import Breach
from arkg.validate.faults import RuleFault
from arkg.validate.findings import Finding, of_fault
from arkg.validate.rules import OWN, Rule, Rules
from arkg.validate.shapes import Shapes
from arkg.validate.terms import TYPE, sh

if TYPE_CHECKING:
    from pathlib import Path

    from arkg.graph import Repository

PARTS = ("ontology", "data", "shapes")
KEPT = frozenset(
    {TYPE, *map(sh, ("path", "property", "name", "description", "message", "severity", "targetClass"))}
    | {*map(sh, ("closed", "ignoredProperties", "deactivated"))}
)
"""What stays of a rule that cannot be checked."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The graph as its files say it, with its rules compiled; ``store`` holds ontology, data and shapes together."""

    repository: Repository
    files: dict[Path, list[ox.Quad]]
    store: ox.Store
    shapes: Shapes
    rules: Rules
    breaches: tuple[Breach, ...]
    unreadable: tuple[Finding, ...]


def load(repository: Repository) -> Graph:
    """Read the files of the graph and compile its rules."""
    files: dict[Path, list[ox.Quad]] = {}
    unreadable = []
    for path in repository.files(*PARTS):
        try:
            files[path] = repository.parse(path)
        except SyntaxFault as fault:
            unreadable.append(of_fault(fault))
    store = ox.Store()
    store.bulk_extend(quad for quads in files.values() for quad in quads)
    shapes, breaches = compile_rules(
        [quad.triple for path, quads in files.items() if is_in(repository, path, "shapes") for quad in quads]
    )
    rules = Rules(shapes.description)
    return Graph(repository, files, store, shapes, rules, tuple(breaches), tuple(unreadable))


def compile_rules(triples: list[ox.Triple]) -> tuple[Shapes, list[Breach]]:
    """Compile the rules; one that cannot be is left out, and is a breach of its own."""
    breaches: list[Breach] = []
    while True:
        try:
            return Shapes(triples), breaches
        except RuleFault as fault:
            left = without(triples, fault.where)
            if len(left) == len(triples):
                raise
            focus = next(each.subject for each in triples if str(each.subject) == fault.where)
            message = " ".join(part for part in (fault.what, fault.remedy) if part)
            rule = Rule(ox.NamedNode(f"{OWN}Rule"), why="A rule that cannot be read checks nothing.", message=message)
            breaches.append(Breach(focus, rule, frozenset({"fault"})))  # type: ignore[arg-type]
            triples = left


def without(triples: list[ox.Triple], node: str) -> list[ox.Triple]:
    """Take what a rule asks for from a shapes graph, so that it asks for nothing; else all that is said of it."""
    left = [each for each in triples if str(each.subject) != node or each.predicate in KEPT]
    if len(left) < len(triples):
        return left
    return [each for each in triples if node not in (str(each.subject), str(each.object))]


def is_in(repository: Repository, path: Path, part: str) -> bool:
    """Say whether a file stands in a part of the graph."""
    return path.is_relative_to(repository.root / part)
