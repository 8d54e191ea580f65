"""What is published of a store is what is published of the files it was loaded from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from arkg.errors import InputFault
from arkg.graph.load import load
from arkg.publish.stream import by_record, in_record_order, publish_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from arkg.graph import Repository

FORMS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML}


def dump(folder: Path, form: str) -> list[str]:
    """Give the statements of a dump."""
    return sorted(map(str, ox.parse(path=folder / "data" / f"arkg.{form}", format=FORMS[form])))


def test_the_dumps_of_a_store_are_those_of_its_files(
    run: Callable[..., Result], tmp_path: Path, checkout: Repository
) -> None:
    graph = ["--graph", str(checkout.root)]
    run(["load", str(tmp_path / "store"), *graph])
    run(["publish", str(tmp_path / "files"), "--no-pages", *graph])
    run(["publish", str(tmp_path / "stored"), "--store", str(tmp_path / "store"), *graph])
    stored, files = ([dump(tmp_path / name, form) for form in FORMS] for name in ("stored", "files"))
    assert (stored, bool(stored[0])) == (files, True)


def test_the_records_asked_for_have_files_and_pages(tmp_path: Path, checkout: Repository) -> None:
    load(tmp_path / "store", checkout.files("ontology", "data"))
    store = ox.Store.read_only(str(tmp_path / "store"))
    asked = ox.NamedNode("https://w3id.org/arkg/id/concept/structural-racism")
    publish_store(checkout, store, tmp_path / "out", only=[asked])
    found = {path.name for path in (tmp_path / "out" / "id").rglob("*") if path.is_file()}
    assert found == {"index.html", *(f"structural-racism.{form}" for form in ("ttl", "jsonld", "nt", "rdf"))}


def test_a_record_that_the_store_does_not_have_is_refused(tmp_path: Path, small: Repository) -> None:
    with pytest.raises(InputFault, match="says nothing"):
        publish_store(small, ox.Store(), tmp_path / "out", only=[ox.NamedNode("https://w3id.org/arkg/id/concept/no")])


def test_a_record_and_its_parts_stand_together(tmp_path: Path) -> None:
    base = "https://w3id.org/arkg/id/concept/"
    names = ("a-b", "a", "a#x-1", "a-b#x-1", "a#y", "ab")
    store, kind = ox.Store(), ox.NamedNode("urn:example:kind")
    store.extend(ox.Quad(ox.NamedNode(base + name), kind, kind) for name in names)
    (tmp_path / "sorted.nt").write_bytes(b"".join(in_record_order(store)))
    told = [(record.value.removeprefix(base), len(about)) for record, about in by_record(tmp_path / "sorted.nt")]
    assert told == [("a", 3), ("a-b", 2), ("ab", 1)]
