"""A finding names the place, one cause, and what to write instead; what others must mend is told apart."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.validate.test_rules import ROOT, WORLD, world

from arkg.cli._common import check_files
from arkg.errors import Location, SyntaxFault
from arkg.namespaces import ARKG, DCTERMS, SH, XSD
from arkg.schema import Rule
from arkg.validate.check import check, check_contribution, check_graph
from arkg.validate.graph import load
from arkg.validate.lookup import near_terms
from arkg.validate.messages import wording
from arkg.validate.messages.locations import locate
from arkg.workspace import Workspace, find

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from arkg.errors import Finding

    Tell = Callable[[str], list[Finding]]

GOOD = """
initiative:night-school
    a arkg:Initiative ;
    skos:prefLabel "Night School"@en ;
    arkg:category category:research ;
    arkg:evidence <https://w3id.org/arkg/id/initiative/night-school#evidence-1> ;
    arkg:runBy institution:riverbend-university ;
.

<https://w3id.org/arkg/id/initiative/night-school#evidence-1>
    a arkg:Evidence ;
    oa:hasSource <https://riverbend.example/night-school> ;
    arkg:dateRead "2026-11-22"^^xsd:date ;
.
"""
PREFIXES = (ROOT / "ontology" / "prefixes.ttl").read_text(encoding="utf-8")
FIRST = PREFIXES.count("\n") + 2  # the line on which the record begins


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """Return a function that lays a Turtle text over the world, and gives the findings."""

    def told(text: str) -> list[Finding]:
        path = tmp_path / "new.ttl"
        path.write_text(PREFIXES + text, encoding="utf-8")
        return list(check_contribution(world(), locate(world().workspace, path)).findings)

    return told


@pytest.fixture
def graph(tmp_path: Path) -> Workspace:
    """Return a copy of the world, with our ontology and our rules, that a test may change."""
    for part in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copytree(WORLD, tmp_path / "data")
    return find(tmp_path, tmp_path)


@pytest.mark.parametrize("vocabulary", ["", "rdfs:isDefinedBy <http://xmlns.com/foaf/0.1/> ;"])
@pytest.mark.parametrize("kind", ["arkg:Status", "owl:Class"])
def test_a_term_of_ours_names_our_vocabulary(tell: Tell, kind: str, vocabulary: str) -> None:
    labels = 'skos:prefLabel "Resting"@en ; rdfs:label "Resting"@en ; skos:definition "It rests."@en'
    found = tell(f'arkg:Resting a {kind} ; {labels} ; skos:example "A school in summer."@en ; {vocabulary} .')
    assert [each.rule for each in found] == ["shape:Term-vocabulary"]


def changed(tell: Tell, old: str, new: str) -> list[tuple[int, str, str]]:
    """Return line (from the record's first), rule and suggestion of each finding about the good record, changed."""
    assert old in GOOD
    return [(each.place.line - FIRST, each.rule, each.suggestion) for each in tell(GOOD.replace(old, new))]


def test_two_records_that_end_before_they_start_are_both_told_of_though_they_end_on_one_day(tell: Tell) -> None:
    wrong = GOOD.replace(
        "    arkg:runBy",
        '    schema:endDate "2019"^^xsd:gYear ;\n    schema:startDate "2020"^^xsd:gYear ;\n    arkg:runBy',
    )
    found = tell(wrong + wrong.replace("night-school", "day-school"))
    assert [(each.record, each.rule) for each in found] == [
        ("initiative:night-school", "shape:Initiative-dates"),
        ("initiative:day-school", "shape:Initiative-dates"),
    ]


def test_a_good_record_has_no_finding(tell: Tell) -> None:
    assert tell(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "rule", "suggestion"),
    [
        ("category:research", "category:reserch", 3, "Initiative-category", "arkg:category category:research ;"),
        ("category:research", '"Research"@en', 3, "Initiative-category", "arkg:category category:research ;"),
        (
            "category:research",
            "category:webinars",
            3,
            "Initiative-category",
            "arkg:category category:webinar-and-training ;",
        ),
        ("arkg:category", "arkg:catgory", 3, "Initiative", "arkg:category category:research ;"),
        ("a arkg:Initiative", "a arkg:Inititative", 1, "Record-class", "a arkg:Initiative ;"),
        ("    a arkg:Initiative ;\n", "", 0, "Record-class", "a arkg:Initiative ;"),
        ("    a arkg:Evidence ;\n", "", 8, "Record-class", "a arkg:Evidence ;"),
        ('"Night School"@en', '"Night School"', 2, "Record-name", 'skos:prefLabel "Night School"@en ;'),
        ('"2026-11-22"^^xsd:date', '"2026-11-31"^^xsd:date', 11, "Evidence-date-read", ""),
        ("    arkg:category category:research ;\n", "", 0, "Initiative-category", "arkg:category category:research ;"),
    ],
)
def test_one_fault_is_one_finding_at_its_line_with_a_line_to_paste(  # noqa: PLR0913 - a row of the table
    tell: Tell, old: str, new: str, *, line: int, rule: str, suggestion: str
) -> None:
    assert changed(tell, old, new) == [(line, f"shape:{rule}", suggestion)]


