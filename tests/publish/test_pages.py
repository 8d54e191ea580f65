"""The pages: complete, true to the graph, safe with any text, and the same every time."""

from __future__ import annotations

import csv
import gzip
import hashlib
import html
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import pytest
from rdflib.namespace import SDO
from tests.support.hosting import hosting
from tests.support.publication import files, make_world, published_once
from tests.support.reading import inside, read, read_all, target

from arkg.names import plural
from arkg.publish import build_site, publish
from arkg.publish.pages import pages
from arkg.publish.pages.figures import step_of
from arkg.publish.pages.lists import make_facets
from arkg.publish.pages.record import list_groups
from arkg.publish.pages.view import Inline, make_view
from arkg.query import Table, answer
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.reading import Reading

    from arkg.publish import Site
    from arkg.workspace import Workspace

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"' & {{ 7 * 7 }}"
LISTS = ("initiative", "institution", "resource")
BASE = "https://example.org/some/where/"


@pytest.fixture(scope="module")
def made(world: Workspace, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files(published_once(tmp_path_factory, "world", world))


@pytest.fixture(scope="module")
def readings(made: dict[str, bytes]) -> dict[str, Reading]:
    return read_all(made)


@pytest.fixture(scope="module")
def real(checkout: Workspace, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files(published_once(tmp_path_factory, "real", checkout))


@pytest.fixture(scope="module")
def real_readings(real: dict[str, bytes]) -> dict[str, Reading]:
    return read_all(real)


@pytest.fixture(scope="module")
def placed(world: Workspace) -> dict[str, bytes]:
    """Return the pages of a publication that knows its address."""
    return dict(pages(build_site(world, base=BASE.removesuffix("/"))))


def dead_links(made: dict[str, bytes], readings: dict[str, Reading]) -> Iterator[tuple[str, str]]:
    for path, reading in readings.items():
        for _, address in reading.links:
            if inside(address):
                file, anchor = target(path, address)
                found = readings.get(file)
                if file not in made or (anchor and found and anchor not in found.anchors):
                    yield path, address


def test_every_internal_link_of_the_world_leads_somewhere(made: dict[str, bytes], readings: dict[str, Reading]) -> None:
    assert list(dead_links(made, readings)) == []


def test_every_internal_link_of_the_real_graph_leads_somewhere(
    real: dict[str, bytes], real_readings: dict[str, Reading]
) -> None:
    assert list(dead_links(real, real_readings)) == []


def test_every_record_and_every_question_has_a_page(made: dict[str, bytes], site: Site) -> None:
    wanted = {f"{record.folder}index.html" for record in site.by_iri.values()}
    wanted |= {f"query/{asked.question.name}/index.html" for asked in site.questions}
    assert wanted - made.keys() == set()


def test_every_record_is_three_clicks_from_home(readings: dict[str, Reading], site: Site) -> None:
    seen, edge = {"index.html"}, {"index.html"}
    for _ in range(3):
        links = ((path, address) for path in edge for tag, address in readings[path].links if tag == "a")
        edge = {target(path, address)[0] for path, address in links if inside(address)} & readings.keys() - seen
        seen |= edge
    assert {f"{record.folder}index.html" for record in site.by_iri.values()} - seen == set()


def test_no_internal_link_depends_on_where_the_folder_stands(readings: dict[str, Reading]) -> None:
    assert [address for reading in readings.values() for _, address in reading.links if address.startswith("/")] == []


def test_the_page_for_what_is_missing_finds_its_way_from_any_depth(placed: dict[str, bytes]) -> None:
    lost = read(placed["404.html"])
    assert {address for _, address in lost.links if inside(address) and not address.startswith("/some/where/")} == {
        "#content"
    }


def test_a_page_asks_nothing_of_any_other_site(readings: dict[str, Reading]) -> None:
    loads = {
        said.get("src") or said.get("href", "")
        for reading in readings.values()
        for tag, said in reading.elements
        if tag in {"script", "img"} or said.get("rel") in {"stylesheet", "icon"}
    }
    assert {address for address in loads if not inside(address)} == set()


def test_a_page_runs_no_script_and_no_style_of_its_own(readings: dict[str, Reading]) -> None:
    attributes = {
        name
        for reading in readings.values()
        for tag, said in reading.elements
        for name in (*said, *(["style element"] if tag == "style" else []))
        if name.startswith(("on", "style"))
    }
    policies = {
        (path.partition("/")[0] if "wasm" in said["content"] else "", said["content"])
        for path, reading in readings.items()
        for tag, said in reading.elements
        if said.get("http-equiv") == "Content-Security-Policy"
    }
    written = [script for reading in readings.values() for script in reading.scripts if script.strip()]
    unsafe = {(folder, each) for folder, policy in policies for each in re.findall(r"[^\s;]*unsafe[^\s;]*", policy)}
    engines = {(folder, "'wasm-unsafe-eval'") for folder in ("ask", "contribute")}
    assert (attributes, written, unsafe, len(policies)) == (set(), [], engines, 3)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, world: Workspace) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("hostile")
    for part in ("ontology", "shapes", "queries"):
        (folder / part).symlink_to(world.root / part)
    turtle = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    for record in world.files("data"):
        copy = folder / record.relative_to(world.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        lines = [
            line.partition('"')[0] + f'"{turtle}"@en ;'
            if line.strip().startswith(
                ("skos:prefLabel", "skos:altLabel", "dcterms:description", "skos:note", "rdf:value")
            )
            and line.endswith("@en ;")
            else line.replace("<https://lakeside.example/fair-clinics>", "<javascript:alert(3)>")
            for line in record.read_text(encoding="utf-8").splitlines()
        ]
        copy.write_text("\n".join(lines), encoding="utf-8")
    return dict(pages(build_site(find(folder, folder), base="https://example.org/")))


def test_a_hostile_text_stays_a_text(hostile: dict[str, bytes], readings: dict[str, Reading]) -> None:
    usual = {tag for reading in readings.values() for tag, _ in reading.elements}
    readings = read_all(hostile)
    tags = {tag for reading in readings.values() for tag, _ in reading.elements}
    scripts = {
        said.get("src", said.get("type", "")).rpartition("/")[2]
        for reading in readings.values()
        for tag, said in reading.elements
        if tag == "script"
    }
    leads = {
        address
        for reading in readings.values()
        for _, address in reading.links
        if "alert" in address and ":" in address
    }
    shown = HOSTILE in readings["id/concept/racism/index.html"].text
    named = {item["name"] for item in readings["id/concept/racism/index.html"].data}
    assert (tags - usual, leads, shown, named) == (set(), set(), True, {HOSTILE})
    assert scripts <= {path.rpartition("/")[2] for path in hostile if path.endswith(".js")} | {"ld+json"}


def test_hostile_texts_leave_the_feed_and_the_sitemap_well_formed(hostile: dict[str, bytes]) -> None:
    assert [ET.fromstring(hostile[path]).tag.partition("}")[2] for path in ("feed.xml", "sitemap.xml")] == [  # noqa: S314 - our own files
        "feed",
        "urlset",
    ]


def test_a_cell_that_begins_as_a_formula_is_a_text(world: Workspace, tmp_path: Path) -> None:
    root = tmp_path / "formula"
    root.mkdir()
    for part in ("ontology", "shapes", "queries"):
        (root / part).symlink_to(world.root / part)
    for record in world.files("data"):
        copy = root / record.relative_to(world.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(record.read_text(encoding="utf-8").replace('"Fair Clinics"', '"=cmd()"'), encoding="utf-8")
    text = dict(pages(build_site(find(root, root))))["initiative/initiatives.csv"].decode("utf-8-sig")
    assert [row["name"] for row in csv.DictReader(io.StringIO(text)) if "cmd" in row["name"]] == ["'=cmd()"]


def test_the_same_graph_gives_the_same_pages_with_any_hash_seed(world: Workspace, site: Site) -> None:
    program = (
        "import hashlib, sys; from pathlib import Path; from arkg.workspace import find; "
        "from arkg.publish import build_site; from arkg.publish.pages import pages; root = Path(sys.argv[1]); "
        "print(hashlib.sha256(repr(list(pages(build_site(find(root, root))))).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", program, str(world.root)]
    told = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "3", "TZ": "Asia/Tokyo"},
    )
    assert told.stdout.strip() == hashlib.sha256(repr(list(pages(site))).encode()).hexdigest()


def words_of(said: Any) -> Iterator[str]:
    """Give every type and property of a description."""
    if isinstance(said, list):
        for each in said:
            yield from words_of(each)
    elif isinstance(said, dict):
        yield from (key for key in said if not key.startswith("@"))
        yield from ([said["@type"]] if "@type" in said else [])
        for each in said.values():
            yield from words_of(each)


def test_descriptions_use_only_words_that_schema_org_has(real_readings: dict[str, Reading]) -> None:
    used = {word for reading in real_readings.values() for said in reading.data for word in words_of(said)}
    assert {word for word in used if word not in SDO} == set()


@pytest.mark.parametrize("path", ["", "data/"])
def test_the_dataset_is_described_with_its_files(path: str, made: dict[str, bytes]) -> None:
    (said,) = read(made[f"{path}index.html"]).data
    files = {target(f"{path}index.html", each["contentUrl"])[0]: each["sha256"] for each in said["distribution"]}
    assert files == {file: hashlib.sha256(made[file]).hexdigest() for file in files}
    assert ({"data/arkg.ttl", "data/concept.csv", "data/works.bib"} <= files.keys(), said["identifier"]) == (
        True,
        "https://w3id.org/arkg/",
    )
    assert "racism" in said["keywords"]


def test_croissant_names_the_columns_of_the_tables(made: dict[str, bytes]) -> None:
    said = json.loads(made["croissant.json"])
    columns = {
        each["@id"]: [field["source"]["extract"]["column"] for field in each["field"]] for each in said["recordSet"]
    }
    assert columns == {
        kind: next(csv.reader(io.StringIO(made[f"data/{kind}.csv"].decode("utf-8-sig")))) for kind in columns
    }
    sums = {each["contentUrl"]: each["sha256"] for each in said["distribution"]}
    assert sums == {path: hashlib.sha256(made[path]).hexdigest() for path in sums}


def test_every_record_page_describes_its_record(readings: dict[str, Reading], site: Site) -> None:
    described = {
        record.iri.value: [said["@id"] for said in readings[f"{record.folder}index.html"].data]
        for record in site.by_iri.values()
    }
    assert described == {iri: [iri] for iri in described}


def test_every_record_page_leads_to_its_siblings(readings: dict[str, Reading], site: Site) -> None:
    found = {
        record.iri.value: {
            target(f"{record.folder}index.html", said["href"])[0]
            for tag, said in readings[f"{record.folder}index.html"].elements
            if said.get("rel") == "alternate" and said["type"] != "application/atom+xml"
        }
        for record in site.by_iri.values()
    }
    assert found == {
        record.iri.value: {f"{record.folder.rstrip('/')}.{form}" for form in ("ttl", "jsonld", "nt", "rdf")}
        for record in site.by_iri.values()
    }


def addresses(reading: Reading) -> list[str]:
    """Return the addresses by which a page names itself."""
    named = [said["href"] for _, said in reading.elements if said.get("rel") == "canonical"]
    return named + [said["content"] for _, said in reading.elements if said.get("property") == "og:url"]


def test_a_page_names_the_address_at_which_it_can_be_read(placed: dict[str, bytes]) -> None:
    named = {path: addresses(read(text)) for path, text in placed.items() if path.endswith(".html")}
    assert named == {path: [] if path == "404.html" else [BASE + path.removesuffix("index.html")] * 2 for path in named}


def test_a_page_names_no_address_where_none_is_known(readings: dict[str, Reading]) -> None:
    assert [path for path, reading in readings.items() if addresses(reading)] == []


@pytest.mark.parametrize("base", ["", BASE])
def test_the_feed_leads_to_pages_that_are_there(base: str, made: dict[str, bytes], placed: dict[str, bytes]) -> None:
    found = placed if base else made
    links = re.findall(r'<link (?:rel="self" )?href="([^"]*)"', found["feed.xml"].decode())
    assert len(links) == 2 + sum(path.startswith("id/") and path.endswith(".html") for path in found)
    files = [link.removeprefix(base or "./") for link in links]
    assert [path for path in files if path not in found and f"{path}index.html" not in found] == []


def test_every_count_has_a_shade_and_none_has_none() -> None:
    assert [step_of(count, 9) for count in range(10)] == [0, 1, 1, 2, 2, 3, 3, 4, 4, 4]
    assert [step_of(1, most) for most in (1, 2, 100)] == [4, 2, 1]


FIGURES = ("timeline", "years", "categories", "concepts", "states", "schools")


def list_of(readings: dict[str, Reading], address: str) -> int:
    """Return how many rows the list at an address shows, by the values of its facets."""
    path, _, query = address.replace("../", "").partition("?")
    chosen = parse_qs(query)
    exact = chosen.pop("below", None)
    reading = readings[f"{path}index.html"]
    numbers = {
        (said["name"], said["value"]): said["data-n"]
        for tag, said in reading.elements
        if tag == "input" and "data-n" in said
    }
    rows = [said["data-f"].split() for tag, said in reading.elements if tag == "li" and "data-f" in said]
    rows = rows if exact else [[mark.removeprefix("~") for mark in row] for row in rows]
    wanted = [numbers[key, value] for key, (value,) in chosen.items()]
    return sum(all(number in row for number in wanted) for row in rows)


def test_a_figure_links_to_lists_that_count_the_same(real_readings: dict[str, Reading]) -> None:
    elements = real_readings["figures/index.html"].elements
    drawn = [
        (said["href"], int(re.findall(r"\d+", said["aria-label"])[0]))
        for tag, said in elements
        if tag == "a" and "?" in said.get("href", "") and "aria-label" in said
    ]
    assert (len(drawn) > 100, [pair for pair in drawn if list_of(real_readings, pair[0]) != pair[1]]) == (True, [])


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_file_and_a_table(name: str, real: dict[str, bytes]) -> None:
    drawing = ET.fromstring(real[f"figures/{name}.svg"])  # noqa: S314 - our own file
    text = real["figures/index.html"].decode().partition(f'<h2 id="{name}">')[2].partition("<h2")[0]
    rows = list(csv.reader(io.StringIO(real[f"figures/{name}.csv"].decode("utf-8-sig"))))
    assert (drawing.tag, len(rows), text.count("Version"), text.count("embed-")) == (
        "{http://www.w3.org/2000/svg}svg",
        text.count("<tr>"),
        1,
        2,
    )


EVIDENCED = """PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX concept: <https://w3id.org/arkg/id/concept/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
BASE <https://w3id.org/arkg/id/initiative/footnotes>
<> a arkg:Initiative ; skos:prefLabel "Footnotes"@en ; foaf:page <https://example.org/page> ;
    arkg:category <../category/research> ; arkg:runBy <../institution/riverbend-university> ;
    arkg:addresses concept:racism, concept:implicit-bias, concept:anti-racism ;
    arkg:evidence <#evidence-1>, <#evidence-2>, <#evidence-3>, <#evidence-4> .
<#evidence-1> a arkg:Evidence ; oa:hasSource <https://example.org/1> ; arkg:dateRead "2026-11-22"^^xsd:date .
<#evidence-2> a arkg:Evidence ; oa:hasSource <https://example.org/2> ; arkg:dateRead "2026-11-22"^^xsd:date ;
    arkg:supports arkg:addresses .
<#evidence-3> a arkg:Evidence ; oa:hasSource <https://example.org/3> ; arkg:dateRead "2026-11-22"^^xsd:date ;
    arkg:supports arkg:addresses ; arkg:supportsValue concept:racism .
<#evidence-4> a arkg:Evidence ; oa:hasSource <https://example.org/4> ; arkg:dateRead "2026-11-22"^^xsd:date ;
    arkg:supports arkg:addresses ; arkg:supportsValue concept:racism, concept:implicit-bias .
"""


def footnotes(page: str) -> dict[str, list[str]]:
    """Return what stands among the facts of a page → the numbers of its evidence."""
    facts = page.partition('<dl class="facts">')[2].partition("</dl>")[0]
    values = re.findall(r'>(?:<a [^>]*>)?([^<>]+)(?:</a>)?&nbsp;<span class="marks">(.*?)</span>', facts)
    return {name: re.findall(r"#evidence-(\d+)", marks) for name, marks in values}


def test_a_footnote_names_the_evidence_that_is_most_specific_for_the_value(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    (world.root / "data/initiative/footnotes.ttl").write_text(EVIDENCED, encoding="utf-8")
    made = dict(pages(build_site(world)))
    assert footnotes(made["id/initiative/footnotes/index.html"].decode()) == {
        "Racism": ["3", "4"],
        "Implicit bias": ["4"],
        "Anti-racism": ["2"],
        "Research": ["1"],
        "Riverbend University": ["1"],
        "example.org/page": ["1"],
    }


def test_a_footnote_names_the_evidence_for_a_text(made: dict[str, bytes]) -> None:
    found = footnotes(made["id/resource/justice-in-the-clinic/index.html"].decode())
    assert (found["9780000000019"], found["9780000000026"]) == (["1"], ["2"])


def test_neighbors_of_a_kind_are_of_that_kind(site: Site) -> None:
    view = make_view(site)
    wrong = [
        (record.slug, group.label, other.record.label)
        for record in site.by_iri.values()
        for group in list_groups(view, record)
        for kind in site.records
        if group.label.lower().startswith(plural(kind))
        for other in group.related
        if other.record.kind != kind
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", LISTS)
def test_the_counts_of_the_facets_are_those_of_the_list(
    kind: str, real: dict[str, bytes], real_readings: dict[str, Reading]
) -> None:
    text = real[f"{kind}/index.html"].decode()
    reading = real_readings[f"{kind}/index.html"]
    rows = [
        said["data-f"].replace("~", "").split() for tag, said in reading.elements if tag == "li" and "data-f" in said
    ]
    numbers = [said["data-n"] for tag, said in reading.elements if tag == "input" and "data-n" in said]
    counted = {number: sum(number in row for row in rows) for number in numbers}
    drawn = {
        number: int(text.partition(f'data-n="{number}"')[2].partition("<b>")[2].partition("</b>")[0])
        for number in numbers
    }
    assert drawn == counted


COUNTED = {
    "initiatives-addressing-concept": ("initiative", "concept", "concept", "initiative"),
    "initiatives-by-category": ("initiative", "category", "category", "initiative"),
    "initiatives-in-place": ("initiative", "state", "place", "initiative"),
    "resources-about-concept": ("resource", "concept", "concept", "resource"),
}
"""Question → the list and its facet that count the same, and the columns of the question."""


@pytest.mark.parametrize("question", COUNTED)
def test_a_facet_counts_what_the_question_answers(question: str, site: Site) -> None:
    kind, key, value, counted = COUNTED[question]
    table = next(each.table for each in site.questions if each.question.name == question)
    assert table
    pairs = {(row[table.columns.index(value)], row[table.columns.index(counted)]) for row in table.rows}
    answered = Counter(str(value).rpartition("/")[2].rstrip(">") for value, each in pairs if each)
    facet = next(each for each in make_facets(make_view(site), kind)[0] if each.key == key)
    drawn = {each.value: each.count for each in facet.options if each.value != "none"}
    assert drawn == answered


def test_an_institution_has_the_initiatives_of_its_parts(site: Site) -> None:
    table = next(each.table for each in site.questions if each.question.name == "institutions-without-initiative")
    assert table
    facet = next(each for each in make_facets(make_view(site), "institution")[0] if each.key == "initiatives")
    counts = {option.value: option.count for option in facet.options}
    assert counts["none"] == len({row[0] for row in table.rows})


@pytest.mark.parametrize("kind", LISTS)
def test_the_table_has_the_rows_of_the_list_in_its_order(
    kind: str, real: dict[str, bytes], real_readings: dict[str, Reading]
) -> None:
    reading = real_readings[f"{kind}/index.html"]
    shown = [said["href"].strip("./") for tag, said in reading.elements if tag == "a" and said.get("class") == "name"]
    table = next(content for path, content in real.items() if path.startswith(f"{kind}/") and path.endswith(".csv"))
    rows = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    assert [row["identifier"].partition("/arkg/")[2] for row in rows] == shown


def test_the_index_of_concepts_has_every_name(readings: dict[str, Reading], site: Site) -> None:
    names = {
        getattr(value, "value", "")
        for record in site.records["concept"]
        for term in ("prefLabel", "altLabel")
        for value in record.values(f"http://www.w3.org/2004/02/skos/core#{term}")
    }
    assert {name for name in names if name not in readings["concept/index.html"].text} == set()


def test_an_entry_that_names_no_initiative_is_said_to_name_none(readings: dict[str, Reading]) -> None:
    told = " ".join(readings["id/institution/lakeside-teaching-hospital/index.html"].text.split())
    assert "lists Lakeside Teaching Hospital under Clinical Care and does not name its initiative." in told


def test_an_initiative_that_may_be_meant_is_not_claimed_to_be(readings: dict[str, Reading]) -> None:
    told = " ".join(readings["id/initiative/fair-clinics/index.html"].text.split())
    assert (
        "this graph does not claim that it is this one. "
        "The page names the hospital alone; this is its only work on racism that a source names." in told
    )


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "institution/riverbend-school-of-medicine",
            "MD, full accreditation, by Farland Accreditation Board, since 1954, as of June 2026",
        ),
        ("initiative/fair-clinics", "Active, as of 2023"),
        (
            "initiative/fair-clinics",
            "Ended, as of June 30, 2025 3 The source says that the hospital ran out of money for it.",
        ),
        ("event/ruling-on-admissions", "Event · court decision"),
    ],
)
def test_a_part_is_shown_in_words(path: str, words: str, readings: dict[str, Reading]) -> None:
    assert words in " ".join(readings[f"id/{path}/index.html"].text.split())


