"""pySHACL with the shapes that may fail: a fragment of the graph and focus nodes in, pySHACL's results out.

``pyshacl.validate`` reads the shapes anew at each call and takes focus nodes only as targets, in quadratic time. So
each shape is loaded once, when it is first needed, and is asked about its focus nodes directly, as pySHACL itself does
for nested shapes.
"""

from __future__ import annotations

import logging
import re
import warnings
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from pyparsing import ParseException
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.errors import ReportableRuntimeError
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, BNode, Graph, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import SPARQLError

from arkg.description import from_rdflib, to_rdflib
from arkg.namespaces import SH
from arkg.validate.compiler.model import EVERYTHING, Result, Unit
from arkg.validate.compiler.paths import read_path
from arkg.validate.findings import RuleFault
from arkg.validate.terms import ONTOLOGY, is_true, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyoxigraph as ox
    from pyshacl.shape import Shape
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result as Rows
    from rdflib.term import Node

    from arkg.validate.compiler.shapes import Shapes
    from arkg.validate.terms import Resource, Term

LEFT_OUT = frozenset(
    map(SH, words("property targetClass targetNode targetSubjectsOf targetObjectsOf ignoredProperties"))
)
STOPS = (
    *(ReportableRuntimeError, NotImplementedError, SPARQLError, ParseException, re.error, RecursionError),
    *(TypeError, ValueError, LookupError, AttributeError, ArithmeticError),
)
"""What pySHACL, and rdflib below it, raise for a rule that they cannot check."""
SILENT = logging.Logger("pyshacl", logging.CRITICAL + 1)  # noqa: LOG001 - of this object alone
"""A logger that says nothing: what pySHACL logs, it also raises."""
prepare = lru_cache(1000)(prepareQuery)


