"""A store is loaded whole or not at all."""

from __future__ import annotations

import gzip
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.benchmarks.graphs.generator import generate, write

from arkg.errors import ArkgError, StoreFault
from arkg.store.load import building, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from arkg.workspace import Workspace

LINE = "<urn:example:a> <urn:example:b> <urn:example:c> .\n"


def test_the_same_seed_gives_the_same_graph_and_another_seed_another() -> None:
    graphs = ["".join(generate(3000, seed=seed)) for seed in (1, 1, 2)]
    assert (graphs[0] == graphs[1], graphs[0] == graphs[2]) == (True, False)


def test_a_generated_graph_has_the_size_and_the_broken_records_asked_for(tmp_path: Path) -> None:
    made = write(tmp_path / "graph.nt", 20_000, broken=0.2)
    share = made.broken.total() / made.records
    assert (20_000 <= made.triples < 21_000, 0.19 < share < 0.21, len(made.broken) > 100) == (True, True, True)


def test_the_command_loads_the_graph(run: Callable[..., Result], tmp_path: Path, small: Workspace) -> None:
    done = run(["load", str(tmp_path / "store"), "--graph", str(small.root)])
    loaded, named = ox.Store.read_only(str(tmp_path / "store")), [small.store(), ox.Store()]
    named[1].extend(loaded)
    texts = [sorted(str(quad) for quad in store if "_:" not in str(quad)) for store in named]
    assert (done.exit_code, texts[1], len(loaded)) == (0, texts[0], len(named[0]))


@pytest.mark.parametrize("name", ["a.nt", "a.nt.gz", "a.nq", "a.ttl"])
def test_every_form_is_loaded_into_the_default_graph(tmp_path: Path, name: str) -> None:
    content = (LINE.replace(" .", " <urn:example:g> .") if name == "a.nq" else LINE).encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    load(tmp_path / "store", [tmp_path])
    assert [str(quad.triple) + " .\n" for quad in ox.Store.read_only(str(tmp_path / "store"))] == [LINE]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.nt", "<urn:example:a> nonsense", "a.nt:1"),
        ("a.txt", LINE, "Unsupported file type"),
        ("a.nt.gz", LINE, "gzip file is damaged"),
        (".hidden", LINE, "Unsupported file type"),
    ],
)
def test_what_cannot_be_read_leaves_nothing_behind(tmp_path: Path, name: str, content: str, words: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ArkgError) as caught:
        load(tmp_path / "store", [tmp_path / name])
    assert (words in str(caught.value), [path.name for path in tmp_path.iterdir()]) == (True, [name])


def test_a_folder_without_rdf_is_refused(run: Callable[..., Result], tmp_path: Path) -> None:
    done = run(["load", str(tmp_path / "store"), str(tmp_path)])
    endings = "Files end in .ttl, .nt, .nq, .trig, .rdf, .jsonld, or these and .gz."
    assert (done.exit_code, done.stderr) == (2, f"{tmp_path}: There is no RDF in this folder.\n  {endings}\n")
    assert not (tmp_path / "store").exists()


def test_the_help_says_that_the_names_of_graphs_are_not_kept(run: Callable[..., Result]) -> None:
    assert "Graph names (in N-Quads, TriG, and JSON-LD) are not kept" in " ".join(run(["load", "-h"]).stdout.split())


def test_a_store_is_replaced_only_when_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text(LINE)
    load(tmp_path / "store", [tmp_path / "a.nt"])
    with pytest.raises(StoreFault, match="--replace"):
        load(tmp_path / "store", [tmp_path / "a.nt"])
    (tmp_path / "a.nt").write_text(LINE + LINE.replace("c>", "d>"))
    assert load(tmp_path / "store", [tmp_path / "a.nt"], replace=True) == 2


def test_a_folder_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text(LINE)
    with pytest.raises(StoreFault, match="not a store"):
        load(tmp_path, [tmp_path / "a.nt"], replace=True)


def test_two_loads_do_not_build_one_store(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text(LINE)
    with building(tmp_path / "store"), pytest.raises(StoreFault, match="Another load"):
        load(tmp_path / "store", [tmp_path / "a.nt"])


def test_a_killed_load_leaves_no_store_and_is_begun_anew(tmp_path: Path) -> None:
    write(tmp_path / "graph.nt", 60_000)
    arguments = [str(tmp_path / "store"), str(tmp_path / "graph.nt")]
    code = "import sys; from pathlib import Path; from arkg.store.load import load; load(*map(Path, sys.argv[1:2]), "
    code += "[Path(sys.argv[2])])"
    with subprocess.Popen([sys.executable, "-c", code, *arguments]) as loading:
        while not (tmp_path / ".store.loading" / "new").exists():
            time.sleep(0.005)
        loading.send_signal(signal.SIGKILL)
    left = (tmp_path / "store").exists()
    assert (left, load(tmp_path / "store", [tmp_path / "graph.nt"]) > 59_000) == (False, True)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["graph.nt", "store"]
