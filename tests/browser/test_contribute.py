"""The form of /contribute/: it names the rules that `arkg validate` names, and writes what `arkg add` takes."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from tests.browser.test_as_a_reader import ASKED, OF_COLORS, SCHEMES, WIDTHS, reading, violations
from tests.support.hand_in import read
from tests.support.publication import ROOT, make_world

from arkg.contribute.export import Writer
from arkg.contribute.update import Existing
from arkg.formats.yaml import to_yaml
from arkg.namespaces import PREF_LABEL
from arkg.turtle import layout, render
from arkg.turtle import read as parse
from arkg.validate.check import check
from arkg.validate.graph import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from arkg.workspace import Workspace

FORM = "contribute/initiative/"
RECORDS = "https://w3id.org/arkg/id/"
LONGEST = 60_000
"""How many bytes, compressed, a form may load before anything is asked for."""
INVALID = sorted((ROOT / "tests" / "contributions" / "invalid").glob("*.ttl"))
WORLD = sorted((ROOT / "tests" / "world").glob("*/*.ttl"))

NOT_OF_A_RECORD = "It is about the vocabulary or the rules, for which there is no form."
NO_FIELD = "The form has no field for a property or a class that the record type does not have."
NAMES = "The form makes the identifiers of records and of parts, and keeps each part in its record."
PARTS = "A part has fields of its own, and neither a text nor a record stands in its place."
LINKS = "The form refers to every part that it writes."
ADDS = "The form adds what every record of the type has."
READS = "The form reads the value as the term that was meant: as a record, a choice, an identifier, or with its type."
EMPTY = "A field without text is one that was not filled in."

INEXPRESSIBLE = {
    NOT_OF_A_RECORD: (
        "Ontology Ontology-creator Ontology-description Ontology-license Ontology-prefix Ontology-title "
        "Ontology-version Rule-alternative Rule-description Rule-group Rule-group-label Rule-group-order "
        "Rule-message Rule-name Rule-node Rule-path Rule-property Rule-query Rule-query-select Rule-severity Term "
        "Term-class-name Term-defined-by Term-definition Term-example Term-label Term-preferred-label "
        "Term-property-name Term-vocabulary"
    ),
    NO_FIELD: (
        "Accreditation Author Category Collection Concept Concept-plain-definition Concept-top DatedStatus "
        "Definition Event Evidence Initiative Initiative-status Initiative-status-confirmed Institution "
        "Institution-accredited-by Institution-accredited-since Listing Pillar Place Quotation Record-listed-by "
        "Resource Resource-container"
    ),
    PARTS: (
        "Concept-definition Definition-creator Evidence-quotation Initiative-dated-status Institution-accreditation "
        "Resource-creator Resource-listing"
    ),
    NAMES: "Collection-iri Event-iri Pillar-iri Place-iri Record-file",
    LINKS: "Accreditation-of Author-of DatedStatus-of Definition-concept Evidence-of Listing-page Quotation-of",
    ADDS: "Collection-type Concept-scheme Concept-type Place-type Record-class Record-own-class",
    EMPTY: "Text-empty",
    READS: (
        "Accreditation-degree Author-name Author-orcid Concept-close-match Concept-exact-match Concept-reference "
        "Concept-scope-note Event-actor-name Event-located-in Evidence-supports Initiative-addresses "
        "Initiative-leader Initiative-led-by Institution-acronym Institution-city-geonames Institution-designation "
        "Institution-founded Institution-isni Institution-ror Institution-wikidata Quotation-exact Quotation-suffix "
        "Record-deprecated Record-note Record-other-name Resource-about Resource-article-number "
        "Resource-container-title Resource-doi Resource-edition Resource-isbn Resource-issue Resource-issued "
        "Resource-open-access Resource-original-year Resource-part-of Resource-pmcid Resource-pmid "
        "Resource-publisher-name Resource-uri-space Resource-volume"
    ),
}
"""Reason → the contributions that no form can hold as they are."""

OPEN = """async () => {
  globalThis.form = await import(document.querySelector('script[src*="/contribute-"]').src);
  await form.ready;
  await form.page.check();
}"""
CHECK = """async text => {
  const { page, unsaid } = form;
  page.put(page.read(text));
  const findings = await page.submit();
  return [[...new Set(findings.map(each => each.rule))].sort(), unsaid(page.parse(text), page.built).length];
}"""
WRITE = """text => {
  const { page, toStatements, toTurtle, toYaml, unsaid } = form;
  const record = page.read(text);
  const { triples, problems } = toStatements(record, page.context);
  return [toTurtle(triples, page.form), toYaml([record], page.context), problems.length];
}"""
IN_A_ROW = """text => {
  const { page, toCsv, toYaml } = form;
  const record = { ...page.read(text), slug: "copy" };
  const row = toCsv(record, page.context);
  return [row.isWhole ? row.text : "", toYaml([record], page.context)];
}"""
LAY_OUT = "text => form.toTurtle(form.page.parse(text), form.page.form)"


@pytest.fixture(scope="module")
def form(browser: Browser, world: str) -> Iterator[Page]:
    """Open a form, with its script as ``form``."""
    with reading(browser, world) as page:
        page.goto(world + FORM)
        page.evaluate(OPEN)
        yield page


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the world that is published."""
    return make_world(tmp_path_factory.mktemp("small"))


