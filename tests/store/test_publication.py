"""What is published of a store, wherever it is, is what is published of the files it was loaded from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.store.test_store import serving
from tests.support.publication import files

from arkg.errors import InputFault
from arkg.publish import publish
from arkg.publish.site import read_records
from arkg.store import open_store
from arkg.store.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from arkg.workspace import Workspace

CONCEPTS = "https://w3id.org/arkg/id/concept/"
NAMES = ("a-b", "a", "a#x-1", "a-b#x-1", "a#y", "ab", "a1", "a#x-10")


@pytest.fixture(params=["disk", "endpoint"])
def place(request: pytest.FixtureRequest, world: Workspace, tmp_path: Path) -> Iterator[str]:
    """Return where a store of the small world is: its folder, or the address at which a server answers for it."""
    folder = tmp_path / "store"
    load(folder, world.files("ontology", "data"))
    if request.param == "disk":
        yield str(folder)
        return
    with serving(folder) as address:
        yield address


def test_the_same_is_published_of_a_store_as_of_the_files(world: Workspace, place: str, tmp_path: Path) -> None:
    publish(world, tmp_path / "files", base="https://example.org/", served=True, released="2020-02-02")
    publish(
        world,
        tmp_path / "stored",
        store=open_store(place, {}),
        base="https://example.org/",
        served=True,
        released="2020-02-02",
    )
    assert files(tmp_path / "stored") == files(tmp_path / "files")


def test_a_store_that_does_not_fit_in_memory_is_refused(
    world: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("arkg.store.MOST", 10)
    with pytest.raises(InputFault, match=r"Publishing works in memory, on at most 10"):
        publish(world, tmp_path / "stored", store=world.store())
    assert list(tmp_path.iterdir()) == []


def test_a_record_and_its_parts_stand_together() -> None:
    kind = ox.NamedNode("urn:example:kind")
    triples = [ox.Triple(ox.NamedNode(CONCEPTS + name), kind, kind) for name in NAMES]
    told = [(record.slug, len(record.triples)) for record in read_records(triples)["concept"]]
    assert told == [("a", 4), ("a-b", 2), ("a1", 1), ("ab", 1)]


def test_values_stand_in_reading_order() -> None:
    texts = ['"b"@es', '"10"^^xsd:integer', "ex:a-b", '"9"^^xsd:integer', '"a\\\\nb"', '"a"', '"a"@en', "ex:a", "ex:ab"]
    prefixes = "PREFIX ex: <urn:example:> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
    said = ox.parse(f"{prefixes} <{CONCEPTS}a> ex:says {', '.join(texts)} .", ox.RdfFormat.TURTLE)
    record = read_records(quad.triple for quad in said)["concept"][0]
    found = [str(each.object).replace("http://www.w3.org/2001/XMLSchema#", "") for each in record.triples]
    assert found == [
        "<urn:example:a>",
        "<urn:example:a-b>",
        "<urn:example:ab>",
        '"9"^^<integer>',
        '"10"^^<integer>',
        '"a"',
        '"a\\\\nb"',
        '"a"@en',
        '"b"@es',
    ]