def test_a_month_that_is_none_is_found_although_pyshacl_passes_it(tell: Tell) -> None:
    wrong = 'schema:startDate "2020-13"^^xsd:gYearMonth ;\n    arkg:category'
    assert changed(tell, "arkg:category", wrong) == [(3, "shape:Initiative-started", "")]


def test_a_reference_to_nothing_is_found_under_any_property(tell: Tell) -> None:
    wrong = "arkg:evidence <https://w3id.org/arkg/id/initiative/night-school#evidence-2> ;\n    arkg:category"
    (finding,) = tell(GOOD.replace("arkg:category", wrong))
    assert (finding.rule, finding.message.partition(".")[0]) == (
        "shape:Record-evidence",
        "The record exists, but has no such part",
    )


def test_a_class_that_nobody_defines_is_not_also_a_wrong_value_elsewhere(tell: Tell) -> None:
    assert changed(tell, "a arkg:Evidence", "a arkg:Evidense") == [(9, "shape:Record-class", "a arkg:Evidence ;")]


def test_a_property_of_another_kind_is_not_taken_for_a_misspelling(tell: Tell) -> None:
    (finding,) = tell(GOOD.replace("arkg:category", 'arkg:city "Riverbend" ;\n    arkg:category'))
    assert (finding.suggestion, finding.message.partition(".")[0]) == ("", "arkg:city belongs to an institution")


def test_a_clash_is_reported_once_on_the_side_of_the_contribution(tell: Tell) -> None:
    record = (WORLD / "institution" / "riverbend-university.ttl").read_text(encoding="utf-8")
    copied = record.partition("\n\n")[2].replace("riverbend-university", "second-university")
    found = [(each.record, each.rule, each.caused_by_contribution) for each in tell(copied)]
    assert found == [
        ("institution:second-university", "shape:Institution-ror-unique", False),
        ("institution:second-university", "shape:Institution-wikidata-unique", False),
    ]


def test_a_record_that_a_contribution_breaks_is_told_as_its_doing(tell: Tell) -> None:
    turned = (WORLD / "category" / "research.ttl").read_text(encoding="utf-8").replace("arkg:Category", "arkg:Listing")
    others = {(each.place.file, each.record, each.rule) for each in tell(turned) if each.caused_by_contribution}
    assert ("data/initiative/study-of-housing-and-health.ttl", "initiative:study-of-housing-and-health") in {
        (file, record) for file, record, _ in others
    }


def test_a_part_that_a_contribution_leaves_out_is_missed_where_others_refer_to_it(tell: Tell) -> None:
    page = (WORLD / "resource" / "anti-racism-page.ttl").read_text(encoding="utf-8")
    kept = [block for block in page.split("\n\n") if "#listing-" not in block.partition("\n")[0]]
    short = "\n\n".join("\n".join(line for line in block.split("\n") if "arkg:listing" not in line) for block in kept)
    assert {(each.property, each.caused_by_contribution) for each in tell(short) if "listing" in each.value} == {
        ("arkg:possiblyListedAs", True)
    }


