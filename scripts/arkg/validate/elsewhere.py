"""A graph in a store on disk or at an endpoint → findings, as for a graph in files: asked by SPARQL, never read whole.

What only files can break (their names, their layout, the rules themselves) is checked where the files are.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import StoreFault
from arkg.namespaces import ARKG, BASE
from arkg.validate.advise import Adviser
from arkg.validate.beside import of_contribution
from arkg.validate.breach import Breach, of_results
from arkg.validate.check import explained, nothing, of_literals
from arkg.validate.days import current_day
from arkg.validate.explain import Explainer
from arkg.validate.findings import Report
from arkg.validate.fragments import follow
from arkg.validate.guesses import Elsewhere
from arkg.validate.known import OURS, SHAPES, Known, dangling, of_unknown_class, refers
from arkg.validate.literals import ill_formed
from arkg.validate.loaded import compile_rules, of_faults, sound_results
from arkg.validate.paths import Step
from arkg.validate.rules import Rules
from arkg.validate.single import of_store
from arkg.validate.terms import RDF, TYPE, XSD
from arkg.validate.view import Shelf, View, to_source
from arkg.validate.whole import validate_graph
from arkg.validate.wording import Speller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.store import Store
    from arkg.validate.remembered import Source
    from arkg.validate.shapes import Shapes
    from arkg.validate.terms import Resource, Term
    from arkg.validate.whole import Progress
    from arkg.workspace import Contribution, Repository

STATEMENTS = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
ONTOLOGY = "SELECT ?class WHERE { ?class a <http://www.w3.org/2002/07/owl#Class> }"
PROPERTIES = "SELECT DISTINCT ?p WHERE { ?s ?p ?o }"
KEPT = f'STRSTARTS(STR(?o), "{BASE}") || (DATATYPE(?o) != <{RDF}langString> && DATATYPE(?o) != <{XSD}string>)'
MANY = 10**12
"""More than any graph has: no engine moves a filter into a sub-query with a limit."""


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

    Raises StoreFault where the store does not answer or holds no ontology, HierarchyChanged for a contribution that
    changes classes.
    """
    source = to_source(store)
    if next(iter(source.select(ONTOLOGY)), None) is None:
        raise StoreFault(
            "The store holds no ontology, so that no class in it is known.",
            where="--store",
            remedy="Load it with the data: arkg load --replace DIR ontology data",
        )
    if contribution is None:
        return of_whole(repository, source, progress)
    return of_contribution(repository, source, contribution, shapes or compiled(repository))


def of_whole(repository: Repository, source: Source, progress: Progress | None) -> Report:
    """Check all that a store holds."""
    shapes = compiled(repository)
    rules, view = Rules(shapes.description), View(source)
    known = Elsewhere(view, rules, source)
    with ThreadPoolExecutor(1) as beside:
        ends = beside.submit(lambda: [*of_loose_ends(source, known)])
        kinds = beside.submit(lambda: [*of_classes(source, known, view)])
        sizes = [beside.submit(count, source, what) for what in (STATEMENTS, of_records(rules))]
        shapes, results = sound_results(shapes, lambda sound: validate_graph(source, sound, progress=progress))
        breaches = [*of_faults(shapes), *of_results(results, rules), *ends.result(), *kinds.result()]
        breaches += of_store(source, known, current_day())
    adviser = Adviser(Speller(repository.prefixes), known)
    found = explained(breaches, Explainer(adviser, Shelf(repository, view, None)))
    statements, records = (size.result() for size in sizes)
    report = Report((), results, records, statements, len(rules))
    return report.with_more([*found, *nothing({"data": records, "shapes": len(rules)})])


def count(source: Source, query: str) -> int:
    """Return the number that a query asks for."""
    return int(cast("ox.Literal", next(iter(source.select(query)))[0]).value)


def of_records(rules: Rules) -> str:
    """Write the query that counts records: members of the classes of record types."""
    kinds = sorted(map(str, rules.record_types.values()))
    return f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a ?kind VALUES ?kind {{ {' '.join(kinds)} }} }}"


def of_loose_ends(source: Source, known: Known) -> Iterator[Breach]:
    """Yield the statements that lead to what is ours and does not exist, and those with ill-formed values."""
    ends = [cast("Term", row[0]) for row in source.select(loose_ends(source))]
    for node in sorted((end for end in ends if isinstance(end, ox.NamedNode) and is_ours(end)), key=str):
        for triple in source.around([node], Step(None, inverse=True)):
            if refers(triple):
                yield dangling(triple, known)
    wrong = ill_formed(end for end in ends if isinstance(end, ox.Literal))
    yield from of_literals(source.around(sorted(wrong, key=str), Step(None, inverse=True)), known)


def loose_ends(source: Source) -> str:
    """Write the query for objects of which nothing is said, and that are ours or literals with a datatype.

    A store finds out quickly which objects are the same or have a class, and takes long to read one. So each is read
    once, of the few without a class, and property by property, which is the order in which Oxigraph keeps them.
    """
    properties = " ".join(sorted(str(row[0]) for row in source.select(PROPERTIES)))
    bare = f"VALUES ?p {{ {properties} }} ?s ?p ?o MINUS {{ ?o a ?class }}"
    once = f"SELECT DISTINCT ?o WHERE {{ {bare} }} LIMIT {MANY}"
    read = f"SELECT ?o WHERE {{ {{ {once} }} FILTER({KEPT}) }}"
    return f"SELECT ?o WHERE {{ {{ {read} }} FILTER NOT EXISTS {{ ?o ?verb ?thing }} }}"


def is_ours(node: ox.NamedNode) -> bool:
    """Return whether a node is in one of our namespaces, that of the shapes excepted: the store does not have them."""
    return node.value.startswith(tuple(space for space in OURS if space != SHAPES))


def of_classes(source: Source, known: Known, view: View) -> Iterator[Breach]:
    """Yield the subjects of classes that nobody defines, and those of no class."""
    kinds = {cast("Term", row[0]) for row in source.select("SELECT DISTINCT ?class WHERE { ?s a ?class }")}
    strange = follow(source, kinds - known.classes, Step(TYPE, inverse=True))
    query = "SELECT DISTINCT ?s WHERE { { SELECT DISTINCT ?s WHERE { ?s ?p ?o } } MINUS { ?s a ?class } }"
    strange |= {cast("Term", row[0]) for row in source.select(query)}
    for subject in sorted(strange, key=str):
        if not str(subject).startswith((f"<{ARKG}", f"<{SHAPES}")) or known.types(subject):
            about = [quad.triple for quad in view.quads_for_pattern(cast("Resource", subject), None, None)]
            yield from of_unknown_class(subject, about, known)


def compiled(repository: Repository) -> Shapes:
    """Compile the rules."""
    return compile_rules([quad.triple for quad in repository.quads("shapes")])