def test_dates_are_american_and_readable_by_machines(made: dict[str, bytes]) -> None:
    page = made["id/initiative/fair-clinics/index.html"].decode()
    assert '<time datetime="2025-06-30">June 30, 2025</time>' in page


def test_a_long_list_of_related_records_is_folded_and_whole(real: dict[str, bytes]) -> None:
    page = real["id/concept/racism/index.html"].decode()
    group = page.partition("Resources about it")[2].partition("</section>")[0]
    shown, _, folded = group.partition("<details")
    every, own = (int(re.findall(rf'<span class="soft {name}">(\d+)</span>', group)[0]) for name in ("below", "own"))
    assert (shown.count("<li"), folded.count("<li"), group.count('<li class="below"')) == (10, every - 10, every - own)


def test_every_definition_stands_with_who_said_it(readings: dict[str, Reading]) -> None:
    told = " ".join(readings["id/concept/racism/index.html"].text.split())
    assert "“A habit of institutions that hands out chances by the look of a face.”" in told
    assert "Ada Testwell and Bo Samplesen, in Plain Words" in told
    assert "Our paraphrase." in told


def test_what_a_definition_stresses_stands_beside_it_with_its_source(readings: dict[str, Reading]) -> None:
    compared, alone = (readings[f"id/concept/{slug}/index.html"] for slug in ("racism", "structural-racism"))
    told = " ".join(compared.text.split())
    assert re.search(r"What it stresses ?Definition", told)
    assert re.search(r"habits of institutions ?“A habit of institutions", told)
    assert re.search(r"What each definition stresses is this graph's own reading\. ?6", told)
    assert "Emphasis." in told.partition("This graph's own indexing")[2]
    assert "stresses" not in alone.text


