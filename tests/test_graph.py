"""The repository is found, read and named as its readers expect."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from arkg import workspace
from arkg.errors import ArkgError, GraphNotFound, InputFault, SyntaxFault, UnknownName
from arkg.formats.references import resolve
from arkg.names import shorten
from arkg.workspace import choose_label, find

if TYPE_CHECKING:
    from pathlib import Path

    from arkg.workspace import Workspace

ID = "https://w3id.org/arkg/id/"


def test_a_graph_is_found_from_any_folder_inside_it(small: Workspace) -> None:
    assert find(small.root / "data" / "concept") == small


def test_a_chosen_folder_wins_over_the_one_around_you(small: Workspace, copy: Workspace) -> None:
    assert find(small.root, copy.root).root == copy.root


def test_outside_a_checkout_the_installed_copy_is_found_and_is_not_writable(
    small: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "INSTALLED", small.root)
    found = find(tmp_path)
    assert (found.root, found.writable) == (small.root, False)


def test_outside_a_checkout_an_editable_installation_finds_the_checkout_it_belongs_to(
    checkout: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "INSTALLED", tmp_path / "no-wheel-here")
    monkeypatch.setattr(workspace, "SOURCE", checkout.root)
    found = find(tmp_path)
    assert (found.root, found.writable) == (checkout.root, False)


@pytest.mark.parametrize("part", ["ontology", "data", "shapes", "queries"])
def test_half_a_checkout_is_not_passed_over(copy: Workspace, part: str) -> None:
    (copy.root / part).rename(copy.root / "elsewhere")
    with pytest.raises(GraphNotFound, match=f"{part} missing"):
        find(copy.root / "elsewhere")


def test_a_folder_that_only_has_data_of_its_own_is_no_checkout(tmp_path: Path, checkout: Workspace) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "queries").mkdir()
    found = find(tmp_path)
    assert (found.writable, found.prefixes) == (False, checkout.prefixes)


def test_a_folder_that_lacks_a_part_is_no_graph(copy: Workspace) -> None:
    shutil.rmtree(copy.root / "shapes")
    with pytest.raises(GraphNotFound, match="shapes missing"):
        find(copy.root, copy.root)


def test_the_files_of_a_part_come_in_the_order_of_their_paths(small: Workspace) -> None:
    assert [small.place(path) for path in small.files("ontology", "queries")] == [
        "ontology/prefixes.ttl",
        "ontology/terms.ttl",
        "queries/initiatives-by-category.rq",
        "queries/names-with.rq",
        "queries/what-is-related.rq",
    ]


def test_the_kinds_are_the_folders_of_the_data(small: Workspace) -> None:
    assert small.kinds == ("category", "concept", "initiative", "institution", "resource")


def test_every_record_has_one_file_and_every_file_one_record(checkout: Workspace) -> None:
    files = [path for path in checkout.files("data") if path.parent.name in checkout.kinds]
    assert [checkout.record_path(iri) for iri in checkout.records] == files


@pytest.mark.parametrize(
    "iri",
    [f"{ID}concept/../x", f"{ID}concept", f"{ID}concept/", f"{ID}a/b/c", f"{ID}concept/..", "https://example.org/"],
)
def test_no_file_belongs_to_an_iri_that_is_no_record(small: Workspace, iri: str) -> None:
    assert small.record_path(ox.NamedNode(iri)) is None


def test_a_part_belongs_in_the_file_of_its_record(small: Workspace) -> None:
    assert small.record_path(ox.NamedNode(f"{ID}concept/x#part-1")) == small.root / "data" / "concept" / "x.ttl"


def test_no_record_bears_a_name_that_cannot_stand_in_an_iri(small: Workspace) -> None:
    names = (small.root / "data" / "concept" / name for name in ("a b.ttl", "a\n<b>.ttl", "a\udcff.ttl"))
    found = [str(small.record_iri(path)).rpartition("/")[2] for path in names]
    assert found == ["a%20b>", "a%0A%3Cb%3E>", "a%FF>"]


def test_a_file_outside_the_data_is_no_record(small: Workspace) -> None:
    paths = [small.root / "ontology" / "terms.ttl", small.root / "data" / "x.ttl", small.root / "data" / "a" / "b.txt"]
    assert [small.record_iri(path) for path in paths] == [None, None, None]


def test_literals_are_read_as_they_are_written(small: Workspace) -> None:
    numbers = {str(quad.object) for quad in small.quads("data") if "integer" in str(quad.object)}
    assert numbers == {'"07"^^<http://www.w3.org/2001/XMLSchema#integer>'}


def test_a_file_that_is_not_utf_8_is_named_with_line_and_column(copy: Workspace) -> None:
    path = copy.root / "data" / "concept" / "racism.ttl"
    path.write_bytes(b"# one\n# tw\xf6\n")
    with pytest.raises(SyntaxFault, match=r"^data/concept/racism\.ttl:2:5: The byte 0xF6 is not UTF-8\."):
        copy.store()


def test_a_file_that_is_not_turtle_is_named_with_line_and_column(copy: Workspace) -> None:
    path = copy.root / "data" / "concept" / "racism.ttl"
    path.write_text("PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n\nconcept:racism a skos:Concept .\n")
    with pytest.raises(SyntaxFault, match=r"^data/concept/racism\.ttl:3:1: .*concept.*not declared"):
        copy.store()


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("category:research", f"{ID}category/research"),
        (f"{ID}category/research", f"{ID}category/research"),
        (f"<{ID}category/research>", f"{ID}category/research"),
        ("concept:racism#evidence-1", f"{ID}concept/racism#evidence-1"),
        ("skos:Concept", "http://www.w3.org/2004/02/skos/core#Concept"),
        ("https://example.org/page", "https://example.org/page"),
        ("racism", f"{ID}concept/racism"),
        ("Racial Justice", f"{ID}concept/racial-justice"),
        ("racial_equity", f"{ID}concept/racial-justice"),
        ("Fairness", f"{ID}concept/fair-play"),
        ("research", f"{ID}category/research"),
    ],
)
def test_a_name_stands_for_one_iri(small: Workspace, name: str, iri: str) -> None:
    assert resolve(small, name).value == iri


def test_a_slug_is_looked_for_among_the_kinds_asked_for(small: Workspace) -> None:
    assert resolve(small, "training", kinds=["resource"]).value == f"{ID}resource/training"


@pytest.mark.parametrize(
    ("name", "fault", "words"),
    [
        ("training", InputFault, "'training' is the name of category:training and resource:training."),
        ("category:reserch", UnknownName, "There is no category 'category:reserch'.\n  Did you mean category:resea"),
        ("racial-justise", UnknownName, "There is no record 'racial-justise'.\n  Did you mean concept:racial-j"),
        ("conzept:racism", UnknownName, "conzept:racism: There is no prefix 'conzept'.\n  Did you mean concept?"),
        ("https://exam ple.org/", SyntaxFault, "This is not an IRI: https://exam ple.org/"),
        ("", UnknownName, "There is no record ''."),
    ],
)
def test_a_name_that_stands_for_no_iri_is_refused_with_help(
    small: Workspace, name: str, fault: type[ArkgError], words: str
) -> None:
    with pytest.raises(fault, match=f"^{re.escape(words)}"):
        resolve(small, name)


@pytest.mark.parametrize(
    ("identifier", "kind", "record"),
    [
        ("https://ror.org/05qwgg493", "institution", "institution/boston-university"),
        ("wikidata:Q8461", "concept", "concept/racism"),
        ("https://doi.org/10.2105/AJPH.90.8.1212", "resource", "resource/levels-of-racism"),
    ],
)
def test_an_identifier_that_others_use_stands_for_the_record_that_bears_it(
    checkout: Workspace, identifier: str, kind: str, record: str
) -> None:
    assert resolve(checkout, identifier, kinds=[kind]).value == f"{ID}{record}"


def test_an_identifier_that_no_record_bears_is_refused(small: Workspace) -> None:
    with pytest.raises(UnknownName, match=r"^There is no category 'https://ror\.org/05qwgg493'\."):
        resolve(small, "https://ror.org/05qwgg493", kinds=["category"])


def test_a_record_of_another_kind_is_not_what_was_asked_for(small: Workspace) -> None:
    with pytest.raises(UnknownName, match=r"no category 'resource:research'\.\n  Did you mean category:research\?"):
        resolve(small, "resource:research", kinds=["category"])


@pytest.mark.parametrize("curie", ["concept:racism", "concept:racism#evidence-1", "skos:Concept", "arkg:runBy"])
def test_a_short_name_is_read_back_as_the_iri_it_was_made_of(small: Workspace, curie: str) -> None:
    assert shorten(resolve(small, curie).value, small.prefixes) == curie


def test_an_iri_without_a_prefix_stays_long(small: Workspace) -> None:
    assert shorten("https://example.org/page", small.prefixes) == "https://example.org/page"


def test_the_label_of_a_thing_is_its_preferred_one(small: Workspace, small_store: ox.Store) -> None:
    assert choose_label(small_store, resolve(small, "concept:racial-justice")) == "Racial justice"
