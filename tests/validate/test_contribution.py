"""What a contributor is told of any edit rests on the results of plain pySHACL over graph and contribution together."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from tests.conformance.plain_pyshacl import edited_copy, plain_results
from tests.support.result_keys import keys
from tests.validate.test_rules import world

from arkg.errors import Location
from arkg.namespaces import TYPE
from arkg.validate.check import check_contribution, replaced
from arkg.validate.lookup import record_of
from arkg.workspace import Contribution, Located

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy
    from tests.support.result_keys import Key

    from arkg.validate.findings import Report
    from arkg.validate.terms import Term

Triples = frozenset[ox.Triple]


@cache
def records() -> dict[str, list[ox.Triple]]:
    """Return the statements of each record of the world, with its parts."""
    found: dict[str, list[ox.Triple]] = {}
    for quad in sorted(world().store, key=str):
        owner = record_of(cast("Term", quad.subject))
        if owner and "/id/" in owner.value:
            found.setdefault(owner.value, []).append(quad.triple)
    return found


@cache
def pool() -> dict[ox.NamedNode, list[ox.Triple]]:
    """Return every statement about a record of the world, by its property."""
    found: dict[ox.NamedNode, list[ox.Triple]] = {}
    for triple in (each for said in records().values() for each in said):
        found.setdefault(triple.predicate, []).append(triple)
    return found


@cache
def before() -> Counter[Key]:
    """Return what plain pySHACL says of the world as it is."""
    return plain_results(cast("ox.Store", world().store), world().shapes.description.triples)


def like(triple: ox.Triple) -> SearchStrategy[ox.Triple]:
    """Return statements that differ from one in its value, which is that of the same property elsewhere, or of any."""
    anywhere = st.sampled_from([each for said in pool().values() for each in said])
    values = st.one_of(st.sampled_from(pool()[triple.predicate]), anywhere)
    return values.map(lambda other: ox.Triple(triple.subject, triple.predicate, other.object))


def more(triple: ox.Triple) -> SearchStrategy[ox.Triple]:
    """Return statements of the same thing that another one makes."""
    others = st.sampled_from([each for said in pool().values() for each in said])
    return others.map(lambda other: ox.Triple(triple.subject, other.predicate, other.object))


@st.composite
def edits(draw: st.DrawFn) -> Triples:
    """Return records of the world with values added, changed and removed, with other types, and without parts."""
    edited: set[ox.Triple] = set()
    for record in draw(st.lists(st.sampled_from(sorted(records())), min_size=1, max_size=3, unique=True)):
        said = set(records()[record])
        for triple in draw(st.lists(st.sampled_from(records()[record]), max_size=4, unique=True)):
            said |= {draw(more(triple))} if draw(st.booleans()) else set()
            said -= {triple}
            said |= {draw(like(triple))} if draw(st.booleans()) else set()
        gone = draw(st.sampled_from([None, *sorted({str(each.subject) for each in said if "#" in str(each.subject)})]))
        edited |= {each for each in said if str(each.subject) != gone}
    return frozenset(edited)


def examined(edited: Triples) -> Report:
    """Return the report on records that take the place of those of the world."""
    place = Location("edit.ttl", 1, 1)
    subjects = {each.subject: place for each in sorted(edited, key=str) if isinstance(each.subject, ox.NamedNode)}
    statements = tuple(Located(each, place) for each in sorted(edited, key=str))
    return check_contribution(world(), Contribution(statements, subjects, {}))


def retyped() -> Triples:
    """Return a record to which others point, as something else."""
    kinds = {each.object for each in pool()[TYPE]}
    iri = "https://w3id.org/arkg/id/institution/riverbend-university"
    changed = min(kinds - {each.object for each in records()[iri]}, key=str)
    return frozenset(
        ox.Triple(each.subject, TYPE, changed) if each.predicate == TYPE else each for each in records()[iri]
    )


def costly(examples: int) -> settings:
    """Try so many examples, each of which takes long, and tell of the first that fails as it is."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=set(Phase) - {Phase.shrink},
    )


@costly(2)
@given(edits())
@example(retyped())
def test_any_edit_of_records_has_the_results_of_pyshacl_that_concern_it(edited: Triples) -> None:
    subjects = {cast("Term", each.subject) for each in edited}
    mine, graph = {*map(str, subjects)}, world()
    report = examined(edited)
    removed = replaced(graph.source, subjects, graph.schema, blank=True)
    store = edited_copy(cast("ox.Store", graph.store), list(edited), removed)
    after = plain_results(store, graph.shapes.description.triples)
    old = before()
    concerning = {key: count for key, count in after.items() if key[0] in mine or key[3] in mine or key not in old}
    told = {(each.record, each.rule) for each in report.findings}
    assert (keys(report.results), bool(told) or not concerning) == (Counter(concerning), True)
