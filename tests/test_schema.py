"""What a record is stands on the shapes, once, as triples: nothing is read from the words of a message, or repeated."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.support.hand_in import hand_in
from tests.support.publication import ROOT, make_world

from arkg.contribute import read_all
from arkg.contribute.export import export
from arkg.contribute.template import template
from arkg.contribute.write import files
from arkg.description import Description
from arkg.formats.issue_form import issue_form
from arkg.formats.jsonld.context import to_document
from arkg.namespaces import SH
from arkg.publish import publish
from arkg.validate.check import check, check_contribution
from arkg.validate.graph import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from arkg.workspace import Workspace

MESSAGE = re.compile(r'(sh:message ")(?:[^"\\]|\\.)*("@en)')
INVALID = ROOT / "tests" / "contributions" / "invalid"


@pytest.fixture(scope="module")
def as_written(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the graph of the tests."""
    return make_world(tmp_path_factory.mktemp("as-written"))


@pytest.fixture(scope="module")
def reworded(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the graph of the tests, in which every rule has the message "x"."""
    workspace = make_world(tmp_path_factory.mktemp("reworded"))
    for path in (workspace.root / "shapes").glob("*.ttl"):
        path.write_text(MESSAGE.sub(r"\1x\2", path.read_text(encoding="utf-8")), encoding="utf-8")
    return workspace


def derived(workspace: Workspace) -> dict[str, str]:
    """Return every text that is made from the schema."""
    schema = workspace.schema
    found = {"context": to_document(schema)}
    for kind in schema.record_types:
        found |= {f"{kind}.{form}": template(workspace, kind, form=form) for form in ("yaml", "csv", "ttl")}
        found |= {f"form of {kind}": issue_form(workspace, kind)}
        found |= {f"table of {kind}": export(workspace, kind, form=form) for form in ("yaml", "csv")}
    return found


def one_of_each(workspace: Workspace) -> list[Path]:
    """Return one invalid contribution for each combination of constraints that a rule can have."""
    constraints: dict[str, set[str]] = {}
    for quad in workspace.quads("shapes"):
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value.startswith(SH):
            kinds = constraints.setdefault(quad.subject.value.rpartition("#")[2], set())
            kinds.add(f"{quad.predicate} {quad.object}" if quad.predicate == SH("datatype") else str(quad.predicate))
    rules = {str(sorted(kinds)): rule for rule, kinds in sorted(constraints.items(), reverse=True)}
    return [path for rule in sorted(rules.values()) if (path := INVALID / f"{rule}.ttl").is_file()]


def suggestions(workspace: Workspace) -> dict[str, list[tuple[str, str, str]]]:
    """Return the rule, what was found and the line to paste of every finding about these contributions."""
    world = load(workspace)
    found = {}
    for path in one_of_each(workspace):
        contribution, _ = read_all([path], workspace, form="turtle")
        findings = check_contribution(world, contribution).findings
        found[path.stem] = [(each.rule, each.found, each.suggestion) for each in findings]
    return found


def test_rewording_messages_changes_nothing_that_is_derived(as_written: Workspace, reworded: Workspace) -> None:
    assert derived(reworded) == derived(as_written)


def test_rewording_messages_changes_no_suggestion(as_written: Workspace, reworded: Workspace) -> None:
    assert suggestions(reworded) == suggestions(as_written)


TERM = """
arkg:motto
    a owl:DatatypeProperty ;
    skos:prefLabel "motto"@en ;
    rdfs:label "motto"@en ;
    skos:definition "What the people who do the work say it is for, in a few words."@en ;
    skos:example "initiative:differences-matter arkg:motto \\"Care for all\\"@en"@en ;
    rdfs:isDefinedBy <https://w3id.org/arkg/ns> ;
.
"""
RULE = """
shape:Initiative-motto
    a sh:PropertyShape ;
    sh:path arkg:motto ;
    sh:name "motto"@en ;
    skos:example "Care for all"@en ;
    sh:description "Readers remember the work by it."@en ;
    sh:datatype rdf:langString ;
    sh:message "Write one motto per language."@en ;
    sh:order 570 ;
    sh:severity sh:Violation ;
    sh:uniqueLang true ;
.
"""
ROW = """\
kind,slug,name,category,run by,motto,date read,source
initiative,quiet-rooms,Quiet Rooms,research,riverbend-university,{},2026-11-20,https://example.org/q
"""
YAML = """\
kind: initiative
slug: quiet-rooms
name: Quiet Rooms
category: research
run by: riverbend-university
motto: Zest for zebras
evidence:
- date read: 2026-11-20
  source: https://example.org/q
"""
JSONLD = json.dumps(
    {
        "@context": "https://w3id.org/arkg/context.jsonld",
        "id": "initiative:quiet-rooms",
        "type": "Initiative",
        "motto": "Zest for zebras",
    }
)
FORM = "### Kind\n\ninitiative\n\n### Name\n\nQuiet Rooms\n\n### Motto\n\nZest for zebras\n"


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the graph of the tests with one more property, which is declared in the ontology and in the shapes."""
    workspace = make_world(tmp_path_factory.mktemp("extended"))
    terms, shapes = workspace.root / "ontology" / "arkg.ttl", workspace.root / "shapes" / "initiative.ttl"
    terms.write_text(terms.read_text(encoding="utf-8") + TERM, encoding="utf-8")
    before, listed = shapes.read_text(encoding="utf-8"), "    sh:property shape:Initiative-leader ;\n"
    shapes.write_text(
        before.replace(listed, f"{listed}    sh:property shape:Initiative-motto ;\n") + RULE, encoding="utf-8"
    )
    return workspace


@pytest.fixture(scope="module")
def published(extended: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a publication of that graph, with one initiative that has a motto."""
    contribution, problems = read_all([write(extended, "quiet.yaml", YAML)], extended)
    assert problems == ()
    for file in files(extended, contribution):
        file.path.write_text(file.after, encoding="utf-8")
    folder = tmp_path_factory.mktemp("published") / "site"
    publish(extended, folder)
    return folder


def write(workspace: Workspace, name: str, text: str) -> Path:
    """Write a file beside a graph."""
    path = workspace.root / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda graph: template(graph, "initiative"), "#motto: Care for all"),
        (lambda graph: template(graph, "initiative", form="csv"), "motto"),
        (lambda graph: template(graph, "initiative", form="ttl"), '    #arkg:motto "Care for all"@en ;'),
        (
            lambda graph: issue_form(graph, "initiative"),
            "label: Motto\n    description: Readers remember the work by it.",
        ),
        (
            lambda graph: to_document(graph.schema),
            '"motto": {\n      "@id": "arkg:motto",',
        ),
    ],
    ids=["YAML template", "CSV template", "Turtle template", "issue form", "JSON-LD context"],
)
def test_a_new_property_is_in(extended: Workspace, made: Callable[[Workspace], str], expected: str) -> None:
    assert expected in made(extended)


@pytest.mark.parametrize(
    ("name", "text"),
    [("x.csv", ROW.format("Zest for zebras")), ("x.yaml", YAML), ("x.jsonld", JSONLD), ("x.md", FORM)],
)
def test_a_new_property_is_read_from(extended: Workspace, name: str, text: str) -> None:
    assert '    arkg:motto "Zest for zebras"@en ;' in hand_in(extended, name, text)[0]


def test_a_finding_names_a_new_property_as_its_rule_does(extended: Workspace) -> None:
    text = ROW.replace("motto", "motto,motto@en").format("Zest,Zeal")
    path = write(extended, "twice.csv", text)
    (found,) = check(load(extended), [path]).report.findings
    assert (found.rule, found.why) == ("shape:Initiative-motto", "Readers remember the work by it.")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("id/initiative/quiet-rooms/index.html", "Zest for zebras"),
        ("data/initiative.csv", "Zest for zebras"),
        ("data/arkg.jsonld", '"motto": "Zest for zebras"'),
        ("shapes/index.html", "Readers remember the work by it."),
        ("ns/index.html", "What the people who do the work say it is for"),
    ],
)
def test_a_new_property_is_published_in(published: Path, path: str, expected: str) -> None:
    assert expected in (published / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["yaml", "csv"])
def test_a_new_property_is_exported(published: Path, extended: Workspace, form: str) -> None:
    assert published.is_dir()
    assert "Zest for zebras" in export(extended, "initiative", ["quiet-rooms"], form=form)


def test_a_new_property_is_searched(published: Path, extended: Workspace, run: Callable[..., Result]) -> None:
    assert published.is_dir()
    found = run(["query", "search", "--text", "for zebras", "--graph", str(extended.root), "--format", "csv"]).stdout
    assert [line.partition(",")[0] for line in found.splitlines()[1:]] == [
        "https://w3id.org/arkg/id/initiative/quiet-rooms"
    ]


def test_every_field_stands_in_a_group(checkout: Workspace) -> None:
    assert {field.iri.value for field in checkout.schema.fields() if field.group is None} == set()


def test_every_field_says_what_kind_of_node_its_values_are(checkout: Workspace) -> None:
    shapes = Description(each.triple for each in checkout.quads("shapes"))
    told = {node for name in ("nodeKind", "datatype", "hasValue") for node in shapes.having(SH(name))}
    assert {field.iri.value for field in checkout.schema.fields() if field.iri not in told} == set()