def in_ntriples(path: Path) -> str:
    """Return the statements of a file as N-Triples."""
    statements = ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE)
    text = ox.serialize((each.triple for each in statements), None, ox.RdfFormat.N_TRIPLES)
    return (text or b"").decode()


def is_of_a_record(path: Path, small: Workspace) -> bool:
    """Return whether a file is about a record that can have a form."""
    subjects = (str(each.subject).strip("<>") for each in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE))
    kinds = {each.removeprefix(RECORDS).partition("/")[0] for each in subjects if each.startswith(RECORDS)}
    return bool(kinds & {*small.schema.record_types})


def test_the_form_names_exactly_the_rules_that_arkg_validate_names(form: Page, small: Workspace) -> None:
    found, left = {}, {path.stem for path in INVALID if not is_of_a_record(path, small)}
    for path in INVALID:
        if path.stem not in left:
            rules, unsaid = form.evaluate(CHECK, in_ntriples(path))
            if unsaid:
                left.add(path.stem)
            else:
                found[path.stem] = rules
    assert left == {name for names in INEXPRESSIBLE.values() for name in names.split()}
    assert found == {name: [name] for name in found}
    assert len(found) + len(left) == len(INVALID)


def test_the_form_writes_turtle_and_yaml_as_arkg_format_and_arkg_export_do(form: Page, small: Workspace) -> None:
    for path in WORLD:
        triples = tuple(each.triple for each in parse(path.read_text(encoding="utf-8")).statements)
        iri = ox.NamedNode(f"{RECORDS}{path.parent.name}/{path.stem}")
        writer = Writer(small.schema, small.schema.record_types[path.parent.name])
        expected = [render(triples, small.prefixes), to_yaml(writer.tree(Existing(iri, triples, ""))), 0]
        assert form.evaluate(WRITE, in_ntriples(path)) == expected


def test_the_form_lays_real_records_out_as_arkg_format_does(form: Page, checkout: Workspace) -> None:
    for folder in sorted((checkout.root / "data").iterdir()):
        for path in sorted(folder.glob("*.ttl"))[::25] if folder.is_dir() else ():
            text = path.read_text(encoding="utf-8")
            comment = text.partition("PREFIX")[0]
            assert comment + form.evaluate(LAY_OUT, in_ntriples(path)) == layout(text, checkout.prefixes)


def test_the_form_escapes_the_characters_that_arkg_format_escapes(form: Page, small: Workspace, tmp_path: Path) -> None:
    every = "".join(map(chr, [*range(1, 0x3100), 0xFEFF, 0xFFFD, 0x1F600, 0xE0041, 0x10FFFD, 0x10FFFE, 0x10FFFF]))
    iri = ox.NamedNode(f"{RECORDS}concept/racism")
    told = tuple(
        ox.Triple(iri, PREF_LABEL, ox.Literal(text, language="en")) for text in (every, every.replace("\n", ""))
    )
    path = tmp_path / "racism.ttl"
    ox.serialize(told, path, ox.RdfFormat.N_TRIPLES)
    assert form.evaluate(LAY_OUT, in_ntriples(path)) == render(told, small.prefixes)


