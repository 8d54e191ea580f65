"""A publication of the small world of ``tests/world``, as the tests read it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib

from arkg.publish import publish
from arkg.publish.citations import describe, write
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from arkg.publish import Record, Site
    from arkg.workspace import Workspace

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "small"
READERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml", "nq": "nquads", "trig": "trig"}


def bibliography(site: Site, records: Iterable[Record], form: str) -> str:
    """Return the citations of records as one document."""
    return write([describe(site, record) for record in records], form)


def make_world(root: Path) -> Workspace:
    """Give the world as a graph of its own, that a test may change: our ontology, rules and questions, its records."""
    root.mkdir(parents=True, exist_ok=True)
    parts = {part: ROOT / part for part in ("ontology", "shapes", "queries")} | {"data": ROOT / "tests" / "world"}
    for part, folder in parts.items():
        shutil.copytree(folder, root / part)
    return find(ROOT, root)


def bundle() -> None:
    """Bundle the JavaScript of the pages, unless it is unchanged."""
    told = subprocess.run([sys.executable, ROOT / "scripts" / "bundle.py"], capture_output=True, text=True, check=True)
    assert told.stderr == "", "The packages of npm are needed: run npm ci."


def published_once(factory: pytest.TempPathFactory, name: str, workspace: Workspace) -> Path:
    """Return a publication of a graph, which the first worker that needs it makes for all of them; for reading only."""
    root = factory.getbasetemp()
    shared = root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root
    folder = shared / f"published-{name}"
    with (shared / f"published-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            bundle()
            publish(workspace, folder)
    return folder


def canonical(quads: Iterable[ox.Quad | ox.Triple]) -> str:
    """Give the RDFC-1.0 canonical form of triples, whatever graphs they stand in."""
    dataset = ox.Dataset(ox.Quad(each.subject, each.predicate, each.object) for each in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad.triple} .\n" for quad in dataset))


def by_oxigraph(path: Path) -> str:
    """Read a file with Oxigraph, and give the canonical form of what it says."""
    form = ox.RdfFormat.from_extension(path.suffix[1:])
    assert form is not None
    return canonical(ox.parse(path.read_bytes(), form))


def by_rdflib(path: Path) -> str:
    """Read a file with rdflib, every literal as it is written, and give the canonical form of what it says."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's JSON-LD reader calls what rdflib deprecates
            graph = rdflib.Graph().parse(data=path.read_bytes(), format=READERS[path.suffix[1:]])
    finally:
        rdflib.NORMALIZE_LITERALS = before
    return canonical(ox.parse(graph.serialize(format="nt"), ox.RdfFormat.N_TRIPLES))


def files(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