def test_a_new_class_is_checked_with_all_records_that_it_may_concern(tell: Tell) -> None:
    new = """
arkg:Program
    a owl:Class ;
    skos:prefLabel "program"@en ;
    rdfs:label "program"@en ;
    skos:definition "A plan of study."@en ;
    skos:example "A residency."@en ;
    rdfs:subClassOf arkg:Institution ;
    rdfs:isDefinedBy <https://w3id.org/arkg/ns> ;
.
"""
    assert [*tell(new), *tell(new + GOOD)] == []
    wrong = new.replace("arkg:Institution", "arkg:Category") + GOOD.replace("category:research", "arkg:Program")
    assert {(each.rule, each.caused_by_contribution) for each in tell(wrong)} == {("shape:Initiative-category", False)}


def test_the_world_is_as_it_was_after_a_contribution_was_checked(tell: Tell) -> None:
    before = set(world().store)
    tell(GOOD.replace("category:research", "category:reserch"))
    assert set(world().store) == before


def test_a_table_is_spoken_of_in_its_own_words(graph: Workspace, tmp_path: Path) -> None:
    table = tmp_path / "initiatives.csv"
    table.write_text(
        "kind,slug,name,category,run by,started,evidence\n"
        "initiative,night-school,Night School,webinars,riverbend-university,2024,\n",
        encoding="utf-8",
    )
    found = [(each.place.line, each.found, each.rule) for each in check_files(graph, [table]).report.findings]
    assert (2, 'category = "webinars"', "shape:Initiative-category") in found


@pytest.mark.parametrize("suffix", ["csv", "yaml"])
def test_missing_evidence_is_asked_for_in_the_words_of_a_form(graph: Workspace, tmp_path: Path, suffix: str) -> None:
    values = {"kind": "initiative", "name": "Day School", "category": "research", "run by": "riverbend-university"}
    lines = [",".join(values), ",".join(values.values())]
    form = tmp_path / f"new.{suffix}"
    form.write_text("\n".join(lines if suffix == "csv" else [f"{name}: {said}" for name, said in values.items()]))
    said = "Name what supports it, with its source and the day it was read: fill in ‘source’ and ‘date read’."
    page = "https://www.aamc.org/news/racism-and-health-reading-list"
    block = f"evidence: [{{source: {page}, date read: 2026-11-22}}]" if suffix == "yaml" else ""
    found = check_files(graph, [form]).report.findings
    assert [(each.message, each.suggestion) for each in found] == [(said, block)]


def test_missing_evidence_is_shown_with_all_that_it_needs(tell: Tell) -> None:
    part = "<https://w3id.org/arkg/id/initiative/night-school#evidence-1>"
    link = f"arkg:evidence {part} ;"
    page = "<https://www.aamc.org/news/racism-and-health-reading-list>"
    whole = f'{part} a arkg:Evidence ; oa:hasSource {page} ; arkg:dateRead "2026-11-22"^^xsd:date .'
    assert [each.suggestion for each in tell(GOOD.partition(f"\n{part}")[0].replace(f"    {link}\n", ""))] == [
        f"{link}\n{whole}"
    ]


def test_a_misspelt_column_and_an_unreadable_date_are_not_also_missing(graph: Workspace, tmp_path: Path) -> None:
    table = tmp_path / "new.csv"
    table.write_text(
        "kind,name,categry,run by,source,date read\n"
        "initiative,Day School,research,riverbend-university,https://riverbend.example/,2026-13-01\n"
        "initiative,Noon School,research,riverbend-university,https://riverbend.example/,2026-11-22\n",
        encoding="utf-8",
    )
    found = check_files(graph, [table]).report.findings
    assert [(each.place.line, each.place.field, each.rule) for each in found] == [
        (1, "categry", "File"),
        (2, "date read", "shape:Evidence-date-read"),
    ]


def test_a_misspelt_key_of_json_ld_is_not_also_missing_and_is_taken_for_no_class(
    graph: Workspace, tmp_path: Path
) -> None:
    document = tmp_path / "new.jsonld"
    document.write_text(
        """{"@context": "https://w3id.org/arkg/context.jsonld", "id": "initiative:day-school", "type": "Initiative",
        "name": "Day School", "category": "research", "runby": "institution:riverbend-university",
        "evidnce": [{"source": "https://riverbend.example/", "dateRead": "2026-11-22"}]}""",
        encoding="utf-8",
    )
    found = check_files(graph, [document]).report.findings
    assert [(each.place.field, each.suggestion) for each in found] == [("runby", "runBy"), ("evidnce", "evidence")]


