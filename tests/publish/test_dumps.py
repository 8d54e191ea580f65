"""Every dump says the same in every form, to two readers, and its checksum is the hash of the graph."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
import pytest
from tests.support.publication import by_oxigraph, by_rdflib, canonical, make_world

from arkg.errors import InputFault
from arkg.infer import entailed, for_owl, for_skos
from arkg.namespaces import SH
from arkg.publish import publish
from arkg.publish.forms import GRAPH_FORMS
from arkg.publish.jsonld import by_property, frame, make_context
from arkg.publish.rdf import Dump, serialize
from arkg.publish.site import to_record
from arkg.query import Table, render
from arkg.validate.engine.sources import StoreSource
from arkg.validate.engine.validation import validate_graph
from arkg.validate.graph import load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from arkg.publish.jsonld import Context
    from arkg.workspace import Workspace

STEMS = ("data/arkg", "data/arkg-inferred", "ns", "shapes", "shapes-core", "query", "catalog")
A, B, P = (ox.NamedNode(f"https://example.org/{name}") for name in "abp")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PREFIXES = {"ex": "https://example.org/", "xsd": "http://www.w3.org/2001/XMLSchema#"}


@pytest.fixture(scope="module")
def published(world: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("published") / "site"
    publish(world, target, pages=False)
    return target


@pytest.mark.parametrize("stem", STEMS)
def test_every_form_says_the_same_to_two_readers(published: Path, stem: str) -> None:
    said = (published / f"{stem}.nt").read_text(encoding="utf-8")
    forms = [published / f"{stem}.{form}" for form in GRAPH_FORMS]
    assert {path.suffix: (by_oxigraph(path) == said, by_rdflib(path) == said) for path in forms} == {
        path.suffix: (True, True) for path in forms
    }


@pytest.mark.parametrize(
    "kind", ["category", "collection", "concept", "initiative", "institution", "place", "resource"]
)
def test_every_sibling_of_a_record_says_what_its_file_says(published: Path, world: Workspace, kind: str) -> None:
    differing = [
        path.name
        for file in world.files("data")
        if file.parent.name == kind
        for form in GRAPH_FORMS
        for path in [published / "id" / kind / f"{file.stem}.{form}"]
        if not by_oxigraph(path) == by_rdflib(path) == canonical(world.parse(file))
    ]
    assert differing == []


def dumped(world: Workspace) -> list[ox.Triple]:
    """Return what the dump of a graph holds: what its files say, and what is derived for SKOS."""
    return [*(quad.triple for quad in world.quads("ontology", "data")), *for_skos(world, world.store())]


def test_the_dumps_hold_what_the_files_say_and_what_that_entails(published: Path, world: Workspace) -> None:
    whole = dumped(world)
    assert (published / "data/arkg.nt").read_text(encoding="utf-8") == canonical(whole)
    assert (published / "data/arkg-inferred.nt").read_text(encoding="utf-8") == canonical(
        entailed(ox.Quad(*each) for each in whole)
    )
    vocabulary = [*world.quads("ontology"), *(ox.Quad(*each) for each in for_owl(world))]
    assert (published / "ns.nt").read_text(encoding="utf-8") == canonical(vocabulary)
    assert (published / "shapes.nt").read_text(encoding="utf-8") == canonical(world.quads("shapes"))


@pytest.mark.parametrize("form", ["nq", "trig"])
def test_a_dataset_has_a_graph_for_each_record_and_tells_where_it_came_from(
    published: Path, world: Workspace, form: str
) -> None:
    quads = list(ox.parse(path=published / f"data/arkg.{form}"))
    default = ox.DefaultGraph()
    of_others = set(world.parse(world.root / "data" / "test-subject-headings.ttl"))
    of_others |= {ox.Quad(*each) for each in for_skos(world, world.store())}
    own = (quad for quad in world.quads("ontology", "data") if quad not in of_others)
    assert canonical(quad for quad in quads if quad.graph_name != default) == canonical(own)
    assert {quad.graph_name.value for quad in quads if quad.graph_name != default} == {
        "https://w3id.org/arkg/ns.ttl",
        *(f"{iri.value}.ttl" for iri in world.records),
    }
    assert {
        quad.predicate.value.rpartition("#")[2].rpartition("/")[2]
        for quad in {*quads} - of_others
        if quad.graph_name == default
    } == {
        "type",
        "isPartOf",
        "primaryTopic",
        "wasDerivedFrom",
    }


def test_the_checksum_of_the_triples_is_the_hash_of_the_graph(published: Path, world: Workspace) -> None:
    digest = hashlib.sha256(canonical(dumped(world)).encode()).hexdigest()
    assert f"{digest}  data/arkg.nt\n" in (published / "SHA256SUMS").read_text()


def test_each_published_question_asked_of_a_published_dump_gives_the_published_answer(
    world: Workspace, tmp_path: Path
) -> None:
    publish(world, tmp_path / "site")
    published = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "site/query").glob("*.rq")}
    for form in ("nt", "jsonld"):
        store = ox.Store()
        store.load(path=tmp_path / f"site/data/arkg.{form}")
        found = {name: cast("ox.QuerySolutions", store.query(text)) for name, text in published.items()}
        told = {
            name: render(Table(tuple(each.value for each in rows.variables), tuple(map(tuple, rows))), "csv", {})
            for name, rows in found.items()
        }
        assert told == {
            name: (tmp_path / f"site/query/{name}.csv").read_bytes().decode("utf-8-sig") for name in published
        }


def test_what_is_stated_of_a_term_of_another_vocabulary_is_in_the_dump(tmp_path: Path) -> None:
    world = make_world(tmp_path / "world")
    said = '<http://id.nlm.nih.gov/mesh/D063505> <http://www.w3.org/2004/02/skos/core#prefLabel> "Racism"@en .\n'
    (world.root / "data" / "concept" / "mesh.ttl").write_text(said, encoding="utf-8")
    publish(world, tmp_path / "out", pages=False)
    whole = canonical(dumped(world))
    assert (said in whole, by_oxigraph(tmp_path / "out/data/arkg.ttl")) == (True, whole)
    assert said in (tmp_path / "out/data/arkg.nt").read_text(encoding="utf-8")
    assert said in (tmp_path / "out/data/arkg.nq").read_text(encoding="utf-8")


def test_json_can_be_used_without_knowing_rdf(published: Path) -> None:
    records = json.loads((published / "data/arkg.jsonld").read_text(encoding="utf-8"))["@graph"]
    found = {record["id"].rpartition("/")[2]: record for record in records}
    article: dict[str, Any] = found["streets-and-lungs"]
    assert (article["type"], article["name"]) == (
        ["ScholarlyArticle", "Resource"],
        ["Streets and Lungs", {"@value": "Calles y pulmones", "@language": "es"}],
    )
    assert article["author"] == {
        "id": "https://w3id.org/arkg/id/resource/streets-and-lungs#author-1",
        "type": "Author",
        "name": "Dee Invented",
        "familyName": "Invented",
        "givenName": "Dee",
        "orcid": "https://orcid.org/0000-0000-0000-0001",
        "position": 1,
    }
    assert found["structural-racism"]["definition"]["evidence"]["dateRead"] == "2026-11-21"


def test_a_record_is_one_object_with_a_context_of_its_own(published: Path) -> None:
    record = json.loads((published / "id/concept/racism.jsonld").read_text(encoding="utf-8"))
    assert (record["id"], record["type"]) == ("https://w3id.org/arkg/id/concept/racism", ["Concept", "skos:Concept"])
    assert "graph" not in str(list(record))
    assert "schema:Report" not in str(record["@context"])


TEXTS = r"""
"plain"
"two\nlines and a \"quote\""
"señal"@es
"Text"@en-GB
"007"^^xsd:integer
"7"^^xsd:integer
"-0"^^xsd:integer
"99999999999999999999"^^xsd:integer
"1"^^xsd:boolean
"true"^^xsd:boolean
"1.50"^^xsd:decimal
"2020"^^xsd:gYear
"<b>&amp;</b>"
""
" blanks "
"\t"
"\u2028\U0001F600"
ex:thing
<https://example.org/a#b?c=%20>
"""
NORMALIZED = {("ttl", '"007"^^xsd:integer'), ("ttl", '"-0"^^xsd:integer')}
"""What rdflib reads as a number, not as the text of one."""


def make_dump(triples: Sequence[ox.Triple], context: Context) -> Dump:
    """Return triples about one thing, to be dumped."""
    return Dump([to_record(A, {A.value: {P.value: triples}})], PREFIXES, context)


@pytest.mark.parametrize("text", TEXTS.split("\n")[1:-1])
@pytest.mark.parametrize("form", GRAPH_FORMS)
def test_what_was_written_is_read_back_as_it_was_written(text: str, form: str, tmp_path: Path) -> None:
    prologue = "".join(f"PREFIX {prefix}: <{space}> " for prefix, space in PREFIXES.items())
    triples = [quad.triple for quad in ox.parse(f"{prologue} ex:a ex:p {text} .", ox.RdfFormat.TURTLE)]
    context = make_context({**PREFIXES, "p": {"@id": "ex:p"}, "typed": {"@id": "ex:p", "@type": "xsd:integer"}})
    path = tmp_path / f"file.{form}"
    path.write_bytes(serialize(make_dump(triples, context), form))
    readers = [by_oxigraph] if (form, text) in NORMALIZED else [by_oxigraph, by_rdflib]
    assert {reader(path) for reader in readers} == {canonical(triples)}


@pytest.mark.parametrize("text", ["a\rb", "\\ and \b", "\ufffe"])
def test_what_xml_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(InputFault, match="control character"):
        serialize(make_dump([ox.Triple(A, P, ox.Literal(text))], make_context({})), "rdf")


CONTEXT = make_context(
    {
        "ex": "https://example.org/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "id": "@id",
        "type": "@type",
        "Thing": {"@id": "ex:Thing", "@context": {"own": {"@id": "ex:p", "@type": "@id"}}},
        "text": {"@id": "ex:text", "@language": "en"},
        "kind": {"@id": "ex:kind", "@type": "@vocab", "@context": {"good": "ex:Good"}},
    }
)


@pytest.mark.parametrize(
    ("turtle", "wanted"),
    [
        ("ex:a ex:p ex:b .", {"id": f"{A.value}", "ex:p": {"id": B.value}}),
        ("ex:a a ex:Thing ; ex:p ex:b .", {"id": A.value, "type": "Thing", "own": B.value}),
        ('ex:a ex:text "x"@en, "y"@es .', {"id": A.value, "text": ["x", {"@value": "y", "@language": "es"}]}),
        ('ex:a ex:text "x" .', {"id": A.value, "text": {"@value": "x"}}),
        ("ex:a ex:kind ex:Good, ex:Bad .", {"id": A.value, "kind": ["good", "ex:Bad"]}),
        ("ex:a ex:p ex:b . ex:b ex:p ex:a .", {"id": A.value, "ex:p": {"id": B.value, "ex:p": {"id": A.value}}}),
    ],
)
def test_a_value_is_said_as_shortly_as_its_term_allows(turtle: str, wanted: dict[str, Any]) -> None:
    triples = [quad.triple for quad in ox.parse(f"PREFIX ex: <https://example.org/> {turtle}", ox.RdfFormat.TURTLE)]
    assert frame(CONTEXT, A.value, by_property(triples)) == [wanted]


def test_a_part_that_nothing_leads_to_is_kept() -> None:
    triples = [ox.Triple(A, P, ox.Literal("x")), ox.Triple(B, P, ox.Literal("y"))]
    assert [node["id"] for node in frame(CONTEXT, A.value, by_property(triples))] == [A.value, B.value]


def test_the_rules_in_shacl_core_are_those_without_a_query(published: Path) -> None:
    rules, core = ({*ox.parse(path=published / f"{stem}.nt")} for stem in ("shapes", "shapes-core"))
    gone = {each.subject for each in rules} - {each.subject for each in core}
    asking = {each.subject for each in rules if each.predicate == SH("sparql")}
    queries = {each.object for each in rules if each.predicate == SH("sparql")}
    assert (gone, core <= rules, len(asking) > 10) == (asking | queries, True, True)


def test_a_dump_with_what_is_derived_breaks_no_rule(published: Path, world: Workspace) -> None:
    store = ox.Store()
    store.load(path=published / "data/arkg.nt")
    assert list(validate_graph(StoreSource(store), load(world).shapes)) == []


def test_a_concept_is_one_object_of_json_with_its_plain_definition(published: Path) -> None:
    records = json.loads((published / "data/arkg.jsonld").read_text(encoding="utf-8"))["@graph"]
    (racism,) = (record for record in records if record["id"].endswith("/concept/racism"))
    english = {"@value": racism["description"][0], "@language": "en"}
    assert (english in racism["skos:definition"], racism["skos:topConceptOf"]["id"]) == (
        True,
        "https://w3id.org/arkg/ns#Concepts",
    )
