"""The fields of a kind are what its shapes say, and the JSON-LD context is what the fields say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.support.publication import ROOT

from arkg.errors import InputFault
from arkg.formats.columns import Columns, paths
from arkg.formats.jsonld.context import build_context
from arkg.formats.values.terms import completions
from arkg.names import expand, squash
from arkg.workspace import Workspace, find

if TYPE_CHECKING:
    from arkg.schema import Schema

KINDS = sorted(path.name for path in (ROOT / "data").iterdir() if path.is_dir())
NAMES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?name WHERE {
    ?identity sh:pattern ?pattern ; sh:targetClass ?class .
    FILTER(CONTAINS(?pattern, "/id/KIND/"))
    ?shape sh:targetClass ?class ; sh:property ?rule .
    ?rule sh:path ?path ; sh:name ?name .
    FILTER(isIRI(?path))
}
"""
BARE = {
    "ROR": ("05qwgg493", "https://ror.org/05qwgg493"),
    "ISNI": ("0000 0004 1936 7558", "https://isni.org/isni/0000000419367558"),
    "Wikidata": ("https://www.wikidata.org/wiki/Q49110", "http://www.wikidata.org/entity/Q49110"),
}
BARE_OF_WORKS = {
    "DOI": ("https://dx.doi.org/10.2105/AJPH.90.8.1212", "https://doi.org/10.2105/AJPH.90.8.1212"),
    "PMID": ("10936998", "https://pubmed.ncbi.nlm.nih.gov/10936998/"),
    "PMCID": ("PMC1446334", "https://pmc.ncbi.nlm.nih.gov/articles/PMC1446334/"),
    "ISBN": ("978-0-309-49225-6", "9780309492256"),
}


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    """Return the graph of the checkout."""
    return find(ROOT)


@pytest.fixture(scope="module")
def schema(workspace: Workspace) -> Schema:
    """Return the fields of its kinds."""
    return workspace.schema


def test_every_folder_of_records_is_a_kind(schema: Schema) -> None:
    assert set(KINDS) - set(schema.record_types) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_the_fields_of_a_kind_are_named_as_its_rules(workspace: Workspace, schema: Schema, kind: str) -> None:
    rows = workspace.store("shapes").query(NAMES.replace("KIND", kind))
    assert isinstance(rows, ox.QuerySolutions)
    assert {field.name for field in schema.record_types[kind].fields} == {row["name"].value for row in rows}


def test_no_two_fields_of_a_kind_have_one_name(schema: Schema) -> None:
    kinds = (*schema.record_types.values(), *schema.parts.values())
    names = [(kind.name, squash(field.name)) for kind in kinds for field in kind.fields]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", KINDS)
def test_the_name_of_a_column_leads_to_its_field(schema: Schema, kind: str) -> None:
    columns = Columns(schema.record_types[kind], schema)
    found = [path for path in paths(schema.record_types[kind], schema) if columns.find(columns.name(path)) != path]
    assert found == []


def test_a_column_that_may_be_two_fields_is_told_in_full(schema: Schema) -> None:
    author = schema.record_types["resource"].find("author")
    assert author
    kind = replace(schema.record_types["resource"], fields=(author, replace(author, name="editor")))
    with pytest.raises(InputFault) as caught:
        Columns(kind, schema).find("Name")
    assert str(caught.value) == "The column 'Name' may be author name or editor name.\n  Write e.g. author name."


def test_the_class_of_each_kind_has_its_own_name_in_the_context(schema: Schema) -> None:
    context = build_context(schema)
    kinds = [*schema.record_types.values(), *schema.parts.values()]
    named = {re.split("[#/]", kind.target.value)[-1]: kind.target.value for kind in kinds}
    meant = {name: said["@id"] if isinstance(said := context[name], dict) else said for name in named}
    assert {name: (expand(each, schema.prefixes) or ox.NamedNode(each)).value for name, each in meant.items()} == named


@pytest.mark.parametrize(("name", "given", "full"), [(name, *each) for name, each in BARE.items()])
def test_an_identifier_of_an_institution_may_be_bare(schema: Schema, name: str, given: str, full: str) -> None:
    field = schema.record_types["institution"].find(name)
    assert field
    assert list(completions(given, field)) == [full]


@pytest.mark.parametrize(("name", "given", "full"), [(name, *each) for name, each in BARE_OF_WORKS.items()])
def test_an_identifier_of_a_work_may_be_bare(schema: Schema, name: str, given: str, full: str) -> None:
    field = schema.record_types["resource"].find(name)
    assert field
    assert list(completions(given, field)) == [full]


def test_an_address_of_another_owner_is_no_identifier(schema: Schema) -> None:
    field = schema.record_types["institution"].find("ROR")
    assert field
    assert list(completions("https://example.org/05qwgg493", field)) == []