ROLLED = {
    "initiatives-addressing-concept": ("concept", "Initiatives that address it"),
    "initiatives-at-institution": ("institution", "Initiatives"),
    "resources-about-concept": ("concept", "Resources about it"),
}


@pytest.mark.parametrize("question", ROLLED)
def test_related_records_are_rolled_up_as_the_question_answers(question: str, site: Site) -> None:
    kind, label = ROLLED[question]
    table = next(each.table for each in site.questions if each.question.name == question)
    assert table
    places = [table.columns.index(kind), 2]
    answered = {tuple(getattr(row[place], "value", "") for place in places) for row in table.rows}
    view = make_view(site)
    shown = {
        (record.iri.value, other.record.iri.value)
        for record in site.records[kind]
        for group in list_groups(view, record)
        if group.label == label
        for other in group.related
    }
    assert (shown, len(shown) > 0) == (answered, True)


def test_what_a_page_rolls_up_can_be_left_out_without_a_script(made: dict[str, bytes]) -> None:
    page = made["id/concept/racism/index.html"].decode()
    assert "Include narrower concepts" in page
    assert ".rolled:has(input:not(:checked)) .below" in made["static/site.css"].decode()


def test_an_identifier_is_its_scheme_and_number_and_leads_to_its_page_for_readers(site: Site) -> None:
    found = make_view(site).outside("http://www.wikidata.org/entity/Q8461")
    assert found == Inline("Wikidata Q8461", address="https://www.wikidata.org/wiki/Q8461")


