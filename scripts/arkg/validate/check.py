"""The graph, or what someone hands in together with the graph → findings: unknown things, then what the rules say."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.validate.advise import Adviser
from arkg.validate.breach import Breach, of_results
from arkg.validate.causes import merge
from arkg.validate.change import Contribution as Effect
from arkg.validate.days import current_day
from arkg.validate.explain import Explainer
from arkg.validate.faults import HierarchyChanged
from arkg.validate.findings import Report, of_file
from arkg.validate.known import Known, dangling, misplaced, refers, unknown, whole
from arkg.validate.lint import lint
from arkg.validate.literals import ill_formed
from arkg.validate.loaded import Graph, load, of_faults, sound_results
from arkg.validate.places import Places
from arkg.validate.remembered import Remembered
from arkg.validate.rules import OWN, Rule
from arkg.validate.single import of_single_values
from arkg.validate.sources import StoreSource, as_stored
from arkg.validate.whole import validate_graph
from arkg.validate.wording import Speller

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from arkg.errors import Finding
    from arkg.validate.results import Result
    from arkg.validate.shapes import Shapes
    from arkg.validate.terms import Term
    from arkg.workspace import Contribution, Repository

LITERAL_RULE = Rule(
    ox.NamedNode(f"{OWN}Literal"),
    name="value of its type",
    why="A date or a number that is none can be neither sorted nor compared.",
    message="Write the value in the form of its type.",
)


def check(repository: Repository, contribution: Contribution | None = None) -> list[Finding]:
    """Return the findings about the graph, or about a contribution laid over it; see ``examine``."""
    return list(examine(repository, contribution).findings)


def examine(
    repository: Repository, contribution: Contribution | None = None, *, today: dt.date | None = None
) -> Report:
    """Check the whole graph, or a contribution laid over it, in which a record takes the place of the one of its IRI.

    Of the graph around a contribution, only what the contribution breaks is reported. Files that cannot be read, and
    rules that cannot be checked, are findings, and all others are checked. No day may be after ``today``, which is that
    of the clock. Raises RuleFault where pySHACL refuses.
    """
    graph = load(repository)
    if contribution is None:
        return of_graph(graph, today)
    return of_contribution(graph, contribution, today)


def of_graph(graph: Graph, today: dt.date | None = None) -> Report:
    """Check the whole graph."""
    source = StoreSource(graph.store)
    shapes, results = sound_results(graph.shapes, lambda sound: validate_graph(source, sound))
    known = Known(graph.store, graph.rules)
    breaches = [*of_faults(shapes), *of_results(results, graph.rules), *lint(known, graph.repository)]
    breaches += [*unknown((quad.triple for quad in graph.store), known), *of_literals(graph.store, known)]
    breaches += of_single_values(graph.store, known, today or current_day())
    for path, quads in graph.files.items():
        if home := graph.repository.record_iri(path):
            breaches += misplaced((quad.subject for quad in quads), home, known)  # type: ignore[misc]
    places = Places(graph.repository, graph.files, None)
    adviser = Adviser(Speller(graph.repository.prefixes), known)
    found = explained(independent(breaches, graph), Explainer(adviser, places))
    report = Report((), results, len(graph.repository.records), len(graph.store), len(graph.rules))
    return report.with_more(
        [
            *found,
            *graph.unreadable,
            *unread(graph.repository),
            *nothing({"data": report.records, "shapes": report.rules or len(shapes.roots)}),
        ]
    )


def of_contribution(graph: Graph, contribution: Contribution, today: dt.date | None = None) -> Report:
    """Check what someone hands in together with the graph, which is afterwards as it was."""
    added = [located.triple for located in contribution.statements]
    mine = {cast("Term", triple.subject) for triple in added}
    removed = replaced(graph, mine)
    shapes, results = sound_results(graph.shapes, lambda sound: results_about(graph, sound, added, removed, mine))
    lost = {cast("Term", triple.subject) for triple in removed} - mine
    with laid_over(graph.store, added, removed) as store:
        known, stored = Known(store, graph.rules), as_stored(added)
        breaches = [*of_results(results, graph.rules), *unknown(stored, known), *of_literals(stored, known)]
        breaches += of_single_values(stored, known, today or current_day())
        breaches += [dangling(each, known) for each in leading_to(store, lost) if refers(each)]
        for home, subjects in homes(graph.repository, contribution).items():
            breaches += misplaced(subjects, home, known)
        places = Places(graph.repository, graph.files, contribution)
        adviser = Adviser(Speller(graph.repository.prefixes), known)
        kept = independent(breaches, graph)
        found = explained(kept, Explainer(adviser, places, mine))
        found += explained((each for each in of_faults(shapes) if each.focus not in mine), Explainer(adviser, places))
    records = len({owner for owner in map(whole, mine) if owner})
    missing = [each for each in graph.unreadable if len(kept) < len(breaches) or not each.file.startswith("data/")]
    report = Report((), results, records, len(stored), len(graph.rules))
    return report.with_more([*found, *missing, *nothing({"shapes": report.rules or len(shapes.roots)})])


def independent(breaches: list[Breach], graph: Graph) -> list[Breach]:
    """Return the breaches that do not follow from files that cannot be read.

    All else depends on the ontology and the rules. Where a record is lost, a rule that looks at several records may be
    broken by that alone.
    """
    if not graph.unreadable:
        return breaches
    if not all(each.file.startswith("data/") for each in graph.unreadable):
        return []
    return [
        each
        for each in breaches
        if not (each.rule.inverse or each.is_a("SPARQL"))
        and graph.lost.isdisjoint(whole(node) for node in (each.focus, each.value, *each.others) if node is not None)
    ]


def unread(repository: Repository) -> Iterator[Finding]:
    """Return a finding for each file among data and rules that is no Turtle file by its name, and so is not read."""
    for part in ("data", "shapes"):
        for path in sorted((repository.root / part).rglob("*")):
            hidden = any(name.startswith(".") for name in path.relative_to(repository.root).parts)
            if path.suffix == ".ttl" or hidden or path.stem.upper() == "README" or path.is_dir():
                continue
            place = repository.place(path)
            is_turtle = path.suffix.lower() in {".ttl", ".turtle"}
            remedy = (
                "Let its name end in .ttl." if is_turtle else f"Add its records with arkg add {place}, then delete it."
            )
            yield of_file(place, f"This file is not read. {remedy}", found="is not read")


def nothing(numbers: Mapping[str, int]) -> Iterator[Finding]:
    """Return a finding for each folder without anything to check, or to check it by; ``numbers`` count that."""
    for part, number in numbers.items():
        if not number:
            what = "rules" if part == "shapes" else "records"
            yield of_file(part, f"This folder holds no {what}: nothing was checked.", found=f"no {what}")


@contextmanager
def laid_over(store: ox.Store, added: list[ox.Triple], removed: list[ox.Triple]) -> Iterator[ox.Store]:
    """Lay a change over a store for the time of this block."""
    gone = [quad(triple) for triple in removed]
    for each in gone:
        store.remove(each)
    new = [each for each in map(quad, as_stored(added)) if each not in store]
    store.extend(new)
    try:
        yield store
    finally:
        for each in new:
            store.remove(each)
        store.extend(gone)


def results_about(
    graph: Graph, shapes: Shapes, added: list[ox.Triple], removed: list[ox.Triple], mine: set[Term]
) -> list[Result]:
    """Return pySHACL's results about the contribution, and those about other records that are its doing."""
    source = StoreSource(graph.store)
    try:
        return list(Effect(Remembered(source), shapes, added, removed, mine).concerning())
    except HierarchyChanged:
        changed = ox.Store()
        gone = {quad(triple) for triple in removed}
        changed.bulk_extend(each for each in graph.store if each not in gone)
        changed.extend(quad(triple) for triple in added)
        before = set(validate_graph(source, shapes))
        after = validate_graph(StoreSource(changed), shapes)
        return [each for each in after if each.focus in mine or each.value in mine or each not in before]


