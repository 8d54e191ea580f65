"""Reads a shapes graph, refusing what would not be checked as it is meant, and cuts it into units."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from arkg.validate.description import Description
from arkg.validate.faults import RuleFault
from arkg.validate.model import Constraint, Root, Shape, Target, Unit
from arkg.validate.paths import read_path
from arkg.validate.queries import read_query
from arkg.validate.terms import CLASS, OWL_CLASS, SH, SUBCLASS, TYPE, XSD, is_true, sh, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox

    from arkg.validate.judge import Judge
    from arkg.validate.terms import Resource, Term

SHAPE_TERMS = words("property node not qualifiedValueShape")
SHAPE_LISTS = words("and or xone")
TERM_LISTS = words("in languageIn ignoredProperties")
CONSTRAINTS = (
    SHAPE_TERMS
    | SHAPE_LISTS
    | words(
        "class closed datatype disjoint equals hasValue in languageIn lessThan lessThanOrEquals maxCount maxExclusive "
        "maxInclusive maxLength minCount minExclusive minInclusive minLength nodeKind pattern sparql uniqueLang"
    )
)
TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
BESIDES = words(
    "path deactivated flags ignoredProperties qualifiedMinCount qualifiedMaxCount "
    "name description message severity order group defaultValue"
)
REWRITTEN = words(
    "byte short int long unsignedByte unsignedShort unsignedInt unsignedLong "
    "positiveInteger nonNegativeInteger negativeInteger nonPositiveInteger"
)


class Shapes:
    """A shapes graph, compiled once and used for any number of validations.

    Raises RuleFault for what this validation does not know: a SHACL term that is not of its list, a shape inside
    itself, the inverse of a sequence, a datatype that the store rewrites, a query that pySHACL would refuse.
    """

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.description = Description(triples)
        self._shapes: dict[Term, Shape] = {}
        self.roots = tuple(self._roots())
        self.units = tuple(self._units())

    @cached_property
    def judge(self) -> Judge:
        """Give pySHACL with these shapes loaded, which is costly and not needed where nothing can fail."""
        from arkg.validate.judge import Judge  # noqa: PLC0415 - loads pySHACL

        return Judge(self)

    def load_judge(self) -> None:
        """Load pySHACL now, if it has not been."""
        _ = self.judge

    def _roots(self) -> Iterator[Root]:
        graph = self.description
        classes = {CLASS, OWL_CLASS, *(node for node in graph.having(SUBCLASS) if CLASS in graph.all(node, SUBCLASS))}
        implicit = [node for node in graph.having(TYPE) if self._is_shape(node) and classes & {*graph.all(node, TYPE)}]
        for node in dict.fromkeys([*(node for kind in TARGETS for node in graph.having(sh(kind))), *implicit]):
            targets = [Target(kind, value) for kind in TARGETS for value in graph.all(node, sh(kind))]
            targets += [Target("targetClass", node)] if node in implicit else []
            if not self.shape(node).deactivated:
                yield Root(node, tuple(dict.fromkeys(targets)))

    def _is_shape(self, node: Resource) -> bool:
        signs = ("property", "node", *TARGETS)
        typed = {sh("NodeShape"), sh("PropertyShape")}.intersection(self.description.all(node, TYPE))
        return bool(typed) or any(self.description.all(node, sh(name)) for name in signs)

    def _units(self) -> Iterator[Unit]:
        having: dict[tuple[Resource, bool], list[Root]] = {}
        for root in self.roots:
            shape = self.shape(root.node)
            own = shape.path is None
            if not own or any(constraint.name != "property" for constraint in shape.constraints):
                having.setdefault((root.node, own), []).append(root)
            for member in (member for found in shape.having("property") for member in found.shapes if own):
                having.setdefault((member.node, False), []).append(root)
        for (node, own), roots in having.items():
            if not self.shape(node).deactivated:
                yield Unit(self.shape(node), tuple(roots), own)

    def shape(self, node: Term, above: tuple[Term, ...] = ()) -> Shape:
        """Give the shape at ``node``; ``above`` are the shapes it stands in."""
        if node in above:
            raise RuleFault("This shape stands inside itself.", where=str(node), remedy="Say it without recursion.")
        if node not in self._shapes:
            self._shapes[node] = self._read(cast("Resource", node), (*above, node))
        return self._shapes[node]

    def _read(self, node: Resource, above: tuple[Term, ...]) -> Shape:
        graph = self.description
        path = graph.one(node, sh("path"))
        flags = graph.one(node, sh("flags"))
        counts = [graph.one(node, sh(f"qualified{end}Count")) for end in ("Min", "Max")]
        return Shape(
            node,
            None if path is None else read_path(graph, path),
            any(is_true(value) for value in graph.all(node, sh("deactivated"))),
            tuple(self._constraints(node, above)),
            flags="" if flags is None else flags.value,
            qualified=cast("tuple[int | None, int | None]", tuple(None if n is None else int(n.value) for n in counts)),
            ignored=frozenset(i for head in graph.all(node, sh("ignoredProperties")) for i in graph.items(head)),
        )

    def _constraints(self, node: Resource, above: tuple[Term, ...]) -> Iterator[Constraint]:
        for triple in self.description.about(node):
            name = triple.predicate.value.removeprefix(SH)
            if name == triple.predicate.value or name in BESIDES or name in TARGETS:
                continue
            if name not in CONSTRAINTS:
                raise RuleFault(
                    f"sh:{name} is not among the SHACL terms that this validation knows.",
                    where=str(node),
                    remedy="Say it with another term, or check its spelling.",
                )
            yield self._constraint(node, name, cast("Term", triple.object), above)

    def _constraint(self, node: Resource, name: str, value: Term, above: tuple[Term, ...]) -> Constraint:
        graph = self.description
        if name == "datatype" and value.value.removeprefix(XSD) in REWRITTEN:
            raise RuleFault(
                f"The store keeps {value} as xsd:integer, so that this rule would fail for every value.",
                where=str(node),
                remedy="Use xsd:integer, with sh:minInclusive and sh:maxInclusive where it is bounded.",
            )
        if name in SHAPE_TERMS:
            return Constraint(name, value, shapes=(self.shape(value, above),))
        if name == "sparql":
            return Constraint(name, value, query=read_query(graph, value))
        items = graph.items(value) if name in SHAPE_LISTS | TERM_LISTS else ()
        if name in SHAPE_LISTS:
            return Constraint(name, value, items, shapes=tuple(self.shape(item, above) for item in items))
        return Constraint(name, value, items)
