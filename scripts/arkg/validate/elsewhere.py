"""A graph in a store on disk or at an endpoint → findings, as for a graph in files: asked by SPARQL, never read whole.

What only files can break (their names, their layout, the rules themselves) is checked where the files are.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.graph import NAMESPACE, RECORDS, Contribution, Located, Place, Repository
from arkg.validate.advise import Adviser
from arkg.validate.breach import Breach, of_results
from arkg.validate.change import Contribution as Effect
from arkg.validate.check import explained, homes, leading_to, of_literals
from arkg.validate.explain import Explainer
from arkg.validate.findings import Report
from arkg.validate.fragments import follow
from arkg.validate.hierarchy import Hierarchy
from arkg.validate.known import (
    OURS,
    SHAPES,
    Known,
    dangling,
    is_ours,
    local,
    misplaced,
    of_unknown_class,
    unknown,
    whole,
)
from arkg.validate.literals import ill_formed
from arkg.validate.loaded import compile_rules
from arkg.validate.paths import Step
from arkg.validate.places import Index, Places
from arkg.validate.rules import Rules
from arkg.validate.sources import Change, Overlay, QuerySource, StoreSource
from arkg.validate.suggest import near_names
from arkg.validate.terms import RDF, TYPE, XSD
from arkg.validate.whole import validate_graph
from arkg.validate.wording import Speller

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from arkg.graph import Store
    from arkg.validate.results import Result
    from arkg.validate.shapes import Shapes
    from arkg.validate.sources import Row
    from arkg.validate.terms import Resource, Term
    from arkg.validate.whole import Progress

    Source = StoreSource | QuerySource


FEW = 500
"""Of how many members of a class a near miss is looked for."""


class View:
    """A store that is only read, with a change laid over it: it gives statements by pattern, as a store does."""

    def __init__(self, source: Source, change: Change | None = None) -> None:
        """Keep both; a neighbourhood would keep too much of a large graph."""
        change = change or Change()
        self._source = source
        self._overlay = Overlay(source, change.added, change.removed)

    def quads_for_pattern(
        self, subject: Resource | None, predicate: ox.NamedNode | None, value: Term | None, _graph: object = None
    ) -> Iterator[ox.Quad]:
        """Give every statement that fits; at least one of subject, predicate and value is given."""
        if subject is not None:
            found = self._overlay.around([subject], Step(predicate))
        elif value is not None:
            found = self._overlay.around([value], Step(predicate, inverse=True))
        else:
            found = self._overlay.having(predicate)
        return (ox.Quad(*triple) for triple in found if value is None or triple.object == value)


class Elsewhere(Known):
    """What a graph in a store and its rules know; no near misses are looked for among the names of a large graph."""

    def __init__(self, view: View, rules: Rules, source: Source, existing: Iterable[Term] = ()) -> None:
        """Look up at once which of some nodes anything is said of."""
        super().__init__(cast("ox.Store", view), rules)
        self._source = source
        named = [str(node) for node in existing if isinstance(node, ox.NamedNode)]
        self._existing: set[Term] = set()
        for start in range(0, len(named), 500):
            values = " ".join(named[start : start + 500])
            rows = source.select(f"SELECT DISTINCT ?node WHERE {{ VALUES ?node {{ {values} }} ?node ?verb ?thing }}")
            self._existing.update(cast("Term", row[0]) for row in rows)

    def exists(self, node: Term) -> bool:
        """Say whether anything is said of a node."""
        return node in self._existing or super().exists(node)

    def near_node(self, _node: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """Give no guess: a name like this one would have to be looked for among all names."""
        return ()

    def near_member(self, text: str, kinds: tuple[ox.NamedNode, ...]) -> tuple[ox.NamedNode, ...]:
        """Give the nodes of these classes with a name like ``text``, where there are few of them."""
        classes = " ".join(Hierarchy(self._source).written(*kinds))
        few = f"SELECT ?node WHERE {{ VALUES ?kind {{ {classes} }} ?node a ?kind }} LIMIT {FEW + 1}"
        found = [row[0] for row in self._source.select(f"SELECT ?node WHERE {{ {{ {few} }} }}")]
        named = {local(node): node for node in found if isinstance(node, ox.NamedNode)}
        return near_names(text, named) if len(found) <= FEW else ()


class Shelf(Places):
    """The places of statements in what was handed in, in files of the repository, else the file they belong in."""

    def __init__(self, repository: Repository, view: View, contribution: Contribution | None) -> None:
        """Keep what places are found with."""
        super().__init__(repository, {path: repository.parse(path) for path in repository.files("ontology")}, None)
        self._handed_in = Index(contribution) if contribution else None
        self._view = view
        self._shelved: dict[Term, Index] = {}

    def _around(self, subject: Term) -> Iterable[Index]:
        owner = whole(subject)
        path = self._repository.record_path(owner) if owner else None
        if path and not (self._handed_in and subject in self._handed_in.starts):
            if path.is_file():
                self._files = {**self._files, path: self._files.get(path) or self._repository.parse(path)}
                self._homes.setdefault(subject, [path])
            elif subject not in self._shelved:
                self._shelved[subject] = self._shelve(subject, self._repository.place(path))
        return [*super()._around(subject), *([self._shelved[subject]] if subject in self._shelved else [])]

    def _shelve(self, subject: Term, file: str) -> Index:
        said = self._view.quads_for_pattern(cast("Resource", subject), None, None)
        statements = tuple(sorted((Located(quad.triple, Place(file)) for quad in said), key=str))
        return Index(Contribution(statements, {cast("ox.NamedNode", subject): Place(file)}, {}))


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


def to_source(store: Store) -> Source:
    """Give what reads a store, here or at an endpoint."""
    if isinstance(store, ox.Store):
        return StoreSource(store)
    return QuerySource(cast("Callable[[str], Iterable[Row]]", store.rows))


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


def of_contribution(repository: Repository, source: Source, contribution: Contribution, shapes: Shapes) -> Report:
    """Check what someone hands in together with the graph in a store."""
    rules, added = Rules(shapes.description), [located.triple for located in contribution.statements]
    mine = {cast("Term", triple.subject) for triple in added}
    removed = described(source, {owner for owner in map(whole, mine) if owner})
    effect = Effect(source, shapes, added, removed)
    results = tuple(concerning(effect, mine))
    change = effect.change
    view = View(source, change)
    references = {cast("Term", triple.object) for triple in change.added if is_ours(triple.object)}
    known = Elsewhere(view, rules, source, references - {triple.subject for triple in change.removed})
    breaches = [*of_results(results, rules), *unknown(change.added, known), *of_literals(change.added, known)]
    lost = {cast("Term", triple.subject) for triple in removed} - mine
    breaches += [dangling(each, known) for each in leading_to(cast("ox.Store", view), lost)]
    for home, subjects in homes(repository, contribution).items():
        breaches += misplaced(subjects, home, known)
    adviser = Adviser(Speller(repository.prefixes), known)
    found = explained(breaches, Explainer(adviser, Shelf(repository, view, contribution), mine))
    records = len({owner for owner in map(whole, mine) if owner})
    return Report((), results, records, len(change.added), len(rules)).with_more(found)


def concerning(effect: Effect, mine: Collection[Term]) -> Iterator[Result]:
    """Give the results about a contribution, and those about other records that are its doing."""
    after = effect.after()
    before = set(effect.before()) if any(result.focus not in mine for result in after) else set()
    for result in after:
        if result.focus in mine or result.value in mine or result not in before:
            yield result


def described(source: Source, owners: set[ox.NamedNode]) -> list[ox.Triple]:
    """Give what a store says of some records and, as far as they lead there, of their parts."""
    found: list[ox.Triple] = []
    seen: set[Term] = set()
    nodes: set[Term] = set(owners)
    while nodes:
        seen |= nodes
        new = list(source.around(sorted(nodes, key=str), Step(None)))
        found += new
        nodes = {cast("Term", triple.object) for triple in new if whole(cast("Term", triple.object)) in owners} - seen
    return found