def test_a_mapping_leads_to_a_page_for_readers(real_readings: dict[str, Reading]) -> None:
    page = real_readings["id/concept/racism/index.html"]
    leads = {address for _, address in page.links if "nlm.nih.gov" in address and "D063505" in address}
    assert leads == {"https://meshb.nlm.nih.gov/record/ui?ui=D063505"}


def test_a_page_that_was_removed_is_said_to_be_gone(real: dict[str, bytes]) -> None:
    facts = real["id/initiative/cdc-racism-and-health/index.html"].decode().partition("<dt>Page</dt>")[2]
    assert "cdc.gov/minority-health/racism-health</a>, no longer online" in facts.partition("</dd>")[0]


def test_a_work_is_tagged_for_reference_managers(readings: dict[str, Reading]) -> None:
    elements = readings["id/resource/streets-and-lungs/index.html"].elements
    tags = {said["name"]: said["content"] for _, said in elements if said.get("name", "").startswith("citation_")}
    assert tags == {
        "citation_title": "Streets and Lungs",
        "citation_author": "Invented, Dee",
        "citation_publication_date": "2022/5/10",
        "citation_journal_title": "Journal of Imagined Medicine",
        "citation_volume": "12",
        "citation_issue": "5",
        "citation_doi": "10.99999/housing.2022.7",
        "citation_issn": "9999-9994",
        "citation_pmid": "999000007",
        "citation_firstpage": "41",
        "citation_lastpage": "47",
    }


