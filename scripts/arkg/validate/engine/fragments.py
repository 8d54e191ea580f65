"""From focus nodes to the triples around them, and from changed triples to focus nodes: the two ways along a read."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeAlias, cast

from arkg.namespaces import TYPE
from arkg.validate.compiler.model import Root, Unit, target_step
from arkg.validate.compiler.paths import OUT, Alternative, Repeat, Sequence, Step, backwards, far, near

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    import pyoxigraph as ox

    from arkg.validate.compiler.candidates import Hierarchy
    from arkg.validate.compiler.paths import Path, Prefix, Read
    from arkg.validate.engine.sources import Reader
    from arkg.validate.terms import Term


Pairs: TypeAlias = "dict[Unit, set[Term]]"
"""Focus nodes by the unit they may fail for."""
Having: TypeAlias = "dict[tuple[ox.NamedNode | None, Term | None], set[Term]]"
"""Nodes by a property that they have, and by a class that they are of."""


def follow(reader: Reader, nodes: Collection[Term], path: Path) -> set[Term]:
    """Return the nodes at the ends of a path that starts at any of these nodes."""
    match path:
        case Step():
            return {far(triple, path) for triple in reader.around(nodes, path)}
        case Sequence(parts):
            reached = set(nodes)
            for part in parts:
                reached = follow(reader, reached, part)
            return reached
        case Alternative(parts):
            return {end for part in parts for end in follow(reader, nodes, part)}
        case Repeat(inner, times):
            found = set() if times == "+" else set(nodes)
            ends = follow(reader, nodes, inner)
            while times != "?" and (new := ends - found):
                found |= new
                ends = follow(reader, new, inner)
            return found | ends


def pull(reader: Reader, pairs: Mapping[Unit, Collection[Term]]) -> Iterator[ox.Triple]:
    """Yield all triples that validating units for their focus nodes looks at, and those that make them their targets.

    They are every triple of each read, and triples of the graph only. pySHACL looks at nothing else, so that it finds
    in them exactly what it would find in the graph, and so do the queries for candidates.
    """
    starts: dict[tuple[Prefix | None, Step], set[Term]] = defaultdict(set)
    for unit, foci in pairs.items():
        for read in unit.decided_by:
            starts[read.prefix, read.step].update(foci)
    ends: dict[tuple[frozenset[Term], Prefix], set[Term]] = {}
    for (prefix, step), foci in starts.items():
        if prefix is None:
            yield from reader.having(step.predicate)
            continue
        # Where all that leads from the same nodes is read, what leads from them by one property is read with it.
        covered: set[Term] = starts.get((prefix, OUT), set()) if step != OUT and not step.inverse else set()
        start = frozenset(foci - covered)
        if not start:
            continue
        ends.setdefault((start, ()), {*start})
        for length in range(1, len(prefix) + 1):
            if (start, prefix[:length]) not in ends:
                ends[start, prefix[:length]] = follow(reader, ends[start, prefix[: length - 1]], prefix[length - 1])
        yield from reader.around(ends[start, prefix], step)


def concerned(
    reader: Reader, hierarchy: Hierarchy, readers: Mapping[Read, Iterable[Unit]], changed: Collection[ox.Triple]
) -> Pairs:
    """Return the focus nodes of each unit that may see a changed triple, whether they are targets or not.

    The graph may be the one before the change or the one after it: the way from a focus node to a changed triple is
    in it up to the first triple on the way that is itself added or removed, and that one is a changed triple, too.
    A unit that reads a changed triple wherever it stands gets all its targets. ``readers`` are the units by their
    reads.
    """
    by_predicate: dict[ox.NamedNode | None, list[ox.Triple]] = defaultdict(list, {None: [*changed]})
    for triple in changed:
        by_predicate[triple.predicate].append(triple)
    found: Pairs = defaultdict(set)
    for read, units in readers.items():
        starts = touched(read, hierarchy, by_predicate.get(read.step.predicate, ()))
        nodes = follow(reader, starts, backwards(Sequence(read.prefix or ()))) if starts else ()
        for unit in units if nodes else ():
            found[unit].update(nodes if read.prefix is not None else all_targets(reader, hierarchy, unit))
    return found


def touched(read: Read, hierarchy: Hierarchy, changed: Iterable[ox.Triple]) -> set[Term]:
    """Return the nodes from which a read meets a changed triple of its predicate."""
    if read.classes is not None:
        matter = {kind for each in read.classes for kind in hierarchy.below(each)}
        changed = [triple for triple in changed if triple.object in matter]
    return {near(triple, read.step) for triple in changed}


def targeted(reader: Reader, hierarchy: Hierarchy, pairs: Mapping[Unit, Collection[Term]]) -> dict[Unit, Counter[Term]]:
    """Count for each node of each unit how many roots of the unit target it; those that none does are left out."""
    nodes: set[Term] = set().union(*pairs.values())
    having: Having = defaultdict(set)
    for triple in reader.around(nodes, OUT):
        having[triple.predicate, None].add(near(triple, OUT))
        if triple.predicate == TYPE:
            having[TYPE, cast("Term", triple.object)].add(near(triple, OUT))
    of_root: dict[Root, set[Term]] = {}
    kept: dict[Unit, Counter[Term]] = {}
    for unit, foci in pairs.items():
        for root in unit.roots:
            if root not in of_root:
                of_root[root] = targets_among(reader, hierarchy, root, nodes, having)
        counted = Counter(node for root in unit.roots for node in of_root[root].intersection(foci))
        if counted:
            kept[unit] = counted
    return kept


def targets_among(
    reader: Reader, hierarchy: Hierarchy, root: Root, nodes: Collection[Term], having: Having
) -> set[Term]:
    """Return those of these nodes that a root targets; ``having`` says what is stated about them."""
    found: set[Term] = set()
    for target in root.targets:
        step = target_step(target)
        if target.kind == "targetNode":
            found.update({target.value}.intersection(nodes))
        elif target.kind == "targetClass":
            found.update(*(having[TYPE, kind] for kind in hierarchy.below(target.value) if (TYPE, kind) in having))
        elif step is not None and not step.inverse:
            found |= having.get((step.predicate, None), set())
        elif step is not None:
            found.update(near(triple, step) for triple in reader.around(nodes, step))
    return found


def all_targets(reader: Reader, hierarchy: Hierarchy, unit: Unit) -> set[Term]:
    """Return every focus node of a unit."""
    found: set[Term] = set()
    for target in (target for root in unit.roots for target in root.targets):
        if target.kind == "targetClass":
            found |= follow(reader, hierarchy.below(target.value), Step(TYPE, inverse=True))
        elif (step := target_step(target)) is not None:
            found.update(near(triple, step) for triple in reader.having(step.predicate))
        else:
            found.add(target.value)
    return found