def test_a_second_record_of_one_name_breaks_no_rule_of_its_kind(graph: Workspace, tmp_path: Path) -> None:
    form = tmp_path / "new.yaml"
    form.write_text("- {kind: concept, slug: day}\n- {kind: concept, slug: day}\n", encoding="utf-8")
    found = [(each.place.line, each.rule) for each in check_files(graph, [form]).report.findings]
    assert (2, "File") in found


def test_a_formula_in_a_cell_is_one_finding(graph: Workspace, tmp_path: Path) -> None:
    table = tmp_path / "new.csv"
    table.write_text(
        "kind,name,category,run by,source,date read\n"
        "initiative,=A1,research,riverbend-university,https://riverbend.example/,2026-11-22\n"
        "initiative,Noon School,=A2,riverbend-university,https://riverbend.example/,2026-11-22\n",
        encoding="utf-8",
    )
    found = check_files(graph, [table]).report.findings
    assert [(each.place.line, each.place.field, each.value) for each in found] == [
        (2, "name", "=A1"),
        (3, "category", "=A2"),
    ]


def test_evidence_of_a_property_that_nobody_knows_is_a_finding(tell: Tell) -> None:
    supports = "    arkg:dateRead"
    found = changed(tell, supports, f"    arkg:supports skos:prefLable ;\n{supports}")
    assert found == [(11, "shape:Evidence-supports", "arkg:supports skos:prefLabel ;")]


def test_rules_are_checked_as_rules_from_a_file_and_from_a_stream(graph: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "new.ttl"
    path.write_text(f"{PREFIXES}shape:Concept-x\n    sh:or ( [ sh:minCunt 1 ] ) ;\n.\n", encoding="utf-8")
    loaded, stream = load(graph), io.BytesIO(path.read_bytes())
    found = check(loaded, [path]).report.findings
    assert ("shape:Rule-alternative", FIRST) in {(each.rule, each.place.line) for each in found}
    same = check(loaded, [stream], form="turtle").report.findings
    assert [each.at("") for each in same] == [each.at("") for each in found]


def test_the_narrower_side_is_told_to_be_said_at_the_other_record(tell: Tell) -> None:
    text = "concept:heat\n    a arkg:Concept, skos:Concept ;\n    skos:narrower concept:racism ;\n."
    said = [each.message for each in tell(text) if each.property == "skos:narrower"]
    assert said == ["Use the inverse property instead: on concept:racism, write skos:broader concept:heat ."]


def test_a_rule_that_cannot_be_checked_is_told_with_a_contribution_too(graph: Workspace, tmp_path: Path) -> None:
    path = graph.root / "shapes" / "initiative.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("sh:minCount 1", "sh:propety 1", 1), encoding="utf-8")
    record = tmp_path / "new.ttl"
    record.write_text(PREFIXES + GOOD, encoding="utf-8")
    assert [each.place.file for each in check_files(graph, [record]).report.findings] == ["shapes/initiative.ttl"]


@pytest.mark.parametrize(
    ("old", "new", "rule", "suggestion"),
    [
        ("category", "categry", "Initiative", "category"),
        ("research", "webinars", "Initiative-category", "category:webinar-and-training"),
        ("riverbend-university", "Riverbend School", "Initiative-run-by", "institution:riverbend-school-of-medicine"),
        ("riverbend-university", "Nowhere College", "Initiative-run-by", ""),
        ("  run by: riverbend-university\n", "", "Initiative-run-by", "run by: institution:boston-university"),
    ],
)
def test_a_form_is_spoken_of_in_its_own_words_too(  # noqa: PLR0913 - a row of the table
    graph: Workspace, tmp_path: Path, *, old: str, new: str, rule: str, suggestion: str
) -> None:
    form = tmp_path / "new.yaml"
    text = (
        "- kind: initiative\n  slug: night-school\n  name: Night School\n  category: research\n"
        "  run by: riverbend-university\n  evidence:\n  - {source: https://riverbend.example/, date read: 2026-11-22}\n"
    )
    form.write_text(text.replace(old, new), encoding="utf-8")
    found = [(each.rule, each.suggestion) for each in check_files(graph, [form]).report.findings]
    assert found == [(f"shape:{rule}", suggestion)]


def test_a_file_of_the_graph_that_cannot_be_read_is_a_finding_and_the_others_are_checked(graph: Workspace) -> None:
    (graph.root / "data" / "place" / "xa.ttl").write_text("place:xa a schema:Place .\n", encoding="utf-8")
    (graph.root / "data" / "pillar" / "ourselves.ttl").write_bytes(b"\xff")
    unreadable = [
        (each.place.file, each.place.line, each.found)
        for each in check_graph(load(graph)).findings
        if each.rule == "File"
    ]
    assert unreadable == [
        ("data/pillar/ourselves.ttl", 1, "cannot be read"),
        ("data/place/xa.ttl", 1, "cannot be read"),
    ]


def test_a_record_in_the_wrong_file_is_told_where_it_belongs(graph: Workspace) -> None:
    (graph.root / "data" / "place" / "xa.ttl").rename(graph.root / "data" / "place" / "farland.ttl")
    found = {(each.place.file, each.rule, each.suggestion) for each in check_graph(load(graph)).findings}
    assert found == {("data/place/farland.ttl", "shape:Record-file", "data/place/xa.ttl")}


def test_a_thing_without_a_name_in_the_data_is_told_how_to_be_named(graph: Workspace) -> None:
    path = graph.root / "data" / "place" / "xa.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("skos:notation", "skos:note [ a arkg:Concept ] ;\n    skos:notation"), encoding="utf-8"
    )
    assert {(each.record, each.rule) for each in check_graph(load(graph)).findings} >= {
        ("place:xa", "shape:Concept-iri")
    }


