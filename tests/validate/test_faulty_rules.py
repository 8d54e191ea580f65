"""A rule that cannot be checked is one finding at its place, whatever is checked; every other one is pySHACL's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from rdflib import Graph
from tests.conformance.plain_pyshacl import plain_results, report_keys
from tests.randomized.graphs import HIERARCHY, drawn, stored
from tests.randomized.rules import rules
from tests.support.result_keys import keys

from arkg.validate.compiler.candidates import IN_WHOLE_GRAPH
from arkg.validate.compiler.shapes import compile_rules, sound_results
from arkg.validate.engine.sources import StoreSource
from arkg.validate.engine.validation import ChangeValidation, notes, validate_graph
from arkg.validate.messages.breach import of_faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from arkg.workspace import Workspace

    Run = Callable[..., Result]

HEAD = """# A rule of a test.

PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX ex: <http://example.org/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX shape: <https://w3id.org/arkg/shapes#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

"""
PLACE = "shapes/new.ttl"
TARGET = "shape:New sh:targetClass arkg:Initiative ;"
RECORD = "data/initiative/reading-circle.ttl"
PATHS = (
    "skos:prefLabel",
    "( arkg:runBy skos:prefLabel )",
    "( arkg:runBy ( skos:prefLabel rdf:type ) )",
    "[ sh:inversePath arkg:runBy ]",
    "[ sh:alternativePath ( skos:prefLabel arkg:category [ sh:inversePath arkg:runBy ] ) ]",
    "[ sh:zeroOrMorePath arkg:runBy ]",
    "[ sh:oneOrMorePath [ sh:alternativePath ( arkg:runBy arkg:category ) ] ]",
    "[ sh:zeroOrOnePath arkg:runBy ]",
    "( [ sh:zeroOrMorePath arkg:runBy ] rdf:type [ sh:zeroOrMorePath rdfs:subClassOf ] )",
)
COMPONENT = """
ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:longest ] ;
    sh:validator [ sh:ask "ASK { FILTER(STRLEN(STR($value)) <= $longest) }" ] ;
    sh:propertyValidator [
        sh:select "SELECT $this ?value { $this $PATH ?value FILTER(STRLEN(STR(?value)) > $longest) }"
    ] .
