"""What is published of a store, wherever it stands, is what is published of the files it was loaded from."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.publication import files
from tests.test_store import serving

from arkg.errors import InputFault
from arkg.graph import open_store
from arkg.graph.load import load
from arkg.publish import publish
from arkg.publish.dumps import by_record, in_text_order
from arkg.publish.spool import spool, to_parts
from arkg.publish.stream import growing, publish_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from arkg.graph import Repository

CONCEPTS = "https://w3id.org/arkg/id/concept/"
NAMES = ("a-b", "a", "a#x-1", "a-b#x-1", "a#y", "ab", "a1", "a#x-10")


@pytest.fixture(scope="module")
def folder(world: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store on disk of the small world."""
    target = tmp_path_factory.mktemp("stores") / "store"
    load(target, world.files("ontology", "data"))
    return target


@pytest.fixture(scope="module", params=["disk", "endpoint"])
def place(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give where the store stands: its folder, or the address at which a server answers for it."""
    if request.param == "disk":
        yield str(folder)
        return
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="module")
def published(world: Repository, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give every file of the publication of the small world, pages and all."""
    target = tmp_path_factory.mktemp("published") / "site"
    publish(world, target)
    return files(target)


def test_all_but_pages_is_published_of_a_store_as_of_the_files(world: Repository, place: str, tmp_path: Path) -> None:
    publish(world, tmp_path / "files", pages=False, base="https://example.org/", served=True, released="2020-02-02")
    publish_store(
        world,
        open_store(place, {}),
        tmp_path / "stored",
        only=world.records,
        base="https://example.org/",
        served=True,
        released="2020-02-02",
        pages=False,
    )
    assert files(tmp_path / "stored") == files(tmp_path / "files")


def test_nothing_but_records_of_their_own_is_left_out_where_none_is_asked_for(
    world: Repository, place: str, tmp_path: Path
) -> None:
    publish(world, tmp_path / "files", pages=False)
    publish_store(world, open_store(place, {}), tmp_path / "stored")
    whole, stored = (files(tmp_path / name) for name in ("files", "stored"))
    sums = [line for line in whole["SHA256SUMS"].splitlines(keepends=True) if b"  id/" not in line]
    assert stored == {path: content for path, content in whole.items() if not path.startswith("id/")} | {
        "SHA256SUMS": b"".join(sums)
    }


def test_pages_of_all_records_are_those_of_the_whole_publication(
    world: Repository, place: str, tmp_path: Path, published: dict[str, bytes]
) -> None:
    publish_store(world, open_store(place, {}), tmp_path / "stored", only=world.records)
    found = files(tmp_path / "stored")
    found.pop("SHA256SUMS")
    assert found == {path: published[path] for path in found}
    assert {f"{record.value.partition('/arkg/')[2]}/index.html" for record in world.records} <= found.keys()


def test_a_record_asked_for_has_files_and_a_page_and_they_are_the_same_from_every_place(
    run: Callable[..., Result], world: Repository, folder: Path, tmp_path: Path
) -> None:
    graph = ["--graph", str(world.root), "--only", "structural-racism"]
    with serving(folder) as address:
        for name, place in (("disk", str(folder)), ("endpoint", address)):
            assert run(["publish", str(tmp_path / name), "--store", place, *graph]).exit_code == 0
    disk, endpoint = (files(tmp_path / name) for name in ("disk", "endpoint"))
    start = "id/concept/structural-racism"
    assert {path for path in disk if path.startswith("id/")} == {
        f"{start}/index.html",
        *(f"{start}.{form}" for form in ("ttl", "jsonld", "nt", "rdf")),
    }
    assert disk == endpoint


def test_processes_of_their_own_write_the_same(
    world: Repository, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_store(world, open_store(str(folder), {}), tmp_path / "here")
    monkeypatch.setattr("arkg.publish.work.LARGE", 0)
    publish_store(world, open_store(str(folder), {}), tmp_path / "beside")
    assert files(tmp_path / "beside") == files(tmp_path / "here")


def test_the_peak_of_memory_is_told(
    run: Callable[..., Result], world: Repository, folder: Path, tmp_path: Path
) -> None:
    told = run(["publish", str(tmp_path / "out"), "--store", str(folder), "--graph", str(world.root)]).stderr
    assert re.fullmatch(r"\d+ files, [\d.]+ MB in .*, with at most [\d,]+ MB of memory\n", told)


def test_a_record_that_the_store_does_not_have_is_refused(tmp_path: Path, small: Repository) -> None:
    with pytest.raises(InputFault, match="says nothing"):
        publish_store(small, ox.Store(), tmp_path / "out", only=[ox.NamedNode(f"{CONCEPTS}no")])


@pytest.fixture
def shuffled(tmp_path: Path) -> list[bytes]:
    """Give statements about records whose names continue each other, sorted in two parts."""
    kind = ox.NamedNode("urn:example:kind")
    triples = [ox.Triple(ox.NamedNode(CONCEPTS + name), kind, kind) for name in NAMES]
    spooled = spool((part for half in (triples[::2], triples[1::2]) for part in to_parts(half)), tmp_path / "sorted")
    return spooled["concept"].read_bytes().splitlines(keepends=True)


def test_a_record_and_its_parts_stand_together(shuffled: list[bytes]) -> None:
    told = [(record.removeprefix(CONCEPTS), len(about)) for record, about in by_record(shuffled)]
    assert told == [("a", 4), ("a-b", 2), ("a1", 1), ("ab", 1)]


def test_lines_that_stand_record_by_record_are_put_in_the_order_of_their_bytes(shuffled: list[bytes]) -> None:
    assert (list(in_text_order(shuffled)), shuffled != sorted(shuffled)) == (sorted(shuffled), True)


def test_a_file_is_read_to_its_end_while_it_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arkg.publish.stream.PART", 10)
    lines = [b"%d\n" % number for number in range(1000)]

    def write() -> None:
        with (tmp_path / "lines").open("wb", buffering=7) as file:
            for line in lines:
                file.write(line)
                time.sleep(0.0001)

    (tmp_path / "lines").touch()
    with ThreadPoolExecutor(1) as executor, (tmp_path / "lines").open("rb") as file:
        found = list(chain.from_iterable(growing(file, executor.submit(write))))
    assert found == lines


def test_values_stand_in_reading_order(tmp_path: Path) -> None:
    texts = ['"b"@es', '"10"^^xsd:integer', "ex:a-b", '"9"^^xsd:integer', '"a\\\\nb"', '"a"', '"a"@en', "ex:a", "ex:ab"]
    prefixes = "PREFIX ex: <urn:example:> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
    said = ox.parse(f"{prefixes} <{CONCEPTS}a> ex:says {', '.join(texts)} .", ox.RdfFormat.TURTLE)
    path = spool(to_parts(said), tmp_path / "sorted")["concept"]
    found = [str(quad.object).replace("http://www.w3.org/2001/XMLSchema#", "") for quad in ox.parse(path=path)]
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
