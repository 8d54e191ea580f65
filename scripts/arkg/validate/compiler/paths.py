"""Property paths: read from a shapes graph, written in SPARQL, walked backwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, cast

import pyoxigraph as ox

from arkg.namespaces import FIRST, SH
from arkg.validate.findings import RuleFault

if TYPE_CHECKING:
    from arkg.description import Description
    from arkg.validate.terms import Term


@dataclass(frozen=True, slots=True)
class Step:
    """One predicate, followed to its objects or, ``inverse``, to its subjects; without a predicate: any of them."""

    predicate: ox.NamedNode | None
    inverse: bool = False


OUT, IN = Step(None), Step(None, inverse=True)
"""Any step from a node, and any step to it."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """One path after another."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any of several paths."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A path taken ``?`` (at most once), ``*`` (any number of times) or ``+`` (at least once)."""

    path: Path
    times: str


Path: TypeAlias = Step | Sequence | Alternative | Repeat

FEWEST = 2
"""How many paths a sequence or an alternative has at least."""
REPEATS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def near(triple: ox.Triple, step: Step) -> Term:
    """Return the node of a triple from which the step leads."""
    return cast("Term", triple.object if step.inverse else triple.subject)


def far(triple: ox.Triple, step: Step) -> Term:
    """Return the node of a triple to which the step leads."""
    return cast("Term", triple.subject if step.inverse else triple.object)


def read_path(shapes: Description, node: Term, *, inverse: bool = False, above: tuple[Term, ...] = ()) -> Path:
    """Return the SHACL path at ``node`` (SHACL, 2.3.1), backwards if ``inverse``; ``above`` are the paths around it.

    Raises RuleFault for what is no path, and for the inverse of a sequence, which pySHACL walks in the wrong order.
    """
    if isinstance(node, ox.NamedNode):
        return Step(node, inverse)
    if node in above:
        raise RuleFault("A property path contains itself.", remedy="Use sh:zeroOrMorePath to repeat a path.")
    around = (*above, node)
    if shapes.one(node, FIRST) is not None:
        if inverse:
            raise RuleFault("A sequence is inside sh:inversePath.", remedy="Invert its steps one by one.")
        return Sequence(tuple(read_path(shapes, item, above=around) for item in members(shapes, node)))
    if (inner := shapes.one(node, SH("inversePath"))) is not None:
        return read_path(shapes, inner, inverse=not inverse, above=around)
    if (head := shapes.one(node, SH("alternativePath"))) is not None:
        parts = members(shapes, head)
        return Alternative(tuple(read_path(shapes, item, inverse=inverse, above=around) for item in parts))
    for name, times in REPEATS.items():
        if (inner := shapes.one(node, SH(name))) is not None:
            return Repeat(read_path(shapes, inner, inverse=inverse, above=around), times)
    raise RuleFault(f"{node} is not a property path.", remedy="Use a property, or one of SHACL's path expressions.")


def members(shapes: Description, head: Term) -> tuple[Term, ...]:
    """Return the paths in the list of a sequence or an alternative; raise RuleFault if there are not at least two."""
    found = shapes.items(head)
    if not shapes.is_list(head) or len(found) < FEWEST:
        raise RuleFault("A property path needs a well-formed list of two or more paths.", remedy="Write ( ex:p ex:q ).")
    return found


def write(path: Path) -> str:
    """Write the path in SPARQL."""
    match path:
        case Step(None, _):
            raise ValueError("Only a read may leave the predicate open.")
        case Step(predicate, inverse):
            return f"^{predicate}" if inverse else str(predicate)
        case Sequence(parts):
            return "/".join(grouped(part) for part in parts)
        case Alternative(parts):
            return "|".join(grouped(part) for part in parts)
        case Repeat(inner, times):
            return f"({write(inner)}){times}"


def write_turtle(path: Path) -> str:
    """Write the path in Turtle (SHACL, 2.3.1), for which sh: stands for SHACL."""
    match path:
        case Step(predicate, inverse):
            return f"[ sh:inversePath {predicate} ]" if inverse else str(predicate)
        case Sequence(parts):
            return f"( {' '.join(map(write_turtle, parts))} )"
        case Alternative(parts):
            return f"[ sh:alternativePath ( {' '.join(map(write_turtle, parts))} ) ]"
        case Repeat(inner, times):
            name = next(each for each, sign in REPEATS.items() if sign == times)
            return f"[ sh:{name} {write_turtle(inner)} ]"


def grouped(path: Path) -> str:
    """Write the path in SPARQL, in parentheses where it stands inside another."""
    return write(path) if isinstance(path, Step | Repeat) else f"({write(path)})"


def steps(path: Path) -> tuple[Path, ...]:
    """Return the parts of a path that are walked one after another."""
    return tuple(step for part in path.parts for step in steps(part)) if isinstance(path, Sequence) else (path,)


def backwards(path: Path) -> Path:
    """Return the path that leads from its ends back to its starts."""
    match path:
        case Step(predicate, inverse):
            return Step(predicate, not inverse)
        case Sequence(parts):
            return Sequence(tuple(backwards(part) for part in reversed(parts)))
        case Alternative(parts):
            return Alternative(tuple(backwards(part) for part in parts))
        case Repeat(inner, times):
            return Repeat(backwards(inner), times)


def repeats(path: Path) -> bool:
    """Return whether the path is a closure anywhere, so that it is cheap only from a known start."""
    match path:
        case Step():
            return False
        case Sequence(parts) | Alternative(parts):
            return any(repeats(part) for part in parts)
        case Repeat():
            return True


def may_stay(path: Path) -> bool:
    """Return whether the path leads from every node to that node itself, too."""
    match path:
        case Step():
            return False
        case Sequence(parts):
            return all(may_stay(part) for part in parts)
        case Alternative(parts):
            return any(may_stay(part) for part in parts)
        case Repeat(inner, times):
            return times != "+" or may_stay(inner)


Prefix: TypeAlias = tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Triples that validating a focus node may look at: those one ``step`` from the nodes that ``prefix`` leads to.

    Without a prefix (None) it is every triple of the step's predicate, wherever it stands. With ``classes``, only
    whether the object is one of these or below them matters.
    """

    prefix: Prefix | None
    step: Step
    classes: frozenset[ox.NamedNode] | None = None


def trace(path: Path, prefix: Prefix) -> tuple[set[Read], list[Prefix]]:
    """Return what is read while walking ``path`` from where ``prefix`` leads, and the prefixes of where it ends."""
    match path:
        case Step():
            return {Read(prefix, path)}, [(*prefix, path)]
        case Sequence(parts):
            reads: set[Read] = set()
            ends = [prefix]
            for part in parts:
                traced = [trace(part, end) for end in ends]
                reads.update(read for found, _ in traced for read in found)
                ends = [end for _, found in traced for end in found]
            return reads, ends
        case Alternative(parts):
            traced = [trace(part, prefix) for part in parts]
            return {read for reads, _ in traced for read in reads}, [end for _, ends in traced for end in ends]
        case Repeat(inner, "?"):
            reads, ends = trace(inner, prefix)
            return reads, [prefix, *ends]
        case Repeat(inner, _):
            return trace(inner, (*prefix, Repeat(inner, "*")))[0], [(*prefix, path)]
