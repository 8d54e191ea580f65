"""The results are pySHACL's: over whole graphs, after any edit, from any source, at a cost that follows the edit."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, reject, settings
from hypothesis import strategies as st
from tests.conformance.plain_pyshacl import plain_results
from tests.randomized.graphs import HIERARCHY, NODES, SUBCLASS, TYPE, Edit, drawn, edits, ex, stored
from tests.randomized.queries import queries, rule
from tests.randomized.shapes import compared, parsed
from tests.support.result_keys import keys

from arkg.description import Description
from arkg.namespaces import SH
from arkg.validate.compiler.shapes import Shapes
from arkg.validate.engine.sources import CachedReader, QuerySource, StoreSource
from arkg.validate.engine.validation import ChangeValidation, notes, validate_graph
from arkg.validate.findings import BlankNodeRead, HierarchyChanged, RuleFault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from arkg.validate.compiler.model import Result
    from arkg.validate.compiler.paths import Step
    from arkg.validate.engine.sources import Reader, Row, Source
    from arkg.validate.terms import Term

ROOT = Path(__file__).parents[2]


def validate_change(
    source: Reader, shapes: Shapes, added: Iterable[ox.Triple] = (), removed: Iterable[ox.Triple] = ()
) -> list[Result]:
    """Return all results, once the change is made, about the focus nodes whose results it may have changed."""
    return ChangeValidation(CachedReader(source), shapes, added, removed).after()


def read(*paths: Path) -> list[ox.Triple]:
    """Return the triples of Turtle files."""
    parsed = (ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, rename_blank_nodes=True) for path in paths)
    return [quad.triple for quads in parsed for quad in quads]


EVERY_CONSTRAINT = read(Path(__file__).with_name("every_constraint.ttl"))
SHAPES = Shapes(EVERY_CONSTRAINT)
DENSE = drawn(seed=10, size=160).union(HIERARCHY)
ADDED = drawn(seed=5, size=9)
REMOVED = frozenset(sorted(DENSE.difference(HIERARCHY), key=str)[::9]) - ADDED


UNCHECKED = ("order", "group", "defaultValue")
"""Terms of SHACL that say how a value is shown, and check nothing."""


def test_every_term_that_the_rules_for_rules_admit_is_in_these_shapes() -> None:
    rules, list_, path = Description(read(ROOT / "shapes" / "shapes.ttl")), SH("ignoredProperties"), SH("path")
    closed = (term for node in rules.having(list_) for head in rules.all(node, list_) for term in rules.items(head))
    admitted = {*closed, *(term for node in rules.having(path) for term in rules.all(node, path))}
    admitted = {term for term in admitted if term.value.startswith(SH)} - {SH(name) for name in UNCHECKED}
    assert (admitted - {triple.predicate for triple in EVERY_CONSTRAINT}, len(admitted) > 40) == (set(), True)


def querying(store: ox.Store) -> QuerySource:
    """Return a source that knows a store only by its answers, as it would know an endpoint."""

    def run(query: str) -> Iterator[Row]:
        return (cast("Row", tuple(row)) for row in cast("ox.QuerySolutions", store.query(query)))

    return QuerySource(run, batch=3)


@settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(edits())
@example(Edit(DENSE, ADDED, REMOVED))
def test_a_graph_and_any_edit_of_it_have_the_results_of_pyshacl(edit: Edit) -> None:
    source, edited = StoreSource(stored(edit.graph)), edit.edited
    before, after = plain_results(source.store, EVERY_CONSTRAINT), plain_results(edited, EVERY_CONSTRAINT)
    contribution = ChangeValidation(source, SHAPES, edit.added, edit.removed)
    affected_before, affected_after = keys(contribution.before()), keys(contribution.after())
    found = (keys(validate_graph(source, SHAPES, batch=37)), affected_before - before, affected_after - after)
    assert (*found, before - affected_before + affected_after) == (before, Counter(), Counter(), after)


@settings(max_examples=50, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(queries(), st.integers(0, 30))
@example("SELECT $this WHERE { FILTER(STRLEN(STR($this)) > 3) }", 10)
@example("SELECT $this WHERE { OPTIONAL { $this ex:p ?value } FILTER(!BOUND(?value)) }", 10)
@example("SELECT $this WHERE { { OPTIONAL { $this ex:p ?value } } $this ex:q ?far }", 10)
@example("SELECT $this { $this ex:q ?v OPTIONAL { $this ex:p ?w FILTER(?w > 1) } FILTER(!BOUND(?w)) }", 10)
def test_a_query_of_any_form_has_the_results_of_pyshacl_or_is_refused(query: str, seed: int) -> None:
    edit = Edit(drawn(seed, size=35).union(HIERARCHY), drawn(seed + 100, size=3), drawn(seed, size=4))
    source, edited = StoreSource(stored(edit.graph)), StoreSource(edit.edited)
    try:
        shapes = Shapes(rule(query))
    except RuleFault:
        reject()
    found = keys(validate_graph(source, shapes))
    contribution = ChangeValidation(source, shapes, edit.added, edit.removed)
    changed = found - keys(contribution.before()) + keys(contribution.after())
    assert (found, changed) == tuple(plain_results(each.store, rule(query)) for each in (source, edited))


def test_every_rule_is_broken_by_the_dense_graph() -> None:
    rules = {unit.shape.node for unit in SHAPES.units}
    assert rules & {each.shape for each in validate_graph(StoreSource(stored(DENSE)), SHAPES)} == rules


def test_a_disk_and_an_endpoint_give_the_results_of_memory(tmp_path: Path) -> None:
    memory, disk = stored(DENSE), stored(DENSE, tmp_path / "store")
    sources: list[Source] = [StoreSource(memory), StoreSource(disk), querying(memory)]
    whole = [list(validate_graph(source, SHAPES)) for source in sources]
    changed = [validate_change(source, SHAPES, ADDED, REMOVED) for source in sources]
    order = [sorted(results, key=lambda each: each.order) for results in whole]
    assert (order[1:], changed[1:]) == ([order[0]] * 2, [changed[0]] * 2)


def test_a_change_that_is_already_made_has_the_same_results() -> None:
    made, unmade = StoreSource(Edit(DENSE, ADDED, REMOVED).edited), StoreSource(stored(DENSE))
    assert validate_change(made, SHAPES, ADDED, REMOVED) == validate_change(unmade, SHAPES, ADDED, REMOVED)


def test_blank_nodes_in_a_local_store_have_the_results_of_pyshacl() -> None:
    blank = {ex("x1"): ox.BlankNode("b1"), ex("x2"): ox.BlankNode("b2")}
    moved = [[blank.get(cast("ox.NamedNode", term), term) for term in triple] for triple in DENSE]
    store = stored(ox.Triple(*cast("tuple[ox.BlankNode, ox.NamedNode, Term]", tuple(terms))) for terms in moved)
    assert keys(validate_graph(StoreSource(store), SHAPES)) == plain_results(store, EVERY_CONSTRAINT)


def test_a_blank_node_that_only_queries_could_reach_is_refused() -> None:
    store = stored([*HIERARCHY, ox.Triple(ox.BlankNode("b1"), TYPE, ex("A"))])
    with pytest.raises(BlankNodeRead, match="Give the node an IRI"):
        list(validate_graph(querying(store), SHAPES))


def test_a_change_of_classes_asks_for_the_whole_graph() -> None:
    with pytest.raises(HierarchyChanged, match="Validate the whole graph"):
        validate_change(StoreSource(stored(DENSE)), SHAPES, [ox.Triple(ex("C"), SUBCLASS, ex("A"))])


class Counting:
    """A source that counts the nodes read on from."""

    def __init__(self, store: ox.Store) -> None:
        self._source = StoreSource(store)
        self.nodes = 0

    def around(self, nodes: Collection[Term], step: Step) -> Iterable[ox.Triple]:
        """Return every triple that leads from one of these nodes along the step."""
        self.nodes += len(nodes)
        return self._source.around(nodes, step)

    def having(self, predicate: ox.NamedNode | None) -> Iterable[ox.Triple]:
        """Return every triple of this predicate."""
        return self._source.having(predicate)


def test_a_contribution_costs_the_same_in_a_larger_graph() -> None:
    everywhere = {ex("unreached"), ex("optional-first")}
    local = Shapes([triple for triple in EVERY_CONSTRAINT if triple.object not in everywhere])
    copies = [elsewhere(triple, copy) for triple in DENSE.difference(HIERARCHY) for copy in range(20)]
    sources = [Counting(stored(DENSE)), Counting(stored([*DENSE, *copies]))]
    results = [validate_change(source, local, ADDED, REMOVED) for source in sources]
    assert (results[0], sources[0].nodes) == (results[1], sources[1].nodes)


def elsewhere(triple: ox.Triple, copy: int) -> ox.Triple:
    """Move a triple to a copy of the graph that has nothing in common with it but the vocabulary."""

    def move(term: Term) -> Term:
        if isinstance(term, ox.Literal):
            return ox.Literal(f"{term.value} {copy}")
        return ox.NamedNode(f"{term.value}-{copy}") if term in NODES else term

    subject, verb, value = cast("tuple[Term, ox.NamedNode, Term]", tuple(triple))
    return ox.Triple(cast("ox.NamedNode", move(subject)), verb, move(value))


def test_rules_that_are_checked_at_every_target_are_named() -> None:
    found = [note.split(" of ")[0].removeprefix("sh:").replace("urn:example:", "") for note in notes(SHAPES)]
    assert sorted(found) == [
        "disjoint <q>",
        "equals <p>",
        "languageIn",
        'pattern "^(?!b)"',
        "qualifiedValueShape",
        "qualifiedValueShape <Small>",
        "sparql <computed>",
        "sparql <counted>",
        "sparql <deep>",
        "sparql <optional-first>",
        *("xone", "xone"),
    ]


@pytest.mark.parametrize(
    ("predicate", "value", "fault"),
    [
        ("propety", ex("other"), "sh:propety is not among"),
        ("node", ex("rule"), "contains itself"),
        ("datatype", ox.NamedNode("http://www.w3.org/2001/XMLSchema#int"), "keeps xsd:int as xsd:integer"),
        ("jsFunctionName", ox.Literal("f"), "is not among"),
        ("path", ox.Literal("p"), "is not a property path"),
        ("sparql", ex("no-query"), "has one query"),
    ],
)
def test_a_rule_that_would_not_be_checked_as_meant_is_refused(predicate: str, value: Term, fault: str) -> None:
    with pytest.raises(RuleFault, match=fault):
        Shapes(
            [
                ox.Triple(ex("rule"), ox.NamedNode(f"{SH}targetClass"), ex("A")),
                ox.Triple(ex("rule"), ox.NamedNode(SH + predicate), value),
            ]
        )


def test_the_inverse_of_a_sequence_is_refused() -> None:
    with pytest.raises(RuleFault, match="Invert its steps one by one"):
        Shapes(read(Path(__file__).with_name("inverse_of_sequence.ttl")))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("SELECT $this WHERE { $this ex:p ?v MINUS { ?v ex:q $this } }", "refuses MINUS"),
        ("SELECT $this WHERE { $this ex:p ", "cannot be read"),
        ("SELECT $this WHERE { $this unknown:p ?v }", "A prefix of the query of a rule is not declared"),
        ("ASK { $this ex:p ?v }", "must be a SELECT query"),
        ("SELECT $this WHERE { $this ex:p ?v { SELECT * WHERE { $this ex:q ?w } } }", "SELECT [*]"),
        ("SELECT $this WHERE { $this ex:p ?v { SELECT ?w WHERE { $this ex:q ?w } } }", "does not return [$]this"),
        ("SELECT $this WHERE { $this ex:p ?v BIND(1 AS $this) }", "cannot be read"),
        ("SELECT $this WHERE { BIND(1 AS $this) }", "another value"),
        ("SELECT $this WHERE { $this ex:p ?v FILTER(REGEX(?v, '[a')) }", "regular expression is not valid"),
        ("SELECT $this WHERE { GRAPH ?g { $this ex:p ?v } }", "refuses GRAPH"),
    ],
)
def test_a_query_that_pyshacl_could_not_run_is_refused(text: str, fault: str) -> None:
    select = ox.NamedNode(f"{SH}select")
    query = ox.Triple(ex("circle-query"), select, ox.Literal(text))
    others = [each for each in EVERY_CONSTRAINT if (each.subject, each.predicate) != (query.subject, select)]
    with pytest.raises(RuleFault, match=fault):
        list(validate_graph(StoreSource(stored(DENSE)), Shapes([*others, query])))


def test_pyshacl_is_not_even_loaded_where_nothing_can_fail() -> None:
    script = (
        "import sys, pyoxigraph as ox; from arkg.validate.compiler.shapes import Shapes;"
        "from arkg.validate.engine.validation import *;"
        "from arkg.validate.engine.sources import StoreSource;"
        "print(list(validate_graph(StoreSource(ox.Store()), Shapes([]))), 'pyshacl' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "[] False\n"


def test_the_rules_of_this_repository_give_the_results_of_pyshacl_on_damaged_records() -> None:
    rules = read(*sorted((ROOT / "shapes").glob("*.ttl")))
    records = [path for folder in sorted((ROOT / "data").iterdir()) for path in sorted(folder.glob("*.ttl"))[:3]]
    terms, data = read(*sorted((ROOT / "ontology").glob("*.ttl"))), read(*records)
    damaged = [triple for place, triple in enumerate(data) if place % 9] + [misplaced(each) for each in data[::15]]
    store = stored([*terms, *damaged])
    expected = plain_results(store, rules)
    assert (keys(validate_graph(StoreSource(store), Shapes(rules))), bool(expected)) == (expected, True)


@pytest.mark.parametrize(
    ("pattern", "flags", "forbidden", "wrong"),
    [
        (r"^\[a\d]$", "", False, "[a0-9]"),
        (r"^[]\d]$", "", False, "5]"),
        (r"^[\w\]]$", "", False, "-"),
        (r"^\[\d\]$", "", False, "[x]"),
        (r"^[(<*_.-]*missing$", "i", True, "(M\u0131SSING"),
        (r"^[i-k\]]{4}\n?$", "i", True, "\u0130j]\u212a\n"),
        (r"^[^k]$", "i", False, "\u212a"),
        (r"^[^k]$", "i", True, "x"),
        (r"^[0-z]$", "i", True, "\u0131"),
        (r"^\t[a\tb]$", "i", True, "\t\t"),
        (r"^é$", "i", True, "É"),
    ],
)
def test_a_pattern_is_read_as_pyshacl_reads_it(pattern: str, flags: str, wrong: str, *, forbidden: bool) -> None:
    data, node = stored([ox.Triple(ex("A"), ex("p"), ox.Literal(wrong))]), ex("Rule")
    test = {SH("pattern"): ox.Literal(pattern), SH("flags"): ox.Literal(flags)}
    said: dict[ox.NamedNode, Term] = {TYPE: SH("PropertyShape"), SH("targetNode"): ex("A"), SH("path"): ex("p")}
    said |= {SH("not"): ex("Forbidden")} if forbidden else test
    rules = [ox.Triple(node, predicate, value) for predicate, value in said.items()]
    rules += [ox.Triple(ex("Forbidden"), predicate, value) for predicate, value in test.items() if forbidden]
    expected = plain_results(data, rules)
    assert (keys(validate_graph(StoreSource(data), Shapes(rules))), len(expected)) == (expected, 1)


@pytest.mark.parametrize(
    "patterns",
    [
        [("a$", ""), ("^b", "")],
        [(r"\[a", ""), ("[b]", "")],
        [("a", ""), ("b", ""), ("é", "")],
        [("a", ""), ("[k-m]B", "i"), ("x", "i")],
    ],
)
def test_patterns_that_several_rules_forbid_are_told_by_each_rule(patterns: list[tuple[str, str]]) -> None:
    texts = ("[a", "b", "ba", "é", "x", "X", "A", "\u212ab")
    data = stored(ox.Triple(ex("A"), ex(p), ox.Literal(text)) for p in "pq" for text in texts)
    text = ""
    for number, (pattern, flags) in enumerate(patterns):
        path = "ex:p ex:q" if number else "ex:q ex:r"
        text += f"""
            ex:R{number} a sh:PropertyShape ; sh:targetSubjectsOf ex:p ; sh:path [ sh:alternativePath ( {path} ) ] ;
                sh:not [ sh:pattern {ox.Literal(pattern)} ; sh:flags "{flags}" ] ."""
    rules = parsed(text)
    expected = plain_results(data, rules)
    assert (keys(validate_graph(StoreSource(data), Shapes(rules))), len(expected) >= len(patterns)) == (expected, True)


@dataclass(frozen=True, slots=True)
class Recording(StoreSource):
    """A source that keeps the queries that it is asked."""

    asked: list[str] = field(default_factory=list)

    def select(self, query: str) -> Iterator[Row]:
        """Yield the rows of a SPARQL 1.1 SELECT query."""
        self.asked.append(query)
        yield from StoreSource.select(self, query)


@pytest.mark.parametrize(
    ("said", "members", "times"),
    [
        ("ex:A ex:p ex:D .", 'sh:pattern "^urn:"', 0),
        ("ex:A ex:p ex:D , 1 .", "sh:nodeKind sh:IRI", 0),
        ("ex:A ex:p ex:D , [ a ex:C ] .", 'sh:pattern "^urn:"', 1),
        ("ex:A ex:p ex:D , [ a ex:Below ] .", "sh:nodeKind sh:IRI", 1),
        ("ex:A ex:p ex:D , [ ] .", 'sh:pattern "^urn:"', 0),
        ("ex:A ex:p ex:D , [ a ex:C ] .", "sh:nodeKind sh:BlankNodeOrIRI", 1),
        ("ex:A ex:p ex:D .", 'sh:message "No rule."', 1),
        ("[] a ex:C .", "sh:nodeKind sh:IRI ; sh:class ex:C", 1),
    ],
)
def test_the_kind_of_values_is_asked_where_their_class_has_blank_nodes(said: str, members: str, times: int) -> None:
    graph = parsed(f"ex:Below rdfs:subClassOf ex:C . ex:D a ex:C . {said}")
    shapes = parsed(f"""
        ex:Rule a sh:PropertyShape ; sh:targetNode ex:A ; sh:path ex:p ; sh:class ex:C ; sh:nodeKind sh:IRI .
        ex:Members a sh:NodeShape ; sh:targetClass ex:C ; {members} .""")
    source = Recording(stored(graph))
    found = keys(validate_graph(source, Shapes(shapes)))
    asked = sum("isIRI(?value)" in query for query in source.asked)
    assert (found, asked) == (plain_results(stored(graph), shapes), times)


def test_rules_that_differ_in_their_targets_are_asked_together() -> None:
    source, one = Recording(stored(DENSE)), "a sh:PropertyShape ; sh:path ex:p ; sh:maxCount 1 ; sh:minCount 1"
    targets = ("sh:targetClass ex:A", "sh:targetSubjectsOf ex:q", "sh:targetNode ex:n1")
    rules = parsed(" ".join(f"ex:R{number} {one} ; {target} ." for number, target in enumerate(targets)))
    expected = plain_results(stored(DENSE), rules)
    assert (keys(validate_graph(source, Shapes(rules))), len(expected) > 1) == (expected, True)
    assert len(source.asked) == len(set(source.asked)) == 2


def test_random_shapes_that_share_queries_have_the_results_of_pyshacl() -> None:
    found = [pair for pair in map(compared, range(200)) if pair is not None]
    assert [pair for pair in found if pair[0] != pair[1]] == []
    assert sum(bool(pair[1]) for pair in found) > 120


def test_the_queries_of_rules_give_each_breach_once_to_engines_that_report_every_solution() -> None:
    rules = read(*sorted((ROOT / "shapes").glob("*.ttl")))
    selects = [
        cast("ox.Literal", each.object).value.split() for each in rules if each.predicate == ox.NamedNode(f"{SH}select")
    ]
    assert {tuple(words[:2]) for words in selects} == {("SELECT", "DISTINCT")}


def misplaced(triple: ox.Triple) -> ox.Triple:
    """Return the same statement with its value under another property."""
    return ox.Triple(triple.subject, ex("misplaced") if triple.predicate == TYPE else triple.predicate, ex("nothing"))
