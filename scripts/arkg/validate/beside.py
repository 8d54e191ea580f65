"""A contribution and the graph in a store on disk or at an endpoint → findings: only what it may concern is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.namespaces import RECORDS
from arkg.validate.advise import Adviser
from arkg.validate.breach import of_results
from arkg.validate.change import Contribution as Effect
from arkg.validate.check import explained, homes, of_literals
from arkg.validate.days import current_day
from arkg.validate.explain import Explainer
from arkg.validate.findings import Report
from arkg.validate.fragments import drain
from arkg.validate.guesses import Elsewhere
from arkg.validate.known import CLASSES, dangling, is_ours, misplaced, refers, unknown, whole
from arkg.validate.loaded import of_faults, sound_results
from arkg.validate.paths import Step
from arkg.validate.remembered import Remembered
from arkg.validate.rules import Rules
from arkg.validate.single import of_single_values
from arkg.validate.sources import Change
from arkg.validate.terms import TYPE
from arkg.validate.view import Shelf, View
from arkg.validate.wording import Speller

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator

    from arkg.validate.breach import Breach
    from arkg.validate.remembered import Source
    from arkg.validate.shapes import Shapes
    from arkg.validate.sources import Reader
    from arkg.validate.terms import Term
    from arkg.workspace import Contribution, Repository

OUT, IN = Step(None), Step(None, inverse=True)


def of_contribution(
    repository: Repository,
    source: Source,
    contribution: Contribution,
    shapes: Shapes,
    today: dt.date | None = None,
) -> Report:
    """Check what someone hands in together with the graph in a store."""
    added, rules = [located.triple for located in contribution.statements], Rules(shapes.description)
    graph = Remembered(source, {term for triple in added for term in triple if isinstance(term, ox.BlankNode)})
    mine = {cast("Term", triple.subject) for triple in added}
    removed = replaced(graph, mine, rules)
    lost = {cast("Term", triple.subject) for triple in removed} - mine
    named = {cast("Term", triple.object) for triple in added if is_ours(triple.object)}
    graph.settle(lambda: ahead(graph, shapes, (added, removed, mine), named, lost))
    shapes, results = sound_results(shapes, lambda sound: Effect(graph, sound, added, removed, mine).concerning())
    change = Change.of(added, removed)
    view = View(graph, change)
    known = Elsewhere(view, rules, graph)
    breaches = [*of_results(results, rules), *unknown(change.added, known)]
    breaches += [*of_literals(change.added, known), *of_single_values(change.added, known, today or current_day())]
    breaches += [dangling(each, known) for each in view.around(lost, IN) if refers(each)]
    for home, subjects in homes(repository, contribution).items():
        breaches += misplaced(subjects, home, known)
    graph.settle(lambda: behind(graph, breaches))
    adviser = Adviser(Speller(repository.prefixes), known)
    shelf = Shelf(repository, view, contribution)
    found = explained(breaches, Explainer(adviser, shelf, mine)) + explained(
        of_faults(shapes), Explainer(adviser, shelf)
    )
    records = len({owner for owner in map(whole, mine) if owner})
    return Report((), results, records, len(change.added), len(rules)).with_more(found)


def ahead(
    graph: Reader,
    shapes: Shapes,
    change: tuple[Collection[ox.Triple], Collection[ox.Triple], Collection[Term]],
    named: Collection[Term],
    lost: Collection[Term],
) -> None:
    """Read what the results of a change depend on, what the graph says of some names, and what leads to lost parts."""
    drain(graph.around(named, OUT))
    drain(graph.around(lost, IN))
    drain(graph.around(CLASSES, Step(TYPE, inverse=True)))
    Effect(graph, shapes, *change).read()


def behind(graph: Reader, breaches: Iterable[Breach]) -> None:
    """Read what breaches are explained with: what is said of their nodes, and of the classes of these."""
    terms = {term for each in breaches for term in (each.focus, each.path, each.value)}
    named: set[Term] = {term for term in terms if isinstance(term, ox.NamedNode)}
    named |= {record for term in named if (record := whole(term))}
    kinds = {triple.object for triple in graph.around(named, OUT) if triple.predicate == TYPE}
    drain(graph.around([kind for kind in kinds if isinstance(kind, ox.NamedNode)], OUT))


def replaced(graph: Reader, mine: Collection[Term], rules: Rules) -> list[ox.Triple]:
    """Return what a store says of the records of a contribution and of their parts.

    Those are the parts that the records lead to, those that the contribution names, and those with a number no higher
    than another part of the record has.
    """
    owners = {owner for owner in map(whole, mine) if owner}
    found = described(graph, owners, {node for node in mine if whole(node) in owners})
    known = {cast("Term", triple.subject) for triple in found}
    missed = {*parts_of(known, rules)} - known
    return [*found, *(each for each in described(graph, owners, missed) if each.subject not in known)]


def parts_of(known: Iterable[Term], rules: Rules) -> Iterator[ox.NamedNode]:
    """Yield every name that a part of the same records can have: of any kind, as far as the numbers of these go."""
    stems = [f"#{fragment}-" for fragment in rules.fragments]
    highest: dict[str, int] = {}
    for node in known:
        if part := re.fullmatch(f"({RECORDS}[^#]*)(?:#.*?([0-9]{{1,3}}))?", node.value):
            highest[part[1]] = max(highest.get(part[1], 0), int(part[2] or 0))
    for record, last in highest.items():
        yield from (ox.NamedNode(f"{record}{stem}{number}") for stem in stems for number in range(1, last + 1))


def described(source: Reader, owners: set[ox.NamedNode], parts: Collection[Term] = ()) -> list[ox.Triple]:
    """Return the statements about some records, and about their parts that the records, or these parts, lead to."""
    found: list[ox.Triple] = []
    seen: set[Term] = set()
    nodes: set[Term] = {*owners, *parts}
    while nodes:
        seen |= nodes
        new = list(source.around(sorted(nodes, key=str), OUT))
        found += new
        nodes = {cast("Term", triple.object) for triple in new if whole(cast("Term", triple.object)) in owners} - seen
    return found
