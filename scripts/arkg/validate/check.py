"""Check a graph, or a contribution together with a graph, and explain what breaks a rule.

There is one pipeline, whatever the store: candidates are found by SPARQL, pySHACL judges them on a fragment of the
graph, our own checks add what SHACL cannot state, and each breach is explained at its source location.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import Finding, Location
from arkg.formats.references import Names
from arkg.formats.source import MAX_SIZE
from arkg.names import shorten, squash
from arkg.namespaces import RECORDS, TYPE
from arkg.store import LOCAL
from arkg.turtle import TermWriter
from arkg.validate.checks.lint import lint
from arkg.validate.checks.references import dangling, in_graph, in_statements, misplaced
from arkg.validate.checks.single import current_day, of_single_values, of_store
from arkg.validate.compiler.paths import IN, OUT, Step
from arkg.validate.compiler.shapes import sound_results
from arkg.validate.engine.sources import CachedReader, Overlay, StoreSource
from arkg.validate.engine.validation import ChangeValidation, validate_graph
from arkg.validate.findings import HierarchyChanged, Report
from arkg.validate.lookup import CLASSES, Lookup, is_ours, record_of
from arkg.validate.messages.breach import Breach, merge, of_faults, of_results
from arkg.validate.messages.explain import Explainer
from arkg.validate.messages.locations import Locations
from arkg.validate.messages.wording import Turtle

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from arkg.formats.source import Source
    from arkg.schema import Schema
    from arkg.validate.compiler.model import Result
    from arkg.validate.compiler.shapes import Shapes
    from arkg.validate.engine.sources import Reader
    from arkg.validate.engine.validation import Progress
    from arkg.validate.graph import Graph
    from arkg.validate.terms import Term
    from arkg.workspace import Contribution, Workspace

STATEMENTS = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
MEMBERS = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?kind VALUES ?kind { $kinds } }"


def check_graph(graph: Graph, *, progress: Progress | None = None) -> Report:
    """Check all of a graph.

    Files that cannot be read, and rules that cannot be checked, are findings, and all others are checked. Raises
    StoreFault where a store does not answer.
    """
    source, schema, workspace, cache = graph.source, graph.schema, graph.workspace, CachedReader(graph.source)
    lookup, seen = Lookup(Overlay(source), schema, to_names(graph)), Overlay(cache)
    kinds = " ".join(sorted(str(each.target) for each in schema.record_types.values()))
    with ThreadPoolExecutor(1) as meanwhile:
        ends = meanwhile.submit(lambda: [*in_graph(source, lookup)])
        counted = (STATEMENTS, MEMBERS.replace("$kinds", kinds))
        sizes = meanwhile.map(lambda query: next(iter(source.select(query)))[0], counted)
        shapes, results = sound_results(graph.shapes, lambda sound: validate_graph(source, sound, progress=progress))
        broken = partial(of_results, results, schema, seen)
        breaches = [*of_faults(shapes), *(cache.prefetch(broken) or broken()), *ends.result()]
        breaches += of_store(source, lookup, current_day())
    statements, records = (int(cast("ox.Literal", size).value) for size in sizes)
    unread_files: Iterable[Finding] = ()
    if graph.in_files:
        records, unread_files = len(workspace.records), unread(workspace)
        breaches += in_files(graph, lookup)
    kept = independent(breaches, graph)
    cache.prefetch(lambda: read_about(cache, kept))
    found = explained(kept, graph, replace(lookup, graph=seen))
    report = Report((), results, records, statements, len(schema))
    missing = nothing({"data": records, "shapes": len(schema) or len(shapes.units) + len(shapes.faults)})
    return report.with_more([*found, *graph.unreadable, *unread_files, *missing])


def check_contribution(graph: Graph, contribution: Contribution, *, today: dt.date | None = None) -> Report:
    """Check what is contributed together with a graph, in which a record takes the place of the one of its IRI.

    Of the graph around it, only what the contribution breaks is reported. Nothing is written. Raises HierarchyChanged
    for a contribution that changes classes, where the graph is in a store.
    """
    added, schema = [located.triple for located in contribution.statements], graph.schema
    cache = CachedReader(graph.source, {term for triple in added for term in triple if isinstance(term, ox.BlankNode)})
    mine = {cast("Term", triple.subject) for triple in added}
    removed = replaced(cache, mine, schema, blank=isinstance(graph.store, LOCAL))
    gone = {cast("Term", triple.subject) for triple in removed} - mine
    shapes, results = results_of_change(graph, cache, added, removed, mine)
    overlay, names = Overlay(cache, added, removed), to_names(graph)
    names.take(overlay.added)
    lookup = Lookup(overlay, schema, names)
    breaches = [*of_results(results, schema, overlay), *in_statements(overlay.added, lookup)]
    breaches += dangling(overlay.around(gone, IN), lookup)
    breaches += of_single_values(overlay.added, lookup, today or current_day())
    breaches += misplaced_in(contribution, graph.workspace, lookup)
    kept = independent(breaches, graph)
    cache.prefetch(lambda: read_about(cache, kept))
    faults = (each for each in of_faults(shapes) if each.focus not in mine)
    found = explained([*kept, *faults], graph, lookup, contribution, mine)
    found += [each for each in graph.unreadable if len(kept) < len(breaches) or not each.place.file.startswith("data/")]
    records = len({owner for owner in map(record_of, mine) if owner})
    report = Report((), results, records, len(overlay.added), len(schema))
    return report.with_more([*found, *nothing({"shapes": len(schema) or len(shapes.units) + len(shapes.faults)})])


def results_of_change(
    graph: Graph, cache: CachedReader, added: list[ox.Triple], removed: list[ox.Triple], mine: Collection[Term]
) -> tuple[Shapes, tuple[Result, ...]]:
    """Return the results that a change is the doing of, and the rules that could be checked.

    What they and the other checks depend on is read beforehand, where the graph is at an endpoint.
    """

    def read_ahead() -> ChangeValidation:
        cache.read({cast("Term", triple.object) for triple in added if is_ours(triple.object)}, OUT)
        cache.read({cast("Term", triple.subject) for triple in removed}.difference(mine), IN)
        cache.read(CLASSES, Step(TYPE, inverse=True))
        validation = ChangeValidation(cache, graph.shapes, added, removed, mine)
        _ = validation.fragment
        return validation

    def results_about(shapes: Shapes) -> Iterable[Result]:
        try:
            read = ready if ready and shapes is graph.shapes else ChangeValidation(cache, shapes, added, removed, mine)
            return [*read.concerning()]
        except HierarchyChanged:
            if not graph.in_files:
                raise
            return with_new_classes(cast("ox.Store", graph.store), shapes, Overlay(cache, added, removed), mine)

    ready = cache.prefetch(read_ahead)
    return sound_results(graph.shapes, results_about)


def to_names(graph: Graph) -> Names:
    """Return the names of the records of a graph."""
    return Names(graph.workspace, graph.store, in_files=graph.in_files, schema=graph.schema)


def explained(
    breaches: Iterable[Breach],
    graph: Graph,
    lookup: Lookup,
    contribution: Contribution | None = None,
    mine: Collection[Term] | None = None,
) -> list[Finding]:
    """Merge the breaches of one cause, look for what was meant, and explain each.

    They are of a graph, or of a contribution, whose subjects are ``mine``.
    """
    locations = Locations(graph.workspace, lookup.graph, graph.files, contribution)
    explainer = Explainer(Turtle(graph.schema, TermWriter(graph.workspace.prefixes)), lookup, locations, mine)
    meant = explainer.with_near
    merged = merge((meant(each) if each.is_a("Closed") else each for each in breaches), mine or ())
    return [explainer.explain(meant(each)) for each in merged]


def independent(breaches: list[Breach], graph: Graph) -> list[Breach]:
    """Return the breaches that do not follow from files that cannot be read.

    All else depends on the ontology and the rules. Where a record cannot be read, a rule that looks at several records
    may be broken by that alone.
    """
    if not graph.unreadable:
        return breaches
    if not all(each.place.file.startswith("data/") for each in graph.unreadable):
        return []
    return [
        each
        for each in breaches
        if not (each.rule.inverse or each.is_a("SPARQL"))
        and graph.missing.isdisjoint(
            record_of(node) for node in (each.focus, each.value, *each.others) if node is not None
        )
    ]


def in_files(graph: Graph, lookup: Lookup) -> Iterator[Breach]:
    """Yield what only files can break: the rules themselves, and subjects in the file of another record."""
    yield from lint(lookup, graph.workspace, graph.shapes.analyses)
    for path, quads in graph.files.items():
        if home := graph.workspace.record_iri(path):
            yield from misplaced((cast("Term", quad.subject) for quad in quads), home, lookup)


def unread(workspace: Workspace) -> Iterator[Finding]:
    """Yield a finding for each file among data and rules that is not Turtle by its name, and so is not read."""
    for part in ("data", "shapes"):
        for path in sorted((workspace.root / part).rglob("*")):
            hidden = any(name.startswith(".") for name in path.relative_to(workspace.root).parts)
            if path.suffix == ".ttl" or hidden or path.stem.upper() == "README" or path.is_dir():
                continue
            place = workspace.place(path)
            is_turtle = path.suffix.lower() in {".ttl", ".turtle"}
            remedy = (
                "Rename it to end in .ttl." if is_turtle else f"Add its records with arkg add {place}, then delete it."
            )
            yield Finding(Location(place), f"This file is not read. {remedy}", found="is not read")


def nothing(numbers: Mapping[str, int]) -> Iterator[Finding]:
    """Yield a finding for each folder without anything to check, or to check it by; ``numbers`` count that."""
    for part, number in numbers.items():
        if not number:
            what = "rules" if part == "shapes" else "records"
            yield Finding(Location(part), f"This folder holds no {what}: nothing was checked.", found=f"no {what}")


def with_new_classes(store: ox.Store, shapes: Shapes, change: Overlay, mine: Collection[Term]) -> list[Result]:
    """Validate the whole graph before and after a change of its classes; return the results that are its doing."""
    changed = ox.Store()
    gone = {ox.Quad(*triple) for triple in change.removed}
    changed.bulk_extend(each for each in store if each not in gone)
    changed.extend(ox.Quad(*triple) for triple in change.added)
    before = set(validate_graph(StoreSource(store), shapes))
    after = validate_graph(StoreSource(changed), shapes)
    return [each for each in after if each.focus in mine or each.value in mine or each not in before]


def replaced(graph: Reader, mine: Collection[Term], schema: Schema, *, blank: bool) -> list[ox.Triple]:
    """Return what a graph states about the records of a contribution and their parts.

    Those are the parts that the records lead to, those that the contribution names, and those with a number no higher
    than another part of the record has. ``blank`` nodes are followed, too, where the store can name them.
    """
    owners = {owner for owner in map(record_of, mine) if owner}
    found: list[ox.Triple] = []
    seen: set[Term] = set()
    nodes: set[Term] = owners.union(node for node in mine if record_of(node) in owners)
    while nodes:
        seen |= nodes
        new = list(graph.around(sorted(nodes, key=str), OUT))
        found += new
        ends = {cast("Term", triple.object) for triple in new}.union(parts_of(new, schema)) - seen
        nodes = {each for each in ends if record_of(each) in owners or (blank and isinstance(each, ox.BlankNode))}
    return found


def parts_of(stated: Iterable[ox.Triple], schema: Schema) -> Iterator[ox.NamedNode]:
    """Yield every name that a part of these records can have: of any kind, up to the highest number of their parts."""
    stems = [f"#{fragment}-" for fragment in schema.fragments]
    highest: dict[str, int] = {}
    for node in {cast("Term", triple.subject) for triple in stated}:
        if part := re.fullmatch(f"({RECORDS}[^#]*)(?:#.*?([0-9]{{1,3}}))?", node.value):
            highest[part[1]] = max(highest.get(part[1], 0), int(part[2] or 0))
    for record, last in highest.items():
        yield from (ox.NamedNode(f"{record}{stem}{number}") for stem in stems for number in range(1, last + 1))


def misplaced_in(contribution: Contribution, workspace: Workspace, lookup: Lookup) -> Iterator[Breach]:
    """Yield the subjects of a contribution that are not in the file of their record; any file may be their home."""
    files: dict[str, set[Term]] = {}
    for located in contribution.statements:
        files.setdefault(located.location.file, set()).add(cast("Term", located.triple.subject))
    for file, subjects in files.items():
        path = workspace.root / file
        if path.parent != workspace.root / "data":  # else it names entries of another vocabulary
            yield from misplaced(subjects, workspace.record_iri(path), lookup)


def read_about(graph: CachedReader, breaches: Iterable[Breach]) -> None:
    """Read what breaches are explained with: statements about their nodes, and about the classes of these."""
    terms = {term for each in breaches for term in (each.focus, each.path, each.value)}
    named: set[Term] = {term for term in terms if isinstance(term, ox.NamedNode)}
    named |= {record for term in named if (record := record_of(term))}
    kinds = {triple.object for triple in graph.around(named, OUT) if triple.predicate == TYPE}
    graph.read([kind for kind in kinds if isinstance(kind, ox.NamedNode)], OUT)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read, and the findings about it."""

    contribution: Contribution
    report: Report