def test_a_misspelt_term_in_a_rule_is_a_finding_at_its_line(graph: Workspace) -> None:
    path = graph.root / "shapes" / "place.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("sh:pattern", "sh:patern"), encoding="utf-8")
    found = {
        (each.place.file, each.rule, each.value, each.suggestion.partition(" ")[0])
        for each in check_graph(load(graph)).findings
        if each.value
    }
    assert {(file, rule, suggestion) for file, rule, _, suggestion in found} == {
        ("shapes/place.ttl", "shape:Rule-node", "sh:pattern"),
        ("shapes/place.ttl", "shape:Rule-property", "sh:pattern"),
    }


@pytest.mark.parametrize(
    ("old", "new", "rule", "suggestion"),
    [
        ("sh:targetClass arkg:Place", "sh:targetClass arkg:Plaice", "Rule-target", "sh:targetClass arkg:Place ;"),
        ("sh:path arkg:locatedIn", "sh:path arkg:locatedin", "Rule-known-path", "sh:path arkg:locatedIn ;"),
        ("sh:path arkg:locatedIn", "sh:path arkg:runBy", "Rule-known-path", ""),
        ("sh:path skos:notation", "sh:path skos:notatoin", "Rule-known-path", ""),
    ],
)
def test_a_rule_that_nothing_can_break_is_a_finding(
    graph: Workspace, old: str, new: str, rule: str, suggestion: str
) -> None:
    path = graph.root / "shapes" / "place.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = {
        (each.rule, each.suggestion if suggestion else "")
        for each in check_graph(load(graph)).findings
        if each.place.file.startswith("shapes")
    }
    assert found == {(rule, suggestion)}


@pytest.mark.parametrize("circle", ["", "arkg:Site rdfs:subClassOf schema:Place . "])
def test_a_rule_may_be_about_a_property_of_a_class_two_levels_up(graph: Workspace, circle: str) -> None:
    classes = "schema:Place rdfs:subClassOf arkg:Site . arkg:Site rdfs:subClassOf arkg:Region . "
    terms = f"{classes}{circle}arkg:borders rdfs:domain arkg:Region . "
    (graph.root / "ontology" / "regions.ttl").write_text(f"{PREFIXES}{terms}", encoding="utf-8")
    path = graph.root / "shapes" / "place.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("arkg:locatedIn", "arkg:borders"), encoding="utf-8")
    assert [each for each in check_graph(load(graph)).findings if each.rule == "Rule-known-path"] == []


