"""The catalog: what DCAT-AP asks for is there, and every number in it is true of the files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.support.publication import files

from arkg.publish import Written, build_site, publish
from arkg.publish.catalog import count, describe

if TYPE_CHECKING:
    from pathlib import Path

    from arkg.workspace import Workspace

BASE = "https://example.org/arkg/"
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "catalog": "https://w3id.org/arkg/catalog#",
}
MANDATORY = {
    "dcat:Catalog": ("dcterms:title", "dcterms:description", "dcterms:publisher", "dcat:dataset"),
    "dcat:Dataset": ("dcterms:title", "dcterms:description"),
    "dcat:Distribution": ("dcat:accessURL",),
    "foaf:Agent": ("foaf:name",),
    "spdx:Checksum": ("spdx:algorithm", "spdx:checksumValue"),
}
"""Class → what DCAT-AP 3 asks of each (https://semiceu.github.io/DCAT-AP/releases/3.0.0/).

No package holds a copy of its SHACL shapes: these are checks of our own, written after that document.
"""
RECOMMENDED = {
    "dcat:Catalog": ("dcterms:license", "dcterms:issued", "dcterms:modified", "dcat:themeTaxonomy", "foaf:homepage"),
    "dcat:Dataset": ("dcat:distribution", "dcat:keyword", "dcat:theme", "dcterms:publisher", "dcat:version"),
    "dcat:Distribution": ("dcterms:license", "dcat:mediaType", "dcat:byteSize", "spdx:checksum", "dcat:downloadURL"),
}
RANGES = {
    "dcterms:publisher": "foaf:Agent",
    "dcat:dataset": "dcat:Dataset",
    "dcat:distribution": "dcat:Distribution",
    "dcterms:license": "dcterms:LicenseDocument",
    "dcat:theme": "skos:Concept",
    "dcat:themeTaxonomy": "skos:ConceptScheme",
    "spdx:checksum": "spdx:Checksum",
    "dcat:landingPage": "foaf:Document",
    "dcat:contactPoint": "vcard:Kind",
}
DATATYPES = {
    "dcterms:issued": "xsd:date",
    "dcterms:modified": "xsd:date",
    "dcat:byteSize": "xsd:nonNegativeInteger",
    "spdx:checksumValue": "xsd:hexBinary",
}


@pytest.fixture(scope="module")
def published(world: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("published") / "site"
    publish(world, target, base=BASE, pages=False)
    return target


@pytest.fixture(scope="module")
def catalog(published: Path) -> ox.Store:
    return load((published / "catalog.ttl").read_bytes())


def load(content: bytes) -> ox.Store:
    """Load a Turtle text."""
    store = ox.Store()
    store.load(content, ox.RdfFormat.TURTLE)
    return store


def ask(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    """Give the rows of a query, as plain texts."""
    found = store.query(query, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(term.value if isinstance(term, ox.NamedNode | ox.Literal) else "" for term in row) for row in found]


def number(store: ox.Store, query: str) -> int:
    """Give the one number that a query finds."""
    return int(ask(store, query)[0][0])


@pytest.mark.parametrize("asked", [MANDATORY, RECOMMENDED], ids=["mandatory", "recommended"])
def test_what_dcat_ap_asks_for_is_said(catalog: ox.Store, asked: dict[str, tuple[str, ...]]) -> None:
    missing = [
        (each, name)
        for kind, properties in asked.items()
        for name in properties
        for (each,) in ask(catalog, f"SELECT ?x {{ ?x a {kind} FILTER NOT EXISTS {{ ?x {name} ?y }} }}")
    ]
    assert missing == []


def test_what_is_pointed_to_is_of_the_class_dcat_ap_asks_for(catalog: ox.Store) -> None:
    wrong = [
        (name, each)
        for name, kind in RANGES.items()
        for (each,) in ask(catalog, f"SELECT ?y {{ ?x {name} ?y FILTER NOT EXISTS {{ ?y a {kind} }} }}")
    ]
    assert wrong == []


def test_dates_sizes_and_checksums_are_of_the_datatype_dcat_ap_asks_for(published: Path) -> None:
    quads = list(ox.parse(path=published / "catalog.ttl"))
    expand = {
        f"{PREFIXES[prefix]}{local}": (prefix, local) for prefix, _, local in (n.partition(":") for n in DATATYPES)
    }
    found = {
        (":".join(expand[quad.predicate.value]), quad.object.datatype.value.replace(PREFIXES["xsd"], "xsd:"))
        for quad in quads
        if quad.predicate.value in expand and isinstance(quad.object, ox.Literal)
    }
    assert found == set(DATATYPES.items())


def test_every_distribution_is_a_file_of_that_size_and_checksum(catalog: ox.Store, published: Path) -> None:
    rows = ask(
        catalog,
        """SELECT ?url ?size ?sum { ?x dcat:downloadURL ?url ; dcat:byteSize ?size ; spdx:checksum ?c .
        ?c spdx:checksumValue ?sum }""",
    )
    contents = files(published)
    assert dict.fromkeys(rows, True) == {
        (url, str(len(content)), hashlib.sha256(content).hexdigest()): True
        for url, _, _ in rows
        for content in [contents[url.removeprefix(BASE)]]
    }


def test_every_dump_and_table_is_a_distribution(catalog: ox.Store, published: Path) -> None:
    rows = ask(catalog, "SELECT ?url { ?x a dcat:Distribution ; dcat:downloadURL ?url }")
    wanted = {path for path in files(published) if path.startswith("data/")}
    wanted |= {
        f"{stem}.{form}" for stem in ("ns", "shapes", "shapes-core", "query") for form in ("ttl", "jsonld", "nt", "rdf")
    }
    assert {url.removeprefix(BASE) for (url,) in rows} == wanted


def test_void_counts_what_the_dump_holds(catalog: ox.Store, published: Path) -> None:
    dump = load((published / "data/arkg.ttl").read_bytes())
    said = {
        name: number(catalog, f"SELECT ?n {{ catalog:records void:{name} ?n }}")
        for name in ("triples", "entities", "classes", "properties", "distinctSubjects", "distinctObjects")
    }
    pattern = ask(catalog, "SELECT ?p { catalog:records void:uriRegexPattern ?p }")[0][0].replace("\\", "\\\\")
    assert said == {
        "triples": number(dump, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        "entities": number(
            dump, f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER(REGEX(STR(?s), "{pattern}")) }}'
        ),
        "classes": number(dump, "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
        "properties": number(dump, "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
        "distinctSubjects": number(dump, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        "distinctObjects": number(dump, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
    }


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("void:classPartition ?x . ?x void:class ?t ; void:entities ?n", "?s a ?t"),
        ("void:propertyPartition ?x . ?x void:property ?t ; void:triples ?n", "?s ?t ?o"),
    ],
)
def test_every_partition_counts_what_the_dump_holds(catalog: ox.Store, published: Path, said: str, true: str) -> None:
    dump = load((published / "data/arkg.ttl").read_bytes())
    rows = ask(catalog, f"SELECT ?t ?n {{ catalog:records {said} }}")
    assert sorted(rows) == sorted(ask(dump, f"SELECT ?t (COUNT(*) AS ?n) {{ {true} }} GROUP BY ?t"))


def test_examples_are_records_and_dumps_are_files(catalog: ox.Store, published: Path, world: Workspace) -> None:
    records = {iri.value for iri in world.records}
    examples = {each for (each,) in ask(catalog, "SELECT ?x { catalog:records void:exampleResource ?x }")}
    dumps = {each.removeprefix(BASE) for (each,) in ask(catalog, "SELECT ?x { catalog:records void:dataDump ?x }")}
    assert (examples <= records, len(examples), dumps) == (
        True,
        len(world.kinds),
        {path for path in files(published) if path.startswith("data/arkg.")},
    )


def test_the_canonical_form_is_marked_as_such(catalog: ox.Store) -> None:
    rows = ask(
        catalog, "SELECT ?url { ?x dcterms:conformsTo <https://www.w3.org/TR/rdf-canon/> ; dcat:accessURL ?url }"
    )
    wanted = {"data/arkg.nt", "data/arkg-inferred.nt", "ns.nt", "shapes.nt", "shapes-core.nt", "query.nt"}
    assert {url.removeprefix(BASE) for (url,) in rows} == wanted


def test_void_is_found_where_it_is_looked_for(published: Path) -> None:
    assert (published / ".well-known/void").read_bytes() == (published / "catalog.ttl").read_bytes()


def test_hosts_are_told_that_void_is_turtle(published: Path) -> None:
    headers = (published / "_headers").read_text().splitlines()
    assert headers[headers.index("/.well-known/void") + 1] == "  Content-Type: text/turtle"
    assert '<Files "void">\n    ForceType text/turtle\n' in (published / ".htaccess").read_text()


def test_an_endpoint_and_a_contact_are_named_where_they_are_known(world: Workspace) -> None:
    plain = build_site(world, base=BASE)
    project = replace(plain.project, contact="mailto:editors@example.org")
    known = replace(plain, served=True, project=project)
    told = [
        {each.predicate.value.rpartition("#")[2]: each.object for each in describe(site, [], count([]))[0]}
        for site in (plain, known)
    ]
    assert ["sparqlEndpoint" in each for each in told] == [False, True]
    assert [each.get("hasEmail") for each in told] == [None, ox.NamedNode("mailto:editors@example.org")]


def test_without_a_base_the_catalog_names_no_address_of_files(world: Workspace) -> None:
    triples, _ = describe(build_site(world), [Written("data/arkg.ttl", 1, "00")], count([]))
    named = {each.predicate.value.rpartition("#")[2] for each in triples}
    assert named & {"downloadURL", "accessURL", "landingPage", "dataDump", "homepage"} == set()
    assert "checksumValue" in named


def test_the_crate_describes_files_that_are_there(published: Path) -> None:
    crate = json.loads((published / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    contents = files(published)
    described = {each["@id"]: each["sha256"] for each in crate if each["@type"] == "File"}
    root = next(each for each in crate if each["@id"] == "./")
    assert described == {path: hashlib.sha256(contents[path]).hexdigest() for path in described}
    assert [each["@id"] for each in root["hasPart"]] == list(described)
