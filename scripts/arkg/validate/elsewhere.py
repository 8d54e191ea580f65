"""A graph in a store on disk or at an endpoint → findings, as for a graph in files: asked by SPARQL, never read whole.

What only files can break (their names, their layout, the rules themselves) is checked where the files are.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.graph import NAMESPACE, RECORDS
from arkg.validate.advise import Adviser
from arkg.validate.beside import of_contribution
from arkg.validate.breach import Breach, of_results
from arkg.validate.check import explained, of_literals
from arkg.validate.explain import Explainer
from arkg.validate.findings import Report
from arkg.validate.fragments import follow
from arkg.validate.guesses import Elsewhere
from arkg.validate.known import OURS, SHAPES, Known, dangling, of_unknown_class
from arkg.validate.literals import ill_formed
from arkg.validate.loaded import compile_rules
from arkg.validate.paths import Step
from arkg.validate.rules import Rules
from arkg.validate.terms import RDF, TYPE, XSD
from arkg.validate.view import Shelf, View, to_source
from arkg.validate.whole import validate_graph
from arkg.validate.wording import Speller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.graph import Contribution, Repository, Store
    from arkg.validate.remembered import Source
    from arkg.validate.shapes import Shapes
    from arkg.validate.terms import Resource, Term
    from arkg.validate.whole import Progress


def examine_store(
    repository: Repository,
    store: Store,
    contribution: Contribution | None = None,
    *,
    shapes: Shapes | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check the graph in a store, or a contribution laid over it, by the rules of the repository; nothing is written.

    ``shapes`` are those rules where they are compiled already.

    Raises StoreFault where the store does not answer, HierarchyChanged for a contribution that changes classes.
    """
    source = to_source(store)
    if contribution is None:
        return of_whole(repository, source, progress)
    return of_contribution(repository, source, contribution, shapes or compiled(repository))


def of_whole(repository: Repository, source: Source, progress: Progress | None) -> Report:
    """Check all that a store holds."""
    shapes, breaches = compile_rules([quad.triple for quad in repository.quads("shapes")])
    rules, view = Rules(shapes.description), View(source)
    known = Elsewhere(view, rules, source)
    with ThreadPoolExecutor(1) as beside:
        unknown_things = beside.submit(lambda: [*of_references(source, known), *of_classes(source, known, view)])
        literals = beside.submit(lambda: list(of_literals(wrong_literals(source), known)))
        results = tuple(validate_graph(source, shapes, progress=progress))
        breaches += [*of_results(results, rules), *unknown_things.result(), *literals.result()]
    adviser = Adviser(Speller(repository.prefixes), known)
    found = explained(breaches, Explainer(adviser, Shelf(repository, view, None)))
    statements, records = count(source, "?s ?p ?o"), count(source, f"?s a ?c {records_only('?s')}")
    return Report((), results, records, statements, len(rules)).with_more(found)


def count(source: Source, pattern: str) -> int:
    """Count the subjects of statements: each where a class is asked for, else the statements."""
    what = "*" if pattern == "?s ?p ?o" else "DISTINCT ?s"
    rows = source.select(f"SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}")
    return int(cast("ox.Literal", next(iter(rows))[0]).value)


def records_only(variable: str) -> str:
    """Write a filter for records without their parts."""
    return f'FILTER(STRSTARTS(STR({variable}), "{RECORDS}") && !CONTAINS(STR({variable}), "#"))'


def of_references(source: Source, known: Known) -> Iterator[Breach]:
    """Give the statements that lead to what is in one of our namespaces and does not exist."""
    ours = " || ".join(f'STRSTARTS(STR(?o), "{space}")' for space in OURS if space != SHAPES)
    things = "{ SELECT DISTINCT ?o WHERE { ?s ?p ?o FILTER(isIRI(?o)) } } FILTER NOT EXISTS { ?o ?verb ?thing }"
    query = f"SELECT ?o WHERE {{ {{ SELECT ?o WHERE {{ {things} }} }} FILTER({ours}) }}"
    for node in sorted({cast("Term", row[0]) for row in source.select(query)}, key=str):
        for triple in source.around([node], Step(None, inverse=True)):
            if triple.predicate != TYPE:
                yield dangling(triple, known)


def of_classes(source: Source, known: Known, view: View) -> Iterator[Breach]:
    """Give the subjects of classes that nobody defines, and those of no class."""
    kinds = {cast("Term", row[0]) for row in source.select("SELECT DISTINCT ?class WHERE { ?s a ?class }")}
    strange = follow(source, kinds - known.classes, Step(TYPE, inverse=True))
    query = "SELECT DISTINCT ?s WHERE { { SELECT DISTINCT ?s WHERE { ?s ?p ?o } } MINUS { ?s a ?class } }"
    strange |= {cast("Term", row[0]) for row in source.select(query)}
    for subject in sorted(strange, key=str):
        if not str(subject).startswith((f"<{NAMESPACE}", f"<{SHAPES}")) or known.types(subject):
            about = [quad.triple for quad in view.quads_for_pattern(cast("Resource", subject), None, None)]
            yield from of_unknown_class(subject, about, known)


def wrong_literals(source: Source) -> Iterator[ox.Triple]:
    """Give the statements whose values are none of their datatype."""
    typed = f"isLiteral(?o) && DATATYPE(?o) != <{XSD}string> && DATATYPE(?o) != <{RDF}langString>"
    query = f"SELECT DISTINCT ?o WHERE {{ ?s ?p ?o FILTER({typed}) }}"
    literals = {row[0] for row in source.select(query) if isinstance(row[0], ox.Literal)}
    for literal in sorted(ill_formed(literals), key=str):
        yield from source.around([literal], Step(None, inverse=True))


def compiled(repository: Repository) -> Shapes:
    """Compile the rules; those that cannot be are told of where the whole graph is checked."""
    return compile_rules([quad.triple for quad in repository.quads("shapes")])[0]
