"""A contribution and the graph in a store on disk or at an endpoint → findings: only what it may concern is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from arkg.validate.advise import Adviser
from arkg.validate.breach import of_results
from arkg.validate.change import Contribution as Effect
from arkg.validate.check import explained, homes, leading_to, of_literals
from arkg.validate.explain import Explainer
from arkg.validate.findings import Report
from arkg.validate.known import dangling, is_ours, misplaced, unknown, whole
from arkg.validate.paths import Step
from arkg.validate.rules import Rules
from arkg.validate.view import Elsewhere, Shelf, View
from arkg.validate.wording import Speller

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import pyoxigraph as ox

    from arkg.graph import Contribution, Repository
    from arkg.validate.results import Result
    from arkg.validate.shapes import Shapes
    from arkg.validate.terms import Term
    from arkg.validate.view import Source


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