class Fragment(Graph):
    """A part of the graph, made of the terms as the store gives them; a query text is parsed once."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        super().__init__("SimpleMemory", bind_namespaces="none")
        known: dict[Term, Node] = {}
        for triple in triples:
            terms = cast("tuple[Term, Term, Term]", tuple(triple))
            for term in terms:
                if term not in known:
                    known[term] = to_rdflib(term)
            self.add((known[terms[0]], known[terms[1]], known[terms[2]]))

    def __bool__(self) -> bool:
        """Return whether there is a triple, which pySHACL asks for each result, without counting them all."""
        return next(iter(self), None) is not None

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Rows:
        """Answer a query, keeping its parsed form."""
        prepared = prepare(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **kwargs)


class Judge:
    """pySHACL with the shapes of the units that it was asked about.

    A node shape is asked about its own constraints through a copy of it without its property shapes, since these are
    units of their own; a closed copy still admits what they admit. Results name the original.
    """

    def __init__(self, shapes: Shapes) -> None:
        self._description = shapes.description
        self._original: dict[Node, Resource] = {}
        self._loaded: dict[Unit, Shape] = {}

    def _load(self, units: Iterable[Unit]) -> None:
        """Load the shapes of these units, and what they lead to; all where one may look at any other."""
        new = [unit for unit in units if unit not in self._loaded]
        if not new:
            return
        whole = any(unit.reads >= EVERYTHING for unit in new)
        graph = Graph("SimpleMemory")  # knows no contexts, so that what is stated about a shape is found sooner
        with quiet():
            for triple in self._description.triples if whole else self._below(unit.shape.node for unit in new):
                subject, predicate, value = (to_rdflib(cast("Term", term)) for term in triple)
                graph.add((subject, predicate, value))
        asked = {unit: self._copy(graph, unit) if unit.own else to_rdflib(unit.shape.node) for unit in new}
        for unit, node in asked.items():
            graph.add((node, RDF.type, URIRef(SH("PropertyShape" if unit.shape.path else "NodeShape").value)))
        try:
            found = {shape.node: shape for shape in ShapesGraph(graph, logger=SILENT).shapes}
        except ReportableRuntimeError as fault:
            raise RuleFault(f"pySHACL cannot load the rules: {first_line(fault)}") from fault
        self._loaded.update((unit, found[node]) for unit, node in asked.items())

    def _below(self, nodes: Iterable[Term]) -> Iterator[ox.Triple]:
        """Yield what is stated about these nodes and about all that they lead to, and the prefixes of any ontology."""
        left = [*nodes, *self._description.typed(ONTOLOGY)]
        seen = set(left)
        while left:
            for triple in self._description.about(left.pop()):
                yield triple
                if triple.object not in seen:
                    seen.add(cast("Term", triple.object))
                    left.append(cast("Term", triple.object))

    def _copy(self, graph: Graph, unit: Unit) -> URIRef:
        copy = URIRef(f"urn:arkg:own:{len(self._original)}")
        self._original[copy] = unit.shape.node
        for triple in self._description.about(unit.shape.node):
            if triple.predicate not in LEFT_OUT:
                graph.add((copy, to_rdflib(triple.predicate), to_rdflib(cast("Term", triple.object))))
        if any(is_true(constraint.value) for constraint in unit.shape.having("closed")):
            allowed: list[Node] = [to_rdflib(predicate) for predicate in sorted(unit.shape.allowed, key=str)]
            graph.add((copy, URIRef(f"{SH}ignoredProperties"), RdfList(graph, BNode(), allowed).uri))
        return copy

    def results(self, triples: Iterable[ox.Triple], pairs: Mapping[Unit, Mapping[Term, int]]) -> list[Result]:
        """Return the results for each unit's focus nodes, each as often as is said, in order.

        ``triples`` must hold all that the units read for these focus nodes, and the subclass statements.
        """
        self._load(pairs)
        with quiet():
            fragment = Fragment(triples)
            found = [result for unit, foci in pairs.items() for result in self._of_unit(fragment, unit, foci)]
        return sorted(found, key=lambda result: result.order)

    def _of_unit(self, fragment: Fragment, unit: Unit, foci: Mapping[Term, int]) -> Iterator[Result]:
        for times in sorted(set(foci.values())):
            nodes = [to_rdflib(focus) for focus, count in foci.items() if count == times]
            try:
                _, reports = self._loaded[unit].validate(SHACLExecutor(), fragment, focus=nodes)
            except STOPS as fault:
                raise RuleFault(f"pySHACL cannot check this rule: {first_line(fault)}", node=unit.shape.node) from fault
            for _, node, statements in cast("list[tuple[str, Node, list[Any]]]", reports):
                yield from [self._read(node, statements)] * times

    def _read(self, node: Node, statements: list[Any]) -> Result:
        """Read one result; a statement's object may come with the graph it is from, and details are other nodes."""
        said: dict[str, list[Node]] = {}
        for subject, predicate, value in statements:
            if subject == node:
                name, term = str(predicate).removeprefix(SH), value[1] if isinstance(value, tuple) else value
                said.setdefault(name, []).append(term)
        terms = {name: [from_rdflib(value) for value in values] for name, values in said.items()}
        return Result(
            focus=terms["focusNode"][0],
            result_path=read_path(self._description, terms["resultPath"][0]) if "resultPath" in terms else None,
            component=cast("ox.NamedNode", terms["sourceConstraintComponent"][0]),
            value=terms["value"][0] if "value" in terms else None,
            shape=self._original.get(said["sourceShape"][0], cast("Resource", terms["sourceShape"][0])),
            severity=cast("ox.NamedNode", terms["resultSeverity"][0]),
            messages=tuple(sorted(cast("list[ox.Literal]", terms.get("resultMessage", [])), key=str)),
        )


def first_line(fault: Exception) -> str:
    """Return the first line of what is wrong."""
    return str(fault).strip().partition("\n")[0]


@contextmanager
def quiet() -> Iterator[None]:
    """Context manager: rdflib does not report, on stderr, literals that are not of their datatype, as a rule does.

    Nor does pySHACL describe each result in a text that nobody reads, which takes it a third of its time.
    """
    logger, describe = logging.getLogger("rdflib.term"), ConstraintComponent.make_v_result_description
    before = logger.disabled
    logger.disabled = True
    ConstraintComponent.make_v_result_description = lambda *_, **_named: ""  # type: ignore[method-assign]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        logger.disabled = before
        ConstraintComponent.make_v_result_description = describe  # type: ignore[method-assign]
