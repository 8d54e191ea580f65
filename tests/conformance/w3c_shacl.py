"""The W3C data-shapes test suite, run through ``arkg validate``: each test beside what it expects and pySHACL.

``python -m tests.conformance.w3c_shacl [FOLDER]`` prints how each test ends; FOLDER holds ``manifest.ttl`` and defaults
to ``ARKG_W3C_SHACL``, else to where ``scripts/test`` puts the copy that pySHACL's source distribution carries.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import pyshacl
from click.testing import CliRunner
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, BNode, Graph, Literal, Namespace
from rdflib.collection import Collection as RdfList

from arkg.cli import arkg
from arkg.description import from_rdflib
from arkg.validate.engine.judge import quiet
from arkg.validate.engine.sources import as_stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

    from arkg.validate.terms import Term

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
SH = Namespace("http://www.w3.org/ns/shacl#")
FIELDS = ("focusNode", "resultPath", "sourceConstraintComponent", "value", "sourceShape", "resultSeverity")
REFUSED = "refused"
"""What is found where a processor reports a failure and no results."""

Found = Counter[tuple[str, ...]] | str


@dataclass(frozen=True, slots=True)
class Case:
    """One test: the files with its data and its shapes, and what it expects."""

    name: str
    data: Path
    shapes: Path
    expected: Found


def default_folder() -> Path:
    """Return the folder of the suite."""
    return Path(os.environ.get("ARKG_W3C_SHACL") or Path(sys.prefix) / "share" / "w3c-shacl")


def cases(folder: Path) -> Iterator[Case]:
    """Return every test that the manifests of a folder lead to, in order of name."""
    if not (folder / "manifest.ttl").is_file():
        raise FileNotFoundError(f"{folder} holds no manifest.ttl. Run scripts/test once, or set ARKG_W3C_SHACL.")
    for path in sorted(folder.rglob("*.ttl")):
        with quiet():
            graph = Graph().parse(path)
        for test in sorted(graph.subjects(RDF.type, SHT.Validate), key=str):
            action, result = graph.value(test, MF.action), graph.value(test, MF.result)
            data, shapes = (Path(str(graph.value(action, SHT[key])).removeprefix("file://")) for key in KEYS)
            expected = REFUSED if result == SHT.Failure else results(graph, result)
            yield Case(f"{path.parent.relative_to(folder)}/{str(test).rpartition('/')[2]}", data, shapes, expected)


KEYS = ("dataGraph", "shapesGraph")


def results(graph: Graph, report: Node | None) -> Counter[tuple[str, ...]]:
    """Return what the results of a report are compared by; blank nodes by what they are made of."""
    nodes = graph.objects(report, SH.result)
    return Counter(tuple(spelled(graph, graph.value(node, SH[field])) for field in FIELDS) for node in nodes)


def spelled(graph: Graph, node: Node | None) -> str:
    """Return a term as text: a path by its parts, a literal by value and datatype, any other blank node as such."""
    if isinstance(node, Literal):
        return str(stored(from_rdflib(node)))
    if not isinstance(node, BNode):
        return "" if node is None else node.n3()
    if (node, RDF.first, None) in graph:
        return f"({' '.join(spelled(graph, item) for item in RdfList(graph, node))})"
    inner = sorted((p, o) for p, o in graph.predicate_objects(node) if str(p).endswith("Path"))
    return f"[{' '.join(f'{p.n3()} {spelled(graph, o)}' for p, o in inner)}]"


def stored(term: Term) -> Term:
    """Return a term as a store keeps it, which writes the decimal 4.0 as 4."""
    (triple,) = as_stored([ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), term)])
    return cast("Term", triple.object)


def by_pyshacl(case: Case) -> Found:
    """Return pySHACL's results."""
    try:
        with quiet(), redirect_stderr(StringIO()):
            _, report, _ = pyshacl.validate(
                Graph().parse(case.data), shacl_graph=Graph().parse(case.shapes), inplace=True
            )
    except (NotImplementedError, ReportableRuntimeError):
        return REFUSED
    if isinstance(report, ReportableRuntimeError):
        return REFUSED
    return results(report, report.value(None, RDF.type, SH.ValidationReport))


def by_arkg(case: Case) -> Found:
    """Return the results that ``arkg validate`` writes about a folder with the files of a test, or that it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in ("ontology", "data", "shapes", "queries"):
            (root / part).mkdir()
        (root / "ontology" / "prefixes.ttl").touch()
        for path, part in {case.data: "data", case.shapes: "shapes"}.items():
            (root / part / path.name).write_bytes(absolute(path))
        findings, written = (
            CliRunner().invoke(arkg, ["validate", "--graph", folder, "--format", form], catch_exceptions=False)
            for form in ("json", "ttl")
        )
    if not written.stdout or any(each["rule"] == "Rule" for each in json.loads(findings.stdout)):
        return REFUSED
    with quiet():
        report = Graph().parse(data=written.stdout)
    return results(report, report.value(None, RDF.type, SH.ValidationReport))


def absolute(path: Path) -> bytes:
    """Return a Turtle file with absolute IRIs, since a graph of arkg has no base."""
    triples = (quad.triple for quad in ox.parse(path=path, base_iri=path.as_uri()))
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE) or b""


def compared(case: Case) -> str:
    """Return how the results of arkg compare to those of pySHACL and to the expected ones."""
    ours, theirs = by_arkg(case), by_pyshacl(case)
    if ours == theirs == case.expected:
        return "same"
    passed = "" if theirs == case.expected else ", which does not pass"
    if ours == REFUSED:
        return f"refused, as pySHACL does{passed}" if theirs == REFUSED else "refused"
    return f"as pySHACL{passed}" if ours == theirs else "different"


def report(folder: Path) -> int:
    """Print the tests that do not end as in pySHACL and as expected, and counts; return how many are different."""
    ends = {case.name: compared(case) for case in cases(folder)}
    for name, end in ends.items():
        if end != "same":
            sys.stdout.write(f"{name}: {end}\n")
    counted = Counter(ends.values())
    ways = ", ".join(f"{count} {end}" for end, count in counted.most_common())
    sys.stdout.write(f"{counted.total()} tests: {ways}\n")
    return counted["different"]


if __name__ == "__main__":
    sys.exit(report(Path(sys.argv[1]) if len(sys.argv) > 1 else default_folder()) > 0)