"""
FOREIGN = (
    *(f"{TARGET} sh:property [ sh:path {path} ; sh:maxLength 1 ; sh:minCount 9 ] ." for path in PATHS),
    f"{TARGET} sh:nodeKind sh:Literal .",
    f"{TARGET} sh:sparql [ sh:select 'SELECT $this {{ FILTER(STRLEN(STR($this)) > 3) }}' ] .",
    f"{TARGET} sh:path skos:prefLabel ; sh:sparql [ sh:select 'SELECT $this {{ $this $PATH ?value }}' ] .",
    f"{COMPONENT}{TARGET} ex:longest 9 .",
    f"{COMPONENT}{TARGET} sh:path skos:prefLabel ; ex:longest 4 .",
    f"{COMPONENT}{TARGET} sh:not [ ex:longest 900 ] .",
    f"{COMPONENT}{TARGET} sh:property [ sh:path arkg:runBy ; sh:node [ ex:longest 2 ] ] .",
)


@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(rules())
def test_any_rule_has_the_results_of_pyshacl_or_is_a_finding_whatever_is_checked(triples: list[ox.Triple]) -> None:
    graph = drawn(seed=3, size=50).union(HIERARCHY)
    source, mine = StoreSource(stored(graph)), {triple.subject for triple in graph}
    shapes = compile_rules(triples)
    sound, whole = sound_results(shapes, lambda each: validate_graph(source, each))
    same, some = sound_results(shapes, lambda each: ChangeValidation(source, each, mine=mine).after())  # type: ignore[arg-type]
    about_mine = keys(result for result in whole if result.focus in mine)
    expected = keys(whole) if [*of_faults(sound)] else plain_results(source.store, triples)
    faults = [[*map(str, each.faults)] for each in (same, sound)]
    assert (keys(whole), keys(some), faults[0]) == (expected, about_mine, faults[1])


@pytest.mark.parametrize(
    ("said", "message", "suggestion"),
    [
        ("sh:nodeKind sh:Iri", "sh:Iri is not a node kind. Did you mean sh:IRI?", "sh:nodeKind sh:IRI ;"),
        ("sh:nodeKind arkg:Initiative", "Use sh:BlankNode, sh:IRI, sh:Literal, sh:BlankNodeOrIRI", ""),
        ('sh:pattern "[a"', "The regular expression is not valid: unterminated character set", ""),
        (r'sh:pattern "^\\p{Lu}"', r"The regular expression has \p{Lu}, which is not supported.", ""),
        ('sh:pattern "a" ; sh:flags "x"', 'The flags "x" are not supported. Use i', ""),
        ("sh:or ()", "The list of sh:or is empty", ""),
        (
            "sh:and ( [ sh:nodeKind sh:IRI ] ) ; sh:xone _:l . _:l rdf:first shape:B ; rdf:rest _:l",
            "well-formed list",
            "",
        ),
        ("sh:in _:l . _:l rdf:first 1", "The value of sh:in is not a well-formed list.", ""),
        ("sh:path skos:prefLabel, skos:altLabel ; sh:minCount 1", "A shape has at most one sh:path.", ""),
        ("a sh:PropertyShape ; sh:minCount 1", "A property shape needs one sh:path.", ""),
        ("a sh:NodeShape ; sh:path skos:prefLabel", "A node shape has no sh:path.", ""),
        ("sh:path ( skos:prefLabel ) ; sh:minCount 1", "list of two or more paths", ""),
        ("sh:path _:p ; sh:minCount 1 . _:p sh:inversePath _:p", "A property path contains itself.", ""),
        ("sh:path skos:prefLabel ; sh:minCount 'one'", "The value of sh:minCount is a number of things.", ""),
        ("sh:minCount 1", "sh:minCount belongs to a property shape.", ""),
        ("sh:datatype xsd:byte", "The store keeps xsd:byte as xsd:integer", ""),
        ("sh:property [ sh:nodeKind sh:IRI ]", "The value of sh:property is a property shape.", ""),
        ("sh:nodeKnd sh:IRI", "Did you mean sh:nodeKind?", ""),
        ("sh:not [ sh:or () ]", "The list of sh:or is empty", ""),
        ("sh:sparql [ sh:select 'SELECT $this { VALUES ?x { 1 } }' ]", "pySHACL refuses VALUES", ""),
        ("sh:sparql [ sh:select 'SELECT $this { $this ' ]", "The query of a rule cannot be read at line 1", ""),
        (
            "sh:sparql [ sh:select 'SELECT $this { $this x:y 1 }' ]",
            "A prefix of the query of a rule is not declared.",
            "",
        ),
        ("sh:sparql [ sh:ask 'ASK { $this ?p ?o }' ]", "A SPARQL rule has one query. Give it one: sh:select", ""),
        ("ex:n 1 . ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:n ]", "with a validator in SPARQL", ""),
        (
            "ex:n 1 . ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:n ] ; sh:validator [ sh:ask 'ASK { ' ]",
            "The query of a rule cannot be read",
            "",
        ),
    ],
)
def test_an_ill_formed_rule_is_one_finding_at_its_place_with_all_and_with_one_file(
    run: Run, copy: Workspace, said: str, message: str, suggestion: str
) -> None:
    (copy.root / PLACE).write_text(f"{HEAD}{TARGET} {said} .\n", encoding="utf-8")
    ends = [
        run(["validate", "--graph", str(copy.root), "--format", "json", *more])
        for more in ([], [str(copy.root / RECORD)])
    ]
    found = [[each for each in json.loads(end.stdout) if each["rule"] == "Rule"] for end in ends]
    ((finding,), again) = found
    assert (again, [end.exit_code for end in ends], finding["file"]) == ([finding], [1, 1], PLACE)
    assert (message in finding["message"], finding["suggestion"], finding["line"]) == (True, suggestion, 12), finding


@pytest.mark.parametrize("rule", FOREIGN)
def test_a_rule_of_any_kind_has_the_results_of_pyshacl_with_all_and_with_one_file(
    run: Run, copy: Workspace, rule: str
) -> None:
    before = plain_results(copy.store("ontology", "data", "shapes"), shapes_of(copy))
    (copy.root / PLACE).write_text(f"{HEAD}{rule}\n", encoding="utf-8")
    expected = plain_results(copy.store("ontology", "data", "shapes"), shapes_of(copy))
    whole, one = (
        Graph().parse(data=run(["validate", "--graph", str(copy.root), "--format", "ttl", *more]).stdout)
        for more in ([], [str(copy.root / RECORD)])
    )
    record = str(copy.record_iri(copy.root / RECORD))
    about_one = {key for key in expected if key[0] == record}
    found = {key for key in report_keys(one) if key[0] == record}
    assert (without_shape(report_keys(whole)), without_shape(found)) == (
        without_shape(expected),
        without_shape(about_one),
    )
    assert len(before) < len(expected)


def test_a_report_in_turtle_does_not_conform_where_a_rule_cannot_be_checked_and_stderr_says_why(
    run: Run, copy: Workspace
) -> None:
    (copy.root / PLACE).write_text(f"{HEAD}{TARGET} sh:or () .\n", encoding="utf-8")
    end = run(["validate", "--graph", str(copy.root), "--format", "ttl"])
    assert (end.exit_code, "sh:conforms false" in end.stdout, end.stderr.partition(",")[0]) == (
        *(1, True),
        f"{PLACE}:12: The list of sh:or is empty",
    )


def shapes_of(workspace: Workspace) -> list[ox.Triple]:
    """Return the rules of a repository."""
    return [quad.triple for quad in workspace.quads("shapes")]


def without_shape(found: object) -> list[tuple[str, ...]]:
    """Return results without the shape, which may be a blank node, in order."""
    return sorted(key[:-1] for key in found)  # type: ignore[attr-defined]


def test_what_uses_an_ill_formed_shape_is_not_checked_either(copy: Workspace) -> None:
    said = "shape:Other sh:nodeKind sh:Iri . shape:Or sh:targetClass arkg:Initiative ; sh:or ( shape:Other ) ."
    rule = f"{TARGET} sh:not shape:Other ; sh:nodeKind sh:IRI . {said}"
    (copy.root / PLACE).write_text(f"{HEAD}{rule}\n", encoding="utf-8")
    shapes = compile_rules(shapes_of(copy))
    asked = {(str(unit.shape.node), each.name) for unit in shapes.units for each in unit.constraints}
    assert ([str(fault.node) for fault in shapes.faults], asked) == ([shape("Other")], {(shape("New"), "nodeKind")})


def shape(name: str) -> str:
    """Return the name of a rule of ours."""
    return f"<https://w3id.org/arkg/shapes#{name}>"


def test_the_rules_that_pyshacl_checks_over_the_whole_graph_are_named(copy: Workspace) -> None:
    (copy.root / PLACE).write_text(f"{HEAD}{COMPONENT}{TARGET} ex:longest 9 .\n", encoding="utf-8")
    assert notes(compile_rules(shapes_of(copy))) == [
        f"<http://example.org/longest> of {shape('New')} is checked at every target: {IN_WHOLE_GRAPH}."
    ]


DATATYPES = (
    *(f"rdf:{name}" for name in ("HTML", "XMLLiteral", "JSON", "langString")),
    *(
        f"xsd:{name}"
        for name in ("string", "boolean", "decimal", "integer", "double", "float", "date", "time", "dateTime")
    ),
    *(f"xsd:{name}" for name in ("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "duration", "dayTimeDuration")),
    *(f"xsd:{name}" for name in ("yearMonthDuration", "hexBinary", "base64Binary", "anyURI", "token", "language")),
    "ex:own",
)
FORMS = (
    *(
        "",
        " ",
        "a",
        "<b>x",
        "<b>x</b>",
        "<",
        '{"a":',
        "{}",
        "true",
        "TRUE",
        "yes",
        "1",
        "01",
        "+1",
        " 1",
        "1.0",
        "1.",
        ".5",
    ),
    *(
        "1e3",
        "1e",
        "INF",
        "+INF",
        "inf",
        "nan",
        "NaN",
        "Infinity",
        "1_000",
        "٣",
        "1,5",
        "-0",
        "99999999999999999999999",
    ),
    *("2020-02-30", "2020-02-29", "2021-02-29", "20200229", "2020-2-9", "2020-02-29Z", "-0044-03-15", "0000-01-01"),
    *("12020-01-01", "2020-01-01T00:00:00", "2020-01-01T24:00:00", "2020-01-01T25:00:00", "2020-01-01T00:00", "2020"),
    *("2020-01-01 00:00:00", "2020-01-01T00:00:00+15:00", "2020Z", "20", "2020-13", "2020-09", "--02-30", "---31"),
    *(
        "P1Y",
        "P",
        "PT",
        "P1Y2D",
        "1 year",
        "25:00:00",
        "10:00:00",
        "10:00",
        "0a",
        "0A1",
        "YQ==",
        "YQ",
        "http://a b",
        "::",
    ),
)


@pytest.mark.parametrize("datatype", DATATYPES)
def test_a_form_of_any_datatype_has_the_results_of_pyshacl(datatype: str) -> None:
    values = ", ".join(f"{ox.Literal(form)}^^{datatype}" for form in FORMS if datatype != "rdf:langString")
    text = f"{HEAD}ex:a a ex:A ; ex:p {values or ox.Literal('a', language='en')}, 'a', 'a'@en, 1 .\n"
    data = ox.Store()
    data.load(text.encode(), ox.RdfFormat.TURTLE)
    rule = f"{HEAD}ex:S sh:targetClass ex:A ; sh:property [ sh:path ex:p ; sh:datatype {datatype} ] .\n"
    triples = [quad.triple for quad in ox.parse(rule.encode(), ox.RdfFormat.TURTLE)]
    results = keys(validate_graph(StoreSource(data), compile_rules(triples)))
    assert results == plain_results(data, triples)