def test_a_withdrawn_record_leads_to_what_took_its_place(readings: dict[str, Reading]) -> None:
    page = readings["id/initiative/anti-racism-lectures/index.html"]
    told = " ".join(page.text.split())
    assert "It was replaced by Anti-racism Webinars." in told
    assert "../../../id/initiative/anti-racism-webinars/" in {address for _, address in page.links}


def test_a_correction_is_asked_for_only_where_the_project_has_an_address(site: Site, made: dict[str, bytes]) -> None:
    known = replace(site, project=replace(site.project, repository="https://example.org/arkg"))
    links = {
        path: [address for _, address in read(content).links if "/issues/new" in address]
        for path, content in pages(known)
        if path.startswith("id/")
    }
    silent = [path for path, content in made.items() if path.endswith(".html") and b"issues/new" in content]
    assert (silent, {len(each) for each in links.values()}, max(len(each[0]) for each in links.values()) <= 6000) == (
        [],
        {1},
        True,
    )


def test_the_sitemap_names_every_page_and_no_other(made: dict[str, bytes], placed: dict[str, bytes]) -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    named = {each.text for each in ET.fromstring(placed["sitemap.xml"]).iter(f"{space}loc")}  # noqa: S314 - our own file
    assert named == {f"{BASE}{path.removesuffix('index.html')}" for path in placed if path.endswith("index.html")}
    assert f"Sitemap: {BASE}sitemap.xml".encode() in placed["robots.txt"]
    assert ("sitemap.xml" in made, b"Sitemap" in made["robots.txt"]) == (False, False)