MISTAKES = {
    ("started", "03/14/2021"): ("Invalid date '03/14/2021'. Write 2021-03-14", ["2021-03-14"]),
    ("started", "Sept. 5th, 2021"): ("Invalid date 'Sept. 5th, 2021'. Write 2021-09-05", ["2021-09-05"]),
    ("started", "04/05/2021"): (
        "Invalid date '04/05/2021'. Is it 2021-04-05 or 2021-05-04? Write the one that the source means.",
        ["2021-04-05", "2021-05-04"],
    ),
    ("started", "since 2019"): (
        "Invalid date 'since 2019'. Is it 2019? Write the one that the source means.",
        ["2019"],
    ),
    ("run by", "Riverbend Univercity"): (
        (
            "Name the institution that leads it. There is no institution 'Riverbend Univercity'. "
            "Did you mean Riverbend University?"
        ),
        ["Riverbend University"],
    ),
    ("run by", "Marsh College"): (
        "Name the institution that leads it. There is no institution 'Marsh College'. Add a record for it.",
        [],
    ),
    ("addresses", "racism; structural racism"): (
        "Name a concept of this graph. There are 2 values in one. Give each a line of its own.",
        ["racism", "structural racism"],
    ),
    ("page", "www.riverbend.example/ward"): (
        "'www.riverbend.example/ward' is not an address or identifier. Write https://www.riverbend.example/ward",
        ["https://www.riverbend.example/ward"],
    ),
    ("description", "TBD"): (
        (
            "Write one description per language, in your own words. 'TBD' is a placeholder, not a value. "
            "Fill in ‘description’, or leave it empty if it is not known. If the text itself is meant, write 'TBD"
        ),
        [],
    ),
}
"""Field and text → what is told, and what the buttons below it write instead."""
ACCEPTED = {
    ("initiative", "run by", "riverbend university"): f"{RECORDS}institution/riverbend-university",
    ("initiative", "addresses", "Structural Racism"): f"{RECORDS}concept/structural-racism",
    ("resource", "DOI", "doi:10.99999/corridors.2023.1"): "https://doi.org/10.99999/corridors.2023.1",
    ("resource", "DOI", "https://dx.doi.org/10.99999/x.1"): "https://doi.org/10.99999/x.1",
    ("resource", "PMID", "PMID: 999000008"): "https://pubmed.ncbi.nlm.nih.gov/999000008/",
    ("resource", "ISBN", "978-0-00-000002-6"): "9780000000026",
    ("institution", "ROR", "ror.org/0valley04"): "https://ror.org/0valley04",
    ("institution", "ROR", "0valley04"): "https://ror.org/0valley04",
    ("institution", "Wikidata", "https://www.wikidata.org/wiki/Q999000005"): (
        "http://www.wikidata.org/entity/Q999000005"
    ),
}
"""Record type, field and text → the value that it is read as."""
TELL = """async ([type, name, text]) => {
  form.page.put({ type, values: { [name]: [{ text }] } });
  const found = (await form.page.submit()).filter(each => each.field?.name === name && !each.missing);
  const said = form.page.built.triples.find(each => each.at.field?.name === name);
  const told = found.map(each => [each.message, [...each.suggestions, ...each.parts]]);
  return { told, said: said && (said.object.iri ?? said.object.value) };
}"""


def test_ordinary_mistakes_are_told_with_what_to_write_instead(form: Page) -> None:
    found = {key: form.evaluate(TELL, ["initiative", *key])["told"] for key in MISTAKES}
    assert found == {key: [list(told)] for key, told in MISTAKES.items()}


def test_ordinary_spellings_are_read_as_they_are_meant(form: Page) -> None:
    assert {key: form.evaluate(TELL, list(key))["said"] for key in ACCEPTED} == ACCEPTED


def fill(page: Page, values: dict[str, str]) -> None:
    """Fill in controls by their ids, in the details, too."""
    page.evaluate("for (const each of document.querySelectorAll('#form details')) each.open = true")
    for name, text in values.items():
        control = page.locator(f"#f-{name}")
        if control.evaluate("each => each.tagName") == "SELECT":
            control.select_option(text)
        else:
            control.fill(text)


SOURCE = {"evidence-0-source-0": "https://marsh.example/news", "evidence-0-date-read-0": "2026-11-20"}
PROGRAM = {
    "name-0": "Ward Readings",
    "category-0": "curriculum",
    "run-by-0": "Marsh College",
    "addresses-0": "Structural racism",
    "started-0": "2021-09",
    **SOURCE,
}
SCHOOL = {"located-in-0": "Farland", **SOURCE}


