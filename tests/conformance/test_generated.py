"""Results are pySHACL's on a generated graph of four thousand triples, in which every rule for records is broken."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from tests.benchmarks.graphs.generator import rule_breakers, write
from tests.conformance.plain_pyshacl import plain_results
from tests.support.result_keys import digest, keys

from arkg.validate.compiler.shapes import Shapes
from arkg.validate.engine.sources import StoreSource
from arkg.validate.engine.validation import validate_graph
from arkg.workspace import find

if TYPE_CHECKING:
    from arkg.validate.compiler.model import Result

ROOT = Path(__file__).parents[2]
RULES = [quad.triple for quad in find(ROOT).quads("shapes")]
SHAPES = Shapes(RULES)
BROKEN = 0.9
"""The share of the records that break a rule: so large that every rule gets its turn."""


def test_in_four_thousand_triples_every_rule_is_broken_and_the_results_are_those_of_pyshacl(tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    turns = {rule for rule, times in write(path, 4_000, broken=BROKEN).broken.items() if times}
    store = ox.Store()
    store.bulk_load(path=path, format=ox.RdfFormat.N_TRIPLES)
    results = list(validate_graph(StoreSource(store), SHAPES))
    found, expected = keys(results), plain_results(store, RULES)
    every = {path.stem for path in rule_breakers()}
    assert (turns, broken(results), found, digest(found)) == (every, every & asked(), expected, digest(expected))


def asked() -> set[str]:
    """Return the names of the rules that pySHACL is asked about; arkg itself checks those of unknown things."""
    return {name(unit.shape.node) for unit in SHAPES.units}


def broken(results: list[Result]) -> set[str]:
    """Return the names of the rules that are broken, those for terms left aside."""
    return {name(result.shape) for result in results} & {path.stem for path in rule_breakers()}


def name(shape: object) -> str:
    """Return the name of a rule."""
    return str(shape).strip("<>").rpartition("#")[2]