def test_the_lines_on_the_data_page_load_the_graph(world: Workspace, site: Site, tmp_path: Path) -> None:
    with hosting(tmp_path) as address:
        publish(world, tmp_path / "site", base=f"{address}site/")
        page = (tmp_path / "site" / "data" / "index.html").read_text(encoding="utf-8")
        lines = html.unescape(page.partition('<code id="python">')[2].partition("</code>")[0])
        program = lines.partition("# or a table")[0]
        told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert told.stdout == f"{len(site.asserted)} statements\n"


def test_the_checksums_on_the_data_page_are_those_of_the_files(
    made: dict[str, bytes], readings: dict[str, Reading]
) -> None:
    shown = [said["title"] for tag, said in readings["data/index.html"].elements if tag == "code" and "title" in said]
    leads = [said["href"] for tag, said in readings["data/index.html"].elements if tag == "a" and "download" in said]
    whole = [target("data/index.html", address)[0] for address in leads if not address.endswith(".gz")]
    assert shown == [hashlib.sha256(made[path]).hexdigest() for path in whole]


def test_a_value_on_the_page_of_a_question_gives_the_rows_of_its_answer(site: Site, made: dict[str, bytes]) -> None:
    checked, wrong = 0, []
    for asked in site.questions:
        published = json.loads(made.get(f"query/{asked.question.name}.json", b'{"values": {}}'))
        for name, values in published["values"].items():
            for value, rows in values.items():
                found = answer(site.workspace, site.asserted, asked.question, {name: [value]})
                assert isinstance(found, Table)
                assert asked.table
                checked += 1
                if list(found.rows) != [asked.table.rows[row] for row in rows]:
                    wrong.append((asked.question.name, name, value))
    assert (wrong, checked > 50) == ([], True)