def test_a_record_and_one_that_it_needs_are_written_in_one_sitting_and_arkg_add_takes_them(
    browser: Browser, world: str, small: Workspace
) -> None:
    methods = set()
    with reading(browser, world) as page:
        page.on("request", lambda request: methods.add(request.method))
        page.goto(world + FORM)
        fill(page, PROGRAM)
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Add a record: institution ‘Marsh College’").click()
        fill(page, SCHOOL)
        page.get_by_label("Medical school").check()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Keep it").click()
        page.wait_for_url(f"{world}contribute/")
        page.goto(world + FORM)
        kept = page.input_value("#f-started-0")
        page.get_by_role("button", name="Check and hand in").click()
        page.wait_for_selector("#out-0")
        head, texts = page.inner_text(".summary h2"), page.locator("#outcome code[id]").all_text_contents()
        page.evaluate("localStorage.clear()")
    assert (kept, head, methods) == ("2021-09", "The record follows the rules", {"GET"})
    yaml, school, program = texts
    checked = check(load(small), [io.BytesIO(yaml.encode())], form="yaml", find_duplicates=True)
    assert checked.report.findings == ()
    assert len(checked.contribution.records) == 4  # two records, each with one piece of evidence
    for text in (school, program):
        iri = next(each for each in checked.contribution.records if f"{each.value.rpartition('/')[2]}\n" in text)
        own = [
            each.triple
            for each in checked.contribution.statements
            if str(each.triple.subject)[1:].startswith(iri.value)
        ]
        assert render(own, small.prefixes) == text


def test_a_row_that_the_form_writes_is_the_same_record(form: Page, small: Workspace) -> None:
    rows = 0
    for path in WORLD:
        row, yaml = form.evaluate(IN_A_ROW, in_ntriples(path))
        if row:
            rows += 1
            made = [read(io.BytesIO(text.encode()), small, form=kind) for text, kind in ((row, "csv"), (yaml, "yaml"))]
            found = [({each.triple for each in contribution.statements}, problems) for contribution, problems in made]
            assert found[0] == found[1]
    assert rows > len(WORLD) // 3


TWO_SOURCES = """text => {
  const { page } = form;
  const record = page.read(text);
  record.values.evidence = ["https://a.example", "https://b.example"].map(source => ({
    type: "evidence",
    values: { source: [{ text: source }], "date read": [{ text: "2026-11-20" }] },
  }));
  page.put(record);
}"""

SUPPORTED = """() => form.page.record.values.evidence.map(each =>
  (each.values.supports || []).map(({ text }) => text).filter(Boolean))"""


def test_a_field_names_its_source(form: Page) -> None:
    form.evaluate(TWO_SOURCES, in_ntriples(ROOT / "tests" / "world" / "initiative" / "open-wards.ttl"))
    form.locator("#f-category-0-source").select_option(label="2: https://b.example")
    found = form.evaluate(SUPPORTED)
    assert found == [[], ["category"]]


WAYS = """async ([text, settings]) => {
  const { page } = form;
  page.settings = { ...page.settings, ...settings };
  page.put({ ...page.read(text), slug: "night-readings" });
  await page.submit();
  return [...document.querySelectorAll("#outcome li a")].map(each => each.href);
}"""
GITHUB = "https://github.com/example/arkg"


def test_ways_to_hand_in_are_links_that_hold_the_record_where_it_fits(form: Page, small: Workspace) -> None:
    text = in_ntriples(ROOT / "tests" / "world" / "initiative" / "open-wards.ttl")
    settings = {"repository": GITHUB, "contact": "mailto:editors@example.org"}
    issue, pull, mail = (urlsplit(each) for each in form.evaluate(WAYS, [text, settings]))
    body, file = parse_qs(issue.query)["body"][0], parse_qs(pull.query)
    made = read(io.BytesIO(body.encode()), small, form="form")
    turtle = render([each.triple for each in made[0].statements], small.prefixes)
    assert (made[1], [turtle], file["filename"]) == ((), file["value"], ["data/initiative/night-readings.ttl"])
    assert (issue.path, pull.path) == ("/example/arkg/issues/new", "/example/arkg/new/main")
    assert (mail.scheme, mail.path) == ("mailto", "editors@example.org")
    assert "kind: initiative" in parse_qs(mail.query)["body"][0]


