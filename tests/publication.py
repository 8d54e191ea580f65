"""A publication of the small world of ``tests/world``, as the tests read it."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib

from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.workspace import Workspace

ROOT = Path(__file__).parents[1]
READERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml", "nq": "nquads", "trig": "trig"}


def make_world(root: Path) -> Workspace:
    """Give the world as a graph of its own, that a test may change: our ontology, rules and questions, its records."""
    root.mkdir(parents=True, exist_ok=True)
    parts = {part: ROOT / part for part in ("ontology", "shapes", "queries")} | {"data": ROOT / "tests" / "world"}
    for part, folder in parts.items():
        shutil.copytree(folder, root / part)
    return find(ROOT, root)


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