def test_every_parameter_is_a_field_with_names_to_choose_from(site: Site, readings: dict[str, Reading]) -> None:
    fields = {
        f"{asked.question.name} {said['name']}"
        for asked in site.questions
        for tag, said in readings[f"query/{asked.question.name}/index.html"].elements
        if tag in {"select", "input"} and said.get("id", "").startswith("ask-")
    }
    every = {
        f"{asked.question.name} {each.name}"
        for asked in site.questions
        for each in asked.question.parameters
        if each.type != "language"
    }
    assert every - fields == {"search text"}


@cache
def compressed(content: bytes) -> int:
    """Return how many bytes a file has, compressed."""
    return len(gzip.compress(content))


def weight(made: dict[str, bytes], path: str, reading: Reading) -> int:
    """Return how many bytes a first visit to a page loads, compressed."""
    loaded = {
        target(path, said.get("src") or said["href"])[0]
        for tag, said in reading.elements
        if (tag == "script" and "src" in said) or said.get("rel") in {"stylesheet", "icon"}
    }
    return sum(compressed(made[each]) for each in (path, *loaded))


def test_a_page_of_a_record_stays_within_its_budget(real: dict[str, bytes], real_readings: dict[str, Reading]) -> None:
    weights = {path: weight(real, path, reading) for path, reading in real_readings.items() if path.startswith("id/")}
    assert {path: size for path, size in weights.items() if size > 30_000} == {}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_stays_within_its_budget(kind: str, real: dict[str, bytes], real_readings: dict[str, Reading]) -> None:
    path = f"{kind}/index.html"
    rows = real[path].count(b'<li data-f="')
    assert weight(real, path, real_readings[path]) <= 60_000 + 100 * rows