def test_a_record_that_is_too_long_for_a_link_is_handed_in_as_a_file(form: Page) -> None:
    text = in_ntriples(ROOT / "tests" / "world" / "initiative" / "open-wards.ttl")
    long = text + f'<{RECORDS}initiative/open-wards> <http://purl.org/dc/terms/description> "{"Long." * 1300}"@es .\n'
    links = form.evaluate(WAYS, [long, {"repository": GITHUB, "contact": ""}])
    told = form.inner_text("#outcome li >> nth=0")
    assert (links, told) == (
        [f"{GITHUB}/issues/new?title=New+record%3A+initiative%2Fnight-readings"],
        "Open an issue and attach night-readings.yaml: the record is too long for a link. Download it below first.",
    )


def test_a_record_with_another_spelling_is_named_and_can_be_corrected(browser: Browser, world: str) -> None:
    with reading(browser, world) as page:
        page.goto(world + FORM)
        fill(page, {"name-0": "Fair clinic"})
        page.get_by_role("link", name="Correct Fair Clinics").click()
        page.wait_for_selector("#f-name-0")
        found = page.inner_text("h1"), page.input_value("#f-name-0"), page.input_value("#f-run-by-0")
    assert found == ("Correct Fair Clinics", "Fair Clinics", "Lakeside Teaching Hospital")


def test_a_record_page_leads_to_the_form_that_holds_it(browser: Browser, world: str) -> None:
    with reading(browser, world) as page:
        page.goto(f"{world}id/concept/racism/")
        page.get_by_role("link", name="Suggest a correction", exact=True).click()
        page.wait_for_selector("#f-name-0")
        found = page.input_value("#f-definition-0-text-0")
    assert found == "A habit of institutions that hands out chances by the look of a face."


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_the_states_of_the_form(
    browser: Browser, world: str, axe: str, width: int, scheme: str
) -> None:
    found, rules = {}, OF_COLORS if scheme == "dark" else ASKED
    with reading(browser, world, width=width, color_scheme=scheme) as page:
        page.goto(world + FORM)
        page.wait_for_selector("#f-name-0")
        found["empty"] = violations(page, axe, rules)
        fill(page, {**PROGRAM, "started-0": "09/2021", "evidence-0-source-0": "riverbend.example/a"})
        page.keyboard.press("Enter")
        page.wait_for_selector(".summary h2")
        found["wrong"] = violations(page, axe, rules)
        fill(
            page,
            {"run-by-0": "Riverbend University", "started-0": "2021-09", "evidence-0-source-0": "https://a.example"},
        )
        page.wait_for_selector("#out-0")
        found["right"] = violations(page, axe, rules)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert (found, wide) == ({"empty": [], "wrong": [], "right": []}, False)


def test_a_summary_leads_to_the_field_and_a_draft_outlives_the_page(browser: Browser, world: str) -> None:
    with reading(browser, world, width=360) as page:
        page.goto(world + FORM)
        fill(page, {"name-0": "Ward Readings", "started-0": "09/2021"})
        page.keyboard.press("Enter")
        page.wait_for_selector(".summary h2")
        focus = page.evaluate("document.activeElement.className")
        page.locator(".summary a", has_text="Started").click()
        target = page.evaluate("document.activeElement.id")
        described = page.locator("#f-started-0-errors").inner_text()
        page.get_by_role("button", name="Use 2021-09").click()
        page.locator("#f-started-0-errors:empty").wait_for(state="attached")
        page.reload()
        kept = page.input_value("#f-started-0"), page.input_value("#f-name-0")
        page.get_by_role("button", name="Start over").click()
        page.wait_for_selector("#f-name-0")
        again = page.input_value("#f-name-0")
    assert (focus, target, kept, again) == ("summary", "f-started-0", ("2021-09", "Ward Readings"), "")
    assert described.startswith("Fix: Invalid date '09/2021'. Write 2021-09")


def test_without_scripts_the_page_shows_the_template_and_how_to_hand_it_in(browser: Browser, world: str) -> None:
    with reading(browser, world, java_script_enabled=False) as page:
        page.goto(world + FORM)
        found = page.locator("#yaml").inner_text(), page.locator("#form").is_visible()
        way = page.get_by_text("checks the file").is_visible()
    assert ("kind: initiative" in found[0], found[1], way) == (True, False, True)


def test_a_form_loads_little_before_anything_is_asked_for(browser: Browser, real: str) -> None:
    bodies = []
    with reading(browser, real) as page:
        page.on("requestfinished", lambda request: bodies.append(request.response()))
        page.goto(real + FORM)
        page.wait_for_selector("#f-name-0")
        sizes = [len(gzip.compress(each.body())) for each in bodies if each]
    assert sum(sizes) < LONGEST