def replaced(graph: Graph, mine: set[Term]) -> list[ox.Triple]:
    """Return what the graph says of the records (and terms, and rules) of a contribution, with their parts."""
    owners = {whole(each) for each in mine} - {None}
    found = [each for each in graph.store if whole(each.subject) in owners]
    blank = [each.object for each in found if isinstance(each.object, ox.BlankNode)]
    while blank:
        more = list(graph.store.quads_for_pattern(blank.pop(), None, None))
        found += more
        blank += [each.object for each in more if isinstance(each.object, ox.BlankNode)]
    return [each.triple for each in found]


def leading_to(store: ox.Store, lost: Iterable[Term]) -> Iterator[ox.Triple]:
    """Yield the statements that lead to parts which a contribution leaves out."""
    for each in lost:
        for found in store.quads_for_pattern(None, None, each):
            yield found.triple


def of_literals(statements: Iterable[ox.Quad] | Iterable[ox.Triple], known: Known) -> Iterator[Breach]:
    """Yield the literals that are none of their datatype, which pySHACL does not always see."""
    found = [each for each in statements if isinstance(each.object, ox.Literal)]
    wrong = ill_formed({each.object for each in found})  # type: ignore[misc]
    for each in found:
        if each.object in wrong:
            fitting = known.rules.about(known.types(each.subject))  # type: ignore[arg-type]
            rule = next((rule for rule in fitting if rule.path == each.predicate and not rule.inverse), LITERAL_RULE)
            kinds = frozenset({"literal"})
            yield Breach(each.subject, rule, kinds, each.predicate, each.object)  # type: ignore[arg-type]


def homes(repository: Repository, contribution: Contribution) -> dict[ox.NamedNode | None, set[Term]]:
    """Return the subjects of a contribution by the record of their file; None for files outside the graph."""
    found: dict[ox.NamedNode | None, set[Term]] = {}
    for located in contribution.statements:
        home = repository.record_iri(repository.root / located.location.file)
        found.setdefault(home, set()).add(located.triple.subject)  # type: ignore[arg-type]
    return found


def explained(breaches: Iterable[Breach], explainer: Explainer) -> list[Finding]:
    """Make one breach of those with one cause, look for what was meant, and put each into words."""
    meant = explainer.adviser.with_near
    merged = merge((meant(each) if each.is_a("Closed") else each for each in breaches), explainer.mine or ())
    return [explainer.explain(meant(breach)) for breach in merged]


def quad(triple: ox.Triple) -> ox.Quad:
    """Return a triple as a quad of the default graph."""
    return ox.Quad(triple.subject, triple.predicate, triple.object)
