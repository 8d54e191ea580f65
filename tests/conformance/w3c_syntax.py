"""The W3C test suites of the RDF syntaxes, read by arkg and by pyoxigraph.

``ARKG_W3C_RDF=FOLDER python -m tests.conformance.w3c_syntax``, where FOLDER is a copy of https://github.com/w3c/rdf-tests.
Prints for each suite how many tests arkg and pyoxigraph pass, then the name of each test that only pyoxigraph passes;
the exit code is 1 where there is one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import SyntaxFault
from arkg.formats.rdf import lines
from arkg.turtle import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
TYPE, ACTION, RESULT, BASE = (
    *(ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),),
    *(ox.NamedNode(f"{MF}{name}") for name in ("action", "result", "assumedTestBase")),
)
SUITES = {
    "rdf-n-triples": ox.RdfFormat.N_TRIPLES,
    "rdf-n-quads": ox.RdfFormat.N_QUADS,
    "rdf-turtle": ox.RdfFormat.TURTLE,
    "rdf-trig": ox.RdfFormat.TRIG,
}


def by_arkg(text: str, form: ox.RdfFormat, base: str) -> Iterable[ox.Quad]:
    """Return the quads that arkg reads."""
    if form in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        return [quad for _, quad in lines(text, "", form)]
    found = read(text, base=base, trig=form == ox.RdfFormat.TRIG).statements
    return [ox.Quad(*each.triple, each.graph or ox.DefaultGraph()) for each in found]  # type: ignore[call-arg]


def by_pyoxigraph(text: str, form: ox.RdfFormat, base: str) -> Iterable[ox.Quad]:
    """Return the quads that pyoxigraph reads."""
    return ox.parse(text, form, base_iri=base)


def passes(engine: Callable[[str, ox.RdfFormat, str], Iterable[ox.Quad]], test: Test, form: ox.RdfFormat) -> bool:
    """Return whether an engine reads or refuses a text as the test says."""
    kind, action, base, result = test
    try:
        found = ox.Dataset(engine(action.read_text(encoding="utf-8"), form, base))
    except (SyntaxFault, SyntaxError):
        return "Negative" in kind
    if result is None or "Negative" in kind:
        return "Negative" not in kind
    wanted = ox.Dataset(ox.parse(result.read_bytes(), ox.RdfFormat.N_QUADS))
    for each in (found, wanted):
        each.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found == wanted


Test = tuple[str, Path, str, Path | None]
"""The type of a test, the file to read, its base, and the file with what is to be read there."""


def tests(folder: Path) -> Iterator[Test]:
    """Return the tests of a suite, in the order of their files."""
    manifest = ox.Store()
    manifest.load(path=str(folder / "manifest.ttl"), format=ox.RdfFormat.TURTLE, base_iri="file:///")
    base = next((str(quad.object) for quad in manifest.quads_for_pattern(None, BASE, None)), "<http://example.org/>")
    actions = [(quad.subject, quad.object) for quad in manifest.quads_for_pattern(None, ACTION, None)]
    for subject, action in sorted(actions, key=lambda each: str(each[1])):
        kind = next(quad.object for quad in manifest.quads_for_pattern(subject, TYPE, None))
        results = [quad.object for quad in manifest.quads_for_pattern(subject, RESULT, None)]
        files = [folder / str(each).strip("<>").removeprefix("file:///") for each in (action, *results)]
        yield str(kind), files[0], f"{base.strip('<>')}{files[0].name}", files[1] if results else None


def main() -> None:
    """Run the suites."""
    root = os.environ.get("ARKG_W3C_RDF", "")
    if not (Path(root) / "rdf" / "rdf11").is_dir():
        sys.exit("Set ARKG_W3C_RDF to a copy of https://github.com/w3c/rdf-tests.")
    missed = []
    for name, form in SUITES.items():
        every = list(tests(Path(root) / "rdf" / "rdf11" / name))
        ours, theirs = ([passes(engine, each, form) for each in every] for engine in (by_arkg, by_pyoxigraph))
        sys.stdout.write(f"{name}: {len(every)} tests, arkg passes {sum(ours)}, pyoxigraph {sum(theirs)}\n")
        missed += [each[1] for each, our, their in zip(every, ours, theirs, strict=True) if their and not our]
    for path in missed:
        sys.stdout.write(f"only pyoxigraph passes {path}\n")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
