"""A publication: the same bytes everywhere, all of it or nothing, and nothing of anybody else's lost."""

from __future__ import annotations

import gzip
import hashlib
import os
import signal
import subprocess
import sys
import time
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml
from tests.support.publication import ROOT, files

from arkg.errors import InputFault
from arkg.publish import Site, build_site, publish, read_project
from arkg.publish.folder import Folder, replacing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from arkg.workspace import Workspace


@pytest.fixture(scope="module")
def published(world: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("published") / "site"
    publish(world, target, pages=False)
    return target


def test_every_record_has_its_siblings(published: Path, world: Workspace) -> None:
    wanted = {
        f"{iri.value.partition('arkg/')[2]}.{form}" for iri in world.records for form in ("ttl", "jsonld", "nt", "rdf")
    }
    assert {path for path in files(published) if path.startswith("id/")} == wanted


def test_the_same_graph_gives_the_same_bytes_with_any_hash_seed(
    published: Path, world: Workspace, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "arkg.cli", "publish", str(tmp_path / "again"), "--no-pages"]
    command = [sys.executable, "-c", "from arkg.cli import main; main()", *command[3:], "--graph", str(world.root)]
    subprocess.run(
        command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    )
    assert files(tmp_path / "again") == files(published)


def test_the_list_of_checksums_is_true_of_every_other_file(published: Path) -> None:
    sums = (published / "SHA256SUMS").read_text().splitlines()
    listed = {path: digest for digest, _, path in (line.partition("  ") for line in sums)}
    assert listed == {
        path: hashlib.sha256(content).hexdigest() for path, content in files(published).items() if path != "SHA256SUMS"
    }


def test_a_compressed_file_is_the_file_and_tells_no_time(published: Path) -> None:
    packed = {path: content for path, content in files(published).items() if path.endswith(".gz")}
    start = f"release/{read_project().version}/"
    assert {path: gzip.decompress(content) for path, content in packed.items()} == {
        path: (published / path.removeprefix(start).removesuffix(".gz")).read_bytes() for path in packed
    }
    assert {content[4:8] for content in packed.values()} == {b"\0\0\0\0"}


def test_a_new_publication_takes_the_place_of_the_old_one(world: Workspace, tmp_path: Path) -> None:
    with replacing(tmp_path / "site") as folder:
        folder.put("old.txt", b"old")
    publish(world, tmp_path / "site", pages=False)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert not (tmp_path / "site" / "old.txt").exists()


def test_a_failure_leaves_the_old_publication_whole(tmp_path: Path) -> None:
    with replacing(tmp_path / "site") as folder:
        folder.put("page", b"old")
    before = files(tmp_path)
    with pytest.raises(InputFault, match="it exists"), replacing(tmp_path / "site") as folder:
        folder.put(folder.put("page", b"new").path, b"again")
    assert files(tmp_path) == before


@pytest.mark.parametrize("strange", ["notes.txt", "id/mine.txt", "SHA256SUMS"])
def test_what_no_publication_wrote_is_not_lost(world: Workspace, tmp_path: Path, strange: str) -> None:
    (tmp_path / strange).parent.mkdir(exist_ok=True)
    (tmp_path / strange).write_text("mine")
    if strange == "SHA256SUMS":
        (tmp_path / "mine.txt").write_text("mine")
    before = files(tmp_path)
    with pytest.raises(InputFault, match="no earlier publication wrote"):
        publish(world, tmp_path, pages=False)
    assert files(tmp_path) == before


def test_what_is_put_beside_a_publication_keeps_it_from_being_replaced(tmp_path: Path) -> None:
    with replacing(tmp_path / "site") as folder:
        folder.put("page", b"old")
    (tmp_path / "site" / "notes.txt").write_text("mine")
    with pytest.raises(InputFault, match=r"notes\.txt"), replacing(tmp_path / "site"):
        pass


def test_what_a_killed_publication_left_is_cleared_away_by_the_next(world: Workspace, tmp_path: Path) -> None:
    code = "from arkg.cli import main; main()"
    command = [sys.executable, "-c", code, "publish", str(tmp_path / "site"), "--graph", str(world.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        while not list(tmp_path.glob(".site.publishing/*/new/data")):
            assert running.poll() is None
            time.sleep(0.005)
        running.kill()
        running.communicate(timeout=60)  # ends when every process that has this pipe has ended
    left = [path.name for path in tmp_path.iterdir()]
    subprocess.run(command, check=True, capture_output=True)
    found = [path.name for path in tmp_path.iterdir()]
    assert (left, running.returncode, found) == ([".site.publishing"], -signal.SIGKILL, ["site"])


def test_a_publication_killed_between_old_and_new_loses_neither_releases_nor_the_old_one(tmp_path: Path) -> None:
    with replacing(tmp_path / "site") as folder:
        folder.put("release/0.1.0/ns.ttl", b"first")
    (tmp_path / ".site.publishing" / "dead").mkdir(parents=True)
    (tmp_path / "site").rename(tmp_path / ".site.publishing" / "dead" / "old")
    with replacing(tmp_path / "site") as folder:
        folder.put("page", b"new")
    assert {"page", "release/0.1.0/ns.ttl"} < files(tmp_path / "site").keys()


def test_two_publications_do_not_get_into_each_others_way(tmp_path: Path) -> None:
    with replacing(tmp_path / "site") as folder:
        folder.put("page", b"first")
        with pytest.raises(InputFault, match="in progress"), replacing(tmp_path / "site"):
            pass
    assert files(tmp_path / "site")["page"] == b"first"


def test_earlier_releases_and_what_the_host_asks_for_are_carried_over(tmp_path: Path) -> None:
    with replacing(tmp_path / "site") as folder:
        folder.put("release/0.1.0/ns.ttl", b"first")
        folder.put("release/0.2.0/ns.ttl", b"second")
        folder.put("release/0.2.0/old.ttl", b"no more")
    (tmp_path / "site" / "CNAME").write_bytes(b"example.org")
    (tmp_path / "site" / ".nojekyll").touch()
    for _ in range(2):
        with replacing(tmp_path / "site") as folder:
            folder.put("release/0.2.0/ns.ttl", b"second, again")
    found = files(tmp_path / "site")
    sums = {line.partition("  ")[2] for line in found.pop("SHA256SUMS").decode().splitlines()}
    assert (found, sums) == (
        {
            ".nojekyll": b"",
            "CNAME": b"example.org",
            "release/0.1.0/ns.ttl": b"first",
            "release/0.2.0/ns.ttl": b"second, again",
        },
        set(found),
    )


def test_a_release_keeps_what_it_was_made_of(published: Path) -> None:
    found = files(published)
    start = f"release/{read_project().version}/"
    kept = {path.removeprefix(start): content for path, content in found.items() if path.startswith(start)}
    sums = kept.pop("SHA256SUMS").decode()
    assert {path: found[path] for path in kept} == kept
    assert sums == "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(kept.items()))
    assert {"ns.ttl", "shapes.jsonld", "query.nt", "data/arkg.ttl.gz", "data/concept.csv"} <= set(kept)
    assert "data/arkg.ttl" not in kept


def test_an_empty_folder_is_filled_and_a_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("mine")
    with replacing(tmp_path / "empty") as folder:
        folder.put("page", b"new")
    with pytest.raises(InputFault, match="not a folder"), replacing(tmp_path / "file"):
        pass
    assert (tmp_path / "empty" / "page").read_bytes() == b"new"


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside", "twice"])
def test_a_file_is_written_once_and_inside_the_publication(tmp_path: Path, path: str) -> None:
    folder = Folder(tmp_path)
    folder.put("twice", b"once")
    with pytest.raises(InputFault):
        folder.put(path, b"again")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputFault, match="Nothing can be written"), replacing(tmp_path / "file" / "site"):
        pass


@pytest.mark.parametrize("base", ["example.org", "ftp://example.org/", "https://example.org/?page", "https://a b/"])
def test_a_base_is_the_address_of_a_folder(world: Workspace, base: str) -> None:
    with pytest.raises(InputFault, match="not the address of a folder"):
        build_site(world, base=base)


def test_an_endpoint_stands_at_an_address(world: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="--base"):
        publish(world, tmp_path / "site", served=True)


def test_progress_is_told_step_by_step_to_the_end(world: Workspace, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    publish(world, tmp_path / "site", pages=False, progress=lambda _, done, total: told.append((done, total)))
    assert told == [(done, len(told)) for done in range(1, len(told) + 1)]


def test_a_date_is_that_of_the_release_or_of_source_date_epoch(
    run: Callable[..., Result], world: Workspace, tmp_path: Path
) -> None:
    arguments = ["publish", str(tmp_path / "site"), "--no-pages", "--graph", str(world.root)]
    assert run(arguments, env={"SOURCE_DATE_EPOCH": "86400"}).exit_code == 0
    assert 'dcterms:modified "1970-01-02"^^xsd:date' in (tmp_path / "site" / "catalog.ttl").read_text()
    assert run(arguments, env={"SOURCE_DATE_EPOCH": "soon"}).exit_code == 2


def test_backlinks_tell_who_points_to_a_record(site: Site) -> None:
    record = next(each for each in site.records["category"] if each.slug == "research")
    assert {other.rpartition("/")[2] for _, other in site.backlinks[record.iri.value]} == {
        each.slug
        for kind in ("initiative", "resource")
        for each in site.records[kind]
        if any(triple.object == record.iri for triple in each.triples)
    }


def test_version_and_date_are_the_same_wherever_they_stand() -> None:
    project = read_project()
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ontology = (ROOT / "ontology" / "arkg.ttl").read_text(encoding="utf-8")
    assert (citation["version"], str(citation["date-released"])) == (project.version, project.released)
    assert package["version"] == project.version
    assert f'owl:versionInfo "{project.version}"' in ontology
    assert f"<https://w3id.org/arkg/release/{project.version}/ns>" in ontology
