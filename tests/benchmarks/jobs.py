"""The jobs that are measured, ours and the peers': a generated graph in; seconds, peak and number of things found out.

``python -m tests.benchmarks.jobs validate-arkg graph.nt`` runs one.
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.graph import find, open_store
from arkg.graph.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
REPOSITORY = find(ROOT)
TEN = ("Initiative-category", "Record-reference", "Resource-doi-unique", "Concept-broader", "Evidence-date-read")
TIMES = 5


def stored(path: Path) -> ox.Store:
    """Load a graph into memory."""
    store = ox.Store()
    store.bulk_load(path=path, format=ox.RdfFormat.N_TRIPLES)
    return store


def on_disk(path: Path) -> Path:
    """Give the store on disk that stands beside a graph, loading it where there is none."""
    target = path.with_suffix(".store")
    if not target.exists():
        load(target, [path])
    return target


def validate_arkg(path: Path) -> int:
    """Load and validate a whole graph in memory."""
    from arkg.validate.shapes import Shapes  # noqa: PLC0415 - part of what is measured
    from arkg.validate.sources import StoreSource  # noqa: PLC0415 - as above
    from arkg.validate.whole import validate_graph  # noqa: PLC0415 - as above

    shapes = Shapes([quad.triple for quad in REPOSITORY.quads("shapes")])
    return len(list(validate_graph(StoreSource(stored(path)), shapes)))


def validate_arkg_disk(path: Path) -> int:
    """Validate a whole graph on disk, with all findings in words."""
    from arkg.validate.elsewhere import examine_store  # noqa: PLC0415 - as above

    return len(examine_store(REPOSITORY, open_store(str(path.with_suffix(".store")), {})).results)


def validate_pyshacl(path: Path) -> int:
    """Validate a whole graph by pySHACL alone."""
    import pyshacl  # noqa: PLC0415 - as above
    from rdflib import Graph  # noqa: PLC0415 - as above

    shapes = Graph()
    for file in REPOSITORY.files("shapes"):
        shapes.parse(file, format="turtle")
    _, report, _ = pyshacl.validate(Graph().parse(path, format="nt"), shacl_graph=shapes, inplace=True)
    return len(list(report.query("SELECT ?r { ?r a <http://www.w3.org/ns/shacl#ValidationResult> }")))


def validate_shacl_rust(path: Path) -> int:
    """Validate a whole graph by shacl-rust, with its index."""
    import shacl_rust  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415 - a peer

    shapes = cast("bytes", ox.serialize(REPOSITORY.quads("shapes"), format=ox.RdfFormat.TURTLE, prefixes={})).decode()
    data = path.read_text(encoding="utf-8")
    report = shacl_rust.validate(data, shapes, data_format="nt", experimental_index=True)
    return len(report["results"])


def load_pyoxigraph(path: Path) -> int:
    """Load a graph into memory: no validation is faster."""
    return len(stored(path))


def contribution_arkg_disk(path: Path) -> int:
    """Check contributions with a graph on disk, warm; the median of them counts."""
    from arkg.validate.elsewhere import compiled, examine_store  # noqa: PLC0415 - as above
    from arkg.validate.places import join, locate  # noqa: PLC0415 - as above

    store = open_store(str(path.with_suffix(".store")), {})
    invalid = ROOT / "tests" / "contributions" / "invalid"
    contribution = join([locate(REPOSITORY, invalid / f"{name}.ttl", ()) for name in TEN])
    shapes = compiled(REPOSITORY)
    examine_store(REPOSITORY, store, contribution, shapes=shapes)
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        found = examine_store(REPOSITORY, store, contribution, shapes=shapes)
        seconds.append(time.perf_counter() - start)
    CLOCK["seconds"] = statistics.median(seconds)
    return len(found.results)


def infer_arkg(path: Path) -> int:
    """Give what a graph entails about its records, by the fast engine."""
    from arkg.infer import entailed  # noqa: PLC0415 - as above

    return len(entailed(ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES)))


def infer_owlrl(path: Path) -> int:
    """Give the same by owlrl."""
    from arkg.infer import entailed  # noqa: PLC0415 - as above

    return len(entailed(ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES), engine="owlrl"))


def query_arkg(path: Path) -> int:
    """Ask all questions of a graph in memory; loading does not count."""
    return ask(stored(path))


def query_arkg_disk(path: Path) -> int:
    """Ask all questions of a graph on disk."""
    return ask(ox.Store.read_only(str(path.with_suffix(".store"))))


def ask(store: ox.Store) -> int:
    """Ask all questions, and count the rows."""
    from arkg.query import Table, answer, questions  # noqa: PLC0415 - as above

    asked = tuple(questions(REPOSITORY))
    CLOCK["start"] = time.perf_counter()
    found = [answer(REPOSITORY, store, question) for question in asked]
    return sum(len(each.rows) for each in found if isinstance(each, Table))


def query_rdflib(path: Path) -> int:
    """Ask all questions of a graph in rdflib."""
    from rdflib import Graph  # noqa: PLC0415 - as above

    from arkg.query import questions  # noqa: PLC0415 - as above

    graph = Graph().parse(path, format="nt")
    CLOCK["start"] = time.perf_counter()
    return sum(len(list(graph.query(each.text, initNs=REPOSITORY.prefixes))) for each in questions(REPOSITORY))


def publish_arkg_disk(path: Path) -> int:
    """Write the dumps of a store on disk, in six forms, each also compressed."""
    from arkg.publish.stream import publish_store  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        store = open_store(str(path.with_suffix(".store")), {})
        return len(publish_store(REPOSITORY, store, Path(folder) / "out"))


def publish_pyoxigraph(path: Path) -> int:
    """Read N-Triples and write them in the same six forms, JSON-LD flat, neither sorted nor compressed."""
    forms = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        for number, form in enumerate((*forms, ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG)):
            quads = ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES)
            ox.serialize(quads, Path(folder) / str(number), form, prefixes=None)
        return len(list(Path(folder).iterdir()))


def load_arkg_disk(path: Path) -> int:
    """Load a graph into a store on disk."""
    shutil.rmtree(path.with_suffix(".store"), ignore_errors=True)
    return len(ox.Store.read_only(str(on_disk(path))))


JOBS: dict[str, Callable[[Path], int]] = {
    job.__name__.replace("_", "-"): job
    for job in (
        load_arkg_disk,
        load_pyoxigraph,
        validate_arkg,
        validate_arkg_disk,
        validate_shacl_rust,
        validate_pyshacl,
        contribution_arkg_disk,
        query_arkg,
        query_arkg_disk,
        query_rdflib,
        infer_arkg,
        infer_owlrl,
        publish_arkg_disk,
        publish_pyoxigraph,
    )
}
CLOCK = {"start": 0.0, "seconds": 0.0}
"""When the work began; or how long it took, where a job knows better."""


def main(name: str, path: Path) -> None:
    """Run a job and print what it took."""
    CLOCK["start"] = time.perf_counter()
    found = JOBS[name](path)
    seconds = CLOCK["seconds"] or time.perf_counter() - CLOCK["start"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    json.dump({"seconds": seconds, "peak": peak, "found": found}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
