"""The files of the graph → a store and compiled rules; what cannot be read or compiled is kept as what is wrong."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import Finding, InputFault, SyntaxFault
from arkg.validate.breach import Breach
from arkg.validate.faults import RuleFault
from arkg.validate.findings import UNCHECKED, of_fault
from arkg.validate.rules import OWN, Rule, Rules
from arkg.validate.shapes import Shapes
from arkg.validate.terms import FIRST, REST, TYPE, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from arkg.validate.results import Result
    from arkg.validate.terms import Term
    from arkg.workspace import Repository

PARTS = ("ontology", "data", "shapes")
KEPT = frozenset(
    {TYPE, *map(sh, ("path", "property", "name", "description", "message", "severity", "targetClass"))}
    | {*map(sh, ("closed", "ignoredProperties", "deactivated"))}
)
"""What stays of a rule that cannot be checked."""
CLOSED = frozenset(map(sh, ("closed", "ignoredProperties")))
QUALIFIED = frozenset({sh("qualifiedValueShape")})
USES = QUALIFIED | {FIRST, REST, *map(sh, ("property", "node", "not", "and", "or", "xone", "sparql"))}
"""The properties by which a shape, or a list of shapes, uses another one or a query."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The graph as its files say it, with its rules compiled; ``store`` holds ontology, data and shapes together.

    ``unreadable`` are the files that cannot be read, and ``lost`` the records in them.
    """

    repository: Repository
    files: dict[Path, list[ox.Quad]]
    store: ox.Store
    shapes: Shapes
    rules: Rules
    unreadable: tuple[Finding, ...]
    lost: frozenset[ox.NamedNode]


def load(repository: Repository) -> Graph:
    """Read the files of the graph and compile its rules."""
    files: dict[Path, list[ox.Quad]] = {}
    unreadable, lost = [], set[ox.NamedNode | None]()
    for path in repository.files(*PARTS):
        try:
            files[path] = repository.parse(path)
        except (InputFault, SyntaxFault) as fault:
            unreadable.append(of_fault(fault))
            lost.add(repository.record_iri(path))
    store = ox.Store()
    store.bulk_extend(quad for quads in files.values() for quad in quads)
    shapes = compile_rules(
        [quad.triple for path, quads in files.items() if is_in(repository, path, "shapes") for quad in quads]
    )
    rules = Rules(shapes.description)
    return Graph(repository, files, store, shapes, rules, tuple(unreadable), frozenset(filter(None, lost)))


def compile_rules(triples: Collection[ox.Triple], faults: tuple[RuleFault, ...] = ()) -> Shapes:
    """Compile the rules; those that cannot be checked are left out, and their faults are kept."""
    while True:
        try:
            return Shapes(triples, faults)
        except RuleFault as fault:
            triples, faults = without(triples, fault), (*faults, fault)


def sound_results(shapes: Shapes, find: Callable[[Shapes], Iterable[Result]]) -> tuple[Shapes, tuple[Result, ...]]:
    """Return the results that are found with the rules that can be checked, and these rules.

    A rule that pySHACL stops at is left out, as one that cannot be compiled is.
    """
    while True:
        try:
            return shapes, tuple(find(shapes))
        except RuleFault as fault:
            shapes = compile_rules(without(shapes.description.triples, fault), (*shapes.faults, fault))


def of_faults(shapes: Shapes) -> Iterator[Breach]:
    """Return a breach for each rule that was left out."""
    subjects = {str(each.subject): cast("Term", each.subject) for each in shapes.description.triples}
    for fault in shapes.faults:
        focus = subjects.get(fault.where) or named(fault.where)
        message = " ".join(part for part in (fault.what, fault.remedy) if part)
        rule = Rule(
            ox.NamedNode(f"{OWN}{UNCHECKED}"), why="A rule that cannot be read checks nothing.", message=message
        )
        yield Breach(focus, rule, frozenset({"fault"}), fault.path, fault.value, near=fault.near)


def named(where: str) -> Term:
    """Return the node that a fault names."""
    return ox.BlankNode(where.removeprefix("_:")) if where.startswith("_:") else ox.NamedNode(where.strip("<>"))


def without(triples: Collection[ox.Triple], fault: RuleFault) -> list[ox.Triple]:
    """Take what a rule asks for from a shapes graph, else all that is said of it, and all that depends on it.

    Raises the fault itself where the graph has no such rule.
    """
    node = fault.where
    left = [each for each in triples if str(each.subject) != node or (each.predicate in KEPT and not_component(each))]
    if len(left) == len(triples):
        owners = {each.subject for each in triples if str(each.object) == node and each.predicate == sh("property")}
        left = [each for each in triples if node not in (str(each.subject), str(each.object))]
        left = [each for each in left if each.subject not in owners or each.predicate not in CLOSED]
    if len(left) == len(triples):
        raise fault
    return without_users(left, node)


def not_component(triple: ox.Triple) -> bool:
    """Return whether a statement does not declare a constraint component."""
    return triple.object != sh("ConstraintComponent")


def without_users(triples: list[ox.Triple], node: str) -> list[ox.Triple]:
    """Take from a shapes graph what asks whether a value has a shape that asks for less than it did.

    The results of sh:property are the property shape's own, so that it may stay, but the shape around it asks for less.
    """
    using: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        if triple.predicate in USES:
            using[str(triple.object)].append(triple)
    weaker, left = {node}, [node]
    gone: set[tuple[Term, ox.NamedNode]] = set()
    while left:
        for triple in using[left.pop()]:
            subject = cast("Term", triple.subject)
            if triple.predicate != sh("property"):
                gone.add((subject, triple.predicate))
            if str(subject) not in weaker:
                weaker.add(str(subject))
                left.append(str(subject))
    counted = {subject for subject, verb in gone if verb in QUALIFIED}
    gone |= {(subject, sh(f"qualified{end}Count")) for subject in counted for end in ("Min", "Max")}
    return [each for each in triples if (each.subject, each.predicate) not in gone]


def is_in(repository: Repository, path: Path, part: str) -> bool:
    """Return whether a file stands in a part of the graph."""
    return path.is_relative_to(repository.root / part)