def test_a_rule_without_a_failing_example_is_a_warning_where_examples_are_kept(graph: Workspace) -> None:
    examples = graph.root / "tests" / "contributions" / "invalid"
    examples.mkdir(parents=True)
    for rule in world().schema:
        (examples / f"{rule.iri.value.rpartition('#')[2]}.ttl").touch()
    (examples / "Place-code.ttl").unlink()
    found = [(each.record, each.rule, each.severity) for each in check_graph(load(graph)).findings]
    assert found == [("shape:Place-code", "Rule-example", "warning")]


def test_a_fault_of_syntax_has_its_line_and_column() -> None:
    fault = SyntaxFault("Expected '.'.", file="a.ttl", line=3, column=7, remedy="Write it.")
    assert (fault.place, fault.message) == (Location("a.ttl", 3, 7), "Expected '.'. Write it.")


@pytest.mark.parametrize(
    ("datatypes", "words"),
    [(("gYear", "gYearMonth", "date"), "It may be a year, a month, or a day."), (("date",), "")],
)
def test_alternatives_are_named_in_words(datatypes: tuple[str, ...], words: str) -> None:
    rule = Rule(SH("or"), datatypes=tuple(XSD(name) for name in datatypes))
    assert wording.alternatives(rule) == words


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("webinars", ["webinar-and-training"]),
        ("rascism", ["racism"]),
        ("emory school of medicine", ["emory-university-school-of-medicine"]),
        ("valley-university", []),
        ("Racism", ["racism"]),
    ],
)
def test_a_name_is_near_another_where_every_word_of_it_is(name: str, near: list[str]) -> None:
    names = (
        *("racism", "anti-racism", "webinar-and-training", "riverbend-university"),
        *("emory-university-school-of-medicine", "stanford-university-school-of-medicine"),
    )
    known = map(SH, names)
    assert [each.value.rpartition("#")[2] for each in near_terms(name, known)] == near


REPLACED = {
    ("arkg:Statement", "a arkg:Statement"): "arkg:PositionStatement",
    ("arkg:container", 'arkg:container "The Riverbend Review"'): "arkg:containerTitle or arkg:publisherName",
    ("arkg:listedBy", "arkg:listedBy resource:anti-racism-page"): "dcterms:isReferencedBy",
    ("arkg:statusConfirmed", 'arkg:statusConfirmed "2026"^^xsd:gYear'): "arkg:datedStatus",
}
"""A term of an earlier version, and a statement with it → what replaces it."""


def test_these_are_the_terms_that_were_replaced(checkout: Workspace) -> None:
    old = {quad.subject for quad in checkout.quads("ontology") if quad.predicate == DCTERMS("isReplacedBy")}
    assert old == {ARKG(term.removeprefix("arkg:")) for term, _ in REPLACED}


@pytest.mark.parametrize(("term", "said"), REPLACED)
def test_who_writes_a_term_of_an_earlier_version_is_told_what_replaces_it(tell: Tell, term: str, said: str) -> None:
    kind = "arkg:Initiative" if term == "arkg:statusConfirmed" else "arkg:Resource"
    told = tell(GOOD.replace("a arkg:Initiative ;", f"a {kind} ;\n    {said} ;"))
    assert [each for each in told if REPLACED[term, said] in each.message] != []


@pytest.mark.parametrize("term", [term for term, _ in REPLACED if term != "arkg:Statement"])
def test_evidence_for_a_property_of_an_earlier_version_names_what_replaces_it(tell: Tell, term: str) -> None:
    told = tell(GOOD.replace("    arkg:dateRead", f"    arkg:supports {term} ;\n    arkg:dateRead"))
    new = next(each for (old, _), each in REPLACED.items() if old == term)
    assert [(each.rule, new in each.message) for each in told] == [("shape:Evidence-supports", True)]


def test_the_entries_of_another_vocabulary_may_be_handed_in_where_they_stand_and_nowhere_else(tell: Tell) -> None:
    name = "test-subject-headings.ttl"
    here = locate(world().workspace, world().workspace.root / "data" / name)
    there = {each.rule for each in tell((WORLD / name).read_text(encoding="utf-8"))}
    assert (check_contribution(world(), here).findings, there) == ((), {"shape:Record-file"})