def check(  # noqa: PLR0913 - each has its default
    graph: Graph,
    sources: Iterable[Source],
    *,
    form: str | None = None,
    kind: str | None = None,
    max_size: int | None = None,
    find_duplicates: bool = False,
) -> Checked:
    """Read sources, check them together with a graph, and explain what is wrong with them.

    Args:
        graph: The graph, in files or in a store; nothing is written to it.
        sources: Files and open streams; Turtle files that describe rules are checked as rules.
        form: What the sources are, whatever their names; by default, their suffixes say it.
        kind: The record type of the records that name none.
        max_size: The largest source to read, in bytes.
        find_duplicates: Whether to warn of new records that look like records of the graph, if it is in files.
    """
    from arkg.contribute import read_all  # noqa: PLC0415 - the whole graph needs no readers
    from arkg.contribute.duplicates import duplicates  # noqa: PLC0415 - as above

    names, limit = to_names(graph), max_size or MAX_SIZE
    contribution, unreadable = read_all(sources, graph.workspace, form=form, kind=kind, max_size=limit, names=names)
    report = check_contribution(graph, contribution)
    kept = not_excused(report.findings, unreadable, graph.schema)
    if find_duplicates and graph.in_files and isinstance(graph.store, ox.Store):
        kept += duplicates(graph.workspace, contribution, graph.store)
    return Checked(contribution, replace(report, findings=()).with_more([*kept, *unreadable]))


def not_excused(findings: Iterable[Finding], unreadable: Iterable[Finding], schema: Schema) -> list[Finding]:
    """Return findings without those that something is missing which is there, but misspelt or not readable.

    It is there in the same record, or in a line or a file of which no record is known.
    """
    rules: dict[str, list[str]] = {}
    for rule in schema:
        rules.setdefault(squash(rule.name), []).append(shorten(rule.iri.value, schema.prefixes))
    excused = set()
    for each in unreadable:
        place, is_misspelt = each.place, each.value != "" and each.value == each.place.field
        name = each.suggestion if is_misspelt else place.field.partition("@")[0]
        where = each.record or (place.file if is_misspelt else str(place))
        excused |= {(where, rule) for rule in (each.rule, *(rules.get(squash(name), ()) if name else ()))}
    kept = []
    for each in findings:
        ways_to_name = {(where, each.rule) for where in (each.record, each.place.file, str(each.place))}
        if each.value or excused.isdisjoint(ways_to_name):
            kept.append(each)
    return kept
